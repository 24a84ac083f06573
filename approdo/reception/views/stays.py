"""The acts on stays, one function each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.reception.commands import beds as bed_acts
from approdo.reception.commands import corrections
from approdo.reception.commands import stays as acts
from approdo.reception.commands.corrections import StayFacts
from approdo.reception.commands.stays import Order
from approdo.reception.forms.guests import AdmitForm, BedForm, CancelForm, CorrectForm, EndForm, PlanForm, TransferForm
from approdo.reception.models import Stay
from approdo.reception.queries import beds, centres, guests, stays
from approdo.reception.rules.vocabulary import ExitReason
from approdo.reception.sight import actor_of
from approdo.reception.views.guest_forms import done, form_page, guest_context


def plan_stay(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """A place in a centre, for a guest and whom of the family comes along."""
    by = actor_of(request)
    require(by, Permission.STAY_PLACE)
    found = guests.guest(by, guest_id)
    family, today = guests.companions(by, found), timezone.localdate()
    form = PlanForm(request.POST or None, centres.visible_to(by), family, planned_entry=today)

    def act() -> HttpResponse:
        told = {name: form.cleaned_data[name] for name in ("planned_entry", "planned_exit", "expected_entry", "reason")}
        order = Order(UUID(form.cleaned_data["centre"]), (guest_id, *form.together()), **told)
        acts.plan_stay(by=by, order=order)
        return done(request, guest_id, _("The place is theirs."))

    return form_page(
        request, form, act, {"title": _("Place in a centre"), "submit": _("Place"), **guest_context(found)}
    )


def admit(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Who was expected is there."""
    by, row = _stay(request, Permission.STAY_RECORD, stay_id)
    today, above = timezone.localdate(), by.may(Permission.STAY_PLACE)
    free = beds.free_from(by, row.centre_id, today)
    form = AdmitForm(request.POST or None, free, above=above, entry=today, version=stays.version_of(row))

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.admit(
            by=by, stay_id=stay_id, entry=told["entry"], bed_id=UUID(told["bed"]) if told["bed"] else None,
            reason=told.get("reason", ""), expected_version=told["version"],
        )  # fmt: skip
        return done(request, row.guest_id, _("The arrival was recorded."))

    return form_page(request, form, act, _about(row, _("Record the arrival"), _("Arrived")))


@require_POST
def record_no_show(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Who was expected never came."""
    by, row = _stay(request, Permission.STAY_RECORD, stay_id)
    acts.record_no_show(by=by, stay_id=stay_id)
    return done(request, row.guest_id, _("It was recorded that they never arrived; the place is free."))


def cancel_plan(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """An order taken back."""
    by, row = _stay(request, Permission.STAY_PLACE, stay_id)
    form = CancelForm(request.POST or None, initial={"version": stays.version_of(row)})

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.cancel_plan(by=by, stay_id=stay_id, reason=told["reason"], expected_version=told["version"])
        return done(request, row.guest_id, _("The order was cancelled."))

    return form_page(request, form, act, _about(row, _("Cancel the order"), _("Cancel the order")))


def choose_bed(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """A bed, or another one."""
    by, row = _stay(request, Permission.STAY_RECORD, stay_id)
    today, has_one = timezone.localdate(), stays.beds_of(row).exists()
    free = beds.free_from(by, row.centre_id, today)
    form = BedForm(request.POST or None, free, since=today, version=stays.version_of(row))

    def act() -> HttpResponse:
        told, command = form.cleaned_data, bed_acts.move_bed if has_one else bed_acts.assign_bed
        command(by=by, stay_id=stay_id, bed_id=UUID(told["bed"]), since=told["since"], expected_version=told["version"])
        return done(request, row.guest_id, _("The bed is theirs."))

    return form_page(request, form, act, _about(row, _("Another bed") if has_one else _("A bed"), _("Give this bed")))


def transfer(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Another centre, for a guest and whom of the family goes along."""
    by, row = _stay(request, Permission.STAY_PLACE, stay_id)
    family = stays.present_with(by, row, guests.companions(by, row.guest))
    others = centres.visible_to(by).exclude(pk=row.centre_id)
    form = TransferForm(request.POST or None, others, family, on=timezone.localdate())

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.transfer(
            by=by, stay_ids=[stay_id, *form.together()], centre_id=UUID(told["centre"]), on=told["on"],
            reason=told["reason"],
        )  # fmt: skip
        return done(request, row.guest_id, _("The transfer was recorded."))

    return form_page(request, form, act, _about(row, _("Transfer"), _("Transfer")))


def end_stay(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Who left."""
    by, row = _stay(request, Permission.STAY_RECORD, stay_id)
    form = EndForm(request.POST or None, initial={"exit": timezone.localdate(), "version": stays.version_of(row)})

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.end_stay(
            by=by, stay_id=stay_id, left=told["exit"], exit_reason=ExitReason(told["exit_reason"]),
            expected_version=told["version"],
        )  # fmt: skip
        return done(request, row.guest_id, _("The exit was recorded."))

    return form_page(request, form, act, _about(row, _("Record the exit"), _("Left")))


def correct_stay(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """A stay as it really was."""
    by, row = _stay(request, Permission.STAY_CORRECT, stay_id)
    form = CorrectForm(request.POST or None, centres.visible_to(by), row, stays.version_of(row))

    def act() -> HttpResponse:
        told = form.cleaned_data
        facts = StayFacts(
            told["entry"], told["exit"], ExitReason(told["exit_reason"]) if told["exit_reason"] else None,
            told["planned_exit"], UUID(told["centre"]),
        )  # fmt: skip
        corrections.correct_stay(
            by=by, stay_id=stay_id, facts=facts, reason=told["reason"], expected_version=told["version"]
        )
        return done(request, row.guest_id, _("The stay was corrected. What was written before stays readable."))

    return form_page(request, form, act, _about(row, _("Correct the stay"), _("Correct")))


def _stay(request: HttpRequest, permission: Permission, stay_id: UUID) -> tuple[Actor, Stay]:
    by = actor_of(request)
    require(by, permission)
    return by, stays.stay(by, stay_id)


def _about(row: Stay, title: str, submit: str) -> dict[str, Any]:
    return {"title": title, "submit": submit, "stay": row, **guest_context(row.guest)}
