"""One prepares, another approves, then it is paid; what the database itself refuses about money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from approdo.accounting.commands import commitments, settlements
from approdo.accounting.commands.commitments import CommitmentFacts
from approdo.accounting.commands.settlements import Charge
from approdo.accounting.models import (
    Commitment,
    CommitmentCharge,
    Deduction,
    Finding,
    Invoice,
    MonthlyStatement,
    Settlement,
    SettlementDeduction,
    SettlementInvoice,
)
from approdo.accounting.queries import commitments as money
from approdo.accounting.queries import settlements as queries
from approdo.accounting.queries.settlement_checks import checks_of
from approdo.accounting.rules.invoice import Reference
from approdo.accounting.rules.reconciliation import Outcome
from approdo.accounting.rules.settlement_checks import Colour, Why, stops
from approdo.accounting.rules.vocabulary import SettlementState, TaxDebtOutcome
from approdo.core import documents
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal, Stale
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.reception.models import Compliance
from tests.accounting.counting import FIRST, compute, sign
from tests.accounting.electronic_invoices import line
from tests.accounting.payments import TODAY, Till
from tests.accounting.test_answer_invoices import answer, month_lines, send

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., User]


@pytest.fixture
def till(savona: Prefecture, make_user: MakeUser) -> Till:
    """May of a centre, accepted: 1 899.68 of days with 94.98 of tax, 511.00 reimbursed."""
    till = Till(savona, make_user)
    till.accepted()
    return till


def refused_by_the_database(constraint: str, act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    assert refused.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


def test_an_accepted_invoice_is_settled_to_the_cent(till: Till) -> None:
    row = till.prepare()
    assert (row.per_diem, row.pocket_money, row.entry_kits, row.phone_cards) == (
        Decimal("1899.68"), Decimal("155.00"), Decimal("346.00"), Decimal("10.00"),
    )  # fmt: skip
    assert (row.total, row.vat_to_treasury, row.retention, row.payable) == (
        Decimal("2505.66"), Decimal("94.98"), Decimal("9.50"), Decimal("2401.18"),
    )  # fmt: skip
    statement = MonthlyStatement.objects.get()
    assert (row.payable, row.total) == (statement.payable_now, statement.invoice_total)
    assert (row.pay_by, row.pay_days) == (date(2026, 7, 10), 30)
    assert documents.read(till.chief, row.certificate).startswith(b"%PDF")
    assert AuditRecord.objects.filter(act="settlement.prepared", object_id=str(row.pk)).count() == 1


def test_two_people_then_the_payment(till: Till) -> None:
    row = till.approve(till.prepare())
    assert (row.state, row.approved_by_id, row.proposal is None) == ("approved", till.head_user.pk, False)
    assert {one.colour for one in queries.kept_checks(row.checks)} == {Colour.GREEN}
    paid = settlements.record_payment(
        by=till.chief, settlement_id=row.pk, paid_on=TODAY, reference="OP 7/2026", today=TODAY
    )
    assert (paid.state, paid.payment_reference) == ("paid", "OP 7/2026")
    with pytest.raises(Refusal, match="settlement_moved_on"):
        settlements.cancel_settlement(by=till.head, settlement_id=row.pk, reason="Prova")


def test_who_prepared_does_not_approve_and_the_database_says_so_too(till: Till) -> None:
    row = till.prepare(by=till.head)
    with pytest.raises(Refusal, match="same_person"):
        till.approve(row)
    wanted = {"state": "approved", "approved_by": till.head_user, "approved_on": TODAY, "proposal": row.certificate}
    refused_by_the_database("settlement_two_people", lambda: Settlement.objects.filter(pk=row.pk).update(**wanted))


def test_each_act_needs_its_own_permission(till: Till) -> None:
    row = till.prepare()
    with pytest.raises(NotAllowed):
        till.approve(row, by=till.chief)
    with pytest.raises(NotAllowed):
        till.prepare(by=till.desk.operator)


def test_what_was_settled_is_not_settled_again(till: Till) -> None:
    till.prepare()
    with pytest.raises(Refusal, match="nothing_to_settle"):
        till.prepare()


def test_taken_back_it_can_be_prepared_again(till: Till) -> None:
    till.decided("100.00")
    row = till.prepare()
    with pytest.raises(InvalidInput):
        settlements.withdraw_settlement(by=till.chief, settlement_id=row.pk, reason=" ")
    settlements.withdraw_settlement(by=till.chief, settlement_id=row.pk, reason="Errore")
    again = till.prepare()
    assert (again.edition, again.payable, again.deducted) == (2, row.payable, Decimal("100.00"))


def test_an_approved_one_is_cancelled_with_reasons_before_it_is_paid(till: Till) -> None:
    row = till.approve(till.prepare())
    with pytest.raises(Refusal, match="settlement_moved_on"):
        settlements.withdraw_settlement(by=till.chief, settlement_id=row.pk, reason="Prova")
    assert money.money(till.chief, till.contract.pk).forecast.residual == Decimal("7494.34")
    done = settlements.cancel_settlement(by=till.head, settlement_id=row.pk, reason="Conto sbagliato")
    assert (done.state, done.cancellation) == ("cancelled", "Conto sbagliato")
    assert money.money(till.chief, till.contract.pk).forecast.residual == Decimal("10000.00")


def test_what_was_approved_never_changes(till: Till) -> None:
    row = till.approve(till.prepare())
    mine = Settlement.objects.filter(pk=row.pk)
    refused_by_the_database("accounting_kept", lambda: mine.update(payable=1, total=1))
    refused_by_the_database("accounting_kept", lambda: mine.update(checks=[]))
    refused_by_the_database("accounting_kept", lambda: mine._raw_delete("default"))
    refused_by_the_database("settlement_way", lambda: mine.update(state="prepared"))
    refused_by_the_database("settlement_paid_with_its_order", lambda: mine.update(state="paid"))


def test_amounts_that_do_not_add_up_are_refused(till: Till) -> None:
    row = till.prepare()
    row.pk, row.edition, row._state.adding = None, 2, True
    row.state, row.payable = "prepared", row.payable + 1
    settlements.withdraw_settlement(by=till.chief, settlement_id=Settlement.objects.get().pk, reason="Prova")
    refused_by_the_database("settlement_adds_up", lambda: row.save(force_insert=True))


@pytest.mark.parametrize("kind", ["durc", "antimafia", "traceability"])
def test_without_a_proof_nothing_is_approved(till: Till, kind: str) -> None:
    row = till.prepare()
    Compliance.objects.filter(kind=kind).update(expires_on=date(2026, 6, 19))
    with pytest.raises(Refusal, match="payment_stopped") as stopped:
        till.approve(row)
    assert "19 giu 2026" in str(stopped.value.message)
    assert till.approve(row, today=date(2026, 6, 19)).state == "approved"


def test_an_open_finding_stops_and_its_answer_lets_go_on(till: Till) -> None:
    sign(till.desk, till.desk.guests[:1])
    statement = compute(till.desk)
    assert statement.version == 2
    row = till.prepare()
    assert row.pocket_money == Decimal("77.50")  # the other did not sign
    with pytest.raises(Refusal, match="payment_stopped"):
        till.approve(row)
    Finding.objects.update(state="accepted", reason="Prova")
    assert till.approve(row).state == "approved"


def test_a_statement_computed_again_stops_what_was_prepared_before(till: Till) -> None:
    row = till.prepare()
    sign(till.desk, till.desk.guests[:1])
    compute(till.desk)
    Finding.objects.update(state="accepted", reason="Prova")
    found = stops(checks_of(queries.settlement(till.chief, row.pk), TODAY))
    assert [one.why for one in found] == [Why.STATEMENT_REPLACED]


def test_above_the_threshold_the_answer_about_tax_debts_is_needed(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    row = till.prepare()
    threshold = SimpleNamespace(value=row.payable - Decimal("0.01"))
    monkeypatch.setattr("approdo.accounting.queries.settlement_checks.figure", lambda _name, _on: threshold)
    with pytest.raises(Refusal, match="payment_stopped"):
        till.approve(row)

    def told(outcome: TaxDebtOutcome, reference: str, day: date = date(2026, 6, 19)) -> Settlement:
        return settlements.record_tax_check(
            by=till.chief, settlement_id=row.pk, outcome=outcome, answered_on=day, reference=reference, today=TODAY
        )

    with pytest.raises(InvalidInput):
        told(TaxDebtOutcome.CLEAR, "A", date(2026, 6, 21))
    with pytest.raises(InvalidInput):
        told(TaxDebtOutcome.CLEAR, " ")
    told(TaxDebtOutcome.IN_DEFAULT, "A")
    with pytest.raises(Refusal, match="payment_stopped") as stopped:
        till.approve(row)
    assert "A" in str(stopped.value.message)
    told(TaxDebtOutcome.CLEAR, "B")
    assert till.approve(row).state == "approved"
    told(TaxDebtOutcome.IN_DEFAULT, "C")  # asked again before the payment
    order = {"paid_on": TODAY, "reference": "OP 7/2026", "today": TODAY}
    with pytest.raises(Refusal, match="payment_stopped") as stopped:
        settlements.record_payment(by=till.chief, settlement_id=row.pk, **order)
    assert "C" in str(stopped.value.message)
    told(TaxDebtOutcome.CLEAR, "D")
    settlements.record_payment(by=till.chief, settlement_id=row.pk, **order)
    with pytest.raises(Refusal, match="settlement_moved_on"):
        told(TaxDebtOutcome.CLEAR, "E")
    refused_by_the_database("accounting_kept", lambda: row.tax_checks.update(outcome="clear"))


def test_what_is_left_of_the_commitment_is_the_limit(till: Till) -> None:
    till.commitment = till.commit("2505.65", "D-2")
    row = till.prepare()
    with pytest.raises(Refusal, match="payment_stopped"):
        till.approve(row)
    facts = CommitmentFacts(2026, "2351/2", "D-2", date(2026, 1, 5), Decimal("2505.66"))
    commitments.correct_commitment(
        by=till.chief, commitment_id=till.commitment.pk, facts=facts, reason="Integrazione"
    )  # fmt: skip
    till.approve(row)
    with pytest.raises(Refusal, match="commitment_used"):
        commitments.correct_commitment(
            by=till.chief, commitment_id=till.commitment.pk, reason="Riduzione",
            facts=CommitmentFacts(2026, "2351/2", "D-2", date(2026, 1, 5), Decimal("2505.65")),
        )  # fmt: skip


def test_the_database_lets_no_settlement_beyond_its_commitment(till: Till) -> None:
    till.commitment = till.commit("2505.65", "D-2")
    row = till.prepare()
    wanted = {"state": "approved", "approved_by": till.head_user, "approved_on": TODAY, "proposal": row.certificate}
    refused_by_the_database("within_commitment", lambda: Settlement.objects.filter(pk=row.pk).update(**wanted))


def test_a_commitment_is_recorded_once_and_says_everything(till: Till) -> None:
    with pytest.raises(Refusal, match="commitment_recorded"):
        till.commit(reference="A-1")
    with pytest.raises(InvalidInput) as wrong:
        till.commit("0", " ")
    assert set(wrong.value.fields) == {"amount", "reference"}
    facts = CommitmentFacts(2026, "2351/2", "D-9", date(2026, 1, 5), Decimal(5))
    told: dict[str, Any] = {"by": till.chief, "commitment_id": till.commitment.pk, "facts": facts}
    with pytest.raises(Stale):
        commitments.correct_commitment(**told, reason="Prova", expected_version=7)
    with pytest.raises(InvalidInput):
        commitments.correct_commitment(**told, reason="")


def test_decided_deductions_are_taken_and_what_is_left_waits(till: Till) -> None:
    first, second = till.decided("2000.00"), till.decided("1000.00", date(2026, 6, 2))
    row = till.prepare()
    taken = {one.deduction_id: one.amount for one in queries.deductions_of(row)}
    assert (row.payable, row.deducted) == (0, Decimal("2401.18"))
    assert taken == {first.pk: Decimal("2000.00"), second.pk: Decimal("401.18")}
    assert row.charged == row.total - row.deducted
    inputs, settled = queries.reckoning(row)
    assert settled.left == Decimal("598.82")
    assert queries.is_reproduced(row, settled)
    assert inputs.statement == MonthlyStatement.objects.get().result_hash


def test_the_database_takes_no_deduction_beyond_its_amount_or_before_its_decision(till: Till) -> None:
    told = till.decided("2000.00")
    row = till.prepare()
    early = Deduction.objects.create(
        prefecture=till.contract.prefecture, contract=till.contract, kind="recovery", happened_on=FIRST,
        article="art. 2033 c.c.", facts="Prova", reckoning="{}", amount=Decimal(9), source_kind="office",
        proposed_on=date(2026, 5, 1),
    )  # fmt: skip
    other = till.decided("5.00")

    def take(deduction: Deduction, amount: str) -> SettlementDeduction:
        return SettlementDeduction.objects.create(
            prefecture=till.contract.prefecture, settlement=row, deduction=deduction, amount=Decimal(amount)
        )

    refused_by_the_database("deducted_after_decision", lambda: take(early, "1.00"))
    refused_by_the_database("deducted_once", lambda: take(other, "5.01"))
    refused_by_the_database("deducted_once", lambda: take(told, "0.01"))
    refused_by_the_database("taken_back_when_cancelled", lambda: row.deductions.update(live=False))
    take(other, "5.00")


def test_the_database_pays_no_document_twice_or_before_its_answer(till: Till) -> None:
    row = till.prepare()
    paid = row.documents.get().invoice
    Invoice.objects.filter(pk=paid.pk).update(state="received")
    settlements.withdraw_settlement(by=till.chief, settlement_id=row.pk, reason="Prova")
    told = {"prefecture": till.contract.prefecture, "settlement": row, "invoice": paid}
    row.documents.all()
    with pytest.raises(Refusal, match="invoice_unanswered"):
        till.prepare()
    Invoice.objects.filter(pk=paid.pk).update(state="accepted")
    again = till.prepare()
    other = Settlement.objects.get(pk=row.pk)
    told = {**told, "settlement": other}
    refused_by_the_database("settlement_invoice_once", lambda: SettlementInvoice.objects.create(**told, live=False))
    assert again.documents.get().invoice_id == paid.pk


def test_the_differences_wait_for_the_credit_note(savona: Prefecture, make_user: MakeUser) -> None:
    till = Till(savona, make_user)
    row = send(till.desk, *month_lines("65"))
    with pytest.raises(Refusal, match="invoice_unanswered"):
        till.prepare()
    answer(till.desk, row, Outcome.CREDIT_NOTE)
    with pytest.raises(Refusal, match="credit_note_missing"):
        till.prepare()
    note = send(
        till.desk, line(quantity="3", rate="5.00", nature="", period=(FIRST, date(2026, 5, 31))), kind="TD04",
        number="13/2026",
        references=(
            Reference("DatiContratto", "1", cig=till.contract.cig), Reference("DatiFattureCollegate", "12/2026"),
        ),
    )  # fmt: skip
    with pytest.raises(Refusal, match="invoice_unanswered"):
        till.prepare()
    answer(till.desk, note, Outcome.ACCEPT)
    settled = till.prepare()
    assert (settled.payable, settled.documents.count()) == (Decimal("2401.18"), 2)


def test_what_was_accepted_beyond_the_statement_is_not_paid(savona: Prefecture, make_user: MakeUser) -> None:
    till = Till(savona, make_user)
    answer(till.desk, send(till.desk, *month_lines("65")), Outcome.ACCEPT, reason="Concordato")
    assert till.prepare().payable == Decimal("2401.18")


def test_nothing_is_settled_without_a_statement_or_an_invoice(savona: Prefecture, make_user: MakeUser) -> None:
    till = Till(savona, make_user)
    with pytest.raises(Refusal, match="nothing_to_settle"):
        till.prepare()
    with pytest.raises(Refusal, match="statement_missing"):
        queries.draft(till.chief, till.contract, date(2026, 4, 1), TODAY)


def test_more_days_to_pay_need_the_clause_of_the_contract(till: Till) -> None:
    for values in ({"pay_days": 61}, {"pay_days": 0}, {"pay_days": 45}):
        with pytest.raises(InvalidInput):
            till.prepare(**values)
    row = till.prepare(pay_days=60, pay_clause="art. 9")
    assert (row.pay_by, row.pay_clause) == (date(2026, 8, 9), "art. 9")


def test_the_commitment_is_of_the_same_contract(till: Till, savona: Prefecture, make_user: MakeUser) -> None:
    other = Till(savona, make_user, 2)
    with pytest.raises(InvalidInput, match="commitment_of_another"):
        till.prepare(charges=[Charge(other.commitment.pk)])
    row = till.prepare()
    told = {"prefecture": savona, "settlement": row, "commitment": other.commitment, "amount": Decimal(1)}
    refused_by_the_database("charge_of_one_contract", lambda: CommitmentCharge.objects.create(**told))


def test_the_office_of_another_prefecture_finds_nothing(till: Till, palermo: Prefecture, make_user: MakeUser) -> None:
    row, other = till.prepare(), Till(palermo, make_user, 9)
    for act in (
        lambda: till.approve(row, by=other.head),
        lambda: queries.settlement(other.chief, row.pk),
        lambda: money.money(other.chief, till.contract.pk),
        lambda: till.prepare(by=other.chief),
        lambda: settlements.cancel_settlement(by=other.head, settlement_id=row.pk, reason="Prova"),
        lambda: commitments.correct_commitment(
            by=other.chief, commitment_id=till.commitment.pk, reason="Prova",
            facts=CommitmentFacts(2026, "1", "1", TODAY, Decimal(1)),
        ),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            act()


def test_a_body_follows_its_own_payments_only(till: Till, savona: Prefecture, make_user: MakeUser) -> None:
    row, other = till.prepare(), Till(savona, make_user, 2)
    assert [one.pk for one in queries.own(till.desk.operator)] == [row.pk]
    assert not queries.own(other.desk.operator).exists()
    with pytest.raises(NotFound):
        queries.own_settlement(other.desk.operator, row.pk)
    settlements.withdraw_settlement(by=till.chief, settlement_id=row.pk, reason="Prova")
    assert not queries.own(till.desk.operator).exists()
    with pytest.raises(NotAllowed):
        queries.visible_to(till.desk.operator)


def test_the_money_of_a_contract(till: Till) -> None:
    till.commit("5000.00", "D-2")
    row = till.approve(till.prepare())
    found = money.money(till.chief, till.contract.pk)
    assert [(one.reference, one.settled, one.residual) for one in found.commitments] == [
        ("A-1", Decimal("2505.66"), Decimal("7494.34")), ("D-2", 0, Decimal("5000.00")),
    ]  # fmt: skip
    assert (found.recognised, found.residual, found.retained) == (
        Decimal("2410.68"), Decimal("97589.32"), Decimal("9.50"),
    )  # fmt: skip
    # 12 494.34 are left: four months more at 2 505.66, and the fifth is not paid whole
    assert (found.forecast.pace, found.forecast.exhausted_in) == (row.charged, date(2026, 10, 1))
    assert Commitment.objects.count() == 2
    assert SettlementState(row.state) is SettlementState.APPROVED


def test_the_wall_of_the_database(till: Till, palermo: Prefecture) -> None:
    till.decided("1.00")
    till.prepare()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE approdo_web")
        cursor.execute("SELECT set_config('approdo.prefecture', 'PA', true)")
        for table in (
            "commitment",
            "settlement",
            "settlementinvoice",
            "settlementdeduction",
            "taxdebtcheck",
            "commitmentcharge",
        ):
            cursor.execute(f"SELECT count(*) FROM accounting_{table}")  # noqa: S608
            assert cursor.fetchone() == (0,)
        cursor.execute("RESET ROLE")
