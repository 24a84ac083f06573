"""What is paid: one prepares, another approves, then it is paid; what was not paid can be taken back with reasons."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.accounting import letter_frame, settlement_letters
from approdo.accounting.definitions import figure
from approdo.accounting.models import (
    Commitment,
    Settlement,
    SettlementDeduction,
    SettlementInvoice,
    TaxDebtCheck,
)
from approdo.accounting.queries import commitments, settlements, statements
from approdo.accounting.queries.settlement_checks import checks_of
from approdo.accounting.queries.settlements import Draft
from approdo.accounting.rules import kept
from approdo.accounting.rules.payment_term import PaymentTerm
from approdo.accounting.rules.settlement_checks import stops
from approdo.accounting.rules.vocabulary import SettlementState, TaxDebtOutcome
from approdo.accounting.settlement_words import refusal
from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require, user_of
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import answering
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.models import Prefecture, StoredDocument, User
from approdo.core.saying import reason_said, wrong_fields
from approdo.core.versions import keep, refuse_changed
from approdo.reception.models import Contract

# What a constraint of the database refuses: the code and the sentence.
REFUSALS = {
    "settlement_one_prepared": (
        "already_prepared", _("A settlement of this month is prepared already: approve it or take it back first.")
    ),
    "invoice_settled_once": ("invoice_settled", _("A document of this month was settled already.")),
    "settled_as_accepted": ("invoice_unanswered", _("A document of this month is not accepted.")),
    "deducted_once": ("deduction_taken", _("A deduction was taken already by another settlement.")),
    "deducted_after_decision": ("deduction_undecided", _("Nothing is deducted before the decision.")),
    "settlement_two_people": ("same_person", _("Who prepared a settlement cannot approve it: a colleague has to.")),
    "within_commitment": ("commitment_short", _("More would be settled than is left of the commitment.")),
}  # fmt: skip


def _refused(constraint: str) -> Refusal | None:
    return Refusal(*REFUSALS[constraint]) if constraint in REFUSALS else None


@transaction.atomic
def prepare_settlement(
    *, by: Actor, contract_id: UUID, month: date, commitment_id: UUID, today: date, pay_days: int | None = None,
    pay_clause: str = "",
) -> Settlement:  # fmt: skip
    """Prepare the payment of the documents of a contract's month that were accepted and not settled, with the
    certificate of conformity. Decided deductions are taken, the oldest first.

    `pay_days`: those of the law unless the contract says more, in `pay_clause`.
    Raises NotAllowed, NotFound, InvalidInput (days without a clause or beyond the law), Refusal (as
    `queries.settlements.draft`; prepared already). Source: legislative decree 36/2023, arts. 116 and 125.
    """
    require(by, Permission.SETTLEMENT_PREPARE)
    person = User.objects.get(pk=user_of(by))
    settlements.visible_to(by)
    Contract.objects.select_for_update().filter(prefecture_id=by.prefecture, pk=contract_id).first()
    draft = settlements.draft(by, statements.contract(by, contract_id), month, today)
    commitment = commitments.commitment(by, commitment_id)
    if commitment.contract_id != draft.contract.pk:
        words = _("This commitment is of another contract.")
        raise InvalidInput("commitment_of_another", words, fields={"commitment": words})
    term = _term(draft, pay_days, pay_clause)
    data = settlement_letters.certificate(draft, Prefecture.objects.get(pk=by.prefecture), person.full_name, today)
    letter = letter_frame.printed(by, "conformity_certificate", data)
    with answering(_refused):
        row = _written(by, person, draft, commitment, term, " ".join(pay_clause.split()), letter, today)
    audit.record(
        by, "settlement.prepared", "settlement", row.pk, version=row.version, contract=row.contract_id, month=row.month,
        edition=row.edition, payable=row.payable, charged=row.charged, hash=row.result_hash,
    )  # fmt: skip
    return row


def _term(draft: Draft, pay_days: int | None, clause: str) -> PaymentTerm:
    usual, most = (int(figure(name, draft.received_on).value) for name in ("pay_invoice_days", "pay_invoice_days_most"))
    days = usual if pay_days is None else pay_days
    if not 1 <= days <= most:
        words = _("From 1 to %(most)s days.") % {"most": most}
        raise InvalidInput("days_impossible", words, fields={"pay_days": words})
    if days > usual and not clause.strip():
        words = _("More than %(usual)s days need the clause of the contract that says so.") % {"usual": usual}
        raise InvalidInput("clause_missing", words, fields={"pay_clause": words})
    return settlements.term_of(draft.received_on, draft.accepted_on, draft.month, days)


def _written(
    by: Actor, person: User, draft: Draft, commitment: Commitment, term: PaymentTerm, clause: str,
    letter: StoredDocument, today: date,
) -> Settlement:  # fmt: skip
    text, found = kept.text_of(draft.inputs), draft.settled
    columns = {column: found.of(one) for one, column in settlements.COLUMNS.items()}
    before = Settlement.objects.filter(contract=draft.contract, month=draft.month).count()
    row = Settlement.objects.create(
        prefecture_id=by.prefecture, contract=draft.contract, month=draft.month, edition=before + 1,
        statement=draft.statement, commitment=commitment, rule=draft.inputs.rule, inputs=text,
        input_hash=kept.digest(text), result_hash=kept.digest(kept.text_of(found)), **columns, vat=found.vat,
        total=found.total, vat_to_treasury=found.vat_to_treasury, retention=found.retention, deducted=found.deducted,
        payable=found.payable, charged=found.charged, received_on=draft.received_on, accepted_on=draft.accepted_on,
        pay_days=term.days, pay_clause=clause[:200], pay_by=term.last_day, certified_on=today, certificate=letter,
        prepared_at=timezone.now(), prepared_by=person,
    )  # fmt: skip
    for one in draft.documents:
        SettlementInvoice.objects.create(prefecture_id=by.prefecture, settlement=row, invoice=one)
    for reference, amount in found.taken:
        SettlementDeduction.objects.create(
            prefecture_id=by.prefecture, settlement=row, deduction_id=UUID(reference), amount=amount
        )
    return row


@transaction.atomic
def record_tax_check(
    *, by: Actor, settlement_id: UUID, outcome: TaxDebtOutcome, answered_on: date, reference: str, today: date,
    expected_version: int | None = None,
) -> Settlement:  # fmt: skip
    """Write what the collection agent answered about tax debts, before the approval; the last answer counts.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reference, a day to come), Refusal (not waiting for approval).
    Source: DPR 602/1973, art. 48-bis; ministerial decree 40/2008.
    """
    require(by, Permission.SETTLEMENT_PREPARE)
    row = _locked(by, settlement_id, expected_version, SettlementState.PREPARED)
    told = " ".join(reference.split())[:80]
    _need({"reference": not told, "answered_on": answered_on > today})
    TaxDebtCheck.objects.create(
        prefecture_id=by.prefecture, settlement=row, outcome=outcome.value, answered_on=answered_on, reference=told,
        recorded_at=timezone.now(), recorded_by_id=by.user_id,
    )  # fmt: skip
    return keep(by, "settlement", row, "settlement.tax_check", outcome=outcome, answered_on=answered_on, reference=told)


@transaction.atomic
def approve_settlement(
    *, by: Actor, settlement_id: UUID, today: date, expected_version: int | None = None
) -> Settlement:
    """Approve a settlement that somebody else prepared, when nothing stops it, with the proposal of payment.

    Raises NotAllowed, NotFound, Stale, Refusal (the same person, a check that stops, not enough left of the
    commitment, not waiting for approval). Source: legislative decree 36/2023, art. 125; law 196/2009, art. 34.
    """
    require(by, Permission.SETTLEMENT_APPROVE)
    person = User.objects.get(pk=user_of(by))
    row = _locked(by, settlement_id, expected_version, SettlementState.PREPARED)
    if row.prepared_by_id == person.pk:
        raise Refusal(*REFUSALS["settlement_two_people"])
    Commitment.objects.select_for_update().get(pk=row.commitment_id)
    found = checks_of(row, today)
    if stopping := stops(found):
        raise Refusal("payment_stopped", refusal(stopping))
    _inputs, settled = settlements.reckoning(row)
    data = settlement_letters.proposal(row, settled, settlements.documents_of(row), found, person.full_name, today)
    row.proposal = letter_frame.printed(by, "payment_proposal", data)
    row.checks = [kept.text_of(one) for one in found]
    row.state, row.approved_on, row.approved_at, row.approved_by = (
        SettlementState.APPROVED.value, today, timezone.now(), person,
    )  # fmt: skip
    with answering(_refused):
        return keep(
            by, "settlement", row, "settlement.approved", payable=row.payable, charged=row.charged, hash=row.result_hash
        )


@transaction.atomic
def withdraw_settlement(
    *, by: Actor, settlement_id: UUID, reason: str, expected_version: int | None = None
) -> Settlement:
    """Take back a settlement that nobody approved yet: its documents and deductions are free again.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (approved or ended already).
    """
    require(by, Permission.SETTLEMENT_PREPARE)
    row = _locked(by, settlement_id, expected_version, SettlementState.PREPARED)
    return _taken_back(by, row, "settlement.withdrawn", reason)


@transaction.atomic
def cancel_settlement(
    *, by: Actor, settlement_id: UUID, reason: str, expected_version: int | None = None
) -> Settlement:
    """Cancel a settlement before it is paid: what it held of the commitment, its documents and deductions are free.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (paid or cancelled already).
    """
    require(by, Permission.SETTLEMENT_APPROVE)
    row = _locked(by, settlement_id, expected_version, SettlementState.PREPARED, SettlementState.APPROVED)
    return _taken_back(by, row, "settlement.cancelled", reason)


def _taken_back(by: Actor, row: Settlement, act: str, reason: str) -> Settlement:
    told = reason_said(reason, 500)
    row.state, row.cancellation = SettlementState.CANCELLED.value, told
    row.cancelled_at, row.cancelled_by_id = timezone.now(), user_of(by)
    keep(by, "settlement", row, act, reason=told, charged=row.charged)
    row.documents.update(live=False)
    row.deductions.update(live=False)
    return row


@transaction.atomic
def record_payment(
    *, by: Actor, settlement_id: UUID, paid_on: date, reference: str, today: date, expected_version: int | None = None
) -> Settlement:
    """Write the payment order of an approved settlement: nothing changes any more.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reference, a day to come or before the approval), Refusal (not
    approved, or ended).
    """
    require(by, Permission.SETTLEMENT_PREPARE)
    row = _locked(by, settlement_id, expected_version, SettlementState.APPROVED)
    told = " ".join(reference.split())[:80]
    early = row.approved_on is not None and paid_on < row.approved_on
    _need({"payment_reference": not told, "paid_on": paid_on > today or early})
    row.state, row.paid_on, row.payment_reference = SettlementState.PAID.value, paid_on, told
    row.paid_recorded_by_id = by.user_id
    return keep(by, "settlement", row, "settlement.paid", paid_on=paid_on, reference=told, payable=row.payable)


def _need(missing: dict[str, bool]) -> None:
    """Raise InvalidInput where something is missing or its day is not possible."""
    words = {
        field: _("This day is not possible.") if field.endswith("_on") else _("Write this.")
        for field, wrong in missing.items()
        if wrong
    }
    if words:
        raise wrong_fields("settlement_incomplete", words)


def _locked(by: Actor, settlement_id: UUID, expected_version: int | None, *states: SettlementState) -> Settlement:
    seen = settlements.settlement(by, settlement_id)
    rows = settlements.visible_to(by).select_for_update(of=("self",))
    row = rows.get(pk=seen.pk)
    words = _("A colleague worked on this settlement while you were reading it. Nothing of yours was saved.")
    refuse_changed(by, "settlement", row, expected_version, words)
    if row.state not in states:
        raise Refusal("settlement_moved_on", _("The settlement is no longer where this act is possible."))
    return row
