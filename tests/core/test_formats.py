"""Dates, numbers and money in the reader's language."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from approdo.core.errors import InvalidInput
from approdo.core.pages import formats
from approdo.core.saying import between

DAY, ONE = datetime.date(2026, 6, 11), datetime.timedelta(1)


def test_dates_are_written_out() -> None:
    with override("it"):
        assert formats.long_date(DAY) == "giovedì 11 giugno 2026"
        assert formats.short_date(DAY) == "11 giu 2026"
        assert formats.long_date(None) == "–"
    with override("en"):
        assert formats.long_date(DAY).replace(",", "") == "Thursday 11 June 2026"
        assert formats.short_date(DAY) == "11 Jun 2026"


def test_a_moment_is_told_in_italian_time() -> None:
    noon = datetime.datetime(2026, 6, 11, 12, 0, tzinfo=datetime.UTC)
    with override("it"):
        assert "14:00" in formats.moment(noon)
    with override("en"):
        assert formats.moment(noon).startswith("11 Jun 2026")
    assert formats.moment(None) == "–"


def test_money_has_currency_and_two_decimals() -> None:
    with override("it"):
        assert formats.money(Decimal("1234.5")).replace("\xa0", " ") == "1.234,50 €"
        assert formats.money(Decimal("-0.005")).replace("\xa0", " ").endswith("€")


def test_numbers_have_the_separators_of_the_language() -> None:
    with override("it"):
        assert formats.number(1234567.5) == "1.234.567,5"
        assert formats.number(2, digits=2) == "2,00"
        assert formats.number(2.4, digits=0) == "2"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (12, "mancano 12 giorni"),
        (1, "manca 1 giorno"),
        (0, "oggi"),
        (-1, "in ritardo di 1 giorno"),
        (-3, "in ritardo di 3 giorni"),
        (None, ""),
    ],
)
def test_the_distance_of_a_day_is_said_in_words(days: int | None, said: str) -> None:
    with override("it"):
        assert formats.days_away(days) == said


def test_a_day_inside_a_refusal_is_never_read_with_the_month_first() -> None:
    with override("en"), pytest.raises(InvalidInput) as refused:
        between(DAY, DAY + ONE, DAY + ONE, "on")
    with override("en"):
        assert "before 12 Jun 2026" in str(refused.value.message)
