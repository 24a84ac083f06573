"""Pages of statements: the list, one with its centres, its guests with the why of each euro, the proof of its bytes."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from approdo.accounting import labels
from approdo.accounting.commands import statements as acts
from approdo.accounting.forms.statements import ComputeForm, month_asked
from approdo.accounting.models import GuestLine
from approdo.accounting.queries import evidence, findings, statements
from approdo.accounting.queries.verification import verified
from approdo.accounting.views.parts import actor_of, crumbs, sheet
from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.formats import money, number
from approdo.core.pages.render import page
from approdo.core.pages.work import done, listing, text_of

SORTS = {
    "month": "month", "contract": "contract__title", "body": "contract__body__name", "nights": "paid_nights",
    "gross": "gross", "total": "invoice_total",
}  # fmt: skip
HEAD = (
    gettext_lazy("Month"), gettext_lazy("Contract"), gettext_lazy("CIG"), gettext_lazy("Managing body"),
    gettext_lazy("Nights paid"), gettext_lazy("Days (euros)"), gettext_lazy("Pocket money (euros)"),
    gettext_lazy("Entry kits (euros)"), gettext_lazy("Phone cards (euros)"), gettext_lazy("Gross (euros)"),
    gettext_lazy("VAT (euros)"), gettext_lazy("Stamp duty (euros)"), gettext_lazy("Invoice (euros)"),
    gettext_lazy("Guarantee kept (euros)"), gettext_lazy("To pay now (euros)"), gettext_lazy("Open findings"),
    gettext_lazy("Version"), gettext_lazy("Hash"),
)  # fmt: skip
GUESTS = (gettext_lazy("Guest"), gettext_lazy("Amount (euros)"))


def statements_page(request: HttpRequest) -> HttpResponse:
    """The list of statements in force."""
    by = actor_of(request)
    asked = request.GET.get("month", "")
    rows = statements.listed(by, text_of(request), month_asked(asked))
    context = {
        **listing(request, rows, SORTS, "-month"), "asked": text_of(request), "month": asked,
        "may_compute": by.may(Permission.STATEMENT_COMPUTE),
    }  # fmt: skip
    return page(request, "accounting/statements.html", context)


@require_GET
def export_statements(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    rows = statements.listed(actor_of(request), text_of(request), month_asked(request.GET.get("month", "")))
    told = [
        [
            one.month, one.contract.title, one.contract.cig, one.contract.body.name, one.paid_nights, one.per_diem,
            one.pocket_money, one.entry_kits, one.phone_cards, one.gross, one.vat, one.stamp, one.invoice_total,
            one.retention, one.payable_now, one.doubtful or 0, one.version, one.result_hash,
        ]
        for one in rows.order_by("-month", "contract__title", "id")
    ]  # fmt: skip
    return sheet(request, kind, "statements", HEAD, told)


def compute_statement(request: HttpRequest) -> HttpResponse:
    """Compute the statement of a contract and a month."""
    by = actor_of(request, Permission.STATEMENT_COMPUTE)
    known = [(str(row.pk), f"{row.title} ({row.cig})") for row in statements.contracts(by).order_by("title", "id")]
    asked = {name: request.GET.get(name, "") for name in ("contract", "month")}
    form = ComputeForm(request.POST or None, contracts=known, initial=asked)

    def act() -> HttpResponse:
        contract_id = UUID(form.cleaned_data["contract"])
        row = acts.compute_statement(by=by, contract_id=contract_id, month=form.cleaned_data["month"])
        return done(request, _("The statement was computed from the sealed registers."), "statement", row.pk)

    title = _("Compute a statement")
    context = {"title": title, "submit": _("Compute"), "back": address("statements"), "crumbs": crumbs((title, None))}
    return form_page(request, form, act, context)


@require_POST
def recompute_touched(request: HttpRequest) -> HttpResponse:
    """Compute again what something changed since."""
    result = acts.recompute_touched(by=actor_of(request, Permission.STATEMENT_COMPUTE))
    words = ngettext(
        "%(n)s month of a centre was computed again.", "%(n)s months of centres were computed again.", result.centres
    ) % {"n": result.centres}
    return done(request, " ".join([words, *result.refused[:3]]), "statements")


def statement(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Everything of one statement."""
    by = actor_of(request)
    found = statements.statement(by, statement_id)
    context = {
        "statement": found, "labels": labels, "centres": statements.centre_months(found),
        "missing": statements.missing(found) if found.missing else [], "versions": statements.versions(found),
        "rows": findings.listed(by, contract=found.contract_id, month=found.month).order_by("-amount", "id")[:20],
        "may_compute": by.may(Permission.STATEMENT_COMPUTE), "may_record": by.may(Permission.EVIDENCE_RECORD),
        "hours": evidence.staff_hours(found.contract, found.month), "supplier": statements.supplier_of(found),
    }  # fmt: skip
    return page(request, "accounting/statement.html", context)


def verify_statement(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """A statement computed again from what it was computed from."""
    found = statements.statement(actor_of(request), statement_id)
    context = {"statement": found, "labels": labels, "differences": verified(found)}
    return page(request, "accounting/verification.html", context)


def statement_guests(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """The guests of a statement, with what is due for each."""
    found = statements.statement(actor_of(request), statement_id)
    rows = statements.guests(found, text_of(request))
    context = {
        **listing(request, rows, {"name": "name", "due": "due"}, "name"), "statement": found, "asked": text_of(request),
    }  # fmt: skip
    return page(request, "accounting/statement_guests.html", context)


@require_GET
def export_statement_guests(request: HttpRequest, statement_id: UUID, kind: str) -> FileResponse:
    """The guests of a statement as a file."""
    found = statements.statement(actor_of(request), statement_id)
    rows = statements.guests(found, text_of(request)).order_by("name", "id")
    return sheet(request, kind, "statement-guests", GUESTS, [[str(one.person), one.due] for one in rows])


def statement_guest(request: HttpRequest, statement_id: UUID, guest_id: UUID) -> HttpResponse:
    """What is due for a guest, each euro with its why."""
    by = actor_of(request)
    found = statements.statement(by, statement_id)
    guest = statements.guest(by, found, guest_id)
    lines = statements.guest_lines(found, guest)
    context = {
        "statement": found, "labels": labels, "guest": guest, "lines": [(line, _why(line)) for line in lines],
        "total": sum(line.amount for line in lines if line.guest_id == guest.pk),
        "findings": findings.listed(by, contract=found.contract_id, month=found.month).filter(guest=guest),
        "may_record": by.may(Permission.EVIDENCE_RECORD), "capped": statements.capped(lines),
    }  # fmt: skip
    return page(request, "accounting/statement_guest.html", context)


def _why(line: GuestLine) -> str:
    nights = number((line.during.upper - line.during.lower).days)
    return labels.why(line.kind, nights, money(line.unit) if line.unit is not None else "", line.members)
