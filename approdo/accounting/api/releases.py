"""Endpoints of the end of a contract: final conformity, and what was kept given back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Schema, Status

from approdo.accounting.api.settlements import CheckOut, PaymentValue, ReasonValue, TaxCheckValue, checks_out
from approdo.accounting.commands import releases as acts
from approdo.accounting.models import FinalConformity, ReleasedRetention, RetentionRelease
from approdo.accounting.queries import commitments, releases, settlements, statements
from approdo.accounting.rules.vocabulary import SettlementState
from approdo.core.access.actor import Actor
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import if_match, tag, versioned

router = ApiRouter(tags=["accounting"])
ANSWERS = problems(403, 404)


class ConformityValue(Schema):
    """What the certificate says besides."""

    notes: str = Field("", max_length=500)


class ConformityOut(ConformityValue):
    """That the whole service of a contract was done as agreed; `last_day`: of the contract then."""

    id: UUID
    contract: UUID = Field(alias="contract_id")
    last_day: date
    certified_on: date


class ReleaseOrder(Schema):
    """A contract that has ended. Commitment and invoice only where a tax is due now."""

    contract: UUID
    commitment: UUID | None = None
    invoice_number: str = Field("", max_length=60)


class GivenBackOut(Schema):
    """What a month gives back, euros."""

    settlement: UUID = Field(alias="settlement_id")
    amount: Decimal
    vat: Decimal


class ReleaseOut(Schema):
    """What was kept on the payments of a contract, given back; euros."""

    id: UUID
    version: int
    contract: UUID = Field(alias="contract_id")
    edition: int
    conformity: UUID = Field(alias="conformity_id")
    commitment: UUID | None = Field(alias="commitment_id")
    invoice_number: str
    state: SettlementState
    retention: Decimal
    vat: Decimal
    vat_to_treasury: Decimal
    payable: Decimal
    paid_on: date | None
    payment_reference: str
    cancellation: str


class ReleaseWhole(ReleaseOut):
    """A release with its months and checks: of today while it waits, else of its approval; then of its payment."""

    lines: list[GivenBackOut]
    checks: list[CheckOut]
    payment_checks: list[CheckOut]

    @staticmethod
    def resolve_lines(row: RetentionRelease) -> list[ReleasedRetention]:
        """The months."""
        return releases.lines_of(row)

    @staticmethod
    def resolve_checks(row: RetentionRelease) -> list[CheckOut]:
        """Each check with its why."""
        waiting = row.state == SettlementState.PREPARED
        return checks_out(
            releases.checks_of(row, timezone.localdate()) if waiting else settlements.kept_checks(row.checks)
        )

    @staticmethod
    def resolve_payment_checks(row: RetentionRelease) -> list[CheckOut]:
        """Each check of the payment with its why."""
        waiting = row.state == SettlementState.APPROVED
        again = releases.payee_checks_of(row, timezone.localdate()) if waiting else None
        return checks_out(settlements.kept_checks(row.paid_checks) if again is None else again)


@router.post(
    "/contracts/{contract_id}/final-conformity", response={201: ConformityOut, **ANSWERS}, summary="Final conformity"
)
def certify_contract(request: HttpRequest, contract_id: UUID, value: ConformityValue) -> Status[FinalConformity]:
    """Certify the whole service of a contract that has ended."""
    told = {"contract_id": contract_id, "notes": value.notes, "today": timezone.localdate()}
    return Status(201, acts.give_final_conformity(by=_actor(request), **told))  # type: ignore[arg-type]


@router.get("/contracts/{contract_id}/releases", response={200: list[ReleaseOut], **ANSWERS}, summary="Releases")
def list_releases(request: HttpRequest, contract_id: UUID) -> Any:
    """What was given back of a contract, the last first."""
    by = _actor(request)
    return list(commitments.releases_of(by, statements.contract(by, contract_id).pk))


@router.post("/releases", response={201: ReleaseWhole, **ANSWERS}, summary="Prepare a release")
def prepare_giving_back(request: HttpRequest, order: ReleaseOrder) -> Status[RetentionRelease]:
    """All that the paid settlements of the contract kept."""
    row = acts.prepare_release(
        by=_actor(request), contract_id=order.contract, today=timezone.localdate(), commitment_id=order.commitment,
        invoice_number=order.invoice_number,
    )  # fmt: skip
    return Status(201, row)


@router.get("/releases/{release_id}", response={200: ReleaseWhole, **ANSWERS}, summary="One release")
def read_release(request: HttpRequest, response: HttpResponse, release_id: UUID) -> RetentionRelease:
    """One release; the ETag is needed to act on it."""
    return _tagged(response, releases.release(_actor(request), release_id))


@router.post("/releases/{release_id}/tax-check", response={200: ReleaseWhole, **ANSWERS}, summary="Tax debts")
@versioned
def tell_release_tax_check(
    request: HttpRequest, response: HttpResponse, release_id: UUID, value: TaxCheckValue
) -> RetentionRelease:
    """Write what the collection agent answered."""
    return _tagged(response, acts.record_release_tax_check(**_upon(request, release_id), **_dated(value)))


@router.post("/releases/{release_id}/approve", response={200: ReleaseWhole, **ANSWERS}, summary="Approve")
@versioned
def approve_giving_back(request: HttpRequest, response: HttpResponse, release_id: UUID) -> RetentionRelease:
    """Approve what somebody else prepared, when nothing stops it."""
    return _tagged(response, acts.approve_release(**_upon(request, release_id), today=timezone.localdate()))


@router.post("/releases/{release_id}/withdraw", response={200: ReleaseWhole, **ANSWERS}, summary="Take back")
@versioned
def withdraw_giving_back(
    request: HttpRequest, response: HttpResponse, release_id: UUID, value: ReasonValue
) -> RetentionRelease:
    """Take back what was not approved."""
    return _tagged(response, acts.withdraw_release(**_upon(request, release_id), reason=value.reason))


@router.post("/releases/{release_id}/cancel", response={200: ReleaseWhole, **ANSWERS}, summary="Cancel")
@versioned
def cancel_giving_back(
    request: HttpRequest, response: HttpResponse, release_id: UUID, value: ReasonValue
) -> RetentionRelease:
    """Cancel what was not paid."""
    return _tagged(response, acts.cancel_release(**_upon(request, release_id), reason=value.reason))


@router.post("/releases/{release_id}/payment", response={200: ReleaseWhole, **ANSWERS}, summary="Paid")
@versioned
def tell_release_payment(
    request: HttpRequest, response: HttpResponse, release_id: UUID, value: PaymentValue
) -> RetentionRelease:
    """Write the payment order of what was approved."""
    return _tagged(response, acts.record_release_payment(**_upon(request, release_id), **_dated(value)))


def _upon(request: HttpRequest, release_id: UUID) -> dict[str, Any]:
    """Who acts upon which release, as it was read."""
    return {"by": _actor(request), "release_id": release_id, "expected_version": if_match(request)}


def _dated(value: Schema) -> dict[str, Any]:
    return {**value.dict(), "today": timezone.localdate()}


def _tagged(response: HttpResponse, row: RetentionRelease) -> RetentionRelease:
    tag(response, row.version)
    return row


def _actor(request: HttpRequest) -> Actor:
    by: Actor = request.actor  # type: ignore[attr-defined]
    return by
