"""P11: the first load of stays that may not overlap: the constraint added at the end, against COPY under it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from approdo.reception.models import Stay
from bench.database import scratch
from bench.measure import Goal, Result, by_turns, milliseconds, noise

TITLE = "First load of stays that may not overlap"
STAYS = {"S": 20_000, "N": 200_000, "3N": 600_000}
STAYS_OF_ONE = 4  # of one guest, one after the other
CONSTRAINT = "guest_in_one_place_a_night"
COLUMNS = ("id", "guest_id", "entry", "exit", "state", "planned_entry", "planned_exit", "expected_entry",
           "superseded_at", "recorded_at")  # fmt: skip
_TABLE = f"CREATE TABLE loaded AS SELECT {', '.join(COLUMNS)} FROM reception_stay LIMIT 0"  # noqa: S608
# Who says that two nights of one guest overlap says it for all of them at once, with both rows.
_CHECK = """
SELECT count(*) FROM (
  SELECT entry, max(coalesce(exit, 'infinity')) OVER (PARTITION BY guest_id ORDER BY entry, exit
         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
    FROM loaded WHERE superseded_at IS NULL AND entry IS NOT NULL) AS stay
 WHERE entry < until
"""


def rows(many: int) -> list[tuple[Any, ...]]:
    """Stays in the order of a file: of guests by turns, none over another of the same guest."""
    dice = random.Random(11)  # the same rows every time
    now = datetime(2026, 1, 1, tzinfo=UTC)
    found = []
    for _guest in range(many // STAYS_OF_ONE):
        guest, day = UUID(int=dice.getrandbits(128)), date(2022, 1, 1) + timedelta(dice.randint(0, 300))
        for _one in range(STAYS_OF_ONE):
            left = day + timedelta(dice.randint(20, 200))
            found.append((UUID(int=dice.getrandbits(128)), guest, day, left, "left", None, None, None, None, now))
            day = left + timedelta(dice.randint(0, 30))
    dice.shuffle(found)
    return found


def _definition() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [CONSTRAINT])
        return str(cursor.fetchone()[0])


def _copied(cursor: Any, stays: list[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY loaded ({', '.join(COLUMNS)}) FROM STDIN") as into:
        for row in stays:
            into.write_row(row)


def load(stays: list[tuple[Any, ...]], definition: str, *, at_end: bool) -> int:
    """Load the stays, with the constraint at the end or from the beginning; undone. Says how many overlap."""
    add = f"ALTER TABLE loaded ADD CONSTRAINT held {definition}"
    overlapping = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TABLE)
        if not at_end:
            cursor.execute(add)
        _copied(cursor, stays)
        if at_end:
            cursor.execute(_CHECK)
            overlapping = cursor.fetchone()[0]
            if not overlapping:
                cursor.execute(add)
        transaction.set_rollback(True)
    return overlapping


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    stays = rows(STAYS[scale])
    with scratch():
        definition = _definition()
        broken = load([*stays, (UUID(int=1), *stays[0][1:])], definition, at_end=True)
        acts: list[Callable[[], object]] = [lambda: load(stays, definition, at_end=True)]
        acts += [lambda: load(stays, definition, at_end=False)] * 2
        ours, limit, again = by_turns(acts, repeat, time.perf_counter)
    ratio = median(limit + again) / median(ours)
    goals = [
        Goal("times faster than COPY under the constraint", ratio, 3, "×", "high"),
        Goal("an overlap is found before the constraint is added", broken, 1, "overlaps", "high"),
    ]
    figures = {
        "at_the_end": milliseconds(ours), "from_the_beginning": milliseconds(limit), "stays": len(stays),
        "stays_a_second": len(stays) / median(ours), "table": Stay._meta.db_table, "constraint": definition,
    }  # fmt: skip
    return Result("P11", TITLE, scale, repeat, noise(limit, again), goals, figures)
