"""The only door to deductions: who may read them, what each waits for and by when, which may be deducted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from approdo.accounting.models import Deduction, DeductionFinding, MonthlyStatement, PenaltyRule
from approdo.accounting.rules import kept
from approdo.accounting.rules.deductions import (
    DECIDED,
    LIVE,
    PENALTIES,
    Course,
    DeductionKind,
    DeductionStep,
    Reckoning,
    counter_arguments_over,
    deduction_step,
)
from approdo.accounting.rules.penalties import DeductionState
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.models import AuditRecord
from approdo.core.rules.money import ZERO
from approdo.procedures.definitions import procedure
from approdo.procedures.queries.terms import Due, guided_due, guided_terms
from approdo.procedures.rules.events import EventType
from approdo.procedures.rules.history import Event
from approdo.reception.models import CentreContract, Contract
from approdo.reception.queries.bodies import of_own_bodies

PROCEDURE = "contract_deduction"
GOING_ON = (DeductionState.PROPOSED.value, DeductionState.CONTESTED.value, DeductionState.ANSWERED.value)
STATES = {"going_on": GOING_ON, **{state.value: (state.value,) for state in DeductionState}}
UNTOLD = (DeductionState.PROPOSED.value, DeductionState.WITHDRAWN.value)
TERM_OF = {
    DeductionStep.CONTESTATION: "contestation",
    DeductionStep.COUNTER_ARGUMENTS: "counter_arguments",
    DeductionStep.DECISION: "decision",
    DeductionStep.COMMUNICATION: "communication",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A deduction with what it waits for and the term that runs for it, where one does."""

    deduction: Deduction
    step: DeductionStep
    due: Due | None


def visible_to(by: Actor) -> QuerySet[Deduction]:
    """Deductions of the actor's office; to a managing body its own, once they were contested. Raises NotAllowed."""
    if by.may(Permission.ACCOUNTING_SEE):
        return Deduction.objects.filter(prefecture_id=by.prefecture)
    require(by, Permission.DEDUCTION_ANSWER)
    return of_own_bodies(by, Deduction.objects.exclude(state__in=UNTOLD), "contract__body")


def deduction(by: Actor, identifier: UUID) -> Deduction:
    """One deduction as the actor may read it, with all that stands with it. Raises NotAllowed, NotFound."""
    return as_told(by, whole(by, identifier))


def as_told(by: Actor, row: Deduction) -> Deduction:
    """The row as the actor may read it: a managing body reads a decision once it was communicated."""
    if by.may(Permission.ACCOUNTING_SEE) or row.decided_on is None or row.communicated_on is not None:
        return row
    row.state = (DeductionState.CONTESTED if row.answered_on is None else DeductionState.ANSWERED).value
    row.decided_on = row.decided_amount = row.decided_by = row.decision_letter = None
    row.reasons = ""
    return row


def whole(by: Actor, identifier: UUID) -> Deduction:
    """One deduction as it is, for the acts on it. Raises NotAllowed, NotFound."""
    found = _whole(visible_to(by)).filter(pk=identifier).first()
    if found is None:
        raise deduction_not_found()
    return found


def deduction_not_found() -> NotFound:
    """There is no such deduction, or the actor may not know that there is."""
    return NotFound("deduction_not_found", _("This deduction does not exist, or is not of your office."))


def listed(
    by: Actor, *, text: str = "", kind: str = "", state: str = "", contract: UUID | None = None
) -> QuerySet[Deduction]:
    """Deductions that answer the filters; `state` one of `STATES`. Raises NotAllowed."""
    rows = _whole(visible_to(by))
    if state in STATES:
        rows = rows.filter(_in_state(by, state))
    wanted = {"kind": kind, "contract_id": contract}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if text:
        named = Q(contract__title__icontains=text) | Q(contract__cig__icontains=text) | Q(centre__name__icontains=text)
        rows = rows.filter(named | Q(contract__body__name__icontains=text))
    return rows


