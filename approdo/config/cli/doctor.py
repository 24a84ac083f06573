"""`approdo doctor`: what is configured, reachable and missing, one line each."""

from __future__ import annotations

import importlib.util
import json
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.request import urlopen

import click
import psycopg
from django.db import connection as django_connection
from django.db.migrations.executor import MigrationExecutor

from approdo.config import bootstrap, database, environment
from approdo.config.cli import django_project
from approdo.config.environment import ConfigurationError
from approdo.core.database import roles
from approdo.core.database.home import EmbeddedDatabaseError

OK, WARNING, MISSING = "ok", "warning", "missing"
FONTS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "fontpkg_hind_siliguri", "pylopdf_fonts_zh_cn")
LITTLE_SPACE, TOO_LITTLE_SPACE = 2 * 1024**3, 200 * 1024**2
SECONDS = 5


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it is, and in a few words why."""

    state: str
    subject: str
    words: str


@click.command()
def doctor() -> None:
    """Say what is configured, reachable and missing; exit status 1 when something essential is missing."""
    missing = False
    for finding in findings():
        colour = {OK: "green", WARNING: "yellow", MISSING: "red"}[finding.state]
        click.echo(f"{click.style(f'{finding.state:8}', fg=colour)} {finding.subject}: {finding.words}")
        missing = missing or finding.state == MISSING
    if missing:
        sys.exit(1)


def findings() -> Iterator[Finding]:
    """All of them, in the order in which they should be put right."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding(OK if sys.version_info >= bootstrap.OLDEST else MISSING, "python", version)
    faults = environment.faults()
    yield from (Finding(MISSING, "configuration", fault) for fault in faults)
    if faults:
        return
    yield Finding(OK, "configuration", "every variable is sound")
    yield from _database()
    for look in (_field_keys, _disk, _mail, _provider, _fonts, _browser):
        yield look()


def _database() -> Iterator[Finding]:
    try:
        with database.at_hand() as found, psycopg.connect(found.owner.url, connect_timeout=SECONDS) as connection:
            version = connection.info.server_version
            kind = "embedded" if found.is_embedded else "DATABASE_URL"
            yield Finding(OK, "database", f"PostgreSQL {version // 10000}.{version % 10000}, {kind}")
            yield _extensions(connection)
            yield _web_role(found)
            yield _migrations()
            yield _worker(connection)
    except (psycopg.Error, EmbeddedDatabaseError, ConfigurationError) as error:
        yield Finding(MISSING, "database", str(error).strip().replace("\n", " "))


def _extensions(connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    known = {str(row[0]) for row in connection.execute("SELECT extname FROM pg_extension")}
    lacking = sorted(set(roles.EXTENSIONS) - known)
    if lacking:
        return Finding(MISSING, "extensions", f"lacks {', '.join(lacking)}: run approdo migrate")
    return Finding(OK, "extensions", ", ".join(roles.EXTENSIONS))


def _web_role(found: database.Addresses) -> Finding:
    bad = WARNING if environment.flag("APPRODO_DEMO") else MISSING
    if found.web is None:
        return Finding(bad, "web role", "none: run approdo migrate, or set APPRODO_WEB_DATABASE_URL")
    with psycopg.connect(found.web.url, connect_timeout=SECONDS) as connection:
        faults = roles.faults_of_web_role(connection)
    words = f"{found.web.user} owns nothing and bypasses nothing"
    return (
        Finding(bad, "web role", f"{found.web.user}: {'; '.join(faults)}") if faults else Finding(OK, "web role", words)
    )


def _migrations() -> Finding:
    django_project.start("owner")
    executor = MigrationExecutor(django_connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        return Finding(MISSING, "migrations", f"{pending} pending: run approdo migrate")
    return Finding(OK, "migrations", "none pending")


def _worker(connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    known = connection.execute("SELECT to_regclass('procrastinate_workers')").fetchone()
    if not known or known[0] is None:
        return Finding(WARNING, "worker", "the queue does not exist yet: run approdo migrate")
    row = connection.execute(
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds'"
    ).fetchone()
    alive = int(str(row[0])) if row else 0
    return Finding(OK, "worker", f"{alive} alive") if alive else Finding(WARNING, "worker", "none: run approdo worker")


def _field_keys() -> Finding:
    file = environment.path("APPRODO_VAR") / "secrets" / "field-keys"
    if environment.text("APPRODO_FIELD_KEYS"):
        keys = environment.field_keys("APPRODO_FIELD_KEYS")
        return Finding(OK, "field keys", f"{len(keys)} in APPRODO_FIELD_KEYS, current {next(iter(keys))}")
    where = f"generated in {file}; keep a copy apart, no backup holds it"
    return Finding(WARNING, "field keys", where if file.exists() else "will be generated at the first start")


def _disk() -> Finding:
    folder = environment.path("APPRODO_VAR")
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    state = MISSING if free < TOO_LITTLE_SPACE else WARNING if free < LITTLE_SPACE else OK
    return Finding(state, "disk", f"{free / 1024**3:.1f} GB free in {folder}")


def _mail() -> Finding:
    server = environment.mail_server("APPRODO_SMTP_URL")
    if server is None:
        return Finding(WARNING, "mail", "no APPRODO_SMTP_URL: mail waits in the queue")
    try:
        socket.create_connection((server.host, server.port), timeout=SECONDS).close()
    except OSError as error:
        return Finding(WARNING, "mail", f"{server.host}:{server.port} cannot be reached ({error})")
    return Finding(OK, "mail", f"{server.host}:{server.port} answers, TLS: {server.tls}")


def _provider() -> Finding:
    issuer = environment.web_address("APPRODO_OIDC_ISSUER")
    if not issuer:
        return Finding(WARNING, "identity provider", "no APPRODO_OIDC_ISSUER: login by password and second factor")
    names = ("APPRODO_OIDC_CLIENT_ID", "APPRODO_OIDC_CLIENT_SECRET")
    empty = [name for name in names if not environment.text(name)]
    if empty:
        return Finding(MISSING, "identity provider", f"{' and '.join(empty)} not set")
    try:
        # The scheme was checked by the reader: https, or http on this machine
        with urlopen(f"{issuer}/.well-known/openid-configuration", timeout=SECONDS) as answer:  # noqa: S310
            found = json.load(answer).get("issuer", "")
    except (OSError, ValueError) as error:
        return Finding(WARNING, "identity provider", f"{issuer} cannot be reached ({error})")
    if str(found).rstrip("/") != issuer:
        return Finding(WARNING, "identity provider", f"{issuer} calls itself {found}")
    return Finding(OK, "identity provider", issuer)


def _fonts() -> Finding:
    lacking = [name for name in FONTS if importlib.util.find_spec(name) is None]
    words = (
        f"lack {', '.join(lacking)}: install the requirements again" if lacking else "Latin, Arabic, Bengali, Chinese"
    )
    return Finding(MISSING if lacking else OK, "fonts of the letters", words)


def _browser() -> Finding:
    found = bootstrap.browser_there(environment.path("APPRODO_VAR"))
    words = str(found) if found else "none: make test installs one"
    return Finding(OK if found else WARNING, "browser of the tests", words)
