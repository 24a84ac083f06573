"""How full centres were: the sweep over changes against counting night by night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.core.models import Prefecture, User
from approdo.core.rules.nights import Nights
from approdo.reception.models import CentreCapacity
from approdo.reception.queries import filling as queries
from approdo.reception.rules.filling import (
    Step,
    by_month,
    changes_of_places,
    drawn,
    filling,
    months_slept,
    steps,
)
from approdo.reception.rules.occupancy import PlacesFrom
from tests.reception.places import new_guest, new_place, new_stay
from tests.reception.staff import officer_of, operator_of

ZERO_DAY = date(2026, 1, 1)
OVER = Nights(date(2026, 1, 11), date(2026, 4, 1))
days = st.integers(0, 110).map(lambda number: ZERO_DAY + timedelta(number))
stays = st.lists(st.tuples(days, st.none() | days).filter(lambda one: one[1] is None or one[1] > one[0]), max_size=12)
capacities = st.dictionaries(days, st.integers(0, 9), max_size=4).map(
    lambda held: [PlacesFrom(day, places) for day, places in held.items()]
)


def nights_of(over: Nights) -> list[date]:
    return [over.first + timedelta(number) for number in range(over.count)]


def changes_of(held: list[tuple[date, date | None]]) -> Counter[date]:
    found: Counter[date] = Counter()
    for entry, left in held:
        if entry < OVER.until and (left is None or left > OVER.first):
            found[max(entry, OVER.first)] += 1
            if left and left < OVER.until:
                found[left] -= 1
    return found


def allowed(night: date, held: list[PlacesFrom], opened: date, closed: date | None) -> int:
    """Places of one night, looked up for that night alone."""
    if night < opened or (closed and night >= closed):
        return 0
    return max((one for one in held if one.valid_from <= night), default=PlacesFrom(night, 0)).places


@given(stays, capacities, days, st.none() | days)
def test_the_sweep_says_what_counting_each_night_says(
    held: list[tuple[date, date | None]], capacity: list[PlacesFrom], opened: date, closed: date | None
) -> None:
    found = steps(OVER, changes_of(held), changes_of_places(OVER, capacity, opened, closed))
    by_hand = [
        (sum(entry <= night and (left is None or left > night) for entry, left in held),
         allowed(night, capacity, opened, closed))
        for night in nights_of(OVER)
    ]  # fmt: skip
    nights, present, places = drawn(found)
    assert nights == nights_of(OVER)
    assert list(zip(present, places, strict=True)) == by_hand
    whole = filling(found)
    assert whole.person_nights == sum(guests for guests, _places in by_hand)
    assert whole.place_nights == sum(room for _guests, room in by_hand)
    assert whole.crowded == sum(guests > room for guests, room in by_hand)
    assert whole.beyond == sum(max(0, guests - room) for guests, room in by_hand)
    assert whole.peak == max(guests for guests, _places in by_hand)
    slept = {night.replace(day=1) for night, (guests, _room) in zip(nights, by_hand, strict=True) if guests}
    assert months_slept(found) == slept
    assert sum(filling(part).person_nights for _month, part in by_month(found)) == whole.person_nights


def test_a_month_is_cut_out_of_a_step_that_crosses_its_ends() -> None:
    told = [Step(Nights(date(2026, 1, 20), date(2026, 3, 5)), 4, 8, 0)]
    months = [(month.first, filling(part)) for month, part in by_month(told)]
    assert [(first, one.person_nights) for first, one in months] == [
        (date(2026, 1, 1), 48), (date(2026, 2, 1), 112), (date(2026, 3, 1), 16),
    ]  # fmt: skip
    assert months[0][1].share == Decimal("0.5")


@pytest.mark.django_db
class TestQueries:
    """The same from rows, inside the two walls."""

    over = Nights(date(2026, 3, 1), date(2026, 6, 1))

    def test_the_centres_of_an_office(self, savona: Prefecture, make_user: Callable[..., User]) -> None:
        place, other = new_place(savona), new_place(savona, 2, beds=2)
        new_stay(place, new_guest(savona), date(2026, 1, 10))
        new_stay(place, new_guest(savona, "Altra"), date(2026, 3, 1), date(2026, 3, 11))
        new_stay(place, new_guest(savona, "Tornata"), date(2026, 2, 1), date(2026, 3, 1))
        new_stay(place, new_guest(savona, "Annullata"), None, state="cancelled")
        new_stay(other, new_guest(savona, "Terza"), date(2026, 5, 31))
        CentreCapacity.objects.create(
            prefecture=savona, centre=other.centre, valid_from=date(2026, 5, 1), authorised=0, emergency=1,
            order_reference="Ordine",
        )  # fmt: skip
        by = officer_of(make_user, savona)
        found = queries.occupancy(by, queries.seen(by), self.over)
        assert [(one.whole.person_nights, one.whole.place_nights) for one in found.centres] == [
            (92 + 10, 92 * 4), (1, 61 * 2 + 31),
        ]  # fmt: skip
        assert found.whole.person_nights == 103
        assert (found.steps[-1].present, found.steps[-1].places) == (2, 5)

    def test_a_place_free_in_one_centre_is_none_for_who_is_too_many_in_another(
        self, savona: Prefecture, make_user: Callable[..., User]
    ) -> None:
        full = new_place(savona)
        new_place(savona, 2)
        CentreCapacity.objects.filter(centre=full.centre).update(authorised=1)
        new_stay(full, new_guest(savona), date(2026, 4, 10))
        new_stay(full, new_guest(savona, "Altra"), date(2026, 4, 1), date(2026, 4, 21))
        by = officer_of(make_user, savona)
        found = queries.occupancy(by, queries.seen(by), self.over)
        assert (found.whole.crowded, found.whole.beyond, found.whole.peak) == (11, 11, 2)
        assert [filling(part).beyond for _month, part in by_month(found.steps)] == [0, 11, 0]

    def test_a_managing_body_sees_its_own(self, savona: Prefecture, make_user: Callable[..., User]) -> None:
        place, other = new_place(savona), new_place(savona, 2)
        new_stay(other, new_guest(savona), date(2026, 1, 10))
        by = operator_of(make_user, place.body)
        assert queries.seen(by) == [place.centre]
        assert queries.occupancy(by, queries.seen(by), self.over).whole.person_nights == 0
