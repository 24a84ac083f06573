"""The only door to invoices: lists, one with its checks and its comparison with the statement of the month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.accounting import definitions
from approdo.accounting.models import (
    BillingAddress,
    CentreLine,
    Invoice,
    InvoiceArrival,
    InvoiceUpload,
    MonthlyStatement,
)
from approdo.accounting.queries import statements
from approdo.accounting.queries.sources import whole
from approdo.accounting.rules import invoice as told
from approdo.accounting.rules import kept
from approdo.accounting.rules.invoice import identifiers
from approdo.accounting.rules.invoice_checks import (
    Expected,
    Finding,
    Received,
    RefusalTerm,
    checked,
    refusal_term,
)
from approdo.accounting.rules.invoice_lines import Component, component
from approdo.accounting.rules.reconciliation import Answer, Compared, Reconciliation, answer, reconciled
from approdo.accounting.rules.statement import CentreMonth, PaidLine, PocketLine, Statement
from approdo.accounting.rules.supplier import Due
from approdo.accounting.rules.terms import Price
from approdo.accounting.rules.vocabulary import FALLEN, ArrivalOutcome, InvoiceState
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.rules.money import ZERO
from approdo.core.rules.nights import Nights
from approdo.reception.models import Contract
from approdo.reception.rules.vocabulary import LegalForm

NOTHING = Reconciliation((), Compared(None, ZERO, ZERO), ZERO, ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Examined:
    """An invoice and all that is thought of it. Without a statement `reconciliation` is empty.

    `unknown`: a figure or tax that is not known, without which nothing can be checked.
    """

    value: told.Invoice
    findings: tuple[Finding, ...]
    statement: MonthlyStatement | None
    together: tuple[Invoice, ...]
    reconciliation: Reconciliation
    answer: Answer
    unknown: str = ""

    @property
    def can_be_accepted(self) -> bool:
        """Whether there is a whole statement to accept it against."""
        return self.statement is not None and not self.statement.missing and not self.unknown


def visible_to(by: Actor) -> QuerySet[Invoice]:
    """Invoices of the actor's office. Raises NotAllowed."""
    require(by, Permission.ACCOUNTING_SEE)
    rows = Invoice.objects.filter(prefecture_id=by.prefecture)
    return rows.select_related("contract__body", "contract__framework", "upload", "answered_by", "corrects", "letter")


def invoice(by: Actor, identifier: UUID) -> Invoice:
    """One invoice. Raises NotAllowed, NotFound."""
    found = visible_to(by).filter(pk=identifier).first()
    if found is None:
        raise NotFound("invoice_not_found", _("This invoice does not exist, or is not of your office."))
    return found


def listed(by: Actor, *, text: str = "", state: str = "", month: date | None = None) -> QuerySet[Invoice]:
    """Invoices that answer the filters. Raises NotAllowed."""
    rows = visible_to(by).defer("value")
    if state:
        rows = rows.filter(state=state)
    if month:
        rows = rows.filter(month=month)
    if text:
        named = Q(number__icontains=text) | Q(supplier_name__icontains=text) | Q(contract__cig__icontains=text)
        rows = rows.filter(named | Q(contract__title__icontains=text))
    return rows


def upload(by: Actor, identifier: UUID) -> InvoiceUpload:
    """One file as it arrived. Raises NotAllowed, NotFound."""
    require(by, Permission.ACCOUNTING_SEE)
    found = InvoiceUpload.objects.filter(prefecture_id=by.prefecture, pk=identifier).first()
    if found is None:
        raise NotFound("upload_not_found", _("This file does not exist, or is not of your office."))
    return found


def unreadable(by: Actor) -> QuerySet[InvoiceArrival]:
    """What arrived and could not be read, and nobody saw to yet. Raises NotAllowed."""
    require(by, Permission.ACCOUNTING_SEE)
    rows = InvoiceArrival.objects.filter(prefecture_id=by.prefecture, outcome=ArrivalOutcome.UNREADABLE.value)
    return rows.filter(resolved_at__isnull=True).select_related("upload")


def billing_address(prefecture: str) -> BillingAddress | None:
    """To whom invoices of an office are addressed, None where it was not written yet."""
    return BillingAddress.objects.filter(prefecture_id=prefecture).first()


def value_of(row: Invoice) -> told.Invoice:
    """What a document says."""
    return kept.value_of(told.Invoice, row.value)


def assigned(row: Invoice) -> dict[int, Component]:
    """What an officer said that lines ask for."""
    return {int(number): Component(word) for number, word in row.assigned.items()}


def lines(row: Invoice) -> list[tuple[told.Line, Component]]:
    """The lines of a document, each with what it is taken to ask for."""
    own = assigned(row)
    return [(line, component(line, own)) for line in value_of(row).lines]


def together(row: Invoice) -> list[Invoice]:
    """The documents of the same contract and month that are paid together, this one among them.

    What somebody else sent under the contract is not asked by who has it.
    """
    if row.contract is None or row.month is None:
        return [row]
    rows = Invoice.objects.filter(prefecture_id=row.prefecture_id, contract=row.contract, month=row.month)
    suppliers = identifiers(row.contract.body.tax_code, row.contract.body.vat_number)
    standing = rows.filter(supplier_key__in=suppliers).exclude(state__in=[one.value for one in FALLEN])
    rows = standing | rows.filter(pk=row.pk)
    return list(rows.order_by("gives_back", "issued_on", "id"))


