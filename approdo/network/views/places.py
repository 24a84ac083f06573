"""Pages of places. Where a protected place is, one page shows, to who says why."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, chosen, done, listing, text_of
from approdo.network import freshness_labels, labels, naming
from approdo.network.commands import places as acts
from approdo.network.forms.fields import near
from approdo.network.forms.records import NewPlaceForm, OrganisationChoiceForm, PlaceForm, PurposeForm
from approdo.network.models import Location
from approdo.network.queries import desks, organisations, places, services
from approdo.network.queries.said import said_of
from approdo.network.rules.directory import AccessFact, RecordState
from approdo.network.views.pages import actor_of, form_of, one_button, version_sent

SORTS = {"name": "name", "city": "city", "organisation": "organisation__name", "desks": "desk_count"}


def places_page(request: HttpRequest) -> HttpResponse:
    """The list of places."""
    by, text, state = actor_of(request), text_of(request), chosen(request, "state", RecordState)
    known = places.comuni(by)
    comune = chosen(request, "comune", dict(known))
    rows = places.listed(by, text, state, comune)
    context = {
        **listing(request, rows, SORTS, "name"), "labels": labels, "text": text, "state": state, "comune": comune,
        "comuni": known,
    }  # fmt: skip
    return page(request, "network/places.html", context)


def place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Everything of one place, but where it is if it is protected."""
    by = actor_of(request)
    return _shown(request, places.place(by, place_id), None)


def read_place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Where a protected place is, to who says for what purpose."""
    by = actor_of(request, Permission.NETWORK_SEE_PROTECTED)
    found = places.place(by, place_id)
    form = PurposeForm(request.POST or None)

    def act() -> HttpResponse:
        return _shown(request, found, places.read_sealed(by, found, form.cleaned_data["purpose"]))

    return form_page(request, form, act, _of(found, _("Where a protected place is"), _("Read")))


def _shown(request: HttpRequest, found: Location, read: object) -> HttpResponse:
    by = actor_of(request)
    context = {
        "place": found, "facts": read or (None if found.protected else places.facts_of(found)), "read": read,
        "labels": labels, "naming": naming, "access": list(AccessFact),
        "fresh": services.freshness_of(found, timezone.localdate()), "said_of": said_of(found, timezone.localdate()),
        "words": freshness_labels,
        "met": desks.visible_to(by).filter(location=found, ended_on__isnull=True).select_related("service"),
        "may_edit": by.may(Permission.NETWORK_EDIT), "may_manage": by.may(Permission.NETWORK_MANAGE),
        "may_read": by.may(Permission.NETWORK_SEE_PROTECTED),
    }  # fmt: skip
    return page(request, "network/place.html", context)


def register_place(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """A new place of an organisation."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    owner = organisations.organisation(by, organisation_id)
    form = near(NewPlaceForm(request.POST or None), by.prefecture)

    def act() -> HttpResponse:
        hidden = form.cleaned_data["protected"]
        made = acts.register_place(by=by, organisation_id=organisation_id, facts=form.facts(), protected=hidden)
        return done(request, _("The place was written down as a draft."), "place", made.pk)

    back = address("organisation", organisation_id)
    return form_page(
        request, form, act, form_of(_("New place"), _("Record"), back, (owner.name, back), subtitle=owner.name)
    )


def change_place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """What is written of a place; of a protected one everything anew."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    found = places.place(by, place_id)
    form = near(
        PlaceForm(request.POST or None, written=places.facts_of(found), initial={"version": found.version}),
        by.prefecture,
    )

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        acts.change_place(by=by, place_id=place_id, facts=form.facts(), expected_version=version)
        return done(request, _("The place was changed."), "place", place_id)

    return form_page(request, form, act, _of(found, _("Change"), _("Save")))


@require_POST
def publish_place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """The public sees it, unless it is protected."""
    version = version_sent(request)
    return one_button(
        request, lambda by: acts.publish_place(by=by, place_id=place_id, expected_version=version),
        _("The place is published."), "place", place_id, Permission.NETWORK_PUBLISH,
    )  # fmt: skip


@require_POST
def withdraw_place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """The public no longer sees it."""
    version = version_sent(request)
    return one_button(
        request, lambda by: acts.withdraw_place(by=by, place_id=place_id, expected_version=version),
        _("The place is withdrawn."), "place", place_id, Permission.NETWORK_PUBLISH,
    )  # fmt: skip


@require_POST
def confirm_place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """All of it is still right."""
    return one_button(
        request, lambda by: acts.confirm_place(by=by, place_id=place_id), _("The place is confirmed today."), "place",
        place_id, Permission.NETWORK_EDIT,
    )  # fmt: skip


def transfer_place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Another organisation answers for it."""
    by = actor_of(request, Permission.NETWORK_MANAGE)
    found = places.place(by, place_id)
    known, first = organisations.choices(by), {"version": found.version}
    form = OrganisationChoiceForm(request.POST or None, organisations=known, initial=first)

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.transfer_place(
            by=by, place_id=place_id, organisation_id=UUID(told["organisation"]),
            expected_version=told["version"] or 0,
        )  # fmt: skip
        return done(request, _("The place belongs to the other organisation."), "place", place_id)

    return form_page(request, form, act, _of(found, _("Give to another organisation"), _("Give")))


def _of(found: Location, title: str, submit: str) -> Context:
    back = address("place", found.pk)
    return form_of(title, submit, back, (_("Sites"), address("places")), (found.name, back), subtitle=found.name)
