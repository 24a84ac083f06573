"""P16: how time grows with size."""

from __future__ import annotations

from statistics import median

from bench.measure import Goal, Result, by_turns, exponent, noise
from bench.p05_terms import FILES, batch_acts

TITLE = "Growth"


def run(scale: str, repeat: int) -> Result:
    """Time of the batch at S, N and 3N, whatever the scale asked."""
    pairs = [batch_acts(size) for size in FILES.values()]
    limit = pairs[0][1]
    *times, first, second = by_turns([*(batch for batch, _ in pairs), limit, limit], repeat)
    medians = [median(one) for one in times]
    grows = exponent(list(FILES.values()), medians)
    goal = Goal("exponent of P5, batch", grows, 1.1, "")
    figures = {"sizes": list(FILES.values()), "seconds": medians}
    return Result("P16", TITLE, scale, repeat, noise(first, second), [goal], figures)
