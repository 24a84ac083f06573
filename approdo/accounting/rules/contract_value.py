"""What a contract is worth: price, places and days, both its first and its last."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from approdo.core.rules.money import cents, percent


def inclusive_days(first: date, last: date) -> int:
    """The days of a contract, both ends counted. Raises ValueError when the last comes before the first.

    Source: seven awards published by ANAC, whose values are met only so; art. 2963 c.c. counts otherwise.
    """
    if last < first:
        raise ValueError(f"the last day {last} comes before the first {first}")
    return (last - first).days + 1


def contract_value(unit_price: Decimal, places: int, days: int) -> Decimal:
    """The value in euros, net of tax: price of a place and day, places, days. Raises ValueError below zero.

    Source: the awards published by ANAC, domain rule 2.4.
    """
    if unit_price < 0 or places < 0 or days < 0:
        raise ValueError(f"below zero: price {unit_price}, places {places}, days {days}")
    return cents(unit_price * places * days)


def with_fifth(value: Decimal, fifth_percent: Decimal) -> Decimal:
    """The value with the most that the administration may add without a new tender: a fifth, told in per cent.

    Source: legislative decree 36/2023, art. 120 c. 9.
    """
    return cents(value) + percent(value, fifth_percent)
