"""Free places of a centre: worked cases, and every night counted one by one as a second opinion."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.core.rules.nights import Nights, NightSet, nights
from approdo.reception.rules.occupancy import (
    Free,
    PlacesFrom,
    Sleeper,
    first_shortage,
    fits,
    free_places,
    held_nights,
)
from approdo.reception.rules.vocabulary import SexProfile

FIRST = date(2026, 5, 1)
MAY = Nights(FIRST, date(2026, 6, 1))


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def test_an_empty_centre_has_its_whole_capacity() -> None:
    assert free_places(MAY, [PlacesFrom(date(2026, 1, 1), 10)], []) == (Free(MAY, 10),)


def test_before_it_has_a_capacity_a_centre_has_no_place() -> None:
    assert free_places(MAY, [], []) == (Free(MAY, 0),)
    assert free_places(MAY, [PlacesFrom(date(2026, 5, 10), 3)], []) == (
        Free(Nights(FIRST, date(2026, 5, 10)), 0),
        Free(Nights(date(2026, 5, 10), MAY.until), 3),
    )


def test_the_night_of_the_exit_is_free() -> None:
    steps = free_places(MAY, [PlacesFrom(FIRST, 1)], [nights(FIRST, date(2026, 5, 12))])
    assert [(step.during.first, step.places) for step in steps] == [(FIRST, 0), (date(2026, 5, 12), 1)]
    assert first_shortage(steps, 1) == steps[0]
    assert first_shortage(steps[1:], 1) is None


def test_a_bed_out_of_use_is_a_place_less_and_a_new_capacity_counts_from_its_day() -> None:
    capacity = [PlacesFrom(date(2026, 1, 1), 4), PlacesFrom(date(2026, 5, 20), 2)]
    out = [nights(date(2026, 5, 15), date(2026, 5, 25))]
    steps = free_places(MAY, capacity, [nights(date(2026, 4, 1), date.max)] * 2, out)
    assert [(step.during.first.day, step.places) for step in steps] == [(1, 2), (15, 1), (20, -1), (25, 0)]


@pytest.mark.parametrize(
    ("planned", "left", "inside", "until"),
    [
        (None, None, False, date.max),
        (None, None, True, date.max),
        (date(2026, 5, 9), None, False, date(2026, 5, 9)),
        (date(2026, 5, 9), None, True, date(2026, 5, 21)),  # still there on the 20th
        (date(2026, 5, 30), None, True, date(2026, 5, 30)),
        (date(2026, 5, 30), date(2026, 5, 6), False, date(2026, 5, 6)),
    ],
)
def test_until_when_a_stay_holds_its_place(planned: date | None, left: date | None, inside: bool, until: date) -> None:
    assert held_nights(FIRST, planned, left, inside, date(2026, 5, 20)) == nights(FIRST, until)


@pytest.mark.parametrize(
    ("profile", "sleeper", "suits"),
    [
        (SexProfile.ANY, Sleeper(), True),
        (SexProfile.WOMEN, Sleeper(female=True), True),
        (SexProfile.WOMEN, Sleeper(male=True), False),
        (SexProfile.WOMEN, Sleeper(male=True, minor=True, in_family=True), True),
        (SexProfile.WOMEN, Sleeper(male=True, minor=True), False),
        (SexProfile.WOMEN, Sleeper(), False),
        (SexProfile.MEN, Sleeper(male=True), True),
        (SexProfile.MEN, Sleeper(female=True, in_family=True), False),
        (SexProfile.FAMILIES, Sleeper(female=True, in_family=True), True),
        (SexProfile.FAMILIES, Sleeper(female=True), False),
    ],
)
def test_who_may_sleep_where(profile: SexProfile, sleeper: Sleeper, suits: bool) -> None:
    assert fits(profile, sleeper) is suits


def periods() -> st.SearchStrategy[NightSet]:
    return st.tuples(st.integers(-10, 40), st.integers(0, 25)).map(lambda one: nights(day(one[0]), day(sum(one))))


@given(
    length=st.integers(1, 40),
    capacity=st.dictionaries(st.integers(-20, 45), st.integers(0, 6), max_size=5),
    taken=st.lists(periods(), max_size=12),
    out=st.lists(periods(), max_size=4),
    wanted=st.integers(0, 5),
)
def test_as_if_every_night_were_counted(
    length: int, capacity: dict[int, int], taken: list[NightSet], out: list[NightSet], wanted: int
) -> None:
    over = Nights(FIRST, day(length))
    steps = free_places(over, [PlacesFrom(day(since), places) for since, places in capacity.items()], taken, out)
    counted = {}
    for number in range(length):
        in_force = [since for since in capacity if since <= number]
        places = capacity[max(in_force)] if in_force else 0
        asleep = sum(period.first <= day(number) < period.until for one in (*taken, *out) for period in one)
        counted[day(number)] = places - asleep
    told = {step.during.first + timedelta(days=n): step.places for step in steps for n in range(step.during.count)}
    assert told == counted
    assert all(one.places != other.places for one, other in pairwise(steps))
    short = first_shortage(steps, wanted)
    assert (short.during.first if short else None) == min(
        (on for on, free in counted.items() if free < wanted), default=None
    )
