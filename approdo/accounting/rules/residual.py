"""What is left of a contract, until when it lasts, and whether it reaches the last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from approdo.core.rules.money import ZERO, cents


@dataclass(frozen=True, slots=True)
class Forecast:
    """Euros and days. `lasts_days` and `exhausted_on` are None when the expense of a day never exhausts the rest.

    `margin` is what would be left on the last day of the contract; below zero it is what would be missing.
    """

    residual: Decimal
    lasts_days: Decimal | None
    exhausted_on: date | None
    days_left: int
    margin: Decimal


def spent(guests: int, days: int, unit_price: Decimal) -> Decimal:
    """What so many guests cost in so many days, in euros. Source: domain rule 2.3, `residual`."""
    return cents(guests * days * unit_price)


def forecast(
    value: Decimal, recognised: Decimal, guests: Decimal, unit_price: Decimal, today: date, last_day: date
) -> Forecast:
    """How long the rest of a contract lasts for so many guests a day, from `today` to `last_day`, both counted.

    `exhausted_on` is the first day that cannot be paid whole.
    Source: domain rule 2.3, `residual` and `exhaustion_date`.
    """
    residual, a_day = cents(value - recognised), guests * unit_price
    days_left = max(0, (last_day - today).days + 1)
    lasts = max(ZERO, residual) / a_day if a_day > 0 else None
    return Forecast(residual, lasts, _after(today, lasts), days_left, cents(residual - days_left * a_day))


def _after(today: date, lasts: Decimal | None) -> date | None:
    """The day after so many whole days; None where the calendar has no such day."""
    if lasts is None or lasts >= (date.max - today).days:
        return None
    return today + timedelta(days=int(lasts))
