"""Endpoints of settlements and commitments, on the same queries and commands as the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Schema, Status

from approdo.accounting.commands import commitments as commitment_acts
from approdo.accounting.commands import settlements as acts
from approdo.accounting.commands.commitments import CommitmentFacts
from approdo.accounting.commands.settlements import Charge
from approdo.accounting.models import Commitment, CommitmentCharge, Settlement
from approdo.accounting.queries import commitments, settlements
from approdo.accounting.queries.settlement_checks import checks_of, payee_checks_of
from approdo.accounting.rules.settlement_checks import Checked, CheckKind, Colour
from approdo.accounting.rules.vocabulary import SettlementState, TaxDebtOutcome
from approdo.accounting.settlement_words import check_why, step_name, step_why
from approdo.core.access.actor import Actor
from approdo.core.rest.paging import Page, Paging, page_of
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import if_match, tag, versioned

router = ApiRouter(tags=["accounting"])
ANSWERS = problems(403, 404)


class SettlementStepOut(Schema):
    """An amount of a settlement with its why, euros."""

    name: str
    amount: Decimal
    why: str


class CheckOut(Schema):
    """A check of a payment; `red` stops it."""

    kind: CheckKind
    colour: Colour
    why: str


class OwnPaymentOut(Schema):
    """How far a payment is, as its managing body reads it; amounts from the approval on, euros."""

    id: UUID
    contract: UUID = Field(alias="contract_id")
    month: date = Field(description="Its first day.")
    state: SettlementState
    pay_by: date
    paid_on: date | None
    payment_reference: str
    payable: Decimal | None

    @staticmethod
    def resolve_payable(row: Settlement) -> Decimal | None:
        """Nothing while it is prepared: it may still change."""
        return None if row.state == SettlementState.PREPARED else row.payable


class ChargeOut(Schema):
    """What a commitment bears of a settlement, euros."""

    commitment: UUID = Field(alias="commitment_id")
    amount: Decimal


class SettlementOut(Schema):
    """What is paid for a contract's month; euros."""

    id: UUID
    version: int
    contract: UUID = Field(alias="contract_id")
    month: date = Field(description="Its first day.")
    edition: int
    statement: UUID = Field(alias="statement_id")
    charges: list[ChargeOut]
    state: SettlementState
    per_diem: Decimal
    pocket_money: Decimal
    entry_kits: Decimal
    phone_cards: Decimal
    stamp: Decimal
    vat: Decimal
    total: Decimal
    vat_to_treasury: Decimal
    retention: Decimal
    deducted: Decimal
    payable: Decimal
    charged: Decimal
    pay_by: date
    paid_on: date | None
    payment_reference: str
    cancellation: str
    hash: str = Field(alias="result_hash")

    @staticmethod
    def resolve_charges(row: Settlement) -> list[CommitmentCharge]:
        """The commitments that bear it."""
        return list(row.charges.all())


class SettlementWhole(SettlementOut):
    """A settlement with the why of each amount and its checks: of today while it waits, else of its approval.

    `payment_checks`: what is looked at again at the payment, of today while it waits for it.
    """

    steps: list[SettlementStepOut]
    checks: list[CheckOut]
    payment_checks: list[CheckOut]

    @staticmethod
    def resolve_steps(row: Settlement) -> list[SettlementStepOut]:
        """Each amount with its why."""
        _inputs, settled = settlements.reckoning(row)
        return [SettlementStepOut(name=step_name(one), amount=one.amount, why=step_why(one)) for one in settled.steps]

    @staticmethod
    def resolve_checks(row: Settlement) -> list[CheckOut]:
        """Each check with its why."""
        waiting = row.state == SettlementState.PREPARED
        return checks_out(checks_of(row, timezone.localdate()) if waiting else settlements.kept_checks(row.checks))

    @staticmethod
    def resolve_payment_checks(row: Settlement) -> list[CheckOut]:
        """Each check of the payment with its why."""
        waiting = row.state == SettlementState.APPROVED
        again = payee_checks_of(row, timezone.localdate()) if waiting else settlements.kept_checks(row.paid_checks)
        return checks_out(again)


def checks_out(found: Iterable[Checked]) -> list[CheckOut]:
    """Checks with their whys."""
    return [CheckOut(kind=one.kind, colour=one.colour, why=check_why(one)) for one in found]


class ChargeValue(Schema):
    """A commitment that is to bear a settlement; without an amount, as much as it has room for, the oldest first."""

    commitment: UUID
    amount: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=2)


