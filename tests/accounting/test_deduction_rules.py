"""How much a deduction is and when it may be decided, against a second way of reckoning it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approdo.accounting.rules import kept
from approdo.accounting.rules.deductions import (
    Cap,
    Course,
    DeductionStep,
    Reckoning,
    breach_reckoned,
    counter_arguments_over,
    deduction_step,
    delay_reckoned,
    may_be_decided,
    recovery_reckoned,
    rectified_reckoned,
)
from approdo.accounting.rules.penalties import BreachRule, DeductionState, DelayRule

LAW = DelayRule(Decimal("0.5"), Decimal("1.5"), Decimal(10))
MONTH, NET = Decimal("42742.80"), Decimal(707_000)
DAY = date(2026, 6, 10)
euros = st.decimals(min_value=0, max_value=10**7, places=2)


def cap(already: Decimal = Decimal(0), net: Decimal = NET) -> Cap:
    return Cap(net, Decimal(10), already, "art. 126")


@pytest.mark.parametrize(
    ("rate", "days", "computed", "due"), [("1.0", 5, "3535.00", "3535.00"), ("1.5", 90, "95445.00", "70700.00")]
)
def test_t13_with_all_that_it_rests_on(rate: str, days: int, computed: str, due: str) -> None:
    found = delay_reckoned(cap(), Decimal(rate), days, LAW, "art. 126")
    assert (found.computed, found.due, found.room) == (Decimal(computed), Decimal(due), Decimal("70700.00"))


def test_t16_with_all_that_it_rests_on() -> None:
    rates = {"medium": Decimal(3), "major": Decimal(5)}
    found = [
        breach_reckoned(cap(), MONTH, rate, 1, BreachRule(code, rate, rate), "art. 9") for code, rate in rates.items()
    ]
    assert [one.due for one in found] == [Decimal("1282.28"), Decimal("2137.14")]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(net=euros, rate=st.decimals("0.5", "1.5", places=2), days=st.lists(st.integers(0, 200), max_size=6))
def test_penalties_never_pass_their_cap_and_never_lose_a_cent_below_it(
    net: Decimal, rate: Decimal, days: list[int]
) -> None:
    """One after the other, as the office proposes them; the second way knows only the whole sum."""
    already = asked = Decimal(0)
    for number in days:
        found = delay_reckoned(cap(already, net), rate, number, LAW, "x")
        already, asked = already + found.due, asked + found.computed
    most = (net / 10).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert already == min(asked, most)


@given(fee=euros, rate=st.integers(1, 5), factor=st.integers(1, 3), times=st.integers(1, 6))
def test_a_repeated_breach_against_repeated_multiplication(fee: Decimal, rate: int, factor: int, times: int) -> None:
    rule = BreachRule("meals", Decimal(1), Decimal(20), Decimal(factor))
    now = rate
    for _again in range(times - 1):
        now *= factor
    cents = int(fee * 100) * min(now, 20)  # hundredths of a cent
    found = breach_reckoned(cap(net=Decimal(10**9)), fee, Decimal(rate), times, rule, "art. 9")
    assert int(found.computed * 100) == (cents + 50) // 100


@given(paid=euros, due=euros, already=euros)
def test_a_rectified_month_is_recovered_once(paid: Decimal, due: Decimal, already: Decimal) -> None:
    if paid - due - already > 0:
        found = rectified_reckoned(paid, due, already, "art. 2033")
        assert found.due + already + due == paid
    else:
        with pytest.raises(ValueError, match="nothing to recover"):
            rectified_reckoned(paid, due, already, "art. 2033")


def test_a_reckoning_is_kept_and_read_again() -> None:
    for one in (delay_reckoned(cap(), Decimal(1), 5, LAW, "x"), recovery_reckoned(Decimal("5.00"), "y")):
        assert kept.value_of(Reckoning, kept.text_of(one)) == one


states = st.sampled_from([DeductionState.CONTESTED, DeductionState.ANSWERED])
days_after = st.none() | st.integers(0, 30)


@given(state=states, until=days_after, answered=days_after, on=st.integers(0, 40))
def test_nothing_is_decided_while_the_body_may_still_speak(
    state: DeductionState, until: int | None, answered: int | None, on: int
) -> None:
    """Against the sentence of the law, day by day."""

    def day(after: int | None) -> date | None:
        return None if after is None else DAY + timedelta(days=after)

    course = Course(state, day(None if until is None else 0), day(until), day(answered))
    spoke = answered is not None and answered <= on
    silent = answered is None and until is not None and on > until
    assert may_be_decided(course, DAY + timedelta(days=on)) == (spoke or silent)
    over = counter_arguments_over(course, DAY + timedelta(days=on))
    assert over is None or answered is not None or over == day(until)


@pytest.mark.parametrize("state", [DeductionState.PROPOSED, DeductionState.WITHDRAWN, DeductionState.DISMISSED])
def test_what_is_not_contested_cannot_be_decided(state: DeductionState) -> None:
    assert not may_be_decided(Course(state, answered=DAY), DAY)


def test_the_last_step_is_the_communication() -> None:
    decided = Course(DeductionState.CONFIRMED, answered=DAY)
    assert deduction_step(decided, DAY) is DeductionStep.COMMUNICATION
    told = Course(DeductionState.DISMISSED, answered=DAY, communicated=DAY)
    assert deduction_step(told, DAY) is DeductionStep.DONE
    assert deduction_step(Course(DeductionState.CONTESTED), DAY) is DeductionStep.RECEIPT
