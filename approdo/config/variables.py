"""Every variable of the environment the system knows: the source of docs/configuration.md and of every refusal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """A variable of the environment: its words for a reader, and its default as it would be written there."""

    name: str
    description: str
    expected: str
    default: str = ""
    default_in_words: str = ""
    secret: bool = False


_KNOWN = (
    Variable(
        "DATABASE_URL",
        "PostgreSQL database, under the role that owns the tables and migrates; else an embedded server is started.",
        "postgresql://role:password@host:port/database",
        default_in_words="the embedded PostgreSQL under APPRODO_VAR",
        secret=True,
    ),
    Variable(
        "APPRODO_WEB_DATABASE_URL",
        "The same database under the role of the web and worker processes, which owns nothing.",
        "postgresql://role:password@host:port/database",
        default_in_words="the role approdo_web, made by approdo migrate",
        secret=True,
    ),
    Variable(
        "APPRODO_DATABASE_ROLE",
        "Under which role this process works; approdo migrate and approdo backup set it by themselves.",
        "web or owner",
        default="web",
    ),
    Variable(
        "APPRODO_VAR",
        "Folder of everything that is written: embedded database, documents, generated secrets.",
        "an absolute path",
        default_in_words="var at the root of the project",
    ),
    Variable(
        "APPRODO_SECRET_KEY",
        "Key of sessions and signed links.",
        "at least 50 characters that nobody can guess",
        default_in_words="generated once, in secrets/ under APPRODO_VAR",
        secret=True,
    ),
    Variable(
        "APPRODO_FIELD_KEYS",
        "Keys of the encrypted fields; the first one encrypts, all of them decrypt.",
        "id:key,id:key where key is 32 bytes in base64",
        default_in_words="generated once, in secrets/ under APPRODO_VAR",
        secret=True,
    ),
    Variable("APPRODO_DEMO", "Invented data, demonstration accounts, second factor not required.", "yes or no", "no"),
    Variable("APPRODO_DEBUG", "Detailed error pages, for developers only.", "yes or no", "no"),
    Variable("APPRODO_PORT", "Port of the web process.", "a whole number from 1 to 65535", "8000"),
    Variable(
        "APPRODO_ALLOWED_HOSTS",
        "Host names under which the pages are served.",
        "host names separated by commas",
        "localhost,127.0.0.1,[::1]",
    ),
    Variable(
        "APPRODO_SMTP_URL",
        "Mail server; without it no mail is sent.",
        "smtp://, smtp+starttls:// or smtps:// user:password@host:port",
        default_in_words="none",
        secret=True,
    ),
    Variable("APPRODO_MAIL_FROM", "Sender of the mail.", "a mail address", "approdo@localhost"),
    Variable(
        "APPRODO_PUBLIC_ADDRESS",
        "Address of the pages as the links of letters say it.",
        "an https:// address (http:// on loopback only)",
        default_in_words="http://localhost:8000: such links open on this machine only",
    ),
    Variable(
        "APPRODO_CHECK_LINKS",
        "Every night look whether pages and mail domains of the directory exist; needs the way to the network.",
        "yes or no",
        "no",
    ),
    Variable(
        "APPRODO_OIDC_ISSUER",
        "OpenID Connect provider of the administration (proxy of SPID and CIE).",
        "an https:// address (http:// on loopback only)",
        default_in_words="none: login by password and second factor",
    ),
    Variable("APPRODO_OIDC_CLIENT_ID", "Identifier of Approdo at that provider.", "a text", default_in_words="none"),
    Variable(
        "APPRODO_OIDC_CLIENT_SECRET",
        "Secret of Approdo at that provider.",
        "a text",
        default_in_words="none",
        secret=True,
    ),
    Variable(
        "APPRODO_TIME_ZONE",
        "Time zone of the office; the law's days are Italian days.",
        "Europe/Rome",
        "Europe/Rome",
    ),
    Variable(
        "APPRODO_FUNDING_STATEMENT",
        "Sentence of who funds the portal, at the foot of its pages.",
        "a text",
        default_in_words="none",
    ),
    Variable(
        "APPRODO_FUNDING_EMBLEM",
        "Emblem of who funds the portal, beside that sentence.",
        "path of an .svg or .png file of at most 20 kB",
        default_in_words="none",
    ),
    Variable(
        "APPRODO_QUICK_EXIT",
        "Where the portal leads who leaves at once a page on violence or trafficking.",
        "an https:// address",
        "https://www.wikipedia.org",
    ),
    Variable(
        "APPRODO_WIDGET_SITES",
        "The sites that may show the small search of the portal inside their pages.",
        "https:// addresses separated by commas",
        default_in_words="any site",
    ),
    Variable(
        "APPRODO_MAP_TILES",
        "Pieces of a map for the portal, of a server that agreed; it sees the address of who opens the map that moves.",
        "an https:// address with {z}, {x} and {y}, without {s}",
        default_in_words="none: the outlines of the comuni alone",
    ),
    Variable(
        "APPRODO_MAP_TILES_CREDIT",
        "What that server wants to be written under the map.",
        "a text",
        default_in_words="none",
    ),
    Variable(
        "APPRODO_TEST_BROWSER",
        "Chromium for the journeys of the test suite.",
        "path of a program",
        default_in_words="the one found by make test",
    ),
)
VARIABLES = {variable.name: variable for variable in _KNOWN}


def as_markdown() -> str:
    """The table of docs/configuration.md."""
    lines = ["| Variable | What it is | Expected | Default |", "| --- | --- | --- | --- |"]
    for variable in VARIABLES.values():
        default = variable.default_in_words or (f"`{variable.default}`" if variable.default else "none")
        lines.append(f"| `{variable.name}` | {variable.description} | {variable.expected} | {default} |")
    return "\n".join(lines) + "\n"
