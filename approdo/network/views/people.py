"""Pages of the people of the network: contacts, focal points, mediators."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from approdo.core.access.asking import who_asks
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, chosen, done, listing, text_of
from approdo.network import labels, naming
from approdo.network.commands import mediators as acts
from approdo.network.commands import referents
from approdo.network.definitions import languages
from approdo.network.forms.fields import first_as
from approdo.network.forms.people import ContactForm, FocalPointForm, MediatorForm
from approdo.network.models import Contact, FocalPoint, Mediator
from approdo.network.queries import mediators, organisations, services
from approdo.network.rules.directory import MediationMode, MediatorSex
from approdo.network.rules.facts import ContactFacts, FocalPointFacts
from approdo.network.views.organisations import of_organisation
from approdo.network.views.pages import actor_of, form_of, one_button, sheet
from approdo.territory.queries import comuni

FOCAL_SORTS = {"name": "name", "organisation": "organisation__name"}
SORTS = {"name": "name"}
HEAD = (
    gettext_lazy("Mediator"), gettext_lazy("Organisation"), gettext_lazy("Languages"), gettext_lazy("Sex"),
    gettext_lazy("Telephone"), gettext_lazy("E-mail"), gettext_lazy("Code of ethics signed on"),
)  # fmt: skip


def focal_points(request: HttpRequest) -> HttpResponse:
    """The list of focal points."""
    by, text = actor_of(request), text_of(request)
    matter = chosen(request, "matter", dict(naming.need_choices()))
    trained = request.GET.get("trained") == "yes"
    rows = organisations.focal_points(by, text, matter, trained)
    context = {
        **listing(request, rows, FOCAL_SORTS, "name"), "labels": labels, "naming": naming, "text": text,
        "matter": matter, "trained": trained, "may_edit": by.may(Permission.NETWORK_EDIT),
    }  # fmt: skip
    return page(request, "network/focal_points.html", context)


def record_focal_point(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Who answers for a matter."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    owner = organisations.organisation(by, organisation_id)
    form = FocalPointForm(request.POST or None)

    def act() -> HttpResponse:
        referents.record_focal_point(by=by, organisation_id=organisation_id, facts=form.facts())
        return done(request, _("The focal point was recorded."), "organisation", organisation_id)

    return form_page(request, form, act, of_organisation(owner, _("New focal point"), _("Record")))


def change_focal_point(request: HttpRequest, focal_point_id: UUID) -> HttpResponse:
    """What is written of a focal point."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    found = _one(organisations.focal_points(by).filter(pk=focal_point_id).first())
    told = FocalPointFacts(**{name: getattr(found, name) for name in FocalPointFacts.__dataclass_fields__})
    form = FocalPointForm(request.POST or None, initial=first_as(told, {"version": found.version}))

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        referents.change_focal_point(by=by, focal_point_id=focal_point_id, facts=form.facts(), expected_version=version)
        return done(request, _("The focal point was changed."), "organisation", found.organisation_id)

    return form_page(request, form, act, of_organisation(found.organisation, found.name, _("Save")))


@require_POST
def end_focal_point(request: HttpRequest, focal_point_id: UUID) -> HttpResponse:
    """Somebody answers for a matter no more."""
    found = _one(organisations.focal_points(actor_of(request)).filter(pk=focal_point_id).first())
    return one_button(
        request, lambda by: referents.end_focal_point(by=by, focal_point_id=focal_point_id),
        _("The focal point ended."), "organisation", found.organisation_id, Permission.NETWORK_EDIT,
    )  # fmt: skip


