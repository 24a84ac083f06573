"""Endpoints of deductions, on the same queries and commands as the pages; letters are read on the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Schema, Status
from pydantic import Base64Bytes

from approdo.accounting import deduction_labels as labels
from approdo.accounting.commands import deduction_acts as acts
from approdo.accounting.commands import deductions as proposals
from approdo.accounting.commands.deductions import Proposal, Source
from approdo.accounting.deduction_amounts import Basis
from approdo.accounting.deduction_locks import Paper
from approdo.accounting.models import Deduction, PenaltyRule
from approdo.accounting.queries import deductions
from approdo.accounting.rules.deductions import (
    DeductionDelivery,
    DeductionKind,
    DeductionStep,
    SourceKind,
    deduction_step,
)
from approdo.accounting.rules.penalties import DeductionState
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.rest.paging import Page, Paging, page_of
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import if_match, tag, versioned
from approdo.procedures import labels as procedure_labels

router = ApiRouter(tags=["deductions"])
TEXT = 8000  # most characters


class DeductionOut(Schema):
    """A penalty or a recovery; euros."""

    id: UUID
    version: int
    contract: UUID = Field(alias="contract_id")
    centre: UUID | None = Field(alias="centre_id")
    month: date | None
    kind: DeductionKind
    code: str
    state: DeductionState
    article: str
    happened_on: date
    amount: Decimal
    proposed_on: date
    contested_on: date | None
    received_on: date | None
    answer_until: date | None
    answered_on: date | None
    decided_on: date | None
    decided_amount: Decimal | None
    communicated_on: date | None


class DeductionStepOut(Schema):
    """A sentence of an explanation, with the article."""

    text: str
    source: str


class DeductionTermOut(Schema):
    """A term with its day, why it is that day, and the day on which what it waits for was done."""

    term: str
    due_on: date | None
    done_on: date | None
    late: bool
    why: list[DeductionStepOut]


class WholeDeductionOut(DeductionOut):
    """A deduction with what was said and decided, what it waits for, its terms, and why its amount."""

    facts: str
    answer: str
    reasons: str
    step: DeductionStep
    why: list[DeductionStepOut]
    terms: list[DeductionTermOut]


class DeductionFilter(Schema):
    """What a list shows; every state when `state` is empty."""

    state: str = ""
    kind: DeductionKind | None = None
    contract: UUID | None = None


class PaperValue(Schema):
    """A document as PDF, JPEG or PNG; with the rest of the call at most 5 MB."""

    name: str = Field(min_length=1, max_length=200)
    content: Base64Bytes

    def paper(self) -> Paper:
        """As the commands take it."""
        return Paper(self.name, self.content)


class SourceValue(Schema):
    """What a proposal comes from; the same thing is not proposed twice."""

    kind: SourceKind = SourceKind.OFFICE
    reference: str = Field("", max_length=80)


class ProposalValue(Schema):
    """What is proposed: `rate` and `days` for a delay; `code`, `rate`, centre and month for a breach; for a recovery
    findings, a replaced `statement` or an `amount` in euros."""

    contract: UUID
    kind: DeductionKind
    happened_on: date
    article: str = Field(max_length=160)
    facts: str = Field(max_length=TEXT)
    rate: Decimal | None = Field(None, ge=0, max_digits=7, decimal_places=4)
    days: int | None = Field(None, ge=1, le=3650)
    code: str = Field("", max_length=20)
    statement: UUID | None = None
    amount: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=2)
    centre: UUID | None = None
    month: date | None = None
    findings: tuple[UUID, ...] = ()
    source: SourceValue | None = None
    document: PaperValue | None = Field(None, description="What shows it.")

    def proposal(self) -> Proposal:
        """As the command takes it."""
        basis = Basis(self.rate, self.days, self.code, self.statement, self.amount)
        source = Source(self.source.kind, self.source.reference) if self.source else Source()
        return Proposal(
            self.contract, self.kind, self.happened_on, self.article, self.facts, basis, self.centre, self.month,
            self.findings, source, self.document.paper() if self.document else None,
        )  # fmt: skip


class WithdrawalValue(Schema):
    """Why a proposal is set aside."""

    reason: str = Field(max_length=500)


class SendingValue(Schema):
    """When and how a letter left."""

    on: date
    delivery: DeductionDelivery


class ReceiptDay(Schema):
    """When the managing body received the contestation."""

    received_on: date


class AnswerValue(Schema):
    """What a managing body answers, with a document where it sends one."""

    answer: str = Field(max_length=TEXT)
    document: PaperValue | None = None

    def told(self) -> dict[str, Any]:
        """As the commands take it."""
        values = self.dict(exclude={"document"})
        return {**values, "paper": self.document.paper() if self.document else None}


class RecordedAnswerValue(AnswerValue):
    """The same, with the day on which it reached the office."""

    on: date


class DeductionDecisionValue(Schema):
    """What is decided: the whole, a part, or zero, which drops it; euros."""

    on: date
    amount: Decimal = Field(max_digits=14, decimal_places=2)
    reasons: str = Field(max_length=TEXT)


class PenaltyRuleValue(Schema):
    """A row of the contract's table of penalties, per cent of the month's fee."""

    code: str = Field(max_length=20)
    name: str = Field(max_length=160)
    percent_least: Decimal = Field(max_digits=7, decimal_places=4)
    percent_most: Decimal = Field(max_digits=7, decimal_places=4)
    repeat_factor: Decimal = Field(Decimal(1), max_digits=6, decimal_places=3)
    article: str = Field(max_length=160)


class PenaltyRuleOut(PenaltyRuleValue):
    """A row as it is kept."""

    id: UUID
    version: int


@router.get("/deductions", response={200: Page[DeductionOut], **problems(403)}, summary="Deductions, latest first")
def list_deductions(request: HttpRequest, asked: Query[DeductionFilter], paging: Query[Paging]) -> dict[str, Any]:
    """Of the office; for a managing body its own, once contested, with the decision once it was communicated."""
    kind = asked.kind.value if asked.kind else ""
    by = _actor(request)
    rows = deductions.listed(by, state=asked.state, kind=kind, contract=asked.contract)
    found = page_of(request, rows, paging, order=("-proposed_on", "id"))
    return {**found, "items": [deductions.as_told(by, one) for one in found["items"]]}


@router.post("/deductions", response={201: DeductionOut, **problems(403, 404)}, summary="Propose a deduction")
def propose_a_deduction(request: HttpRequest, response: HttpResponse, value: ProposalValue) -> Status[Deduction]:
    """The amount follows from the rules; nothing is deducted by this."""
    made = proposals.propose_deduction(by=_actor(request), proposal=value.proposal())
    tag(response, made.version)
    return Status(201, made)


@router.get(
    "/deductions/{deduction_id}", response={200: WholeDeductionOut, **problems(403, 404)}, summary="One deduction"
)
def read_deduction(request: HttpRequest, response: HttpResponse, deduction_id: UUID) -> dict[str, Any]:
    """With its terms and the why of its amount; the ETag is needed to act on it."""
    by, today = _actor(request), timezone.localdate()
    row = deductions.deduction(by, deduction_id)
    tag(response, row.version)
    names = [field.alias or name for name, field in DeductionOut.model_fields.items()]
    told = {name: getattr(row, name) for name in [*names, "facts", "answer", "reasons"]}
    terms = [
        {
            "term": due.term, "due_on": due.result.effective_due, "done_on": due.done, "late": due.late,
            "why": [procedure_labels.step(one)._asdict() for one in due.result.steps],
        }
        for due in deductions.dues(row, today)
    ]  # fmt: skip
    why = [one._asdict() for one in labels.why(deductions.reckoning_of(row))]
    return {**told, "step": deduction_step(deductions.course_of(row), today), "terms": terms, "why": why}


_ACT: dict[Any, Any] = {200: DeductionOut, **problems(403, 404)}


@router.post("/deductions/{deduction_id}/withdraw", response=_ACT, summary="Withdraw a proposal")
@versioned
def withdraw_a_proposal(
    request: HttpRequest, response: HttpResponse, deduction_id: UUID, value: WithdrawalValue
) -> Deduction:
    """Before the managing body is told."""
    return _done(request, response, proposals.withdraw_deduction, deduction_id, value.dict())


@router.post("/deductions/{deduction_id}/contestation", response=_ACT, summary="Write the contestation")
@versioned
def contest_deduction(request: HttpRequest, response: HttpResponse, deduction_id: UUID) -> Deduction:
    """The letter as PDF; written again, it takes the place of the one before."""
    return _done(request, response, acts.write_contestation, deduction_id, {})


@router.post("/deductions/{deduction_id}/dispatch", response=_ACT, summary="The contestation was sent")
@versioned
def send_contestation(
    request: HttpRequest, response: HttpResponse, deduction_id: UUID, value: SendingValue
) -> Deduction:
    """From now on the managing body sees it."""
    return _done(request, response, acts.dispatch_contestation, deduction_id, value.dict())


@router.post("/deductions/{deduction_id}/receipt", response=_ACT, summary="The contestation was received")
@versioned
def receive_contestation(
    request: HttpRequest, response: HttpResponse, deduction_id: UUID, value: ReceiptDay
) -> Deduction:
    """The days for the counter-arguments run from here."""
    return _done(request, response, acts.record_contestation_receipt, deduction_id, value.dict())


@router.post("/deductions/{deduction_id}/answer", response=_ACT, summary="Send the counter-arguments")
@versioned
def answer_a_contestation(
    request: HttpRequest, response: HttpResponse, deduction_id: UUID, value: AnswerValue
) -> Deduction:
    """Of one's own managing body."""
    return _done(request, response, acts.answer_contestation, deduction_id, value.told())