def _in_state(by: Actor, state: str) -> Q:
    """In a state as the actor may read it: what was decided and not communicated is, for a body, still discussed."""
    stored = Q(state__in=STATES[state])
    if by.may(Permission.ACCOUNTING_SEE):
        return stored
    untold = Q(state__in=[one.value for one in DECIDED], communicated_on__isnull=True)
    discussed = {"contested": Q(answered_on__isnull=True), "answered": Q(answered_on__isnull=False), "going_on": Q()}
    return stored & ~untold | (untold & discussed[state] if state in discussed else Q(pk__in=[]))


def _whole(rows: QuerySet[Deduction]) -> QuerySet[Deduction]:
    return rows.select_related(
        "prefecture__officesettings", "contract__body", "centre", "proposed_by", "answered_by", "decided_by", "letter",
        "decision_letter", "answer_document", "evidence",
    )  # fmt: skip


def sums(rows: QuerySet[Deduction]) -> dict[str, Any]:
    """How many deductions a list holds, the euros that are still discussed and those that were decided."""
    return rows.order_by().aggregate(
        proposed=Sum("amount", filter=Q(state__in=GOING_ON), default=Decimal(ZERO)),
        decided=Sum("decided_amount", default=Decimal(ZERO)),
    )


def decided_deductions(by: Actor, contract_id: UUID, on: date) -> QuerySet[Deduction]:
    """What may be deducted from a payment of a contract on a day: confirmed and communicated by then, the oldest first.

    A settlement leaves out those that a settlement took already. Raises NotAllowed.
    """
    require(by, Permission.ACCOUNTING_SEE)
    rows = Deduction.objects.filter(
        prefecture_id=by.prefecture, contract=contract_id, state=DeductionState.CONFIRMED.value, decided_amount__gt=0,
        decided_on__lte=on, communicated_on__lte=on,
    )  # fmt: skip
    return rows.order_by("decided_on", "id")


def with_left(rows: QuerySet[Deduction]) -> QuerySet[Any]:
    """Decided deductions with what is `left` of each: no payment took it yet; euros."""
    taken = Sum("taken_by__amount", filter=Q(taken_by__live=True), default=Decimal(ZERO))
    return rows.annotate(left=F("decided_amount") - taken)


def left_over(contract: Contract) -> tuple[int, Decimal]:
    """How many deductions of a contract wait for a decision or its communication, and the euros that were decided and
    that nothing took yet."""
    rows = Deduction.objects.filter(contract=contract, state__in=[*GOING_ON, DeductionState.CONFIRMED.value])
    told = list(with_left(rows).order_by().values_list("communicated_on", "left"))
    return sum(on is None for on, _left in told), sum((left for _on, left in told if left), Decimal(ZERO))


def penalties_so_far(contract: Contract) -> Decimal:
    """The euros of penalties of a contract that are proposed or decided: what is left of the cap is without them."""
    live = Deduction.objects.filter(contract=contract, kind__in=[one.value for one in PENALTIES])
    live = live.filter(state__in=[one.value for one in LIVE])
    total: Decimal = live.aggregate(told=Sum(Coalesce(F("decided_amount"), F("amount")), default=Decimal(ZERO)))["told"]
    return total


def times_before(contract: Contract, code: str, day: date) -> int:
    """How many breaches of a kind were decided against the same contract and happened by that day."""
    rows = Deduction.objects.filter(contract=contract, code=code, state=DeductionState.CONFIRMED.value)
    return rows.filter(happened_on__lte=day).count()


def recovered_of_month(contract: Contract, month: date) -> Decimal:
    """The euros of a contract's month that are recovered by its findings already."""
    rows = DeductionFinding.objects.filter(
        finding__contract=contract, finding__month=month, kind=DeductionKind.RECOVERY.value, live=True
    )
    total: Decimal = rows.aggregate(told=Sum("amount", default=Decimal(ZERO)))["told"]
    return total


