"""Typed readers of the environment, the only configuration there is.

Every variable the system knows stands in `variables`; nonsense is refused at the start with the variable's name, what
was found (never the value of a secret) and what is expected. An empty variable counts as absent.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import difflib
import json
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from approdo.config.variables import VARIABLES

LARGEST_IMAGE = 20_000  # bytes
_LONGEST_SHOWN = 80  # characters of a refused value
ROOT = Path(__file__).resolve().parents[2]


class ConfigurationError(Exception):
    """A variable holds something else than what is expected."""


@dataclass(frozen=True)
class DatabaseAddress:
    """Address of a PostgreSQL database under one role; `url` holds a password: never print it."""

    url: str = field(repr=False)
    host: str
    port: int | None
    user: str
    password: str = field(repr=False)
    name: str
    options: dict[str, str]

    def as_django(self) -> dict[str, Any]:
        """Entry of Django's DATABASES."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": str(self.port or ""),
            "OPTIONS": dict(self.options),
        }

    def on_database(self, name: str) -> DatabaseAddress:
        """The same server and role, another database."""
        return replace(self, name=name, url=urlsplit(self.url)._replace(path=f"/{quote(name, safe='')}").geturl())

    def in_words(self) -> str:
        """Role, server and database, without the password."""
        return f"{self.user} at {self.host or 'the local socket'}{f':{self.port}' if self.port else ''}/{self.name}"


@dataclass(frozen=True)
class MailServer:
    """Where letters by mail are handed over."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: str  # "none", "starttls" or "tls"


def text(name: str) -> str:
    """The value or the default, without blanks around it; empty when there is neither."""
    return _raw(name) or VARIABLES[name].default


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """One of the given words."""
    value = text(name)
    if value not in choices:
        raise _refused(name)
    return value


def flag(name: str) -> bool:
    """yes/no, true/false, on/off, 1/0 in any case of letters."""
    value = text(name).casefold()
    if value in {"yes", "true", "on", "1"}:
        return True
    if value in {"no", "false", "off", "0"}:
        return False
    raise _refused(name)


def whole_number(name: str, minimum: int, maximum: int) -> int:
    """Decimal digits between two bounds, both allowed."""
    value = text(name)
    if not re.fullmatch(r"-?[0-9]{1,18}", value) or not minimum <= int(value) <= maximum:
        raise _refused(name)
    return int(value)


def address_list(name: str) -> list[str]:
    """Host names separated by commas; a leading dot means all of its sub-domains. A lone * is refused."""
    hosts = [host.strip() for host in text(name).split(",") if host.strip()]
    if any(not re.fullmatch(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]", host) for host in hosts):
        raise _refused(name)
    return hosts


def mail_address(name: str) -> str:
    """A mail address, with or without a name before it."""
    value = text(name)
    if not re.fullmatch(r"([^<>\r\n]+ <)?[^@\s<>]+@[^@\s<>]+>?", value) or ("<" in value) != value.endswith(">"):
        raise _refused(name)
    return value


def web_address(name: str) -> str:
    """An https address, or an http one on this machine; empty when absent."""
    value = text(name)
    if not value:
        return ""
    parts = _split(name, value)
    on_this_machine = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and on_this_machine)):
        raise _refused(name)
    return value.rstrip("/")


def web_addresses(name: str) -> list[str]:
    """The https addresses of sites separated by commas: a host and nothing after it, http only on this machine."""
    found = [one.strip() for one in text(name).split(",") if one.strip()]
    if any(
        not re.fullmatch(r"https://[A-Za-z0-9.-]+(:\d+)?|http://(localhost|127\.0\.0\.1)(:\d+)?", one) for one in found
    ):
        raise _refused(name)
    return found


def tiles(name: str) -> str:
    """The address of the pieces of a map, on one host, with the places of zoom, column and row; empty when absent."""
    value = text(name)
    site, _, rest = value.partition("//")[2].partition("/")
    named = re.findall(r"\{[^{}]*\}", rest)
    plain = re.fullmatch(
        r"https://[A-Za-z0-9.-]+(:\d+)?/[^\s\"'<>;,]+|http://(localhost|127\.0\.0\.1)(:\d+)?/[^\s\"'<>;,]+", value
    )
    if value and (not plain or "{" in site or sorted(named) != ["{x}", "{y}", "{z}"]):
        raise _refused(name)
    return value


def path(name: str) -> Path:
    """An absolute path; of APPRODO_VAR, `var` at the root of the project when absent."""
    value = text(name)
    if not value:
        return ROOT / "var"
    if not Path(value).is_absolute():
        raise _refused(name)
    return Path(value)


def image(name: str) -> Path | None:
    """An SVG or PNG file of at most 20 kB, which every first visit loads; None when absent."""
    value = text(name)
    if not value:
        return None
    file = Path(value)
    if file.suffix not in (".svg", ".png") or not file.is_file() or file.stat().st_size > LARGEST_IMAGE:
        raise _refused(name)
    return file


def secret(name: str, *, kept_in: Path | None = None, shortest: int = 0) -> str:
    """A secret; when absent and a file is given, generated once and kept in it (mode 600)."""
    value = text(name)
    if not value and kept_in is not None:
        value = _kept(kept_in, lambda: secrets.token_urlsafe(64))
    if value and len(value) < shortest:
        raise _refused(name)
    return value


def field_keys(name: str, *, kept_in: Path | None = None) -> dict[str, bytes]:
    """Keys of the encrypted fields by identifier, the current one first; generated once as `secret` is."""
    value = text(name)
    if not value and kept_in is not None:
        value = _kept(kept_in, new_field_key)
    keys: dict[str, bytes] = {}
    for item in filter(None, (part.strip() for part in value.split(","))):
        identifier, _, encoded = item.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise _refused(name) from None
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,16}", identifier) or identifier in keys or len(key) != 32:
            raise _refused(name)
        keys[identifier] = key
    return keys


def new_field_key() -> str:
    """A fresh key in the form of APPRODO_FIELD_KEYS."""
    return f"{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def database_url(name: str) -> DatabaseAddress | None:
    """Address of a PostgreSQL database; None when absent."""
    value = text(name)
    return parse_database_url(value, name) if value else None


def parse_database_url(value: str, name: str) -> DatabaseAddress:
    """Take apart a PostgreSQL address, refused in the name of `name`. `?host=` may name a socket's folder."""
    parts = _split(name, value)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = options.pop("host", parts.hostname or "")
    port = options.pop("port", "") or parts.port
    database = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not database or "/" in database or not parts.username:
        raise _refused(name)
    if port and not str(port).isdecimal():
        raise _refused(name)
    return DatabaseAddress(
        url=value,
        host=host,
        port=int(port) if port else None,
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        name=database,
        options=options,
    )


