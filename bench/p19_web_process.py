"""P19: how soon a web process answers, and how much memory it holds after many pages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from statistics import median
from tempfile import TemporaryDirectory
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


def _surroundings(compiled: str) -> dict[str, str]:
    """Where a process starts: as where the packages were installed, their bytecode lies at hand, here in `compiled`."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    ours = {"APPRODO_ALLOWED_HOSTS": ",".join(HOSTS), "APPRODO_DATABASE_ROLE": "web"}
    return {**kept, **ours, "PYTHONPYCACHEPREFIX": compiled}


def _bare(environment: dict[str, str]) -> float:
    """Seconds of a process that loads the framework and nothing of ours: the limit."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", _BARE], check=True, env=environment)
    return time.perf_counter() - begun


def _process(database: str, session: str, requests: int, environment: dict[str, str]) -> dict[str, Any]:
    """Seconds until the first answer of a new process, and what it said of itself."""
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
    with scratch() as database, TemporaryDirectory() as compiled:
        session = browser_of(caseload.fill(500)).cookies[settings.SESSION_COOKIE_NAME].value
        around = _surroundings(compiled)
        uncompiled = _process(database, session, 0, around)
        first = [_bare(around) for _ in range(repeat)]
        starts = [_process(database, session, 0, around) for _ in range(repeat)]
        second = [_bare(around) for _ in range(repeat)]
        long = _process(database, session, REQUESTS[scale], around)
    goals = [
        Goal("first page of a new process", median([one["seconds"] for one in starts]), 3, "s"),
        Goal(f"memory after {REQUESTS[scale]:,} pages", long["last_mb"], 130, "MB"),
        Goal("pages that were not shown", long["wrong"], 0, "pages"),
    ]
    figures = {"uncompiled": uncompiled, "starts": starts, "bare_seconds": first + second, "many": long}
    return Result("P19", TITLE, scale, repeat, noise(first, second), goals, figures)
