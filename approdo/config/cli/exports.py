"""`approdo export`: lists as CSV or XLSX from the command line."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click
from django.apps import apps

from approdo.config import database
from approdo.config.cli import django_project
from approdo.config.cli.progress import progress


@click.group()
def export() -> None:
    """Write lists as CSV or XLSX."""


@export.command("case-files")
@click.option("--prefecture", required=True, metavar="CODE", help="Sign of the province: SV, PA, …")
@click.option("--format", "format_", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.  [default: standard output]"
)
def case_files(prefecture: str, format_: str, output: Path | None) -> None:
    """Export every case file of a prefecture, with the columns that `approdo import` reads."""
    if output is not None and output.exists():
        raise click.ClickException(f"{output} exists: an export never overwrites a file. Give another name.")
    with database.at_hand():
        if not apps.ready:
            django_project.start("web")
        work = importlib.import_module("approdo.procedures.jobs.command_line")
        try:
            with work.to_export(prefecture, format_) as (count, write), progress("Exporting", count) as advance:
                if output is None:
                    write(sys.stdout.buffer, advance)
                else:
                    with output.open("xb") as target:
                        write(target, advance)
        except work.Refused as refused:
            raise click.ClickException(str(refused)) from None
