"""Where a guest was each night, as far as the records tell, and what does not agree. Periods, never single nights.

Three things are never confused: a night that was not signed (to be resolved, and no absence), a night of absence, and
an abandonment, which is a decision of the prefecture and is taken nowhere here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from approdo.core.rules.nights import Nights, NightSet, common, count, depths, minus, union
from approdo.reception.rules.vocabulary import NightSource, NightState

OF_THE_CENTRE = frozenset({NightSource.SIGNATURE_SHEET, NightSource.OPERATOR, NightSource.BADGE})
WITNESSES = frozenset({NightSource.INSPECTION, NightSource.POLICE, NightSource.HOSPITAL})
UNKNOWN = frozenset({NightState.NOT_SIGNED})
BASIS = "d.lgs. 142/2015, art. 23 c. 1 lett. a e c. 3; TAR Lazio 13777/2023"


@dataclass(frozen=True, slots=True)
class Record:
    """What one source said of some nights, and when it said so."""

    nights: Nights
    state: NightState
    source: NightSource
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for some nights, and what was said of them before, the oldest first."""

    nights: Nights
    record: Record
    before: tuple[Record, ...] = ()

    @property
    def state(self) -> NightState:
        """Where the guest was in these nights."""
        return self.record.state


def standing(records: Iterable[Record]) -> tuple[Standing, ...]:
    """The standing state of every night of which something was said: the latest word wins, the others are kept.

    Of two words of the same moment the one given later wins. Source: domain rule 2.2 (a day is never overwritten).
    """
    ordered = sorted(records, key=lambda record: record.at)
    return tuple(
        Standing(nights, said[-1], said[:-1]) for nights, said in depths([(one, (one.nights,)) for one in ordered])
    )


def in_state(stands: Iterable[Standing], *states: NightState) -> NightSet:
    """The nights that stand in one of these states. Source: our definition."""
    return union(tuple(one.nights for one in stands if one.state in states))


def gaps(expected: NightSet, stands: Iterable[Standing]) -> NightSet:
    """The nights of a stay of which nothing was said. Source: domain rule 2.7, step 1 (no gaps)."""
    return minus(expected, union(tuple(one.nights for one in stands)))


def to_resolve(expected: NightSet, stands: Iterable[Standing]) -> NightSet:
    """The nights of a stay that nobody signed for: neither present nor absent until somebody says which.

    Source: domain rule 2.2; TAR Lazio 13777/2023 (a sheet without a signature proves no absence).
    """
    return common(expected, in_state(stands, *UNKNOWN))


class Disagreement(StrEnum):
    """Why a night that is written present cannot stand as it is."""

    AFTER_EXIT = "after_exit"  # no stay here
    ELSEWHERE = "elsewhere"  # no stay here, and one in another centre
    WITNESS = "witness"  # police, hospital or an inspection said otherwise
    ABSENCE = "absence"  # an absence is recorded


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Nights that two truths claim; `witness` says who told the other one, when somebody did."""

    kind: Disagreement
    nights: Nights
    witness: NightSource | None = None


def contradictions(
    stands: Sequence[Standing], here: NightSet, elsewhere: NightSet, away: NightSet = ()
) -> tuple[Contradiction, ...]:
    """What does not agree with the nights that a centre wrote as present, by night.

    `here` and `elsewhere` are the nights of the guest's stays in this centre and in all the others, `away` those of
    recorded absences. Source: domain rules 2.7 (step 3) and 5 (problems 2 and 3).
    """
    present = in_state(stands, NightState.PRESENT)
    outside = minus(present, here)
    found = [Contradiction(Disagreement.ELSEWHERE, nights) for nights in common(outside, elsewhere)]
    found += [Contradiction(Disagreement.AFTER_EXIT, nights) for nights in minus(outside, elsewhere)]
    found += [Contradiction(Disagreement.ABSENCE, nights) for nights in common(present, away)]
    for one in stands:
        witness = _denied(one)
        if witness is not None:
            found.append(Contradiction(Disagreement.WITNESS, one.nights, witness))
    return tuple(sorted(found, key=lambda one: (one.nights, one.kind)))


def _denied(one: Standing) -> NightSource | None:
    """Who denies what the centre last said of these nights, when it said that the guest was there."""
    said = (*one.before, one.record)
    centre = [record for record in said if record.source in OF_THE_CENTRE]
    others = [record for record in said if record.source in WITNESSES]
    if not centre or not others or centre[-1].state is not NightState.PRESENT:
        return None
    return others[-1].source if others[-1].state is not NightState.PRESENT else None


class Reason(StrEnum):
    """The sentences by which an alert explains itself."""

    ABSENT_SINCE = "absent_since"
    HOURS_OF_THE_CONTRACT = "hours_of_the_contract"
    PAYMENT_STOPS = "payment_stops"
    NEVER_WITHDRAWS = "never_withdraws"
    NIGHTS_TO_RESOLVE = "nights_to_resolve"


@dataclass(frozen=True, slots=True)
class AbandonmentAlert:
    """A guest away without reason, up to the last night that was recorded.

    `risen`: the recorded absence has lasted the hours of the contract. `unpaid_from` is the first absent night, from
    which nothing is due; whether reception is withdrawn is for the prefect to decide, after hearing the guest.
    `unclear` are later nights that were not signed: they count neither as absence nor as return.
    """

    absent: Nights
    hours: int
    rises_at: datetime  # local time
    risen: bool
    unclear: int
    basis: str = BASIS

    @property
    def unpaid_from(self) -> date:
        """The first night that is not paid."""
        return self.absent.first

    @property
    def withdraws(self) -> bool:
        """Never: withdrawal is an act of the prefect."""
        return False

    @property
    def why(self) -> tuple[Reason, ...]:
        """The sentences that explain it, in order."""
        said = [Reason.ABSENT_SINCE, Reason.HOURS_OF_THE_CONTRACT]
        said += [Reason.PAYMENT_STOPS] if self.risen else []
        said += [Reason.NIGHTS_TO_RESOLVE] if self.unclear else []
        return (*said, Reason.NEVER_WITHDRAWS)


def abandonment(stands: Sequence[Standing], hours: int, now: datetime) -> AbandonmentAlert | None:
    """The absence without reason that goes on, and whether it has lasted `hours`; None when there is none.

    Hours are counted between the midnights at which the guest was recorded as absent: the first is the one at the end
    of the first absent day, so that one night is never an abandonment and three days ask for four recorded nights.
    `now` is local time. Source: contract regulation (72 hours), d.lgs. 142/2015 art. 23 c. 1 and 3, TAR Lazio
    13777/2023.
    """
    absent = in_state(stands, NightState.ABSENT_UNJUSTIFIED)
    if not absent:
        return None
    run = absent[-1]
    later = [one for one in stands if one.nights.first >= run.until]
    if any(one.state not in UNKNOWN for one in later):
        return None
    rises_at = _midnight_after(run.first) + timedelta(hours=hours)
    risen = _midnight_after(run.until - timedelta(days=1)) >= rises_at and now >= rises_at
    return AbandonmentAlert(run, hours, rises_at, risen, count(one.nights for one in later))


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min)
