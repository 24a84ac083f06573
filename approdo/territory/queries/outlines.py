"""Outlines of a province, to be drawn or taken away, and the figures beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, QuerySet, Subquery, Sum

from approdo.territory.models import Boundary, Comune, DataSource, ForeignResidents
from approdo.territory.queries.comuni import of_province
from approdo.territory.rules.shapes import Detail, frame

# Residents for each km²: from each of these on another tint
DENSITIES = (0, 50, 150, 500, 1500)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A comune on the map: its outline, residents for each km² and their class (a place in DENSITIES), None if unknown."""

    comune: Comune
    path: str
    density: float | None
    tint: int | None


@dataclass(frozen=True, slots=True)
class ProvinceMap:
    """What the map of a province draws: `frame` is left, top, width and height."""

    frame: tuple[int, int, int, int]
    comuni: Sequence[Mapped]


def province_map(sign: str, day: date) -> ProvinceMap | None:
    """The map of a province; None where nothing is loaded."""
    foreign = (
        ForeignResidents.objects.filter(comune=OuterRef("pk")).values("year").order_by("-year")
        .annotate(total=Sum("number"))
    )  # fmt: skip
    rows = list(
        of_province(sign, day)
        .annotate(
            path=Subquery(
                Boundary.objects.filter(comune=OuterRef("pk"), detail=Detail.SIMPLE).values("path")[:1]
            ),
            caps=ArrayAgg("postal_codes__cap", order_by="postal_codes__cap", distinct=True, default=[]),
            foreign=Subquery(foreign.values("total")[:1]),
            foreign_year=Subquery(foreign.values("year")[:1]),
        )
    )  # fmt: skip
    if not rows:
        return None
    bounds = (
        min(one.west for one in rows), min(one.south for one in rows),
        max(one.east for one in rows), max(one.north for one in rows),
    )  # fmt: skip
    return ProvinceMap(frame(*bounds), [_mapped(one) for one in rows])


def _mapped(one: Any) -> Mapped:
    if one.population is None:
        return Mapped(one, one.path, None, None)
    density = one.population / float(one.area_km2)
    return Mapped(one, one.path, density, max(place for place, least in enumerate(DENSITIES) if density >= least))


def province_geojson(sign: str, day: date, detail: Detail) -> dict[str, Any]:
    """The outlines of a province as a GeoJSON FeatureCollection."""
    found = Boundary.objects.filter(comune__in=of_province(sign, day), detail=detail).select_related("comune", "source")
    rows = list(found.order_by("comune__plain", "comune"))
    return {
        "type": "FeatureCollection",
        "attribution": rows[0].source.attribution_it if rows else "",
        "features": [
            {
                "type": "Feature",
                "id": one.comune_id,
                "properties": {"name": one.comune.name, "other_name": one.comune.other_name},
                "geometry": {"type": "MultiPolygon", "coordinates": one.coordinates},
            }
            for one in rows
        ],
    }


def sources() -> QuerySet[DataSource]:
    """Where what is loaded comes from, in the order in which it is shown."""
    return DataSource.objects.order_by("invented", "id")


def attributions(identifiers: Sequence[str]) -> QuerySet[DataSource]:
    """The sources whose words are owed under a map or a table made of them."""
    return DataSource.objects.filter(pk__in=identifiers).order_by("pk")
