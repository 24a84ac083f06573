"""A sealed register as the statement needs it: who stayed, who was away, who signed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from approdo.accounting.rules.claims import Absence, EntryKind, Stay
from approdo.core.rules.nights import Nights, NightSet, common, minus, month_of, nights, union
from approdo.reception.rules.vocabulary import AbsenceKind, NightState

FORMATS = (1,)
# What a night without any absence says by itself. `not_signed` and `not_recorded` are never paid by any contract.
KINDS = {
    NightState.ABSENT_AUTHORISED: AbsenceKind.AUTHORISED.value,
    NightState.ABSENT_HOSPITAL: AbsenceKind.HOSPITAL.value,
    NightState.ABSENT_UNJUSTIFIED: AbsenceKind.UNJUSTIFIED.value,
    NightState.DETAINED: AbsenceKind.DETENTION.value,
    NightState.NOT_SIGNED: NightState.NOT_SIGNED.value,
}
NOT_RECORDED, BEGUN_BEFORE = "not_recorded", "begun_before"


@dataclass(frozen=True, slots=True)
class Signed:
    """Nights on which the register of a centre says that a guest was there."""

    guest: str
    centre: str
    periods: NightSet


@dataclass(frozen=True, slots=True)
class Sealed:
    """A register: stays and absences bear as centre the place where they are paid (`place_of`)."""

    centre: str
    stays: tuple[Stay, ...]
    absences: tuple[Absence, ...]
    present: tuple[Signed, ...]


def place_of(centre: str, contract: str) -> str:
    """A centre under a contract: the place that is paid. Source: our choice: a centre may change contract in a month."""
    return f"{centre}/{contract}"


def read(text: str) -> Sealed:
    """A sealed register. Raises ValueError for a format that is not known.

    A night of a stay on which the register does not say that the guest was there, and of which no absence is written,
    is an absence of its own: what nobody signed for is not paid. One that begins with the month is not paid either,
    because its first nights may stand in the month before.
    Source: domain rule 2.2; the format of `reception/rules/register.py`.
    """
    told: dict[str, Any] = json.loads(text)
    if told.get("format") not in FORMATS:
        raise ValueError(f"unknown format of a sealed register: {told.get('format')!r}")
    year, number = told["month"].split("-")
    month, centre = month_of(int(year), int(number)), str(told["centre"])
    stays = tuple(_stay(centre, one) for one in told["stays"])
    states = _states(told["nights"])
    written: dict[str, list[tuple[date, date | None, str]]] = defaultdict(list)
    for one in told["absences"]:
        written[one["guest"]].append((_day(one["from"]), _end(one["to"]), str(one["kind"])))
    absences: list[Absence] = []
    for stay in stays:
        rows = [Absence(stay.guest, *one, stay.centre) for one in written.get(stay.guest, ())]
        absences += rows
        absences += _unwritten(stay, rows, states[stay.guest], month)
    present = tuple(
        Signed(guest, centre, held[NightState.PRESENT])
        for guest, held in sorted(states.items())
        if held.get(NightState.PRESENT)
    )
    return Sealed(centre, stays, tuple(dict.fromkeys(absences)), present)


def _stay(centre: str, told: Mapping[str, Any]) -> Stay:
    place = place_of(centre, told["contract"])
    return Stay(
        told["guest"], place, _day(told["entry"]), _end(told["exit"]), told["family"], EntryKind(told["entry_kind"])
    )


def _states(told: list[dict[str, str]]) -> dict[str, dict[NightState, NightSet]]:
    found: dict[str, dict[NightState, NightSet]] = defaultdict(dict)
    for one in told:
        mine, state = found[one["guest"]], NightState(one["state"])
        mine[state] = union(mine.get(state, ()), nights(_day(one["from"]), _day(one["to"])))
    return found


def _unwritten(stay: Stay, rows: list[Absence], states: Mapping[NightState, NightSet], month: Nights) -> list[Absence]:
    slept = common(nights(stay.entry, stay.exit or month.until), (month,))
    open_nights = minus(slept, union(*(nights(row.first, row.until or month.until) for row in rows)))
    found = []
    for state, kind in KINDS.items():
        for period in common(states.get(state, ()), open_nights):
            before = period.first == month.first and stay.entry < month.first
            told = BEGUN_BEFORE if before else kind
            found.append(Absence(stay.guest, period.first, period.until, told, stay.centre))
    silent = minus(open_nights, union(*states.values()))
    return found + [Absence(stay.guest, one.first, one.until, NOT_RECORDED, stay.centre) for one in silent]


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _end(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
