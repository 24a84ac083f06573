"""P3: one stay of a sealed month is corrected; what it touches is computed again, however large the country is.

The correction is whole: the row of the stay is replaced, and the month is sealed once more with the nights that the guest
did not sleep taken out. Measured is what follows from it, from the first query to the last row: finding what the guest
touches, locking the contract, reading register, facts and papers of that centre, its month with every line, total and
finding as another version, the statement of the contract with its sum, taxes and hashes, the audit. Not measured: the
correction itself and the seal, which are acts of their own, and the commit. Everything goes on behind the wall of the web
role. `only_known`: the stay is corrected and the month not sealed again, which gives findings and no other amount.

What a new version writes are the lines of the whole centre, for versions stand by themselves; its time therefore grows
with the guests of the centre (`centre_of_100`), never with those of the office or of the country.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

from django.db import connection, transaction
from django.utils import timezone

from approdo.accounting.commands.statements import recompute_touched
from approdo.accounting.models import CentreLine, CentreMonth, Finding, GuestLine, MonthlyStatement
from approdo.core.tenancy import within
from approdo.reception.models import RegisterMonth, Stay
from approdo.reception.rules import register
from bench.database import scratch, settle
from bench.measure import Goal, Result, as_served, milliseconds, noise
from bench.p01_statement import OFFICES
from bench.reception_load import MONTH, Loaded, fill

TITLE = "Compute again what one corrected stay touches"
ROUNDS = 6  # for each of the rounds asked
LEFT = MONTH.first + timedelta(20)
LARGE = 100  # guests of a large centre

_ONE_CENTRE = """
SELECT sum(greatest(0, least(coalesce(stay.exit, %(until)s), %(until)s) - greatest(stay.entry, %(first)s)) * price.base)
  FROM reception_stay AS stay JOIN reception_contractprice AS price ON price.contract_id = stay.contract_id
 WHERE stay.centre_id = %(centre)s AND stay.superseded_at IS NULL AND stay.entry < %(until)s
"""


@dataclass
class Times:
    """Seconds of each round."""

    ours: list[float] = field(default_factory=list)
    known: list[float] = field(default_factory=list)
    limit: list[float] = field(default_factory=list)


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
        contract_id=stay.contract_id, state="left", entry=stay.entry, exit=LEFT, exit_reason="voluntary_leaving",
        reason="bench", recorded_at=now,
    )  # fmt: skip


def _seal_again(stay: Stay) -> None:
    """The month of the centre sealed once more, without the nights after the exit."""
    before = RegisterMonth.objects.get(centre=stay.centre_id, month=MONTH.first)
    told, guest = json.loads(before.content), str(stay.guest_id)
    for one in told["stays"]:
        one["exit"] = LEFT.isoformat() if one["guest"] == guest else one["exit"]
    for one in told["nights"]:
        one["to"] = min(one["to"], LEFT.isoformat()) if one["guest"] == guest else one["to"]
    content = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    RegisterMonth.objects.create(
        prefecture_id=before.prefecture_id, centre_id=before.centre_id, month=MONTH.first, edition=2, state="sealed",
        content=content, hash=register.digest(content), sealed_at=timezone.now(), reason="bench",
    )  # fmt: skip


def _round(office: Loaded, number: int, *, sealed: bool) -> float:
    """Seconds of computing again, not of correcting; undone at the end."""
    stay = _stay_of(office, number)
    with within(office.prefecture.pk):
        _correct(stay)
        if sealed:
            _seal_again(stay)
        begun = time.perf_counter()
        found = recompute_touched(by=office.actor, guests=frozenset({stay.guest_id}))
        spent = time.perf_counter() - begun
        transaction.set_rollback(True)
    if (found.looked_at, found.centres, len(found.statements), found.refused) != (1, 1, 1, []):
        raise AssertionError(f"something else was computed: {found}")
    return spent


def _plain(office: Loaded, number: int) -> float:
    values = {"first": MONTH.first, "until": MONTH.until, "centre": _stay_of(office, number).centre_id}
    with within(office.prefecture.pk), connection.cursor() as cursor:
        begun = time.perf_counter()
        cursor.execute(_ONE_CENTRE, values)
        cursor.fetchall()
        return time.perf_counter() - begun


def _times(office: Loaded, rounds: int) -> Times:
    found = Times()
    with as_served():
        for number in range(rounds + 2):
            told = (
                _round(office, number, sealed=True), _round(office, number, sealed=False), _plain(office, number),
            )  # fmt: skip
            if number > 1:  # the first ones warm up
                for times, spent in zip((found.ours, found.known, found.limit), told, strict=True):
                    times.append(spent)
    return found


def _computed(offices: list[Loaded]) -> None:
    for office in offices:
        with within(office.prefecture.pk):
            recompute_touched(by=office.actor)
    settle(CentreMonth, CentreLine, GuestLine, Finding, MonthlyStatement)


def run(scale: str, repeat: int) -> Result:
    """Measure with one office in the country, with as many as the scale has, and in an office of large centres."""
    with scratch():
        first = fill(0, 1)
        _computed(first)
        alone = _times(first[0], repeat * ROUNDS)
        _computed(fill(1, OFFICES[scale] - 1))
        among = _times(first[0], repeat * ROUNDS)
        large = fill(OFFICES[scale], 1, guests=LARGE)
        _computed(large)
        larger = _times(large[0], repeat * ROUNDS)
    spent = milliseconds(among.ours)
    goals = [
        Goal("centre-month computed again, median", spent["p50"], 20, "ms"),
        Goal("with all offices against one alone", median(among.ours) / median(alone.ours), 1.2, "×"),
    ]
    figures = {
        "ours": spent, "ours_alone": milliseconds(alone.ours), "only_known": milliseconds(among.known),
        f"centre_of_{LARGE}": milliseconds(larger.ours), "one_centre_by_sql": milliseconds(among.limit),
        "offices": OFFICES[scale],
    }  # fmt: skip
    return Result("P3", TITLE, scale, repeat, noise(among.ours[::2], among.ours[1::2]), goals, figures)
