"""Free places of a centre, over periods and never night by night; and who may sleep where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from approdo.core.rules.nights import Nights, NightSet
from approdo.core.rules.nights import nights as nights_between
from approdo.reception.rules.vocabulary import SexProfile


@dataclass(frozen=True, slots=True, order=True)
class PlacesFrom:
    """How many may sleep in a centre from a day on, until the next such value."""

    valid_from: date
    places: int


@dataclass(frozen=True, slots=True)
class Free:
    """Places free on every night of a period; below zero where more sleep there than may."""

    during: Nights
    places: int


@dataclass(frozen=True, slots=True)
class Sleeper:
    """What of a person decides where they may sleep."""

    female: bool = False
    male: bool = False
    minor: bool = False
    in_family: bool = False


def free_places(
    over: Nights, capacity: Sequence[PlacesFrom], taken: Iterable[NightSet], out_of_use: Iterable[NightSet] = ()
) -> tuple[Free, ...]:
    """Free places on each night of a period, as periods in order that cover all of it.

    `taken` holds the nights of one stay each, `out_of_use` those of one bed each: either takes one place. Before the
    first capacity there is no place. Neighbouring periods have different numbers.
    Source: domain rule 4.2 (the capacity of a centre holds on each night).
    """
    changes: Counter[date] = Counter()
    before = 0
    for step in sorted(capacity):
        if step.valid_from < over.until:
            changes[max(step.valid_from, over.first)] += step.places - before
            before = step.places
    for one in (*taken, *out_of_use):
        for period in one:
            first, until = max(period.first, over.first), min(period.until, over.until)
            if first < until:
                changes[first] -= 1
                changes[until] += 1
    return tuple(_steps(over, changes))


def _steps(over: Nights, changes: Counter[date]) -> list[Free]:
    found: list[Free] = []
    places, since = changes[over.first], over.first
    for day in sorted(changes):
        if over.first < day < over.until and changes[day]:
            found.append(Free(Nights(since, day), places))
            places, since = places + changes[day], day
    return [*found, Free(Nights(since, over.until), places)]


def first_shortage(steps: Sequence[Free], wanted: int) -> Free | None:
    """The first period in which fewer than `wanted` places are free; None when there are enough on every night.

    Source: domain rule 4.2.
    """
    return next((step for step in steps if step.places < wanted), None)


def held_nights(first: date, planned_exit: date | None, left: date | None, inside: bool, today: date) -> NightSet:
    """The nights on which a stay takes a place.

    Until the day of leaving; before that is known until the planned exit, without end where none is planned. Who is
    `inside` beyond their planned exit takes a place tonight as well. Source: our definition.
    """
    if left is not None:
        return nights_between(first, left)
    until = planned_exit or date.max
    if inside and planned_exit is not None:
        until = max(planned_exit, today + timedelta(days=1))
    return nights_between(first, until)


def fits(profile: SexProfile, sleeper: Sleeper) -> bool:
    """Whether a place of that profile suits a person. Minors follow their family; an unknown sex suits neither profile.

    Source: legislative decree 142/2015, art. 10 (sex, age and the unity of families in assigning places).
    """
    if profile is SexProfile.FAMILIES:
        return sleeper.in_family
    if profile is SexProfile.ANY or (sleeper.minor and sleeper.in_family):
        return True
    return sleeper.female if profile is SexProfile.WOMEN else sleeper.male
