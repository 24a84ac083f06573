"""A list of guests of the Ministry's system beside ours: what differs, guest by guest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from approdo.core.rules.cells import NotADate, plain_code, plain_word, read_date


class Field(StrEnum):
    """What a column of the list may hold."""

    CUI = "cui"
    VESTANET = "vestanet"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    BIRTH_DATE = "birth_date"
    CENTRE = "centre"
    ENTRY = "entry"
    EXIT = "exit"


DATES = (Field.BIRTH_DATE, Field.ENTRY, Field.EXIT)
# Headings by which a column is recognised, small and without accents.
HEADINGS: dict[Field, tuple[str, ...]] = {
    Field.CUI: ("cui", "codice cui", "codice unico identificativo"),
    Field.VESTANET: ("vestanet", "codice vestanet", "n vestanet", "numero vestanet"),
    Field.FAMILY_NAME: ("cognome", "surname", "family name"),
    Field.GIVEN_NAME: ("nome", "name", "given name"),
    Field.BIRTH_DATE: ("data di nascita", "nato il", "data nascita", "birth date"),
    Field.CENTRE: ("centro", "codice centro", "struttura", "codice struttura", "centre"),
    Field.ENTRY: ("entrata", "data ingresso", "data entrata", "data di ingresso", "ingresso", "entry"),
    Field.EXIT: ("uscita", "data uscita", "data di uscita", "exit"),
}


class Difference(StrEnum):
    """How the two lists disagree about somebody."""

    ONLY_THERE = "only_there"
    ONLY_HERE = "only_here"
    GUEST_UNCLEAR = "guest_unclear"
    LEFT_HERE = "left_here"
    LEFT_THERE = "left_there"
    CENTRE = "centre"
    ENTRY = "entry"
    NUMBER_MISSING = "number_missing"
    NUMBER_DIFFERS = "number_differs"


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of their list, its number as a spreadsheet shows it."""

    row: int
    cui: str = ""
    vestanet: str = ""
    family_name: str = ""
    given_name: str = ""
    birth_date: date | None = None
    centre: str = ""
    entry: date | None = None
    exit: date | None = None

    @property
    def name(self) -> str:
        """The whole name, or the number where no name is written. Source: our definition."""
        return f"{self.family_name} {self.given_name}".strip() or self.cui or self.vestanet


@dataclass(frozen=True, slots=True)
class Ours:
    """A guest of ours. `centre` is code and name of the centre where they sleep on the day; empty when in none."""

    id: str
    family_name: str
    given_name: str
    birth_date: date | None = None
    cui: str = ""
    vestanet: str = ""
    centre: tuple[str, ...] = ()
    entry: date | None = None

    @property
    def name(self) -> str:
        """The whole name. Source: our definition."""
        return f"{self.family_name} {self.given_name}".strip()


