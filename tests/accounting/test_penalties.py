"""Penalties: how much, up to where, and never before they are decided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from approdo.accounting.rules.penalties import (
    BreachRule,
    Deduction,
    DeductionState,
    DelayRule,
    OutsideTheLaw,
    breach_penalty,
    deduct,
    deductible,
    delay_penalty,
    within_cap,
)

LAW = DelayRule(per_mille_least=Decimal("0.5"), per_mille_most=Decimal("1.5"), cap_percent=Decimal(10))
MONTH, NET_VALUE = Decimal("42742.80"), Decimal(707_000)
TODAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("rate", "days", "computed", "due"), [("1.0", 5, "3535.00", "3535.00"), ("1.5", 90, "95445.00", "70700.00")]
)
def test_t13_a_delay_costs_so_much_a_day_up_to_a_tenth(rate: str, days: int, computed: str, due: str) -> None:
    found = delay_penalty(NET_VALUE, Decimal(rate), days, LAW)
    assert (found.computed, found.due) == (Decimal(computed), Decimal(due))


def test_penalties_already_applied_count_towards_the_cap() -> None:
    assert delay_penalty(NET_VALUE, Decimal("1.5"), 90, LAW, already=Decimal(70_000)).due == Decimal("700.00")
    assert delay_penalty(NET_VALUE, Decimal("1.5"), 90, LAW, already=Decimal(80_000)).due == 0


@pytest.mark.parametrize("rate", ["0.4", "1.6"])
def test_a_rate_outside_the_law_is_refused(rate: str) -> None:
    with pytest.raises(OutsideTheLaw, match=r"0\.5.*1\.5"):
        delay_penalty(NET_VALUE, Decimal(rate), 5, LAW)


def test_a_negative_delay_is_refused() -> None:
    with pytest.raises(ValueError, match="days"):
        delay_penalty(NET_VALUE, Decimal(1), -1, LAW)


def test_t16_two_breaches_in_a_month() -> None:
    minor, major = (breach_penalty(MONTH, BreachRule(code, Decimal(rate), Decimal(rate)), Decimal(rate))
                    for code, rate in (("medium", "3"), ("major", "5")))  # fmt: skip
    assert (minor, minor + major, MONTH - minor - major) == (
        Decimal("1282.28"), Decimal("3419.42"), Decimal("39323.38"),
    )  # fmt: skip


def test_a_breach_repeated_costs_more_but_never_more_than_its_most() -> None:
    rule = BreachRule("medium", Decimal(1), Decimal(5), repeat_factor=Decimal(2))
    assert breach_penalty(Decimal(1000), rule, Decimal(2), times=2) == Decimal("40.00")
    assert breach_penalty(Decimal(1000), rule, Decimal(2), times=3) == Decimal("50.00")
    with pytest.raises(OutsideTheLaw):
        breach_penalty(Decimal(1000), rule, Decimal(6))


def test_the_sum_of_the_penalties_stops_at_its_cap_and_says_so() -> None:
    amounts = [Decimal(60), Decimal(30), Decimal(30)]
    assert within_cap(amounts, Decimal(1000), Decimal(10)) == ((Decimal(60), Decimal(30), Decimal(10)), True)
    assert within_cap(amounts, Decimal(1200), Decimal(10)) == (tuple(amounts), True)
    assert within_cap(amounts, Decimal(1201), Decimal(10)) == (tuple(amounts), False)


def penalty(amount: str, state: DeductionState, decided_on: date | None = None) -> Deduction:
    return Deduction(f"{amount} {state}", Decimal(amount), state, decided_on)


@pytest.mark.parametrize(
    "state", [DeductionState.PROPOSED, DeductionState.CONTESTED, DeductionState.ANSWERED, DeductionState.DISMISSED]
)
def test_nothing_is_deducted_before_the_decision(state: DeductionState) -> None:
    assert deductible([penalty("100", state, TODAY)], TODAY) == ()
    assert deduct(Decimal(500), [penalty("100", state, TODAY)], TODAY).net == 500


def test_a_decision_deducts_from_its_own_day() -> None:
    decided = penalty("100", DeductionState.CONFIRMED, TODAY)
    assert deductible([decided], date(2026, 6, 9)) == ()
    assert deductible([decided], TODAY) == (decided,)
    assert deductible([penalty("100", DeductionState.CONFIRMED)], TODAY) == ()


def test_what_the_month_cannot_bear_is_left_for_the_next_or_the_guarantee() -> None:
    first = penalty("400", DeductionState.CONFIRMED, date(2026, 6, 1))
    later = penalty("300", DeductionState.CONFIRMED, TODAY)
    found = deduct(Decimal(500), [later, first], TODAY)
    assert found.taken == ((first, Decimal(400)), (later, Decimal(100)))
    assert (found.net, found.left) == (Decimal("0.00"), Decimal("200.00"))
