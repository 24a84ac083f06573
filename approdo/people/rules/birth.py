"""Birth dates that are not always known to the day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from approdo.people.rules.vocabulary import BirthPrecision

ESTIMATE_MARGIN = 2  # years either side
ADULT = 18


@dataclass(frozen=True, slots=True)
class BirthSpan:
    """First and last day on which somebody may be born, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Age:
    """Completed years, lowest and highest that the birth date allows."""

    lowest: int
    highest: int

    @property
    def exact(self) -> bool:
        """Whether only one age is possible."""
        return self.lowest == self.highest


def span(born: date | None, precision: BirthPrecision) -> BirthSpan | None:
    """Days on which somebody may be born; None when nothing is known.

    An estimated date stands for the years from two before to two after.
    Source: art. 19-bis d.lgs. 142/2015 (the margin of error of an age assessment must be stated).
    """
    if born is None or precision == BirthPrecision.UNKNOWN:
        return None
    if precision == BirthPrecision.MONTH:
        return BirthSpan(born.replace(day=1), born.replace(day=monthrange(born.year, born.month)[1]))
    if precision == BirthPrecision.YEAR:
        return BirthSpan(date(born.year, 1, 1), date(born.year, 12, 31))
    if precision == BirthPrecision.ESTIMATED:
        return BirthSpan(date(born.year - ESTIMATE_MARGIN, 1, 1), date(born.year + ESTIMATE_MARGIN, 12, 31))
    return BirthSpan(born, born)


def age(born: date | None, precision: BirthPrecision, on: date) -> Age | None:
    """Completed years on a day; None when the birth is unknown or may lie after that day altogether.

    Source: art. 2 Codice civile (age is completed on the birthday); 29 February is completed on 1 March.
    """
    days = span(born, precision)
    if days is None or days.first > on:
        return None
    return Age(max(0, _completed(days.last, on)), _completed(days.first, on))


def may_be_minor(born: date | None, precision: BirthPrecision, on: date) -> bool:
    """Whether somebody may be under eighteen on a day; when in doubt, yes. False when nothing is known.

    Source: art. 19-bis c. 8 d.lgs. 142/2015 (in doubt the minor age is presumed).
    """
    years = age(born, precision, on)
    return years is not None and years.lowest < ADULT


def majority_on(born: date | None, precision: BirthPrecision) -> date | None:
    """The first day on which somebody is an adult for certain; None when nothing is known of the birth.

    Source: art. 2 Codice civile (age is completed on the birthday); 29 February is completed on 1 March; in doubt the
    minor age is presumed, art. 19-bis c. 8 d.lgs. 142/2015.
    """
    days = span(born, precision)
    if days is None:
        return None
    year = days.last.year + ADULT
    try:
        return days.last.replace(year=year)
    except ValueError:  # born on 29 February
        return date(year, 3, 1)


def may_agree(one: BirthSpan | None, other: BirthSpan | None) -> bool:
    """Whether two births may be the same one. What is unknown contradicts nothing.

    Source: house convention.
    """
    return one is None or other is None or (one.first <= other.last and other.first <= one.last)


def _completed(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
