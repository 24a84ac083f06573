"""P11: the first load of stays that may not overlap, against COPY that holds nothing.

Ours: COPY aside, one look that tells every overlap with both rows, then into the table that holds the constraint. COPY
straight into that table, and the constraint added once the rows are in, are told beside. Why the goal is not set against
them: `docs/decisions/0026-first-load-under-the-constraint.md`.
"""

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
WAYS = ("plain", "ours", "under", "at_the_end")
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


def load(stays: list[tuple[Any, ...]], way: str, definition: str) -> int:
    """Load the stays one way of `WAYS`; undone. Says how many overlap: with `ours` nothing is loaded then."""
    held = f"ALTER TABLE loaded ADD CONSTRAINT held {definition}"
    overlapping = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TABLE)
        if way == "under":
            cursor.execute(held)
        _copied(cursor, stays)
        if way == "ours":
            cursor.execute(_CHECK)
            overlapping = cursor.fetchone()[0]
            if not overlapping:
                cursor.execute("CREATE TABLE kept (LIKE loaded)")
                cursor.execute(f"ALTER TABLE kept ADD CONSTRAINT held {definition}")
                cursor.execute("INSERT INTO kept SELECT * FROM loaded")
        elif way == "at_the_end":
            cursor.execute(held)
        transaction.set_rollback(True)
    return overlapping


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    stays = rows(STAYS[scale])
    with scratch():
        definition = _definition()
        broken = load([*stays, (UUID(int=1), *stays[0][1:])], "ours", definition)
        acts: list[Callable[[], object]] = [lambda way=way: load(stays, way, definition) for way in WAYS]
        times = dict(zip((*WAYS, "again"), by_turns([*acts, acts[0]], repeat, time.perf_counter), strict=True))
    plain, ours = median(times["plain"] + times["again"]), median(times["ours"])
    goals = [
        Goal("loaded and held, against COPY that holds nothing", ours / plain, 5.8, "×"),
        Goal("an overlap is told before anything is loaded", broken, 1, "overlaps", "high"),
    ]
    figures = {name: milliseconds(each) for name, each in times.items()} | {
        "stays": len(stays), "stays_a_second": len(stays) / ours, "table": Stay._meta.db_table, "constraint": definition,
        "constraint_at_the_end_against_under": median(times["at_the_end"]) / median(times["under"]),
    }  # fmt: skip
    return Result("P11", TITLE, scale, repeat, noise(times["plain"], times["again"]), goals, figures)
