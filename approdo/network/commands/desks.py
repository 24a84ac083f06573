"""Desks: where or how a service is met."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import Refusal
from approdo.core.saying import wrong_fields
from approdo.network.commands.places import locked_place
from approdo.network.commands.services import locked_service, reachable
from approdo.network.definitions import languages
from approdo.network.models import Location, Service, ServiceAtLocation
from approdo.network.queries import desks
from approdo.network.records import (
    addresses_checked,
    changed_to,
    found_anew,
    hours_cut,
    known_words,
    locked,
    not_in_state,
    recorded,
    texts_checked,
)
from approdo.network.rules.directory import Attending, RecordState
from approdo.network.rules.facts import DeskFacts
from approdo.network.rules.phones import NotAPhone, read_phone

KIND = "desk"


@transaction.atomic
def open_desk(*, by: Actor, service_id: UUID, facts: DeskFacts) -> ServiceAtLocation:
    """Say where or how a service is met. Its hours are not known until somebody writes them.

    Raises NotAllowed, NotFound, InvalidInput, Refusal: the service is met there already, a protected service is met at
    protected places alone and an open one never there, a published one not at a place that was withdrawn.
    """
    require(by, Permission.NETWORK_EDIT)
    service = locked_service(by, service_id, None)
    facts, place = _checked(by, service, facts)
    found = ServiceAtLocation(prefecture_id=by.prefecture, service=service, protected=service.protected)
    changed_to(found, {**asdict(facts), "languages": list(facts.languages), "attending": facts.attending.value})
    _place_shown(service, place)
    with refusing("service_once_at_a_place", _already_there()):
        found.save()
    audit.record(by, "desk.opened", KIND, found.pk, version=found.version)
    found_anew(by, Service.objects.filter(pk=service.pk))
    return found


@transaction.atomic
def change_desk(
    *, by: Actor, desk_id: UUID, facts: DeskFacts, expected_version: int | None = None
) -> ServiceAtLocation:
    """Replace what is written of a desk, but its hours. Raises as `open_desk`, and Stale."""
    require(by, Permission.NETWORK_EDIT)
    found = locked_desk(by, desk_id, expected_version)
    facts, place = _checked(by, found.service, facts)
    told = {**asdict(facts), "languages": list(facts.languages), "attending": facts.attending.value}
    changed = changed_to(found, told)
    if not changed:
        return found
    _place_shown(found.service, place)
    with refusing("service_once_at_a_place", _already_there()):
        recorded(by, KIND, found, "desk.changed", changed)
    if "languages" in changed:
        hours_cut(desks.desk(by, desk_id))
    reachable(found.service)
    return found


@transaction.atomic
def end_desk(
    *, by: Actor, desk_id: UUID, expected_version: int | None = None, today: date | None = None
) -> ServiceAtLocation:
    """Close a desk for good. Raises NotAllowed, NotFound, Stale, Refusal (no way would be left to the service)."""
    require(by, Permission.NETWORK_EDIT)
    found = locked_desk(by, desk_id, expected_version)
    found.ended_on = today or timezone.localdate()
    recorded(by, KIND, found, "desk.ended", ["ended_on"])
    reachable(found.service)
    return found


def locked_desk(by: Actor, identifier: UUID, version: int | None) -> ServiceAtLocation:
    """A desk that still receives, locked until the transaction ends, and its service before it.

    Raises NotFound, Stale, Refusal.
    """
    rows = desks.visible_to(by).select_related("location")
    service_id = rows.filter(pk=identifier).values_list("service", flat=True).first()
    if service_id is None:
        raise desks.desk_not_found()
    service = locked_service(by, service_id, None)
    found = locked(by, KIND, rows, identifier, version, desks.desk_not_found())
    if found.ended_on is not None:
        raise not_in_state(_("This desk was closed for good."))
    found.service = service
    return found


def _checked(by: Actor, service: Service, facts: DeskFacts) -> tuple[DeskFacts, Location | None]:
    facts = replace(facts, description=facts.description.strip(), languages=tuple(dict.fromkeys(facts.languages)))
    texts_checked({"description": facts.description}, protected=service.protected)
    addresses_checked({"link": facts.link}, {})
    known_words("languages", facts.languages, languages())
    if facts.phone:
        try:
            facts = replace(facts, phone=read_phone(facts.phone).number)
        except NotAPhone:
            raise wrong_fields("desk_invalid", {"phone": _("This is no telephone number.")}) from None
    if facts.attending is not Attending.IN_PERSON:
        if facts.location_id is not None:
            raise wrong_fields("desk_invalid", {"location_id": _("Only a desk in person has a place.")})
        return facts, None
    if facts.location_id is None:
        raise wrong_fields("desk_invalid", {"location_id": _("Choose the place where it receives.")})
    place = locked_place(by, facts.location_id, None)
    if place.protected != service.protected:
        words = _("This place is not protected: a protected service is met at protected places alone.")
        if place.protected:
            words = _("This place is protected: only protected services are met there.")
        raise Refusal("place_not_alike", words, fields={"location_id": words})
    return facts, place


def _place_shown(service: Service, place: Location | None) -> None:
    """A published service is met at places that the public sees."""
    if place is not None and service.state == RecordState.PUBLISHED.value != place.state:
        words = _("The service is published and this place is not: publish the place first.")
        raise Refusal("place_not_published", words, fields={"location_id": words})


def _already_there() -> Refusal:
    words = _("This service has a desk at that place already.")
    return Refusal("desk_known", words, fields={"location_id": words})
