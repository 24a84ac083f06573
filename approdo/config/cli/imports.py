"""`approdo import`: case files, invoices, services and the data of the territory, from the command line."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.apps import apps

from approdo.config import database
from approdo.config.cli import django_project
from approdo.config.cli.progress import progress
from approdo.core.errors import Refusal

LARGEST = 4_000_000_000  # bytes: whoever works on the machine itself may send more than a browser
SHOWN = 20  # rows not taken that are printed


@click.group("import")
def import_() -> None:
    """Read case files from CSV or XLSX, invoices from a folder, services of others, the comuni and what is known of them."""


@import_.command("case-files")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--prefecture", required=True, metavar="CODE", help="Sign of the province: SV, PA, …")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--mapping", help="Name of a remembered mapping.  [default: the one of the same headings, else proposed]")
@click.option("--people", type=click.Choice(["reuse", "new"]), default="reuse", show_default=True,
              help="What to do with somebody of the same names and birth date as a person already known.")  # fmt: skip
def case_files(file: Path, prefecture: str, dry_run: bool, mapping: str | None, people: str) -> None:
    """Import the case files of FILE. An import of the same file that was interrupted goes on from its last row."""
    with database.at_hand():
        if not apps.ready:
            django_project.start("web")
        work = importlib.import_module("approdo.procedures.jobs.command_line")
        try:
            batch = work.begin(prefecture, file, mapping=mapping or "", people=people, most=LARGEST)
            _advance(work, batch, "Checking" if batch.state == "mapped" else "Importing")
            batch = work.again(batch)
            if not dry_run and batch.state == "checked" and work.let_run(batch):
                _advance(work, work.again(batch), "Importing")
        except work.Refused as refused:
            raise click.ClickException(str(refused)) from None
        _tell(work, work.again(batch), dry_run)


def _advance(work: Any, batch: Any, words: str) -> None:
    with progress(words, batch.rows_total or work.rows_of_file(batch)) as advance:
        work.go_on(batch, advance)


def _tell(work: Any, batch: Any, dry_run: bool) -> None:
    for state, count in sorted(batch.counts.items()):
        click.echo(f"{state}: {count}")
    for line in work.faults(batch, SHOWN):
        click.echo(line, err=True)
    if batch.state == "failed":
        raise click.ClickException(f"{batch.failure} Repeat the same command to go on.")
    if batch.counts.get("error"):
        raise SystemExit(1)


@import_.command("invoices")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--prefecture", required=True, metavar="CODE", help="Sign of the province: SV, PA, …")
@click.option("--every", type=click.IntRange(min=10), metavar="SECONDS",
              help="Go on watching the folder.  [default: read it once]")  # fmt: skip
def invoices(folder: Path, prefecture: str, every: int | None) -> None:
    """Take the electronic invoices of FOLDER: XML, signed .p7m or zip. Each is taken once; files stay where they are."""
    with database.at_hand():
        if not apps.ready:
            django_project.start("web")
        work = importlib.import_module("approdo.accounting.jobs.folder")
        while True:
            wrong = _tell_invoices(work.receive_folder(prefecture, folder), quiet=every is not None)
            if every is None:
                break
            time.sleep(every)
    if wrong:
        raise SystemExit(1)


def _tell_invoices(results: list[Any], *, quiet: bool) -> bool:
    """Print what became of each file; when watching, only of new ones. Whether something was not taken."""
    for one in results:
        if one.refused:
            click.echo(f"{one.name}: {one.refused}", err=True)
        elif not (quiet and one.again):
            told = ", ".join(f"{name} {count}" for name, count in one.counts.items())
            click.echo(f"{one.name}: {told or 'already here'}")
    return any(one.refused or one.counts.get("unreadable") for one in results)


@import_.command("services")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--prefecture", required=True, metavar="CODE", help="Sign of the province: SV, PA, …")
@click.option(
    "--publisher", required=True, metavar="WORDS", help="Who publishes them: their identifiers are kept under it."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option(
    "--alike",
    type=click.Choice(["leave", "new", "tie"]),
    default="leave",
    show_default=True,
    help="What to do with a service that may be here already: nothing, a new one, or the same.",
)
@click.option("--category", default="", metavar="CODE", help="Category of services without one that is known.")
@click.option("--node-type", default="", metavar="CODE", help="Kind of organisations that say none.")
def services(
    file: Path, prefecture: str, publisher: str, dry_run: bool, alike: str, category: str, node_type: str
) -> None:  # fmt: skip
    """Import the services of FILE: a CSV or XLSX sheet, HSDS as JSON or NDJSON, an HSDS data package. They come as drafts.

    The same file twice changes nothing; an import that was interrupted goes on where it was.
    """
    with database.at_hand():
        if not apps.ready:
            django_project.start("web")
        work = importlib.import_module("approdo.network.jobs.taking")
        choices = {"alike": alike, "category": category, "node_type": node_type}
        try:
            begun = work.begin(prefecture, file, publisher=publisher, **choices)
            with progress("Checking" if dry_run else "Importing", begun.rows) as advance:
                found = work.take(begun, advance, dry_run=dry_run)
        except Refusal as refused:
            raise click.ClickException(work.in_words(refused)) from None
        for line in work.lines(found, SHOWN):
            click.echo(line, err=True)
        for word, count in work.counts(found).items():
            click.echo(f"{word}: {count}")
        if work.counts(found).get("wrong"):
            raise SystemExit(1)


@import_.command("territory")
def territory() -> None:
    """Load every comune: names, boundaries, residents, postal codes. All or nothing; repeating it changes nothing."""
    with _territory("loading", "loading") as (reading, commands):
        try:
            packages = reading.read_packages()
        except reading.files.NoData as missing:
            raise click.ClickException(str(missing)) from None
        begun = time.monotonic()
        with progress("Territory", 2 * len(packages)) as advance:
            counts = commands.load_territory(packages=packages, tell=advance)
        told = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items())
        click.echo(f"{told}, in {time.monotonic() - begun:.1f} s")


@import_.command("foreign-residents")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--invented", is_flag=True, help="The figures are made up: every page will say so.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
def foreign_residents(file: Path, invented: bool, dry_run: bool) -> None:
    """Import foreign residents by comune, citizenship and sex from a CSV or XLSX file of ISTAT.

    One wrong row and nothing is written. The years that the file tells replace those of the same comuni loaded before.
    """
    with _territory("tables", "foreign_residents") as (reading, commands):
        _load_table(reading.read_foreign_residents, commands.load_foreign_residents, file, dry_run, invented=invented)


@import_.command("travel-times")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, metavar="WORDS", help="Who measured them, shown beside every time.")
@click.option("--as-of", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Day to which the times refer.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
def travel_times(file: Path, source: str, as_of: datetime, dry_run: bool) -> None:
    """Import measured travel times from a CSV or XLSX file: from, to, mode, minutes. They replace those loaded before."""
    with _territory("tables", "travel_times") as (reading, commands):
        _load_table(
            reading.read_travel_times, commands.load_travel_times, file, dry_run, source=source, as_of=as_of.date()
        )


@contextmanager
def _territory(reading: str, commands: str) -> Iterator[tuple[Any, Any]]:
    """A reader and the commands on what it reads, with the database at hand under the role that owns the tables."""
    with database.at_hand():
        if not apps.ready:
            django_project.start("owner")
        yield (
            importlib.import_module(f"approdo.territory.{reading}"),
            importlib.import_module(f"approdo.territory.commands.{commands}"),
        )


def _load_table(read: Any, load: Any, file: Path, dry_run: bool, **told: Any) -> None:
    try:
        with file.open("rb") as source:
            found = read(source, file.name)
    except Refusal as refused:
        raise click.ClickException(str(refused.message)) from None
    for line in found.faults[:SHOWN]:
        click.echo(f"row {line.number}: {line.reason}", err=True)
    if found.faults:
        raise click.ClickException(
            f"{len(found.faults)} rows are wrong, {len(found.rows)} are right: nothing was written."
        )
    if dry_run:
        click.echo(f"{len(found.rows)} rows are right. Nothing was written.")
        return
    with progress(file.name, len(found.rows)) as advance:
        load(rows=found.rows, file=file.name, tell=advance, **told)
    click.echo(f"{len(found.rows)} rows written")
