"""Pages of the register: a night, a month, absences, what is to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.rest.paging import Paging, page_of
from approdo.reception import labels, measure_labels
from approdo.reception.commands import absences, months, nights
from approdo.reception.forms.register import (
    AskAbsenceForm,
    AuthoriseForm,
    CheckForm,
    NightForm,
    ReasonForm,
    ReportAbsenceForm,
    ReturnForm,
)
from approdo.reception.queries import duties, papers, register
from approdo.reception.rules.vocabulary import AbsenceKind, NightSource, NightState
from approdo.reception.sight import actor_of

Context = dict[str, Any]


def reception_to_do(request: HttpRequest) -> HttpResponse:
    """What waits for the reader: nights, months, absences, alerts."""
    by, today = actor_of(request), timezone.localdate()
    context = {
        "labels": labels,
        "measure_labels": measure_labels,
        "todo": duties.to_do(by, today),
        "may": _may(by),
        "today": today,
    }
    return page(request, "reception/register_to_do.html", context)


def register_night(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """The register of a night, and where it is written: one tap a guest, everybody present only when one says so."""
    by, today = actor_of(request), timezone.localdate()
    day = day_asked(request.POST.get("night") or request.GET.get("on"), today)
    found = register.night(by, centre_id, day)
    if request.method == "POST":
        require(by, Permission.NIGHT_RECORD)
    form = NightForm(request.POST or None, register=found, office=by.may(Permission.RECEPTION_SEE))
    if request.method == "POST" and form.is_valid():
        return _record(request, by, form, found)
    return _night_page(request, by, form, found)


def _night_page(request: HttpRequest, by: Actor, form: NightForm, found: register.NightRegister) -> HttpResponse:
    day = found.night
    context = {
        "labels": labels, "register": found, "form": form, "may": _may(by), "today": timezone.localdate(),
        "states": NightState, "before": day - timedelta(days=1), "after": day + timedelta(days=1),
    }  # fmt: skip
    return page(request, "reception/register_night.html", context, status=422 if form.errors else 200)


def _record(request: HttpRequest, by: Actor, form: NightForm, found: register.NightRegister) -> HttpResponse:
    if not _recorded(request, by, form, found):
        messages.info(request, _("Nothing was different: nothing was recorded."))
    return _to_night(found.centre.pk, found.night)


def _recorded(request: HttpRequest, by: Actor, form: NightForm, found: register.NightRegister) -> bool:
    states = form.states()
    if states:
        nights.record_nights(
            by=by, centre_id=found.centre.pk, first=found.night, until=found.night + timedelta(days=1), states=states,
            source=NightSource(form.cleaned_data["source"]), today=timezone.localdate(),
        )  # fmt: skip
        words = ngettext("Recorded for %(n)s guest.", "Recorded for %(n)s guests.", len(states))
        messages.success(request, words % {"n": len(states)})
    return bool(states)


@require_POST
def confirm_night(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """The centre's word that a night is whole; what was chosen on the page is recorded before it."""
    by, today = actor_of(request), timezone.localdate()
    day = day_asked(request.POST.get("night"), today)
    if any(name.startswith("guest-") for name in request.POST):
        found = register.night(by, centre_id, day)
        form = NightForm(request.POST, register=found, office=by.may(Permission.RECEPTION_SEE))
        if not form.is_valid():
            return _night_page(request, by, form, found)
        _recorded(request, by, form, found)
    made = nights.confirm_night(by=by, centre_id=centre_id, night=day, today=today)
    messages.success(request, _("The night is confirmed: %(n)s present.") % {"n": made.present})
    return _to_night(centre_id, day)


