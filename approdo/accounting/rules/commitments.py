"""What was committed for a contract, what was settled of it, and when the rest is used up at the present pace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from approdo.core.rules.money import ZERO, cents
from approdo.core.rules.nights import month_of

PACE_MONTHS = 3  # settled months that the pace is taken of: our choice
HORIZON = 60  # months ahead; what lasts longer is not told by its month


@dataclass(frozen=True, slots=True)
class MonthCharged:
    """A month of service (its first day) and what was settled for it, euros."""

    month: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class CommitmentForecast:
    """Euros. `pace`: a month, on the average of `based_on`; `exhausted_in`: the first day of the first month that the
    rest does not pay whole, None without a pace or beyond five years; `expected`: what each month to come would take,
    up to that one; `uncovered`: what would be missing at the end of the contract, below zero what would be left.
    """

    committed: Decimal
    settled: Decimal
    residual: Decimal
    pace: Decimal | None
    based_on: tuple[MonthCharged, ...]
    exhausted_in: date | None
    expected: tuple[MonthCharged, ...]
    uncovered: Decimal | None


@dataclass(frozen=True, slots=True)
class Share:
    """What a commitment bears, or has room for; euros."""

    reference: str
    amount: Decimal


def by_age(charged: Decimal, rooms: Sequence[Share]) -> tuple[Share, ...]:
    """What each commitment bears of a payment: the first is used up before the next, in the order given.

    What none has room for is left on the last one, so that what is missing is seen there; nothing is charged without a
    commitment. Source: law 196/2009, art. 34; the order of age is our choice.
    """
    shares, left = [], charged
    for number, one in enumerate(rooms, 1):
        part = left if number == len(rooms) else min(left, max(ZERO, one.amount))
        if part > 0:
            shares.append(Share(one.reference, part))
        left -= part
    return tuple(shares)


def by_month(charges: Iterable[MonthCharged]) -> tuple[MonthCharged, ...]:
    """One row a month, from the oldest: several settlements of a month are one. Source: arithmetic."""
    sums: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for one in charges:
        sums[one.month] += one.amount
    return tuple(MonthCharged(month, cents(sums[month])) for month in sorted(sums))


def forecast(
    committed: Decimal, charges: Iterable[MonthCharged], last_day: date, *, besides: Decimal = ZERO
) -> CommitmentForecast:
    """How long what is left of the commitments of a contract lasts at the pace of its last settled months.

    The pace is the mean of the last three settled months; the months to come begin after the last settled one and each
    takes the pace. `last_day`: of the contract, both ends counted; `besides`: charged to no month. Nothing settled, no
    forecast.
    Source: domain rule 2.3, `residual` and `exhaustion_date`, by month; the three months are our choice.
    """
    months = by_month(charges)
    settled = sum((one.amount for one in months), besides)
    residual = cents(committed - settled)
    last = months[-PACE_MONTHS:]
    if not last or not (pace := cents(sum((one.amount for one in last), ZERO) / len(last))):
        return CommitmentForecast(committed, settled, residual, None, last, None, (), None)
    coming = months_between(_next(months[-1].month), last_day)
    expected, exhausted = _run(residual, pace, _next(months[-1].month))
    uncovered = cents(pace * len(coming) - residual)
    return CommitmentForecast(committed, settled, residual, pace, last, exhausted, expected, uncovered)


def months_between(first: date, last_day: date) -> tuple[date, ...]:
    """The first days of the months from that of `first` to that of the last day. Source: arithmetic of dates."""
    months, month = [], first.replace(day=1)
    while month <= last_day:
        months.append(month)
        month = _next(month)
    return tuple(months)


def cumulated(rows: Sequence[MonthCharged], start: Decimal = ZERO) -> tuple[Decimal, ...]:
    """The running sum of those months, euros, from `start`. Source: arithmetic."""
    sums, total = [], start
    for one in rows:
        total += one.amount
        sums.append(cents(total))
    return tuple(sums)


def _run(residual: Decimal, pace: Decimal, first: date) -> tuple[tuple[MonthCharged, ...], date | None]:
    """The months to come up to the one that the rest does not pay whole, that one included."""
    expected, left, month = [], residual, first
    for _number in range(HORIZON):
        expected.append(MonthCharged(month, pace))
        if left < pace:
            return tuple(expected), month
        left -= pace
        month = _next(month)
    return tuple(expected), None


def _next(month: date) -> date:
    return month_of(month.year, month.month).until
