"""Endpoints of statements, findings and invoices, on the same queries and commands as the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Schema, Status

from approdo.accounting.commands import findings as finding_acts
from approdo.accounting.commands import invoices as invoice_acts
from approdo.accounting.commands import statements as statement_acts
from approdo.accounting.models import Finding, GuestLine, Invoice, MonthlyStatement
from approdo.accounting.queries import findings, invoices, statements
from approdo.accounting.rules.reconciliation import Outcome
from approdo.accounting.rules.vocabulary import FindingState
from approdo.core.access.actor import Actor
from approdo.core.access.asking import who_asks
from approdo.core.access.permissions import Permission
from approdo.core.rest.paging import Page, Paging, page_of
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import if_match, tag, versioned

router = ApiRouter(tags=["accounting"])


class StatementOut(Schema):
    """What is due for a contract and a month, euros; `hash` of the statement, the same whenever it is computed again."""

    id: UUID
    version: int
    contract: UUID = Field(alias="contract_id")
    month: date = Field(description="Its first day.")
    missing: int = Field(description="Centres without a sealed register.")
    nights: int
    paid_nights: int
    per_diem: Decimal
    pocket_money: Decimal
    entry_kits: Decimal
    phone_cards: Decimal
    gross: Decimal
    vat: Decimal
    stamp: Decimal
    invoice_total: Decimal
    retention: Decimal
    payable_now: Decimal
    hash: str = Field(alias="result_hash")


class StatementOrder(Schema):
    """A contract and a month, of which any day."""

    contract: UUID
    month: date


class GuestLineOut(Schema):
    """Nights of a guest of one kind, from `first` to the one before `until`; euros."""

    guest: UUID = Field(alias="guest_id")
    centre: UUID = Field(alias="centre_month.centre_id")
    kind: str
    first: date
    until: date
    members: int
    unit: Decimal | None
    amount: Decimal

    @staticmethod
    def resolve_first(row: GuestLine) -> date:
        """The first night."""
        return row.during.lower  # type: ignore[no-any-return]

    @staticmethod
    def resolve_until(row: GuestLine) -> date:
        """The day after the last night."""
        return row.during.upper  # type: ignore[no-any-return]


class FindingOut(Schema):
    """Something that does not agree; `withheld`: its amount is left out of the statement already."""

    id: UUID
    version: int
    kind: str
    contract: UUID = Field(alias="contract_id")
    centre: UUID | None = Field(alias="centre_id")
    guest: UUID | None = Field(alias="guest_id")
    month: date
    nights: int
    amount: Decimal
    withheld: bool
    detail: str
    evidence: list[list[date]] = Field(description="First night and the day after the last, one a period.")
    state: str
    reason: str


class FindingAnswer(Schema):
    """What the office answers to a finding."""

    state: FindingState
    reason: str = Field(min_length=1, max_length=500)


class InvoiceOut(Schema):
    """A document as it arrived; euros."""

    id: UUID
    version: int
    number: str
    issued_on: date
    gives_back: bool
    supplier: str = Field(alias="supplier_name")
    amount: Decimal
    contract: UUID | None = Field(alias="contract_id")
    month: date | None
    received_on: date
    refuse_by: date
    state: str
    credit_asked: Decimal
    content_hash: str


class InvoiceAnswer(Schema):
    """What the office answers to an invoice."""

    outcome: Outcome
    reason: str = Field("", max_length=500)


@router.get("/statements", response={200: Page[StatementOut], **problems(403)}, summary="Statements, latest first")
def list_statements(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The statements in force."""
    return page_of(request, statements.listed(_actor(request)), paging, order=("-month", "id"))


@router.post("/statements", response={201: StatementOut, **problems(403, 404)}, summary="Compute a statement")
def compute_month(request: HttpRequest, order: StatementOrder) -> Status[MonthlyStatement]:
    """From the sealed registers of the month; the one in force comes back where nothing changed."""
    by = _actor(request)
    return Status(201, statement_acts.compute_statement(by=by, contract_id=order.contract, month=order.month))


@router.get("/statements/{statement_id}", response={200: StatementOut, **problems(403, 404)}, summary="One statement")
def read_statement(request: HttpRequest, statement_id: UUID) -> MonthlyStatement:
    """One version of a statement."""
    return statements.statement(_actor(request), statement_id)


@router.get(
    "/statements/{statement_id}/lines",
    response={200: Page[GuestLineOut], **problems(403, 404)},
    summary="What is due for each guest",
)
def list_statement_lines(request: HttpRequest, statement_id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """Every line of every guest, in periods."""
    found = statements.statement(_actor(request), statement_id)
    return page_of(request, statements.lines(found), paging, order=("id",))


@router.get("/findings", response={200: Page[FindingOut], **problems(403)}, summary="Findings, largest first")
def list_findings(
    request: HttpRequest, paging: Query[Paging], state: FindingState | None = None, month: date | None = None
) -> dict[str, Any]:
    """What does not agree, and is still found."""
    rows = findings.listed(_actor(request), state=state.value if state else "", month=month)
    return page_of(request, rows, paging, order=("-amount", "id"))


@router.get("/findings/{finding_id}", response={200: FindingOut, **problems(403, 404)}, summary="One finding")
def read_finding(request: HttpRequest, response: HttpResponse, finding_id: UUID) -> Finding:
    """One finding; the ETag is needed to answer it."""
    found = findings.finding(_actor(request), finding_id)
    tag(response, found.version)
    return found


@router.post(
    "/findings/{finding_id}/answer", response={200: FindingOut, **problems(403, 404)}, summary="Answer a finding"
)
@versioned
def answer_finding(request: HttpRequest, response: HttpResponse, finding_id: UUID, answer: FindingAnswer) -> Finding:
    """Explained, accepted or open again, on the version that was read."""
    found = finding_acts.resolve_finding(
        by=_actor(request), finding_id=finding_id, state=answer.state, reason=answer.reason,
        expected_version=if_match(request),
    )  # fmt: skip
    tag(response, found.version)
    return found


@router.get("/invoices", response={200: Page[InvoiceOut], **problems(403)}, summary="Invoices, latest first")
def list_invoices(request: HttpRequest, paging: Query[Paging], state: str = "") -> dict[str, Any]:
    """Documents as they arrived."""
    return page_of(request, invoices.listed(_actor(request), state=state), paging, order=("-received_on", "id"))


@router.get("/invoices/{invoice_id}", response={200: InvoiceOut, **problems(403, 404)}, summary="One invoice")
def read_invoice(request: HttpRequest, response: HttpResponse, invoice_id: UUID) -> Invoice:
    """One document; the ETag is needed to answer it."""
    found = invoices.invoice(_actor(request), invoice_id)
    tag(response, found.version)
    return found


@router.post(
    "/invoices/{invoice_id}/answer", response={200: InvoiceOut, **problems(403, 404)}, summary="Answer an invoice"
)
@versioned
def give_invoice_answer(
    request: HttpRequest, response: HttpResponse, invoice_id: UUID, answer: InvoiceAnswer
) -> Invoice:
    """Accept, ask for a credit note, or refuse within the days of the law, on the version that was read."""
    found = invoice_acts.answer_invoice(
        by=_actor(request), invoice_id=invoice_id, outcome=answer.outcome, reason=answer.reason,
        today=timezone.localdate(), expected_version=if_match(request),
    )  # fmt: skip
    tag(response, found.version)
    return found


def _actor(request: HttpRequest) -> Actor:
    return who_asks(request, Permission.ACCOUNTING_SEE)
