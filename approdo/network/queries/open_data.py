"""What a call of the open data asks of the directories of all prefectures.

To be asked in a transaction begun by `tenancy.enter_open_data`.

Every condition narrows. Those on where and when one goes must hold for one and the same desk. Protected services, which
the portal tells of without their desks, are no open data at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from uuid import UUID

from django.db.models import BooleanField, Exists, F, FloatField, Func, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import ASin, Cast, Cos, Power, Radians, Sin, Sqrt

from approdo.core.definitions import holiday_calendar
from approdo.network.definitions import categories, node_types
from approdo.network.models import Organisation, Service, ServiceArea, ServiceAtLocation, WeeklyOpening
from approdo.network.queries import desks, published
from approdo.network.queries.hsds import NEEDS, NODES, terms
from approdo.network.rules.eligibility import MOST_AGE
from approdo.territory.queries import comuni

EARTH = 6_371_008.8  # metres, mean radius (IUGG)
# Of a rule of eligibility, a condition that nobody between the two ages meets.
TOO_OLD_OR_YOUNG = (
    '$.all[*] ? (@.asks == "age" && ('
    "(!exists(@.not) || @.not == false) && (@.from > $most || @.to < $least)"
    " || @.not == true && (!exists(@.from) || @.from <= $least) && (!exists(@.to) || @.to >= $most)))"
)


@dataclass(frozen=True, slots=True)
class Circle:
    """Degrees (WGS 84) of a centre, and metres around it."""

    lat: float
    lon: float
    radius: float


@dataclass(frozen=True, slots=True)
class Hours:
    """Days of the week (0 Monday; none: any) and minutes of the day between which a desk receives for some time."""

    days: tuple[int, ...] = ()
    since: int = 0
    until: int = 1440


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of services and desks; None asks nothing."""

    search: str | None = None
    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    organization_id: UUID | None = None
    modified_after: datetime | None = None
    language: str | None = None
    ages: tuple[int, int] | None = None
    near: Circle | None = None
    open_at: datetime | None = None
    hours: Hours | None = None
    comuni: tuple[str, ...] | None = None  # ISTAT codes: the service is for who lives there

    @property
    def of_desks(self) -> bool:
        """Whether it asks where or when one goes."""
        return any(getattr(self, name) is not None for name in ("language", "near", "open_at", "hours"))


def organisations_found(today: date, search: str | None = None) -> QuerySet[Organisation]:
    """Published organisations in whose names or words every word stands."""
    rows = published.organisations_shown(None, today)
    return rows.filter(_words(search, ("name", "alternate_names", "description"))).order_by("name", "id")


def services_found(asked: Asked, today: date) -> QuerySet[Service]:
    """Published services, none protected, that meet what is asked, by prefecture and name."""
    rows = _services(asked, today)
    if asked.of_desks:
        rows = rows.filter(Exists(_desks(asked, today).filter(service=OuterRef("pk"))))
    return rows.order_by("prefecture_id", "name", "id")


def desks_found(asked: Asked, today: date) -> QuerySet[ServiceAtLocation]:
    """Published desks that meet what is asked, of services that do, by prefecture and name of the service."""
    rows = _desks(asked, today).filter(service__in=_services(asked, today))
    return rows.order_by("prefecture_id", "service__name", "service_id", "id")


def last_change(today: date) -> datetime | None:
    """When something of the open data last changed, None where there is none."""
    services, met = _services(Asked(), today), _desks(Asked(), today)
    found = services.aggregate(at=Max("updated_at"), by=Max("organisation__updated_at"))
    found |= met.aggregate(desk=Max("updated_at"), place=Max("location__updated_at"))
    return max((one for one in found.values() if one is not None), default=None)


def centre_of(cap: str, today: date) -> tuple[tuple[str, ...], tuple[float, float] | None]:
    """The comuni (ISTAT codes) that a CAP serves, and the middle of their label points; none for an unknown CAP."""
    found = list(comuni.of_cap(cap, today))
    if not found:
        return (), None
    lat = sum(one.label_lat for one in found) / len(found)
    return tuple(one.pk for one in found), (lat, sum(one.label_lon for one in found) / len(found))


