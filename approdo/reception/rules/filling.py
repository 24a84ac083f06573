"""How full centres were over a period: from one change to the next, never night by night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from approdo.core.rules.nights import Nights, month_of
from approdo.reception.rules.occupancy import PlacesFrom

ONE_NIGHT = timedelta(days=1)
Changes = Mapping[date, int]  # by how much a number changes on a day


@dataclass(frozen=True, slots=True)
class Step:
    """Nights on which as many guests slept and as many places were allowed. `beyond`: guests for whom their own centre
    had none; a place that is free elsewhere is not theirs."""

    during: Nights
    present: int
    places: int
    beyond: int


@dataclass(frozen=True, slots=True)
class Filling:
    """A period summed up. `peak_on` is the first of the nights with most guests; `beyond` person-nights had no place."""

    person_nights: int
    place_nights: int
    peak: int
    peak_on: date | None
    crowded: int  # nights on which some guest had no place
    beyond: int

    @property
    def share(self) -> Decimal | None:
        """Person-nights slept of those that could be; None without any place. Source: our definition."""
        return Decimal(self.person_nights) / self.place_nights if self.place_nights else None


def changes_of_places(over: Nights, capacity: Sequence[PlacesFrom], opened: date, closed: date | None) -> Counter[date]:
    """By how much the places of a centre change on the days of a period; before it opens and once closed there are none.

    Source: our definition; a capacity holds until the next one.
    """
    changes: Counter[date] = Counter()
    begin, end = max(over.first, opened), min(over.until, closed or over.until)
    before = 0
    for one in sorted(capacity):
        if one.valid_from < end and begin < end:
            changes[max(one.valid_from, begin)] += one.places - before
            before = one.places
    if end < over.until:
        changes[end] -= before
    return changes


def steps(over: Nights, present: Changes, places: Changes) -> tuple[Step, ...]:
    """A period of one centre in order, divided where one of the two numbers changes.

    Source: our own sweep over the days on which something changes.
    """
    swept = _swept(over, present, places)
    return tuple(Step(during, guests, allowed, max(0, guests - allowed)) for during, (guests, allowed) in swept)


def of_several(over: Nights, each: Iterable[Iterable[Step]]) -> tuple[Step, ...]:
    """The steps of several centres as those of one; who has no place in their own has none. Source: addition."""
    numbers: tuple[Counter[date], ...] = (Counter(), Counter(), Counter())
    for one in each:
        before = (0, 0, 0)
        for step in one:
            now = (step.present, step.places, step.beyond)
            for changes, value, was in zip(numbers, now, before, strict=True):
                changes[step.during.first] += value - was
            before = now
    return tuple(Step(during, *values) for during, values in _swept(over, *numbers))


def _swept(over: Nights, *numbers: Changes) -> Iterator[tuple[Nights, list[int]]]:
    """Each stretch of a period with the numbers on it. The changes of its first day are where it begins."""
    since, held = over.first, [one.get(over.first, 0) for one in numbers]
    for day in sorted(set().union(*numbers)):
        more = [one.get(day, 0) for one in numbers]
        if over.first < day < over.until and any(more):
            yield Nights(since, day), held
            since, held = day, [value + change for value, change in zip(held, more, strict=True)]
    yield Nights(since, over.until), held


def together(many: Iterable[Changes]) -> Counter[date]:
    """The changes of several centres as those of one. Source: addition."""
    found: Counter[date] = Counter()
    for one in many:
        for day, change in one.items():
            found[day] += change
    return found


def filling(of: Iterable[Step]) -> Filling:
    """Steps summed up. Source: domain rule 2.1, the person-night."""
    slept = could = peak = crowded = beyond = 0
    peak_on: date | None = None
    for step in of:
        nights = step.during.count
        slept += nights * step.present
        could += nights * step.places
        if step.present > peak:
            peak, peak_on = step.present, step.during.first
        beyond += nights * step.beyond
        crowded += nights if step.beyond else 0
    return Filling(slept, could, peak, peak_on, crowded, beyond)


def by_month(of: Sequence[Step]) -> Iterator[tuple[Nights, list[Step]]]:
    """The steps of each month, in order; a step over the end of a month stands in both. Source: the calendar."""
    if not of:
        return
    place, month = 0, month_of(of[0].during.first.year, of[0].during.first.month)
    while place < len(of):
        held: list[Step] = []
        while place < len(of) and of[place].during.first < month.until:
            during = of[place].during
            first, until = max(during.first, month.first), min(during.until, month.until)
            held.append(replace(of[place], during=Nights(first, until)))
            if during.until > month.until:
                break
            place += 1
        yield month, held
        month = month_of(month.until.year, month.until.month)


def months_slept(of: Iterable[Step]) -> set[date]:
    """The first days of the months in which somebody slept there; steps in order. Source: our definition."""
    found: set[date] = set()
    known_until = date.min
    for step in of:
        during = step.during
        if step.present > 0 and during.until > known_until:
            first = max(during.first, known_until).replace(day=1)
            while first < during.until:
                found.add(first)
                first = known_until = month_of(first.year, first.month).until
    return found


def drawn(of: Iterable[Step]) -> tuple[list[date], list[int], list[int]]:
    """Nights, guests and places as the points of a chart, which has one for each night. Source: the steps."""
    days: list[date] = []
    present: list[int] = []
    places: list[int] = []
    for step in of:
        nights = step.during.count
        days += [step.during.first + number * ONE_NIGHT for number in range(nights)]
        present += [step.present] * nights
        places += [step.places] * nights
    return days, present, places
