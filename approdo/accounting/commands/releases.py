"""What is given back when a contract has ended: the final conformity, then the release of what was kept."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.accounting import letter_frame, release_letters
from approdo.accounting.commands import payments
from approdo.accounting.commands.payments import Kind, Order, TaxAnswerTold
from approdo.accounting.models import Commitment, FinalConformity, ReleasedRetention, RetentionRelease
from approdo.accounting.queries import commitments, releases, settlements, statements
from approdo.accounting.queries.releases import ReleaseDraft
from approdo.accounting.rules.vocabulary import SettlementState, TaxDebtOutcome
from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require, user_of
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import answering
from approdo.core.errors import Refusal
from approdo.core.models import Prefecture, User
from approdo.core.saying import wrong_fields
from approdo.reception.models import Contract

KIND = Kind(
    "release",
    _("A colleague worked on this release while you were reading it. Nothing of yours was saved."),
    _("The release is no longer where this act is possible."),
)
WAITING = (SettlementState.PREPARED, SettlementState.APPROVED)
GIVEN = ("conformity_given", _("The final conformity of this contract was given already."))
# What a constraint of the database refuses: the code and the sentence.
REFUSALS = {
    "final_conformity_once": GIVEN,
    "release_one_prepared": (
        "already_prepared", _("A release of this contract is prepared already: approve it or take it back first.")
    ),
    "retention_released_once": ("retention_released", _("Something of this was given back already.")),
    "release_two_people": payments.SAME_PERSON,
    "within_commitment": payments.SHORT,
}  # fmt: skip


def _refused(constraint: str) -> Refusal | None:
    return Refusal(*REFUSALS[constraint]) if constraint in REFUSALS else None


@transaction.atomic
def give_final_conformity(*, by: Actor, contract_id: UUID, notes: str, today: date) -> FinalConformity:
    """Certify, after its last day, that the whole service of a contract was done as agreed.

    Raises NotAllowed, NotFound, Refusal (the contract lasts, certified already).
    Source: legislative decree 36/2023, art. 116.
    """
    require(by, Permission.SETTLEMENT_PREPARE)
    person = User.objects.get(pk=user_of(by))
    contract = _locked_contract(by, contract_id)
    last_day = settlements.last_day_of(contract)
    if today <= last_day:
        raise Refusal("contract_runs", _("The contract has not ended yet: its service is certified afterwards."))
    if releases.conformity_of(contract):
        raise Refusal(*GIVEN)
    told = " ".join(notes.split())[:500]
    office = Prefecture.objects.get(pk=by.prefecture)
    data = release_letters.conformity(contract, last_day, told, office, person.full_name, today)
    letter = letter_frame.printed(by, "final_conformity", data)
    with answering(_refused):
        row = FinalConformity.objects.create(
            prefecture_id=by.prefecture, contract=contract, last_day=last_day, certified_on=today, notes=told,
            certificate=letter, recorded_at=timezone.now(), certified_by=person,
        )  # fmt: skip
    audit.record(
        by, "contract.conformity_given", "final_conformity", row.pk, version=1, contract=contract.pk, last_day=last_day
    )
    return row


@transaction.atomic
def prepare_release(
    *, by: Actor, contract_id: UUID, today: date, commitment_id: UUID | None = None, invoice_number: str = ""
) -> RetentionRelease:
    """Prepare the payment that gives back all that the paid settlements of an ended contract kept.

    Where a supplier left what was kept out of its invoices, the tax on it is due now: `commitment_id` bears it and
    `invoice_number` asks for it. Raises NotAllowed, NotFound, InvalidInput (tax without commitment or invoice), Refusal
    (as `queries.releases.draft`; prepared already). Source: legislative decree 36/2023, art. 11 c. 6.
    """
    require(by, Permission.SETTLEMENT_PREPARE)
    person = User.objects.get(pk=user_of(by))
    draft = releases.draft(_locked_contract(by, contract_id))
    number = " ".join(invoice_number.split())[:60]
    commitment = _commitment(by, draft, commitment_id, number)
    with answering(_refused):
        row = _written(by, person, draft, commitment, number)
    audit.record(
        by, "release.prepared", "release", row.pk, version=row.version, contract=row.contract_id, edition=row.edition,
        retention=row.retention, vat=row.vat, payable=row.payable, day=today,
    )  # fmt: skip
    return row


def _locked_contract(by: Actor, contract_id: UUID) -> Contract:
    Contract.objects.select_for_update().filter(prefecture_id=by.prefecture, pk=contract_id).first()
    return statements.contract(by, contract_id)


def _commitment(by: Actor, draft: ReleaseDraft, identifier: UUID | None, number: str) -> Commitment | None:
    """What bears the tax that is due now. Raises NotFound, InvalidInput."""
    if not draft.released.vat:
        return None
    missing = {"commitment": identifier is None, "invoice_number": not number}
    payments.need(missing)
    found = commitments.commitment(by, identifier) if identifier else None
    if found is None or found.contract_id != draft.contract.pk:
        raise wrong_fields("commitment_of_another", {"commitment": _("This commitment is of another contract.")})
    return found


def _written(
    by: Actor, person: User, draft: ReleaseDraft, commitment: Commitment | None, number: str
) -> RetentionRelease:
    told = draft.released
    before = RetentionRelease.objects.filter(contract=draft.contract).count()
    row = RetentionRelease.objects.create(
        prefecture_id=by.prefecture, contract=draft.contract, edition=before + 1, conformity=draft.conformity,
        commitment=commitment, invoice_number=number if commitment else "", retention=told.retention, vat=told.vat,
        vat_to_treasury=told.vat_to_treasury, payable=told.payable, prepared_at=timezone.now(), prepared_by=person,
    )  # fmt: skip
    for one in told.lines:
        ReleasedRetention.objects.create(
            prefecture_id=by.prefecture, release=row, settlement_id=UUID(one.reference), amount=one.amount, vat=one.vat
        )
    return row


@transaction.atomic
def record_release_tax_check(
    *, by: Actor, release_id: UUID, outcome: TaxDebtOutcome, answered_on: date, reference: str, today: date,
    expected_version: int | None = None,
) -> RetentionRelease:  # fmt: skip
    """Write what the collection agent answered about tax debts, before the payment; the last answer counts.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reference, a day to come), Refusal (paid or taken back).
    Source: DPR 602/1973, art. 48-bis; ministerial decree 40/2008.
    """
    require(by, Permission.SETTLEMENT_PREPARE)
    row = _locked(by, release_id, expected_version, *WAITING)
    return payments.tell_tax_debts(by, KIND, row, TaxAnswerTold(outcome, answered_on, reference), today)


@transaction.atomic
def approve_release(
    *, by: Actor, release_id: UUID, today: date, expected_version: int | None = None
) -> RetentionRelease:
    """Approve a release that somebody else prepared, when nothing stops it, with the proposal of payment.

    Raises NotAllowed, NotFound, Stale, Refusal (the same person, a check that stops, not enough left of the
    commitment, not waiting for approval). Source: legislative decree 36/2023, arts. 11 c. 6 and 125.
    """
    require(by, Permission.SETTLEMENT_APPROVE)
    row = _locked(by, release_id, expected_version, SettlementState.PREPARED)
    person = payments.second_person(by, row)
    commitments.lock([row.commitment_id] if row.commitment_id else [])
    found = releases.checks_of(row, today)
    payments.let_through(found)
    data = release_letters.proposal(row, releases.lines_of(row), found, person.full_name, today)
    letter = letter_frame.printed(by, "release_proposal", data)
    with answering(_refused):
        return payments.approve(by, KIND, row, person, found, letter, today, payable=row.payable, vat=row.vat)


@transaction.atomic
def withdraw_release(
    *, by: Actor, release_id: UUID, reason: str, expected_version: int | None = None
) -> RetentionRelease:
    """Take back a release that nobody approved yet: what was kept can be given back by another.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (approved or ended already).
    """
    require(by, Permission.SETTLEMENT_PREPARE)
    return _taken_back(by, _locked(by, release_id, expected_version, SettlementState.PREPARED), "withdrawn", reason)


@transaction.atomic
def cancel_release(
    *, by: Actor, release_id: UUID, reason: str, expected_version: int | None = None
) -> RetentionRelease:
    """Cancel a release before it is paid: what was kept can be given back by another.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (paid or cancelled already).
    """
    require(by, Permission.SETTLEMENT_APPROVE)
    return _taken_back(by, _locked(by, release_id, expected_version, *WAITING), "cancelled", reason)


def _taken_back(by: Actor, row: RetentionRelease, act: str, reason: str) -> RetentionRelease:
    payments.take_back(by, KIND, row, act, reason, retention=row.retention)
    row.lines.update(live=False)
    return row


@transaction.atomic
def record_release_payment(
    *, by: Actor, release_id: UUID, paid_on: date, reference: str, today: date, expected_version: int | None = None
) -> RetentionRelease:
    """Write the payment order of an approved release; who is paid is looked at again, as of the day of the payment.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reference, a day to come or before the approval), Refusal (not
    approved, or ended; a proof that does not hold on that day).
    Source: legislative decree 36/2023, art. 11 c. 6; DPR 602/1973, art. 48-bis.
    """
    require(by, Permission.SETTLEMENT_PREPARE)
    row = _locked(by, release_id, expected_version, SettlementState.APPROVED)
    order = Order(paid_on, reference)
    return payments.pay(by, KIND, row, order, today, lambda day: releases.payee_checks_of(row, day))


def _locked(by: Actor, release_id: UUID, expected_version: int | None, *states: SettlementState) -> RetentionRelease:
    seen = releases.release(by, release_id)
    return payments.locked(by, KIND, releases.visible_to(by), seen.pk, expected_version, *states)
