"""P3: one stay of a sealed month is corrected; what it touches is computed again, however large the country is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db import connection, transaction
from django.utils import timezone

from approdo.accounting.commands.statements import compute_statement, recompute_touched
from approdo.accounting.models import CentreMonth, GuestLine, MonthlyStatement
from approdo.core.tenancy import within
from approdo.reception.models import Stay
from bench.database import scratch, settle
from bench.measure import Goal, Result, milliseconds, noise
from bench.p01_statement import OFFICES
from bench.reception_load import MONTH, Loaded, fill

TITLE = "Compute again what one corrected stay touches"
ROUNDS = 6  # for each of the rounds asked

_ONE_CENTRE = """
SELECT sum(greatest(0, least(coalesce(stay.exit, %(until)s), %(until)s) - greatest(stay.entry, %(first)s)) * price.base)
  FROM reception_stay AS stay JOIN reception_contractprice AS price ON price.contract_id = stay.contract_id
 WHERE stay.centre_id = %(centre)s AND stay.superseded_at IS NULL AND stay.entry < %(until)s
"""


@dataclass
class Times:
    """Seconds of each round."""

    ours: list[float]
    limit: list[float]
    again: list[float]


def _stay_of(office: Loaded, number: int) -> Stay:
    """A guest who was there all month, another one each round."""
    whole = [one for one in office.rows if one.exit is None and one.entry < MONTH.first]
    found: Stay = whole[number * 7 % len(whole)]
    return found


def _correct(stay: Stay) -> None:
    """The row of a stay replaced by one that says that the guest left in the month."""
    now = timezone.now()
    Stay.objects.filter(pk=stay.pk).update(superseded_at=now)
    Stay.objects.create(
        prefecture_id=stay.prefecture_id, lineage=stay.lineage, guest_id=stay.guest_id, centre_id=stay.centre_id,
        contract_id=stay.contract_id, state="left", entry=stay.entry, exit=MONTH.first + timedelta(20),
        exit_reason="voluntary_leaving", reason="bench", recorded_at=now,
    )  # fmt: skip


def _round(office: Loaded, number: int) -> float:
    """Seconds of computing again, not of correcting; undone at the end."""
    stay = _stay_of(office, number)
    with within(office.prefecture.pk):
        _correct(stay)
        begun = time.perf_counter()
        found = recompute_touched(by=office.actor, guests=frozenset({stay.guest_id}))
        spent = time.perf_counter() - begun
        transaction.set_rollback(True)
    if not found.centres or found.refused:
        raise AssertionError(f"nothing was computed again: {found}")
    return spent


def _plain(office: Loaded, number: int) -> float:
    values = {"first": MONTH.first, "until": MONTH.until, "centre": _stay_of(office, number).centre_id}
    with within(office.prefecture.pk), connection.cursor() as cursor:
        begun = time.perf_counter()
        cursor.execute(_ONE_CENTRE, values)
        cursor.fetchall()
        return time.perf_counter() - begun


def _times(office: Loaded, rounds: int) -> Times:
    found = Times([], [], [])
    for number in range(rounds + 1):
        told = _round(office, number), _plain(office, number), _plain(office, number)
        if number:  # the first one warms up
            found.ours.append(told[0])
            found.limit.append(told[1])
            found.again.append(told[2])
    return found


def _computed(offices: list[Loaded]) -> None:
    for office in offices:
        for contract in office.contracts:
            compute_statement(by=office.actor, contract_id=contract, month=MONTH.first)
    settle(CentreMonth, GuestLine, MonthlyStatement)


def run(scale: str, repeat: int) -> Result:
    """Measure with one office in the country, and with as many as the scale has."""
    with scratch():
        first = fill(0, 1)
        _computed(first)
        alone = _times(first[0], repeat * ROUNDS)
        _computed(fill(1, OFFICES[scale] - 1))
        among = _times(first[0], repeat * ROUNDS)
    spent = milliseconds(among.ours)
    goals = [
        Goal("centre-month computed again, median", spent["p50"], 20, "ms"),
        Goal("with all offices against one alone", median(among.ours) / median(alone.ours), 1.2, "×"),
    ]
    figures = {
        "ours": spent, "ours_alone": milliseconds(alone.ours), "one_centre_by_sql": milliseconds(among.limit),
        "offices": OFFICES[scale],
    }  # fmt: skip
    return Result("P3", TITLE, scale, repeat, noise(among.limit, among.again), goals, figures)
