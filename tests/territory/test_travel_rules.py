"""How far two places are, and how long it takes: worked examples, a second way of computing, properties."""

from __future__ import annotations

from datetime import date
from math import asin, ceil, cos, radians, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from approdo.territory.definitions import pace
from approdo.territory.rules.travel import EARTH_RADIUS_KM, Ground, Measured, Mode, Pace, Place, haversine_km, journey

SAVONA, ALBENGA, PALERMO = Place(44.3080, 8.4810), Place(44.0491, 8.2130), Place(38.1157, 13.3615)
PACE = Pace(1.4, 45.0, "Stima")
places = some.builds(Place, some.floats(35, 48), some.floats(6, 19))
paces = some.builds(Pace, some.floats(1, 2), some.floats(3, 130), some.just("Stima"))


def chord_km(one: Place, other: Place) -> float:
    """The same distance by points in space: the straight line through the Earth, and the arc above it."""
    ends = []
    for place in (one, other):
        lat, lon = radians(place.lat), radians(place.lon)
        ends.append((cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)))
    chord = sum((a - b) ** 2 for a, b in zip(*ends, strict=True)) ** 0.5
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, chord / 2))


def test_worked_distances() -> None:
    # A degree of a great circle is a 360th of its length: 6,371.0088 × 2π ÷ 360
    assert haversine_km(Place(0, 0), Place(0, 1)) == pytest.approx(111.19508, abs=1e-4)
    assert haversine_km(Place(10, 5), Place(11, 5)) == pytest.approx(111.19508, abs=1e-4)
    # On the ellipsoid WGS 84, by another program
    assert haversine_km(SAVONA, ALBENGA) == pytest.approx(35.873, rel=5e-3)
    assert haversine_km(SAVONA, PALERMO) == pytest.approx(799.928, rel=5e-3)
    assert haversine_km(Place(90, 0), Place(-90, 77)) == pytest.approx(20015.1, abs=0.1)


def test_a_worked_journey_says_how_it_was_reckoned() -> None:
    half_a_degree = journey(Place(0, 0), Place(0, 0.5), Mode.CAR, PACE)
    # 55.598 km × 1.4 = 77.837 km; ÷ 45 km/h = 1.7297 h = 103.78 min, so 104
    assert half_a_degree.minutes == 104
    assert half_a_degree.straight_km == pytest.approx(55.598, abs=1e-3)
    assert half_a_degree.road_km == pytest.approx(77.837, abs=1e-3)
    assert (half_a_degree.detour, half_a_degree.speed) == (1.4, 45.0)
    assert (half_a_degree.ground, half_a_degree.source, half_a_degree.on) == (Ground.MODEL, "Stima", None)


def test_a_measured_time_is_stronger_than_the_model() -> None:
    day = date(2026, 3, 1)
    found = journey(SAVONA, ALBENGA, Mode.BUS, PACE, Measured(71, "Azienda dei trasporti", day))
    assert (found.minutes, found.ground, found.source, found.on) == (71, Ground.TABLE, "Azienda dei trasporti", day)
    assert (found.road_km, found.detour, found.speed) == (None, None, None)
    assert found.straight_km == haversine_km(SAVONA, ALBENGA)


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_what_is_no_point_of_the_earth_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match="no point"):
        Place(lat, lon)


def test_the_numbers_of_the_model_are_dated_and_have_a_source() -> None:
    on_foot, bus, car = (pace(mode, date(2026, 11, 22)) for mode in (Mode.ON_FOOT, Mode.BUS, Mode.CAR))
    assert on_foot.speed < bus.speed < car.speed
    assert all(one.detour > 1 and one.source for one in (on_foot, bus, car))
    with pytest.raises(LookupError):
        pace(Mode.CAR, date(2025, 12, 31))


@given(places, places)
@settings(deadline=None)
def test_two_ways_of_measuring_agree(one: Place, other: Place) -> None:
    assert haversine_km(one, other) == pytest.approx(chord_km(one, other), abs=1e-6)


@given(places, places, paces)
@settings(deadline=None)
def test_there_and_back_take_the_same(one: Place, other: Place, how: Pace) -> None:
    there, back = journey(one, other, Mode.CAR, how), journey(other, one, Mode.CAR, how)
    assert there.minutes == back.minutes
    assert journey(one, one, Mode.CAR, how).minutes == 0


@given(places, places, places, paces)
@settings(deadline=None)
def test_a_way_round_is_never_shorter(one: Place, other: Place, between: Place, how: Pace) -> None:
    assert haversine_km(one, other) <= haversine_km(one, between) + haversine_km(between, other) + 1e-9
    legs = journey(one, between, Mode.CAR, how).minutes + journey(between, other, Mode.CAR, how).minutes
    assert journey(one, other, Mode.CAR, how).minutes <= legs + 1


@given(places, places, paces, some.floats(1, 3))
@settings(deadline=None)
def test_slower_or_more_winding_never_takes_less(one: Place, other: Place, how: Pace, times: float) -> None:
    usual = journey(one, other, Mode.CAR, how).minutes
    assert journey(one, other, Mode.CAR, Pace(how.detour, how.speed / times, "")).minutes >= usual
    assert journey(one, other, Mode.CAR, Pace(how.detour * times, how.speed, "")).minutes >= usual


@given(places, places, paces)
@settings(deadline=None)
def test_minutes_are_those_of_the_sum_and_never_fewer(one: Place, other: Place, how: Pace) -> None:
    exact = chord_km(one, other) * how.detour / how.speed * 60
    assert exact - 0.01 <= journey(one, other, Mode.CAR, how).minutes <= ceil(exact + 0.01)
