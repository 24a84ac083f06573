"""`approdo network`: the campaign of confirmations and the checks of the directory, now."""

from __future__ import annotations

import importlib
from types import ModuleType

import click
from django.apps import apps

from approdo.config import database
from approdo.config.cli import django_project
from approdo.config.cli.progress import progress

of_prefecture = click.option("--prefecture", required=True, metavar="CODE", help="Sign of the province: SV, PA, …")


@click.group()
def network() -> None:
    """Whether the records of the network are still right: ask, check, see what waits."""


@network.command()
@of_prefecture
def ask(prefecture: str) -> None:
    """Write now to whoever keeps records of which it is time to ask; the worker does it every morning.

    Twice in a day asks nobody twice.
    """
    _work("campaign", "Writing", prefecture)


@network.command()
@of_prefecture
def check(prefecture: str) -> None:
    """Look now at telephones, links, e-mail and addresses, and for likely duplicates; the worker does it every night."""
    _work("checks", "Checking", prefecture)


@network.command()
@of_prefecture
def answer(prefecture: str) -> None:
    """List what waits for an answer: questions to whoever keeps a record, suggestions of the public. Writes nothing."""
    with database.at_hand():
        work = _ready()
        try:
            for line in work.waiting(prefecture):
                click.echo(line)
        except work.Refused as refused:
            raise click.ClickException(str(refused)) from None


def _work(name: str, words: str, prefecture: str) -> None:
    with database.at_hand():
        work = _ready()
        try:
            count, act = getattr(work, name)(prefecture)
            with progress(words, count) as advance:
                told = act(advance)
        except work.Refused as refused:
            raise click.ClickException(str(refused)) from None
        for line in told:
            click.echo(line)


def _ready() -> ModuleType:
    if not apps.ready:
        django_project.start("web")
    return importlib.import_module("approdo.network.jobs.command_line")