class SettlementOrder(Schema):
    """A month of a contract and the commitments that bear it. Without `pay_days` those of the law."""

    contract: UUID
    month: date
    charges: list[ChargeValue] = Field(min_length=1)
    pay_days: int | None = None
    pay_clause: str = Field("", max_length=200)


class TaxCheckValue(Schema):
    """What the collection agent answered."""

    outcome: TaxDebtOutcome
    answered_on: date
    reference: str = Field(min_length=1, max_length=80)


class ReasonValue(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=500)


class PaymentValue(Schema):
    """The payment order."""

    paid_on: date
    reference: str = Field(min_length=1, max_length=80)


class CommitmentValue(Schema):
    """Money set aside for a contract; euros."""

    year: int = Field(ge=2000, le=2200)
    chapter: str = Field(min_length=1, max_length=40)
    reference: str = Field(min_length=1, max_length=80)
    decided_on: date
    amount: Decimal = Field(gt=0, max_digits=14, decimal_places=2)


class CommitmentCorrection(CommitmentValue):
    """A commitment as it is right, and why."""

    reason: str = Field(min_length=1, max_length=500)


class CommitmentOut(CommitmentValue):
    """A commitment; with what was settled of it where it is listed."""

    id: UUID
    version: int
    contract: UUID = Field(alias="contract_id")


class CommitmentListed(CommitmentOut):
    """A commitment with what was settled of it and what is left."""

    settled: Decimal
    residual: Decimal


class MoneyOut(Schema):
    """The money of a contract; euros. `exhausted_in`: first day of the first month that the rest does not pay whole."""

    committed: Decimal
    settled: Decimal
    residual: Decimal
    pace: Decimal | None
    exhausted_in: date | None
    uncovered: Decimal | None
    value: Decimal
    recognised: Decimal
    retained: Decimal = Field(description="Kept on the payments so far.")
    released: Decimal = Field(description="Given back of it.")
    commitments: list[CommitmentListed]


@router.get("/settlements", response={200: Page[SettlementOut], **problems(403)}, summary="Settlements, latest first")
def list_settlements(
    request: HttpRequest, paging: Query[Paging], state: SettlementState | None = None, month: date | None = None
) -> dict[str, Any]:
    """What is paid, month by month."""
    rows = settlements.listed(_actor(request), state=state.value if state else "", month=month)
    rows = rows.prefetch_related(settlements.CHARGES)
    return page_of(request, rows, paging, order=("-month", "id"))


@router.post("/settlements", response={201: SettlementWhole, **ANSWERS}, summary="Prepare a settlement")
def prepare_month(request: HttpRequest, order: SettlementOrder) -> Status[Settlement]:
    """Every accepted document of the month that was not settled, with the certificate of conformity."""
    row = acts.prepare_settlement(
        by=_actor(request), contract_id=order.contract, month=order.month,
        charges=[Charge(one.commitment, one.amount) for one in order.charges], today=timezone.localdate(),
        pay_days=order.pay_days, pay_clause=order.pay_clause,
    )  # fmt: skip
    return Status(201, row)


@router.get("/settlements/{settlement_id}", response={200: SettlementWhole, **ANSWERS}, summary="One settlement")
def read_settlement(request: HttpRequest, response: HttpResponse, settlement_id: UUID) -> Settlement:
    """One settlement; the ETag is needed to act on it."""
    return _tagged(response, settlements.settlement(_actor(request), settlement_id))


@router.post("/settlements/{settlement_id}/tax-check", response={200: SettlementWhole, **ANSWERS}, summary="Tax debts")
@versioned
def tell_tax_check(
    request: HttpRequest, response: HttpResponse, settlement_id: UUID, value: TaxCheckValue
) -> Settlement:
    """Write what the collection agent answered."""
    row = acts.record_tax_check(
        by=_actor(request), settlement_id=settlement_id, today=timezone.localdate(), expected_version=if_match(request),
        **value.dict(),
    )  # fmt: skip
    return _tagged(response, row)


@router.post("/settlements/{settlement_id}/approve", response={200: SettlementWhole, **ANSWERS}, summary="Approve")
@versioned
def approve_prepared(request: HttpRequest, response: HttpResponse, settlement_id: UUID) -> Settlement:
    """Approve what somebody else prepared, when nothing stops it."""
    row = acts.approve_settlement(
        by=_actor(request), settlement_id=settlement_id, today=timezone.localdate(), expected_version=if_match(request)
    )
    return _tagged(response, row)


