"""Pages of services."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from approdo.core.access.permissions import Permission
from approdo.core.definitions import holiday_calendar
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, chosen, done, listing, text_of
from approdo.network import freshness_labels, labels, naming
from approdo.network.commands import services as acts
from approdo.network.definitions import categories, languages, node_types
from approdo.network.forms.records import NewServiceForm, OrganisationChoiceForm, ServiceForm
from approdo.network.models import Service
from approdo.network.queries import desks, organisations, places, services
from approdo.network.queries.said import said_of
from approdo.network.queries.services import Wanted
from approdo.network.rules.directory import RecordState
from approdo.network.rules.eligibility import Asks
from approdo.network.rules.schedules import state_at
from approdo.network.views.pages import actor_of, form_of, one_button, sheet, sight_of, version_sent
from approdo.territory.queries import comuni

SORTS = {"name": "name", "organisation": "organisation__name", "updated": "updated_at", "state": "state"}
HEAD = (
    gettext_lazy("Service"), gettext_lazy("Organisation"), gettext_lazy("Kind of organisation"), gettext_lazy("State"),
    gettext_lazy("What it helps with"), gettext_lazy("Confirmed on"), gettext_lazy("Protected"), gettext_lazy("Desks"),
)  # fmt: skip
BESIDE = {"eligibility": "permits"}


def services_page(request: HttpRequest) -> HttpResponse:
    """The list of services."""
    by, wanted, today = actor_of(request), _wanted(request), timezone.localdate()
    found = listing(request, services.listed(by, wanted, today), SORTS, "name")
    context = {
        **found, "asked": wanted, "labels": labels, "naming": naming, "comuni": places.comuni(by),
        "fresh": {row.pk: services.freshness_of(row, today).state for row in found["rows"]},
        "may_edit": by.may(Permission.NETWORK_EDIT),
    }  # fmt: skip
    return page(request, "network/services.html", context)


@require_GET
def export_services(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    by = actor_of(request)
    rows = services.listed(by, _wanted(request), timezone.localdate()).order_by("name", "id")
    told = [
        [
            one.name, one.organisation.name, naming.node_type(one.organisation.node_type),
            str(labels.STATES[RecordState(one.state)]), ", ".join(naming.category(code) for code in one.categories),
            one.confirmed_on, str(_("Yes") if one.protected else _("No")), one.desk_count,
        ]
        for one in rows
    ]  # fmt: skip
    return sheet(request, kind, "services", HEAD, told, sight_of(by))


def _wanted(request: HttpRequest) -> Wanted:
    comune = request.GET.get("comune", "")
    return Wanted(
        text=text_of(request), state=chosen(request, "state", RecordState),
        category=chosen(request, "category", categories()), language=chosen(request, "language", languages()),
        node_type=chosen(request, "type", node_types()), comune=comune if len(comune) == 6 and comune.isdigit() else "",
        stale=request.GET.get("show") == "stale", protected=request.GET.get("show") == "protected",
    )  # fmt: skip


def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Everything of one service."""
    by, now = actor_of(request), timezone.now()
    found = services.service(by, service_id)
    held = services.desks_of(found)
    hours = [desks.schedule_of(one) for one in held]
    doors = [state_at(one, now, holiday_calendar()) for one in hours]
    facts = services.facts_of(found)
    named = {word for one in facts.eligibility if one.asks is Asks.COMUNE for word in one.words}
    context = {
        "service": found, "facts": facts, "places": comuni.names(named | set(facts.areas)),
        "met": list(zip(held, hours, doors, strict=True)),
        "labels": labels, "naming": naming,
        "fresh": services.freshness_of(found, timezone.localdate()), "said_of": said_of(found, timezone.localdate()),
        "words": freshness_labels, "ways": services.ways_to(found, held),
        "may_edit": by.may(Permission.NETWORK_EDIT), "may_publish": by.may(Permission.NETWORK_PUBLISH),
        "may_manage": by.may(Permission.NETWORK_MANAGE),
    }  # fmt: skip
    return page(request, "network/service.html", context)


def register_service(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """A new service of an organisation."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    owner = organisations.organisation(by, organisation_id)
    form = NewServiceForm(request.POST or None)

    def act() -> HttpResponse:
        told = form.cleaned_data
        made = acts.register_service(
            by=by, organisation_id=organisation_id, facts=form.facts(), protected=told["protected"]
        )
        return done(request, _("The service was written down as a draft. Say now where it is met."), "service", made.pk)

    back = address("organisation", organisation_id)
    shown = form_of(_("New service"), _("Record"), back, (owner.name, back), subtitle=owner.name)
    return form_page(request, form, act, shown, beside=BESIDE)


def change_service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """What is written of a service."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    found = services.service(by, service_id)
    written = services.facts_of(found)
    form = ServiceForm(request.POST or None, written=written, initial={"version": found.version})

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        acts.change_service(by=by, service_id=service_id, facts=form.facts(), expected_version=version)
        return done(request, _("The service was changed."), "service", service_id)

    return form_page(request, form, act, _of(found, _("Change"), _("Save")), beside=BESIDE)


@require_POST
def publish_service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """The public sees it."""
    version = version_sent(request)
    return one_button(
        request, lambda by: acts.publish_service(by=by, service_id=service_id, expected_version=version),
        _("The service is published."), "service", service_id, Permission.NETWORK_PUBLISH,
    )  # fmt: skip


@require_POST
def withdraw_service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """The public no longer sees it."""
    version = version_sent(request)
    return one_button(
        request, lambda by: acts.withdraw_service(by=by, service_id=service_id, expected_version=version),
        _("The service is withdrawn."), "service", service_id, Permission.NETWORK_PUBLISH,
    )  # fmt: skip


@require_POST
def confirm_service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """All of it is still right."""
    return one_button(
        request, lambda by: acts.confirm_service(by=by, service_id=service_id),
        _("The service is confirmed today."), "service", service_id, Permission.NETWORK_EDIT,
    )  # fmt: skip


@require_POST
def protect_service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Where and when is hidden for ever."""
    version = version_sent(request)
    return one_button(
        request, lambda by: acts.protect_service(by=by, service_id=service_id, expected_version=version),
        _("The service is protected: where and when stays in the office."), "service", service_id,
        Permission.NETWORK_MANAGE,
    )  # fmt: skip


def transfer_service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Another organisation answers for it."""
    by = actor_of(request, Permission.NETWORK_MANAGE)
    found = services.service(by, service_id)
    form = OrganisationChoiceForm(
        request.POST or None, organisations=organisations.choices(by), initial={"version": found.version}
    )

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.transfer_service(
            by=by, service_id=service_id, organisation_id=UUID(told["organisation"]),
            expected_version=told["version"] or 0,
        )  # fmt: skip
        return done(request, _("The service belongs to the other organisation."), "service", service_id)

    return form_page(request, form, act, _of(found, _("Give to another organisation"), _("Give")))


def _of(found: Service, title: str, submit: str) -> Context:
    back = address("service", found.pk)
    return form_of(title, submit, back, (found.name, back), subtitle=found.name)
