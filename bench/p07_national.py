"""P7: the counts of all prefectures, read from the counters that the database keeps."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client

from approdo.core import tenancy
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture
from approdo.procedures.queries.national import national
from bench import caseload
from bench.caseload import Office
from bench.database import scratch
from bench.measure import Goal, Result, by_turns, milliseconds, noise
from bench.p06_dashboard import opened

TITLE = "Counts of all prefectures"
PREFECTURES = 106
OPEN_FILES = {"S": 35_000, "N": 350_000, "3N": 1_050_000}  # of the largest one, and as many in all the others
ROUNDS = 10

_SUMS = """
  sum(files) FILTER (WHERE clock = 'running' AND due_on < %(today)s),
  sum(files) FILTER (WHERE clock = 'running' AND due_on BETWEEN %(today)s AND %(today)s::date + 7),
  sum(files) FILTER (WHERE clock = 'running' AND due_on BETWEEN %(today)s AND %(today)s::date + 30),
  sum(files) FILTER (WHERE clock = 'running' AND (due_on > %(today)s::date + 30 OR due_on IS NULL)),
  sum(files) FILTER (WHERE clock = 'stopped'), sum(files) FILTER (WHERE clock = 'not_started'), sum(files)
"""
COUNTERS = f"SELECT prefecture_id, {_SUMS} FROM procedures_duecount GROUP BY 1"  # noqa: S608  # our own words
SCAN = f"""SELECT prefecture_id, {_SUMS} FROM (
  SELECT prefecture_id, clock, effective_due AS due_on, 1 AS files FROM procedures_casefile
   WHERE decided_on IS NULL AND closed_on IS NULL) AS open_file GROUP BY 1"""  # noqa: S608  # the same


def _ask(office: Office, statement: str) -> dict[str, tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"today": office.today})
        return {code: tuple(int(one or 0) for one in sums) for code, *sums in cursor.fetchall()}


def _differences(office: Office, ours: list[Any]) -> int:
    """Numbers that are not those of a scan of the files."""
    scan = _ask(office, SCAN)
    nothing = (0,) * 7
    return sum(
        one != other
        for found in ours
        for one, other in zip(found.counts.values(), scan.get(found.code, nothing), strict=True)
    )


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    with scratch():
        office = caseload.fill(OPEN_FILES[scale], PREFECTURES)
        italy = Prefecture.objects.create(code=tenancy.NATIONAL, name="Italia", seat="Roma", seat_comune="058091")
        client = Client()
        client.force_login(caseload.user_of(italy, "observer", Role.NATIONAL_OBSERVER))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) procedures_duecount")
        by = system_actor(tenancy.NATIONAL, Permission.NATIONAL_SEE)

        def ours() -> Any:
            with tenancy.within(tenancy.NATIONAL):
                return national(by, office.today)

        def limit() -> Any:
            with tenancy.within(tenancy.NATIONAL):
                return _ask(office, COUNTERS)

        differences = _differences(office, ours())
        page = [lambda: opened(client, "/national/")]
        spent, first, second, shown = by_turns([ours, limit, limit, *page], repeat * ROUNDS, time.perf_counter)
        (scans,) = by_turns([lambda: _ask(office, SCAN)], repeat, time.perf_counter)
    counters, scan = median(first + second), median(scans)
    goals = [
        Goal("counters against their plain SELECT", median(spent) / counters, 2, "×"),
        Goal("page, p95", milliseconds(shown)["p95"], 50, "ms"),
        Goal("numbers different from those of a scan", differences, 0, "numbers"),
    ]
    figures = {
        "open_files": 2 * OPEN_FILES[scale], "prefectures": PREFECTURES, "ours": milliseconds(spent),
        "limit": milliseconds(first + second), "page": milliseconds(shown), "scan": milliseconds(scans),
        "times_faster_than_scan": scan / median(spent),
    }  # fmt: skip
    return Result("P7", TITLE, scale, repeat, noise(first, second), goals, figures)
