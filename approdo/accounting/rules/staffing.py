"""Hours of the staff: what the contract's table asks, what was worked, what is recovered.

The hours are data of the scheme. Where they are not loaded the check is blocked and never passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from approdo.core.rules.money import ZERO, cents

DAYS_OF_A_WEEK = 7
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Hours a week of one figure for a band of guests, both ends counted; None where nobody has read them yet."""

    scheme: str
    lot_class: str
    band_least: int
    band_most: int
    figure: str
    weekly_hours: Decimal | None


class Outcome(StrEnum):
    """What a check says. Only `covered` passes."""

    COVERED = "covered"
    SHORT = "short"
    TABLE_MISSING = "table_missing"
    HOURS_MISSING = "hours_missing"


@dataclass(frozen=True, slots=True)
class StaffCheck:
    """One figure in one month: hours, not rounded; `gap_percent` of what was required, to one decimal.

    `recovery` in euros, None where a gap has no price of an hour. `figure` is "" when the whole table is missing.
    """

    figure: str
    outcome: Outcome
    required: Decimal = ZERO
    worked: Decimal = ZERO
    gap: Decimal = ZERO
    gap_percent: Decimal = ZERO
    recovery: Decimal | None = ZERO


def required_hours(weekly_hours: Decimal, days: int) -> Decimal:
    """The hours of so many days, not rounded. Raises ValueError below zero. Source: domain rule 2.3, `staff_required`."""
    if weekly_hours < 0 or days < 0:
        raise ValueError(f"below zero: hours {weekly_hours}, days {days}")
    return weekly_hours * days / DAYS_OF_A_WEEK


def check_staff(
    table: Iterable[StaffRow], scheme: str, lot_class: str, guests: int, worked: Mapping[str, Decimal],
    hourly_prices: Mapping[str, Decimal], *, days: int,
) -> tuple[StaffCheck, ...]:  # fmt: skip
    """Every figure of the table for so many guests, in its order. `worked`: hours of the month by figure.

    Raises ValueError when the table tells one figure twice.
    Source: the tender scheme's staff table (decree of 4 March 2024, not yet read: domain rule 2.5).
    """
    rows = [
        row
        for row in table
        if (row.scheme, row.lot_class) == (scheme, lot_class) and row.band_least <= guests <= row.band_most
    ]
    figures = [row.figure for row in rows]
    if twice := sorted({figure for figure in figures if figures.count(figure) > 1}):
        raise ValueError(f"told twice for {guests} guests: {', '.join(twice)}")
    if not rows:
        return (StaffCheck("", Outcome.TABLE_MISSING),)
    return tuple(_check(row, worked.get(row.figure), hourly_prices.get(row.figure), days) for row in rows)


def passes(checks: Iterable[StaffCheck]) -> bool:
    """Whether every figure was covered; without any check nothing passes.

    Source: domain rule 2.5: a missing table blocks the check.
    """
    outcomes = {one.outcome for one in checks}
    return outcomes == {Outcome.COVERED}


def _check(row: StaffRow, worked: Decimal | None, price: Decimal | None, days: int) -> StaffCheck:
    if row.weekly_hours is None:
        return StaffCheck(row.figure, Outcome.TABLE_MISSING, worked=worked or ZERO)
    required = required_hours(row.weekly_hours, days)
    if worked is None:
        return StaffCheck(row.figure, Outcome.HOURS_MISSING, required)
    gap = max(ZERO, required - worked)
    if not gap:
        return StaffCheck(row.figure, Outcome.COVERED, required, worked)
    share = (gap / required * 100).quantize(TENTH, ROUND_HALF_UP)
    recovery = None if price is None else cents(gap * price)
    return StaffCheck(row.figure, Outcome.SHORT, required, worked, gap, share, recovery)
