"""The processes that serve: pages, worker; and the migration that comes before them."""

from __future__ import annotations

import os

import click
import psycopg
from django.core import management
from granian.constants import Interfaces
from granian.server import Server

from approdo.config import catalogues, database, environment
from approdo.config.cli import django_project
from approdo.core.database import roles

UNSERVED = ["leaflet-src*"]  # sources that no page asks for
MIGRATION_LOCK = 0x4150_5052  # any number nobody else uses, so that two migrations wait for each other


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.  [default: APPRODO_PORT]")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Number of processes.")
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="Threads of a process; each may hold one database connection.",
)
def web(host: str, port: int | None, processes: int, threads: int) -> None:
    """Serve the pages, on loopback unless told otherwise."""
    _refuse_unfit_role()
    os.environ["APPRODO_DATABASE_ROLE"] = "web"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "approdo.config.settings")
    Server(
        "approdo.config.wsgi:application",
        address=host,
        port=port or environment.whole_number("APPRODO_PORT", 1, 65535),
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        backpressure=threads * 16,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 32), default=2, show_default=True, help="Jobs at the same time.")
def worker(concurrency: int) -> None:
    """Do the scheduled and queued work until told to stop; a job in progress is finished first."""
    _refuse_unfit_role()
    django_project.start("web")
    management.execute_from_command_line(["approdo", "procrastinate", "worker", f"--concurrency={concurrency}"])


@click.command()
def migrate() -> None:
    """Bring database, catalogues and static files to this version, under the role that owns the tables."""
    catalogues.compile()
    with database.at_hand() as found:
        try:
            made = found.is_embedded or database.ensure_web_role(found.owner)
            with psycopg.connect(found.owner.url, autocommit=True) as connection:
                connection.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
                django_project.start("owner")
                management.call_command("migrate", interactive=False, verbosity=1)
            management.call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNSERVED)
        except psycopg.OperationalError as error:
            raise click.ClickException(
                f"The database cannot be reached as {found.owner.in_words()}: {error}"
            ) from error
    if not made:
        click.echo(
            f"The role {roles.WEB} could not be made: it exists already, or the role of DATABASE_URL may not "
            "create roles. Give the address of one that owns nothing in APPRODO_WEB_DATABASE_URL; until then only the "
            "demonstration starts.",
            err=True,
        )


def _refuse_unfit_role() -> None:
    """Outside the demonstration nobody serves under a role that owns tables or bypasses row-level security."""
    found = database.addresses()
    address = found.web or found.owner
    try:
        with psycopg.connect(address.url) as connection:
            faults = roles.faults_of_web_role(connection)
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The database cannot be reached as {address.in_words()}: {error}") from error
    if not faults:
        return
    words = f"The role of the web process ({address.user}) is unfit: {'; '.join(faults)}."
    if not environment.flag("APPRODO_DEMO"):
        raise click.ClickException(f"{words} Run approdo migrate, or set APPRODO_WEB_DATABASE_URL.")
    click.echo(f"{words} Only the demonstration may run like this.", err=True)
