"""The only door to settlements: lists, one with its why and its checks, what may be settled now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from approdo.accounting.definitions import figure
from approdo.accounting.models import (
    CommitmentCharge,
    Invoice,
    MonthlyStatement,
    Settlement,
    SettlementDeduction,
    SettlementInvoice,
    TaxDebtCheck,
)
from approdo.accounting.queries import invoices, statements
from approdo.accounting.queries.deductions import decided_deductions, with_left
from approdo.accounting.queries.sources import whole
from approdo.accounting.rules import kept
from approdo.accounting.rules.invoice_lines import Component
from approdo.accounting.rules.payment_term import PaymentTerm, payment_term
from approdo.accounting.rules.penalties import Deduction, DeductionState
from approdo.accounting.rules.reconciliation import Reconciliation
from approdo.accounting.rules.settlement import (
    RULE,
    Document,
    Part,
    Settled,
    SettlementInputs,
    settle,
)
from approdo.accounting.rules.settlement_checks import Checked
from approdo.accounting.rules.vocabulary import InvoiceState, SettlementState
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound, Refusal
from approdo.core.rules.money import ZERO
from approdo.reception.models import Contract
from approdo.reception.queries.bodies import of_own_bodies

# Components of a settlement by the column that holds them, on it and on its statement.
COLUMNS = {
    Component.PER_DIEM: "per_diem",
    Component.POCKET_MONEY: "pocket_money",
    Component.ENTRY_KIT: "entry_kits",
    Component.PHONE_CARD: "phone_cards",
    Component.STAMP: "stamp",
}
CHARGES = Prefetch("charges", CommitmentCharge.objects.select_related("commitment"))
_WAITS = ~Exists(SettlementInvoice.objects.filter(invoice=OuterRef("pk"), live=True))
SHOWN_TO_BODIES = (SettlementState.PREPARED, SettlementState.APPROVED, SettlementState.PAID)


@dataclass(frozen=True, slots=True)
class Draft:
    """What may be settled now of a contract's month, and what it comes to."""

    contract: Contract
    month: date
    statement: MonthlyStatement
    documents: tuple[Invoice, ...]
    inputs: SettlementInputs
    settled: Settled
    received_on: date
    accepted_on: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """A month of a contract with accepted invoices that nobody settled yet; euros."""

    contract: UUID
    title: str
    body: str
    month: date
    documents: int
    amount: Decimal


def visible_to(by: Actor) -> QuerySet[Settlement]:
    """Settlements of the actor's office. Raises NotAllowed."""
    require(by, Permission.ACCOUNTING_SEE)
    rows = Settlement.objects.filter(prefecture_id=by.prefecture)
    return rows.select_related(
        "contract__body", "statement", "prepared_by", "approved_by", "cancelled_by", "certificate",
        "proposal", "prefecture",
    )  # fmt: skip


def settlement(by: Actor, identifier: UUID) -> Settlement:
    """One settlement. Raises NotAllowed, NotFound."""
    asked = Prefetch("tax_checks", TaxDebtCheck.objects.select_related("recorded_by"))
    found = visible_to(by).prefetch_related(asked).filter(pk=identifier).first()
    if found is None:
        raise _not_found()
    return found


def listed(
    by: Actor, *, text: str = "", state: str = "", month: date | None = None, contract: UUID | None = None
) -> QuerySet[Settlement]:
    """Settlements that answer the filters. Raises NotAllowed."""
    rows = visible_to(by).defer("inputs", "statement__inputs")
    wanted = {"state": state, "month": month, "contract_id": contract}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if text:
        named = Q(contract__title__icontains=text) | Q(contract__cig__icontains=text)
        rows = rows.filter(named | Q(contract__body__name__icontains=text) | Q(payment_reference__icontains=text))
    return rows


def of_invoice(by: Actor, found: Invoice) -> Settlement | None:
    """The settlement that pays an invoice, None while none does. Raises NotAllowed."""
    return visible_to(by).filter(documents__invoice=found, documents__live=True).first()


def own(by: Actor) -> QuerySet[Settlement]:
    """How far the payments of the actor's own managing body are; what was taken back is not shown. Raises NotAllowed."""
    require(by, Permission.SETTLEMENT_SEE_OWN)
    rows = of_own_bodies(by, Settlement.objects.all(), "contract__body")
    return rows.filter(state__in=[one.value for one in SHOWN_TO_BODIES]).select_related("contract").defer("inputs")


def own_settlement(by: Actor, identifier: UUID) -> Settlement:
    """One payment of the actor's own managing body. Raises NotAllowed, NotFound."""
    found = own(by).filter(pk=identifier).first()
    if found is None:
        raise _not_found()
    return found


def _not_found() -> NotFound:
    return NotFound("settlement_not_found", _("This settlement does not exist, or is not one you may see."))


def waiting(by: Actor, contract: UUID | None = None) -> list[Waiting]:
    """Months whose accepted invoices nobody settled yet, the oldest first, at most a page. Raises NotAllowed."""
    require(by, Permission.ACCOUNTING_SEE)
    rows = unsettled(Invoice.objects.filter(prefecture_id=by.prefecture, contract__isnull=False, month__isnull=False))
    rows = rows.filter(state=InvoiceState.ACCEPTED.value, gives_back=False)
    if contract:
        rows = rows.filter(contract=contract)
    names = ("contract_id", "contract__title", "contract__body__name", "month")
    found = rows.order_by().values_list(*names).annotate(Count("pk"), Sum("amount"))
    return [Waiting(*one) for one in found.order_by("month", "contract__title", "contract_id")[:20]]