def register_month(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """The register of a month: every guest in periods, what is missing, what does not agree, and the acts on it."""
    by, today = actor_of(request), timezone.localdate()
    found = register.month(by, centre_id, month_asked(request.GET), today)
    context = {
        "labels": labels, "found": found, "may": _may(by), "today": today,
        "before": found.month.first - timedelta(days=1),
        "names": {str(one.guest): one.name for one in found.guests},
        "papers": list(papers.of_month(by, found.centre, found.month.first)),
    }  # fmt: skip
    return page(request, "reception/register_month.html", context)


@require_POST
def close_month(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """The centre closes a month; what is missing is listed in its page."""
    month = month_asked(request.POST)
    try:
        months.close_month(by=actor_of(request), centre_id=centre_id, month=month, today=timezone.localdate())
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The month is closed. The prefecture checks it now."))
    return _to_month(centre_id, month)


def check_month(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """The office checks a month and writes what it found otherwise."""
    by = actor_of(request)
    require(by, Permission.MONTH_CHECK)
    month = month_asked(request.POST or request.GET)
    found = register.month(by, centre_id, month, timezone.localdate())
    form = CheckForm(request.POST or None, guests=[(one.guest, one.name) for one in found.guests])

    def act() -> HttpResponse:
        months.check_month(by=by, centre_id=centre_id, month=month, differences=form.differences())
        messages.success(request, _("The month is checked. It can be sealed now."))
        return _to_month(centre_id, month)

    context = {"title": _("Check the month"), "submit": _("The month is checked"), "found": found, "month": month}
    return _form_page(request, form, act, {**context, "back": _month_address(centre_id, month)})


@require_POST
def reopen_month(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """The office gives a month back to its centre."""
    month, reason = month_asked(request.POST), request.POST.get("reason", "")
    months.reopen_month(by=actor_of(request), centre_id=centre_id, month=month, reason=reason)
    messages.success(request, _("The month is open again: the centre can correct it."))
    return _to_month(centre_id, month)


@require_POST
def seal_month(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """The office seals a month."""
    month = month_asked(request.POST)
    months.seal_month(by=actor_of(request), centre_id=centre_id, month=month)
    messages.success(request, _("The month is sealed and does not change any more."))
    return _to_month(centre_id, month)


@require_POST
def rectify_month(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """The office opens a further edition of a sealed month."""
    month, reason = month_asked(request.POST), request.POST.get("reason", "")
    months.rectify_month(by=actor_of(request), centre_id=centre_id, month=month, reason=reason)
    messages.success(request, _("A further edition is open. The sealed one stays as it is."))
    return _to_month(centre_id, month)


def absences_list(request: HttpRequest) -> HttpResponse:
    """Absences, the latest first."""
    by = actor_of(request)
    paging = Paging(limit=50, cursor=request.GET.get("cursor"))
    found = page_of(request, register.absences(by), paging, order=("-first", "id"))
    context = {"labels": labels, "absences": found["items"], "next": found["next"], "may": _may(by)}
    return page(request, "reception/absences.html", context)


def ask_absence(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """A guest asks to sleep elsewhere."""
    by, today = actor_of(request), timezone.localdate()
    require(by, Permission.NIGHT_RECORD)
    form = AskAbsenceForm(request.POST or None, guests=register.guests_of(by, centre_id), today=today)

    def act() -> HttpResponse:
        told = {**form.cleaned_data, "guest_id": UUID(form.cleaned_data["guest_id"])}
        absences.ask_absence(by=by, centre_id=centre_id, today=today, **told)
        return _done(request, _("The absence was asked. The prefecture answers."))

    return _form_page(request, form, act, {"title": _("Ask an absence"), "submit": _("Ask")})


def report_absence(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """A guest is away."""
    by, today = actor_of(request), timezone.localdate()
    require(by, Permission.NIGHT_RECORD)
    form = ReportAbsenceForm(request.POST or None, guests=register.guests_of(by, centre_id), today=today)

    def act() -> HttpResponse:
        told = form.cleaned_data
        kind, guest = AbsenceKind(told["kind"]), UUID(told["guest_id"])
        more = {"first": told["first"], "note": told["note"], "today": today}
        absences.report_absence(by=by, centre_id=centre_id, guest_id=guest, kind=kind, **more)
        return _done(request, _("The absence was reported to the prefecture."))

    return _form_page(request, form, act, {"title": _("Report an absence"), "submit": _("Report")})


def authorise_absence(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """The office allows an absence."""
    by = actor_of(request)
    require(by, Permission.ABSENCE_AUTHORISE)
    found = register.absence(by, absence_id)
    form = AuthoriseForm(request.POST or None, initial={"version": found.version})

    def act() -> HttpResponse:
        told = form.cleaned_data
        number, version = told["authorisation"], told["version"]
        absences.authorise_absence(by=by, absence_id=absence_id, authorisation=number, expected_version=version)
        return _done(request, _("The absence is authorised."))

    return _form_page(request, form, act, _of(found, _("Authorise the absence"), _("Authorise")))


def refuse_absence(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """The office refuses an absence."""
    by = actor_of(request)
    require(by, Permission.ABSENCE_AUTHORISE)
    found = register.absence(by, absence_id)
    form = ReasonForm(request.POST or None, initial={"version": found.version})

    def act() -> HttpResponse:
        told = form.cleaned_data
        reason, version = told["reason"], told["version"]
        absences.refuse_absence(by=by, absence_id=absence_id, reason=reason, expected_version=version)
        return _done(request, _("The absence is refused."))

    return _form_page(request, form, act, _of(found, _("Refuse the absence"), _("Refuse")))


def return_from_absence(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """A guest is back."""
    by, today = actor_of(request), timezone.localdate()
    require(by, Permission.NIGHT_RECORD)
    found = register.absence(by, absence_id)
    form = ReturnForm(request.POST or None, initial={"version": found.version, "on": today})

    def act() -> HttpResponse:
        on, version = form.cleaned_data["on"], form.cleaned_data["version"]
        absences.return_from_absence(by=by, absence_id=absence_id, on=on, today=today, expected_version=version)
        return _done(request, _("The return was recorded."))

    return _form_page(request, form, act, _of(found, _("Return from the absence"), _("Record the return")))


# What every page of the register does


def _form_page(
    request: HttpRequest, form: django_forms.Form, act: Callable[[], HttpResponse], context: Context
) -> HttpResponse:
    told = {"labels": labels, "back": reverse("absences"), **context}
    return form_page(request, form, act, told, "reception/register_form.html")


def _of(found: Any, title: str, submit: str) -> Context:
    return {"title": title, "submit": submit, "absence": found}


def _done(request: HttpRequest, words: str) -> HttpResponseRedirect:
    messages.success(request, words)
    return redirect("absences")


def _may(by: Actor) -> dict[str, bool]:
    acts = {
        "record": Permission.NIGHT_RECORD, "answer": Permission.ABSENCE_AUTHORISE, "close": Permission.MONTH_CLOSE,
        "check": Permission.MONTH_CHECK, "seal": Permission.MONTH_SEAL,
    }  # fmt: skip
    return {name: by.may(permission) for name, permission in acts.items()}


def day_asked(told: str | None, today: date) -> date:
    try:
        return date.fromisoformat(told) if told else today
    except ValueError:
        raise InvalidInput("day_unreadable", _("This day cannot be read. Choose it again.")) from None


def month_asked(told: Any) -> date:
    """The first day of the month named `2026-05`; the month before this one when none is named."""
    this = timezone.localdate().replace(day=1)
    named = told.get("month", "")
    if not named:
        return (this - timedelta(days=1)).replace(day=1)
    year, _dash, month = named.partition("-")
    return register.first_day(*(int(part) if part.isascii() and part.isdigit() else 0 for part in (year, month[:2])))


def _to_night(centre_id: UUID, day: date) -> HttpResponseRedirect:
    return redirect(f"{reverse('register_night', args=[centre_id])}?on={day.isoformat()}")


def _month_address(centre_id: UUID, month: date) -> str:
    return f"{reverse('register_month', args=[centre_id])}?month={month.isoformat()[:7]}"


def _to_month(centre_id: UUID, month: date) -> HttpResponseRedirect:
    return redirect(_month_address(centre_id, month))
