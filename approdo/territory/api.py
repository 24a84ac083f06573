"""Endpoints of the territory, to be read only: the same for every office."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema

from approdo.core.access.asking import who_asks
from approdo.core.access.permissions import Permission
from approdo.core.rest.paging import Page, Paging, page_of
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.territory.models import Comune
from approdo.territory.queries import comuni, figures, outlines, travel
from approdo.territory.rules.shapes import Detail
from approdo.territory.rules.travel import Ground, Mode, Place

router = ApiRouter(tags=["territory"])
Sign = Field(None, pattern="^[A-Za-z]{2}$", description="Two letters of a province.")


class ComuneOut(Schema):
    """A comune; `lat` and `lon` are a point inside it. `population` is null where the source lacks it."""

    code: str
    cadastral_code: str
    name: str
    other_name: str
    province: str
    lat: float
    lon: float
    area_km2: float
    population: int | None
    population_year: int | None
    valid_from: date | None
    valid_until: date | None
    successor: str | None

    @staticmethod
    def resolve_province(one: Comune) -> str:
        return one.province.sign

    @staticmethod
    def resolve_lat(one: Comune) -> float:
        return one.label_lat

    @staticmethod
    def resolve_lon(one: Comune) -> float:
        return one.label_lon

    @staticmethod
    def resolve_successor(one: Comune) -> str | None:
        return one.successor_id


class BandOut(Schema):
    """Residents from an age to another, both included; `age_until` is null for "and more"."""

    year: int
    age_since: int
    age_until: int | None
    women: int
    men: int


class SourceOut(Schema):
    """Where figures come from; the attribution must be shown with them."""

    name_it: str
    name_en: str
    publisher: str
    as_of: date
    licence: str
    attribution_it: str
    attribution_en: str
    invented: bool


class WholeComuneOut(ComuneOut):
    """A comune with its postal codes, its residents by age and the sources of all that."""

    caps: list[str]
    residents: list[BandOut]
    sources: list[SourceOut]

    @staticmethod
    def resolve_caps(one: Comune) -> list[str]:
        return comuni.caps(one)

    @staticmethod
    def resolve_residents(one: Comune) -> list[Any]:
        return list(figures.residents(one))

    @staticmethod
    def resolve_sources(one: Comune) -> list[Any]:
        return list(figures.sources_of(one))


class Wanted(Paging):
    """What to list."""

    province: str | None = Sign
    cap: str | None = Field(None, pattern="^[0-9]{5}$")


class ComuniAsked(Schema):
    """A name as somebody writes it, an ISTAT code or a CAP."""

    q: str = Field(min_length=1, max_length=comuni.LONGEST_NAME)


class Point(Schema):
    """A point in degrees (WGS 84)."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class NearOut(Schema):
    """A comune and the kilometres to its label point."""

    comune: ComuneOut
    km: float


class WhereaboutsOut(Schema):
    """In which comune a point is; null in the sea and abroad, where `nearest` says what is nearby."""

    comune: ComuneOut | None
    nearest: NearOut | None
    by_the_edge: bool


class Trip(Schema):
    """From which comune to which, and how."""

    origin: str = Field(pattern="^[0-9]{6}$")
    destination: str = Field(pattern="^[0-9]{6}$")
    mode: Mode


class JourneyOut(Schema):
    """How long it takes, in whole minutes, and why; the numbers of the model are null where the time was measured."""

    mode: Mode
    minutes: int
    straight_km: float
    road_km: float | None
    detour: float | None
    speed: float | None
    ground: Ground
    source: str
    on: date | None


class Drawn(Schema):
    """How much detail."""

    detail: Detail = Detail.SIMPLE


class ShapeOut(Schema):
    """Coordinates of a GeoJSON MultiPolygon."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[list[list[float]]]]


class FeatureOut(Schema):
    """The outline of a comune."""

    type: Literal["Feature"]
    id: str
    properties: dict[str, str]
    geometry: ShapeOut


class FeaturesOut(Schema):
    """The outlines of a province, as GeoJSON."""

    type: Literal["FeatureCollection"]
    attribution: str
    features: list[FeatureOut]


@router.get("/comuni", response={200: Page[ComuneOut], **problems(403)}, summary="Comuni, by name")
def list_comuni(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """The comuni of today, of a province or of a CAP where one is given."""
    _reader(request)
    rows = comuni.on_day(timezone.localdate())
    if wanted.province:
        rows = rows.filter(province__sign=wanted.province.upper())
    if wanted.cap:
        rows = rows.filter(postal_codes__cap=wanted.cap)
    return page_of(request, rows, wanted, order=("plain", "code"))


@router.get("/comuni/search", response={200: list[ComuneOut], **problems(403)}, summary="Search a comune")
def search_comuni(request: HttpRequest, asked: Query[ComuniAsked]) -> list[Comune]:
    """Comuni that a name leads to, also with slips of the pen, the likeliest first."""
    _reader(request)
    return comuni.searched(asked.q, timezone.localdate())


@router.get("/comuni/at", response={200: WhereaboutsOut, **problems(403)}, summary="The comune of a point")
def find_comune_at(request: HttpRequest, point: Query[Point]) -> comuni.Whereabouts:
    """In which comune a point is, if in any."""
    _reader(request)
    return comuni.at(Place(point.lat, point.lon), timezone.localdate())


@router.get("/comuni/{code}", response={200: WholeComuneOut, **problems(403, 404)}, summary="One comune")
def read_comune(request: HttpRequest, code: str) -> Comune:
    """A comune by ISTAT code, also one that ended."""
    _reader(request)
    return comuni.comune(code)


@router.get("/journeys", response={200: JourneyOut, **problems(403, 404)}, summary="How long it takes")
def read_journey(request: HttpRequest, trip: Query[Trip]) -> Any:
    """From one comune to another: measured where a table is loaded, else by the declared model."""
    _reader(request)
    origin, destination = comuni.comune(trip.origin), comuni.comune(trip.destination)
    return travel.between(origin, destination, trip.mode, timezone.localdate())


@router.get(
    "/provinces/{sign}/boundaries", response={200: FeaturesOut, **problems(403, 404)}, summary="Outlines of a province"
)
def read_province_boundaries(request: HttpRequest, sign: str, drawn: Query[Drawn]) -> dict[str, Any]:
    """The outlines of the comuni of a province as GeoJSON."""
    _reader(request)
    found = comuni.province(sign)
    return outlines.province_geojson(found.sign, timezone.localdate(), drawn.detail)


def _reader(request: HttpRequest) -> None:
    who_asks(request, Permission.DEFINITION_SEE)