@router.post("/settlements/{settlement_id}/withdraw", response={200: SettlementWhole, **ANSWERS}, summary="Take back")
@versioned
def withdraw_prepared(
    request: HttpRequest, response: HttpResponse, settlement_id: UUID, value: ReasonValue
) -> Settlement:
    """Take back what was not approved."""
    told = {"settlement_id": settlement_id, "reason": value.reason, "expected_version": if_match(request)}
    return _tagged(response, acts.withdraw_settlement(by=_actor(request), **told))  # type: ignore[arg-type]


@router.post("/settlements/{settlement_id}/cancel", response={200: SettlementWhole, **ANSWERS}, summary="Cancel")
@versioned
def cancel_unpaid(request: HttpRequest, response: HttpResponse, settlement_id: UUID, value: ReasonValue) -> Settlement:
    """Cancel what was not paid."""
    told = {"settlement_id": settlement_id, "reason": value.reason, "expected_version": if_match(request)}
    return _tagged(response, acts.cancel_settlement(by=_actor(request), **told))  # type: ignore[arg-type]


@router.post("/settlements/{settlement_id}/payment", response={200: SettlementWhole, **ANSWERS}, summary="Paid")
@versioned
def tell_payment(request: HttpRequest, response: HttpResponse, settlement_id: UUID, value: PaymentValue) -> Settlement:
    """Write the payment order of what was approved."""
    row = acts.record_payment(
        by=_actor(request), settlement_id=settlement_id, today=timezone.localdate(), expected_version=if_match(request),
        **value.dict(),
    )  # fmt: skip
    return _tagged(response, row)


@router.get("/contracts/{contract_id}/money", response={200: MoneyOut, **ANSWERS}, summary="Money of a contract")
def read_money(request: HttpRequest, contract_id: UUID) -> dict[str, Any]:
    """Committed, settled, left and until when."""
    found = commitments.money(_actor(request), contract_id)
    told = {name: getattr(found, name) for name in ("value", "recognised", "retained", "released", "commitments")}
    names = ("committed", "settled", "residual", "pace", "exhausted_in", "uncovered")
    return {**told, **{name: getattr(found.forecast, name) for name in names}}


@router.post(
    "/contracts/{contract_id}/commitments", response={201: CommitmentOut, **ANSWERS}, summary="Record a commitment"
)
def commit_money(request: HttpRequest, contract_id: UUID, value: CommitmentValue) -> Status[Commitment]:
    """Money set aside for a contract."""
    facts = CommitmentFacts(**value.dict())
    return Status(201, commitment_acts.record_commitment(by=_actor(request), contract_id=contract_id, facts=facts))


@router.get("/commitments/{commitment_id}", response={200: CommitmentOut, **ANSWERS}, summary="One commitment")
def read_commitment(request: HttpRequest, response: HttpResponse, commitment_id: UUID) -> Commitment:
    """One commitment; the ETag is needed to correct it."""
    found = commitments.commitment(_actor(request), commitment_id)
    tag(response, found.version)
    return found


@router.put("/commitments/{commitment_id}", response={200: CommitmentOut, **ANSWERS}, summary="Correct a commitment")
@versioned
def change_commitment(
    request: HttpRequest, response: HttpResponse, commitment_id: UUID, value: CommitmentCorrection
) -> Commitment:
    """Make a commitment larger, smaller or right, never below what was settled of it."""
    told = value.dict()
    reason = told.pop("reason")
    row = commitment_acts.correct_commitment(
        by=_actor(request), commitment_id=commitment_id, facts=CommitmentFacts(**told), reason=reason,
        expected_version=if_match(request),
    )  # fmt: skip
    tag(response, row.version)
    return row


@router.get("/payments", response={200: Page[OwnPaymentOut], **problems(403)}, summary="Payments of one's own body")
def list_own_payments(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """How far the payments of one's own managing body are."""
    return page_of(request, settlements.own(_actor(request)), paging, order=("-month", "id"))


@router.get("/payments/{settlement_id}", response={200: OwnPaymentOut, **ANSWERS}, summary="One payment")
def read_own_payment(request: HttpRequest, settlement_id: UUID) -> Settlement:
    """One payment of one's own managing body."""
    return settlements.own_settlement(_actor(request), settlement_id)


def _tagged(response: HttpResponse, row: Settlement) -> Settlement:
    tag(response, row.version)
    return row


def _actor(request: HttpRequest) -> Actor:
    by: Actor = request.actor  # type: ignore[attr-defined]
    return by
