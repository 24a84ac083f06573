"""P2: what a year ahead will cost, against NumPy on the same rows; and a year against a month.

Both begin from the tables and end with the same numbers for each month, which is asserted before the measure. Ours lets
the database count who leaves on which day and sweeps over the days on which something changes, in whole euros and cents.
NumPy reads the columns of every stay and works in floating point, a place of an array for each night; it knows what this
office holds and no more: no capacity that changes, no centre that closes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from approdo.accounting.queries.forecast import known
from approdo.accounting.rules.forecast import Assumed, MonthForecast, coming, forecast
from approdo.core.rules.nights import Nights, month_of
from approdo.core.tenancy import within
from approdo.reception.models import Centre, Stay
from bench.database import scratch, settle
from bench.measure import Goal, Result, by_turns, milliseconds, noise
from bench.reception_load import Loaded, fill

TITLE = "Forecast of a year"
GUESTS = {"S": 17, "N": 170, "3N": 510}  # of each of the sixty centres; a large office has some thousands
NIGHT = date(2026, 5, 10)  # a price changes six nights later
YEAR, MONTH = coming(NIGHT, 12), coming(NIGHT, 1)
ASSUMED = Assumed(arrivals=140, departures=120)
Whole = NDArray[np.int64]

# Two guests of three have a planned exit, one place in twenty waits for somebody who is to come.
_LEAVING = """
UPDATE reception_stay SET planned_exit = %(night)s::date + 1 + (hashtext(id::text) & 511)
 WHERE exit IS NULL AND hashtext(guest_id::text) %% 3 <> 0
"""
_COMING = """
UPDATE reception_stay SET state = 'planned', entry = NULL, planned_exit = NULL,
       planned_entry = %(night)s::date + 1 + (hashtext(id::text) & 255)
 WHERE exit IS NULL AND hashtext(guest_id::text) %% 20 = 1
"""
_THERE = """
SELECT dense_rank() OVER (ORDER BY contract_id) - 1, coalesce(planned_exit - %(night)s, 0) FROM reception_stay
 WHERE prefecture_id = %(office)s AND superseded_at IS NULL AND entry <= %(night)s AND (exit IS NULL OR exit > %(night)s)
"""
_WAITED = """
SELECT coalesce(expected_entry, planned_entry) - %(night)s FROM reception_stay
 WHERE prefecture_id = %(office)s AND superseded_at IS NULL AND state = 'planned'
"""
_PLACES = """
SELECT sum(authorised + emergency) FROM reception_centrecapacity WHERE prefecture_id = %(office)s
"""
_PRICES = """
SELECT dense_rank() OVER (ORDER BY contract_id) - 1, valid_from - %(night)s,
       round(base * (100 - discount_percent) / 100, 2)::float8
  FROM reception_contractprice WHERE prefecture_id = %(office)s ORDER BY valid_from
"""
_POLICIES = """
SELECT dense_rank() OVER (ORDER BY contract_id) - 1, pocket_money_per_day::float8, (entry_kit + phone_card)::float8
  FROM reception_contractpolicy WHERE prefecture_id = %(office)s
