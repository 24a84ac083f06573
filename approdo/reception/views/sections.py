"""Sections for unaccompanied minors: which unit is one, and the extension of the days in it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput
from approdo.core.pages.work import done
from approdo.reception.commands import sections as acts
from approdo.reception.forms.sections import ExtendForm, SectionForm
from approdo.reception.queries import guests
from approdo.reception.views import guest_forms
from approdo.reception.views.place_pages import editor_of


@require_POST
def set_section(request: HttpRequest, centre_id: UUID, unit_id: UUID) -> HttpResponse:
    """A unit becomes a section for minors, or is one no more."""
    by, form = editor_of(request, Permission.CENTRE_EDIT), SectionForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("section_unclear", _("Say whether the unit is only for minors."))
    told = form.cleaned_data
    acts.set_section(
        by=by, centre_id=centre_id, unit_id=unit_id, minors_section=told["minors_section"],
        expected_version=told["version"],
    )  # fmt: skip
    return done(request, _("The section was set."), "centre", centre_id)


def extend_section(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """More days for a minor among adults, once."""
    by = editor_of(request, Permission.STAY_PLACE)
    found = guests.guest(by, guest_id)
    form = ExtendForm(request.POST or None, initial={"on": timezone.localdate()})

    def act() -> HttpResponse:
        acts.extend_section(by=by, guest_id=guest_id, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"])
        return guest_forms.done(request, guest_id, _("The days were extended. They cannot be extended again."))

    context = {"title": _("Extend the days among adults"), "submit": _("Extend"), **guest_forms.guest_context(found)}
    return guest_forms.form_page(request, form, act, context)
