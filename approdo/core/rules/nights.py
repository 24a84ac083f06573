"""Sets of nights as periods: from the first night to the day after the last. Never one row for each night.

The night of day d is the one between d and d + 1. A set is a tuple of periods in order that neither overlap nor touch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, order=True)
class Nights:
    """The nights of `first` and of every day before `until`; at least one."""

    first: date
    until: date

    @property
    def count(self) -> int:
        """Nights. Source: our definition."""
        return (self.until - self.first).days


NightSet = tuple[Nights, ...]


def nights(first: date, until: date) -> NightSet:
    """The nights of `first` and of every day before `until`; none when `until` is not later.

    Source: our definition of a night.
    """
    return (Nights(first, until),) if first < until else ()


def month_of(year: int, month: int) -> Nights:
    """The nights of a month. Source: the calendar."""
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return Nights(date(year, month, 1), date(*following, 1))


def count(of: Iterable[Nights]) -> int:
    """How many nights a set holds. Source: our definition."""
    return sum((period.until - period.first).days for period in of)


def union(*sets: Iterable[Nights]) -> NightSet:
    """The nights that stand in at least one of them. Source: set theory."""
    periods = [period for one in sets for period in one]
    if len(periods) <= 1:
        return tuple(periods)
    found: list[Nights] = []
    for period in sorted(periods):
        if found and period.first <= found[-1].until:
            if period.until > found[-1].until:
                found[-1] = Nights(found[-1].first, period.until)
        else:
            found.append(period)
    return tuple(found)


def common(ours: NightSet, theirs: NightSet) -> NightSet:
    """The nights that stand in both. Source: set theory."""
    if not ours or not theirs:
        return ()
    found: list[Nights] = []
    left = right = 0
    while left < len(ours) and right < len(theirs):
        first = max(ours[left].first, theirs[right].first)
        until = min(ours[left].until, theirs[right].until)
        if first < until:
            found.append(Nights(first, until))
        if ours[left].until <= theirs[right].until:
            left += 1
        else:
            right += 1
    return tuple(found)


def minus(ours: NightSet, theirs: NightSet) -> NightSet:
    """The nights of ours that do not stand in theirs. Source: set theory."""
    if not theirs:
        return ours
    found: list[Nights] = []
    for period in ours:
        first = period.first
        for taken in theirs:
            if taken.until <= first or taken.first >= period.until:
                continue
            if taken.first > first:
                found.append(Nights(first, taken.first))
            first = max(first, taken.until)
        if first < period.until:
            found.append(Nights(first, period.until))
    return tuple(found)


def depths(sets: Sequence[tuple[Value, NightSet]]) -> Iterator[tuple[Nights, tuple[Value, ...]]]:
    """Who holds each night: periods in order, with the values of the sets that hold every night of the period.

    The values stand in the order in which they were given. Source: our own sweep over first and last nights.
    """
    if len(sets) == 1:  # most persons have one stay
        yield from ((period, (sets[0][0],)) for period in sets[0][1])
        return
    begins = [(period.first, 1, place) for place, (_value, held) in enumerate(sets) for period in held]
    ends = [(period.until, 0, place) for place, (_value, held) in enumerate(sets) for period in held]
    holding: set[int] = set()
    since = date.min
    for day, begins_here, place in sorted(begins + ends):
        if day > since and holding:
            yield Nights(since, day), tuple(sets[number][0] for number in sorted(holding))
        since = day
        if begins_here:
            holding.add(place)
        else:
            holding.discard(place)
