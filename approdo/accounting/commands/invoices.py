"""What the office says of an invoice: which contract and month, what its lines ask, accept, credit note or refusal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.accounting import invoice_letters, labels, letter_frame
from approdo.accounting.models import BillingAddress, Invoice
from approdo.accounting.queries import invoices, statements
from approdo.accounting.queries.invoices import Examined
from approdo.accounting.rules.invoice_checks import Weight
from approdo.accounting.rules.invoice_lines import Component
from approdo.accounting.rules.reconciliation import Outcome
from approdo.accounting.rules.vocabulary import InvoiceState
from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Refusal, Stale
from approdo.core.letters.signer import signer_of
from approdo.core.models import Prefecture, StoredDocument
from approdo.core.rules.cells import plain_code
from approdo.core.versions import keep, refuse_changed

STATES = {
    Outcome.ACCEPT: InvoiceState.ACCEPTED,
    Outcome.CREDIT_NOTE: InvoiceState.CREDIT_ASKED,
    Outcome.REFUSE: InvoiceState.REFUSED,
}
OPEN = (InvoiceState.RECEIVED.value, InvoiceState.DUPLICATE.value)


@transaction.atomic
def match_invoice(
    *, by: Actor, invoice_id: UUID, contract_id: UUID, month: date, expected_version: int | None = None
) -> Invoice:
    """Say for which contract and month an invoice is, where it could not be told or was told wrongly.

    Raises NotAllowed, NotFound, Stale, Refusal (answered already).
    """
    require(by, Permission.INVOICE_RECEIVE)
    row = _locked(by, invoice_id, expected_version)
    contract = statements.contract(by, contract_id)
    row.contract, row.month = contract, month.replace(day=1)
    return keep(by, "invoice", row, "invoice.matched", contract=contract.pk, month=row.month)


@transaction.atomic
def assign_line(
    *, by: Actor, invoice_id: UUID, number: int, component: Component, expected_version: int | None = None
) -> Invoice:
    """Say what a line of an invoice asks for, where its words do not tell.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no such line), Refusal (answered already).
    """
    require(by, Permission.INVOICE_ANSWER)
    row = _locked(by, invoice_id, expected_version)
    if number not in {line.number for line in invoices.value_of(row).lines}:
        words = _("The invoice has no line with this number.")
        raise InvalidInput("line_unknown", words, fields={"number": words})
    row.assigned = {**row.assigned, str(number): component.value}
    return keep(by, "invoice", row, "invoice.line_assigned", line=number, component=component)


@transaction.atomic
def answer_invoice(
    *, by: Actor, invoice_id: UUID, outcome: Outcome, reason: str, today: date, expected_version: int | None = None
) -> Invoice:
    """Accept an invoice, ask for a credit note, or refuse it within the days of the law; the last two with a letter.

    An answer other than the one proposed needs a reason. Accepting a credit note also accepts the invoice it corrects,
    when nothing is asked too much any more.
    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (answered already, no contract, no whole
    statement to accept against, no cause of the law or too late to refuse, nothing to credit, nobody signs).
    Source: ministerial decree 55/2013, art. 2-bis; DPR 633/1972, art. 26.
    """
    require(by, Permission.INVOICE_ANSWER)
    row = _locked(by, invoice_id, expected_version)
    exam = invoices.examined(by, row, today)
    told = " ".join(reason.split())[:500]
    _allowed(row, exam, outcome, today)
    if outcome is not exam.answer.outcome and not told:
        words = _("This is not the answer that was worked out: say why.")
        raise InvalidInput("reason_missing", words, fields={"reason": words})
    row.credit_asked = _credit(row, exam) if outcome is Outcome.CREDIT_NOTE else Decimal(0)
    if outcome is not Outcome.ACCEPT:
        row.letter = _letter(by, row, exam, outcome, today)
    row.state, row.answered_on, row.answered_by_id, row.answer_reason = STATES[outcome].value, today, by.user_id, told
    keep(by, "invoice", row, f"invoice.{row.state}", amount=row.amount, credit=row.credit_asked, reason=told)
    if outcome is Outcome.ACCEPT and row.corrects_id:
        _settle_corrected(by, row.corrects_id, exam)
    if outcome is Outcome.REFUSE:
        _free_number(by, row)
    return row


def _allowed(row: Invoice, exam: Examined, outcome: Outcome, today: date) -> None:
    if row.contract_id is None:
        raise Refusal("invoice_unmatched", _("Say first for which contract and month this invoice is."))
    if outcome is Outcome.ACCEPT:
        if row.state == InvoiceState.DUPLICATE.value:
            raise Refusal("invoice_duplicate", _("Its number was used already in the year: it cannot be accepted."))
        if not exam.can_be_accepted:
            words = _("There is no whole statement of this month yet: what is invoiced cannot be compared with it.")
            raise Refusal("statement_missing", words)
    elif outcome is Outcome.REFUSE:
        if not any(one.weight is Weight.REFUSE for one in exam.findings):
            words = _("The law lets an office refuse only for few causes, and none was found: ask for a credit note.")
            raise Refusal("no_cause_to_refuse", words)
        if today > row.refuse_by:
            words = _("The days to refuse are over: the invoice counts as accepted, and a credit note remains.")
            raise Refusal("too_late_to_refuse", words)
    elif not _credit(row, exam):
        raise Refusal("nothing_to_credit", _("Nothing is asked too much: there is no credit note to ask for."))


def _credit(row: Invoice, exam: Examined) -> Decimal:
    """What a credit note is asked of: as worked out, or the whole of an invoice that could also be refused."""
    return abs(row.amount) if exam.answer.outcome is Outcome.REFUSE else exam.answer.credit


def _letter(by: Actor, row: Invoice, exam: Examined, outcome: Outcome, today: date) -> StoredDocument:
    signer = signer_of(by)
    prefecture = Prefecture.objects.get(pk=by.prefecture)
    data = invoice_letters.built(outcome, row, exam, row.credit_asked, prefecture, signer.full_name, today)
    return letter_frame.printed(by, "invoice_letter", data)


def _settle_corrected(by: Actor, corrected: UUID, exam: Examined) -> None:
    row = Invoice.objects.select_for_update().get(pk=corrected)
    if row.state == InvoiceState.CREDIT_ASKED.value and not exam.reconciliation.credit:
        row.state = InvoiceState.ACCEPTED.value
        keep(by, "invoice", row, "invoice.accepted", amount=row.amount, credit=row.credit_asked, reason="")


def _free_number(by: Actor, refused: Invoice) -> None:
    """The number of a refused invoice may be used again: the first that bore it too is no longer a duplicate."""
    same = {
        name: getattr(refused, name) for name in ("prefecture_id", "supplier_key", "number_key", "year", "gives_back")
    }
    fallen = [InvoiceState.REFUSED.value, InvoiceState.DUPLICATE.value]
    if Invoice.objects.filter(**same).exclude(state__in=fallen).exists():
        return
    rows = Invoice.objects.select_for_update().filter(**same, state=InvoiceState.DUPLICATE.value)
    row = rows.order_by("received_on", "id").first()
    if row:
        row.state = InvoiceState.RECEIVED.value
        keep(by, "invoice", row, "invoice.number_free", refused=refused.pk)


@transaction.atomic
def set_billing_address(
    *, by: Actor, tax_code: str, office_code: str, expected_version: int | None = None
) -> BillingAddress:
    """Say to whom invoices are addressed: the tax code of the office and its code in the exchange system.

    Raises NotAllowed, InvalidInput (no tax code, a code that is not of six characters), Stale.
    """
    require(by, Permission.INVOICE_ANSWER)
    code, office = plain_code(tax_code), plain_code(office_code)
    if not code.isalnum() or len(code) not in (11, 16):
        words = _("The tax code has 11 or 16 characters.")
        raise InvalidInput("tax_code_impossible", words, fields={"tax_code": words})
    if office and (len(office) != 6 or not office.isalnum()):
        words = _("The code of the office has 6 characters.")
        raise InvalidInput("office_code_impossible", words, fields={"office_code": words})
    row = BillingAddress.objects.select_for_update().filter(prefecture_id=by.prefecture).first()
    row = row or BillingAddress(prefecture_id=by.prefecture, version=0)
    if expected_version is not None and expected_version != row.version:
        raise Stale(
            "address_changed", _("A colleague changed this while you were writing. Nothing of yours was saved.")
        )
    row.tax_code, row.office_code, row.version = code, office, row.version + 1
    row.save()
    audit.record(by, "billing_address.set", "prefecture", by.prefecture, tax_code=code, office_code=office)
    return row


def _locked(by: Actor, invoice_id: UUID, expected_version: int | None) -> Invoice:
    """An invoice that was not answered yet, locked. Raises NotFound, Stale, Refusal."""
    seen = invoices.invoice(by, invoice_id)
    rows = Invoice.objects.select_for_update(of=("self",)).select_related("contract__body", "contract__framework")
    row = rows.get(pk=seen.pk)
    words = _("A colleague worked on this invoice while you were reading it. Nothing of yours was saved.")
    refuse_changed(by, "invoice", row, expected_version, words, acts=labels.ACTS)
    if row.state not in OPEN:
        raise Refusal("invoice_answered", _("This invoice was answered already."))
    return row
