"""Folders of `calc statement`, written by the tests, and their answers."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from approdo.accounting.calc import run

STAYS = "guest,family,centre,entry,exit,entry_kind"
ABSENCES = "guest,from,to,kind"
SUSPENSIONS = "guest,from,to"
POCKET = "[allowances]\npocket_money_per_day = 2.50\npocket_money_family_cap = 7.50\n"


def contract(*prices: tuple[str, str], centre: str = "A", capacity: int = 1000, discount: str = "0") -> str:
    """One centre with those prices (from, base)."""
    rows = ", ".join(f'{{from = {since}, base = "{base}", discount_percent = {discount}}}' for since, base in prices)
    return f'[[centre]]\nid = "{centre}"\ncapacity = {capacity}\nprices = [{rows}]\n'


def folder(
    place: Path, terms: str, stays: Iterable[str], absences: Iterable[str] = (), suspensions: Iterable[str] = ()
) -> Path:
    """Write the four files."""
    tables = {"stays": (STAYS, stays), "absences": (ABSENCES, absences), "suspensions": (SUSPENSIONS, suspensions)}
    (place / "contract.toml").write_text(terms)
    for name, (headings, rows) in tables.items():
        (place / f"{name}.csv").write_text("\n".join([headings, *rows, ""]))
    return place


def asked(place: Path, month: str, *, explain: bool = False, language: str = "it") -> tuple[int, dict[str, Any], str]:
    """Exit status, answer and message of the command."""
    out, err = io.StringIO(), io.StringIO()
    status = run(place, month, out, err, explain=explain, language=language)
    return status, json.loads(out.getvalue() or "{}"), err.getvalue()


def guests(number: int, centre: str, entry: str, left: str = "", kind: str = "transfer") -> list[str]:
    """So many persons alone, in that centre, on those days."""
    return [f"g{place},,{centre},{entry},{left},{kind}" for place in range(number)]
