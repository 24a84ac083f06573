"""P5: the terms. The batch against NumPy, one history at a time against the clock, and what a recomputation writes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import holidays
import numpy as np

from approdo.core.definitions import holiday_calendar
from approdo.procedures.batch.terms import due_dates, tables
from bench import p05_recompute
from bench.measure import Goal, Result, by_turns, noise, seconds
from bench.report import ROOT
from tests.procedures.caseload import TODAY, many_files
from tests.procedures.random_histories import histories

TITLE = "Recompute every open deadline"
FILES = {"S": 700_000, "N": 700_000, "3N": 2_100_000}  # arrays are quick: the goal speaks of the national size
HISTORIES = 10_000
PEER_SHARE = 50  # the peer counts one file in so many, and its time is scaled


def batch_acts(size: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """The batch over so many files, and its limit: moving as many dates past holidays with NumPy."""
    files, table = many_files(size), tables(holiday_calendar())
    dates = (files.start + 150 - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    days = [rule.falls_on(year) for rule in holiday_calendar().rules for year in range(2020, 2031)]
    week = np.busdaycalendar("1111110", [day for day in days if day is not None])

    def batch() -> object:
        return due_dates(files, table, today=TODAY.toordinal())

    def limit() -> object:
        return np.busday_offset(dates, 0, roll="forward", busdaycal=week)

    return batch, limit


def _peer(size: int) -> Callable[[], object]:
    """The plain way: Python dates and the `holidays` package, no stops at all."""
    starts = [date.fromordinal(int(day)) for day in many_files(size).start]
    italian = holidays.country_holidays("IT", years=range(2020, 2032))

    def count() -> object:
        found = []
        for start in starts:
            day = start + timedelta(150)
            while day.weekday() == 6 or day in italian:
                day += timedelta(1)
            found.append(day)
        return found

    return count


def question_lines(seed: int, count: int) -> bytes:
    """Random histories as the input of `approdo calc term`."""
    lines = []
    for number, one in enumerate(histories(seed, count)):
        settings = {
            "saturday_rolls": one.saturday_rolls,
            "citizenship_integration_effect": one.integration_effect,
        }
        events = [{"type": kind, "date": day.isoformat()} for kind, day in one.events]
        question = {"id": number, "procedure": one.procedure, "today": one.today.isoformat(), "settings": settings}
        lines.append(json.dumps(question | {"comune": one.comune, "events": events}))
    return "\n".join(lines).encode()


def _histories_a_second(repeat: int) -> list[float]:
    """Histories a second and core; each round gets histories not seen before, after a first round that warms up."""
    with TemporaryDirectory() as folder:
        files = [Path(folder) / f"{seed}.jsonl" for seed in range(repeat + 1)]
        for seed, file in enumerate(files):
            file.write_bytes(question_lines(seed, HISTORIES))
        asked = [sys.executable, "-m", "bench.calc_process", TODAY.isoformat(), *map(str, files)]
        told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [HISTORIES / spent for spent in json.loads(told)]


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    size = FILES[scale]
    batch, limit = batch_acts(size)
    _ = batch(), limit()  # the first time pays for memory that both hold from then on
    spent, first, second = by_turns([batch, limit, limit], repeat)
    peer = seconds(_peer(size // PEER_SHARE)) * PEER_SHARE
    rates = _histories_a_second(repeat)
    written = p05_recompute.measure(scale, repeat)
    ratio = median(spent) / median(first + second)
    return Result(
        "P5",
        TITLE,
        scale,
        repeat,
        noise(first, second),
        [
            Goal("batch against np.busday_offset", ratio, 3, "×"),
            Goal("batch against pure Python with holidays", median(spent) / peer, 1, "×"),
            Goal("calc term, explained", median(rates), 10_000, "histories/s", "high"),
            Goal("rows written when nothing changes", written["rows_again"], 0, "rows"),
            Goal("writing against UPDATE … FROM", written["ratio"], 1.5, "×"),
        ],
        {
            "files": size,
            "batch_seconds": spent,
            "limit_seconds": first + second,
            "peer_seconds": peer,
            "histories_a_second": rates,
            "recompute": written,
        },
    )
