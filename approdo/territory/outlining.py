"""Makes outlines light enough to be drawn, and measures them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from approdo.territory.rules.shapes import Detail, bounds

# Width in degrees of the corners that are cut off; places after the point (one of the fifth is a metre).
TOLERANCES = {Detail.FINE: 0.0005, Detail.SIMPLE: 0.002}
PLACES = {Detail.FINE: 5, Detail.SIMPLE: 4}
AXIS_KM = 6378.137  # WGS 84
ECCENTRICITY = 0.0818191908426


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline and what is measured on it: centre and label as (longitude, latitude), bounds as west to north."""

    centre: tuple[float, float]
    label: tuple[float, float]
    bounds: tuple[float, float, float, float]
    area_km2: float
    shapes: dict[Detail, list[list[list[list[float]]]]]


def outlined(
    known: Mapping[str, bytes], united: Mapping[str, Sequence[str]], tell: Callable[[int], object]
) -> Iterator[tuple[str, Outline]]:
    """The outline of each comune, then of those made of others.

    Neighbours are simplified together, so that the line between them stays one. `known` are well-known binaries by code,
    `united` the codes whose territories make that of a code (also its own, of before). `tell` counts them.
    """
    codes = list(known)
    whole = _polygons(shapely.make_valid(shapely.from_wkb(list(known.values()))))
    lighter = {detail: _polygons(shapely.coverage_simplify(whole, width)) for detail, width in TOLERANCES.items()}
    place = {code: number for number, code in enumerate(codes)}
    for code in [*(code for code in codes if code not in united), *united]:
        parts = [place[part] for part in united.get(code, (code,))]
        yield code, _outline(*(_union(shapes, parts) for shapes in (whole, *lighter.values())))
        tell(1)


def _outline(whole: Any, fine: Any, simple: Any) -> Outline:
    shapes = {Detail.FINE: _coordinates(fine, Detail.FINE), Detail.SIMPLE: _coordinates(simple, Detail.SIMPLE)}
    centre = whole.centroid
    # What people look for is where a name would be written: inside, and in the middle where the middle is inside
    label = centre if fine.contains(centre) else fine.point_on_surface()
    area = float(shapely.area(shapely.transform(whole, _equal_area)))
    return Outline((centre.x, centre.y), (label.x, label.y), bounds(shapes[Detail.FINE]), area, shapes)


def _union(shapes: Any, parts: list[int]) -> Any:
    return shapes[parts[0]] if len(parts) == 1 else shapely.union_all(shapes[parts])


def _polygons(shapes: Any) -> Any:
    """Only what has an area: mending a ring may leave lines and points beside it."""
    made = [
        shapely.multipolygons([part for part in shapely.get_parts(shapely.get_parts(one)) if part.area])
        for one in shapes
    ]
    return np.array(made)


def _coordinates(shape: Any, detail: Detail) -> list[list[list[list[float]]]]:
    """As a GeoJSON MultiPolygon. What became smaller than the rounding is left out, unless nothing else is there."""
    rounded = [
        [ring for line in (part.exterior, *part.interiors) if (ring := _ring(line, PLACES[detail]))]
        for part in shapely.get_parts(shape)
    ]
    kept = [rings for rings in rounded if rings]
    if not kept:
        raise ValueError("an outline vanished while it was simplified")
    return kept


def _ring(line: Any, places: int) -> list[list[float]]:
    points = np.round(shapely.get_coordinates(line), places).tolist()
    once = [point for number, point in enumerate(points) if number == 0 or point != points[number - 1]]
    return once if len(once) > 3 else []


def _equal_area(points: Any) -> Any:
    """Kilometres on a cylinder that keeps areas, on the ellipsoid (Snyder, Map Projections, 10-14 and 3-12)."""
    e, sine = ECCENTRICITY, np.sin(np.radians(points[:, 1]))
    q = (1 - e**2) * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e)
    return np.column_stack([AXIS_KM * np.radians(points[:, 0]), AXIS_KM * q / 2])
