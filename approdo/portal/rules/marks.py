"""Marks of a map: points too near each other to be touched apart share one."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

ACROSS = 11  # marks beside each other on the width of the smallest phone (about 284 of 320 px): more than 24 px each


def gathered(points: Sequence[tuple[int, int]], reach: float) -> list[list[int]]:
    """Places in `points` gathered into marks; the first of each says where its mark stands.

    The centres of two marks are never nearer than `reach`, in the units of the drawing, so that circles of that diameter do
    not cover each other; no point is farther than `reach` from its mark. The order of the points decides.
    Source: leader clustering (Hartigan, Clustering Algorithms, 1975, chapter 3); WCAG 2.2, 2.5.8 for the size.
    """
    marks: list[list[int]] = []
    for place, (x, y) in enumerate(points):
        near = min(marks, key=lambda mark: hypot(points[mark[0]][0] - x, points[mark[0]][1] - y), default=None)
        if near is not None and hypot(points[near[0]][0] - x, points[near[0]][1] - y) < reach:
            near.append(place)
        else:
            marks.append([place])
    return marks
