"""The territorial council for immigration: whether its composition is that of the law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from approdo.core.rules.figures import Source


@dataclass(frozen=True, slots=True)
class Letter:
    """Who must sit by a letter of the law. `least`: how many seats; `explanation`: how we read it."""

    id: str
    name_it: str
    name_en: str
    least: int
    explanation_it: str
    explanation_en: str
    source: Source


@dataclass(frozen=True, slots=True)
class Sitting:
    """A seat: `named` says whether somebody was appointed; both days are days of the seat."""

    letter: str
    named: bool
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class LetterCount:
    """What a letter asks and has on a day. `vacant`: seats to which nobody was named; `ended`: seats whose time is over.

    `next_end`: the first last day among those who sit, None where nobody has one.
    """

    letter: Letter
    sitting: int
    vacant: int
    ended: int
    next_end: date | None

    @property
    def lacking(self) -> int:
        """How many more are needed."""
        return max(0, self.letter.least - self.sitting)


def composition(letters: Iterable[Letter], seats: Iterable[Sitting], on: date) -> tuple[LetterCount, ...]:
    """The council letter by letter on a day, in the order of the law. Seats of no letter are those of who is invited.

    Source: D.P.R. 394/1999, art. 57; D.P.C.M. 18 December 1999.
    """
    held = tuple(seats)
    return tuple(_count(one, [seat for seat in held if seat.letter == one.id], on) for one in letters)


def complete(counts: Iterable[LetterCount]) -> bool:
    """Whether no letter lacks anybody.

    Source: as `composition`.
    """
    return not any(one.lacking for one in counts)


def _count(letter: Letter, seats: list[Sitting], on: date) -> LetterCount:
    present = [one for one in seats if one.since <= on and (one.until is None or on <= one.until)]
    ended = sum(one.until is not None and one.until < on for one in seats)
    sitting = [one for one in present if one.named]
    ends = [one.until for one in sitting if one.until is not None]
    return LetterCount(letter, len(sitting), len(present) - len(sitting), ended, min(ends, default=None))
