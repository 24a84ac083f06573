"""Pages of invoices: the list, a file sent, one with its checks and its differences, the answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from approdo.accounting import labels
from approdo.accounting.commands import invoices as acts
from approdo.accounting.commands import receiving
from approdo.accounting.forms.invoices import (
    AnswerForm,
    BillingForm,
    LineForm,
    MatchForm,
    ReceiveForm,
    ResolutionForm,
)
from approdo.accounting.forms.statements import month_asked
from approdo.accounting.invoice_words import reader_language, refusal_of
from approdo.accounting.invoices import evidence, wording
from approdo.accounting.models import Invoice
from approdo.accounting.queries import invoices, settlements, statements
from approdo.accounting.rules.invoice_lines import Component
from approdo.accounting.rules.reconciliation import Outcome
from approdo.accounting.rules.vocabulary import InvoiceState
from approdo.accounting.views.parts import actor_of, crumbs, sheet
from approdo.core import documents
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.pages import answers
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, chosen, done, listing, text_of

SORTS = {
    "received": "received_on",
    "number": "number",
    "supplier": "supplier_name",
    "amount": "amount",
    "by": "refuse_by",
}
HEAD = (
    gettext_lazy("Number"), gettext_lazy("Date of the invoice"), gettext_lazy("Supplier"), gettext_lazy("CIG"),
    gettext_lazy("Month"), gettext_lazy("Amount (euros)"), gettext_lazy("Delivered on"), gettext_lazy("Refuse by"),
    gettext_lazy("State"), gettext_lazy("Answered on"), gettext_lazy("Credit asked (euros)"),
)  # fmt: skip


def invoices_page(request: HttpRequest) -> HttpResponse:
    """The list of invoices."""
    by = actor_of(request)
    state, month = chosen(request, "state", InvoiceState), request.GET.get("month", "")
    rows = invoices.listed(by, text=text_of(request), state=state, month=month_asked(month))
    context = {
        **listing(request, rows, SORTS, "-received"), "labels": labels, "asked": text_of(request), "state": state,
        "month": month, "today": timezone.localdate(), "may_receive": by.may(Permission.INVOICE_RECEIVE),
        "unreadable": invoices.unreadable(by).count(), "addressed": invoices.billing_address(by.prefecture) is not None,
    }  # fmt: skip
    return page(request, "accounting/invoices.html", context)


@require_GET
def export_invoices(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    by, state = actor_of(request), chosen(request, "state", InvoiceState)
    month = month_asked(request.GET.get("month", ""))
    rows = invoices.listed(by, text=text_of(request), state=state, month=month)
    told = [
        [
            one.number, one.issued_on, one.supplier_name, one.contract.cig if one.contract else "", one.month,
            one.amount, one.received_on, one.refuse_by, str(labels.INVOICE_STATES[InvoiceState(one.state)]),
            one.answered_on, one.credit_asked,
        ]
        for one in rows.order_by("-received_on", "id")
    ]  # fmt: skip
    return sheet(request, kind, "invoices", HEAD, told)


def receive_invoices(request: HttpRequest) -> HttpResponse:
    """Send a file of invoices."""
    by, today = actor_of(request, Permission.INVOICE_RECEIVE), timezone.localdate()
    form = ReceiveForm(request.POST or None, request.FILES or None, initial={"received_on": today})

    def act() -> HttpResponse:
        upload, on = form.cleaned_data["file"], form.cleaned_data["received_on"]
        found = receiving.receive_invoices(by=by, name=upload.name, content=upload.read(), received_on=on, today=today)
        words = (
            _("The file was received.") if found.fresh else _("These very bytes were received already: nothing is new.")
        )
        return done(request, words, "invoice_upload", found.upload.pk)

    return form_page(request, form, act, {**_at(_("Receive invoices")), "submit": _("Send")})


def invoice_upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """What became of each document of a file."""
    found = invoices.upload(actor_of(request), upload_id)
    rows = found.arrivals.select_related("invoice").order_by("part_name", "id")[:500]
    context = {"upload": found, "labels": labels, "rows": [(one, refusal_of(one)) for one in rows]}
    return page(request, "accounting/invoice_upload.html", context)


def unreadable_invoices(request: HttpRequest) -> HttpResponse:
    """What arrived and could not be read."""
    by = actor_of(request)
    context = listing(request, invoices.unreadable(by), {"name": "part_name"}, "name")
    rows = [(one, refusal_of(one)) for one in context["rows"]]
    return page(request, "accounting/unreadable_invoices.html", {**context, "rows": rows})


def resolve_arrival(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """What was done about a file that could not be read."""
    by = actor_of(request, Permission.INVOICE_RECEIVE)
    if not invoices.unreadable(by).filter(pk=arrival_id).exists():
        raise NotFound("arrival_not_found", _("This file does not exist, or is not of your office."))
    form = ResolutionForm(request.POST or None)

    def act() -> HttpResponse:
        receiving.resolve_arrival(by=by, arrival_id=arrival_id, resolution=form.cleaned_data["resolution"])
        return done(request, _("It was recorded."), "unreadable_invoices")

    return form_page(request, form, act, _at(_("What was done about this file")))


def invoice(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """One invoice: what it says, what is wrong with it, what differs from the statement, what is answered."""
    by, today = actor_of(request), timezone.localdate()
    found = invoices.invoice(by, invoice_id)
    exam = invoices.examined(by, found, today)
    context = {
        "invoice": found, "evidence": _evidence(found), "exam": exam, "labels": labels, "today": today, "words": _words(exam),
        "lines": invoices.lines(found), "credit_notes": found.credit_notes.all(), "open": found.state in acts.OPEN,
        "settled": (row := settlements.of_invoice(by, found)),
        "may_settle": _is_settleable(found) and row is None and by.may(Permission.SETTLEMENT_PREPARE),
        "may_answer": by.may(Permission.INVOICE_ANSWER), "may_receive": by.may(Permission.INVOICE_RECEIVE),
    }  # fmt: skip
    return page(request, "accounting/invoice.html", context)


def _evidence(found: Invoice) -> dict[str, Any] | None:
    """The signatures of the file and its departures from the format, in words."""
    kept = evidence.read(found.evidence)
    if kept is None:
        return None
    language = reader_language()
    return {
        "integrity": kept.integrity,
        "seals": kept.seals,
        "faults": [wording.fault(one, language) for one in kept.faults],
    }


def _is_settleable(found: Invoice) -> bool:
    return (
        found.state == InvoiceState.ACCEPTED and None not in (found.contract_id, found.month) and not found.gives_back
    )


def match_invoice(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """For which contract and month an invoice is."""
    by = actor_of(request, Permission.INVOICE_RECEIVE)
    found = invoices.invoice(by, invoice_id)
    known = [(str(row.pk), f"{row.title} ({row.cig})") for row in statements.contracts(by).order_by("title", "id")]
    initial = {"contract": found.contract_id, "month": found.month, "version": found.version}
    form = MatchForm(request.POST or None, contracts=known, initial=initial)

    def act() -> HttpResponse:
        told, version = form.cleaned_data, form.cleaned_data["version"] or 0
        contract_id = UUID(told["contract"])
        acts.match_invoice(
            by=by, invoice_id=invoice_id, contract_id=contract_id, month=told["month"], expected_version=version
        )
        return done(request, _("The invoice was put with its contract and month."), "invoice", invoice_id)

    return form_page(request, form, act, _of(found, _("Contract and month of the invoice")))


def assign_line(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """What a line of an invoice asks for."""
    by = actor_of(request, Permission.INVOICE_ANSWER)
    found = invoices.invoice(by, invoice_id)
    known = [(line.number, f"{line.number}. {line.description[:80]}") for line, _kind in invoices.lines(found)]
    form = LineForm(request.POST or None, lines=known, initial={"version": found.version})

    def act() -> HttpResponse:
        told, version = form.cleaned_data, form.cleaned_data["version"] or 0
        component = Component(told["component"])
        acts.assign_line(
            by=by, invoice_id=invoice_id, number=told["number"], component=component, expected_version=version
        )
        return done(request, _("The line was recognised."), "invoice", invoice_id)

    return form_page(request, form, act, _of(found, _("What a line asks for")))


def answer_invoice(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Accept, ask for a credit note, refuse."""
    by, today = actor_of(request, Permission.INVOICE_ANSWER), timezone.localdate()
    found = invoices.invoice(by, invoice_id)
    exam = invoices.examined(by, found, today)
    form = AnswerForm(request.POST or None, initial={"version": found.version, "outcome": exam.answer.outcome.value})

    def act() -> HttpResponse:
        told, version = form.cleaned_data, form.cleaned_data["version"] or 0
        acts.answer_invoice(
            by=by, invoice_id=invoice_id, outcome=Outcome(told["outcome"]), reason=told["reason"], today=today,
            expected_version=version,
        )  # fmt: skip
        return done(request, _("The answer was recorded."), "invoice", invoice_id)

    context = _of(found, _("Answer the invoice"))
    return form_page(request, form, act, {**context, "subtitle": wording.answered(exam.answer, reader_language())})


