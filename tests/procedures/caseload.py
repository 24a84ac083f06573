"""A caseload as large as the country's, for the speed of the batch."""

from __future__ import annotations

import time
from datetime import date

import numpy as np

from approdo.core.definitions import holiday_calendar
from approdo.procedures.batch.terms import Files, Waits, due_dates, tables

TODAY = date(2026, 11, 22)


def many_files(n: int) -> Files:
    """A caseload with the stops of a real one: a third of the files had papers asked, one in eight a notice."""
    rng = np.random.default_rng(5)
    today = TODAY.toordinal()
    start = (today - rng.integers(1, 1500, n)).astype(np.int32)
    months = rng.random(n) < 0.25
    none = np.zeros(n, np.int32)
    asked, told = rng.random(n) < 0.33, rng.random(n) < 0.125
    request_start = np.minimum(start[asked] + rng.integers(5, 60, asked.sum()), today).astype(np.int32)
    request_end = np.minimum(request_start + rng.integers(0, 60, asked.sum()), today).astype(np.int32)
    request_end[rng.random(request_end.size) < 0.2] = 0
    notice_start = np.minimum(start[told] + rng.integers(30, 90, told.sum()), today).astype(np.int32)
    notice_end = np.where(rng.random(told.sum()) < 0.5, np.minimum(notice_start + 8, today), 0).astype(np.int32)
    once = ~months[asked]
    return Files(
        start=start,
        amount=np.where(months, 24, 150).astype(np.int32),
        unit=months.astype(np.int8),
        extendable_to=np.where(months, 36, 0).astype(np.int32),
        extended_on=none,
        requests=Waits(
            np.concatenate([[0], np.cumsum(asked)]),
            request_start,
            request_end,
            np.where(once, 1, 2).astype(np.int8),
            np.where(once, 30, 0).astype(np.int32),
            once,
        ),
        notices=Waits(np.concatenate([[0], np.cumsum(told)]), notice_start, notice_end),
    )


def ratio(n: int = 700_000, rounds: int = 5) -> tuple[float, float]:
    """Seconds of the batch and of `np.busday_offset` over as many dates, best of some rounds taken by turns."""
    files, table = many_files(n), tables(holiday_calendar())
    dates = (files.start + 150 - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    holidays = [rule.falls_on(year) for rule in holiday_calendar().rules for year in range(2020, 2031)]
    week = np.busdaycalendar("1111110", [day for day in holidays if day is not None])
    batch, limit = [], []
    for _ in range(rounds):
        begun = time.perf_counter()
        np.busday_offset(dates, 0, roll="forward", busdaycal=week)
        between = time.perf_counter()
        due_dates(files, table, today=TODAY.toordinal())
        batch.append(time.perf_counter() - between)
        limit.append(between - begun)
    return min(batch), min(limit)
