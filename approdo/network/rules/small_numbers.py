"""Counts of people that are shown to anybody: what would point at somebody is hidden."""

from __future__ import annotations

from collections.abc import Mapping


def shown(counts: Mapping[str, int], total: int, least: int) -> dict[str, int | None]:
    """The counts that may be shown; None where one is hidden, nothing where it is zero.

    Hidden are those from 1 to `least` - 1, and then the smallest of the others until what is hidden, and with it the
    difference from the total, are either nothing or at least two counts, `least` in all. `total`: of whom the counts are
    parts, of whom some may be in none.

    Source: Garante, deontological rules for statistics 2018, art. 5 (at least three); domain rules of the network, 5.4.
    """
    told = {name: count for name, count in counts.items() if count}
    hidden = {name for name, count in told.items() if count < least}
    for name in sorted(told, key=lambda one: (told[one], one)):
        left = total - sum(count for one, count in told.items() if one not in hidden)
        if not hidden or (len(hidden) > 1 and left >= least):
            break
        hidden.add(name)
    return {name: None if name in hidden else count for name, count in told.items()}


def total_shown(total: int, least: int) -> int | None:
    """A total that may be shown; None where it is hidden.

    Source: as `shown`.
    """
    return total if total == 0 or total >= least else None
