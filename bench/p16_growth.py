"""P16: how time grows with size. The batch is run at every scale; of the others the results on disk are read."""

from __future__ import annotations

import json
from collections.abc import Callable
from statistics import median
from typing import Any

from bench.measure import Goal, Result, by_turns, exponent, noise
from bench.p05_terms import FILES, batch_acts
from bench.report import FOLDER

TITLE = "Growth"
SCALES = ("S", "N", "3N")


def _kept(code: str, figures: Callable[[dict[str, Any]], tuple[int, float]]) -> tuple[list[int], list[float]]:
    """Sizes and times of a benchmark that was run at every scale; nothing when one is missing or void."""
    files = [FOLDER / f"{code}-{scale}.json" for scale in SCALES]
    if not all(file.exists() for file in files):
        return [], []
    found = [json.loads(file.read_text("utf-8")) for file in files]
    if any(one["void"] for one in found):
        return [], []
    sizes, times = zip(*(figures(one["figures"]) for one in found), strict=True)
    return list(sizes), list(times)


def run(scale: str, repeat: int) -> Result:
    """Time of the batch at S, N and 3N, whatever the scale asked; the list of P6 and P10 as they were measured."""
    pairs = [batch_acts(size) for size in FILES.values()]
    limit = pairs[0][1]
    *times, first, second = by_turns([*(batch for batch, _ in pairs), limit, limit], repeat)
    sizes, medians = list(FILES.values()), [median(one) for one in times]
    goals = [Goal("exponent of P5, batch", exponent(sizes, medians), 1.1, "")]
    figures: dict[str, Any] = {"P5": {"sizes": sizes, "seconds": medians}}
    reused = {
        "P6": ("exponent of P6, list", 0.2, lambda found: (found["open_files"], found["list"]["p50"])),
        "P10": ("exponent of P10", 1.1, lambda found: (found["files"], found["seconds"])),
    }
    for code, (name, most, of) in reused.items():
        kept_sizes, kept_times = _kept(code, of)
        figures[code] = {"sizes": kept_sizes, "seconds": kept_times}
        if kept_sizes:
            goals.append(Goal(name, exponent(kept_sizes, kept_times), most, ""))
    return Result("P16", TITLE, scale, repeat, noise(first, second), goals, figures)