def unsettled(rows: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Those of some invoices that no settlement pays."""
    return rows.filter(_WAITS)


def draft(by: Actor, contract: Contract, month: date, on: date) -> Draft:
    """What would be settled now of a contract's month; the contract as `statements.contract` gives it.

    Raises NotAllowed, Refusal (no whole statement, no invoice, one that was not answered, a credit note that
    did not come, nothing to pay).
    """
    first = month.replace(day=1)
    statement = statements.in_force(by, contract.pk, first)
    if statement is None or statement.missing:
        raise Refusal(
            "statement_missing", _("There is no whole statement of this month: compute it from the sealed registers.")
        )
    rows: QuerySet[Any] = invoices.of_month(by, contract.pk, first).annotate(waits=_WAITS)
    everything = list(rows)
    documents = [one for one in everything if one.waits]
    _settleable(documents, everything, statement)
    inputs = _inputs(by, contract, statement, documents, on)
    found = settle(inputs)
    if not found.total:
        raise Refusal(
            "nothing_to_pay", _("What was invoiced for this month was settled already, or is not recognised.")
        )
    received = max(one.received_on for one in documents if not one.gives_back)
    accepted = max(one.answered_on or one.received_on for one in documents)
    return Draft(contract, first, statement, tuple(documents), inputs, found, received, accepted)


def _settleable(documents: list[Invoice], everything: list[Invoice], statement: MonthlyStatement) -> None:
    if all(one.gives_back for one in documents):
        raise Refusal("nothing_to_settle", _("No invoice of this month waits to be settled."))
    waiting_ones = [one.number for one in documents if one.state == InvoiceState.RECEIVED.value]
    if waiting_ones:
        words = _("Answer first: %(numbers)s. A settlement takes every document of the month.")
        raise Refusal("invoice_unanswered", words % {"numbers": ", ".join(waiting_ones)})
    asked = [one.number for one in documents if one.state == InvoiceState.CREDIT_ASKED.value]
    if asked and invoices.reconciled_with(everything, statement).credit > 0:
        words = _("The credit note that was asked for %(numbers)s did not come, or does not cover what differs.")
        raise Refusal("credit_note_missing", words % {"numbers": ", ".join(asked)})


def _inputs(
    by: Actor, contract: Contract, statement: MonthlyStatement, documents: list[Invoice], on: date
) -> SettlementInputs:
    compared = invoices.reconciled_with(documents, statement)
    before = Settlement.objects.filter(contract=contract, month=statement.month)
    before = before.exclude(state=SettlementState.CANCELLED.value)
    sums = before.aggregate(**{name: Sum(name, default=ZERO) for name in (*COLUMNS.values(), "retention")})
    return SettlementInputs(
        RULE, on, statement.result_hash, statements.supplier_of(statement),
        tuple(Document(str(one.pk), one.number, one.gives_back, one.amount) for one in documents),
        _parts(compared, statement, sums), compared.tax.invoiced, compared.retention_on_invoice, sums["retention"],
        tuple(_deductions(by, contract.pk, on)),
    )  # fmt: skip


def _parts(compared: Reconciliation, statement: MonthlyStatement, sums: dict[str, Any]) -> tuple[Part, ...]:
    asked: dict[Component | None, Decimal] = {one.component: one.invoiced for one in compared.compared}
    parts = [
        Part(one, asked.get(one, ZERO), getattr(statement, column), sums[column]) for one, column in COLUMNS.items()
    ]
    if other := asked.get(Component.OTHER):
        parts.append(Part(Component.OTHER, other, ZERO))
    return tuple(one for one in parts if one.asked or one.due)


def _deductions(by: Actor, contract: UUID, on: date) -> list[Deduction]:
    """What is left of the decided deductions of a contract."""
    rows = with_left(decided_deductions(by, contract, on))
    return [Deduction(str(row.pk), row.left, DeductionState.CONFIRMED, row.decided_on) for row in rows if row.left > 0]


def term_of(received_on: date, accepted_on: date, month: date, days: int) -> PaymentTerm:
    """Until when a settlement is paid. Raises UnknownFigure."""
    verify = int(figure("verify_service_days", received_on).value)
    return payment_term(received_on, accepted_on, whole(month).until, days, verify)


def reckoning(row: Settlement) -> tuple[SettlementInputs, Settled]:
    """What a settlement was computed from, and the same reckoning with its steps."""
    inputs = kept.value_of(SettlementInputs, row.inputs)
    return inputs, settle(inputs)


def is_reproduced(row: Settlement, settled: Settled) -> bool:
    """Whether a settlement computed again from what was kept gives the same bytes."""
    return (
        kept.digest(row.inputs) == row.input_hash
        and row.rule == RULE
        and kept.digest(kept.text_of(settled)) == row.result_hash
    )


def kept_checks(texts: Iterable[str]) -> tuple[Checked, ...]:
    """What each check said, as an approval or a payment kept it."""
    return tuple(kept.value_of(Checked, one) for one in texts)


def documents_of(row: Settlement) -> list[Invoice]:
    """The invoices and credit notes of a settlement."""
    rows = Invoice.objects.filter(settled_by__settlement=row).defer("value")
    return list(rows.order_by("gives_back", "issued_on", "id"))


def deductions_of(row: Settlement) -> list[SettlementDeduction]:
    """What a settlement took of decided deductions."""
    return list(row.deductions.select_related("deduction").order_by("deduction__decided_on", "pk"))


def last_day_of(contract: Contract) -> date:
    """The last day of a contract, extensions included."""
    upper: date = contract.in_force.upper
    return upper - timedelta(days=1)
