"""The one door of the public: what is published and not protected, as values that lead nowhere else.

A protected service says what it is, for whom, and the telephone and addresses of its own; no desk, place or hour of it
comes out of here. Values hold no row, so that nobody can walk from them to what they do not say. Behind this door stands
a second wall: a transaction begun with `tenancy.enter_public` sees nothing else, whatever is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Max, Prefetch, Q, QuerySet, Value, When

from approdo.network.definitions import freshness_limits
from approdo.network.models import Location, Organisation, Service, ServiceAtLocation
from approdo.network.queries import desks
from approdo.network.queries.organisations import phones_of
from approdo.network.queries.services import facts_of, freshness_of, with_facts
from approdo.network.rules.directory import AccessFact, Attending, RecordState, Told
from approdo.network.rules.eligibility import Asks, Condition, from_json
from approdo.network.rules.facts import ServiceFacts
from approdo.network.rules.freshness import FreshAnswer
from approdo.network.rules.hours import Schedule
from approdo.network.rules.phones import PhoneFacts

PUBLISHED = RecordState.PUBLISHED.value


@dataclass(frozen=True, slots=True)
class PublicOrganisation:
    """An organisation as anybody may read it."""

    id: UUID
    node_type: str
    name: str
    alternate_names: tuple[str, ...]
    description: str
    ipa_code: str
    tax_code: str
    website: str
    email: str
    phones: tuple[PhoneFacts, ...]
    parent_id: UUID | None  # where the public may read of it
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A place as anybody may read it: never a protected one."""

    id: UUID
    name: str
    address_1: str
    address_2: str
    postal_code: str
    comune_code: str
    city: str
    latitude: Decimal | None
    longitude: Decimal | None
    directions: str
    accessibility: dict[AccessFact, Told]
    accessibility_note: str
    organisation_id: UUID
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PublicDesk:
    """A desk with its hours; `place` is None where one does not go to it."""

    id: UUID
    attending: Attending
    description: str
    phone: str
    link: str
    place: PublicPlace | None
    schedule: Schedule
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PublicService:
    """A service as anybody may read it. Of a protected one `desks` is empty: one calls.

    `changed_at` is the last change of the service, of its organisation or of where and when it is met.
    """

    id: UUID
    organisation: PublicOrganisation
    facts: ServiceFacts
    protected: bool
    fresh: FreshAnswer
    desks: tuple[PublicDesk, ...]
    changed_at: datetime
    prefecture: str


@dataclass(frozen=True, slots=True)
class PublicConditions:
    """A service that is not protected, with who may use it."""

    id: UUID
    name: str
    organisation: str
    conditions: tuple[Condition, ...]

    @property
    def comuni(self) -> tuple[str, ...]:
        """The comuni (ISTAT codes) that its conditions name."""
        return tuple(word for one in self.conditions if one.asks is Asks.COMUNE for word in one.words)


def services(prefecture: str | None, today: date) -> QuerySet[Service]:
    """Services that the public may find: published, of a published organisation, confirmed not too long ago.

    Those of one prefecture, as everything here, or of all of them (None, where the transaction may read them).
    """
    return Service.objects.filter(
        of(prefecture), state=PUBLISHED, organisation__state=PUBLISHED, confirmed_on__gte=_shown_from(today)
    )


def of(prefecture: str | None) -> Q:
    """Rows of a prefecture, or of all of them."""
    return Q() if prefecture is None else Q(prefecture_id=prefecture)


def _shown_from(today: date) -> date:
    """The day on which a thing must have been confirmed at the earliest to be shown."""
    return today - timedelta(days=freshness_limits(today).hide_days)


def _stale(today: date) -> Case:
    """0 for what was confirmed lately, 1 for what is stale and comes after it."""
    last = today - timedelta(days=freshness_limits(today).stale_days)
    return Case(When(confirmed_on__lt=last, then=Value(1)), default=Value(0), output_field=IntegerField())


def desks_shown(prefecture: str | None, today: date) -> QuerySet[ServiceAtLocation]:
    """Desks that the public may find: of such services, at published places, none protected."""
    rows = ServiceAtLocation.objects.filter(
        of(prefecture), Q(location__isnull=True) | Q(location__state=PUBLISHED, location__protected=False),
        protected=False, ended_on__isnull=True, service__in=services(prefecture, today),
    )  # fmt: skip
    return rows.filter(service__protected=False)


