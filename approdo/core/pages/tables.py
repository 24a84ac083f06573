"""Tables of numbers, as a page and a file show them alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from approdo.core.pages.charts import Value
from approdo.core.pages.formats import amounts, numbers

Cell = str | int | float | Value | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it holds: text, number, share (0 to 1), ratio, euro."""

    label: str
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a title. `links`: for each row the address that its first cell leads to, empty where it leads nowhere."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    links: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One number to read first."""

    label: str
    value: Cell
    kind: str = "number"


def writers() -> dict[str, Callable[[Any], str]]:
    """How the cells of each kind of column are written in the reader's language; a dash where nothing is known."""
    share, ratio, number, euro = numbers(1), numbers(2), numbers(), amounts()
    made: dict[str, Callable[[Any], str]] = {
        "text": str, "share": lambda value: f"{share(value * 100)}\xa0%", "ratio": ratio, "number": number,
        "euro": euro,
    }  # fmt: skip
    return {kind: _or_dash(write) for kind, write in made.items()}


def _or_dash(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: "–" if value is None else write(value)


def written(table: Table) -> list[list[str]]:
    """The cells of a table as they are read."""
    known = writers()
    write = [known[column.kind] for column in table.columns]
    return [[one(value) for one, value in zip(write, row, strict=True)] for row in table.rows]
