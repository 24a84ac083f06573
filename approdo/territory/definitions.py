"""Reads the files of `data/` into rule values, and refuses what is missing or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from approdo.core.data_files import DefinitionError, Entry, read_mapping
from approdo.core.figures import check_schema, read_figure, read_figures, read_source
from approdo.core.rules.figures import Figure, Source
from approdo.territory.rules.travel import Mode, Pace

__all__ = ["DefinitionError", "corrections", "pace", "package_sources", "successions"]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class PackageSource:
    """Where a part of the data comes from, and the words that are owed to who made it, in Italian and in English."""

    id: str
    name: tuple[str, str]
    publisher: str
    package: str
    as_of: date
    licence: str
    licence_url: str
    attribution: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Succession:
    """Comuni that ended and the one that has their territory, from a day."""

    ended: tuple[str, ...]
    successor: str
    since: date
    source: Source


@cache
def travel_figures() -> dict[str, Figure]:
    """Detour and speed of each mode, dated. Raises DefinitionError."""
    names = [f"{mode}_{what}" for mode in Mode for what in ("detour", "speed")]
    return read_figures(read_mapping(DATA / "travel.yaml"), lambda one: read_figure(one, _source), names)


def pace(mode: Mode, on: date) -> Pace:
    """What the model says of a mode on a day. Raises LookupError before its first version."""
    detour, speed = (travel_figures()[f"{mode}_{what}"].on(on) for what in ("detour", "speed"))
    said = dict.fromkeys((detour.source.article, speed.source.article))
    return Pace(float(detour.value), float(speed.value), "; ".join(said))


@cache
def package_sources() -> dict[str, PackageSource]:
    """Where the data of the packages come from. Raises DefinitionError."""
    entry = read_mapping(DATA / "sources.yaml")
    entry.only("schema sources")
    check_schema(entry, "approdo/territory-sources@1")
    return {one.text("id"): _package_source(one) for one in entry.children("sources")}


@cache
def successions() -> tuple[Succession, ...]:
    """The comuni that ended and whose territory is still drawn. Raises DefinitionError."""
    found = tuple(_succession(one) for one in _comuni().children("successions"))
    ended = [code for one in found for code in one.ended]
    if len(ended) != len(set(ended)):
        _comuni().refuse("successions", "a comune ends twice", "Keep one of the two")
    return found


@cache
def corrections() -> dict[str, str]:
    """Names in the other language that a list spoils, by ISTAT code."""
    return {one.text("comune"): one.text("other_name") for one in _comuni().children("corrections")}


@cache
def references() -> dict[str, tuple[str, str]]:
    """The sources consulted, by identifier: what each is, in Italian and in English."""
    return {one.text("id"): one.words("name") for one in read_mapping(DATA / "references.yaml").children("references")}


@cache
def _comuni() -> Entry:
    entry = read_mapping(DATA / "comuni.yaml")
    entry.only("schema successions corrections")
    check_schema(entry, "approdo/comuni@1")
    return entry


def _succession(entry: Entry) -> Succession:
    entry.only("from to since source")
    since = entry.day("since")
    if since is None:
        entry.refuse("since", "the day is missing", "Write the first day of the successor")
    return Succession(entry.names("from"), entry.text("to"), since, _source(entry.child("source")))


def _package_source(entry: Entry) -> PackageSource:
    entry.only("id name publisher package as_of licence licence_url attribution")
    as_of = entry.day("as_of")
    if as_of is None:
        entry.refuse("as_of", "the day is missing", "Write the day to which the data refer")
    return PackageSource(
        entry.text("id"),
        entry.words("name"),
        entry.text("publisher"),
        entry.text("package"),
        as_of,
        entry.text("licence"),
        entry.text("licence_url"),
        entry.words("attribution"),
    )


def _source(entry: Entry) -> Source:
    return read_source(entry, references(), "references.yaml")
