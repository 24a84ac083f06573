"""What is paid for a month: the worked amounts, a second implementation, and what must hold for any amounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.accounting.rules import kept
from approdo.accounting.rules.invoice_lines import Component
from approdo.accounting.rules.penalties import Deduction, DeductionState
from approdo.accounting.rules.settlement import Part, Settled, SettlementInputs, StepKind, settle
from approdo.accounting.rules.terms import Supplier
from tests.accounting.statements import POCKET, asked, contract, folder, guests
from tests.accounting.suppliers import supplier

ON = date(2026, 6, 20)
CENT = Decimal("0.01")
DAYS, POCKETS, STAMP = Component.PER_DIEM, Component.POCKET_MONEY, Component.STAMP


def euros(text: str) -> Decimal:
    return Decimal(text)


def part(component: Component, asked_for: str, due: str | None = None, already: str = "0.00") -> Part:
    return Part(component, euros(asked_for), euros(due if due is not None else asked_for), euros(already))


def inputs(*parts: Part, taxed: Supplier | None = None, **values: Any) -> SettlementInputs:
    told = {
        "rule": 1, "on": ON, "statement": "a", "supplier": taxed or supplier(), "documents": (), "parts": parts,
        "tax_asked": Decimal(0), "retention_on_invoice": Decimal(0), "retained_already": Decimal(0), "deductions": (),
    }  # fmt: skip
    return SettlementInputs(**told | values)


def decided(reference: str, amount: str, on: date = date(2026, 6, 1)) -> Deduction:
    return Deduction(reference, euros(amount), DeductionState.CONFIRMED, on)


def kinds(found: Settled) -> list[str]:
    return [one.kind.value for one in found.steps]


def test_t11_a_social_cooperative_under_split_payment() -> None:
    found = settle(inputs(part(DAYS, "42742.80"), taxed=supplier(Decimal(5)), tax_asked=euros("2137.14")))
    assert (found.total, found.vat_to_treasury, found.retention, found.payable) == (
        euros("44879.94"), euros("2137.14"), euros("213.71"), euros("42529.09"),
    )  # fmt: skip


def test_t12_an_exempt_supplier_with_its_stamp() -> None:
    found = settle(inputs(part(DAYS, "42742.80"), part(STAMP, "2.00")))
    assert (found.total, found.payable, found.vat_to_treasury) == (euros("42744.80"), euros("42531.09"), 0)


def test_t16_penalties_are_taken_from_what_is_paid() -> None:
    taken = settle(
        inputs(part(DAYS, "42742.80"), deductions=(decided("A", "1282.28"), decided("B", "2137.14")))
    )  # fmt: skip
    assert (taken.deducted, taken.payable + taken.retention) == (euros("3419.42"), euros("39323.38"))


TWO = contract(("2026-01-01", "30.64")) + contract(("2026-01-01", "30.64"), centre="B")
FULL = contract(("2026-01-01", "30.64")) + POCKET
SUSPENDED = contract(("2024-01-01", "25.60")) + POCKET
TAX = '[supplier]\nvat = {vat}\nsplit_payment = {split}\nretention_percent = 0.5\nstamp_duty = "2.00"\n'
MONTHS: dict[str, tuple[str, str, list[str], list[str]]] = {
    "T01": ("2026-05", FULL, guests(45, "A", "2026-04-01"), []),
    "T19": ("2026-05", TWO, ["g,,A,2026-05-01,2026-05-16,new", "g,,B,2026-05-11,2026-05-20,new"], []),
    "T20 January": ("2025-01", SUSPENDED, guests(1, "A", "2024-12-01"), ["g0,2025-01-10,2025-02-24"]),
    "T20 February": ("2025-02", SUSPENDED, guests(1, "A", "2024-12-01"), ["g0,2025-01-10,2025-02-24"]),
}


@pytest.mark.parametrize(("vat", "split"), [('"exempt"', "true"), ("5", "true"), ("5", "false"), ("22", "true")])
@pytest.mark.parametrize("name", MONTHS)
def test_what_the_calculator_says_is_payable_is_paid(tmp_path: Path, name: str, vat: str, split: str) -> None:
    month, terms, stays, suspensions = MONTHS[name]
    _status, said, message = asked(
        folder(tmp_path, terms + TAX.format(vat=vat, split=split), stays, suspensions=suspensions), month
    )
    assert message == ""
    rate = None if "exempt" in vat else Decimal(vat)
    taxed = replace(supplier(rate), split_payment=split == "true")
    found = settle(
        inputs(
            part(DAYS, said["per_diem"]), part(POCKETS, said["pocket_money"]),
            part(Component.ENTRY_KIT, said["entry_kits"]), part(Component.PHONE_CARD, said["phone_cards"]),
            part(STAMP, said["stamp"]), taxed=taxed, tax_asked=euros(said["vat"]),
        )
    )  # fmt: skip
    assert {
        "gross": str(found.taxable + found.reimbursed), "vat": str(found.vat), "stamp": str(found.stamp),
        "invoice_total": str(found.total), "retention": str(found.retention), "payable_now": str(found.payable),
    }.items() <= said.items()  # fmt: skip


def test_what_is_asked_too_much_is_not_paid_and_is_said() -> None:
    found = settle(inputs(part(DAYS, "991.60", "949.84")))
    assert (found.payable, found.steps[0].kind) == (euros("945.09"), StepKind.ASKED_MORE)


def test_what_is_asked_too_little_is_paid_as_asked() -> None:
    found = settle(inputs(part(DAYS, "900.00", "949.84")))
    assert (found.taxable, found.steps[0].kind) == (euros("900.00"), StepKind.ASKED_LESS)


def test_another_invoice_of_the_month_is_paid_up_to_what_is_left() -> None:
    second = settle(inputs(part(DAYS, "600.00", "1000.00", "500.00"), retained_already=euros("2.50")))
    assert (second.taxable, second.retention) == (euros("500.00"), euros("2.50"))


def test_the_cents_of_two_retentions_are_those_of_the_whole() -> None:
    first = settle(inputs(part(DAYS, "100.70", "201.40")))
    second = settle(inputs(part(DAYS, "100.70", "201.40", "100.70"), retained_already=first.retention))
    whole = settle(inputs(part(DAYS, "201.40")))
    assert (first.retention, second.retention, whole.retention) == (euros("0.50"), euros("0.51"), euros("1.01"))


def test_a_retention_written_on_the_invoice_bears_no_tax_yet() -> None:
    found = settle(
        inputs(
            part(DAYS, "10000.00"), taxed=supplier(Decimal(5)), tax_asked=euros("497.50"),
            retention_on_invoice=euros("50.00"),
        )
    )  # fmt: skip
    assert (found.vat, found.retention, found.payable) == (euros("497.50"), euros("50.00"), euros("9950.00"))


def test_a_deduction_larger_than_the_payment_is_taken_for_what_fits() -> None:
    found = settle(inputs(part(DAYS, "100.00"), deductions=(decided("A", "60.00"), decided("B", "70.00"))))
    assert (found.payable, found.taken, found.left) == (
        0, (("A", euros("60.00")), ("B", euros("39.50"))), euros("30.50"),
    )  # fmt: skip
    assert StepKind.DEDUCTION_LEFT in kinds(found)


@pytest.mark.parametrize(
    "early",
    [
        Deduction("A", Decimal(10), DeductionState.PROPOSED),
        Deduction("A", Decimal(10), DeductionState.CONTESTED),
        Deduction("A", Decimal(10), DeductionState.CONFIRMED, date(2026, 6, 21)),
    ],
)
def test_nothing_is_deducted_before_the_decision(early: Deduction) -> None:
    assert settle(inputs(part(DAYS, "100.00"), deductions=(early,))).deducted == 0


def test_the_inputs_give_the_same_reckoning_years_later() -> None:
    told = inputs(part(DAYS, "42742.80"), taxed=supplier(Decimal(5)), tax_asked=euros("2137.14"),
                  deductions=(decided("A", "9.99"),))  # fmt: skip
    again = kept.value_of(SettlementInputs, kept.text_of(told))
    assert kept.text_of(settle(again)) == kept.text_of(settle(told))


MONEY = st.integers(-500_000, 5_000_000).map(lambda cents: Decimal(cents) * CENT)
DUE = st.integers(0, 5_000_000).map(lambda cents: Decimal(cents) * CENT)
RATES = st.sampled_from([None, Decimal(5), Decimal(10), Decimal(22)])


@st.composite
def any_inputs(draw: Any) -> SettlementInputs:
    parts = tuple(
        Part(one, draw(MONEY), draw(DUE), draw(DUE))
        for one in draw(st.lists(st.sampled_from([one for one in Component if one is not Component.RETENTION]),
                                 unique=True))
    )  # fmt: skip
    rate = draw(RATES)
    amounts = draw(st.lists(DUE, max_size=4))
    days = draw(st.lists(st.dates(date(2026, 5, 1), date(2026, 7, 1)), min_size=len(amounts), max_size=len(amounts)))
    deductions = tuple(
        Deduction(f"D{place}", amount, DeductionState.CONFIRMED, day)
        for place, (amount, day) in enumerate(zip(amounts, days, strict=True))
    )
    return inputs(
        *parts, taxed=replace(supplier(rate), split_payment=draw(st.booleans())), tax_asked=draw(MONEY),
        retention_on_invoice=draw(MONEY), retained_already=draw(DUE), deductions=deductions,
    )  # fmt: skip


@given(any_inputs())
def test_every_euro_goes_to_somebody_and_nothing_is_below_zero(told: SettlementInputs) -> None:
    found = settle(told)
    assert found.total == found.payable + found.vat_to_treasury + found.retention + found.deducted
    assert found.charged == found.total - found.deducted
    assert (
        min(found.payable, found.vat, found.retention, found.deducted, found.stamp, found.reimbursed, found.left) >= 0
    )
    for one, paid in zip(told.parts, found.recognised, strict=True):
        assert paid.amount <= max(0, one.asked)
        assert paid.amount + min(one.already, one.due) <= max(one.due, one.already)
    assert found.payable == 0 or found.left == 0


@given(any_inputs())
def test_a_second_implementation_agrees(told: SettlementInputs) -> None:
    assert _plain(told) == (
        (found := settle(told)).payable, found.vat_to_treasury, found.retention, found.deducted, found.left,
    )  # fmt: skip


def _plain(told: SettlementInputs) -> tuple[Decimal, ...]:
    """In whole cents, one step after the other."""

    def whole(amount: Decimal) -> int:
        return int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def share(amount: int, rate: Decimal) -> int:
        return int((amount * rate / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    paid = {}
    for one in told.parts:
        amount = whole(one.asked)
        while amount > 0 and amount > whole(one.due) - whole(one.already):
            amount = max(0, whole(one.due) - whole(one.already))
        paid[one.component] = max(0, amount)
    days = paid.get(DAYS, 0)
    before = next((whole(one.already) for one in told.parts if one.component is DAYS), 0)
    retention = share(days + before, told.supplier.retention_percent) - whole(told.retained_already)
    retention = sorted((0, retention, days))[1]
    tax = 0
    if told.supplier.vat_percent is not None:
        own = sorted((0, whole(told.retention_on_invoice), retention))[1]
        tax = max(0, min(whole(told.tax_asked), share(days - own, told.supplier.vat_percent)))
    left_to_pay = sum(paid.values()) - retention + (0 if told.supplier.split_payment else tax)
    taken, rest = 0, 0
    for _day, _name, amount in sorted(
        (one.decided_on, one.reference, whole(one.amount))
        for one in told.deductions
        if one.decided_on and one.decided_on <= told.on
    ):
        fits = amount if amount <= left_to_pay else left_to_pay
        left_to_pay, taken, rest = left_to_pay - fits, taken + fits, rest + amount - fits
    treasury = tax if told.supplier.split_payment else 0
    return tuple(Decimal(cents) * CENT for cents in (left_to_pay, treasury, retention, taken, rest))
