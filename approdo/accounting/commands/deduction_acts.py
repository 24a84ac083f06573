"""The proceeding of a deduction: contested in writing, answered, decided, communicated; only then may it be deducted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.accounting import deduction_letters as letters
from approdo.accounting import deduction_locks as locks
from approdo.accounting.models import Deduction
from approdo.accounting.queries import deductions
from approdo.accounting.rules.deductions import DeductionDelivery, may_be_decided
from approdo.accounting.rules.penalties import DeductionState
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.letters.signer import signer_of
from approdo.core.pages.formats import short_date
from approdo.core.rules.money import ZERO, cents
from approdo.core.saying import between, texts_said

PROPOSED, CONTESTED, ANSWERED = DeductionState.PROPOSED, DeductionState.CONTESTED, DeductionState.ANSWERED
CONFIRMED, DISMISSED = DeductionState.CONFIRMED, DeductionState.DISMISSED


@transaction.atomic
def write_contestation(
    *, by: Actor, deduction_id: UUID, expected_version: int | None = None, today: date | None = None
) -> Deduction:
    """Write the letter that contests a proposal; written again, it takes the place of the one before.

    Raises NotAllowed, NotFound, Stale, Refusal (sent already, a rate that no contract says, nobody signs, the letter
    cannot be printed). Source: law 241/1990, arts. 7 and 8.
    """
    require(by, Permission.DEDUCTION_PREPARE)
    today = today or timezone.localdate()
    row = locks.locked(by, deduction_id, expected_version, PROPOSED)
    if deductions.reckoning_of(row).chosen:
        words = _("The rate is not of the contract: write its table of penalties, withdraw this and propose it again.")
        raise Refusal("rate_not_of_contract", words)
    row.letter = letters.contestation(by, row, deductions.days_to_answer(today), signer_of(by), today)
    return locks.keep(by, row, "contestation_written", sha256=row.letter.sha256)


@transaction.atomic
def dispatch_contestation(
    *, by: Actor, deduction_id: UUID, on: date, delivery: DeductionDelivery, expected_version: int | None = None,
    today: date | None = None,
) -> Deduction:  # fmt: skip
    """Write the day on which the contestation left; from now on the managing body sees it.

    Raises NotAllowed, NotFound, Stale, InvalidInput (before the proposal, a day to come), Refusal (no letter, sent already).
    """
    require(by, Permission.DEDUCTION_PREPARE)
    row = locks.locked(by, deduction_id, expected_version, PROPOSED)
    if row.letter_id is None:
        raise Refusal("letter_missing", _("Write the contestation first: it is what is sent."))
    between(on, row.proposed_on, today or timezone.localdate(), "on")
    row.state, row.contested_on, row.contested_by = CONTESTED.value, on, delivery.value
    return locks.keep(by, row, "contested", on=on, delivery=delivery)


@transaction.atomic
def record_contestation_receipt(
    *, by: Actor, deduction_id: UUID, received_on: date, expected_version: int | None = None, today: date | None = None
) -> Deduction:
    """Write the day on which the managing body received the contestation: its days run from it.

    Raises NotAllowed, NotFound, Stale, InvalidInput (before it was sent, a day to come), Refusal (received already).
    Source: law 241/1990, arts. 8 and 10.
    """
    require(by, Permission.DEDUCTION_PREPARE)
    today = today or timezone.localdate()
    row = locks.locked(by, deduction_id, expected_version, CONTESTED, ANSWERED)
    if row.received_on is not None:
        raise Refusal("contestation_received", _("The managing body received the contestation already."))
    between(received_on, row.contested_on, today, "received_on")
    row.received_on = received_on
    row.answer_until = deductions.due(row, "counter_arguments", today).result.effective_due
    return locks.keep(by, row, "contestation_received", on=received_on, until=row.answer_until)


@transaction.atomic
def answer_contestation(
    *, by: Actor, deduction_id: UUID, answer: str, paper: locks.Paper | None = None,
    expected_version: int | None = None, today: date | None = None,
) -> Deduction:  # fmt: skip
    """Send the counter-arguments of one's own managing body; also after their last day, while nothing is decided.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no text, a file that is no document), Refusal (sent already).
    Source: law 241/1990, art. 10.
    """
    require(by, Permission.DEDUCTION_ANSWER)
    on = today or timezone.localdate()
    return _answered(by, locks.locked(by, deduction_id, expected_version, CONTESTED), answer, paper, on)


@transaction.atomic
def record_counter_arguments(
    *, by: Actor, deduction_id: UUID, answer: str, on: date, paper: locks.Paper | None = None,
    expected_version: int | None = None, today: date | None = None,
) -> Deduction:  # fmt: skip
    """Write the counter-arguments that reached the office by another way, with the day on which they arrived.

    Raises as `answer_contestation`, and InvalidInput for a day before the contestation or to come.
    Source: law 241/1990, art. 10.
    """
    require(by, Permission.DEDUCTION_PREPARE)
    row = locks.locked(by, deduction_id, expected_version, CONTESTED)
    between(on, row.contested_on, today or timezone.localdate(), "on")
    return _answered(by, row, answer, paper, on)


@transaction.atomic
def decide_deduction(
    *, by: Actor, deduction_id: UUID, on: date, amount: Decimal, reasons: str, expected_version: int | None = None,
    today: date | None = None,
) -> Deduction:  # fmt: skip
    """Sign the decision: the whole amount, a part of it, or zero, with the reasons. The letter is written with it.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reasons, an amount that is below zero or above the one
    contested), Refusal (the managing body may still answer, decided already, nobody signs).
    Source: law 241/1990, art. 3; domain rule 2.6.
    """
    require(by, Permission.DEDUCTION_DECIDE)
    row = locks.locked(by, deduction_id, expected_version, CONTESTED, ANSWERED)
    texts_said(reasons=reasons)
    between(on, row.contested_on, today or timezone.localdate(), "on")
    _may_be_decided(row, on)
    if not ZERO <= amount <= row.amount:
        words = _("From zero, which drops it, to the amount that was contested.")
        raise InvalidInput("amount_outside", words, fields={"amount": words})
    signer = signer_of(by)
    row.state = (CONFIRMED if amount > ZERO else DISMISSED).value
    row.decided_on, row.decided_amount, row.decided_by = on, cents(amount), signer
    row.reasons = reasons.strip()
    row.decision_letter = letters.decision(by, row, signer, on)
    if row.state == DISMISSED.value:
        row.findings.update(live=False)
    return locks.keep(by, row, row.state, on=on, amount=row.decided_amount)


@transaction.atomic
def communicate_decision(
    *, by: Actor, deduction_id: UUID, on: date, delivery: DeductionDelivery, expected_version: int | None = None,
    today: date | None = None,
) -> Deduction:  # fmt: skip
    """Write the day on which the decision was sent: what it confirms may be deducted from then.

    Raises NotAllowed, NotFound, Stale, InvalidInput (before the decision, a day to come), Refusal (sent already).
    Source: law 241/1990, art. 21-bis.
    """
    require(by, Permission.DEDUCTION_PREPARE)
    row = locks.locked(by, deduction_id, expected_version, CONFIRMED, DISMISSED)
    if row.communicated_on is not None:
        raise Refusal("decision_communicated", _("The decision was communicated already."))
    between(on, row.decided_on, today or timezone.localdate(), "on")
    row.communicated_on, row.communicated_by = on, delivery.value
    return locks.keep(by, row, "communicated", on=on, delivery=delivery)


def _answered(by: Actor, row: Deduction, answer: str, paper: locks.Paper | None, on: date) -> Deduction:
    texts_said(answer=answer)
    row.state, row.answered_on, row.answer = ANSWERED.value, on, answer.strip()
    row.answer_document = locks.kept_paper(by, "deduction_answer", paper)
    row.answered_by_id = by.user_id
    return locks.keep(by, row, "answered", on=on, paper=row.answer_document_id)


def _may_be_decided(row: Deduction, on: date) -> None:
    if may_be_decided(deductions.course_of(row), on):
        return
    if row.answer_until is None:
        words = _("The managing body has not received the contestation yet: nothing can be decided.")
        raise Refusal("contestation_not_received", words)
    words = _("The managing body may answer until %(day)s: the decision comes after, or after its counter-arguments.")
    raise Refusal("may_still_answer", words % {"day": short_date(row.answer_until)})
