"""`approdo keys`: the keys of the encrypted fields."""

from __future__ import annotations

import click

from approdo.core.commands.keys import NotTheOwner, rotate_keys


@click.group()
def keys() -> None:
    """The keys of the encrypted fields."""


@keys.command()
def rotate() -> None:
    """Write every encrypted value again with the first key of APPRODO_FIELD_KEYS. May be interrupted and repeated."""
    try:
        count = rotate_keys(progress=lambda place, done: click.echo(f"{place}: {done}"))
    except NotTheOwner as refusal:
        raise click.ClickException(f"{refusal}: set APPRODO_DATABASE_ROLE=owner") from None
    click.echo(f"{count} values written again; the other keys can be removed from APPRODO_FIELD_KEYS")
