"""`approdo audit`: verify the chains, sign their heads."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import click
from django.apps import apps

from approdo.config.cli import django_project


def _report() -> ModuleType:
    if not apps.ready:
        django_project.start("web")
    return importlib.import_module("approdo.config.cli.audit_report")


@click.group()
def audit() -> None:
    """The audit, chained record by record."""


@audit.command()
@click.option("--prefecture", "only", metavar="CODE", help="Only this prefecture.")
@click.option("--head", "heads", type=click.Path(exists=True, path_type=Path), help="Signed heads, one JSON a line.")
def verify(only: str | None, heads: Path | None) -> None:
    """Recompute every chain and, given signed heads, look for a cut tail or a new writing. Exit status 1 if flawed."""
    report = _report()
    known = report.codes()
    if only is not None and only not in known:
        raise click.BadParameter(f"there is no prefecture {only!r}", param_hint="--prefecture")
    try:
        signed = report.read_heads(heads) if heads else []
    except ValueError:
        raise click.BadParameter("the file does not hold one JSON a line", param_hint="--head") from None
    found = {code: report.flaws_of(code, signed) for code in ([only] if only else known)}
    for code, flaws in found.items():
        for words in flaws or ["the chain holds"]:
            click.echo(f"{code}: {words}")
    sys.exit(1 if any(found.values()) else 0)


@audit.command()
@click.option("--append", type=click.Path(path_type=Path), help="Add to this file instead of printing.")
def head(append: Path | None) -> None:
    """Sign the present head of every chain, one JSON a line. Keep the lines on another machine."""
    lines = list(_report().signed_heads())
    if append is None:
        click.echo("\n".join(lines))
        return
    with append.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    click.echo(f"{len(lines)} heads added to {append}")
