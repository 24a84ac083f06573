"""Pages of settlements: the list, one prepared, one with its why, its checks and its acts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from approdo.accounting import labels
from approdo.accounting.commands import settlements as acts
from approdo.accounting.definitions import figure
from approdo.accounting.forms.settlements import ApproveForm, PaymentForm, PrepareForm, TakeBackForm, TaxCheckForm
from approdo.accounting.forms.statements import month_asked
from approdo.accounting.models import Settlement
from approdo.accounting.queries import commitments, releases, settlements, statements
from approdo.accounting.queries.settlement_checks import charges_of, checks_of, payee_checks_of
from approdo.accounting.rules.settlement import Settled
from approdo.accounting.rules.settlement_checks import Checked, stops
from approdo.accounting.rules.vocabulary import SettlementState, TaxDebtOutcome
from approdo.accounting.settlement_words import STEP_SOURCES, commitments_told, step_name, step_why
from approdo.accounting.views.parts import actor_of, checks_told, crumbs, sheet
from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound, Refusal
from approdo.core.models import StoredDocument
from approdo.core.pages import answers
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.formats import money
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, chosen, done, listing, text_of
from approdo.reception.models import Contract
from approdo.reception.queries.register import first_day

SORTS = {
    "month": "month", "contract": "contract__title", "body": "contract__body__name", "payable": "payable",
    "by": "pay_by",
}  # fmt: skip
HEAD = (
    gettext_lazy("Month"), gettext_lazy("Contract"), gettext_lazy("CIG"), gettext_lazy("Managing body"),
    gettext_lazy("State"), gettext_lazy("Recognised in all (euros)"), gettext_lazy("Tax paid to the Treasury (euros)"),
    gettext_lazy("Guarantee kept (euros)"), gettext_lazy("Deducted (euros)"),
    gettext_lazy("To pay to the supplier (euros)"), gettext_lazy("Charged to the commitment (euros)"),
    gettext_lazy("Commitment"), gettext_lazy("Pay by"), gettext_lazy("Prepared by"), gettext_lazy("Approved by"),
    gettext_lazy("Paid on"), gettext_lazy("Payment order"), gettext_lazy("Hash"),
)  # fmt: skip
STEPS = (gettext_lazy("What"), gettext_lazy("Amount (euros)"), gettext_lazy("Why"), gettext_lazy("Source"))


def settlements_page(request: HttpRequest) -> HttpResponse:
    """The list of settlements, and the months that wait for one."""
    by, filters = actor_of(request), _filters(request)
    context = {
        **listing(request, _rows(by, request, filters), SORTS, "by"), **filters, "labels": labels,
        "asked": text_of(request), "today": timezone.localdate(), "waiting": settlements.waiting(by),
        "held": releases.to_give_back(by, timezone.localdate()),
        "may_prepare": by.may(Permission.SETTLEMENT_PREPARE),
    }  # fmt: skip
    return page(request, "accounting/settlements.html", context)


@require_GET
def export_settlements(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    rows = _rows(actor_of(request), request, _filters(request)).order_by("-month", "contract__title", "id")
    rows = rows.prefetch_related(settlements.CHARGES)
    told = [
        [
            one.month, one.contract.title, one.contract.cig, one.contract.body.name,
            str(labels.SETTLEMENT_STATES[SettlementState(one.state)]), one.total, one.vat_to_treasury, one.retention,
            one.deducted, one.payable, one.charged, commitments_told(one.charges.all()), one.pay_by, one.prepared_by.full_name,
            one.approved_by.full_name if one.approved_by else "", one.paid_on, one.payment_reference, one.result_hash,
        ]
        for one in rows
    ]  # fmt: skip
    return sheet(request, kind, "settlements", HEAD, told)


def prepare_settlement(request: HttpRequest, contract_id: UUID, year: int, month: int) -> HttpResponse:
    """What would be paid for a month, and the form that prepares it."""
    by, today = actor_of(request, Permission.SETTLEMENT_PREPARE), timezone.localdate()
    contract, first = statements.contract(by, contract_id), first_day(year, month)
    known = list(commitments.of_contract(by, contract_id))
    days = int(figure("pay_invoice_days", max(first, date(2013, 1, 1))).value)
    form = PrepareForm(request.POST or None, commitments=known, initial={"pay_days": days})

    def act() -> HttpResponse:
        told = form.cleaned_data
        row = acts.prepare_settlement(
            by=by, contract_id=contract_id, month=first, charges=form.charges(), today=today,
            pay_days=told["pay_days"], pay_clause=told["pay_clause"],
        )  # fmt: skip
        return done(request, _("The settlement was prepared: a colleague approves it."), "settlement", row.pk)

    context = _preparing(by, contract, first, today)
    return form_page(request, form, act, {**context, "known": known}, "accounting/settlement_prepare.html")


def _preparing(by: Actor, contract: Contract, first: date, today: date) -> Context:
    """What stands beside the form: the reckoning, or the sentence that says why there is none."""
    title = _("Prepare a settlement")
    context: Context = {
        "title": title, "contract": contract, "month": first, "labels": labels, "draft": None, "refused": "",
        "may_commit": by.may(Permission.COMMITMENT_RECORD),
        "crumbs": crumbs((_("Settlements"), address("settlements")), (title, None)),
    }  # fmt: skip
    try:
        found = settlements.draft(by, contract, first, today)
    except NotFound:
        raise
    except Refusal as refusal:
        return {**context, "refused": refusal.message}
    return {**context, "draft": found, "steps": _steps(found.settled)}


def settlement(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Everything of one settlement."""
    by, today = actor_of(request), timezone.localdate()
    found = settlements.settlement(by, settlement_id)
    _inputs, settled = settlements.reckoning(found)
    documents_paid = settlements.documents_of(found)
    open_now = found.state == SettlementState.PREPARED
    checks = checks_of(found, today, documents_paid) if open_now else settlements.kept_checks(found.checks)
    mine = found.prepared_by_id == by.user_id
    context = {
        "settlement": found, "labels": labels, "today": today, "steps": _steps(settled), "checks": checks_told(checks),
        **_at_payment(found, checks, today), "charges": charges_of(found),
        "documents": documents_paid, "deductions": settlements.deductions_of(found),
        "tax_checks": found.tax_checks.all(), "mine": mine,
        "term": settlements.term_of(found.received_on, found.accepted_on, found.month, found.pay_days),
        "reproduced": settlements.is_reproduced(found, settled),
        "may_prepare": by.may(Permission.SETTLEMENT_PREPARE), "may_approve": by.may(Permission.SETTLEMENT_APPROVE),
    }  # fmt: skip
    return page(request, "accounting/settlement.html", context)


