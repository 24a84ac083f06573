"""Outlines of places: what stands inside, how near the edge is, how they are drawn.

A ring is a closed line of (longitude, latitude) in degrees; a polygon is its outer ring, then its holes; a shape is
one polygon or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from math import cos, hypot, inf, log, pi, radians, tan

from approdo.territory.rules.travel import EARTH_RADIUS_KM, Place

Ring = Sequence[Sequence[float]]
Shape = Sequence[Sequence[Ring]]
UNITS = 10_000  # units of the drawing in a degree of longitude
KM_OF_A_DEGREE = EARTH_RADIUS_KM * pi / 180


class Detail(StrEnum):
    """How much of an outline is kept: the fine one answers where a point is, the simple one is drawn."""

    FINE = "fine"
    SIMPLE = "simple"


def inside(shape: Shape, place: Place) -> bool:
    """Whether a place stands in a shape. On an edge it belongs to one side only, so that two neighbours never share it.

    Source: even-odd rule, by casting a ray towards the east.
    """
    within = False
    for ring in _rings(shape):
        for (lon, lat), (to_lon, to_lat) in pairwise(ring):
            if (lat > place.lat) != (to_lat > place.lat):
                crossing = lon + (place.lat - lat) / (to_lat - lat) * (to_lon - lon)
                within ^= place.lon < crossing
    return within


def edge_km(shape: Shape, place: Place) -> float:
    """Kilometres from a place to the nearest edge of a shape; right within some tens of kilometres.

    Source: plane geometry on degrees scaled at the latitude of the place.
    """
    stretch = cos(radians(place.lat))
    nearest = inf
    for ring in _rings(shape):
        points = [((lon - place.lon) * stretch, lat - place.lat) for lon, lat in ring]
        for (x, y), (to_x, to_y) in pairwise(points):
            run, rise = to_x - x, to_y - y
            length = run * run + rise * rise
            share = max(0.0, min(1.0, -(x * run + y * rise) / length)) if length else 0.0
            nearest = min(nearest, hypot(x + share * run, y + share * rise))
    return nearest * KM_OF_A_DEGREE


def bounds(shape: Shape) -> tuple[float, float, float, float]:
    """West, south, east, north of a shape, in degrees.

    Source: the least and greatest of its coordinates.
    """
    points = [point for ring in _rings(shape) for point in ring]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lons), min(lats), max(lons), max(lats)


def drawn(lon: float, lat: float) -> tuple[int, int]:
    """A point on the drawing of the country, in whole units: to the right and downwards.

    Source: Mercator's projection, which keeps the form of each place.
    """
    return round(lon * UNITS), -round(log(tan(pi / 4 + radians(lat) / 2)) * 180 / pi * UNITS)


def svg_path(shape: Shape) -> str:
    """The outline as the `d` of an SVG path, in steps of whole units. A ring too small to be seen is left out.

    Source: SVG 1.1, chapter 8, relative commands.
    """
    parts: list[str] = []
    for ring in _rings(shape):
        x, y = drawn(*ring[0])
        steps, now = [], (x, y)
        for lon, lat in ring[1:-1]:
            point = drawn(lon, lat)
            if point != now:
                steps.append(f"{point[0] - now[0]} {point[1] - now[1]}")
                now = point
        if len(steps) > 1:
            parts.append(f"M{x} {y}l{' '.join(steps)}z".replace(" -", "-"))
    return "".join(parts)


def frame(west: float, south: float, east: float, north: float, margin: int = 60) -> tuple[int, int, int, int]:
    """Left, top, width and height of a drawing that holds these bounds (the `viewBox`).

    Source: `drawn` of the corners, with a margin.
    """
    left, bottom = drawn(west, south)
    right, top = drawn(east, north)
    return left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin


def _rings(shape: Shape) -> Iterable[Ring]:
    return (ring for polygon in shape for ring in polygon)
