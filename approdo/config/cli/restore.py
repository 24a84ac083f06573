"""`approdo restore`: read a backup back, without ever destroying what is there."""

from __future__ import annotations

import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click
import psycopg
from psycopg import sql

from approdo.config import database, environment
from approdo.config.cli import archive
from approdo.config.cli.archive import Manifest
from approdo.config.cli.progress import progress
from approdo.config.environment import DatabaseAddress
from approdo.core.database import roles

# What the target database already has of its own, in the words of pg_restore --list
_LEFT_OUT = (
    " EXTENSION - ",
    " COMMENT - EXTENSION ",
    " DEFAULT ACL ",
    " SCHEMA - public ",
    " COMMENT - SCHEMA public ",
)


@click.command()
@click.argument("source", metavar="ARCHIVE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--into", metavar="NAME", help="Database to restore into; what it holds is kept under another name.")
@click.option("--check", is_flag=True, help="Only verify the archive.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(source: Path, into: str | None, check: bool, yes: bool) -> None:
    """Read ARCHIVE back into the configured database, which must be empty, or into another one.

    Stop Approdo first. Nothing is deleted: a database or documents in the way are renamed.
    """
    with archive.verified(source) as (tar, manifest):
        click.echo(
            f"The archive is whole: made {manifest.made_at}, {len(manifest.rows)} tables, {_sum(manifest)} rows."
        )
        if check:
            return
        _warn_of_missing_keys(manifest)
        with database.at_hand() as found:
            target = found.owner.on_database(into or found.owner.name)
            _agree(source, found.owner, target, named=into is not None, yes=yes)
            documents = environment.path("APPRODO_VAR") / archive.DOCUMENTS
            if target.name != found.owner.name:
                documents = documents.with_name(f"{archive.DOCUMENTS}-{target.name}")
            load(tar, manifest, found.owner, target, documents)
    click.echo(f"Restored into database {target.name}; documents in {documents}.")


def _agree(source: Path, owner: DatabaseAddress, target: DatabaseAddress, *, named: bool, yes: bool) -> None:
    """Refuse to replace a database that was not named; ask before anything is done."""
    in_the_way = tables_in(target, owner)
    if in_the_way and not named:
        raise click.ClickException(
            f"Database {target.name} holds {in_the_way} tables. To replace it, which keeps it under another name: "
            f"approdo restore {source} --into {target.name}"
        )
    question = f"Restore into database {target.name}"
    if in_the_way:
        question += f" (its {in_the_way} tables will be kept in another database)"
    if not yes:
        click.confirm(f"{question}?", abort=True)


def load(
    tar: tarfile.TarFile, manifest: Manifest, owner: DatabaseAddress, target: DatabaseAddress, documents: Path
) -> None:
    """Restore beside what is there, compare, and only then swap names: an interruption changes nothing."""
    suffix = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    born = target.on_database(f"{target.name}_restoring_{suffix}")
    _create(owner, born)
    try:
        _fill(tar, manifest, born)
    except BaseException:
        _drop(owner, born)
        raise
    unfinished = documents.with_name(f"{documents.name}-restoring-{suffix}")
    unfinished.mkdir(parents=True)
    for name in manifest.hashes:
        if name != archive.DUMP:
            archive.extract(tar, name, unfinished / Path(name).relative_to(archive.DOCUMENTS))
    _swap(owner, born, target, suffix)
    if documents.exists():
        documents.rename(documents.with_name(f"{documents.name}-before-{suffix}"))
    unfinished.rename(documents)


def tables_in(target: DatabaseAddress, owner: DatabaseAddress) -> int:
    """Number of tables of a database; 0 when it does not exist."""
    if not _exists(owner, target.name):
        return 0
    with psycopg.connect(target.url) as connection:
        return len(archive.rows_by_table(connection))


def _warn_of_missing_keys(manifest: Manifest) -> None:
    mine = database.field_keys()
    missing = [key for key in manifest.field_keys if key not in mine]
    if missing:
        click.echo(
            f"Field keys {', '.join(missing)} are not in APPRODO_FIELD_KEYS: what they encrypted stays closed.",
            err=True,
        )


def _sum(manifest: Manifest) -> int:
    return sum(manifest.rows.values())


def _exists(owner: DatabaseAddress, name: str) -> bool:
    with psycopg.connect(owner.url) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _create(owner: DatabaseAddress, born: DatabaseAddress) -> None:
    try:
        with psycopg.connect(owner.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(born.name)))
            for statement in ("REVOKE ALL ON DATABASE {} FROM PUBLIC", "GRANT CONNECT ON DATABASE {} TO {}"):
                names = sql.Identifier(born.name), sql.Identifier(roles.WEB)
                connection.execute(sql.SQL(statement).format(*names[: statement.count("{}")]))
    except psycopg.Error as error:
        raise click.ClickException(
            f"Database {born.name} could not be made: {error} The role of DATABASE_URL needs the right to create "
            f"databases, and the role {roles.WEB} must exist (approdo migrate makes it)."
        ) from error


def _drop(owner: DatabaseAddress, born: DatabaseAddress) -> None:
    """Half of a database serves nobody: what was there before the restore is there still."""
    with psycopg.connect(owner.url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(born.name)))


def _fill(tar: tarfile.TarFile, manifest: Manifest, born: DatabaseAddress) -> None:
    with tempfile.TemporaryDirectory(prefix="approdo-restore-", dir=environment.path("APPRODO_VAR")) as folder:
        dump, chosen = Path(folder) / archive.DUMP, Path(folder) / "list"
        archive.extract(tar, archive.DUMP, dump)
        with psycopg.connect(born.url, autocommit=True) as connection:
            server = connection.info.server_version // 10000
            roles.ensure_extensions(connection)
            # Tables get the privileges of the archive alone, else a table the web role may not change becomes writable.
            roles.revoke_future_grants(connection, owner=born.user)
        listing = archive.listing(born, server, dump)
        chosen.write_text(
            "".join(line for line in listing.splitlines(keepends=True) if not any(w in line for w in _LEFT_OUT))
        )
        with progress("Tables", len(manifest.rows)) as advance:
            options = ("--no-owner", "--exit-on-error", "--single-transaction", f"--use-list={chosen}")
            arguments = ("pg_restore", *options, f"--dbname={born.name}", str(dump))
            archive.run_program(born, server, arguments, lambda: advance(1))
        with psycopg.connect(born.url, autocommit=True) as connection:
            roles.grant_future_tables(connection, owner=born.user)
            connection.execute("ANALYZE")
            if archive.rows_by_table(connection) != manifest.rows:
                raise click.ClickException(f"The rows restored into {born.name} are not those of the manifest.")


def _swap(owner: DatabaseAddress, born: DatabaseAddress, target: DatabaseAddress, suffix: str) -> None:
    """Give the restored database its name; the one in the way keeps existing as NAME_before_MOMENT."""
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    kept = sql.Identifier(f"{target.name}_before_{suffix}")
    occupied = _exists(owner, target.name)
    try:
        with psycopg.connect(owner.on_database("postgres").url) as connection:
            if occupied:
                connection.execute(rename.format(sql.Identifier(target.name), kept))
            connection.execute(rename.format(sql.Identifier(born.name), sql.Identifier(target.name)))
    except psycopg.Error as error:
        raise click.ClickException(
            f"The names could not be changed: {error} Stop Approdo and whatever else uses {target.name}, "
            f"then try again; the restored data wait in {born.name}."
        ) from error
