"""Measuring: processor time, several rounds by turns, and a gate that voids a run made on a noisy machine."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from math import log
from statistics import median
from typing import Any

NOISE_LIMIT = 0.15  # two medians of the same limit may differ by this share, else the run says nothing


@dataclass(frozen=True)
class Goal:
    """One number against its goal. `better` is "low" or "high"; `limit` the number that makes it good."""

    name: str
    value: float
    limit: float
    unit: str
    better: str = "low"

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.value <= self.limit if self.better == "low" else self.value >= self.limit


@dataclass
class Result:
    """What one benchmark found. `noise` is the difference of the two runs of its limit, as a share of the smaller."""

    code: str
    title: str
    scale: str
    repeat: int
    noise: float
    goals: list[Goal] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    @property
    def void(self) -> bool:
        """A run on a machine too noisy to tell: neither good nor bad."""
        return self.noise > NOISE_LIMIT

    def verdict(self, goal: Goal) -> str:
        """void, met or missed."""
        return "void" if self.void else "met" if goal.met else "missed"

    def as_data(self) -> dict[str, Any]:
        """The result as JSON values."""
        goals = [asdict(goal) | {"verdict": self.verdict(goal)} for goal in self.goals]
        return asdict(self) | {"void": self.void, "goals": goals}


Clock = Callable[[], float]


def seconds(act: Callable[[], object], clock: Clock = time.process_time) -> float:
    """Processor seconds of one run: what other processes take does not count.

    Where the database works, which is another process, `clock` is `time.perf_counter`: the clock on the wall.
    """
    gc.collect()
    begun = clock()
    act()
    return clock() - begun


@contextmanager
def as_served() -> Iterator[None]:
    """What stands before is out of the collector's sight, as in the web process and the worker.

    Collecting would else walk through all of it and leave the processor's caches cold.
    """
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def by_turns(acts: Sequence[Callable[[], object]], repeat: int, clock: Clock = time.process_time) -> list[list[float]]:
    """Seconds of each act, `repeat` rounds; the acts take turns, so a slow moment falls on all."""
    times: list[list[float]] = [[] for _ in acts]
    with as_served():
        for _ in range(repeat):
            for place, act in enumerate(acts):
                times[place].append(seconds(act, clock))
    return times


def quantile(times: Sequence[float], share: float) -> float:
    """The time within which that share of the rounds ended."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def milliseconds(times: Sequence[float]) -> dict[str, float]:
    """Median, 95th of a hundred and longest, in milliseconds."""
    return {
        "p50": median(times) * 1000,
        "p95": quantile(times, 0.95) * 1000,
        "max": max(times) * 1000,
        "rounds": len(times),
    }


def noise(first: Sequence[float], second: Sequence[float]) -> float:
    """How far two medians of the same act lie apart, as a share of the smaller."""
    one, other = sorted((median(first), median(second)))
    return (other - one) / one if one else 0.0


def exponent(sizes: Sequence[int], times: Sequence[float]) -> float:
    """Growth of time with size: the slope of the logarithms, by least squares. 1 is proportional."""
    xs, ys = [log(size) for size in sizes], [log(spent) for spent in times]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return above / sum((x - x_mean) ** 2 for x in xs)
