"""How long a commitment lasts, until when an invoice is paid, and what stops a payment."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.accounting.rules.commitments import MonthCharged, Share, by_age, cumulated, forecast, months_between
from approdo.accounting.rules.payment_term import payment_term
from approdo.accounting.rules.settlement_checks import (
    Charged,
    CheckFacts,
    CheckKind,
    Colour,
    PayeeFacts,
    ProofFound,
    TaxAnswer,
    Why,
    checked,
    stops,
)
from approdo.accounting.rules.vocabulary import TaxDebtOutcome

JULY_END = date(2026, 7, 31)


def charged(*rows: tuple[int, str]) -> list[MonthCharged]:
    return [MonthCharged(date(2026, month, 1), Decimal(amount)) for month, amount in rows]


def test_the_rest_lasts_as_many_months_as_the_pace_fits_in_it() -> None:
    rows = charged((1, "1000"), (2, "2000"), (3, "3000"), (4, "2500.50"), (4, "499.50"))
    found = forecast(Decimal(14_000), rows, date(2026, 12, 31))
    # 14 000 less 9 000; the last three months are 2 000, 3 000 and 3 000: 2 666.67 a month
    assert (found.residual, found.pace) == (Decimal("5000.00"), Decimal("2666.67"))
    assert found.exhausted_in == date(2026, 6, 1)
    assert [one.month.month for one in found.expected] == [5, 6]
    # Eight months at that pace, less what is left
    assert found.uncovered == Decimal("16333.36")


def test_a_commitment_that_is_over_is_over_with_the_next_month() -> None:
    found = forecast(Decimal(3000), charged((12, "3000")), date(2027, 3, 31))
    assert (found.residual, found.exhausted_in) == (0, date(2027, 1, 1))


@pytest.mark.parametrize("rows", [[], charged((5, "0"))])
def test_nothing_settled_no_forecast(rows: list[MonthCharged]) -> None:
    found = forecast(Decimal(3000), rows, JULY_END)
    assert (found.pace, found.exhausted_in, found.uncovered, found.residual) == (None, None, None, Decimal(3000))


def test_what_reaches_the_end_of_the_contract_leaves_a_rest() -> None:
    assert forecast(Decimal(10_000), charged((5, "1000")), JULY_END).uncovered == Decimal(-7000)


AMOUNTS = st.integers(1, 10_000_000).map(lambda cents: Decimal(cents) / 100)


@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=6))
def test_the_month_of_exhaustion_is_the_first_not_paid_whole(committed: Decimal, amounts: list[Decimal]) -> None:
    rows = [MonthCharged(date(2026, 1 + place, 1), amount) for place, amount in enumerate(amounts)]
    found = forecast(committed, rows, date(2026, 12, 31))
    assert found.settled + found.residual == committed
    assert found.pace is not None
    running = cumulated(found.expected)
    assert all(sum_ <= found.residual for sum_ in running[:-1])
    assert (found.exhausted_in is None) == (running[-1] <= found.residual)


def test_months_of_a_year_that_ends() -> None:
    found = months_between(date(2026, 11, 15), date(2027, 1, 1))
    assert found == (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("received", "accepted", "days", "starts", "last"),
    [
        ((6, 8), (6, 10), 30, (6, 10), (7, 10)),  # from the acceptance, which came later
        ((6, 8), (6, 8), 30, (6, 8), (7, 8)),
        ((6, 8), (8, 20), 30, (6, 30), (7, 30)),  # the acceptance may not take longer than thirty days from the service
        ((7, 20), (8, 20), 60, (7, 20), (9, 18)),  # received after them: from the receipt
    ],
)
def test_the_days_run_from_the_receipt_or_from_the_acceptance(
    received: tuple[int, int], accepted: tuple[int, int], days: int, starts: tuple[int, int], last: tuple[int, int]
) -> None:
    found = payment_term(date(2026, *received), date(2026, *accepted), date(2026, 6, 1), days, 30)
    assert (found.starts_on, found.last_day) == (date(2026, *starts), date(2026, *last))
    assert found.from_acceptance == (found.starts_on != date(2026, *received))


euros = st.decimals(min_value=0, max_value=10_000, places=2)


@given(charged=euros, rooms=st.lists(euros, min_size=1, max_size=5))
def test_the_oldest_commitment_is_used_up_first(charged: Decimal, rooms: list[Decimal]) -> None:
    """Against a count of cents one by one: each goes to the first commitment with room, the rest to the last."""
    shares = {one.reference: one.amount for one in by_age(charged, [Share(str(n), r) for n, r in enumerate(rooms)])}
    expected: dict[str, int] = {}
    left = int(charged * 100)
    for number, room in enumerate(rooms):
        part = left if number == len(rooms) - 1 else min(left, int(room * 100))
        if part:
            expected[str(number)] = part
        left -= part
    assert {key: int(amount * 100) for key, amount in shares.items()} == expected
    assert sum(shares.values(), Decimal(0)) == charged


def test_a_commitment_beyond_its_amount_bears_nothing_more() -> None:
    rooms = [Share("a", Decimal(-5)), Share("b", Decimal(3)), Share("c", Decimal(1))]
    assert by_age(Decimal(10), rooms) == (Share("b", Decimal(3)), Share("c", Decimal(7)))


def test_what_is_charged_to_no_month_is_settled_too() -> None:
    found = forecast(Decimal(100), [MonthCharged(date(2026, 5, 1), Decimal(30))], date(2026, 6, 30), besides=Decimal(5))
    assert (found.settled, found.residual, found.pace) == (Decimal(35), Decimal(65), Decimal(30))


def test_no_days_no_term() -> None:
    with pytest.raises(ValueError, match="days to pay"):
        payment_term(JULY_END, JULY_END, JULY_END, 0, 30)


HOLDS = ProofFound(True, date(2026, 9, 1))
PAYEE = PayeeFacts(
    on=date(2026, 6, 20), durc=HOLDS, antimafia=HOLDS, traceability=ProofFound(True),
    account="IT60X0542811101000000123456", payable=Decimal("5000.00"), threshold=Decimal("5000.00"), tax_answer=None,
    received_on=date(2026, 6, 8),
)  # fmt: skip
ROOM = Charged("A-1", Decimal(6000), Decimal(6000))
FACTS = CheckFacts(
    payee=PAYEE, statement_in_force=True, open_invoices=0, open_findings=0, charges=(ROOM,), pay_by=date(2026, 7, 10)
)
PAYEE_FIELDS = {one.name for one in fields(PayeeFacts)}
CLEAR = TaxAnswer(TaxDebtOutcome.CLEAR, date(2026, 6, 9), "A1")


def changed(**change: Any) -> CheckFacts:
    """The facts with something else in them, of the payee or of the payment."""
    payee = {name: value for name, value in change.items() if name in PAYEE_FIELDS}
    rest = {name: value for name, value in change.items() if name not in PAYEE_FIELDS}
    return replace(FACTS, payee=replace(PAYEE, **payee), **rest)


def stopped(facts: CheckFacts) -> list[tuple[CheckKind, Why]]:
    return [(one.kind, one.why) for one in stops(checked(facts))]


def test_all_in_order() -> None:
    assert {one.colour for one in checked(FACTS)} == {Colour.GREEN}
    assert [one.kind for one in checked(FACTS)] == list(CheckKind)[:9]


@pytest.mark.parametrize(
    ("change", "kind", "why"),
    [
        ({"statement_in_force": False}, CheckKind.STATEMENT, Why.STATEMENT_REPLACED),
        ({"open_invoices": 1}, CheckKind.INVOICES, Why.INVOICES_OPEN),
        ({"open_findings": 2}, CheckKind.FINDINGS, Why.FINDINGS_OPEN),
        ({"durc": ProofFound(False, date(2026, 6, 19))}, CheckKind.DURC, Why.PROOF_MISSING),
        ({"antimafia": ProofFound(False)}, CheckKind.ANTIMAFIA, Why.PROOF_MISSING),
        ({"traceability": ProofFound(False)}, CheckKind.TRACEABILITY, Why.PROOF_MISSING),
        ({"account": ""}, CheckKind.TRACEABILITY, Why.ACCOUNT_MISSING),
        ({"payable": Decimal("5000.01")}, CheckKind.TAX_DEBTS, Why.TAX_NOT_ASKED),
        ({"charges": (replace(ROOM, room=Decimal("5999.99")),)}, CheckKind.COMMITMENT, Why.NO_ROOM),
        ({"charges": (ROOM, Charged("A-2", Decimal(1), Decimal(0)))}, CheckKind.COMMITMENT, Why.NO_ROOM),
    ],
)
def test_one_thing_out_of_order_stops_and_says_which(change: dict[str, object], kind: CheckKind, why: Why) -> None:
    assert stopped(changed(**change)) == [(kind, why)]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (CLEAR, None),
        (replace(CLEAR, outcome=TaxDebtOutcome.IN_DEFAULT), Why.TAX_IN_DEFAULT),
        (replace(CLEAR, answered_on=date(2026, 6, 7)), Why.TAX_TOO_OLD),
    ],
)
def test_above_the_threshold_the_collection_agent_is_asked(said: TaxAnswer, why: Why | None) -> None:
    found = stopped(changed(payable=Decimal(5001), tax_answer=said))
    assert found == ([(CheckKind.TAX_DEBTS, why)] if why else [])


def test_a_term_that_is_over_is_told_and_does_not_stop() -> None:
    late = changed(on=date(2026, 7, 11))
    assert stopped(late) == []
    assert checked(late)[-1].why is Why.LATE
