"""Where the marks of a chart stand. Lengths are units of the drawing, not of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10
from typing import TypedDict

from approdo.core.pages.formats import numbers

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 24, 40
NAME_ROOM = 130  # beside the end of a line, for the name of its series
MOST_LABELS = 13  # along the horizontal axis
Value = Decimal | float | int


class Series(TypedDict):
    """One row of values, one for each label; None where nothing is known."""

    name: str
    values: Sequence[Value | None]


class Chart(TypedDict):
    """A question (the title), the unit of its values and what answers it."""

    title: str
    unit: str
    labels: Sequence[str]
    series: Sequence[Series]


@dataclass(frozen=True, slots=True)
class Mark:
    """One value on the drawing: the top left corner and the size of a bar, or a point of a line."""

    x: float
    y: float
    width: float
    height: float
    value: Value


@dataclass(frozen=True, slots=True)
class Row:
    """The marks of a series; `runs` are the unbroken pieces of its line, `end` where its name is written."""

    name: str
    marks: list[Mark]
    runs: list[str]
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template of a chart needs."""

    width: int
    height: int
    left: int
    right: float
    floor: float
    ticks: list[tuple[float, float]]  # height on the drawing, value
    labels: list[tuple[float, str, bool]]  # place on the drawing, word, whether it is written
    rows: list[Row]


def steps_of(highest: float) -> list[float]:
    """Round values from zero to just above the highest one, four or five of them.

    Source: house convention, every chart starts at zero.
    """
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / 4
    scale = 10 ** floor(log10(rough))
    step = next(scale * factor for factor in (1, 2, 2.5, 5, 10) if scale * factor >= rough)
    count = int(-(-highest // step))
    return [step * index for index in range(count + 1)]


def rows_of(chart: Chart) -> list[tuple[str, list[str]]]:
    """The rows of the table of a chart, written in the reader's language; a dash where nothing is known."""
    write = numbers()
    told = zip(*(series["values"] for series in chart["series"]), strict=True)
    return [
        (label, ["–" if value is None else write(value) for value in values])
        for label, values in zip(chart["labels"], told, strict=True)
    ]


def drawing(chart: Chart, *, lines: bool) -> Drawing:
    """Place a chart of bars or lines; the vertical axis starts at zero."""
    values = [float(value) for series in chart["series"] for value in series["values"] if value is not None]
    ticks = steps_of(max(values, default=0.0))
    right = WIDTH - (NAME_ROOM if lines else RIGHT)
    ground = HEIGHT - BOTTOM
    rise = (ground - TOP) / ticks[-1]
    band = (right - LEFT) / max(len(chart["labels"]), 1)
    every = -(-len(chart["labels"]) // MOST_LABELS) or 1
    rows = [
        _row(series, at, band=band, share=band * 0.76 / len(chart["series"]), ground=ground, rise=rise, lines=lines)
        for at, series in enumerate(chart["series"])
    ]
    return Drawing(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=right,
        floor=ground,
        ticks=[(round(ground - tick * rise, 1), tick) for tick in ticks],
        labels=[(LEFT + band * (at + 0.5), word, at % every == 0) for at, word in enumerate(chart["labels"])],
        rows=_apart(rows) if lines else rows,
    )


def _row(series: Series, index: int, *, band: float, share: float, ground: float, rise: float, lines: bool) -> Row:
    """The marks of one series: points in the middle of each band, or bars side by side in it."""
    offset = band / 2 if lines else band * 0.12 + share * index
    marks = [
        Mark(
            x=LEFT + band * at + offset,
            y=round(ground - float(value) * rise, 1),
            width=round(share, 1),
            height=round(float(value) * rise, 1),
            value=value,
        )
        for at, value in enumerate(series["values"])
        if value is not None
    ]
    end = (marks[-1].x + 8, marks[-1].y) if marks else (float(LEFT), ground)
    return Row(series["name"], marks, _runs(series["values"], marks), end)


def _runs(values: Sequence[Value | None], marks: list[Mark]) -> list[str]:
    """The line of a series, cut where a value is missing, as lists of points."""
    runs: list[list[str]] = [[]]
    left = iter(marks)
    for value in values:
        if value is None:
            runs.append([])
        else:
            mark = next(left)
            runs[-1].append(f"{mark.x:.1f},{mark.y}")
    return [" ".join(run) for run in runs if run]


def _apart(rows: list[Row], room: float = 18) -> list[Row]:
    """The same rows with their names far enough from each other to be read."""
    placed: dict[int, float] = {}
    lowest = float("-inf")
    for index in sorted(range(len(rows)), key=lambda at: rows[at].end[1]):
        lowest = placed[index] = max(rows[index].end[1], lowest + room)
    return [Row(row.name, row.marks, row.runs, (row.end[0], round(placed[index], 1))) for index, row in enumerate(rows)]
