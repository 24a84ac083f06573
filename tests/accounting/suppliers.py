"""Managing bodies as they are taxed in 2026, for the tests."""

from __future__ import annotations

from decimal import Decimal

from approdo.accounting.rules.terms import Supplier


def supplier(vat_percent: Decimal | None = None) -> Supplier:
    """Under split payment; exempt without a rate."""
    return Supplier(vat_percent, True, Decimal("0.5"), Decimal("2.00"), Decimal("77.47"))
