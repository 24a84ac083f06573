"""What is left of a contract and how long it lasts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from approdo.accounting.rules.residual import forecast, spent

TODAY = date(2026, 3, 1)
PRICE, VALUE = Decimal("34.03"), Decimal(724_839)


def test_t21_what_is_left_and_how_long_it_lasts() -> None:
    gone = spent(91, 120, PRICE)
    assert gone == Decimal("371607.60")
    found = forecast(VALUE, gone, Decimal(97), PRICE, TODAY, TODAY + timedelta(days=92))
    assert (found.residual, round(found.lasts_days or 0, 1), found.days_left, found.margin) == (
        Decimal("353231.40"), Decimal("107.0"), 93, Decimal("46246.77"),
    )  # fmt: skip
    assert found.exhausted_on == TODAY + timedelta(days=107)


def test_the_day_of_exhaustion_is_the_first_that_cannot_be_paid_whole() -> None:
    found = forecast(Decimal(100), Decimal(0), Decimal(1), Decimal(10), TODAY, TODAY)
    assert found.exhausted_on == TODAY + timedelta(days=10)


def test_a_contract_already_spent_is_exhausted_today() -> None:
    found = forecast(VALUE, VALUE + 1, Decimal(97), PRICE, TODAY, TODAY)
    assert (found.residual, found.exhausted_on, found.lasts_days) == (Decimal("-1.00"), TODAY, 0)


@pytest.mark.parametrize(
    ("guests", "price"), [(Decimal(0), PRICE), (Decimal(97), Decimal(0)), (Decimal(1), Decimal("1E-9"))]
)
def test_without_expense_it_is_never_exhausted(guests: Decimal, price: Decimal) -> None:
    assert forecast(VALUE, Decimal(0), guests, price, TODAY, TODAY).exhausted_on is None


def test_after_the_last_day_nothing_more_is_expected() -> None:
    found = forecast(VALUE, Decimal(0), Decimal(97), PRICE, TODAY, TODAY - timedelta(days=5))
    assert (found.days_left, found.margin) == (0, VALUE)
