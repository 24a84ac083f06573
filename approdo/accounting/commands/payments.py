"""What the acts upon every payment share: the lock, the second person, the checks, the order, the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approdo.accounting import labels
from approdo.accounting.models import TaxDebtCheck
from approdo.accounting.models.payments import Payment
from approdo.accounting.rules import kept
from approdo.accounting.rules.settlement_checks import Checked, stops
from approdo.accounting.rules.vocabulary import SettlementState, TaxDebtOutcome
from approdo.accounting.settlement_words import refusal
from approdo.core.access.actor import Actor
from approdo.core.access.guards import user_of
from approdo.core.errors import Refusal
from approdo.core.models import StoredDocument, User
from approdo.core.saying import reason_said, wrong_fields
from approdo.core.versions import keep, refuse_changed

Row = TypeVar("Row", bound=Payment)
SAME_PERSON = ("same_person", _("Who prepared a payment cannot approve it: a colleague has to."))
SHORT = ("commitment_short", _("More would be settled than is left of the commitment."))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of payment: its name in the audit, and the sentences of its refusals."""

    name: str
    changed: Promise | str
    moved_on: Promise | str


@dataclass(frozen=True, slots=True)
class Order:
    """A payment order: the day and the number it has in the accounts of the State."""

    paid_on: date
    reference: str


@dataclass(frozen=True, slots=True)
class TaxAnswerTold:
    """What the collection agent answered about tax debts."""

    outcome: TaxDebtOutcome
    answered_on: date
    reference: str


def locked(
    by: Actor, kind: Kind, rows: QuerySet[Row], identifier: UUID, expected: int | None, *states: SettlementState
) -> Row:
    """The row under its lock, in one of those states. Raises Stale, Refusal (moved on)."""
    row = rows.select_for_update(of=("self",)).get(pk=identifier)
    refuse_changed(by, kind.name, row, expected, kind.changed, acts=labels.ACTS)
    if row.state not in states:
        raise Refusal(f"{kind.name}_moved_on", kind.moved_on)
    return row


def second_person(by: Actor, row: Payment) -> User:
    """Who approves, never who prepared. Raises Refusal."""
    person = User.objects.get(pk=user_of(by))
    if row.prepared_by_id == person.pk:
        raise Refusal(*SAME_PERSON)
    return person


def let_through(found: tuple[Checked, ...]) -> None:
    """Go on unless a check stops the payment. Raises Refusal with what is red, in words."""
    if stopping := stops(found):
        raise Refusal("payment_stopped", refusal(stopping))


def approve(
    by: Actor, kind: Kind, row: Row, person: User, found: tuple[Checked, ...], letter: StoredDocument, today: date,
    **told: Any,
) -> Row:  # fmt: skip
    """Write an approval with what was checked and the proposal of payment."""
    row.proposal, row.checks = letter, [kept.text_of(one) for one in found]
    row.state, row.approved_on, row.approved_at, row.approved_by = (
        SettlementState.APPROVED.value, today, timezone.now(), person,
    )  # fmt: skip
    return keep(by, kind.name, row, f"{kind.name}.approved", **told)


def take_back(by: Actor, kind: Kind, row: Row, act: str, reason: str, **told: Any) -> Row:
    """Write that a payment was taken back, and why. Raises InvalidInput (no reason)."""
    words = reason_said(reason, 500)
    row.state, row.cancellation = SettlementState.CANCELLED.value, words
    row.cancelled_at, row.cancelled_by_id = timezone.now(), user_of(by)
    return keep(by, kind.name, row, f"{kind.name}.{act}", reason=words, **told)


def pay(
    by: Actor, kind: Kind, row: Row, order: Order, today: date, check: Callable[[date], tuple[Checked, ...]]
) -> Row:
    """Write the payment order of what was approved, when nothing stops it on the day of the payment either.

    Raises InvalidInput (no reference, a day to come or before the approval), Refusal (a check that stops).
    """
    told = " ".join(order.reference.split())[:80]
    early = row.approved_on is not None and order.paid_on < row.approved_on
    need({"payment_reference": not told, "paid_on": order.paid_on > today or early})
    found = check(order.paid_on)
    let_through(found)
    row.state, row.paid_on, row.payment_reference = SettlementState.PAID.value, order.paid_on, told
    row.paid_recorded_by_id, row.paid_checks = by.user_id, [kept.text_of(one) for one in found]
    return keep(by, kind.name, row, f"{kind.name}.paid", paid_on=order.paid_on, reference=told, payable=row.payable)


def tell_tax_debts(by: Actor, kind: Kind, row: Row, said: TaxAnswerTold, today: date) -> Row:
    """Write what the collection agent answered; the last answer counts. Raises InvalidInput."""
    told = " ".join(said.reference.split())[:80]
    need({"reference": not told, "answered_on": said.answered_on > today})
    TaxDebtCheck.objects.create(
        prefecture_id=by.prefecture, outcome=said.outcome.value, answered_on=said.answered_on, reference=told,
        recorded_at=timezone.now(), recorded_by_id=by.user_id, **{kind.name: row},
    )  # fmt: skip
    return keep(
        by, kind.name, row, f"{kind.name}.tax_check", outcome=said.outcome, answered_on=said.answered_on, reference=told
    )


def need(missing: dict[str, bool]) -> None:
    """Raise InvalidInput where something is missing or its day is not possible."""
    words = {
        field: _("This day is not possible.") if field.endswith("_on") else _("Write this.")
        for field, wrong in missing.items()
        if wrong
    }
    if words:
        raise wrong_fields("settlement_incomplete", words)
