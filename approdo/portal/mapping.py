"""The map of a province: its comuni, and the services that were found as numbered marks, drawn here and asked of nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from approdo.network.queries.mapped import Pin
from approdo.portal.directory import Said
from approdo.portal.rules.marks import ACROSS, gathered
from approdo.territory.queries.outlines import ProvinceMap
from approdo.territory.rules.shapes import drawn, frame
from approdo.territory.rules.travel import Place

MOST_OPEN = 6  # services of a mark told at once; more of them are folded under their number
HALF_WIDTH, HALF_HEIGHT = 0.06, 0.045  # degrees shown around a place: about ten kilometres
_CENTRE = re.compile(r"([0-9]{1,2}\.[0-9]{1,3}),([0-9]{1,2}\.[0-9]{1,3})")


class Tiles(NamedTuple):
    """Pieces of a map that an operator supplied: their address, the only host they come from, whom they are owed to."""

    address: str
    site: str
    credit: str

    @property
    def host(self) -> str:
        """The host, as it is told to who reads."""
        return self.site.partition("//")[2]


def tiles_of(address: str, credit: str) -> Tiles | None:
    """The pieces of an address; None without one."""
    parts = urlsplit(address)
    return Tiles(address, f"{parts.scheme}://{parts.netloc}", credit) if address else None


Frame = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """Services at a point: where its circle stands, its towns, and what the list says. `centre`: an address to look closer."""

    x: int
    y: int
    towns: str
    pins: tuple[Pin, ...]
    services: int
    centre: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map. `radius` of the circles is in the units of `frame`; `placeless`: services whose point is not known."""

    frame: Frame
    radius: float
    marks: tuple[Mark, ...]
    placeless: tuple[Pin, ...]


def centre_of(text: str) -> Place | None:
    """The place of an address around which one looks closer; None where it names none in this country."""
    found = _CENTRE.fullmatch(text)
    if found is None:
        return None
    lat, lon = float(found[1]), float(found[2])
    return Place(lat, lon) if 35 <= lat <= 48 and 6 <= lon <= 19 else None


def drawing_of(found: Sequence[Pin], province: ProvinceMap | None, centre: Place | None) -> Drawing | None:
    """The drawing of those services; None where the outlines of the province are not loaded, and nothing is drawn."""
    if province is None:
        return None
    shown = around(centre) if centre else province.frame
    points = [drawn(one.place.lon, one.place.lat) if one.place else None for one in found]
    reach = shown[2] / ACROSS
    placed = [
        (one, _whole(shown, point, round(reach / 2)))
        for one, point in zip(found, points, strict=True)
        if point and _within(shown, point)
    ]
    marks = gathered([point for _one, point in placed], reach)
    return Drawing(
        shown, round(reach / 2), tuple(_mark([placed[place] for place in mark]) for mark in marks),
        () if centre else tuple(one for one in found if one.place is None),
    )  # fmt: skip


def around(place: Place) -> Frame:
    """The part of the drawing around a place."""
    return frame(
        place.lon - HALF_WIDTH, place.lat - HALF_HEIGHT, place.lon + HALF_WIDTH, place.lat + HALF_HEIGHT, margin=0
    )


def named(one: Pin) -> Said:
    """The name of a service in its language."""
    return Said(one.title, one.title_language)


def _mark(inside: Sequence[tuple[Pin, tuple[int, int]]]) -> Mark:
    (first, (x, y)), *_others = inside
    pins = tuple(one for one, _point in inside)
    towns = ", ".join(dict.fromkeys(one.city for one in pins))
    # Rounded, so that the address of a page does not point at a door
    centre = f"{first.place.lat:.3f},{first.place.lon:.3f}" if first.place else ""
    return Mark(x, y, towns, pins, len({one.service for one in pins}), centre)


def _whole(shown: Frame, point: tuple[int, int], radius: int) -> tuple[int, int]:
    """The point, or the nearest one whose circle the frame does not cut, as that of an island at the edge."""
    left, top, width, height = shown
    x = max(left + radius, min(point[0], left + width - radius))
    return x, max(top + radius, min(point[1], top + height - radius))


def _within(shown: Frame, point: tuple[int, int]) -> bool:
    left, top, width, height = shown
    return left <= point[0] <= left + width and top <= point[1] <= top + height
