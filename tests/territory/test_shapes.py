"""Outlines: what stands inside, how near the edge is, how they are drawn."""

from __future__ import annotations

import random
import re
from math import cos, radians, sin
from typing import Any

import pytest
import shapely

from approdo.territory.rules.shapes import bounds, drawn, edge_km, frame, inside, svg_path
from approdo.territory.rules.travel import Place, haversine_km

SQUARE = [[8.0, 44.0], [9.0, 44.0], [9.0, 45.0], [8.0, 45.0], [8.0, 44.0]]
HOLE = [[8.4, 44.4], [8.4, 44.6], [8.6, 44.6], [8.6, 44.4], [8.4, 44.4]]
ISLAND = [[10.0, 44.0], [10.2, 44.0], [10.1, 44.2], [10.0, 44.0]]
SHAPE = [[SQUARE, HOLE], [ISLAND]]


def star(chance: random.Random, lon: float, lat: float, size: float) -> list[list[float]]:
    """A closed ring around a point, with as many corners and as pointed as chance has it."""
    corners = chance.randint(3, 40)
    turns = sorted(chance.uniform(0, 360) for _ in range(corners))
    ring = [
        [lon + (r := size * chance.uniform(0.3, 1)) * cos(radians(turn)), lat + r * sin(radians(turn))]
        for turn in turns
    ]
    return [*ring, ring[0]]


@pytest.mark.parametrize(
    ("lon", "lat", "within"),
    [
        (8.2, 44.2, True),
        (8.5, 44.5, False),  # in the hole
        (8.65, 44.5, True),  # beyond the hole
        (10.1, 44.1, True),  # on the island
        (9.5, 44.5, False),
        (8.5, 45.1, False),
        (7.9, 44.0, False),  # level with a corner
    ],
)
def test_inside_counts_holes_and_islands(lon: float, lat: float, within: bool) -> None:
    assert inside(SHAPE, Place(lat, lon)) is within


def test_a_point_on_the_line_between_two_belongs_to_one_alone() -> None:
    west = [[[[8, 44], [9, 44], [9, 45], [8, 45], [8, 44]]]]
    east = [[[[9, 44], [10, 44], [10, 45], [9, 45], [9, 44]]]]
    for lat in (44.0, 44.25, 44.5, 44.999):
        assert inside(west, Place(lat, 9.0)) + inside(east, Place(lat, 9.0)) == 1


@pytest.mark.parametrize("seed", range(20))
def test_inside_agrees_with_geos(seed: int) -> None:
    chance = random.Random(seed)
    rings = [star(chance, 8, 44, 1.0)]
    if seed % 2:
        rings.append(star(chance, 8, 44, 0.25))
    islands: Any = [rings, [star(chance, 12, 44, 0.5)]]
    known = shapely.MultiPolygon([(part[0], part[1:]) for part in islands])
    if not known.is_valid:  # the hole may stick out of the star: even-odd is then another question
        islands = islands[1:]
        known = shapely.MultiPolygon([(part[0], part[1:]) for part in islands])
    for _ in range(500):
        lon, lat = chance.uniform(6.5, 13), chance.uniform(42.5, 45.5)
        assert inside(islands, Place(lat, lon)) == bool(shapely.contains_xy(known, lon, lat)), (seed, lon, lat)


def test_the_edge_is_as_far_as_the_nearest_point_of_it() -> None:
    beside = Place(44.5, 9.1)
    assert edge_km(SHAPE, beside) == pytest.approx(haversine_km(beside, Place(44.5, 9.0)), rel=1e-3)
    corner = Place(45.1, 9.1)
    assert edge_km([[SQUARE]], corner) == pytest.approx(haversine_km(corner, Place(45.0, 9.0)), rel=5e-3)
    assert edge_km(SHAPE, Place(44.0, 8.3)) == pytest.approx(0, abs=1e-9)


def test_bounds_hold_every_island() -> None:
    assert bounds(SHAPE) == (8.0, 44.0, 10.2, 45.0)


def walked(path: str) -> list[list[tuple[int, int]]]:
    """The corners that a path goes through."""
    rings = []
    for part in re.findall(r"M([^l]+)l([^z]+)z", path):
        numbers = [[int(number) for number in re.findall(r"-?\d+", piece)] for piece in part]
        x, y = numbers[0]
        ring = [(x, y)]
        for dx, dy in zip(numbers[1][::2], numbers[1][1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        rings.append(ring)
    return rings


def test_a_path_goes_through_every_corner() -> None:
    assert walked(svg_path(SHAPE)) == [[drawn(*point) for point in ring[:-1]] for ring in (SQUARE, HOLE, ISLAND)]


def test_what_is_too_small_to_be_seen_is_not_drawn() -> None:
    speck = [[8.0, 44.0], [8.00001, 44.0], [8.0, 44.00001], [8.0, 44.0]]
    assert svg_path([[SQUARE], [speck]]) == svg_path([[SQUARE]])


def test_north_is_up_and_the_frame_holds_the_drawing() -> None:
    assert drawn(8.0, 45.0)[1] < drawn(8.0, 44.0)[1]
    left, top, width, height = frame(*bounds(SHAPE))
    for ring in walked(svg_path(SHAPE)):
        assert all(left < x < left + width and top < y < top + height for x, y in ring)
    # At our latitudes Mercator keeps form: a square on the ground is one on the drawing
    x, y = drawn(8.0, 44.0)
    right, up = drawn(8.0 + 0.1 / cos(radians(44.0)), 44.0), drawn(8.0, 44.1)
    assert (right[0] - x) == pytest.approx(y - up[1], rel=2e-3)