def set_billing_address(request: HttpRequest) -> HttpResponse:
    """To whom invoices are addressed."""
    by = actor_of(request, Permission.INVOICE_ANSWER)
    found = invoices.billing_address(by.prefecture)
    names = ("tax_code", "office_code", "version")
    form = BillingForm(request.POST or None, initial={name: getattr(found, name, "") for name in names})

    def act() -> HttpResponse:
        told = form.cleaned_data
        version = told["version"] if found else None
        acts.set_billing_address(
            by=by, tax_code=told["tax_code"], office_code=told["office_code"], expected_version=version
        )
        return done(request, _("The address of invoices was set."), "invoices")

    return form_page(request, form, act, _at(_("To whom invoices are addressed")))


@require_GET
def invoice_file(request: HttpRequest, invoice_id: UUID) -> FileResponse:
    """The file as it arrived."""
    by = actor_of(request)
    found = invoices.invoice(by, invoice_id)
    return answers.saved(documents.read(by, found.upload.document), found.upload.name)


def invoice_letter(request: HttpRequest, invoice_id: UUID) -> FileResponse:
    """The letter that answers an invoice."""
    by = actor_of(request)
    found = invoices.invoice(by, invoice_id)
    if found.letter is None:
        raise NotFound("letter_not_found", _("No letter was written about this invoice."))
    return answers.saved(documents.read(by, found.letter), found.letter.file_name)


def _words(exam: invoices.Examined) -> dict[str, Any]:
    language = reader_language()
    return {
        "answer": wording.answered(exam.answer, language), "term": wording.term(exam.answer.term, language),
        "findings": [(one, wording.found(one, language)) for one in exam.findings],
        "reasons": [wording.because(one, language) for one in exam.reconciliation.reasons],
        "compared": [
            (wording.component(one.component, language), one)
            for one in (*exam.reconciliation.compared, exam.reconciliation.tax)
        ],
    }  # fmt: skip


def _at(title: str) -> Context:
    way = crumbs((_("Invoices"), address("invoices")), (title, None))
    return {"title": title, "submit": _("Record"), "back": address("invoices"), "crumbs": way}


def _of(found: Invoice, title: str) -> Context:
    back = address("invoice", found.pk)
    way = crumbs((_("Invoices"), address("invoices")), (found.number, back), (title, None))
    return {"title": title, "submit": _("Record"), "back": back, "crumbs": way}
