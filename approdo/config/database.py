"""Which database this process works in, and under which role.

`DATABASE_URL` names the role that owns the tables and migrates. The web role comes from `APPRODO_WEB_DATABASE_URL`,
else it is `approdo_web`, whose password `approdo migrate` generates and keeps under `APPRODO_VAR`. Without
`DATABASE_URL` both belong to the embedded PostgreSQL.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from approdo.config import environment
from approdo.config.environment import DatabaseAddress
from approdo.core.database import embedded, roles


@dataclass(frozen=True)
class Addresses:
    """The same database under its two roles; `web` is None while nobody has made that role."""

    owner: DatabaseAddress
    web: DatabaseAddress | None
    is_embedded: bool

    def of_this_process(self) -> DatabaseAddress:
        """The address of the role that `APPRODO_DATABASE_ROLE` names; the owner's while there is no web role."""
        if environment.one_of("APPRODO_DATABASE_ROLE", ("web", "owner")) == "owner":
            return self.owner
        return self.web or self.owner


def addresses() -> Addresses:
    """Addresses of the configured database; the embedded server is started when it is the one meant."""
    owner = environment.database_url("DATABASE_URL")
    if owner is None:
        server = embedded.ensure_running(environment.path("APPRODO_VAR"))
        return Addresses(
            owner=environment.parse_database_url(server.owner_url, "DATABASE_URL"),
            web=environment.parse_database_url(server.web_url, "DATABASE_URL"),
            is_embedded=True,
        )
    return Addresses(
        owner=owner, web=environment.database_url("APPRODO_WEB_DATABASE_URL") or _made(owner), is_embedded=False
    )


@contextmanager
def at_hand() -> Iterator[Addresses]:
    """`addresses` for the time of one command: an embedded server that was started for it is stopped afterwards."""
    var = environment.path("APPRODO_VAR")
    to_stop = not environment.text("DATABASE_URL") and not embedded.is_running(var)
    try:
        yield addresses()
    finally:
        if to_stop:
            embedded.stop(var)


def as_django() -> dict[str, Any]:
    """Entry of Django's DATABASES for this process."""
    return {**addresses().of_this_process().as_django(), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def field_keys() -> dict[str, bytes]:
    """Keys of the encrypted fields, from the environment or the file of this installation."""
    return environment.field_keys("APPRODO_FIELD_KEYS", kept_in=environment.path("APPRODO_VAR") / "secrets/field-keys")


def ensure_web_role(owner: DatabaseAddress) -> bool:
    """Make the web role on a server that is not ours, when its owner may. False when it may not.

    A role of that name that is already there is left alone: another installation may work with it.
    """
    with psycopg.connect(owner.url, autocommit=True) as connection:
        roles.ensure_extensions(connection)
        if environment.text("APPRODO_WEB_DATABASE_URL") or _made(owner):
            return True
        may = connection.execute(
            "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user "
            "AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)",
            [roles.WEB],
        ).fetchone()
        if not may or not may[0]:
            return False
        password = secrets.token_urlsafe(32)
        with connection.transaction():
            roles.ensure_login(connection, roles.WEB, password, may_create_databases=False)
            roles.grant_to_web(connection, owner=owner.user)
            environment.keep(_password_file(owner), password)
        return True


def _made(owner: DatabaseAddress) -> DatabaseAddress | None:
    file = _password_file(owner)
    if not file.exists():
        return None
    parts = urlsplit(owner.url)
    server = parts.netloc.rpartition("@")[2]
    login = f"{roles.WEB}:{quote(file.read_text(encoding='utf-8').strip(), safe='')}"
    return environment.parse_database_url(urlunsplit(parts._replace(netloc=f"{login}@{server}")), "DATABASE_URL")


def _password_file(owner: DatabaseAddress) -> Path:
    """One file for each server, so that another DATABASE_URL does not meet the password of this one."""
    server = "".join(
        letter if letter.isalnum() else "-" for letter in f"{owner.host}-{owner.port or 5432}-{owner.name}"
    )
    return environment.path("APPRODO_VAR") / "secrets" / f"web-role-{server}"
