"""Pages of organisations and of who keeps their records."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, chosen, done, listing, text_of
from approdo.network import freshness_labels, labels, naming
from approdo.network.commands import organisations as acts
from approdo.network.definitions import node_types
from approdo.network.forms.fields import first_as
from approdo.network.forms.records import NetworkMemberForm, OrganisationForm
from approdo.network.models import Organisation
from approdo.network.queries import organisations, services
from approdo.network.queries.said import said_of
from approdo.network.rules.directory import RecordState
from approdo.network.views.pages import actor_of, form_of, one_button, sheet, sight_of, version_sent

SORTS = {"name": "name", "type": "node_type", "services": "service_count", "state": "state"}
HEAD = (
    gettext_lazy("Organisation"), gettext_lazy("Kind of organisation"), gettext_lazy("State"),
    gettext_lazy("IPA code"), gettext_lazy("Tax code"), gettext_lazy("Confirmed on"), gettext_lazy("Services"),
    gettext_lazy("Sites"),
)  # fmt: skip


def organisations_page(request: HttpRequest) -> HttpResponse:
    """The list of organisations."""
    by, (text, kind, state) = actor_of(request), _wanted(request)
    context = {
        **listing(request, organisations.listed(by, text, kind, state), SORTS, "name"), "labels": labels,
        "naming": naming, "text": text, "kind": kind, "state": state, "may_manage": by.may(Permission.NETWORK_MANAGE),
    }  # fmt: skip
    return page(request, "network/organisations.html", context)


@require_GET
def export_organisations(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    by = actor_of(request)
    rows = organisations.listed(by, *_wanted(request)).order_by("name", "id")
    told = [
        [
            one.name, naming.node_type(one.node_type), str(labels.STATES[RecordState(one.state)]), one.ipa_code,
            one.tax_code, one.confirmed_on, one.service_count, one.place_count,
        ]
        for one in rows
    ]  # fmt: skip
    return sheet(request, kind, "organisations", HEAD, told, sight_of(by))


def _wanted(request: HttpRequest) -> tuple[str, str, str]:
    return text_of(request), chosen(request, "type", node_types()), chosen(request, "state", RecordState)


def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Everything of one organisation."""
    by = actor_of(request)
    found = organisations.organisation(by, organisation_id)
    context = {
        "organisation": found, "labels": labels, "naming": naming,
        "fresh": services.freshness_of(found, timezone.localdate()), "said_of": said_of(found, timezone.localdate()),
        "words": freshness_labels,
        "services": services.of_organisation(found.pk), "places": found.locations.order_by("name", "id"),
        "contacts": organisations.contacts(by).filter(organisation=found),
        "focal_points": organisations.focal_points(by).filter(organisation=found),
        "members": organisations.members(found), "may_edit": by.may(Permission.NETWORK_EDIT),
        "may_manage": by.may(Permission.NETWORK_MANAGE),
    }  # fmt: skip
    return page(request, "network/organisation.html", context)


def register_organisation(request: HttpRequest) -> HttpResponse:
    """A new organisation."""
    by = actor_of(request, Permission.NETWORK_MANAGE)
    form = OrganisationForm(request.POST or None, organisations=organisations.choices(by))

    def act() -> HttpResponse:
        made = acts.register_organisation(by=by, facts=form.facts())
        return done(request, _("The organisation was written down as a draft."), "organisation", made.pk)

    back = address("organisations")
    return form_page(request, form, act, form_of(_("New organisation"), _("Record"), back, (_("Organisations"), back)))


def change_organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """What is written of an organisation."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    found = organisations.organisation(by, organisation_id)
    others = [one for one in organisations.choices(by) if one[0] != str(found.pk)]
    if found.parent and str(found.parent_id) not in dict(others):
        others.append((str(found.parent_id), found.parent.name))
    first = first_as(organisations.facts_of(found), {"version": found.version})
    form = OrganisationForm(request.POST or None, organisations=others, initial=first)

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        acts.change_organisation(by=by, organisation_id=organisation_id, facts=form.facts(), expected_version=version)
        return done(request, _("The organisation was changed."), "organisation", organisation_id)

    return form_page(request, form, act, of_organisation(found, _("Change"), _("Save")))


@require_POST
def publish_organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """The public sees it."""
    version = version_sent(request)
    return one_button(
        request,
        lambda by: acts.publish_organisation(by=by, organisation_id=organisation_id, expected_version=version),
        _("The organisation is published."), "organisation", organisation_id, Permission.NETWORK_MANAGE,
    )  # fmt: skip


@require_POST
def withdraw_organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """The public no longer sees it."""
    version = version_sent(request)
    return one_button(
        request,
        lambda by: acts.withdraw_organisation(by=by, organisation_id=organisation_id, expected_version=version),
        _("The organisation is withdrawn."), "organisation", organisation_id, Permission.NETWORK_MANAGE,
    )  # fmt: skip


@require_POST
def confirm_organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """All of it is still right."""
    return one_button(
        request, lambda by: acts.confirm_organisation(by=by, organisation_id=organisation_id),
        _("The organisation is confirmed today."), "organisation", organisation_id, Permission.NETWORK_EDIT,
    )  # fmt: skip


def admit_network_member(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Somebody keeps its records."""
    by = actor_of(request, Permission.NETWORK_MANAGE)
    found = organisations.organisation(by, organisation_id)
    free = [(str(user.pk), f"{user.full_name} ({user.email})") for user in organisations.free_members(by)]
    form = NetworkMemberForm(request.POST or None, members=free)

    def act() -> HttpResponse:
        acts.admit_member(by=by, organisation_id=organisation_id, user_id=UUID(form.cleaned_data["user"]))
        return done(request, _("The member now keeps its records."), "organisation", organisation_id)

    return form_page(request, form, act, of_organisation(found, _("Who keeps its records"), _("Add")))


@require_POST
def remove_network_member(request: HttpRequest, organisation_id: UUID, member_id: UUID) -> HttpResponse:
    """Somebody no longer keeps its records."""
    return one_button(
        request,
        lambda by: acts.remove_member(by=by, organisation_id=organisation_id, member_id=member_id),
        _("The member no longer keeps its records."), "organisation", organisation_id, Permission.NETWORK_MANAGE,
    )  # fmt: skip


def of_organisation(found: Organisation, title: str, submit: str) -> Context:
    """What the page of a form about an organisation shows around it."""
    back = address("organisation", found.pk)
    return form_of(title, submit, back, (_("Organisations"), address("organisations")), (found.name, back),
                   subtitle=found.name)  # fmt: skip
