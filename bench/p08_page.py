"""P8: a page of fifty rows, against one put together by hand and against Django's template engine.

All three go through the same middleware: signed in, inside the wall. The one by hand is not translated.
The peer draws a far plainer page than ours: no menu, no filters, no icons.
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
OURS, BY_HAND, DJANGO = "/?scope=all", "/plain/by-hand/", "/plain/django/"


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    with scratch(), override_settings(ROOT_URLCONF="bench.plain_pages"):
        client = browser_of(caseload.fill(OPEN_FILES[scale]))
        acts = [lambda address=address: opened(client, address) for address in (OURS, BY_HAND, BY_HAND, DJANGO)]
        for act in acts:
            act()
        sizes = {address: len(client.get(address).content) for address in (OURS, BY_HAND, DJANGO)}
        ours, first, second, peer = by_turns(acts, repeat * ROUNDS, time.perf_counter)
    goals = [
        Goal("page against raw SQL and texts by hand", median(ours) / median(first + second), 2.5, "×"),
        Goal("times faster than Django's templates", median(peer) / median(ours), 3, "×", "high"),
    ]
    figures = {
        "ours": milliseconds(ours), "limit": milliseconds(first + second), "peer": milliseconds(peer), "bytes": sizes,
    }  # fmt: skip
    return Result("P8", TITLE, scale, repeat, noise(first, second), goals, figures)
