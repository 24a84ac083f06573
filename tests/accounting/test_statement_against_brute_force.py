"""The statement by periods and the statement night by night must be one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from approdo.accounting.rules.statement import Statement, statement
from tests.accounting.brute_force_statement import brute_force
from tests.accounting.random_months import random_month, values_of, write
from tests.accounting.statements import asked

TOTALS = (
    "per_diem", "pocket_money", "entry_kits", "phone_cards", "gross", "vat", "stamp", "invoice_total", "retention",
    "payable_now",
)  # fmt: skip


def told(found: Statement) -> dict[str, Any]:
    """The statement of the rules, in the words of the naive one."""
    due = found.due
    amounts = (
        due.taxable, sum((line.amount for line in found.pocket_lines), Decimal(0)), found.entry_kits,
        found.phone_cards, due.gross, due.vat, due.stamp, due.invoice_total, due.retention, due.payable_now,
    )  # fmt: skip
    findings = {
        (str(one.kind), one.guest or None, one.centre or None): (one.nights, one.amount) for one in found.findings
    }
    assert len(findings) == len(found.findings)
    return {
        "centres": {one.centre: (one.nights, one.paid_nights, one.per_diem) for one in found.centres},
        "findings": findings,
        **dict(zip(TOTALS, amounts, strict=True)),
    }


def compare(months: range) -> None:
    for number in months:
        month = random_month(Random(number))
        assert told(statement(*values_of(month))) == brute_force(month), f"month {number}: {month}"


def test_some_hundred_months() -> None:
    compare(range(400))


@pytest.mark.slow
@pytest.mark.parametrize("share", range(4))
def test_twenty_thousand_months(share: int) -> None:
    compare(range(1_000 + share * 5_000, 6_000 + share * 5_000))


def test_the_command_says_the_same_from_the_files(tmp_path: Path) -> None:
    for number in range(60):
        month = random_month(Random(f"file {number}"))
        status, answer, message = asked(write(tmp_path, month), f"{month['month']:%Y-%m}")
        assert (status, message) == (0, "")
        expected = brute_force(month)
        assert [answer[name] for name in TOTALS] == [f"{expected[name]:.2f}" for name in TOTALS], month
        found = {
            one["centre"]: (one["nights"], one["paid_nights"], Decimal(one["per_diem"])) for one in answer["centres"]
        }
        assert found == expected["centres"]
        findings = {
            (one["kind"], one["guest"], one["centre"]): (one["nights"], Decimal(one["amount"]))
            for one in answer["findings"]
        }
        assert findings == expected["findings"]


def test_the_months_hold_all_that_can_go_wrong() -> None:
    """The control: a generator that made quiet months would compare nothing."""
    found = [brute_force(random_month(Random(number))) for number in range(400)]
    kinds = [kind for one in found for kind, _guest, _centre in one["findings"]]
    assert all(kinds.count(kind) > 30 for kind in ("double_presence", "over_capacity", "no_price", "unknown_guest"))
    assert all(sum(1 for one in found if one[name]) > 100 for name in TOTALS if name != "stamp")
    assert sum(1 for one in found if one["stamp"]) > 30
