"""P19: how soon a web process answers, and how much memory it holds after many pages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from statistics import median
from typing import Any

from django.conf import settings

from bench import caseload
from bench.database import HOSTS, scratch
from bench.measure import Goal, Result, noise
from bench.p06_dashboard import browser_of
from bench.report import ROOT

TITLE = "Start and memory of the web process"
REQUESTS = {"S": 2_000, "N": 10_000, "3N": 30_000}
ADDRESSES = ("/", "/?scope=all", "/plan/", "/search/?q=Provetta", "/people/", "/procedures/", "/measures/")
_BARE = "from django.conf import settings; settings.configure(); import django; django.setup(); import django.core.wsgi"


def _bare() -> float:
    """Seconds of a process that loads the framework and nothing of ours: the limit."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", _BARE], check=True)
    return time.perf_counter() - begun


def _process(database: str, session: str, requests: int) -> dict[str, Any]:
    """Seconds until the first answer of a new process, and what it said of itself."""
    environment = {**os.environ, "APPRODO_ALLOWED_HOSTS": ",".join(HOSTS), "APPRODO_DATABASE_ROLE": "web"}
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bench.web_process", database, session, str(requests), *ADDRESSES],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        lines = iter(process.stdout or ())
        first = json.loads(next(lines))
        seconds = time.perf_counter() - begun
        last = json.loads(next(lines))
    if first["status"] != 200:
        raise RuntimeError(f"the first answer was {first['status']}")
    return {"seconds": seconds, "first_mb": first["memory_mb"], "last_mb": last["memory_mb"], "wrong": last["wrong"]}


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    with scratch() as database:
        session = browser_of(caseload.fill(500)).cookies[settings.SESSION_COOKIE_NAME].value
        first = [_bare() for _ in range(repeat)]
        starts = [_process(database, session, 0) for _ in range(repeat)]
        second = [_bare() for _ in range(repeat)]
        long = _process(database, session, REQUESTS[scale])
    goals = [
        Goal("first page of a new process", median([one["seconds"] for one in starts]), 3, "s"),
        Goal(f"memory after {REQUESTS[scale]:,} pages", long["last_mb"], 130, "MB"),
        Goal("pages that were not shown", long["wrong"], 0, "pages"),
    ]
    figures = {"starts": starts, "bare_seconds": first + second, "many": long}
    return Result("P19", TITLE, scale, repeat, noise(first, second), goals, figures)
