"""What is sealed of a month: the text from which money is computed, the same for the same facts, and its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from approdo.core.rules.nights import Nights, common, union
from approdo.reception.rules.vocabulary import AbsenceKind, MonthState, NightSource, NightState

FORMAT = 1  # of the text; a reader must know it
STEPS: dict[str, tuple[frozenset[MonthState], MonthState]] = {
    "close": (frozenset({MonthState.OPEN}), MonthState.CLOSED),
    "check": (frozenset({MonthState.CLOSED}), MonthState.CHECKED),
    "reopen": (frozenset({MonthState.CLOSED, MonthState.CHECKED}), MonthState.OPEN),
    "seal": (frozenset({MonthState.CHECKED}), MonthState.SEALED),
}


@dataclass(frozen=True, slots=True)
class RegisterLimits:
    """Days within which a centre confirms a night, after it, and closes a month, after its last day."""

    night_days: int
    month_days: int

    def night_due(self, night: date) -> date:
        """The last day on which a night is confirmed in time.

        Source: `night_confirm_days`, our choice.
        """
        return night + timedelta(days=self.night_days)

    def month_due(self, until: date) -> date:
        """The last day on which a month is closed in time; `until` is the first day of the next one.

        Source: `month_close_days`, our choice; domain rule 2.6, step 2.
        """
        return until + timedelta(days=self.month_days - 1)


@dataclass(frozen=True, slots=True)
class SealedStay:
    """A stay that touches the month. `family` groups those who share the cap of pocket money."""

    guest: str
    entry: date
    exit: date | None
    family: str
    contract: str
    by_transfer: bool


@dataclass(frozen=True, slots=True)
class SealedAbsence:
    """An absence that touches the month."""

    guest: str
    first: date
    until: date | None
    kind: AbsenceKind


@dataclass(frozen=True, slots=True)
class SealedNights:
    """Nights of a guest in one state, by one source."""

    guest: str
    nights: Nights
    state: NightState
    source: NightSource


def may(act: str, state: MonthState) -> bool:
    """Whether a month in that state may be closed, checked, reopened or sealed. Source: domain rule 2.7."""
    return state in STEPS[act][0]


def content(
    centre: str,
    month: Nights,
    stays: Iterable[SealedStay],
    absences: Iterable[SealedAbsence],
    nights: Iterable[SealedNights],
) -> str:
    """Canonical JSON (sorted keys, no spaces, UTF-8) of what a centre's register says of a month.

    What happens after the month does not stand in it: an exit or a return on a later day is empty, nights are cut at
    the month. Nights written in several pieces are one. The day after the last night is excluded everywhere. The same
    facts give the same text, whenever and however often it is made. Source: domain rule 2.7, steps 1-3; our format.
    """
    told = {
        "format": FORMAT,
        "centre": centre,
        "month": month.first.isoformat()[:7],
        "stays": [
            {
                "guest": one.guest, "family": one.family, "contract": one.contract, "entry": one.entry.isoformat(),
                "exit": _day(one.exit if one.exit and one.exit < month.until else None),
                "entry_kind": "transfer" if one.by_transfer else "new",
            }
            for one in sorted(stays, key=lambda one: (one.guest, one.entry, one.exit or date.max))
            if one.entry < month.until and (one.exit is None or one.exit >= month.first)
        ],
        "absences": [
            {
                "guest": one.guest, "from": one.first.isoformat(), "kind": one.kind.value,
                "to": _day(one.until if one.until and one.until <= month.until else None),
            }
            for one in sorted(absences, key=lambda one: (one.guest, one.first, one.kind))
            if one.first < month.until and (one.until is None or one.until > month.first)
        ],
        "nights": _nights(month, nights),
    }  # fmt: skip
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """SHA-256 of a content, hexadecimal. Source: FIPS 180-4."""
    return hashlib.sha256(text.encode()).hexdigest()


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _nights(month: Nights, nights: Iterable[SealedNights]) -> list[dict[str, str]]:
    """Nights inside the month, pieces that touch made one."""
    by_kind = sorted(nights, key=lambda one: (one.guest, one.state, one.source, one.nights))
    found = []
    for (guest, state, source), group in groupby(by_kind, key=lambda one: (one.guest, one.state, one.source)):
        for part in common(union(tuple(one.nights for one in group)), (month,)):
            found.append((guest, part, state, source))
    return [
        {
            "guest": guest, "from": part.first.isoformat(), "to": part.until.isoformat(), "state": state.value,
            "source": source.value,
        }
        for guest, part, state, source in sorted(found)
    ]  # fmt: skip
