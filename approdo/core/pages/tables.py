"""Tables of numbers, as a page and a file show them alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from approdo.core.pages.charts import Value

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