def penalty_rules(contract: Contract) -> list[PenaltyRule]:
    """The table of penalties of a contract; empty where nobody has written it down."""
    return list(PenaltyRule.objects.filter(contract=contract))


def centres_of(contract: Contract) -> list[tuple[UUID, str]]:
    """The centres that ever worked under a contract, by name."""
    rows = CentreContract.objects.filter(contract=contract).order_by("centre__name", "centre")
    return list(rows.values_list("centre", "centre__name").distinct())


def rectified(by: Actor, contract_id: UUID) -> list[MonthlyStatement]:
    """Versions of the contract's months that were replaced, the last month first. Raises NotAllowed."""
    require(by, Permission.ACCOUNTING_SEE)
    rows = MonthlyStatement.objects.filter(prefecture_id=by.prefecture, contract=contract_id)
    return list(rows.filter(superseded_at__isnull=False).order_by("-month", "-version")[:200])


def reckoning_of(row: Deduction) -> Reckoning:
    """How the amount was reached."""
    return kept.value_of(Reckoning, row.reckoning)


def findings_of(row: Deduction) -> list[DeductionFinding]:
    """The findings that a deduction rests on."""
    return list(row.findings.select_related("finding__centre", "finding__contract").order_by("finding__month", "pk"))


def of_finding(by: Actor, finding_id: UUID) -> QuerySet[Deduction]:
    """The deductions that rest on a finding, the last first. Raises NotAllowed."""
    return visible_to(by).filter(findings__finding=finding_id).order_by("-proposed_on", "-id")


def course_of(row: Deduction) -> Course:
    """How far a deduction is, as the rules want it."""
    return Course(
        DeductionState(row.state), row.received_on, row.answer_until, row.answered_on, row.communicated_on
    )  # fmt: skip


def standings(by: Actor, rows: Iterable[Deduction], today: date) -> list[Standing]:
    """What each deduction waits for, and by when, as the actor may read it."""
    found = []
    for row in (as_told(by, one) for one in rows):
        step = deduction_step(course_of(row), today)
        found.append(Standing(row, step, due(row, TERM_OF[step], today) if step in TERM_OF else None))
    return found


def dues(row: Deduction, today: date) -> list[Due]:
    """Every term of a deduction that has begun, in the order of the proceeding."""
    return [due(row, term, today) for term in guided_terms(PROCEDURE, events_of(row, today))]


def due(row: Deduction, term: str, today: date) -> Due:
    """One term of a deduction as it stands on a day."""
    done = {
        "contestation": row.contested_on or row.withdrawn_on, "counter_arguments": row.answered_on,
        "decision": row.decided_on, "communication": row.communicated_on,
    }  # fmt: skip
    return guided_due(PROCEDURE, row.prefecture, events_of(row, today), term, today, done.get(term))


def events_of(row: Deduction, today: date) -> tuple[Event, ...]:
    """What happened to a deduction, in the words of the term engine."""
    days = {
        EventType.FILED: row.proposed_on,
        EventType.CONTESTATION_RECEIVED: row.received_on,
        EventType.COUNTER_ARGUMENTS_OVER: counter_arguments_over(course_of(row), row.decided_on or today),
        EventType.DECIDED: row.decided_on,
        EventType.DECISION_COMMUNICATED: row.communicated_on,
    }
    return tuple(Event(kind.value, day) for kind, day in days.items() if day is not None)


def history(by: Actor, row: Deduction) -> QuerySet[AuditRecord]:
    """What was done on a deduction and by whom, the first first."""
    rows = AuditRecord.objects.filter(prefecture_id=by.prefecture, object_kind="deduction", object_id=str(row.pk))
    return rows.order_by("number")


def is_decided(row: Deduction) -> bool:
    """Whether a decision was taken."""
    return row.state in {one.value for one in DECIDED}


def days_to_answer(on: date) -> int:
    """The days of a managing body for its counter-arguments, as they stand on a day."""
    versions = procedure(PROCEDURE).term("counter_arguments").versions
    return [one.amount or 0 for one in versions if one.valid_from <= on][-1]
