"""Deductions: proposed by rule, contested, answered, decided, communicated; nothing is deducted before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from approdo.accounting.commands import deduction_acts as acts
from approdo.accounting.commands.deductions import (
    Source,
    set_penalty_rule,
    withdraw_deduction,
)
from approdo.accounting.deduction_amounts import Basis
from approdo.accounting.deduction_locks import Paper
from approdo.accounting.queries import deductions, statements
from approdo.accounting.rules.deductions import DeductionKind, DeductionStep, SourceKind, deduction_step
from approdo.core import documents
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Refusal, Stale
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.reception.rules.vocabulary import ExitReason
from tests.accounting.counting import FIRST, compute, left, seal_again, sign
from tests.accounting.proceedings import (
    AFTER_ALL,
    LAST,
    MAIL,
    PDF,
    PROPOSED,
    RECEIVED,
    SENT,
    Court,
    breach,
    new_court,
    stated,
    still_in,
    unsigned,
)

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., User]
BREACH, RECOVERY = DeductionKind.BREACH, DeductionKind.RECOVERY


@pytest.fixture
def court(savona: Prefecture, make_user: MakeUser) -> Court:
    return new_court(savona, make_user)


def test_the_whole_way_of_a_penalty(court: Court) -> None:
    row = court.proposed()
    assert (row.amount, row.state, row.cap_percent) == (Decimal("500.00"), "proposed", Decimal(10))
    row = court.contested(row)
    assert row.state == "contested"
    assert row.letter is not None
    assert documents.read(court.desk.chief, row.letter).startswith(b"%PDF")
    row = acts.record_contestation_receipt(
        by=court.desk.chief, deduction_id=row.pk, received_on=RECEIVED, today=RECEIVED
    )
    assert row.answer_until == LAST
    row = acts.answer_contestation(
        by=court.desk.operator,
        deduction_id=row.pk,
        answer="Era sciopero",
        paper=Paper("difesa.pdf", PDF),
        today=RECEIVED,
    )
    row = acts.decide_deduction(
        by=court.head, deduction_id=row.pk, on=RECEIVED, amount=Decimal("300.00"), reasons="In parte", today=RECEIVED
    )
    assert (row.state, row.decided_amount) == ("confirmed", Decimal("300.00"))
    contract = court.desk.place.contract.pk
    assert list(deductions.decided_deductions(court.head, contract, AFTER_ALL)) == []
    row = acts.communicate_decision(
        by=court.desk.chief, deduction_id=row.pk, on=RECEIVED, delivery=MAIL, today=RECEIVED
    )
    assert [one.pk for one in deductions.decided_deductions(court.head, contract, AFTER_ALL)] == [row.pk]
    assert list(deductions.decided_deductions(court.head, contract, SENT)) == []
    told = AuditRecord.objects.filter(object_kind="deduction").order_by("number").values_list("act", flat=True)
    assert [one.removeprefix("deduction.") for one in told] == [
        "proposed", "contestation_written", "contested", "contestation_received", "answered", "confirmed", "communicated",
    ]  # fmt: skip


def test_the_days_of_each_step_explain_themselves(court: Court) -> None:
    row = court.received()
    named = {due.term: due for due in deductions.dues(deductions.deduction(court.head, row.pk), RECEIVED)}
    assert {name: due.result.effective_due for name, due in named.items()} == {
        "contestation": date(2026, 7, 3), "counter_arguments": LAST,
    }  # fmt: skip
    assert named["contestation"].done == SENT
    assert [step.source for step in named["counter_arguments"].result.steps if step.source]
    later = {due.term: due for due in deductions.dues(deductions.deduction(court.head, row.pk), AFTER_ALL)}
    assert later["decision"].result.effective_due == LAST + timedelta(days=30)


def test_without_an_answer_it_is_decided_after_the_last_day(court: Court) -> None:
    row = court.received()
    with pytest.raises(Refusal, match="may_still_answer"):
        acts.decide_deduction(by=court.head, deduction_id=row.pk, on=LAST, amount=row.amount, reasons="Sì", today=LAST)
    assert court.decided(court.proposed(happened_on=date(2026, 5, 2))).state == "confirmed"


def test_nothing_is_decided_before_the_letter_arrived(court: Court) -> None:
    row = court.contested()
    with pytest.raises(Refusal, match="contestation_not_received"):
        acts.decide_deduction(
            by=court.head, deduction_id=row.pk, on=AFTER_ALL, amount=row.amount, reasons="Sì", today=AFTER_ALL
        )


def test_the_step_that_is_waited_for(court: Court) -> None:
    row = court.proposed()
    steps = [deduction_step(deductions.course_of(row), PROPOSED)]
    row = court.received(row)
    steps += [deduction_step(deductions.course_of(row), day) for day in (LAST, AFTER_ALL)]
    assert steps == [DeductionStep.CONTESTATION, DeductionStep.COUNTER_ARGUMENTS, DeductionStep.DECISION]


@pytest.mark.parametrize("amount", ["-0.01", "500.01"])
def test_no_more_is_decided_than_was_contested(court: Court, amount: str) -> None:
    row = court.received()
    with pytest.raises(InvalidInput, match="amount_outside"):
        acts.decide_deduction(
            by=court.head, deduction_id=row.pk, on=AFTER_ALL, amount=Decimal(amount), reasons="Sì", today=AFTER_ALL
        )


def test_a_decision_has_reasons_and_somebody_who_signs(court: Court, savona: Prefecture) -> None:
    row = court.received()
    program = system_actor(savona.pk, *Permission)
    for by, reasons, code in ((court.head, " ", "text_missing"), (program, "Sì", "nobody_signs")):
        with pytest.raises(Refusal, match=code):
            acts.decide_deduction(
                by=by, deduction_id=row.pk, on=AFTER_ALL, amount=row.amount, reasons=reasons, today=AFTER_ALL
            )


def test_what_is_dropped_is_never_deducted_and_its_finding_is_free_again(court: Court) -> None:
    finding = still_in(court)
    row = court.communicated(
        court.proposed(kind=RECOVERY, basis=Basis(), findings=(finding.pk,)), amount=Decimal("0.00")
    )
    assert (row.state, row.decided_amount) == ("dismissed", Decimal(0))
    assert not deductions.decided_deductions(court.head, row.contract_id, AFTER_ALL).exists()
    assert court.proposed(kind=RECOVERY, basis=Basis(), findings=(finding.pk,)).amount == finding.amount


def test_a_proposal_is_withdrawn_only_before_the_body_is_told(court: Court) -> None:
    row = withdraw_deduction(by=court.desk.chief, deduction_id=court.proposed().pk, reason="Doppia", today=PROPOSED)
    assert (row.state, row.withdrawal) == ("withdrawn", "Doppia")
    with pytest.raises(Refusal, match="deduction_not_in_state"):
        withdraw_deduction(by=court.desk.chief, deduction_id=court.contested().pk, reason="Tardi")
    with pytest.raises(InvalidInput, match="text_missing"):
        withdraw_deduction(by=court.desk.chief, deduction_id=court.proposed().pk, reason=" ")


def test_the_letter_comes_before_its_dispatch(court: Court) -> None:
    row = court.proposed()
    with pytest.raises(Refusal, match="letter_missing"):
        acts.dispatch_contestation(by=court.desk.chief, deduction_id=row.pk, on=SENT, delivery=MAIL, today=SENT)


@pytest.mark.parametrize(
    ("on", "code"), [(SENT + timedelta(days=9), "not_yet"), (PROPOSED - timedelta(days=1), "too_early")]
)
def test_days_that_cannot_be(court: Court, on: date, code: str) -> None:
    row = court.proposed()
    acts.write_contestation(by=court.desk.chief, deduction_id=row.pk, today=SENT)
    with pytest.raises(InvalidInput, match=code):
        acts.dispatch_contestation(by=court.desk.chief, deduction_id=row.pk, on=on, delivery=MAIL, today=SENT)


def test_each_act_happens_once(court: Court) -> None:
    row = court.communicated()
    chief, head, key = court.desk.chief, court.head, row.pk
    again: list[Callable[[], object]] = [
        lambda: acts.write_contestation(by=chief, deduction_id=key),
        lambda: acts.dispatch_contestation(by=chief, deduction_id=key, on=SENT, delivery=MAIL),
        lambda: acts.record_contestation_receipt(by=chief, deduction_id=key, received_on=RECEIVED),
        lambda: acts.answer_contestation(by=court.desk.operator, deduction_id=key, answer="Ancora"),
        lambda: acts.decide_deduction(by=head, deduction_id=key, on=AFTER_ALL, amount=Decimal(1), reasons="Ancora"),
        lambda: acts.communicate_decision(by=chief, deduction_id=key, on=AFTER_ALL, delivery=MAIL),
    ]
    for act in again:
        with pytest.raises(Refusal, match=r"deduction_not_in_state|decision_communicated"):
            act()


def test_a_colleague_wrote_in_the_meantime(court: Court) -> None:
    row = court.contested()
    with pytest.raises(Stale, match="deduction_changed") as refused:
        acts.record_counter_arguments(
            by=court.desk.chief, deduction_id=row.pk, answer="Difesa", on=SENT, expected_version=1, today=SENT
        )
    assert [change["by"] for change in refused.value.changes]


def test_the_office_records_what_came_by_mail(court: Court) -> None:
    row = acts.record_counter_arguments(
        by=court.desk.chief, deduction_id=court.contested().pk, answer="Difesa", on=SENT, today=RECEIVED
    )
    assert (row.state, row.answered_on, row.answer) == ("answered", SENT, "Difesa")


@pytest.mark.parametrize(
    ("name", "content"), [("difesa.pdf", b"MZ\x90\x00 not a document"), ("difesa.html", b"<script>")]
)
def test_a_file_that_is_no_document_is_refused(court: Court, name: str, content: bytes) -> None:
    row = court.contested()
    with pytest.raises(InvalidInput, match="paper_of_another_kind"):
        acts.answer_contestation(
            by=court.desk.operator, deduction_id=row.pk, answer="Difesa", paper=Paper(name, content), today=SENT
        )


# How much


def test_a_breach_is_a_part_of_the_month_of_its_centre(court: Court) -> None:
    row = breach(court)  # two guests, 31 nights at 30.64 = 1899.68, 3 %
    assert (row.amount, deductions.reckoning_of(row).chosen) == (Decimal("56.99"), True)


def test_a_rate_of_our_choice_is_never_contested(court: Court) -> None:
    row = breach(court)
    with pytest.raises(Refusal, match="rate_not_of_contract"):
        acts.write_contestation(by=court.desk.chief, deduction_id=row.pk, today=SENT)


def test_the_table_of_the_contract_comes_before_our_proposal(court: Court) -> None:
    chief, contract = court.desk.chief, court.desk.place.contract.pk
    told: dict[str, Any] = {
        "name": "Pasti",
        "percent_least": Decimal(2),
        "percent_most": Decimal(6),
        "article": "Art. 9",
    }
    set_penalty_rule(by=chief, contract_id=contract, code="Meals", repeat_factor=Decimal(2), **told)
    with pytest.raises(InvalidInput, match="breach_unknown"):
        breach(court, "medium")
    with pytest.raises(InvalidInput, match="rate_outside"):
        breach(court, "meals", rate=Decimal("6.5"))
    row = court.decided(breach(court, "meals"))
    assert (row.amount, deductions.reckoning_of(row).article) == (Decimal("37.99"), "Art. 9")
    again = breach(court, "meals")
    assert (again.amount, deductions.reckoning_of(again).times) == (Decimal("75.99"), 2)  # 4 %


@pytest.mark.parametrize(("change", "code"), [
    ({"percent_least": Decimal(7)}, "rates_impossible"), ({"repeat_factor": Decimal("0.5")}, "rates_impossible"),
    ({"article": " "}, "text_missing"), ({"expected_version": 3}, "rule_changed"),
])  # fmt: skip
def test_a_row_of_the_table_that_cannot_stand(court: Court, change: dict[str, Any], code: str) -> None:
    told = {
        "code": "meals", "name": "Pasti", "percent_least": Decimal(2), "percent_most": Decimal(6),
        "repeat_factor": Decimal(1), "article": "Art. 9",
    }  # fmt: skip
    with pytest.raises(Refusal, match=code):
        set_penalty_rule(by=court.desk.chief, contract_id=court.desk.place.contract.pk, **{**told, **change})


@pytest.mark.parametrize(("basis", "code"), [
    (Basis(rate=Decimal("1.6"), days=5), "rate_outside"), (Basis(rate=Decimal(1)), "basis_missing"),
    (Basis(days=5), "basis_missing"),
])  # fmt: skip
def test_a_delay_within_the_law(court: Court, basis: Basis, code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        court.proposed(basis=basis)


def test_a_breach_in_a_month_that_was_not_computed(court: Court) -> None:
    with pytest.raises(Refusal, match="month_not_computed"):
        court.proposed(kind=BREACH, basis=Basis(code="minor"), centre_id=court.desk.centre, month=date(2026, 4, 1))


def test_penalties_meet_their_cap_together(court: Court) -> None:
    whole = court.proposed(basis=Basis(rate=Decimal("1.0"), days=95))
    cut = court.proposed(basis=Basis(rate=Decimal("1.0"), days=10))
    assert (whole.amount, cut.amount) == (Decimal("9500.00"), Decimal("500.00"))
    assert deductions.reckoning_of(cut).computed == Decimal("1000.00")
    with pytest.raises(Refusal, match="cap_met"):
        court.proposed()
    withdraw_deduction(by=court.desk.chief, deduction_id=cut.pk, reason="Errore")
    assert court.proposed().amount == Decimal("500.00")


def test_a_part_that_was_dropped_leaves_room(court: Court) -> None:
    court.decided(court.proposed(basis=Basis(rate=Decimal("1.0"), days=100)), amount=Decimal("9000.00"))
    assert court.proposed(basis=Basis(rate=Decimal("1.0"), days=50)).amount == Decimal("1000.00")


def test_no_cap_holds_a_recovery(court: Court) -> None:
    court.proposed(basis=Basis(rate=Decimal("1.0"), days=100))
    assert stated(court, "20000.00").amount == Decimal("20000.00")


def test_a_recovery_from_findings(court: Court) -> None:
    finding = still_in(court)
    row = court.proposed(kind=RECOVERY, basis=Basis(), findings=(finding.pk,))
    assert (row.amount, row.month, row.centre_id) == (finding.amount, FIRST, finding.centre_id)
    assert row.source_kind == "finding"
    with pytest.raises(Refusal, match="finding_deducted"):
        court.proposed(kind=RECOVERY, basis=Basis(), findings=(finding.pk,))


def test_what_is_left_out_already_is_not_recovered(court: Court) -> None:
    finding = unsigned(court)
    assert finding.withheld
    with pytest.raises(Refusal, match="finding_withheld"):
        court.proposed(kind=RECOVERY, basis=Basis(), findings=(finding.pk,))


def rectified(court: Court) -> Any:
    """May was paid, then the first guest turned out to have left on the 21st. The version that was paid."""
    paid = statements.in_force(court.head, court.desk.place.contract.pk, FIRST)
    left(court.desk, court.desk.guests[0], date(2026, 5, 21), ExitReason.ABANDONMENT)
    seal_again(court.desk)
    sign(court.desk)
    compute(court.desk)
    return paid


def test_a_recovery_from_a_month_that_was_rectified(court: Court) -> None:
    paid = rectified(court)
    told: dict[str, Any] = {"kind": RECOVERY, "basis": Basis(statement_id=paid.pk)}
    row = court.proposed(**told)  # 11 nights at 30.64 and as many days of pocket money at 2.50
    assert (row.amount, row.month) == (Decimal("364.54"), FIRST)
    with pytest.raises(Refusal, match="proposed_already"):
        court.proposed(**told)
    now = statements.in_force(court.head, row.contract_id, FIRST)
    assert now is not None
    with pytest.raises(InvalidInput, match="statement_not_replaced"):
        court.proposed(kind=RECOVERY, basis=Basis(statement_id=now.pk))


@pytest.mark.parametrize(("basis", "reference", "code"), [
    (Basis(), "", "basis_unclear"), (Basis(amount=Decimal(5)), "", "evidence_missing"),
    (Basis(amount=Decimal(0)), "Prot. 1", "nothing_to_recover"),
])  # fmt: skip
def test_a_recovery_that_rests_on_nothing(court: Court, basis: Basis, reference: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        court.proposed(kind=RECOVERY, basis=basis, source=Source(SourceKind.OFFICE, reference))


def test_the_same_paper_is_not_asked_for_twice(court: Court) -> None:
    stated(court)
    with pytest.raises(Refusal, match="proposed_already"):
        stated(court, "10.00")


def test_an_inspection_proposes_by_the_same_door(court: Court) -> None:
    source = Source(SourceKind.INSPECTION, "verbale-7")
    row = court.proposed(source=source)
    assert (row.source_kind, row.source_reference) == ("inspection", "verbale-7")
    with pytest.raises(Refusal, match="proposed_already"):
        court.proposed(source=source)
