"""Amounts of money: euros with two decimals, rounded half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    """The amount in euros to the cent, a half cent away from zero.

    Source: Regulation (EC) 1103/97, art. 5, for amounts paid in euros.
    """
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def percent(amount: Decimal, rate: Decimal) -> Decimal:
    """`rate` per cent of the amount, to the cent. Source: arithmetic."""
    return cents(amount * rate / 100)
