"""`approdo demo`: invented data for trying Approdo, never for an office at work."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import click
from django.apps import apps
from django.utils import timezone

from approdo.config import database
from approdo.config.cli import django_project
from approdo.config.cli.progress import progress
from approdo.config.demonstration.accounts import OFFICES, PASSWORD, accounts
from approdo.config.demonstration.stages import steps


@click.group()
def demo() -> None:
    """Invented data: two prefectures, people who do not exist, two years of history."""


@contextmanager
def _loader() -> Iterator[ModuleType]:
    """The loader, with the database at hand and Django under the role that owns the tables."""
    with database.at_hand():
        if not apps.ready:
            django_project.start("owner")
        loader = importlib.import_module("approdo.config.demonstration.load")
        try:
            yield loader
        except loader.NotADemonstration as refusal:
            raise click.ClickException(str(refusal)) from None


@demo.command()
@click.option("--scale", type=click.IntRange(1, 1000), default=1, show_default=True, help="Times as many case files.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the history.  [default: today]")
def load(scale: int, until: datetime | None) -> None:
    """Load the demonstration; where it stands already, add the days since. Repeating it changes nothing."""
    with _loader() as loader:
        day = until.date() if until else timezone.localdate()
        _run("Loading", len(OFFICES) * steps(scale), lambda tell: loader.load(day, scale=scale, tell=tell))
        _say(loader, day)


@demo.command()
def territory() -> None:
    """Load the comuni, which are real, and foreign residents, who are invented. Repeating it changes nothing."""
    with _loader() as loader:
        loader.refuse_elsewhere()
        place = importlib.import_module("approdo.config.demonstration.territory")
        if place.is_loaded():
            return
        packages = importlib.import_module("approdo.territory.loading").read_packages()
        with progress("Comuni", 2 * len(packages)) as tell:
            place.load(packages, tell)


@demo.command()
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day to add.  [default: today]")
def advance(until: datetime | None) -> None:
    """Add what happened in the days since the last load. Case files that somebody worked on are left alone."""
    with _loader() as loader:
        _say(loader, until.date() if until else timezone.localdate())


def _say(loader: ModuleType, day: date) -> None:
    """Bring every office to that day and say where each stands."""
    behind = [known for office in OFFICES if (known := loader.present(office.code)) and known.until < day]
    if behind:
        _run("Advancing", sum(steps(one.scale) for one in behind), lambda tell: loader.advance(day, tell=tell))
    for office in OFFICES:
        known = loader.present(office.code)
        if known is None:
            raise click.ClickException("There is no demonstration yet: approdo demo load")
        click.echo(f"{office.name}: invented history from {known.start} to {known.until}, scale {known.scale}")


def _run(words: str, total: int, work: Callable[[Callable[[int], None]], Any]) -> None:
    begun = time.monotonic()
    with progress(words, total) as tell:
        done = work(tell)
    seconds = time.monotonic() - begun
    if done.rows:
        rate = f"{done.rows / seconds:,.0f} rows/s"
        click.echo(f"{done.cases} case files, {done.rows} rows in {seconds:.1f} s ({rate})")


@demo.command()
def mistakes() -> None:
    """Print what is wrong in the reception and the accounts of each office, on purpose, and what must report it."""
    with _loader() as loader:
        known = importlib.import_module("approdo.config.demonstration.reception.mistakes")
        received = importlib.import_module("approdo.config.demonstration.accounting.received")
        for office in OFFICES:
            loaded = loader.present(office.code)
            if loaded is None:
                raise click.ClickException("There is no demonstration yet: approdo demo load")
            click.echo(office.name)
            for one in known.of_office(loader.world(), office, loaded.start, loaded.until, loaded.seed):
                nights = "".join(f" {part.first} - {part.until - timedelta(days=1)}" for part in one.nights)
                about = ", ".join(word for word in (one.where, one.name) if word)
                click.echo(f"  {one.id:22} {about}{nights}\n{'':25}{one.what} {one.answer}")
                click.echo(f"{'':25}-> {', '.join(dict.fromkeys(f'{told.by}: {told.kind}' for told in one.reports))}")
            for sent, answer, checks in received.planted(office):
                click.echo(
                    f"  {sent.planted:22} {sent.claim.contract.title}, {sent.claim.month.first:%Y-%m}: {sent.file}"
                )
                click.echo(f"{'':25}{answer}\n{'':25}-> invoices: {', '.join(checks)}")


@demo.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--months", type=click.IntRange(1, 24), default=3, show_default=True, help="Last sealed months.")
def invoices(folder: Path, months: int) -> None:
    """Write the invoices of the managing bodies as FatturaPA files into FOLDER, a folder for each office."""
    with _loader() as loader:
        if not all(loader.present(office.code) for office in OFFICES):
            raise click.ClickException("There is no demonstration yet: approdo demo load")
        sent = importlib.import_module("approdo.config.demonstration.accounting.invoices")
        files = sent.write(folder, months)
    click.echo(f"{len(files)} files in {folder}. These ask for what is not due, on purpose:")
    for one in files:
        if one.planted:
            click.echo(f"  {one.claim.contract.prefecture_id}/{one.file}  {sent.ANSWERS[one.planted]}")


@demo.command(name="accounts")
def accounts_() -> None:
    """Print who can sign in. The password is the same for all."""
    click.echo(f"Password of every account: {PASSWORD}")
    for one in accounts():
        click.echo(f"  {one.email:40} {one.role:18} {one.office if one.role == 'officer' else '':12} {one.name}")
