"""Forms of what a statement rests on besides the registers."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from approdo.accounting.commands import evidence as acts
from approdo.accounting.forms.statements import (
    SignaturesForm,
    StaffHoursForm,
    StaffRowForm,
    SuspensionForm,
    VatRateForm,
)
from approdo.accounting.queries import deductions, evidence, statements
from approdo.accounting.views.parts import actor_of, crumbs
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, done
from approdo.reception.commands import suspensions
from approdo.reception.models import Contract
from approdo.reception.queries.register import first_day


def record_signatures(request: HttpRequest, centre_id: UUID, year: int, month: int) -> HttpResponse:
    """Who signed for the pocket money of a month in a centre."""
    by = actor_of(request, Permission.EVIDENCE_RECORD)
    centre = evidence.centre(by, centre_id)
    first = first_day(year, month)
    known = evidence.guests_of_month(by, centre_id, first)
    if not known:
        raise NotFound("register_not_sealed", _("The register of this month is not sealed, or nobody stands in it."))
    sheet = evidence.sheet(by, centre_id, first)
    signed = [str(key) for key in evidence.signed(sheet)] if sheet else [str(key) for key, _name in known]
    version = sheet.version if sheet else 0
    form = SignaturesForm(request.POST or None, guests=known, initial={"guests": signed, "version": version})

    def act() -> HttpResponse:
        expected = form.cleaned_data["version"] if sheet else None
        acts.record_signatures(by=by, centre_id=centre_id, month=first, guests=form.signed(), expected_version=expected)
        return done(request, _("The signatures were recorded. Compute the statement again."), "statements")

    title = _("Signatures for pocket money, %(month)s") % {"month": f"{month:02d}/{year}"}
    return form_page(request, form, act, {**_at(title), "subtitle": centre.name})


def suspend_pocket_money(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """Nights of a guest without pocket money."""
    by = actor_of(request, Permission.EVIDENCE_RECORD)
    guest = evidence.guest(by, guest_id)
    form = SuspensionForm(request.POST or None)

    def act() -> HttpResponse:
        suspensions.suspend_pocket_money(by=by, guest_id=guest_id, **form.cleaned_data)
        return done(request, _("The suspension was recorded. Compute the statement again."), "statements")

    return form_page(request, form, act, {**_at(_("Suspend pocket money")), "subtitle": str(guest.person)})


def contract_evidence(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """The staff table of a contract and the rates that were told."""
    by = actor_of(request)
    found = statements.contract(by, contract_id)
    context = {
        "contract": found, "table": evidence.staff_table(found), "rates": evidence.vat_rates(found),
        "hours": evidence.all_staff_hours(found), "may_record": by.may(Permission.EVIDENCE_RECORD),
        "penalties": deductions.penalty_rules(found), "may_prepare": by.may(Permission.DEDUCTION_PREPARE),
    }  # fmt: skip
    return page(request, "accounting/contract_evidence.html", context)


def set_staff_row(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """A row of the staff table."""
    by = actor_of(request, Permission.EVIDENCE_RECORD)
    found = statements.contract(by, contract_id)
    form = StaffRowForm(request.POST or None)

    def act() -> HttpResponse:
        acts.set_staff_row(by=by, contract_id=contract_id, **form.cleaned_data)
        return done(request, _("The row was written."), "contract_evidence", contract_id)

    return form_page(request, form, act, _of(found, _("Row of the staff table")))


def record_staff_hours(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Hours worked in a month."""
    by = actor_of(request, Permission.EVIDENCE_RECORD)
    found = statements.contract(by, contract_id)
    form = StaffHoursForm(request.POST or None)

    def act() -> HttpResponse:
        acts.record_staff_hours(by=by, contract_id=contract_id, **form.cleaned_data)
        return done(request, _("The hours were recorded."), "contract_evidence", contract_id)

    return form_page(request, form, act, _of(found, _("Hours worked")))


def tell_vat_rate(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """The rate of a supplier whose kind does not tell it."""
    by = actor_of(request, Permission.EVIDENCE_RECORD)
    found = statements.contract(by, contract_id)
    form = VatRateForm(request.POST or None)

    def act() -> HttpResponse:
        acts.tell_vat_rate(by=by, contract_id=contract_id, **form.cleaned_data)
        return done(request, _("The rate was recorded."), "contract_evidence", contract_id)

    return form_page(request, form, act, _of(found, _("Rate of value added tax")))


def _at(title: str) -> Context:
    return {"title": title, "submit": _("Record"), "back": address("statements"), "crumbs": crumbs((title, None))}


def _of(found: Contract, title: str) -> Context:
    back = address("contract_evidence", found.pk)
    return {
        "title": title, "submit": _("Record"), "back": back, "subtitle": str(found),
        "crumbs": crumbs((found.title, back), (title, None)),
    }  # fmt: skip