def mail_server(name: str) -> MailServer | None:
    """The mail server of an smtp address; None when absent."""
    value = text(name)
    if not value:
        return None
    parts = _split(name, value)
    kinds = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}
    if parts.scheme not in kinds or not parts.hostname or parts.path not in {"", "/"}:
        raise _refused(name)
    tls, port = kinds[parts.scheme]
    return MailServer(
        host=parts.hostname,
        port=parts.port or port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
    )


def keep(file: Path, value: str) -> None:
    """Write a private file (mode 600) that does not exist yet; what another process wrote at the same time stays."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as unfinished:
        unfinished.write(value)
        unfinished.flush()
        os.fsync(unfinished.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(own, file)
    own.unlink()


def openid_apps() -> list[dict[str, Any]]:
    """The administration's OpenID Connect provider in the form of django-allauth; empty when none is configured."""
    issuer = web_address("APPRODO_OIDC_ISSUER")
    if not issuer:
        return []
    names = ("APPRODO_OIDC_CLIENT_ID", "APPRODO_OIDC_CLIENT_SECRET")
    for name in names:
        if not text(name):
            raise _refused(name)
    client, word = (text(name) for name in names)
    return [
        {
            "provider_id": "administration",
            "name": "OpenID Connect",
            "client_id": client,
            "secret": word,
            "settings": {"server_url": issuer},
        }
    ]


def faults() -> list[str]:
    """Every refusal of the present environment at once, and variables of ours that are misspelt."""
    readers: dict[str, Callable[[str], object]] = {
        "DATABASE_URL": database_url,
        "APPRODO_WEB_DATABASE_URL": database_url,
        "APPRODO_DATABASE_ROLE": lambda name: one_of(name, ("web", "owner")),
        "APPRODO_VAR": path,
        "APPRODO_SECRET_KEY": lambda name: secret(name, shortest=50),
        "APPRODO_FIELD_KEYS": field_keys,
        "APPRODO_DEMO": flag,
        "APPRODO_DEBUG": flag,
        "APPRODO_PORT": lambda name: whole_number(name, 1, 65535),
        "APPRODO_ALLOWED_HOSTS": address_list,
        "APPRODO_SMTP_URL": mail_server,
        "APPRODO_MAIL_FROM": mail_address,
        "APPRODO_PUBLIC_ADDRESS": web_address,
        "APPRODO_CHECK_LINKS": flag,
        "APPRODO_OIDC_ISSUER": web_address,
        "APPRODO_FUNDING_EMBLEM": image,
        "APPRODO_QUICK_EXIT": web_address,
        "APPRODO_WIDGET_SITES": web_addresses,
        "APPRODO_TIME_ZONE": lambda name: one_of(name, ("Europe/Rome",)),
    }
    found = []
    for name in VARIABLES:
        try:
            readers.get(name, text)(name)
        except ConfigurationError as error:
            found.append(str(error))
    for name in sorted(os.environ):
        if name.startswith("APPRODO_") and name not in VARIABLES:
            near = difflib.get_close_matches(name, VARIABLES, n=1)
            found.append(f"{name}: unknown variable" + (f"; did you mean {near[0]}?" if near else ""))
    return found


def _raw(name: str) -> str:
    return os.environ.get(VARIABLES[name].name, "").strip()


def _refused(name: str) -> ConfigurationError:
    variable = VARIABLES[name]
    found = (
        "a value that is not shown because it is secret"
        if variable.secret
        else json.dumps(_short(text(name)), ensure_ascii=False)
    )
    return ConfigurationError(f"{name}: found {found}, expected {variable.expected}.")


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"


def _split(name: str, value: str) -> Any:
    """urlsplit, whose refusals (a port that is no number, a broken IPv6 address) are ours."""
    try:
        parts = urlsplit(value)
        _ = parts.port, parts.hostname
    except ValueError:
        raise _refused(name) from None
    return parts


def _kept(file: Path, make: Callable[[], str]) -> str:
    """Content of a private file, made the first time; two processes at once agree on one value."""
    if not file.exists():
        keep(file, make())
    return file.read_text(encoding="utf-8").strip()
