"""The two roles of the database: the one that owns and migrates, and the one the web process works under.

The web role owns nothing and cannot bypass row-level security: it is the second wall between prefectures
(docs/decisions/0003-embedded-postgresql-and-roles.md).
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

OWNER = "approdo_owner"
WEB = "approdo_web"
EXTENSIONS = ("btree_gist", "citext", "pg_trgm", "unaccent")


def ensure_login(connection: psycopg.Connection[Any], role: str, password: str, *, may_create_databases: bool) -> None:
    """Create a login role without any privilege of its own, or set its password when it exists."""
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    connection.execute(
        sql.SQL("{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEROLE {databases} PASSWORD {password}").format(
            verb=sql.SQL("ALTER" if known else "CREATE"),
            role=sql.Identifier(role),
            databases=sql.SQL("CREATEDB" if may_create_databases else "NOCREATEDB"),
            password=sql.Literal(password),
        )
    )


def ensure_extensions(connection: psycopg.Connection[Any]) -> None:
    """Create the extensions the tables need; all of them are trusted, so the owner of the database may."""
    for extension in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))


def grant_to_web(connection: psycopg.Connection[Any], *, owner: str, web: str = WEB) -> None:
    """Let `web` read and write the rows of `owner`'s tables in schema public, today's and tomorrow's, and no more.

    A table that must not be changed (the audit chain) takes privileges back in its own migration; running this
    again would return them, so it runs only when the role or the database is new.
    """
    for statement in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        # The owner may step down to the web role: the tests run requests that way
        "GRANT {web} TO {owner}",
        "GRANT USAGE ON SCHEMA public TO {web}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {web}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {web}",
    ):
        connection.execute(sql.SQL(statement).format(owner=sql.Identifier(owner), web=sql.Identifier(web)))
    grant_future_tables(connection, owner=owner, web=web)


def grant_future_tables(connection: psycopg.Connection[Any], *, owner: str, web: str = WEB) -> None:
    """Let `web` read and write the rows of the tables that `owner` will create in schema public."""
    _change_defaults(connection, "GRANT", "TO", owner, web)


def revoke_future_grants(connection: psycopg.Connection[Any], *, owner: str, web: str = WEB) -> None:
    """Undo `grant_future_tables`, so that a restored table gets the privileges of its archive alone."""
    _change_defaults(connection, "REVOKE", "FROM", owner, web)


def _change_defaults(connection: psycopg.Connection[Any], verb: str, to: str, owner: str, web: str) -> None:
    for privileges in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public {change} {web}").format(
                owner=sql.Identifier(owner),
                change=sql.SQL(f"{verb} {privileges} {to}"),  # words of this file alone
                web=sql.Identifier(web),
            )
        )


def faults_of_web_role(connection: psycopg.Connection[Any]) -> list[str]:
    """What makes the role of this connection unfit for the web process, in plain words; empty when it is fit."""
    row = connection.execute(
        """
        SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole, d.datdba = r.oid,
               (SELECT count(*) FROM pg_class c
                 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
                   AND c.relnamespace::regnamespace::text NOT LIKE 'pg\\_%%'
                   AND c.relnamespace::regnamespace::text <> 'information_schema'
                   AND pg_has_role(r.oid, c.relowner, 'MEMBER'))
          FROM pg_roles r, pg_database d
         WHERE r.rolname = current_user AND d.datname = current_database()
        """,
        [],
    ).fetchone()
    if row is None:
        return ["the role of the connection does not exist"]
    superuser, bypass, makes_roles, owns_database, tables = row
    faults = []
    if superuser:
        faults.append("it is a superuser")
    if bypass and not superuser:
        faults.append("it bypasses row-level security (BYPASSRLS)")
    if makes_roles and not superuser:
        faults.append("it may create roles")
    if owns_database:
        faults.append("it owns the database")
    if tables and not superuser:
        faults.append(f"it owns {tables} tables, or may become their owner")
    return faults
