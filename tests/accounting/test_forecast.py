"""The forecast: a worked case, and any case against counting person by person, night by night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.accounting.queries import forecast as queries
from approdo.accounting.rules.forecast import Assumed, Known, MeanPrice, forecast
from approdo.core.models import Prefecture, User
from approdo.core.rules.nights import Nights
from approdo.reception.models import ContractPrice
from approdo.reception.queries import filling
from tests.reception.places import new_guest, new_place, new_stay
from tests.reception.staff import officer_of

FIRST = date(2026, 4, 16)
OVER = Nights(FIRST, date(2026, 7, 1))
PRICES = (MeanPrice(date(2026, 1, 1), Decimal("30.00")), MeanPrice(date(2026, 5, 11), Decimal("40.00")))


def test_the_worked_case() -> None:
    """Ten guests, two of them leave on 1 May; three arrive each month on its 1st, 11th and 21st (16 April on: one)."""
    known = Known(8, {date(2026, 5, 1): 2}, {}, {FIRST: 12}, PRICES, Decimal("2.50"), Decimal(178))
    april, may, june = forecast(OVER, known, Assumed(arrivals=3))
    assert (april.person_nights, april.at_end, april.entries) == (5 * 10 + 10 * 11, 11, 1)
    assert april.per_diem == Decimal(160) * 30
    # May: 11 - 2 + 1 = 10 for ten nights, 11 for ten, 12 for eleven.
    assert (may.person_nights, may.at_end, may.beyond) == (100 + 110 + 132, 12, 0)
    assert may.per_diem == Decimal(100 * 30 + 242 * 40)
    assert (may.pocket_money, may.kits) == (Decimal("855.00"), Decimal(534))
    # June: 13, 14, 15 for twelve places.
    assert (june.person_nights, june.beyond, june.peak) == (130 + 140 + 150, 60, 15)
    assert june.per_diem == Decimal(360 * 40)
    assert june.total == june.per_diem + june.pocket_money + june.kits


def test_nobody_leaves_who_is_not_there() -> None:
    known = Known(2, {}, {date(2026, 6, 30): 1}, {FIRST: 5}, PRICES, Decimal(0), Decimal(0))
    months = forecast(OVER, known, Assumed(departures=30))
    assert [one.at_end for one in months] == [0, 0, 0], "the one who comes leaves the same day"


days = st.integers(1, 90).map(lambda number: FIRST + timedelta(number))
planned = st.dictionaries(days, st.integers(1, 3), max_size=5)
CENT = Decimal("0.01")


def by_hand(known: Known, assumed: Assumed) -> list[tuple[int, int, Decimal]]:
    """Person-nights, those beyond the places and euros of each month, one night after the other."""
    planned_out, free, places = dict(known.leaving), known.staying, 0
    inside = sum(planned_out.values())
    told: dict[date, list[Decimal]] = {}
    night = OVER.first
    while night < OVER.until:
        places += known.places.get(night, 0)
        if night > OVER.first:
            length = (night.replace(day=28) + timedelta(4)).replace(day=1) - night.replace(day=1)
            today = [
                n * length.days for n in range(assumed.arrivals) if n * length.days // assumed.arrivals == night.day - 1
            ]
            free += len(today) + known.coming.get(night, 0)
            going = [n for n in range(assumed.departures) if n * length.days // assumed.departures == night.day - 1]
            free -= min(free, len(going))
            inside -= planned_out.get(night, 0)
        guests = free + inside
        price = PRICES[1].unit if night >= PRICES[1].valid_from else PRICES[0].unit
        month = told.setdefault(night.replace(day=1), [Decimal(0)] * 3)
        month[0] += guests
        month[1] += max(0, guests - places)
        month[2] += min(guests, places) * price
        night += timedelta(days=1)
    return [(int(a), int(b), euros.quantize(CENT, ROUND_HALF_UP)) for a, b, euros in told.values()]


@given(st.integers(0, 9), planned, planned, st.integers(0, 20), st.integers(0, 40), st.integers(0, 40))
def test_any_case_is_what_counting_each_night_says(
    staying: int, leaving: dict[date, int], coming: dict[date, int], places: int, arrivals: int, departures: int
) -> None:
    known = Known(staying, leaving, coming, {FIRST: places}, PRICES, Decimal(0), Decimal(0))
    assumed = Assumed(arrivals, departures)
    found = [(one.person_nights, one.beyond, one.per_diem) for one in forecast(OVER, known, assumed)]
    assert found == by_hand(known, assumed)


@pytest.mark.django_db
def test_what_is_known_is_read_from_the_stays(savona: Prefecture, make_user: Callable[..., User]) -> None:
    place, other = new_place(savona), new_place(savona, 2)
    ContractPrice.objects.filter(contract=other.contract).update(base=Decimal("40.64"))
    ContractPrice.objects.create(
        prefecture=savona, contract=place.contract, valid_from=date(2026, 6, 1), base=Decimal("35.64"), source="prova"
    )
    new_stay(place, new_guest(savona), date(2026, 1, 10))
    new_stay(place, new_guest(savona, "Parte"), date(2026, 1, 10), planned_exit=date(2026, 5, 1))
    new_stay(other, new_guest(savona, "Rimasta"), date(2026, 1, 10), planned_exit=date(2026, 4, 1))
    new_stay(other, new_guest(savona, "Uscita"), date(2026, 1, 10), date(2026, 4, 16))
    new_stay(other, new_guest(savona, "Attesa"), None, state="planned", planned_entry=date(2026, 5, 4))
    by = officer_of(make_user, savona)
    found = queries.known(by, filling.seen(by), OVER)
    assert (found.staying, dict(found.leaving), found.coming) == (2, {date(2026, 5, 1): 1}, {date(2026, 5, 4): 1})
    assert [(one.valid_from, one.unit) for one in found.prices] == [
        (FIRST, (2 * Decimal("30.64") + Decimal("40.64")) / 3),
        (date(2026, 6, 1), (2 * Decimal("35.64") + Decimal("40.64")) / 3),
    ]  # fmt: skip
    assert (found.a_night, found.an_entry, sum(found.places.values())) == (Decimal("2.5"), Decimal(178), 8)
    (april, may, _june) = forecast(OVER, found, Assumed())
    cost = 2 * Decimal("30.64") + Decimal("40.64")  # of a night with the three of them
    assert april.per_diem == cost * 15
    assert may.per_diem == 2 * cost + 28 * cost, (
        "two of the three for three nights: one leaves on the 1st, one comes on the 4th"
    )
    only = queries.known(by, [other.centre], OVER)
    assert (only.staying, only.prices[0].unit) == (1, Decimal("40.64"))
