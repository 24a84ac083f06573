"""What a recomputation of an office writes, in a database of its own that is dropped at the end."""

from __future__ import annotations

import time
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db import connection, transaction

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Membership, OfficeSettings, Prefecture, User
from approdo.procedures.commands import clock, recomputing
from approdo.procedures.models import CaseEvent, CaseFile
from bench.database import scratch

FILES = {"S": 2_000, "N": 6_000, "3N": 18_000}
TODAY = date(2026, 11, 22)
_COLUMNS = ", ".join(f"{name} = staged.{name}" for name in clock.CLOCK_COLUMNS)
_STAGE = "CREATE TEMP TABLE staged ON COMMIT DROP AS SELECT * FROM procedures_casefile"
_LIMIT = f"UPDATE procedures_casefile AS kept SET {_COLUMNS} FROM staged WHERE kept.id = staged.id"  # noqa: S608


def measure(scale: str, repeat: int) -> dict[str, Any]:
    """Seconds of the first recomputation, rows written by the second, and writing against a plain UPDATE … FROM."""
    with scratch():
        return _measured(_fill(FILES[scale]), repeat)


def _fill(size: int) -> Actor:
    office = Prefecture.objects.create(code="SV", name="Prefettura di Savona", seat="Savona", seat_comune="009056")
    OfficeSettings.objects.create(prefecture=office)
    user = User.objects.create(prefecture=office, email="head@sv.example", full_name="Head")
    Membership.objects.create(prefecture=office, user=user, role=Role.EXECUTIVE.value, valid_from=date(2020, 1, 1))
    cases, events = [], []
    for number in range(size):
        filed = TODAY - timedelta(number % 1200 + 1)
        case = CaseFile(
            prefecture=office, procedure="family_reunification", office="sui", state="investigation", filed_on=filed
        )
        cases.append(case)
        events.append(CaseEvent(prefecture=office, case=case, type="filed", occurred_on=filed))
        if number % 3 == 0 and number % 1200 > 40:
            asked = filed + timedelta(20)
            events.append(CaseEvent(prefecture=office, case=case, type="integration_requested", occurred_on=asked))
    CaseFile.objects.bulk_create(cases, batch_size=1000)
    CaseEvent.objects.bulk_create(events, batch_size=1000)
    return actor_of(user, "it")


def _measured(head: Actor, repeat: int) -> dict[str, Any]:
    begun = time.perf_counter()
    changed = recomputing.recompute_all(by=head, today=TODAY, reason="bench")
    first = time.perf_counter() - begun
    begun = time.perf_counter()
    again = recomputing.recompute_all(by=head, today=TODAY, reason="bench")
    second = time.perf_counter() - begun
    ours, limit = [], []
    for _ in range(repeat):  # the server works in its own process: only the clock on the wall sees it
        ours.append(_undone(_write_all))
        limit.append(_undone(_plain_update))
    return {
        "files": changed,
        "seconds": first,
        "seconds_again": second,
        "rows_again": again,
        "writing_seconds": ours,
        "update_from_seconds": limit,
        "ratio": median(ours) / median(limit),
    }


def _undone(act: Any) -> float:
    with transaction.atomic():
        spent: float = act()
        transaction.set_rollback(True)
    return spent


def _write_all() -> float:
    cases = list(CaseFile.objects.order_by("id"))
    begun = time.perf_counter()
    for first in range(0, len(cases), recomputing.CHUNK):
        clock.write_clocks(cases[first : first + recomputing.CHUNK])
    return time.perf_counter() - begun


def _plain_update() -> float:
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        begun = time.perf_counter()
        cursor.execute(_LIMIT)
        return time.perf_counter() - begun
