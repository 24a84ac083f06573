"""`approdo import`: tables of case files and folders of invoices, from the command line."""

from __future__ import annotations

import importlib
import time
from pathlib import Path
from typing import Any

import click
from django.apps import apps

from approdo.config import database
from approdo.config.cli import django_project
from approdo.config.cli.progress import progress

LARGEST = 4_000_000_000  # bytes: whoever works on the machine itself may send more than a browser
SHOWN = 20  # rows not taken that are printed


@click.group("import")
def import_() -> None:
    """Read case files from CSV or XLSX, invoices from a folder."""


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
