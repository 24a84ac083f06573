"""Reads who sits in the territorial council, and the dated numbers of outreach and of expiries, from `data/`."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from approdo.core.data_files import Entry, read_mapping
from approdo.core.figures import check_schema, read_figure, read_figures, read_source, read_verification, some
from approdo.core.rules.figures import Figure, Source
from approdo.network.definitions import references
from approdo.network.rules.council import Letter

DATA = Path(__file__).parent / "data"
OUTREACH, EXPIRIES = ("least_public_count", "coming_days"), ("warn_days", "urgent_days")


@cache
def council_letters() -> dict[str, Letter]:
    """Who must sit in the territorial council, by letter, in the order of the law. Raises DefinitionError."""
    return load_council(DATA / "council.yaml")


def load_council(file: Path) -> dict[str, Letter]:
    """The letters of a file. Raises DefinitionError, also for a letter that stands twice or asks for nobody."""
    entry = read_mapping(file)
    entry.only("schema verified_by letters")
    check_schema(entry, "approdo/council@1")
    read_verification(entry)
    found: dict[str, Letter] = {}
    for one in entry.children("letters"):
        letter = _letter(one)
        if letter.id in found:
            one.refuse("id", f"{letter.id!r} stands twice", "Keep one of them")
        found[letter.id] = letter
    some(entry, "letters", tuple(found))
    return found


@cache
def outreach_figures() -> dict[str, Figure]:
    """The dated numbers of outreach. Raises DefinitionError."""
    return _figures("outreach.yaml", OUTREACH)


@cache
def expiry_figures() -> dict[str, Figure]:
    """The dated numbers of expiries. Raises DefinitionError."""
    return _figures("expiries.yaml", EXPIRIES)


def least_public_count(on: date) -> int:
    """Under how many people a count is not published on a day."""
    return int(outreach_figures()["least_public_count"].on(on).value)


def coming_days(on: date) -> int:
    """How many days the public calendar of outreach looks ahead on a day."""
    return int(outreach_figures()["coming_days"].on(on).value)


def warn_days(on: date) -> int:
    """How many days before an expiry the reminder begins, on a day."""
    return int(expiry_figures()["warn_days"].on(on).value)


def urgent_days(on: date) -> int:
    """How many days before an expiry it becomes urgent, on a day."""
    return int(expiry_figures()["urgent_days"].on(on).value)


def _figures(name: str, known: tuple[str, ...]) -> dict[str, Figure]:
    return read_figures(read_mapping(DATA / name), lambda one: read_figure(one, _source_of), known)


def _letter(entry: Entry) -> Letter:
    entry.only("id name least explanation source")
    least = entry.whole("least")
    if not least or least < 1:
        entry.refuse("least", f"{least} asks for nobody", "Write one or more")
    explanation = entry.words("explanation")
    source = read_source(entry.child("source"), references(), "references.yaml")
    return Letter(entry.text("id"), *entry.words("name"), least, *explanation, source)


def _source_of(entry: Entry) -> Source:
    return read_source(entry, references(), "references.yaml")
