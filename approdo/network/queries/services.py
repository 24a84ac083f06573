"""The only door to services for who signs in. The public reads through `published`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound
from approdo.network.definitions import freshness_limits
from approdo.network.models import Service, ServiceArea, ServiceAtLocation, WeeklyOpening
from approdo.network.queries import desks
from approdo.network.queries.organisations import of_own, phones_of
from approdo.network.rules.directory import Attending, Cost, WayIn
from approdo.network.rules.eligibility import from_json
from approdo.network.rules.facts import ServiceFacts
from approdo.network.rules.freshness import FreshAnswer, Said, Speaker, freshness
from approdo.network.rules.reach import DeskWays, Way, ways


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of services is narrowed to; what is empty narrows nothing. `comune` is an ISTAT code."""

    text: str = ""
    state: str = ""
    category: str = ""
    language: str = ""
    node_type: str = ""
    comune: str = ""
    stale: bool = False
    protected: bool = False


def visible_to(by: Actor) -> QuerySet[Service]:
    """Services that the actor may know of."""
    return of_own(by, Service.objects.all(), "organisation")


def service(by: Actor, identifier: UUID) -> Service:
    """One service with its organisation, telephones and comuni. Raises NotFound."""
    found = with_facts(visible_to(by)).select_related("confirmed_by").filter(pk=identifier).first()
    if found is None:
        raise service_not_found()
    return found


def with_facts(rows: QuerySet[Service]) -> QuerySet[Service]:
    """Services with everything that `facts_of` reads."""
    codes = ServiceArea.objects.filter(service=OuterRef("pk")).order_by("comune_code").values("comune_code")
    return rows.select_related("organisation").prefetch_related("phones").annotate(area_codes=ArraySubquery(codes))


def service_not_found() -> NotFound:
    """There is no such service, or the actor may not know that there is."""
    return NotFound("service_not_found", _("This service does not exist, or is not one of yours."))


def listed(by: Actor, wanted: Wanted, today: date) -> QuerySet[Any]:
    """Services with their organisation and how many desks they have."""
    rows = visible_to(by).select_related("organisation")
    rows = rows.annotate(desk_count=Count("desks", filter=Q(desks__ended_on__isnull=True)))
    if wanted.text:
        named = Q(name__icontains=wanted.text) | Q(alternate_name__icontains=wanted.text)
        rows = rows.filter(named | Q(organisation__name__icontains=wanted.text))
    plain = {"state": wanted.state, "organisation__node_type": wanted.node_type}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.category:
        rows = rows.filter(categories__contains=[wanted.category])
    if wanted.language:
        rows = rows.filter(speaking(wanted.language))
    if wanted.comune:
        rows = rows.filter(_in_comune(wanted.comune))
    if wanted.stale:
        last = today - timedelta(days=freshness_limits(today).stale_days)
        rows = rows.filter(Q(confirmed_on__lt=last) | Q(confirmed_on__isnull=True))
    return rows.filter(protected=True) if wanted.protected else rows


def speaking(code: str) -> Q:
    """Services with a desk that still receives at which a language is spoken, at any of its hours."""
    spoken = ServiceAtLocation.objects.filter(service=OuterRef("pk"), ended_on__isnull=True)
    at_desk = Exists(spoken.filter(languages__contains=[code]))
    hours = WeeklyOpening.objects.filter(service=OuterRef("pk"), desk__ended_on__isnull=True)
    return Q(at_desk | Exists(hours.filter(languages__contains=[code])))


def _in_comune(code: str) -> Q:
    """Services met in a comune, or written as for those who live there."""
    met = ServiceAtLocation.objects.filter(service=OuterRef("pk"), ended_on__isnull=True, location__comune_code=code)
    return Q(Exists(met) | Exists(ServiceArea.objects.filter(service=OuterRef("pk"), comune_code=code)))


def of_organisation(organisation_id: UUID) -> QuerySet[Service]:
    """The services of an organisation that the actor sees."""
    return Service.objects.filter(organisation=organisation_id).order_by("name", "id")


def desks_of(found: Service) -> list[ServiceAtLocation]:
    """The desks of a service that still receive, with their hours."""
    rows = desks.with_hours(found.desks.filter(ended_on__isnull=True))
    return list(rows.order_by("location__name", "id"))


def facts_of(found: Any) -> ServiceFacts:
    """What is written of a service read by `with_facts`, as its form says it."""
    lists = ("categories", "required_documents")
    told = {name: getattr(found, name) for name in ServiceFacts.__dataclass_fields__ if hasattr(found, name)}
    told.update({name: tuple(getattr(found, name)) for name in lists})
    told.update(
        eligibility=from_json(found.eligibility or {"all": []}), cost=Cost(found.cost),
        ways_in=tuple(WayIn(one) for one in found.ways_in), areas=tuple(found.area_codes),
        phones=phones_of(found),
    )  # fmt: skip
    return ServiceFacts(**told)


def ways_to(found: Service, met: Iterable[ServiceAtLocation] | None = None) -> frozenset[Way]:
    """How the public could reach a service as it is written now; `met` are its desks, where they were read already."""
    rows = found.desks.filter(ended_on__isnull=True).select_related("location") if met is None else met
    told = [
        DeskWays(
            Attending(one.attending), bool(one.location and one.location.address_1), bool(one.phone), bool(one.link)
        )
        for one in rows
    ]
    phone = bool(found.phones.all())
    return ways(told, phone=phone, email=bool(found.email), website=bool(found.url), protected=found.protected)


def freshness_of(found: Any, today: date) -> FreshAnswer:
    """How fresh a record of the directory is on a day."""
    speaker = Speaker(found.confirmed_as) if found.confirmed_as else None
    return freshness(Said(found.confirmed_on, speaker), freshness_limits(today), today)
