"""P1: the statements of a month, from sealed registers to kept rows: the product against SQL that writes the same.

The limit (`statement_by_hand.py`) reads the same sealed registers, confirmations, signatures, prices and policies and
writes the same rows of seven tables, with the same canonical texts and the same hashes: before anything is measured both
are run and compared row by row, hash by hash. It is set-based SQL written for these offices alone: it knows no absence, no
family, no transfer, nobody in two centres, and none of the twelve findings but the two that these offices have. The
product works behind the wall of its web role, office by office, with its guards and locks, as the button and the hourly
job do; the limit works as who owns the tables, on all offices at once.

`generate_series` and pandas explode stays into nights and compute the per diem of each centre alone: no guest's line, no
pocket money, no hash, one sum a centre in a temporary table or nowhere. A statement cannot be measured against them, for it
writes some hundred rows where they write one; what is measured is the same per diem by SQL on intervals, which says what
exploding costs. How long the statement takes beside them is told among the figures.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from importlib.util import find_spec
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from approdo.accounting import definitions
from approdo.accounting.commands.statements import recompute_touched
from approdo.accounting.models import CentreLine, CentreMonth, Finding, GuestLine, MonthlyStatement, StatementPart
from approdo.accounting.rules import kept
from approdo.accounting.rules.ledger import RULE
from approdo.core.models import AuditRecord
from approdo.core.tenancy import within
from approdo.reception.rules.vocabulary import LegalForm
from bench import statement_by_hand
from bench.database import scratch
from bench.measure import Goal, Result, by_turns, milliseconds, noise
from bench.reception_load import CENTRES, GUESTS, MONTH, Loaded, fill

TITLE = "Statements of a month of every centre, kept"
OFFICES = {"S": 2, "N": 20, "3N": 60}  # of about a hundred
ROUNDS = 3  # of the statement, which is slow

# What is compared: everything but identifiers and moments. A line stands with the hash of the month it belongs to.
_OF_CENTRE = ("centre_month__centre", "centre_month__input_hash")
COMPARED: dict[type[Model], tuple[str, ...]] = {
    CentreMonth: ("contract", "centre", "register", "month", "version", "rule", "inputs", "input_hash", "result_hash",
                  "nights", "paid_nights", "entries", "per_diem", "pocket_money", "entry_kits", "phone_cards"),
    CentreLine: (*_OF_CENTRE, "during", "owed", "paid", "base", "discount_percent", "price_from", "unit", "amount"),
    GuestLine: (*_OF_CENTRE, "guest", "family", "kind", "during", "members", "unit", "amount"),
    Finding: ("contract", "centre", "guest", "month", "kind", "key", "nights", "amount", "withheld", "detail", "evidence",
              "state", "reason"),
    MonthlyStatement: ("contract", "month", "version", "inputs", "input_hash", "result_hash", "missing", "nights",
                       "paid_nights", "gross", "vat", "stamp", "invoice_total", "retention", "payable_now"),
    StatementPart: ("statement__contract", "centre_month__centre"),
}  # fmt: skip
Rows = dict[str, list[str]]

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


def by_hand() -> None:
    """Every statement by SQL; undone at the end."""
    with transaction.atomic():
        statement_by_hand.write(_told())
        transaction.set_rollback(True)


def _told() -> dict[str, Any]:
    """What the kept texts hold besides the rows."""
    supplier = definitions.supplier(LegalForm.SOCIAL_COOPERATIVE, MONTH.first)
    lacking = {"amount": "0.00", "detail": "", "guest": "", "kind": "staff_table_missing", "nights": 0, "periods": (),
               "withheld": False}  # fmt: skip
    return {
        "rule": RULE, "supplier": kept.text_of(supplier), "vat": supplier.vat_percent,
        "staff": json.dumps(lacking, separators=(",", ":")),
        "retention": supplier.retention_percent,
        "identical": int(definitions.figure("identical_confirmations", MONTH.first).value),
    }  # fmt: skip


def statements(offices: list[Loaded]) -> None:
    """Every statement of the product; undone at the end."""
    for office in offices:
        with within(office.prefecture.pk):
            done = recompute_touched(by=office.actor)
            transaction.set_rollback(True)
        if done.refused or done.centres != CENTRES or len(done.statements) != len(office.contracts):
            raise AssertionError(f"not everything was computed: {done.refused}")


def _rows() -> Rows:
    found = {
        model.__name__: sorted(map(str, model._default_manager.order_by().values_list(*names)))
        for model, names in COMPARED.items()
    }
    found["audit"] = [str(AuditRecord.objects.filter(act="statement.computed").count())]
    return found


def _agree(offices: list[Loaded]) -> dict[str, int]:
    """How many rows of each kind are written. Raises AssertionError unless both write the same ones."""
    ours: Rows = {}
    for office in offices:
        with within(office.prefecture.pk):
            recompute_touched(by=office.actor)
            for name, rows in _rows().items():
                ours[name] = sorted([*ours.get(name, []), *rows])
            transaction.set_rollback(True)
    with transaction.atomic():
        statement_by_hand.write(_told())
        theirs = _rows()
        transaction.set_rollback(True)
    ours["audit"] = [str(sum(map(int, ours["audit"])))]
    for name, rows in theirs.items():
        if rows != ours[name]:
            apart = [pair for pair in zip(ours[name], rows, strict=False) if pair[0] != pair[1]]
            raise AssertionError(f"{name}: {len(ours[name])} rows and {len(rows)}; {apart[:1]}")
    return {name: len(rows) for name, rows in theirs.items()}


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


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    with scratch():
        offices = fill(0, OFFICES[scale])
        written = _agree(offices)
        if kept_by(INTERVALS) != kept_by(SERIES):
            raise AssertionError("the amounts differ")
        acts: dict[str, Callable[[], object]] = {
            "limit": by_hand, "statement": lambda: statements(offices), "limit_again": by_hand,
        }  # fmt: skip
        times = dict(zip(acts, by_turns(list(acts.values()), max(ROUNDS, repeat), time.perf_counter), strict=True))
        others: dict[str, Callable[[], object]] = {
            "per_diem_by_intervals": lambda: kept_by(INTERVALS), "generate_series": lambda: kept_by(SERIES),
        }  # fmt: skip
        if find_spec("pandas"):
            others["pandas"] = exploded
        times |= dict(zip(others, by_turns(list(others.values()), repeat, time.perf_counter), strict=True))
    return _told_of(scale, repeat, times, written)


def _told_of(scale: str, repeat: int, times: dict[str, list[float]], written: dict[str, int]) -> Result:
    found = {name: median(spent) for name, spent in times.items()}
    limit = median(times["limit"] + times["limit_again"])
    goals = [
        Goal("statement against SQL that writes the same", found["statement"] / limit, 1.5, "×"),
        Goal("per diem on intervals, times faster than by the night",
             found["generate_series"] / found["per_diem_by_intervals"], 7, "×", "high"),
    ]  # fmt: skip
    if "pandas" in times:
        intervals = found["pandas"] / found["per_diem_by_intervals"]
        goals.append(Goal("per diem on intervals, times faster than pandas", intervals, 50, "×", "high"))
    figures: dict[str, Any] = {name: milliseconds(spent) for name, spent in times.items()}
    centres = OFFICES[scale] * CENTRES
    figures |= {
        "centres": centres, "guests": centres * GUESTS, "rows_written": written,
        "centre_months_a_second": centres / found["statement"], "pandas_installed": "pandas" in times,
        "generate_series_against_statement": found["generate_series"] / found["statement"],
    }  # fmt: skip
    return Result("P1", TITLE, scale, repeat, noise(times["limit"], times["limit_again"]), goals, figures)
