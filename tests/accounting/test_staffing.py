"""Hours of the staff against the table of the contract; without a table nothing passes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from approdo.accounting.rules.staffing import Outcome, StaffRow, check_staff, passes, required_hours

MEDIATOR = StaffRow("v2024", "cc_50", 1, 50, "mediator", Decimal(12))
PRICE = {"mediator": Decimal("22.50")}


def test_t17_a_mediator_who_worked_too_little() -> None:
    (found,) = check_staff([MEDIATOR], "v2024", "cc_50", 45, {"mediator": Decimal(40)}, PRICE, days=30)
    assert found.outcome is Outcome.SHORT
    assert round(found.required, 2) == Decimal("51.43")
    assert round(found.gap, 2) == Decimal("11.43")
    assert (found.gap_percent, found.recovery) == (Decimal("22.2"), Decimal("257.14"))
    assert not passes([found])


def test_hours_enough_pass_and_more_are_no_credit() -> None:
    found = check_staff([MEDIATOR], "v2024", "cc_50", 50, {"mediator": Decimal(60)}, PRICE, days=30)
    assert [(one.outcome, one.gap, one.recovery) for one in found] == [(Outcome.COVERED, 0, 0)]
    assert passes(found)


@pytest.mark.parametrize(
    ("table", "scheme", "lot", "guests"),
    [
        ([], "v2024", "cc_50", 45),
        ([MEDIATOR], "v2021", "cc_50", 45),
        ([MEDIATOR], "v2024", "sua", 45),
        ([MEDIATOR], "v2024", "cc_50", 51),
        ([MEDIATOR], "v2024", "cc_50", 0),
    ],
)
def test_a_missing_table_blocks(table: list[StaffRow], scheme: str, lot: str, guests: int) -> None:
    found = check_staff(table, scheme, lot, guests, {"mediator": Decimal(1000)}, PRICE, days=30)
    assert [one.outcome for one in found] == [Outcome.TABLE_MISSING]
    assert not passes(found)


def test_a_row_without_hours_blocks_that_figure_alone() -> None:
    unknown = StaffRow("v2024", "cc_50", 1, 50, "director", None)
    worked = {"mediator": Decimal(60), "director": Decimal(160)}
    found = check_staff([MEDIATOR, unknown], "v2024", "cc_50", 45, worked, PRICE, days=30)
    assert {one.figure: one.outcome for one in found} == {
        "mediator": Outcome.COVERED, "director": Outcome.TABLE_MISSING,
    }  # fmt: skip
    assert not passes(found)


def test_hours_that_nobody_told_are_not_hours_worked() -> None:
    (found,) = check_staff([MEDIATOR], "v2024", "cc_50", 45, {}, PRICE, days=30)
    assert (found.outcome, found.recovery) == (Outcome.HOURS_MISSING, 0)
    assert not passes([found])


def test_a_gap_without_a_price_is_told_but_not_valued() -> None:
    (found,) = check_staff([MEDIATOR], "v2024", "cc_50", 45, {"mediator": Decimal(40)}, {}, days=30)
    assert (found.outcome, found.recovery) == (Outcome.SHORT, None)


def test_no_check_at_all_does_not_pass() -> None:
    assert not passes([])


def test_two_rows_for_one_figure_are_refused() -> None:
    with pytest.raises(ValueError, match="mediator"):
        check_staff([MEDIATOR, MEDIATOR], "v2024", "cc_50", 45, {}, PRICE, days=30)


def test_hours_of_a_week_become_hours_of_a_month() -> None:
    assert required_hours(Decimal(7), 31) == 31
    with pytest.raises(ValueError, match="hours"):
        required_hours(Decimal(-1), 31)
