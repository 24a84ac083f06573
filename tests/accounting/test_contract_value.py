"""What a contract is worth: price, places, days with both ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from approdo.accounting.rules.contract_value import contract_value, inclusive_days, with_fifth


@pytest.mark.parametrize(
    ("places", "days", "price", "value"),
    [
        (100, 61, "34.03", "207583.00"),
        (100, 213, "34.03", "724839.00"),
        (100, 217, "32.94", "714798.00"),
        (77, 170, "32.66", "427519.40"),
        (51, 335, "33.14", "566196.90"),
        (152, 122, "28.07", "520530.08"),
        (11, 183, "26.78", "53908.14"),
    ],
)
def test_t14_awards_that_were_made(places: int, days: int, price: str, value: str) -> None:
    assert contract_value(Decimal(price), places, days) == Decimal(value)


def test_t15_minors_and_one_fifth_more() -> None:
    value = contract_value(Decimal(60), 25, inclusive_days(date(2024, 7, 1), date(2025, 6, 30)))
    assert (value, with_fifth(value, Decimal(20))) == (Decimal("547500.00"), Decimal("657000.00"))


def test_both_days_of_a_contract_count() -> None:
    assert inclusive_days(date(2026, 5, 1), date(2026, 5, 1)) == 1
    assert inclusive_days(date(2024, 2, 1), date(2024, 2, 29)) == 29
    with pytest.raises(ValueError, match="2026-04-30"):
        inclusive_days(date(2026, 5, 1), date(2026, 4, 30))


def test_a_negative_value_is_refused() -> None:
    with pytest.raises(ValueError, match="places"):
        contract_value(Decimal(30), -1, 10)