def of_month(by: Actor, contract_id: UUID, month: date) -> QuerySet[Invoice]:
    """The documents of a contract's month that were not refused, invoices first. Raises NotAllowed."""
    rows = visible_to(by).filter(contract=contract_id, month=month)
    rows = rows.exclude(state__in=[one.value for one in FALLEN])
    return rows.order_by("gives_back", "issued_on", "id")


def examined(by: Actor, row: Invoice, today: date) -> Examined:
    """Check an invoice and compare what its month asks with what is due. Raises NotAllowed."""
    value = value_of(row)
    term = refusal_term(row.received_on, (row.refuse_by - row.received_on).days)
    statement = statements.in_force(by, row.contract_id, row.month) if row.contract_id and row.month else None
    try:
        findings = checked(value, expected(row, statement), received_before(row), today) if row.contract_id else ()
    except definitions.UnknownFigure as unknown:
        return _unknown(row, value, term, today, str(unknown))
    documents = tuple(together(row))
    compared = reconciled_with(documents, statement) if statement else NOTHING
    said = answer(findings, compared, abs(row.amount), term, today, gives_back=row.gives_back)
    if said.credit > abs(row.amount):  # what the other documents of the month ask too much is credited by them
        said = replace(said, credit=abs(row.amount))
    return Examined(value, findings, statement, documents, compared, said)


def _unknown(row: Invoice, value: told.Invoice, term: RefusalTerm, today: date, unknown: str) -> Examined:
    said = answer((), NOTHING, abs(row.amount), term, today, gives_back=row.gives_back)
    return Examined(value, (), None, (row,), NOTHING, said, unknown)


def reconciled_with(documents: Sequence[Invoice], statement: MonthlyStatement) -> Reconciliation:
    """Documents of a month, taken together, against its statement."""
    own: Mapping[int, Mapping[int, Component]] = {place: assigned(row) for place, row in enumerate(documents)}
    return reconciled([value_of(row) for row in documents], as_rule(statement), statements.supplier_of(statement), own)


def expected(row: Invoice, statement: MonthlyStatement | None) -> Expected:
    """What the contract of an invoice wants of it. Raises UnknownFigure."""
    contract: Contract = row.contract  # type: ignore[assignment]
    form, address = LegalForm(contract.body.legal_form), billing_address(row.prefecture_id)
    treatment = definitions.vat_treatment(form, row.issued_on)
    supplier = statements.supplier_of(statement) if statement else definitions.supplier(form, row.issued_on)
    return Expected(
        tuple(one for one in (contract.body.tax_code, contract.body.vat_number) if one),
        (address.tax_code,) if address else (),
        contract.cig, supplier, (treatment.nature,) if treatment.nature else (), treatment.reimbursed_natures,
        parent_cig=contract.framework.cig if contract.framework else "",
        office_code=address.office_code if address else "",
    )  # fmt: skip


def received_before(row: Invoice) -> list[Received]:
    """The other documents of the same supplier that hold their number, and those that were refused."""
    rows = Invoice.objects.filter(prefecture_id=row.prefecture_id, supplier_key=row.supplier_key).exclude(pk=row.pk)
    rows = rows.exclude(state=InvoiceState.DUPLICATE.value)
    return [
        Received(
            told.Identity(one.supplier_key, one.number_key, one.year, one.gives_back),
            one.content_hash, one.part_name, one.state == InvoiceState.REFUSED.value,
        )
        for one in rows.defer("value")
    ]  # fmt: skip


def as_rule(statement: MonthlyStatement) -> Statement:
    """A kept statement as the comparison needs it: its centres with their prices, the sums of the rest."""
    month = whole(statement.month)
    rows = CentreLine.objects.filter(centre_month__in=statement.parts.values("centre_month"))
    by_centre: dict[UUID, list[CentreLine]] = defaultdict(list)
    for row in rows.select_related("centre_month").order_by("centre_month", "during"):
        by_centre[row.centre_month_id].append(row)
    centres = []
    for lines in by_centre.values():
        of, paid = lines[0].centre_month, tuple(map(_paid_line, lines))
        centres.append(CentreMonth(str(of.centre_id), of.nights, of.paid_nights, of.per_diem, paid))
    pocket = (PocketLine("", month, 1, ZERO, statement.pocket_money),) if statement.pocket_money else ()
    reimbursed = statement.pocket_money + statement.entry_kits + statement.phone_cards
    due = Due(
        statement.per_diem, reimbursed, statement.gross, statement.vat, statement.stamp, statement.invoice_total,
        statement.retention, statement.payable_now,
    )  # fmt: skip
    return Statement(month, tuple(centres), (), pocket, (), statement.entry_kits, statement.phone_cards, due, ())


def _paid_line(row: CentreLine) -> PaidLine:
    price = None
    if row.base is not None and row.discount_percent is not None and row.price_from is not None:
        price = Price(row.price_from, row.base, row.discount_percent)
    return PaidLine(Nights(row.during.lower, row.during.upper), row.owed, row.paid, price, row.amount)
