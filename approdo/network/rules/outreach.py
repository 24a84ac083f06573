"""Outreach stops and mobile desks: on which days they come, and what is counted of whom they meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import chain
from uuid import UUID

LONGEST_SIGHT = 400  # days looked at at once
MOST_CONTACTS = 2000  # of one day
WEEK = timedelta(days=7)


class Rhythm(StrEnum):
    """How often a stop comes back, counted from its first day. `monthly`: the same weekday, the second Tuesday."""

    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class VisitState(StrEnum):
    """What became of a day."""

    HELD = "held"
    CANCELLED = "cancelled"


class Axis(StrEnum):
    """By what contacts are counted, each apart from the others: counts that cross would point at a person."""

    SEX = "sex"
    LANGUAGE = "language"
    NEED = "need"


class TallySex(StrEnum):
    """What is counted of sex."""

    FEMALE = "female"
    MALE = "male"
    NOT_TOLD = "not_told"


class TallyFault(StrEnum):
    """Why counts cannot stand."""

    NEGATIVE = "negative"
    TOO_MANY = "too_many"
    MORE_THAN_MET = "more_than_met"


@dataclass(frozen=True, slots=True)
class StopFacts:
    """Everything written of a stop: at a place of the network, or at a spot of a comune. Hours of Italian clocks."""

    name: str
    body: str
    rhythm: Rhythm
    first_day: date
    opens: time
    closes: time
    last_day: date | None = None
    location_id: UUID | None = None
    comune_code: str = ""
    city: str = ""
    spot: str = ""
    languages: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people were met on a day; counts by sex, language and need, each without the others and without names."""

    contacts: int
    sexes: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    needs: Mapping[str, int] = field(default_factory=dict)

    def by_axis(self) -> dict[Axis, Mapping[str, int]]:
        """The counts by what they are counted by.

        Source: domain rules of the network, 2.4.
        """
        return {Axis.SEX: self.sexes, Axis.LANGUAGE: self.languages, Axis.NEED: self.needs}


def days_of(rhythm: Rhythm, first: date, last: date | None, since: date, until: date) -> tuple[date, ...]:
    """The days of a stop from `since` to `until`, both included, in order. A fifth weekday is the last of a month.

    Raises ValueError for more than LONGEST_SIGHT days.

    Source: domain rules of the network, 2.4: stops with a weekly rule; our choice for the others.
    """
    if (until - since).days > LONGEST_SIGHT:
        raise ValueError(f"more than {LONGEST_SIGHT} days at once")
    end = min(until, last) if last else until
    found = []
    for day in _coming(rhythm, first, max(first, since)):
        if day > end:
            break
        if day >= since:
            found.append(day)
    return tuple(found)


def comes_on(rhythm: Rhythm, first: date, last: date | None, day: date) -> bool:
    """Whether a stop comes on a day.

    Source: as `days_of`.
    """
    return days_of(rhythm, first, last, day, day) == (day,)


def tally_faults(told: Tally) -> dict[str, TallyFault]:
    """Which parts of the counts of a day cannot stand, by name. Who is met may have several needs, one sex, and speaks
    one language at the desk; what nobody told is not counted.

    Source: domain rules of the network, 2.4: contacts counted anonymously by sex, language, topic.
    """
    wrong = {}
    if not 0 <= told.contacts <= MOST_CONTACTS:
        wrong["contacts"] = TallyFault.NEGATIVE if told.contacts < 0 else TallyFault.TOO_MANY
    met = max(0, told.contacts)
    for name, counts in (("sexes", told.sexes), ("languages", told.languages), ("needs", told.needs)):
        most = max(counts.values(), default=0) if name == "needs" else sum(counts.values())
        if any(count < 0 for count in counts.values()):
            wrong[name] = TallyFault.NEGATIVE
        elif most > met:
            wrong[name] = TallyFault.MORE_THAN_MET
    return wrong


def quarter_before(on: date) -> tuple[date, date]:
    """The first and the last day of the last quarter of the year that is over on a day.

    Source: our choice: figures of a time that is over do not move from one day to the next.
    """
    last = date(on.year, 3 * ((on.month - 1) // 3) + 1, 1) - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last


def _coming(rhythm: Rhythm, first: date, since: date) -> Iterator[date]:
    """The days from the last one before `since` on, or from the first, in order."""
    if rhythm is Rhythm.ONCE:
        return iter((first,))
    if rhythm is Rhythm.MONTHLY:
        return _monthly(first, since)
    step = WEEK if rhythm is Rhythm.WEEKLY else 2 * WEEK
    begun = first + ((since - first) // step) * step
    return chain((begun,), _each(begun, step))


def _each(day: date, step: timedelta) -> Iterator[date]:
    while True:
        day += step
        yield day


def _monthly(first: date, since: date) -> Iterator[date]:
    ordinal = (first.day - 1) // 7
    month = since.year * 12 + since.month - 1
    while True:
        year, place = divmod(month, 12)
        start = date(year, place + 1, 1)
        day = start + timedelta(days=(first.weekday() - start.weekday()) % 7 + 7 * ordinal)
        if day.month != start.month:
            day -= WEEK
        if day >= first:
            yield day
        month += 1
