"""The one door of the public: what is published and not protected, as values that lead nowhere else.

A protected service says what it is, for whom, and the telephone and addresses of its own; no desk, place or hour of it
comes out of here. Values hold no row, so that nobody can walk from them to what they do not say. Behind this door stands
a second wall: a transaction begun with `tenancy.enter_public` sees nothing else, whatever is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

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
    parent_id: UUID | None


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


@dataclass(frozen=True, slots=True)
class PublicService:
    """A service as anybody may read it. Of a protected one `desks` is empty: one calls."""

    id: UUID
    organisation: PublicOrganisation
    facts: ServiceFacts
    protected: bool
    fresh: FreshAnswer
    desks: tuple[PublicDesk, ...]


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


def services(prefecture: str, today: date) -> QuerySet[Service]:
    """Services that the public may find: published, of a published organisation, confirmed not too long ago."""
    return Service.objects.filter(
        prefecture_id=prefecture, state=PUBLISHED, organisation__state=PUBLISHED, confirmed_on__gte=_shown_from(today)
    )


def _shown_from(today: date) -> date:
    """The day on which a thing must have been confirmed at the earliest to be shown."""
    return today - timedelta(days=freshness_limits(today).hide_days)


def _stale(today: date) -> Case:
    """0 for what was confirmed lately, 1 for what is stale and comes after it."""
    last = today - timedelta(days=freshness_limits(today).stale_days)
    return Case(When(confirmed_on__lt=last, then=Value(1)), default=Value(0), output_field=IntegerField())


def desks_shown(prefecture: str, today: date) -> QuerySet[ServiceAtLocation]:
    """Desks that the public may find: of such services, at published places, none protected."""
    rows = ServiceAtLocation.objects.filter(
        Q(location__isnull=True) | Q(location__state=PUBLISHED, location__protected=False),
        prefecture_id=prefecture, protected=False, ended_on__isnull=True, service__in=services(prefecture, today),
    )  # fmt: skip
    return rows.filter(service__protected=False)


def published(prefecture: str, today: date, wanted: Iterable[UUID] | None = None) -> list[PublicService]:
    """The services that the public may read, whole, the stale ones last, by name; only those of `wanted` if given.

    Reads a fixed number of times whatever their number: a caller who shows a list gives the identifiers of its page.
    """
    shown = desks.with_hours(desks_shown(prefecture, today))
    rows = with_facts(services(prefecture, today)).order_by(_stale(today), "name", "id")
    if wanted is not None:
        rows = rows.filter(pk__in=list(wanted))
    rows = rows.prefetch_related("organisation__phones", Prefetch("desks", shown))
    return [
        PublicService(
            row.pk, _organisation(row.organisation), facts_of(row), row.protected, freshness_of(row, today),
            () if row.protected else tuple(public_desk(one) for one in row.desks.all()),
        )
        for row in rows
    ]  # fmt: skip


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


def organisations(prefecture: str, today: date) -> list[PublicOrganisation]:
    """The organisations that the public may read, by name: confirmed not too long ago, or with a service that was."""
    rows = Organisation.objects.filter(prefecture_id=prefecture, state=PUBLISHED).prefetch_related("phones")
    alive = Q(confirmed_on__gte=_shown_from(today)) | Q(pk__in=services(prefecture, today).values("organisation"))
    return [_organisation(row) for row in rows.filter(alive).order_by("name", "id")]


def places(prefecture: str, today: date) -> list[PublicPlace]:
    """The places that the public may read, by name: confirmed not too long ago, or with a desk of a service that was."""
    rows = Location.objects.filter(prefecture_id=prefecture, state=PUBLISHED, protected=False)
    alive = Q(confirmed_on__gte=_shown_from(today)) | Q(pk__in=desks_shown(prefecture, today).values("location"))
    return [_place(row) for row in rows.filter(alive).order_by("name", "id")]


def _organisation(row: Organisation) -> PublicOrganisation:
    return PublicOrganisation(
        row.pk, row.node_type, row.name, tuple(row.alternate_names), row.description, row.ipa_code, row.tax_code,
        row.website, row.email, phones_of(row), row.parent_id,
    )  # fmt: skip


def _place(row: Location) -> PublicPlace:
    told = {name: getattr(row, name) for name in PublicPlace.__dataclass_fields__}
    answers = {AccessFact(fact): Told(answer) for fact, answer in row.accessibility.items()}
    return PublicPlace(**{**told, "accessibility": answers})


def public_desk(row: ServiceAtLocation) -> PublicDesk:
    """A desk read by `desks.with_hours` among those of `desks_shown`."""
    place = _place(row.location) if row.location else None
    return PublicDesk(
        row.pk, Attending(row.attending), row.description, row.phone, row.link, place, desks.schedule_of(row)
    )
