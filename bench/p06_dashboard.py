"""P6: the officer's worklist in the largest prefecture: its counts, its list, the whole page."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client

from approdo.core import tenancy
from approdo.core.access.middleware import actor_of
from approdo.procedures.queries import worklist
from approdo.procedures.queries.worklist import Wanted
from bench import caseload
from bench.caseload import Office
from bench.database import scratch
from bench.measure import Goal, Result, by_turns, milliseconds, noise

TITLE = "Worklist of the largest prefecture"
OPEN_FILES = {"S": 8_400, "N": 84_000, "3N": 252_000}
ROUNDS = 8  # for each of the rounds asked

# What somebody who writes SQL by hand would ask for the same numbers
COUNTS = """
SELECT count(*), min(computed_on) FILTER (WHERE clock = 'stopped'),
  (SELECT count(*) FROM procedures_casefile
    WHERE prefecture_id = %(office)s AND follow_up_due IS NOT NULL AND closed_on IS NULL),
  count(*) FILTER (WHERE running AND effective_due < %(today)s),
  count(*) FILTER (WHERE running AND effective_due BETWEEN %(today)s AND %(today)s::date + 7),
  count(*) FILTER (WHERE running AND effective_due BETWEEN %(today)s AND %(today)s::date + 30),
  count(*) FILTER (WHERE stopped),
  count(*) FILTER (WHERE stopped AND stopped_by <> 'legal_suspension'
                     AND ball NOT IN ('office', 'desk', 'other_office', 'consulate')),
  count(*) FILTER (WHERE stopped AND stopped_by <> 'legal_suspension' AND ball IN ('office', 'desk')),
  count(*) FILTER (WHERE stopped AND stopped_by <> 'legal_suspension' AND ball IN ('other_office', 'consulate')),
  count(*) FILTER (WHERE stopped AND stopped_by = 'legal_suspension'),
  count(*) FILTER (WHERE running AND ball NOT IN ('office', 'desk') AND NOT (ball = 'applicant' AND asked)),
  count(*) FILTER (WHERE clock = 'not_started')
FROM (SELECT clock, computed_on, effective_due, stopped_by, ball,
             state IN ('integration_requested', 'preliminary_rejection') AS asked,
             clock = 'running' OR (clock = 'stopped' AND stop_ends_on <= %(today)s) AS running,
             clock = 'stopped' AND (stop_ends_on IS NULL OR stop_ends_on > %(today)s) AS stopped
        FROM procedures_casefile
       WHERE prefecture_id = %(office)s AND decided_on IS NULL AND closed_on IS NULL) AS open_file
"""
COUNTED = (
    "all", "computed_on", "follow_up", "late", "week", "month", "stopped", "stopped_person", "stopped_office",
    "stopped_other_office", "stopped_law", "waiting", "not_started",
)  # fmt: skip
LIST = """
SELECT kept.id, kept.protocol_number, kept.external_code, kept.title, kept.procedure, kept.state, kept.ball, kept.clock,
       kept.effective_due, kept.stop_ends_on, kept.stopped_by, kept.filed_on, kept.priority, core_user.full_name
  FROM procedures_casefile AS kept LEFT JOIN core_user ON core_user.id = kept.responsible_id
 WHERE kept.prefecture_id = %(office)s AND kept.decided_on IS NULL AND kept.closed_on IS NULL
   AND kept.effective_due IS NOT NULL
 ORDER BY kept.effective_due, kept.id LIMIT 51
"""


def raw(office: Office, *statements: str, **more: Any) -> list[list[tuple[Any, ...]]]:
    """The rows of statements, in one transaction inside the office's wall."""
    with tenancy.within(office.prefecture.pk):
        return asked(office, *statements, **more)


def asked(office: Office, *statements: str, **more: Any) -> list[list[tuple[Any, ...]]]:
    """The rows of statements. `more` are values they may name."""
    found, values = [], {"office": office.prefecture.pk, "today": office.today, **more}
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)
            found.append(cursor.fetchall())
    return found


def sql_acts(office: Office) -> dict[str, Callable[[], Any]]:
    """Counts and list of the whole office, ours and by hand, under the role of the web process."""
    by, wanted = actor_of(office.user, "it"), Wanted(scope="all")

    def counts() -> Any:
        with tenancy.within(by.prefecture):
            return worklist.counts(by, "sui", wanted, office.today)

    def listed() -> Any:
        with tenancy.within(by.prefecture):
            return worklist.page(by, "sui", wanted, office.today)

    def both() -> Any:
        with tenancy.within(by.prefecture):
            return worklist.counts(by, "sui", wanted, office.today), worklist.page(by, "sui", wanted, office.today)

    return {
        "both": both, "counts": counts, "list": listed,
        "limit": lambda: raw(office, COUNTS, LIST), "limit_counts": lambda: raw(office, COUNTS),
        "limit_list": lambda: raw(office, LIST),
    }  # fmt: skip


def agree(office: Office) -> None:
    """The limit gives the same answer, else it is no limit. Raises AssertionError."""
    acts = sql_acts(office)
    (ours, shown), ((by_hand,), rows) = acts["both"](), acts["limit"]()
    if [ours[name] for name in COUNTED] != list(by_hand):
        raise AssertionError(f"counts differ: {ours} {by_hand}")
    if [row.case.pk for row in shown.rows] != [row[0] for row in rows[: len(shown.rows)]]:
        raise AssertionError("lists differ")


def browser_of(office: Office) -> Client:
    """A browser in which an officer is signed in."""
    client = Client()
    client.force_login(office.user)
    return client


def opened(client: Client, address: str) -> None:
    """Open a page. Raises RuntimeError unless it is shown."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    with scratch():
        office = caseload.fill(OPEN_FILES[scale])
        agree(office)
        acts, client = sql_acts(office), browser_of(office)
        opened(client, "/?scope=all")
        named = [*acts.items(), ("limit_again", acts["limit"])]
        named += [("page", lambda: opened(client, "/?scope=all")), ("page_of_own", lambda: opened(client, "/"))]
        times = by_turns([act for _, act in named], repeat * ROUNDS, time.perf_counter)
    spent = dict(zip((name for name, _ in named), times, strict=True))
    figures = {name: milliseconds(one) for name, one in spent.items()}
    ratio = median(spent["both"]) / median(spent["limit"] + spent["limit_again"])
    goals = [
        Goal("page of all files, p95", figures["page"]["p95"], 50, "ms"),
        Goal("page of own files, p95", figures["page_of_own"]["p95"], 50, "ms"),
        Goal("counts and list against SQL by hand", ratio, 1.5, "×"),
    ]
    figures["open_files"] = OPEN_FILES[scale]
    return Result("P6", TITLE, scale, repeat, noise(spent["limit"], spent["limit_again"]), goals, figures)
