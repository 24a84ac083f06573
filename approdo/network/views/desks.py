"""Pages of desks: how a service is met, its hours, the languages of a slot."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.work import Context, done
from approdo.network import naming
from approdo.network.commands import desks as acts
from approdo.network.commands import hours
from approdo.network.forms.hours import HoursForm, SlotLanguageForm
from approdo.network.forms.records import DeskForm
from approdo.network.models import Service, ServiceAtLocation
from approdo.network.queries import desks, places, services
from approdo.network.views.pages import actor_of, form_of, one_button, version_sent


def open_desk(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Where or how a service is met."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    found = services.service(by, service_id)
    form = DeskForm(request.POST or None, places=_places(by, found))

    def act() -> HttpResponse:
        made = acts.open_desk(by=by, service_id=service_id, facts=form.facts())
        return done(request, _("The desk was written down. Say now its hours."), "set_schedule", made.pk)

    return form_page(request, form, act, _of(found, _("New desk"), _("Record")))


def change_desk(request: HttpRequest, desk_id: UUID) -> HttpResponse:
    """What is written of a desk, but its hours."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    found = desks.desk(by, desk_id)
    form = DeskForm(
        request.POST or None, places=_places(by, found.service), written=desks.facts_of(found),
        initial={"version": found.version},
    )  # fmt: skip

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        acts.change_desk(by=by, desk_id=desk_id, facts=form.facts(), expected_version=version)
        return done(request, _("The desk was changed."), "service", found.service_id)

    return form_page(request, form, act, _of(found.service, _("Change the desk"), _("Save"), found))


@require_POST
def end_desk(request: HttpRequest, desk_id: UUID) -> HttpResponse:
    """A desk closes for good."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    service_id = desks.desk(by, desk_id).service_id
    version = version_sent(request)
    return one_button(
        request, lambda by: acts.end_desk(by=by, desk_id=desk_id, expected_version=version),
        _("The desk is closed for good."), "service", service_id, Permission.NETWORK_EDIT,
    )  # fmt: skip


def set_schedule(request: HttpRequest, desk_id: UUID) -> HttpResponse:
    """The hours of a desk, in rows."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    found = desks.desk(by, desk_id)
    form = HoursForm(request.POST or None, written=desks.schedule_of(found), initial={"version": found.version})

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        hours.set_schedule(by=by, desk_id=desk_id, schedule=form.schedule(), expected_version=version)
        return done(request, _("The hours were written."), "service", found.service_id)

    shown = {**_of(found.service, _("Hours of the desk"), _("Save the hours"), found), "naming": naming}
    return form_page(request, form, act, shown, template="network/hours.html")


def add_slot_language(request: HttpRequest, desk_id: UUID, slot_id: UUID) -> HttpResponse:
    """One more language in a slot."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    found = desks.desk(by, desk_id)
    form = SlotLanguageForm(request.POST or None, initial={"version": found.version})

    def act() -> HttpResponse:
        told = form.cleaned_data
        hours.add_slot_language(
            by=by, desk_id=desk_id, slot_id=slot_id, language=told["language"], expected_version=told["version"] or 0
        )
        return done(request, _("The language is spoken in these hours."), "service", found.service_id)

    return form_page(request, form, act, _of(found.service, _("One more language"), _("Add"), found))


@require_POST
def end_slot_language(request: HttpRequest, desk_id: UUID, slot_id: UUID) -> HttpResponse:
    """One language less in a slot."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    service_id, version = desks.desk(by, desk_id).service_id, version_sent(request)
    code = request.POST.get("language", "")
    return one_button(
        request,
        lambda by: hours.end_slot_language(
            by=by, desk_id=desk_id, slot_id=slot_id, language=code, expected_version=version
        ),
        _("The language is no longer spoken in these hours."), "service", service_id, Permission.NETWORK_EDIT,
    )  # fmt: skip


def _places(by: Actor, found: Service) -> list[tuple[str, str]]:
    """The places where a service may be met: protected ones for a protected service, open ones for the others."""
    rows = places.visible_to(by).filter(protected=found.protected).order_by("name", "id")
    told = rows.values_list("pk", "name", "address_1", "city")
    return [(str(pk), ", ".join(part for part in (name, street, city) if part)) for pk, name, street, city in told]


def _of(found: Service, title: str, submit: str, desk: ServiceAtLocation | None = None) -> Context:
    back = address("service", found.pk)
    where = f"{found.name}, {desk.location.name}" if desk and desk.location else found.name
    return form_of(title, submit, back, (found.name, back), subtitle=where)