def record_contact(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Somebody whom the office calls."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    owner = organisations.organisation(by, organisation_id)
    form = ContactForm(request.POST or None)

    def act() -> HttpResponse:
        referents.record_contact(by=by, organisation_id=organisation_id, facts=form.facts())
        return done(request, _("The contact was recorded."), "organisation", organisation_id)

    return form_page(request, form, act, of_organisation(owner, _("New contact"), _("Record")))


def change_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """What is written of a contact."""
    by = actor_of(request, Permission.NETWORK_EDIT)
    found = _one(organisations.contacts(by).filter(pk=contact_id).first())
    told = ContactFacts(**{name: getattr(found, name) for name in ContactFacts.__dataclass_fields__})
    form = ContactForm(request.POST or None, initial=first_as(told, {"version": found.version}))

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        referents.change_contact(by=by, contact_id=contact_id, facts=form.facts(), expected_version=version)
        return done(request, _("The contact was changed."), "organisation", found.organisation_id)

    return form_page(request, form, act, of_organisation(found.organisation, found.name, _("Save")))


@require_POST
def end_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Nobody calls this contact any more."""
    found = _one(organisations.contacts(actor_of(request)).filter(pk=contact_id).first())
    return one_button(
        request, lambda by: referents.end_contact(by=by, contact_id=contact_id), _("The contact ended."),
        "organisation", found.organisation_id, Permission.NETWORK_EDIT,
    )  # fmt: skip


def mediators_page(request: HttpRequest) -> HttpResponse:
    """The list of mediators, by language first."""
    by, wanted = who_asks(request, Permission.MEDIATOR_SEE), _wanted(request)
    context = {
        **listing(request, mediators.listed(by, **wanted), SORTS, "name"), "labels": labels, "naming": naming,
        "asked": wanted, "may_edit": by.may(Permission.MEDIATOR_EDIT),
    }  # fmt: skip
    return page(request, "network/mediators.html", context)


@require_GET
def export_mediators(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    by = who_asks(request, Permission.MEDIATOR_SEE)
    told = [
        [
            one.name, one.organisation.name if one.organisation else "",
            naming.spoken(spoken.code for spoken in one.languages.all()), str(labels.SEXES[MediatorSex(one.sex)]),
            one.phone, one.email, one.ethics_signed_on,
        ]
        for one in mediators.listed(by, **_wanted(request)).order_by("name", "id")
    ]  # fmt: skip
    return sheet(request, kind, "mediators", HEAD, told, Permission.MEDIATOR_SEE)


def _wanted(request: HttpRequest) -> dict[str, str]:
    return {
        "text": text_of(request), "language": chosen(request, "language", languages()),
        "mode": chosen(request, "mode", MediationMode), "sex": chosen(request, "sex", MediatorSex),
    }  # fmt: skip


def mediator(request: HttpRequest, mediator_id: UUID) -> HttpResponse:
    """Everything of one mediator."""
    by = who_asks(request, Permission.MEDIATOR_SEE)
    found = mediators.mediator(by, mediator_id)
    facts = mediators.facts_of(found)
    context = {
        "mediator": found, "facts": facts, "places": comuni.names(facts.comuni), "labels": labels, "naming": naming,
        "fresh": services.freshness_of(found, timezone.localdate()), "may_edit": by.may(Permission.MEDIATOR_EDIT),
    }  # fmt: skip
    return page(request, "network/mediator.html", context)


def register_mediator(request: HttpRequest) -> HttpResponse:
    """A new mediator."""
    by = actor_of(request, Permission.MEDIATOR_EDIT)
    form = MediatorForm(request.POST or None, organisations=organisations.choices(by))

    def act() -> HttpResponse:
        made = acts.register_mediator(by=by, facts=form.facts())
        return done(request, _("The mediator was recorded."), "mediator", made.pk)

    return form_page(request, form, act, _of(None, _("New mediator"), _("Record")))


def change_mediator(request: HttpRequest, mediator_id: UUID) -> HttpResponse:
    """What is written of a mediator."""
    by = actor_of(request, Permission.MEDIATOR_EDIT)
    found = mediators.mediator(by, mediator_id)
    form = MediatorForm(
        request.POST or None, organisations=organisations.choices(by), written=mediators.facts_of(found),
        initial={"version": found.version},
    )  # fmt: skip

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        acts.change_mediator(by=by, mediator_id=mediator_id, facts=form.facts(), expected_version=version)
        return done(request, _("The mediator was changed."), "mediator", mediator_id)

    return form_page(request, form, act, _of(found, _("Change"), _("Save")))


@require_POST
def end_mediator(request: HttpRequest, mediator_id: UUID) -> HttpResponse:
    """A mediator works no more."""
    return one_button(
        request, lambda by: acts.end_mediator(by=by, mediator_id=mediator_id), _("The mediator works no more."),
        "mediator", mediator_id, Permission.MEDIATOR_EDIT,
    )  # fmt: skip


def _one(found: Contact | FocalPoint | None) -> Contact | FocalPoint:
    if found is None:
        words = _("This person is not written here any more, or is not one of yours.")
        raise NotFound("person_not_found", words)
    return found


def _of(found: Mediator | None, title: str, submit: str) -> Context:
    listed = address("mediators")
    if found is None:
        return form_of(title, submit, listed, (_("Mediators"), listed))
    back = address("mediator", found.pk)
    return form_of(title, submit, back, (_("Mediators"), listed), (found.name, back), subtitle=found.name)
