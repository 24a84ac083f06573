"""How far two places are, and how long somebody takes from one to the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import asin, ceil, cos, isfinite, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088


class Mode(StrEnum):
    """How one moves."""

    ON_FOOT = "on_foot"
    BUS = "bus"
    CAR = "car"


class Ground(StrEnum):
    """Where an answer comes from: the declared model, or a table of measured times that somebody loaded."""

    MODEL = "model"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map, in degrees (WGS 84). Raises ValueError for what is no point."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (isfinite(self.lat) and isfinite(self.lon) and abs(self.lat) <= 90 and abs(self.lon) <= 180):
            raise ValueError(f"no point of the Earth: {self.lat}, {self.lon}")


@dataclass(frozen=True, slots=True)
class Pace:
    """What the model says of a mode: kilometres by road for one in a straight line, kilometres in an hour."""

    detour: float
    speed: float
    source: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A time of a loaded table."""

    minutes: int
    source: str
    on: date


@dataclass(frozen=True, slots=True)
class Journey:
    """How long it takes, and why.

    Minutes are whole, rounded up. `road_km`, `detour` and `speed` are None where the time comes from a table, `on` is
    the day of that table.
    """

    mode: Mode
    minutes: int
    straight_km: float
    road_km: float | None
    detour: float | None
    speed: float | None
    ground: Ground
    source: str
    on: date | None = None


def haversine_km(one: Place, other: Place) -> float:
    """Kilometres of the shortest way over a round Earth.

    Source: haversine formula on the mean radius of the Earth, 6,371.0088 km (IUGG); it errs by 0.5 % at most.
    """
    lat_one, lat_other = radians(one.lat), radians(other.lat)
    half_lat, half_lon = (lat_other - lat_one) / 2, radians(other.lon - one.lon) / 2
    part = sin(half_lat) ** 2 + cos(lat_one) * cos(lat_other) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, part)))


def journey(one: Place, other: Place, mode: Mode, pace: Pace, measured: Measured | None = None) -> Journey:
    """How long it takes from one place to the other. A measured time is stronger than the model.

    Source: our model: straight line × detour ÷ speed, with the dated numbers of travel.yaml.
    """
    straight = haversine_km(one, other)
    if measured is not None:
        return Journey(
            mode, measured.minutes, straight, None, None, None, Ground.TABLE, measured.source, measured.on
        )  # fmt: skip
    road = straight * pace.detour
    # A thousandth of a minute is noise of the sum, and would cost a whole one.
    minutes = ceil(round(road / pace.speed * 60, 3))
    return Journey(mode, minutes, straight, road, pace.detour, pace.speed, Ground.MODEL, pace.source)
