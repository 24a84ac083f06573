"""Where the services that a search found are: for a map. What is protected has no place here, and is not counted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from approdo.network.models import Location, SearchDocument
from approdo.network.queries.published import desks_shown
from approdo.network.rules.renderings import ITALIAN
from approdo.territory.rules.travel import Place


@dataclass(frozen=True, slots=True)
class Pin:
    """A service at an address; `place` is None where its position is not known or one does not go there."""

    service: UUID
    title: str
    title_language: str
    address: str
    city: str
    place: Place | None


def pins(prefecture: str, wanted: Collection[UUID], code: str, today: date) -> list[Pin]:
    """Those services as a reader of a language gets them, once for each address, in two questions.

    A protected service is left out, whatever is wanted.
    """
    documents = SearchDocument.objects.filter(
        prefecture_id=prefecture, service__in=wanted, service__protected=False, language__in={code, ITALIAN}
    ).values_list("service_id", "language", "title", "title_language")
    names: dict[UUID, tuple[str, str]] = {}
    for service, language, title, title_language in documents:
        if language == code or service not in names:
            names[service] = (title, title_language)
    desks = desks_shown(prefecture, today).filter(service__in=list(names)).select_related("location")
    met: dict[UUID, dict[UUID | None, Location | None]] = {}
    for desk in desks.order_by("location__name", "id"):
        met.setdefault(desk.service_id, {})[desk.location_id] = desk.location
    return [
        _pin(service, names[service], where)
        for service in wanted
        if service in names
        for where in met.get(service, {None: None}).values()
    ]


def _pin(service: UUID, name: tuple[str, str], where: Location | None) -> Pin:
    if where is None:
        return Pin(service, *name, "", "", None)
    lat, lon = where.latitude, where.longitude
    place = Place(float(lat), float(lon)) if lat is not None and lon is not None else None
    return Pin(service, *name, where.address_1, where.city, place)
