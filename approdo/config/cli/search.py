"""`approdo search`: what the public's search finds."""

from __future__ import annotations

import importlib

import click
from django.apps import apps

from approdo.config.cli import django_project


@click.group()
def search() -> None:
    """The public's search of services."""


@search.command()
def rebuild() -> None:
    """Write what is searched anew, for every prefecture: after an upgrade that changed the words of the categories."""
    if not apps.ready:
        django_project.start("owner")
    commands = importlib.import_module("approdo.network.commands.searching")
    models = importlib.import_module("approdo.core.models")
    for code in models.Prefecture.objects.order_by("code").values_list("code", flat=True):
        click.echo(f"{code}: {commands.rebuild_search(prefecture=code)} services")