def _at_payment(found: Settlement, checks: tuple[Checked, ...], today: date) -> Context:
    """What is looked at again when an approved settlement is paid, and whether anything stops it now."""
    again: tuple[Checked, ...] = ()
    if found.state == SettlementState.APPROVED:
        again = payee_checks_of(found, today)
    elif found.state == SettlementState.PAID:
        again = settlements.kept_checks(found.paid_checks)
    looked_at = {SettlementState.PREPARED: checks, SettlementState.APPROVED: again}
    return {"again": checks_told(again), "stopped": bool(stops(looked_at.get(SettlementState(found.state), ())))}


def approve_settlement(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """The second person approves."""
    by, today = actor_of(request, Permission.SETTLEMENT_APPROVE), timezone.localdate()
    found = settlements.settlement(by, settlement_id)
    form = ApproveForm(request.POST or None, initial={"version": found.version})

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        acts.approve_settlement(by=by, settlement_id=settlement_id, today=today, expected_version=version)
        return done(request, _("The settlement was approved."), "settlement", settlement_id)

    words = _("%(payable)s to %(body)s, %(vat)s to the Treasury.") % {
        "payable": money(found.payable), "body": found.contract.body.name, "vat": money(found.vat_to_treasury),
    }  # fmt: skip
    return form_page(request, form, act, {**_of(found, _("Approve the settlement"), _("Approve")), "subtitle": words})


def record_tax_check(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """What the collection agent answered about tax debts."""
    by, today = actor_of(request, Permission.SETTLEMENT_PREPARE), timezone.localdate()
    found = settlements.settlement(by, settlement_id)
    form = TaxCheckForm(request.POST or None, initial={"version": found.version, "answered_on": today})

    def act() -> HttpResponse:
        told, version = form.cleaned_data, form.cleaned_data["version"] or 0
        acts.record_tax_check(
            by=by, settlement_id=settlement_id, outcome=TaxDebtOutcome(told["outcome"]), reference=told["reference"],
            answered_on=told["answered_on"], today=today, expected_version=version,
        )  # fmt: skip
        return done(request, _("The answer was recorded."), "settlement", settlement_id)

    return form_page(request, form, act, _of(found, _("Check of tax debts (art. 48-bis)"), _("Record")))


def withdraw_settlement(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Take back what was not approved."""
    by = actor_of(request, Permission.SETTLEMENT_PREPARE)
    return _take_back(request, by, settlement_id, acts.withdraw_settlement, _("Take back the settlement"))


def cancel_settlement(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Cancel what was not paid."""
    by = actor_of(request, Permission.SETTLEMENT_APPROVE)
    return _take_back(request, by, settlement_id, acts.cancel_settlement, _("Cancel the settlement"))


def _take_back(request: HttpRequest, by: Actor, settlement_id: UUID, command: Any, title: str) -> HttpResponse:
    found = settlements.settlement(by, settlement_id)
    form = TakeBackForm(request.POST or None, initial={"version": found.version})

    def act() -> HttpResponse:
        told, version = form.cleaned_data, form.cleaned_data["version"] or 0
        command(by=by, settlement_id=settlement_id, reason=told["reason"], expected_version=version)
        return done(request, _("The settlement was taken back: its documents wait again."), "settlement", settlement_id)

    return form_page(request, form, act, _of(found, title, title))


def record_payment(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """The payment order."""
    by, today = actor_of(request, Permission.SETTLEMENT_PREPARE), timezone.localdate()
    found = settlements.settlement(by, settlement_id)
    form = PaymentForm(request.POST or None, initial={"version": found.version, "paid_on": today})

    def act() -> HttpResponse:
        told, version = form.cleaned_data, form.cleaned_data["version"] or 0
        acts.record_payment(
            by=by, settlement_id=settlement_id, paid_on=told["paid_on"], reference=told["payment_reference"],
            today=today, expected_version=version,
        )  # fmt: skip
        return done(request, _("The payment was recorded."), "settlement", settlement_id)

    return form_page(request, form, act, _of(found, _("Record the payment"), _("Record")))


@require_GET
def conformity_certificate(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """The certificate of conformity."""
    by = actor_of(request)
    return _document(by, settlements.settlement(by, settlement_id).certificate)


@require_GET
def payment_proposal(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """The proposal of payment as it was approved."""
    by = actor_of(request)
    found = settlements.settlement(by, settlement_id).proposal
    if found is None:
        raise NotFound("proposal_not_found", _("The proposal is written when the settlement is approved."))
    return _document(by, found)


@require_GET
def export_settlement(request: HttpRequest, settlement_id: UUID) -> FileResponse:
    """The reckoning of a settlement as a workbook."""
    found = settlements.settlement(actor_of(request), settlement_id)
    _inputs, settled = settlements.reckoning(found)
    rows = [[step_name(one), one.amount, step_why(one), STEP_SOURCES.get(one.kind, "")] for one in settled.steps]
    about = [
        [found.contract.title, None, found.contract.cig, ""],
        [found.contract.body.name, None, f"{found.month:%m/%Y}", ""],
    ]
    return sheet(request, "xlsx", f"settlement-{found.contract.cig}-{found.month:%Y-%m}", STEPS, [*about, *rows])


def _document(by: Actor, found: StoredDocument) -> HttpResponse:
    return answers.letter(documents.read(by, found), found.file_name)


def _steps(settled: Settled) -> list[Context]:
    return [
        {"name": step_name(one), "amount": one.amount, "why": step_why(one), "kind": one.kind.value,
         "source": STEP_SOURCES.get(one.kind, "")}
        for one in settled.steps
    ]  # fmt: skip


def _filters(request: HttpRequest) -> dict[str, str]:
    return {"state": chosen(request, "state", SettlementState), "month": request.GET.get("month", "")}


def _rows(by: Actor, request: HttpRequest, filters: dict[str, str]) -> QuerySet[Settlement]:
    return settlements.listed(by, text=text_of(request), state=filters["state"], month=month_asked(filters["month"]))


def _of(found: Settlement, title: str, submit: str) -> Context:
    back = address("settlement", found.pk)
    way = crumbs((_("Settlements"), address("settlements")), (found.contract.title, back), (title, None))
    return {"title": title, "submit": submit, "back": back, "crumbs": way}
