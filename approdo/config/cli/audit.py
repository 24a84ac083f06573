"""`approdo audit`: verify the chains, sign their heads."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from approdo.core import audit as chain
from approdo.core import tenancy
from approdo.core.models import Prefecture

WORDS = {
    "hash": "its hash does not follow from the one before",
    "number": "a record is missing or out of place",
    "payload": "its columns say something else than what was chained",
    "head": "the chain does not end where it should",
    "signature": "the signed head was not signed by this installation, or was altered",
    "cut": "the chain is shorter than when the head was signed",
    "rewritten": "the chain was written again after the head was signed",
}


@click.group()
def audit() -> None:
    """The audit, chained record by record."""


@audit.command()
@click.option("--prefecture", "only", metavar="CODE", help="Only this prefecture.")
@click.option("--head", "heads", type=click.Path(exists=True, path_type=Path), help="Signed heads, one JSON a line.")
def verify(only: str | None, heads: Path | None) -> None:
    """Recompute every chain and, given signed heads, look for a cut tail or a new writing. Exit status 1 if flawed."""
    known = list(Prefecture.objects.order_by("code").values_list("code", flat=True))
    if only is not None and only not in known:
        raise click.BadParameter(f"there is no prefecture {only!r}", param_hint="--prefecture")
    signed = _read(heads) if heads else []
    flawed = False
    for code in [only] if only else known:
        with tenancy.within(code):
            flaws = list(chain.verify(code))
            key = chain.signing_key() if signed else None
            mine = [head for head in signed if head.get("prefecture") == code]
            flaws += [flaw for head in mine if key and (flaw := chain.check_head(head, key))]
        for flaw in flaws:
            click.echo(f"{code}: record {flaw.number}: {WORDS[flaw.what]}")
        if not flaws:
            click.echo(f"{code}: the chain holds")
        flawed = flawed or bool(flaws)
    sys.exit(1 if flawed else 0)


@audit.command()
@click.option("--append", type=click.Path(path_type=Path), help="Add to this file instead of printing.")
def head(append: Path | None) -> None:
    """Sign the present head of every chain, one JSON a line. Keep the lines on another machine."""
    key = chain.signing_key()
    lines = []
    for code in Prefecture.objects.order_by("code").values_list("code", flat=True):
        with tenancy.within(code):
            lines.append(json.dumps(chain.signed_head(code, key)))
    if append is None:
        click.echo("\n".join(lines))
        return
    with append.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    click.echo(f"{len(lines)} heads added to {append}")


def _read(file: Path) -> list[dict[str, object]]:
    try:
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except ValueError:
        raise click.BadParameter("the file does not hold one JSON a line", param_hint="--head") from None
