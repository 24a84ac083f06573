"""P21: how long the fast tier of the tests takes on two cores."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from bench.measure import Goal, Result
from bench.report import ROOT

TITLE = "Fast tier of the tests"
COMMAND = (
    "-m",
    "pytest",
    "-m",
    "not slow and not journey and not drill and not long",
    "-n",
    "2",
    "--dist",
    "loadfile",
    "-q",
)
# What a benchmark says of itself to Django: the tests have settings of their own.
OF_THE_BENCH = ("DJANGO_SETTINGS_MODULE", "APPRODO_DATABASE_ROLE", "APPRODO_DEMO")


def run(scale: str, repeat: int) -> Result:
    """Once, whatever the scale and the rounds asked."""
    begun = time.perf_counter()
    around = {name: value for name, value in os.environ.items() if name not in OF_THE_BENCH}
    ended = subprocess.run(
        [sys.executable, *COMMAND], cwd=ROOT, env=around, capture_output=True, text=True, check=False
    )
    spent = time.perf_counter() - begun
    last = ended.stdout.strip().splitlines()[-1:] or [""]
    goals = [Goal("fast tier, 2 cores", spent, 180, "s"), Goal("exit status of the tests", ended.returncode, 0, "")]
    return Result("P21", TITLE, scale, 1, 0.0, goals, {"seconds": spent, "summary": last[0]})
