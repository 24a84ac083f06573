"""The income a family needs: the published figures, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.procedures.definitions import procedure
from approdo.procedures.rules.income import income_shares, income_threshold

SHARES = income_shares(procedure("family_reunification"), date(2026, 1, 12))


@pytest.mark.parametrize(
    ("allowance", "relatives", "children", "expected"),
    [
        ("6542.51", 1, 0, "9813.76"),
        ("6542.51", 0, 3, "13085.02"),
        ("6542.51", 1, 2, "16356.27"),
        ("5983.64", 1, 0, "8975.46"),
        ("5983.64", 2, 0, "11967.28"),
        ("5983.64", 0, 2, "11967.28"),
        ("5983.64", 0, 1, "8975.46"),
        ("5983.64", 0, 0, "5983.64"),
    ],
)
def test_published_figures(allowance: str, relatives: int, children: int, expected: str) -> None:
    assert income_threshold(Decimal(allowance), relatives, children, SHARES) == Decimal(expected)


@given(st.decimals(0, 20000, places=2), st.integers(0, 9), st.integers(0, 9))
def test_one_more_person_never_lowers_it(allowance: Decimal, relatives: int, children: int) -> None:
    here = income_threshold(allowance, relatives, children, SHARES)
    assert here <= income_threshold(allowance, relatives + 1, children, SHARES)
    assert here <= income_threshold(allowance, relatives, children + 1, SHARES)


@pytest.mark.parametrize(
    ("allowance", "relatives", "children"), [("-1", 0, 0), ("1", -1, 0), ("1", 0, -1), ("NaN", 0, 0)]
)
def test_nonsense_is_refused(allowance: str, relatives: int, children: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        income_threshold(Decimal(allowance), relatives, children, SHARES)


def test_before_the_first_figure_there_is_no_share() -> None:
    with pytest.raises(LookupError):
        income_shares(procedure("family_reunification"), date(2000, 1, 1))