@dataclass(frozen=True, slots=True)
class Found:
    """One difference. `guest` is empty where nobody is meant here, `row` zero where nobody is meant there."""

    kind: Difference
    guest: str
    row: int
    name: str
    field: str = ""
    ours: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that is no date."""

    row: int
    field: Field
    found: str


def columns(headings: Sequence[str]) -> dict[Field, int]:
    """The column of each field by its heading, the first one where two have the same. Source: our definition."""
    told = [plain_word(heading) for heading in headings]
    return {
        field: next(place for place, word in enumerate(told) if word in words)
        for field, words in HEADINGS.items()
        if any(word in words for word in told)
    }


def usable(of: Mapping[Field, int]) -> bool:
    """Whether somebody can be found by those columns: by a number, or by surname and name. Source: our definition."""
    return bool({Field.CUI, Field.VESTANET} & set(of)) or {Field.FAMILY_NAME, Field.GIVEN_NAME} <= set(of)


def read(
    rows: Iterable[tuple[int, Sequence[str]]], of: Mapping[Field, int]
) -> tuple[tuple[Listed, ...], tuple[Unread, ...]]:
    """The rows of a list, and the cells that are no date and count as empty.

    Source: our definition; the ways to write a day are those of `core.rules.cells`.
    """
    listed: list[Listed] = []
    unread: list[Unread] = []
    for number, cells in rows:
        told = {field: cells[place].strip() for field, place in of.items()}
        days = {field: _day(told.get(field, "")) for field in DATES}
        unread += [Unread(number, field, told[field]) for field in DATES if told.get(field) and days[field] is None]
        one = Listed(
            number, plain_code(told.get(Field.CUI, "")), plain_code(told.get(Field.VESTANET, "")),
            told.get(Field.FAMILY_NAME, ""), told.get(Field.GIVEN_NAME, ""), days[Field.BIRTH_DATE],
            told.get(Field.CENTRE, ""), days[Field.ENTRY], days[Field.EXIT],
        )  # fmt: skip
        if one.name:
            listed.append(one)
    return tuple(listed), tuple(unread)


def differences(listed: Iterable[Listed], ours: Iterable[Ours], on: date) -> tuple[Found, ...]:
    """What the two lists say otherwise about the night of a day: their rows in order, then those only we know.

    Somebody is found by a number, else by the whole name, and by the birth date where both lists tell it.
    Source: our definition; the Ministry's system is not replaced, what differs is shown and people decide.
    """
    known = tuple(ours)
    found: list[Found] = []
    met: set[str] = set()
    search = _Search(known)
    for one in listed:
        hits = search.of(one)
        met |= {hit.id for hit in hits}
        if len(hits) > 1:
            found.append(Found(Difference.GUEST_UNCLEAR, "", one.row, one.name, theirs=str(len(hits))))
        elif hits:
            found += _of_guest(one, hits[0], on)
        elif _inside(one, on):
            found.append(Found(Difference.ONLY_THERE, "", one.row, one.name, Field.CENTRE, theirs=one.centre))
    only_ours = sorted((one for one in known if one.centre and one.id not in met), key=lambda one: (one.name, one.id))
    return (
        *found,
        *(Found(Difference.ONLY_HERE, one.id, 0, one.name, Field.CENTRE, ours=one.centre[-1]) for one in only_ours),
    )


def _of_guest(one: Listed, guest: Ours, on: date) -> list[Found]:
    def told(kind: Difference, field: str, ours: str, theirs: str) -> Found:
        return Found(kind, guest.id, one.row, guest.name, field, ours, theirs)

    found: list[Found] = []
    if _inside(one, on) and not guest.centre:
        found.append(told(Difference.LEFT_HERE, Field.CENTRE, "", one.centre))
    elif not _inside(one, on) and guest.centre:
        left = one.exit.isoformat() if one.exit else ""
        found.append(told(Difference.LEFT_THERE, Field.EXIT, guest.centre[-1], left))
    elif guest.centre:
        if one.centre and plain_word(one.centre) not in {plain_word(word) for word in guest.centre}:
            found.append(told(Difference.CENTRE, Field.CENTRE, guest.centre[-1], one.centre))
        if one.entry and guest.entry and one.entry != guest.entry:
            found.append(told(Difference.ENTRY, Field.ENTRY, guest.entry.isoformat(), one.entry.isoformat()))
    for field, mine, theirs in ((Field.CUI, guest.cui, one.cui), (Field.VESTANET, guest.vestanet, one.vestanet)):
        if theirs and theirs != mine:
            kind = Difference.NUMBER_DIFFERS if mine else Difference.NUMBER_MISSING
            found.append(told(kind, field, mine, theirs))
    return found


class _Search:
    """Guests by their numbers and names."""

    def __init__(self, known: Sequence[Ours]) -> None:
        self.by_code: dict[tuple[Field, str], list[Ours]] = defaultdict(list)
        self.by_name: dict[tuple[str, str], list[Ours]] = defaultdict(list)
        for one in known:
            self.by_name[plain_word(one.family_name), plain_word(one.given_name)].append(one)
            for field, told in ((Field.CUI, one.cui), (Field.VESTANET, one.vestanet)):
                if told:
                    self.by_code[field, told].append(one)

    def of(self, one: Listed) -> list[Ours]:
        hits: dict[str, Ours] = {}
        for field, told in ((Field.CUI, one.cui), (Field.VESTANET, one.vestanet)):
            hits |= {hit.id: hit for hit in self.by_code.get((field, told), ())}
        if hits:
            return list(hits.values())
        named = self.by_name.get((plain_word(one.family_name), plain_word(one.given_name)), [])
        return [hit for hit in named if not (one.birth_date and hit.birth_date) or one.birth_date == hit.birth_date]


def _inside(one: Listed, on: date) -> bool:
    return (one.entry is None or one.entry <= on) and (one.exit is None or one.exit > on)


def _day(text: str) -> date | None:
    try:
        return read_date(text)
    except NotADate:
        return None