def published(
    prefecture: str | None, today: date, wanted: Iterable[UUID] | None = None, *, called: bool = True
) -> list[PublicService]:
    """The services that the public may read, whole, the stale ones last, by name; only those of `wanted`.

    Without `called` their organisations come without telephones.

    Reads a fixed number of times whatever their number: a caller who shows a list gives the identifiers of its page.
    """
    shown = desks.with_hours(desks_shown(prefecture, today))
    rows = with_facts(services(prefecture, today)).order_by(_stale(today), "name", "id")
    if wanted is not None:
        rows = rows.filter(pk__in=list(wanted))
    more = ("organisation__phones",) if called else ()
    rows = rows.select_related("organisation__parent").prefetch_related(Prefetch("desks", shown), *more)
    return [_service(row, today, called) for row in rows]


def last_said(prefecture: str, today: date) -> date | None:
    """The day of the newest confirmation of a service that is not protected; None where there is none."""
    found: date | None = services(prefecture, today).filter(protected=False).aggregate(last=Max("confirmed_on"))["last"]
    return found


def conditions_of(prefecture: str, today: date, categories: Sequence[str], most: int) -> list[PublicConditions]:
    """Who may use the services that the public may find and that are not protected, by name, in one question.

    Only those of the categories, where some are given, and at most so many.
    """
    rows = services(prefecture, today).filter(protected=False)
    if categories:
        rows = rows.filter(categories__overlap=list(categories))
    told = rows.order_by("name", "id").values_list("id", "name", "organisation__name", "eligibility")
    return [
        PublicConditions(one, name, owner, from_json(rule or {"all": []})) for one, name, owner, rule in told[:most]
    ]


def organisations_shown(prefecture: str | None, today: date) -> QuerySet[Organisation]:
    """Organisations that the public may find: confirmed not too long ago, or with a service that was."""
    alive = Q(confirmed_on__gte=_shown_from(today)) | Q(pk__in=services(prefecture, today).values("organisation"))
    return Organisation.objects.filter(alive, of(prefecture), state=PUBLISHED)


def organisations(
    prefecture: str | None, today: date, wanted: Iterable[UUID] | None = None
) -> list[PublicOrganisation]:
    """The organisations that the public may read, by name; only those of `wanted` where it is given."""
    rows = organisations_shown(prefecture, today).select_related("parent").prefetch_related("phones")
    if wanted is not None:
        rows = rows.filter(pk__in=list(wanted))
    return [_organisation(row) for row in rows.order_by("name", "id")]


def places(prefecture: str | None, today: date, owners: Iterable[UUID] | None = None) -> list[PublicPlace]:
    """The places that the public may read, by name: confirmed not too long ago, or with a desk of a service that was.

    Only those of the organisations `owners` where they are given.
    """
    alive = Q(confirmed_on__gte=_shown_from(today)) | Q(pk__in=desks_shown(prefecture, today).values("location"))
    rows = Location.objects.filter(alive, of(prefecture), state=PUBLISHED, protected=False)
    if owners is not None:
        rows = rows.filter(organisation__in=list(owners))
    return [_place(row) for row in rows.order_by("name", "id")]


def _organisation(row: Organisation, called: bool = True) -> PublicOrganisation:
    parent = row.parent_id if row.parent is not None and row.parent.state == PUBLISHED else None
    return PublicOrganisation(
        row.pk, row.node_type, row.name, tuple(row.alternate_names), row.description, row.ipa_code, row.tax_code,
        row.website, row.email, phones_of(row) if called else (), parent, row.updated_at,
    )  # fmt: skip


def _service(row: Any, today: date, called: bool) -> PublicService:
    met = () if row.protected else tuple(public_desk(one) for one in row.desks.all())
    changes = (one.place.updated_at if one.place else one.changed_at for one in met)
    changed = max(row.updated_at, row.organisation.updated_at, *(one.changed_at for one in met), *changes)
    return PublicService(
        row.pk, _organisation(row.organisation, called), facts_of(row), row.protected, freshness_of(row, today), met,
        changed, row.prefecture_id,
    )  # fmt: skip


def _place(row: Location) -> PublicPlace:
    told = {name: getattr(row, name) for name in PublicPlace.__dataclass_fields__}
    answers = {AccessFact(fact): Told(answer) for fact, answer in row.accessibility.items()}
    return PublicPlace(**{**told, "accessibility": answers})


def public_desk(row: ServiceAtLocation) -> PublicDesk:
    """A desk read by `desks.with_hours` among those of `desks_shown`."""
    place = _place(row.location) if row.location else None
    return PublicDesk(
        row.pk, Attending(row.attending), row.description, row.phone, row.link, place, desks.schedule_of(row),
        row.updated_at,
    )  # fmt: skip
