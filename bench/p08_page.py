"""P8: a page of fifty rows, against the same page put together by hand and drawn by Django's template engine.

All three draw the same page, which is asserted before the measure, and go through the same middleware: signed in,
inside the wall. The one by hand is not translated. Goals: `docs/decisions/0010-goals-of-speed.md`.
"""

from __future__ import annotations

import time
from statistics import median

from django.test.utils import override_settings

from bench import caseload
from bench.database import scratch
from bench.measure import Goal, Result, by_turns, milliseconds, noise
from bench.p06_dashboard import browser_of, opened

TITLE = "Page of fifty rows"
OPEN_FILES = {"S": 500, "N": 2_000, "3N": 6_000}  # an office of ordinary size
ROUNDS = 20


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    # Its addresses load the pages' forms, which want the settings in place.
    from bench.plain_pages import BY_HAND, DJANGO, OURS, agree  # noqa: PLC0415

    with scratch(), override_settings(ROOT_URLCONF="bench.plain_pages"):
        client = browser_of(caseload.fill(OPEN_FILES[scale]))
        agree(client)
        acts = [lambda address=address: opened(client, address) for address in (OURS, BY_HAND, BY_HAND, DJANGO)]
        sizes = {address: len(client.get(address).content) for address in (OURS, BY_HAND, DJANGO)}
        ours, first, second, peer = by_turns(acts, repeat * ROUNDS, time.perf_counter)
        spent = by_turns(acts, repeat * ROUNDS)
    goals = [
        Goal("page against raw SQL and texts by hand", median(ours) / median(first + second), 2.5, "×"),
        Goal("times faster than Django's templates", median(peer) / median(ours), 1.9, "×", "high"),
    ]
    figures = {
        "ours": milliseconds(ours), "limit": milliseconds(first + second), "peer": milliseconds(peer), "bytes": sizes,
        "processor": {
            name: milliseconds(times) for name, times in zip(("ours", "limit", "again", "peer"), spent, strict=True)
        },
    }  # fmt: skip
    return Result("P8", TITLE, scale, repeat, noise(first, second), goals, figures)
