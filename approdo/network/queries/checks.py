"""What there is to check in the records of the directory, and what this machine knows without asking anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from approdo.network.models import Location, Phone, ServiceAtLocation
from approdo.network.queries.freshness import RECORDS
from approdo.network.rules.checks import CheckFault, phone_fault
from approdo.network.rules.directory import RecordState
from approdo.territory.models import Comune
from approdo.territory.queries import comuni
from approdo.territory.rules.names import plain
from approdo.territory.rules.travel import Place

PAGE, MAIL = "page", "mail"
LINK_OF = {"organisation": "website", "service": "url"}


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A value of a field. `asks`: PAGE or MAIL where somebody on the network must be asked, "" where `fault` is known."""

    kind: str
    record_id: UUID
    field: str
    value: str
    asks: str = ""
    fault: CheckFault | None = None


def values_to_check(prefecture: str, today: date) -> list[ToCheck]:
    """Every telephone, page, e-mail and address of the records that are not withdrawn; of no protected place or desk."""
    found: list[ToCheck] = []
    for kind, model in RECORDS.items():
        rows: QuerySet[Any] = model._default_manager.filter(prefecture_id=prefecture)
        found += _of(kind, rows.exclude(state=RecordState.WITHDRAWN.value).order_by("id"), today)
    return found


def _of(kind: str, rows: QuerySet[Any], today: date) -> Iterator[ToCheck]:
    if kind == "place":
        yield from _places(rows.filter(protected=False), today)
        return
    for row in rows:
        yield from _written(kind, row)
    phones = Phone.objects.filter(**{f"{kind}__in": rows.values("pk")}).order_by("id")
    for pk, number in phones.values_list(f"{kind}_id", "number"):
        yield ToCheck(kind, pk, "phones", number, fault=phone_fault(number))
    if kind == "service":
        yield from _desks(rows)


def _written(kind: str, row: Any) -> Iterator[ToCheck]:
    fields = ((LINK_OF[kind], PAGE), ("email", MAIL), ("certified_mail", MAIL))
    for name, asks in fields:
        if value := getattr(row, name, ""):
            yield ToCheck(kind, row.pk, name, value, asks)


def _desks(rows: QuerySet[Any]) -> Iterator[ToCheck]:
    met = ServiceAtLocation.objects.filter(service__in=rows.values("pk"), ended_on__isnull=True, protected=False)
    for pk, number, link in met.order_by("id").values_list("service_id", "phone", "link"):
        if number:
            yield ToCheck("service", pk, "desks", number, fault=phone_fault(number))
        if link:
            yield ToCheck("service", pk, "desks", link, PAGE)


def _places(rows: QuerySet[Location], today: date) -> Iterator[ToCheck]:
    """Addresses against the territory; nothing where it is not loaded."""
    codes = set(rows.values_list("comune_code", flat=True))
    if not Comune.objects.exists():
        return
    known = {one.pk: one for one in Comune.objects.filter(pk__in=codes).prefetch_related("postal_codes")}
    for row in rows:
        yield from _of_place(row, known.get(row.comune_code), today)


def _of_place(row: Location, comune: Comune | None, today: date) -> Iterator[ToCheck]:
    if comune is None:
        yield ToCheck("place", row.pk, "comune_code", row.comune_code, fault=CheckFault.COMUNE_UNKNOWN)
        return
    named = plain(row.city) in (plain(comune.name), plain(comune.other_name or ""))
    yield ToCheck("place", row.pk, "city", row.city, fault=None if named else CheckFault.COMUNE_OTHER_NAME)
    caps = {one.cap for one in comune.postal_codes.all()}
    if row.postal_code and caps:  # the source lacks those of some comuni
        there = row.postal_code in caps
        yield ToCheck(
            "place", row.pk, "postal_code", row.postal_code, fault=None if there else CheckFault.CAP_ELSEWHERE
        )
    if row.latitude is not None and row.longitude is not None:
        where = comuni.at(Place(float(row.latitude), float(row.longitude)), today).comune
        elsewhere = where is None or where.pk != comune.pk
        point = f"{row.latitude} {row.longitude}"
        yield ToCheck("place", row.pk, "latitude", point, fault=CheckFault.POINT_ELSEWHERE if elsewhere else None)
