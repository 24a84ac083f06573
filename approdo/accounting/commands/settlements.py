"""What is paid: one prepares, another approves, then it is paid; what was not paid can be taken back with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.accounting import letter_frame, settlement_letters
from approdo.accounting.commands import payments
from approdo.accounting.commands.payments import Kind, Order, TaxAnswerTold
from approdo.accounting.definitions import figure
from approdo.accounting.models import CommitmentCharge, Settlement, SettlementDeduction, SettlementInvoice
from approdo.accounting.queries import commitments, settlements, statements
from approdo.accounting.queries.settlement_checks import checks_of, payee_checks_of
from approdo.accounting.queries.settlements import Draft
from approdo.accounting.rules import kept
from approdo.accounting.rules.commitments import Share, by_age
from approdo.accounting.rules.payment_term import PaymentTerm
from approdo.accounting.rules.vocabulary import SettlementState, TaxDebtOutcome
from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require, user_of
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import answering
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.models import Prefecture, StoredDocument, User
from approdo.core.pages.formats import money
from approdo.core.rules.money import ZERO
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
    "settlement_two_people": payments.SAME_PERSON,
    "within_commitment": payments.SHORT,
}  # fmt: skip
KIND = Kind(
    "settlement",
    _("A colleague worked on this settlement while you were reading it. Nothing of yours was saved."),
    _("The settlement is no longer where this act is possible."),
)
WAITING = (SettlementState.PREPARED, SettlementState.APPROVED)


def _refused(constraint: str) -> Refusal | None:
    return Refusal(*REFUSALS[constraint]) if constraint in REFUSALS else None


@dataclass(frozen=True, slots=True)
class Charge:
    """A commitment that is to bear a settlement; without an amount, as much as it has room for, by age."""

    commitment: UUID
    amount: Decimal | None = None


@transaction.atomic
def prepare_settlement(
    *, by: Actor, contract_id: UUID, month: date, charges: Sequence[Charge], today: date, pay_days: int | None = None,
    pay_clause: str = "",
) -> Settlement:  # fmt: skip
    """Prepare the payment of the documents of a contract's month that were accepted and not settled, with the
    certificate of conformity. Decided deductions are taken, the oldest first.

    `charges`: the commitments that bear it; without amounts the oldest is used up first. `pay_days`: those of the law
    unless the contract says more, in `pay_clause`.
    Raises NotAllowed, NotFound, InvalidInput (amounts that do not add up, days without a clause or beyond the law),
    Refusal (as `queries.settlements.draft`; prepared already).
    Source: legislative decree 36/2023, arts. 116 and 125; law 196/2009, art. 34.
    """
    require(by, Permission.SETTLEMENT_PREPARE)
    person = User.objects.get(pk=user_of(by))
    settlements.visible_to(by)
    Contract.objects.select_for_update().filter(prefecture_id=by.prefecture, pk=contract_id).first()
    draft = settlements.draft(by, statements.contract(by, contract_id), month, today)
    shares = _shares(by, draft, charges)
    term = _term(draft, pay_days, pay_clause)
    data = settlement_letters.certificate(draft, Prefecture.objects.get(pk=by.prefecture), person.full_name, today)
    letter = letter_frame.printed(by, "conformity_certificate", data)
    with answering(_refused):
        row = _written(by, person, draft, shares, term, " ".join(pay_clause.split()), letter, today)
    audit.record(
        by, "settlement.prepared", "settlement", row.pk, version=row.version, contract=row.contract_id, month=row.month,
        edition=row.edition, payable=row.payable, charged=row.charged, hash=row.result_hash,
        charges={one.reference: one.amount for one in shares},
    )  # fmt: skip
    return row


def _shares(by: Actor, draft: Draft, charges: Sequence[Charge]) -> tuple[Share, ...]:
    """What each commitment bears. Raises NotFound, InvalidInput."""
    wanted = {one.commitment: one.amount for one in charges}
    known = {row.pk: row for row in commitments.of_contract(by, draft.contract.pk) if row.pk in wanted}
    for one in wanted.keys() - known.keys():
        commitments.commitment(by, one)
        raise _wrong("commitment_of_another", "commitment", _("This commitment is of another contract."))
    charged = draft.settled.charged
    told = tuple(Share(str(key), amount) for key, amount in wanted.items() if amount is not None)
    if told:
        return _told_shares(told, charged)
    if not known:
        raise _wrong("commitment_missing", "commitment", _("Write this."))
    return by_age(charged, [Share(str(key), row.free) for key, row in known.items()])


def _told_shares(told: tuple[Share, ...], charged: Decimal) -> tuple[Share, ...]:
    total = sum((one.amount for one in told), ZERO)
    if total != charged or any(one.amount < 0 for one in told):
        words = _("These amounts make %(total)s, and %(charged)s are charged.")
        values = {"total": money(total), "charged": money(charged)}
        raise _wrong("charges_do_not_add_up", "commitment", words % values)
    return tuple(one for one in told if one.amount)


def _wrong(code: str, field: str, words: Any) -> InvalidInput:
    return InvalidInput(code, words, fields={field: words})


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
    by: Actor, person: User, draft: Draft, shares: tuple[Share, ...], term: PaymentTerm, clause: str,
    letter: StoredDocument, today: date,
) -> Settlement:  # fmt: skip
    text, found = kept.text_of(draft.inputs), draft.settled
    columns = {column: found.of(one) for one, column in settlements.COLUMNS.items()}
    before = Settlement.objects.filter(contract=draft.contract, month=draft.month).count()
    row = Settlement.objects.create(
        prefecture_id=by.prefecture, contract=draft.contract, month=draft.month, edition=before + 1,
        statement=draft.statement, rule=draft.inputs.rule, inputs=text,
        input_hash=kept.digest(text), result_hash=kept.digest(kept.text_of(found)), **columns, vat=found.vat,
        total=found.total, vat_to_treasury=found.vat_to_treasury, retention=found.retention, deducted=found.deducted,
        payable=found.payable, charged=found.charged, received_on=draft.received_on, accepted_on=draft.accepted_on,
        pay_days=term.days, pay_clause=clause[:200], pay_by=term.last_day, certified_on=today, certificate=letter,
        prepared_at=timezone.now(), prepared_by=person,
    )  # fmt: skip
    for share in shares:
        CommitmentCharge.objects.create(
            prefecture_id=by.prefecture, settlement=row, commitment_id=UUID(share.reference), amount=share.amount
        )
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
    """Write what the collection agent answered about tax debts, before the payment; the last answer counts.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reference, a day to come), Refusal (paid or taken back).
    Source: DPR 602/1973, art. 48-bis; ministerial decree 40/2008.
    """
    require(by, Permission.SETTLEMENT_PREPARE)
    row = _locked(by, settlement_id, expected_version, *WAITING)
    return payments.tell_tax_debts(by, KIND, row, TaxAnswerTold(outcome, answered_on, reference), today)


@transaction.atomic
def approve_settlement(
    *, by: Actor, settlement_id: UUID, today: date, expected_version: int | None = None
) -> Settlement:
    """Approve a settlement that somebody else prepared, when nothing stops it, with the proposal of payment.

    Raises NotAllowed, NotFound, Stale, Refusal (the same person, a check that stops, not enough left of a
    commitment, not waiting for approval). Source: legislative decree 36/2023, art. 125; law 196/2009, art. 34.
    """
    require(by, Permission.SETTLEMENT_APPROVE)
    row = _locked(by, settlement_id, expected_version, SettlementState.PREPARED)
    person = payments.second_person(by, row)
    commitments.lock(one.commitment_id for one in row.charges.all())
    found = checks_of(row, today)
    payments.let_through(found)
    _inputs, settled = settlements.reckoning(row)
    data = settlement_letters.proposal(row, settled, settlements.documents_of(row), found, person.full_name, today)
    letter = letter_frame.printed(by, "payment_proposal", data)
    told = {"payable": row.payable, "charged": row.charged, "hash": row.result_hash}
    with answering(_refused):
        return payments.approve(by, KIND, row, person, found, letter, today, **told)


@transaction.atomic
def withdraw_settlement(
    *, by: Actor, settlement_id: UUID, reason: str, expected_version: int | None = None
) -> Settlement:
    """Take back a settlement that nobody approved yet: its documents and deductions are free again.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (approved or ended already).
    """
    require(by, Permission.SETTLEMENT_PREPARE)
    row = _locked(by, settlement_id, expected_version, SettlementState.PREPARED)
    return _taken_back(by, row, "withdrawn", reason)


@transaction.atomic
def cancel_settlement(
    *, by: Actor, settlement_id: UUID, reason: str, expected_version: int | None = None
) -> Settlement:
    """Cancel a settlement before it is paid: what it held of its commitments, its documents and deductions are free.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (paid or cancelled already).
    """
    require(by, Permission.SETTLEMENT_APPROVE)
    row = _locked(by, settlement_id, expected_version, *WAITING)
    return _taken_back(by, row, "cancelled", reason)


def _taken_back(by: Actor, row: Settlement, act: str, reason: str) -> Settlement:
    payments.take_back(by, KIND, row, act, reason, charged=row.charged)
    row.documents.update(live=False)
    row.deductions.update(live=False)
    return row


@transaction.atomic
def record_payment(
    *, by: Actor, settlement_id: UUID, paid_on: date, reference: str, today: date, expected_version: int | None = None
) -> Settlement:
    """Write the payment order of an approved settlement: nothing changes any more. Who is paid is looked at again, as
    of the day of the payment.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reference, a day to come or before the approval), Refusal (not
    approved, or ended; a proof that does not hold on that day).
    Source: legislative decree 36/2023, art. 11 c. 6; DPR 602/1973, art. 48-bis.
    """
    require(by, Permission.SETTLEMENT_PREPARE)
    row = _locked(by, settlement_id, expected_version, SettlementState.APPROVED)
    return payments.pay(by, KIND, row, Order(paid_on, reference), today, lambda day: payee_checks_of(row, day))


def _locked(by: Actor, settlement_id: UUID, expected_version: int | None, *states: SettlementState) -> Settlement:
    seen = settlements.settlement(by, settlement_id)
    return payments.locked(by, KIND, settlements.visible_to(by), seen.pk, expected_version, *states)
