"""P13: the placement of a landing. The gap that the search proves, what the plain choice costs, and how long it takes."""

from __future__ import annotations

from statistics import median

from approdo.reception.optimiser import optimise
from approdo.reception.rules.placement import Problem
from approdo.reception.rules.placement_choice import Compared, broken, greedy, value
from bench.measure import Goal, Result, by_turns, noise
from tests.reception.landings import landing

TITLE = "Place the groups of a landing"
SIZES = {"S": (60, 15), "N": (300, 60), "3N": (900, 180)}  # groups, centres
SEEDS = range(5)
LONGEST = 5  # seconds


def problems(scale: str) -> list[Problem]:
    """Landings with large families in centres with rooms of every profile."""
    groups, places = SIZES[scale]
    return [landing(seed, groups, places, largest=12, most=120, comuni=25).canonical() for seed in SEEDS]


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    landings = problems(scale)
    first, second = by_turns([lambda: greedy(Compared(landings[0]))] * 2, max(3, repeat))
    solved, again = [optimise(one) for one in landings], [optimise(one) for one in landings]
    worst = max(solved, key=lambda one: one.gap)
    compared = [Compared(one) for one in landings]
    lawless = sum(len(broken(one, answer.chosen)) for one, answer in zip(compared, solved, strict=True))
    worse = sum(answer.points > value(one, greedy(one)) for one, answer in zip(compared, solved, strict=True))
    differing = sum(one.chosen != other.chosen for one, other in zip(solved, again, strict=True))
    return Result(
        "P13",
        TITLE,
        scale,
        repeat,
        noise(first, second),
        [
            Goal("gap proven against the bound of HiGHS, worst of five landings", worst.gap * 100, 0.1, "%"),
            Goal("longest search", max(one.seconds for one in solved + again), LONGEST, "s"),
            Goal("landings worse than the plain choice", worse, 0, "landings"),
            Goal("constraints broken", lawless, 0, "groups"),
            Goal("landings with another answer the second time", differing, 0, "landings"),
            Goal(
                "points against the plain choice, median",
                median(one.points / one.greedy_points for one in solved),
                1,
                "×",
            ),
        ],
        {
            "people": [sum(group.size for group in one.groups) for one in landings],
            "points": [one.points for one in solved],
            "bounds": [one.bound for one in solved],
            "greedy_points": [one.greedy_points for one in solved],
            "gaps_percent": [one.gap * 100 for one in solved],
            "seconds": [one.seconds for one in solved],
            "ended_by_itself": [one.in_time for one in solved],
            "without_a_place": [
                len(one.groups) - len(answer.chosen) for one, answer in zip(landings, solved, strict=True)
            ],
        },
    )
