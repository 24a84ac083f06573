"""How far the loading of an office is: steps of about the same time, whatever they write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Row = TypeVar("Row")
Tell = Callable[[int], None]
CASES = 1300  # case files of one office at scale 1, about; each is one step


class Stage:
    """What reception and accounting take, in steps as long as a case file's; of each copy but the last one."""

    LIVING = 250
    PEOPLE = 100
    PLACES = 50
    NIGHTS = 1000
    EVIDENCE = 300
    STATEMENTS = 1800
    INVOICES = 900
    PAYMENTS = 500


A_COPY = Stage.LIVING + Stage.PEOPLE + Stage.PLACES + Stage.NIGHTS + Stage.EVIDENCE + Stage.STATEMENTS
ONCE = Stage.INVOICES + Stage.PAYMENTS


def steps(scale: int) -> int:
    """All the steps of one office."""
    return (CASES + A_COPY) * scale + ONCE


def step_by_step(rows: Sequence[Row], whole: int, tell: Tell) -> Iterator[Row]:
    """The rows one by one; when the last is done `whole` steps have been told, evenly."""
    done = 0
    for number, row in enumerate(rows, 1):
        yield row
        now = whole * number // len(rows)
        if now > done:
            tell(now - done)
            done = now
    if done < whole:
        tell(whole - done)


def silent(_steps: int) -> None:
    """For who does not look."""
