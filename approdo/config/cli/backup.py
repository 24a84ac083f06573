"""`approdo backup`: database and documents in one verified file."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click
import psycopg

from approdo.config import database, environment
from approdo.config.cli import archive
from approdo.config.cli.progress import progress
from approdo.config.environment import DatabaseAddress


@click.command()
@click.argument("target", required=False, type=click.Path(path_type=Path, dir_okay=False))
def backup(target: Path | None) -> None:
    """Write database and documents into TARGET (default: backups/ under APPRODO_VAR), never over a file.

    The keys of the encrypted fields are not in it: keep APPRODO_FIELD_KEYS apart, without them the fields stay closed.
    """
    var = environment.path("APPRODO_VAR")
    moment = datetime.now(UTC)
    target = (target or var / "backups" / f"approdo-{moment:%Y%m%dT%H%M%SZ}.tar").absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    keys = list(database.field_keys())
    with database.at_hand() as found:
        save(found.owner, var / archive.DOCUMENTS, target, made_at=moment.isoformat(), field_keys=keys)
    click.echo(f"{target}: {target.stat().st_size / 1e6:.1f} MB. Check it with: approdo restore --check {target.name}")


def save(address: DatabaseAddress, documents: Path, target: Path, *, made_at: str, field_keys: list[str]) -> None:
    """Dump a database under its owner's role and pack it with the documents."""
    if target.exists():
        raise click.ClickException(f"{target} exists: a backup never overwrites a file. Give another name.")
    try:
        connection = psycopg.connect(address.url)
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The database cannot be reached as {address.in_words()}: {error}") from error
    with connection, tempfile.TemporaryDirectory(prefix=".dump-", dir=target.parent) as folder:
        # Counts and dump see the same moment: pg_dump joins the snapshot of this transaction.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        rows = archive.rows_by_table(connection)
        exported = connection.execute("SELECT pg_export_snapshot()").fetchone()
        server = connection.info.server_version // 10000
        dump = Path(folder) / archive.DUMP
        with progress("Tables", len(rows)) as advance:
            options = ("--format=custom", f"--snapshot={exported[0] if exported else ''}", f"--file={dump}")
            archive.run_program(address, server, ("pg_dump", *options), lambda: advance(1))
        archive.write(
            target,
            dump,
            documents,
            lambda hashes: archive.Manifest(
                format=archive.FORMAT,
                made_at=made_at,
                database=address.name,
                postgresql=server,
                hashes=hashes,
                rows=rows,
                field_keys=field_keys,
            ),
        )