@router.post("/deductions/{deduction_id}/counter-arguments", response=_ACT, summary="Record the counter-arguments")
@versioned
def record_the_answer(
    request: HttpRequest, response: HttpResponse, deduction_id: UUID, value: RecordedAnswerValue
) -> Deduction:
    """Those that reached the office by another way."""
    return _done(request, response, acts.record_counter_arguments, deduction_id, value.told())


@router.post("/deductions/{deduction_id}/decision", response=_ACT, summary="Sign the decision")
@versioned
def decide_on_deduction(
    request: HttpRequest, response: HttpResponse, deduction_id: UUID, value: DeductionDecisionValue
) -> Deduction:
    """After the counter-arguments, or the days to send them."""
    return _done(request, response, acts.decide_deduction, deduction_id, value.dict())


@router.post("/deductions/{deduction_id}/communication", response=_ACT, summary="The decision was communicated")
@versioned
def communicate_a_decision(
    request: HttpRequest, response: HttpResponse, deduction_id: UUID, value: SendingValue
) -> Deduction:
    """What it confirms may be deducted from then."""
    return _done(request, response, acts.communicate_decision, deduction_id, value.dict())


@router.post(
    "/contracts/{contract_id}/penalties", response={201: PenaltyRuleOut, **problems(403, 404)},
    summary="Write a row of the table of penalties",
)  # fmt: skip
def write_penalty_rule(request: HttpRequest, contract_id: UUID, value: PenaltyRuleValue) -> Status[PenaltyRule]:
    """The row of the same code is replaced."""
    return Status(201, proposals.set_penalty_rule(by=_actor(request), contract_id=contract_id, **value.dict()))


def _done(
    request: HttpRequest, response: HttpResponse, command: Any, deduction_id: UUID, told: dict[str, Any]
) -> Deduction:
    row: Deduction = command(
        by=_actor(request), deduction_id=deduction_id, **told, expected_version=if_match(request)
    )  # fmt: skip
    tag(response, row.version)
    return row


def _actor(request: HttpRequest) -> Actor:
    by: Actor = request.actor  # type: ignore[attr-defined]
    if not by.may(Permission.ACCOUNTING_SEE):
        require(by, Permission.DEDUCTION_ANSWER)
    return by
