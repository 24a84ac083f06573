"""P1: the per diem of a month, from rows to euros of each centre kept: the statement against SQL by hand.

The statement keeps far more than the limit does: each guest's nights with their why, what does not agree, and the inputs
with their hash. The ratio tells what that costs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from importlib.util import find_spec
from statistics import median
from typing import Any

from django.db import connection, transaction

from approdo.accounting.commands.statements import compute_statement
from approdo.accounting.models import CentreMonth
from bench.database import scratch
from bench.measure import Goal, Result, by_turns, milliseconds, noise
from bench.reception_load import CENTRES, GUESTS, MONTH, Loaded, fill

TITLE = "Per diem of a month of every centre, kept"
OFFICES = {"S": 2, "N": 20, "3N": 60}  # of about a hundred
ROUNDS = 2  # of the statement, which is slow

_PRICED = """
  FROM reception_stay AS stay
  JOIN (SELECT contract_id, daterange(valid_from, lead(valid_from) OVER (PARTITION BY contract_id ORDER BY valid_from))
                 AS during, round(base * (100 - discount_percent) / 100, 2) AS unit
          FROM reception_contractprice) AS price ON price.contract_id = stay.contract_id
"""
_KEPT = "CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT centre_id, sum(euros) AS euros FROM ("
# The nights of a stay at a price are the length of what the two periods and the month have in common.
INTERVALS = f"""{_KEPT}
SELECT stay.centre_id, greatest(0, upper(slept) - lower(slept)) * price.unit AS euros {_PRICED}
 CROSS JOIN LATERAL (SELECT daterange(stay.entry, stay.exit) * daterange(%(first)s, %(until)s) * price.during AS slept)
 AS nights
 WHERE stay.superseded_at IS NULL AND stay.entry IS NOT NULL AND NOT isempty(slept)) AS nights GROUP BY centre_id
"""
# The same with one row a night, as one writes it first.
SERIES = f"""{_KEPT}
SELECT stay.centre_id, price.unit AS euros {_PRICED}
 CROSS JOIN LATERAL generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS night
 WHERE stay.superseded_at IS NULL AND stay.entry <= night AND (stay.exit IS NULL OR stay.exit > night)
   AND price.during @> night::date) AS nights GROUP BY centre_id
"""
_VALUES = {"first": MONTH.first, "until": MONTH.until, "last": MONTH.until - timedelta(1)}
_READ = """
SELECT stay.centre_id::text, stay.contract_id::text, stay.entry, stay.exit FROM reception_stay AS stay
 WHERE stay.superseded_at IS NULL AND stay.entry < %(until)s AND (stay.exit IS NULL OR stay.exit > %(first)s)
"""
_PRICES = (
    "SELECT contract_id::text, valid_from, round(base * (100 - discount_percent) / 100, 2) FROM reception_contractprice"
)


def kept_by(statement: str) -> dict[Any, Decimal]:
    """Euros of each centre as a statement keeps them; undone at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, _VALUES)
        cursor.execute("SELECT centre_id, euros FROM kept")
        found = dict(cursor.fetchall())
        transaction.set_rollback(True)
    return found


def statements(offices: list[Loaded]) -> dict[Any, Decimal]:
    """Euros of each centre as our statements keep them; undone at the end."""
    with transaction.atomic():
        for office in offices:
            for contract in office.contracts:
                compute_statement(by=office.actor, contract_id=contract, month=MONTH.first)
        found = dict(CentreMonth.objects.values_list("centre_id", "per_diem"))
        transaction.set_rollback(True)
    return found


def exploded() -> dict[str, Decimal]:
    """The same with pandas: one row a night."""
    import pandas as pd  # noqa: PLC0415 - not among the dependencies; measured where somebody installed it

    with connection.cursor() as cursor:
        cursor.execute(_READ, _VALUES)
        stays = pd.DataFrame(cursor.fetchall(), columns=["centre", "contract", "entry", "exit"])
        cursor.execute(_PRICES)
        prices = pd.DataFrame(cursor.fetchall(), columns=["contract", "since", "unit"])
    first, last = pd.Timestamp(MONTH.first), pd.Timestamp(MONTH.until) - pd.Timedelta(days=1)
    begin = pd.to_datetime(stays.entry).clip(lower=first)
    end = (pd.to_datetime(stays.exit) - pd.Timedelta(days=1)).fillna(last).clip(upper=last)
    stays["night"] = [pd.date_range(one, other) for one, other in zip(begin, end, strict=True)]
    nights = stays.explode("night")
    nights["night"] = pd.to_datetime(nights["night"])
    prices["since"] = pd.to_datetime(prices["since"])
    joined = pd.merge_asof(
        nights.sort_values("night"), prices.sort_values("since"), left_on="night", right_on="since", by="contract"
    )
    return dict(joined.groupby("centre").unit.sum())


def _agree(offices: list[Loaded]) -> None:
    """Raises AssertionError unless all say the same euros."""
    ours, by_hand, nightly = statements(offices), kept_by(INTERVALS), kept_by(SERIES)
    if ours != by_hand or ours != nightly:
        raise AssertionError("the amounts differ")


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    with scratch():
        offices = fill(0, OFFICES[scale])
        _agree(offices)
        acts: dict[str, Callable[[], object]] = {
            "limit": lambda: kept_by(INTERVALS), "limit_again": lambda: kept_by(INTERVALS),
            "generate_series": lambda: kept_by(SERIES),
        }  # fmt: skip
        if find_spec("pandas"):
            acts["pandas"] = exploded
        times = dict(zip(acts, by_turns(list(acts.values()), repeat, time.perf_counter), strict=True))
        ours = by_turns([lambda: statements(offices)], min(repeat, ROUNDS), time.perf_counter)[0]
    limit = median(times["limit"] + times["limit_again"])
    goals = [
        Goal("statement against SQL on intervals", median(ours) / limit, 1.5, "×"),
        Goal("times faster than generate_series", median(times["generate_series"]) / median(ours), 7, "×", "high"),
    ]
    if "pandas" in times:
        goals.append(Goal("times faster than pandas", median(times["pandas"]) / median(ours), 50, "×", "high"))
    figures: dict[str, Any] = {name: milliseconds(spent) for name, spent in times.items()}
    centres = OFFICES[scale] * CENTRES
    figures |= {
        "statement": milliseconds(ours), "centres": centres, "guests": centres * GUESTS,
        "centre_months_a_second": centres / median(ours), "pandas_installed": "pandas" in times,
        "sql_on_intervals_against_generate_series": median(times["generate_series"]) / limit,
    }  # fmt: skip
    return Result("P1", TITLE, scale, repeat, noise(times["limit"], times["limit_again"]), goals, figures)
