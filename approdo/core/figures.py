"""Strict reading of dated numbers: each with its first day, its source and the place for an official's signature."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from datetime import date
from typing import Protocol, TypeVar

from approdo.core.data_files import Entry
from approdo.core.rules.figures import Evidence, Figure, FigureVersion, Source, Verification

FIGURES = "approdo/figures@1"
T = TypeVar("T")


class Dated(Protocol):
    """What stands from a day until the next of its kind begins."""

    @property
    def valid_from(self) -> date:
        """The first day."""
        ...


V = TypeVar("V", bound=Dated)


def read_versions(entry: Entry, read: Callable[[Entry], V]) -> tuple[V, ...]:
    """The versions from the oldest. Each lasts until the next, so equal or disordered first days would overlap."""
    versions: list[V] = []
    for one in entry.children("versions"):
        version = read(one)
        if versions and version.valid_from <= versions[-1].valid_from:
            same = version.valid_from == versions[-1].valid_from
            problem = f"the version from {version.valid_from} " + (
                "stands twice" if same else f"comes after the one from {versions[-1].valid_from}: they overlap"
            )
            one.refuse(
                "from",
                problem,
                "Give each version its own first day, from the oldest to the newest",
            )
        versions.append(version)
    return some(entry, "versions", tuple(versions))


def read_figures(entry: Entry, read: Callable[[Entry], Figure], known: Sequence[str] = ()) -> dict[str, Figure]:
    """The dated numbers of a file by name. Where names are `known`, each of them must be there and no other.

    `read`: reads one of them. Raises DefinitionError.
    """
    entry.only("schema figures")
    check_schema(entry, FIGURES)
    found: dict[str, Figure] = {}
    for one in entry.children("figures"):
        figure = read(one)
        if figure.id in found or (known and figure.id not in known):
            one.refuse("id", f"{figure.id!r} is unknown or stands twice", f"Use each once: {', '.join(known)}")
        found[figure.id] = figure
    for name in known:
        if name not in found:
            entry.refuse("figures", f"{name!r} is missing", "Add it")
    return found


def check_schema(entry: Entry, schema: str) -> None:
    """Raises DefinitionError where a file is of another schema."""
    if entry.text("schema") != schema:
        entry.refuse("schema", f"unknown schema {entry.text('schema')!r}", f"Write {schema}")


def read_figure(entry: Entry, source: Callable[[Entry], Source]) -> Figure:
    """A dated number that is not a term; `source` reads where it comes from. Raises DefinitionError."""
    entry.only("id name unit versions")
    versions = read_versions(entry, lambda one: _figure_version(one, source))
    return Figure(entry.text("id"), *entry.words("name"), entry.text("unit"), versions)


def _figure_version(entry: Entry, source: Callable[[Entry], Source]) -> FigureVersion:
    entry.only("from from_evidence value source verified_by")
    return FigureVersion(
        valid_from=read_first_day(entry),
        value=entry.decimal("value"),
        source=source(entry.child("source")),
        verified_by=read_verification(entry),
        valid_from_evidence=entry.one_of("from_evidence", Evidence),
    )


def read_source(entry: Entry, references: Container[str], listed_in: str) -> Source:
    """A source. What is found must name one of the `references`, which stand in the file `listed_in`.

    Raises DefinitionError.
    """
    entry.only("article evidence reference note")
    evidence, reference = entry.one_of("evidence", Evidence), entry.text("reference", "")
    if evidence is Evidence.FOUND and not reference:
        problem = "a rule that is 'found' names no reference"
        entry.refuse(None, problem, "Add reference: S1, S2, ... or say 'known'")
    if reference and reference not in references:
        entry.refuse("reference", f"unknown reference {reference!r}", f"List it first in {listed_in}")
    return Source(entry.text("article"), evidence, reference, *entry.optional_words("note"))


def read_verification(entry: Entry) -> Verification | None:
    """The official's signature, None until there is one. The key must stand there, so that nobody forgets it."""
    if "verified_by" not in entry.data:
        entry.refuse(
            None,
            "'verified_by' is missing",
            "Write verified_by: null until an official signs it",
        )
    if entry.data["verified_by"] is None:
        return None
    signed = entry.child("verified_by")
    signed.only("official on")
    return Verification(signed.text("official"), read_day(signed, "on"))


def read_first_day(entry: Entry) -> date:
    """The first day of a version."""
    return read_day(entry, "from")


def read_day(entry: Entry, key: str) -> date:
    """A date that must be there."""
    day = entry.day(key)
    if day is None:
        entry.refuse(key, "the date is empty", "Write a date YYYY-MM-DD")
    return day


def some(entry: Entry, key: str, values: tuple[T, ...]) -> tuple[T, ...]:
    """The values, refused when there are none."""
    if not values:
        entry.refuse(key if key in entry.data else None, f"{key!r} is empty", "Add at least one")
    return values
