"""The sheet of a centre's month as a table: a row for each guest, a column for each night, a mark in each cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from approdo.core.rules.cells import plain_code, plain_word, read_date
from approdo.core.rules.nights import Nights, NightSet
from approdo.reception.rules.vocabulary import NightState

# What centres write, in small letters. An empty cell says nothing.
MARKS: dict[NightState, tuple[str, ...]] = {
    NightState.PRESENT: ("p", "x", "1", "si", "sì", "presente", "present"),
    NightState.ABSENT_AUTHORISED: ("aa", "aut", "autorizzata", "assente autorizzato"),
    NightState.ABSENT_HOSPITAL: ("h", "osp", "ospedale", "ricovero"),
    NightState.ABSENT_UNJUSTIFIED: ("a", "0", "no", "assente", "absent"),
    NightState.DETAINED: ("d", "detenuto", "carcere"),
    NightState.NOT_SIGNED: ("nf", "n.f.", "non firma", "non firmato"),
}
_STATES = {mark: state for state, marks in MARKS.items() for mark in marks}
_CODES = {"cui": "cui", "vestanet": "vestanet", "codice vestanet": "vestanet", "codice cui": "cui"}
_NAMES = frozenset(
    ("cognome", "nome", "nominativo", "ospite", "cognome e nome", "nome e cognome", "guest", "name", "surname",
     "family name", "given name")
)  # fmt: skip
_SHORT = re.compile(r"(\d{1,2})(?:[/.-](\d{1,2}))?")  # a day, or a day and a month


class Fault(StrEnum):
    """Why a cell or a row of a sheet says nothing that can be written."""

    NO_GUEST = "no_guest"
    GUEST_UNKNOWN = "guest_unknown"
    GUEST_UNCLEAR = "guest_unclear"
    GUEST_TWICE = "guest_twice"
    MARK_UNKNOWN = "mark_unknown"
    NIGHT_OUTSIDE = "night_outside"
    NIGHT_TO_COME = "night_to_come"


@dataclass(frozen=True, slots=True)
class Expected:
    """A guest whom the sheet may name. `held`: the nights of the month that they sleep in the centre by their stays."""

    id: str
    names: tuple[str, ...]
    codes: tuple[str, ...]
    held: NightSet


@dataclass(frozen=True, slots=True)
class Said:
    """Nights of a guest in one state, from a row of the sheet."""

    guest: str
    nights: Nights
    state: NightState
    row: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read: row and column as a spreadsheet shows them; the column is empty for a whole row."""

    row: int
    column: str
    fault: Fault
    found: str


@dataclass(frozen=True, slots=True)
class Headings:
    """What the columns of a sheet are, by their place."""

    names: tuple[int, ...]
    codes: tuple[int, ...]
    nights: dict[int, date]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet says, and what in it says nothing."""

    said: tuple[Said, ...]
    problems: tuple[Problem, ...]


def headings(columns: Sequence[str], month: Nights) -> Headings:
    """What each column holds; those that are neither a guest nor a night of the month are left aside.

    A night is a day number, a day and month, or a whole date. Source: domain rule 2.7 (the sheet of the month).
    """
    told = [plain_word(column) for column in columns]
    return Headings(
        tuple(place for place, word in enumerate(told) if word in _NAMES),
        tuple(place for place, word in enumerate(told) if word in _CODES),
        {place: night for place, word in enumerate(columns) if (night := _night(word.strip(), month))},
    )


def read(
    rows: Iterable[tuple[int, Sequence[str]]], columns: Sequence[str], month: Nights, guests: Iterable[Expected],
    today: date,
) -> Reading:  # fmt: skip
    """What a sheet says of a month. A cell that cannot be read says nothing and is told; the others stand.

    Source: domain rule 2.2 (states of a night); a guest is found by a code, else by the whole name.
    """
    known, shape = tuple(guests), headings(columns, month)
    said: list[Said] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, cells in rows:
        found = _guest(cells, shape, known)
        if isinstance(found, Fault):
            told = " ".join(cells[place].strip() for place in (*shape.names, *shape.codes)).strip()
            problems.append(Problem(number, "", found, told))
        elif found.id in seen:
            problems.append(Problem(number, "", Fault.GUEST_TWICE, " ".join(found.names)))
        else:
            seen.add(found.id)
            states, wrong = _cells(number, cells, columns, shape, found, today)
            problems += wrong
            said += _periods(found.id, states, number)
    return Reading(tuple(said), tuple(problems))


def _cells(
    number: int, cells: Sequence[str], columns: Sequence[str], shape: Headings, guest: Expected, today: date
) -> tuple[dict[date, NightState], list[Problem]]:
    states: dict[date, NightState] = {}
    wrong: list[Problem] = []
    for place, night in shape.nights.items():
        mark = _mark(cells[place])
        if not mark:
            continue
        state, fault = _STATES.get(mark), None
        if state is None:
            fault = Fault.MARK_UNKNOWN
        elif night > today:
            fault = Fault.NIGHT_TO_COME
        elif not any(held.first <= night < held.until for held in guest.held):
            fault = Fault.NIGHT_OUTSIDE
        if state is None or fault is not None:
            wrong.append(Problem(number, columns[place], fault or Fault.MARK_UNKNOWN, cells[place].strip()))
        else:
            states[night] = state
    return states, wrong


def _periods(guest: str, states: dict[date, NightState], row: int) -> list[Said]:
    found: list[Said] = []
    for night in sorted(states):
        after = night + timedelta(days=1)
        if found and found[-1].nights.until == night and found[-1].state is states[night]:
            found[-1] = Said(guest, Nights(found[-1].nights.first, after), states[night], row)
        else:
            found.append(Said(guest, Nights(night, after), states[night], row))
    return found


def _guest(cells: Sequence[str], shape: Headings, known: Sequence[Expected]) -> Expected | Fault:
    codes = {plain_code(cells[place]) for place in shape.codes} - {""}
    name = sorted(plain_word(" ".join(cells[place] for place in shape.names)).split())
    if not codes and not name:
        return Fault.NO_GUEST
    found = [one for one in known if codes & set(one.codes)] if codes else []
    if not found and name:
        found = [one for one in known if sorted(plain_word(" ".join(one.names)).split()) == name]
    if not found:
        return Fault.GUEST_UNKNOWN
    return found[0] if len(found) == 1 else Fault.GUEST_UNCLEAR


def _night(word: str, month: Nights) -> date | None:
    short = _SHORT.fullmatch(word)
    try:
        night = date(month.first.year, int(short[2] or month.first.month), int(short[1])) if short else read_date(word)
    except ValueError:  # NotADate is one
        return None
    return night if month.first <= night < month.until else None


def _mark(text: str) -> str:
    return " ".join(text.casefold().split())