def _services(asked: Asked, today: date) -> QuerySet[Service]:
    rows = published.services(None, today).filter(protected=False)
    rows = rows.filter(_words(asked.search, ("name", "alternate_name", "description", "organisation__name")))
    if asked.organization_id is not None:
        rows = rows.filter(organisation=asked.organization_id)
    if asked.taxonomy_term_id is not None:
        rows = rows.filter(_of_term(str(asked.taxonomy_term_id)))
    if asked.taxonomy_id is not None:
        rows = rows if str(asked.taxonomy_id) in (NEEDS, NODES) else rows.none()
    if asked.modified_after is not None:
        rows = rows.filter(_changed_since(asked.modified_after, today))
    if asked.ages is not None:
        rows = rows.alias(refused=_refused(asked.ages)).filter(refused=False)
    if asked.comuni is not None:
        inside = ServiceArea.objects.filter(service=OuterRef("pk"), comune_code__in=asked.comuni)
        signs = comuni.on_day(today).filter(pk__in=asked.comuni).values("province__sign")
        rows = rows.filter(Exists(inside) | Q(whole_province=True, prefecture__in=signs))
    return rows


def _desks(asked: Asked, today: date) -> QuerySet[ServiceAtLocation]:
    rows = published.desks_shown(None, today)
    openings = WeeklyOpening.objects.filter(desk=OuterRef("pk"))
    if asked.near is not None:
        rows = _within(rows, asked.near)
    if asked.open_at is not None:
        rows = desks.open_at(rows, asked.open_at, holiday_calendar(), asked.language or "")
    if asked.hours is not None:
        openings = _held(openings, asked.hours, today)
        openings = openings.filter(languages__contains=[asked.language]) if asked.language else openings
        return rows.filter(Exists(openings))
    if asked.language and asked.open_at is None:
        rows = rows.filter(
            Q(languages__contains=[asked.language]) | Exists(openings.filter(languages__contains=[asked.language]))
        )
    return rows


def _held(rows: QuerySet[WeeklyOpening], hours: Hours, today: date) -> QuerySet[WeeklyOpening]:
    """The weekly hours of the period in force that touch the hours asked."""
    begun = Q(first__isnull=True) | Q(first__lte=today)
    lasting = Q(last__isnull=True) | Q(last__gte=today)
    rows = rows.filter(begun & lasting, opens__lt=hours.until, closes__gt=hours.since)
    return rows.filter(weekday__in=hours.days) if hours.days else rows


def _within(rows: QuerySet[ServiceAtLocation], circle: Circle) -> QuerySet[ServiceAtLocation]:
    """Desks at places inside a circle, by the haversine formula."""
    lat, lon = (Radians(Cast(f"location__{name}", FloatField())) for name in ("latitude", "longitude"))
    here_lat, here_lon = Radians(Value(circle.lat)), Radians(Value(circle.lon))
    half = Power(Sin((lat - here_lat) / 2), 2) + Cos(lat) * Cos(here_lat) * Power(Sin((lon - here_lon) / 2), 2)
    return rows.filter(location__latitude__isnull=False).alias(
        apart=ASin(Sqrt(half)) * Value(2 * EARTH, output_field=FloatField())
    ).filter(apart__lte=circle.radius)  # fmt: skip


def _words(search: str | None, names: tuple[str, ...]) -> Q:
    """Every word of a search stands in one of the columns."""
    whole = Q()
    for word in (search or "").split():
        whole &= reduce(Q.__or__, (Q(**{f"{name}__icontains": word}) for name in names))
    return whole


def _of_term(identifier: str) -> Q:
    """Services classified by a word, or by one under it."""
    term = terms().get(identifier)
    if term is None:
        return Q(pk__in=[])
    code = term["code"]
    if term["taxonomy_id"] == NEEDS:
        return Q(categories__overlap=[code, *(one.id for one in categories().values() if one.need == code)])
    kinds = [code, *(one.id for one in node_types().values() if one.part_of == code)]
    return Q(organisation__node_type__in=kinds)


def _changed_since(since: datetime, today: date) -> Q:
    """What changed in a service, its organisation, its desks or their places."""
    met = published.desks_shown(None, today).filter(service=OuterRef("pk"))
    met = met.filter(Q(updated_at__gte=since) | Q(location__updated_at__gte=since))
    return Q(updated_at__gte=since) | Q(organisation__updated_at__gte=since) | Q(Exists(met))


def _refused(between: tuple[int, int]) -> Func:
    """Whether nobody between two ages may use a service."""
    least, most = between
    figures = json.dumps({"least": least, "most": min(most, MOST_AGE)})
    values = (F("eligibility"), Value(TOO_OLD_OR_YOUNG), Value(figures))
    return Func(*values, function="jsonb_path_exists", output_field=BooleanField())