"""


def _prepared(guests: int) -> Loaded:
    (office,) = fill(0, 1, guests)
    with connection.cursor() as cursor:
        cursor.execute(_COMING, {"night": NIGHT})
        cursor.execute(_LEAVING, {"night": NIGHT})
    settle(Stay)
    return office


def ours(office: Loaded, centres: list[Centre], over: Nights) -> tuple[MonthForecast, ...]:
    """The months of a period as the page of the province asks for them; it knows its centres already."""
    with within(office.prefecture.pk):
        return forecast(over, known(office.actor, centres, over), ASSUMED)


def _spread(over: Nights, a_month: int) -> Whole:
    found = np.zeros(over.count, np.int64)
    first = over.first.replace(day=1)
    while first < over.until:
        month = month_of(first.year, first.month)
        days = np.arange(a_month) * month.count // a_month + (first - over.first).days
        np.add.at(found, days[(days > 0) & (days < over.count)], 1)
        first = month.until
    return found


def _by_day(days: Whole, nights: int) -> Whole:
    return np.bincount(days[(days > 0) & (days < nights)], minlength=nights)


def by_numpy(office: Loaded, over: Nights) -> list[tuple[Any, ...]]:
    """The same months: person-nights, those beyond, entries, per diem, pocket money, kits."""
    values, told = {"office": office.prefecture.pk, "night": over.first}, []
    with within(office.prefecture.pk), connection.cursor() as cursor:
        for statement in (_THERE, _WAITED, _PLACES, _PRICES, _POLICIES):
            cursor.execute(statement, values)
            told.append(cursor.fetchall())
    there, waited = np.array(told[0], np.int64), np.array(told[1], np.int64).reshape(-1)
    weights, exits, nights = np.bincount(there[:, 0]), there[:, 1], over.count
    arriving = _spread(over, ASSUMED.arrivals) + _by_day(waited, nights)
    staying = int((exits <= 0).sum()) + np.cumsum(arriving)
    wanted = np.cumsum(_spread(over, ASSUMED.departures))
    gone = wanted + np.minimum(0, np.minimum.accumulate(staying - wanted))  # never more than there are
    present = len(exits) + np.cumsum(arriving - _by_day(exits, nights)) - gone
    paid = np.minimum(present, int(told[2][0][0]))
    unit = np.empty(nights)
    held = np.zeros(len(weights))
    for contract, day, price in told[3]:
        held[contract] = price
        unit[max(day, 0) :] = held @ weights / weights.sum()
    pocket, kit = (sum(row[1 + one] * weights[row[0]] for row in told[4]) / weights.sum() for one in (0, 1))
    starts, first = [0], month_of(over.first.year, over.first.month).until
    while first < over.until:
        starts.append((first - over.first).days)
        first = month_of(first.year, first.month).until
    sums = [np.add.reduceat(one, starts) for one in (paid, present, arriving, paid * unit)]
    slept = sums[1]
    return list(
        zip(
            slept.tolist(), (slept - sums[0]).tolist(), sums[2].tolist(), sums[3].tolist(),
            (slept * pocket).tolist(), (sums[2] * kit).tolist(), strict=True,
        )
    )  # fmt: skip


def agree(months: Sequence[MonthForecast], others: Sequence[tuple[Any, ...]]) -> None:
    """Both say the same, to the cent. Raises AssertionError."""
    for one, other in zip(months, others, strict=True):
        if (one.person_nights, one.beyond, one.entries) != other[:3]:
            raise AssertionError(f"{one.month}: {one} {other}")
        for euros, found in zip((one.per_diem, one.pocket_money, one.kits), other[3:], strict=True):
            if abs(euros - Decimal(found)) > Decimal("0.006"):
                raise AssertionError(f"{one.month}: {euros} {found}")


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    with scratch():
        office = _prepared(GUESTS[scale])
        centres = list(Centre.objects.order_by("name", "id"))
        for over in (MONTH, YEAR):
            agree(ours(office, centres, over), by_numpy(office, over))
        acts: dict[str, Callable[[], object]] = {
            "year": lambda: ours(office, centres, YEAR), "month": lambda: ours(office, centres, MONTH),
            "limit": lambda: by_numpy(office, YEAR), "limit_again": lambda: by_numpy(office, YEAR),
        }  # fmt: skip
        times = dict(zip(acts, by_turns(list(acts.values()), 4 * repeat, time.perf_counter), strict=True))
    spent = {name: median(each) for name, each in times.items()}
    goals = [
        Goal(
            "a year against NumPy on the same rows",
            spent["year"] / median(times["limit"] + times["limit_again"]),
            2,
            "×",
        ),
        Goal("a year against a month", spent["year"] / spent["month"], 1.3, "×"),
    ]
    figures: dict[str, Any] = {name: milliseconds(each) for name, each in times.items()}
    figures |= {"guests": 60 * GUESTS[scale], "nights": YEAR.count, "until": (YEAR.until - timedelta(1)).isoformat()}
    return Result("P2", TITLE, scale, repeat, noise(times["limit"], times["limit_again"]), goals, figures)
