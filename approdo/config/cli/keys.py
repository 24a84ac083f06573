"""`approdo keys`: the keys of the encrypted fields."""

from __future__ import annotations

import importlib

import click
from django.apps import apps

from approdo.config.cli import django_project


@click.group()
def keys() -> None:
    """The keys of the encrypted fields."""


@keys.command()
def rotate() -> None:
    """Write every encrypted value again with the first key of APPRODO_FIELD_KEYS. May be interrupted and repeated."""
    if not apps.ready:
        django_project.start("owner")
    commands = importlib.import_module("approdo.core.commands.keys")
    try:
        count = commands.rotate_keys(progress=lambda place, done: click.echo(f"{place}: {done}"))
    except commands.NotTheOwner as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"{count} values written again; the other keys can be removed from APPRODO_FIELD_KEYS")
