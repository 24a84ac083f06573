"""Comuni by name, code, CAP and place; the map of a province; how far one is from another."""

from __future__ import annotations

import gzip
import json
import random
from datetime import date

import pytest
import shapely
from django.db.models import Count

from approdo.core.errors import NotFound
from approdo.territory import package_files
from approdo.territory.models import Boundary, Comune, PostalCode
from approdo.territory.queries import comuni, figures, outlines, travel
from approdo.territory.rules.shapes import Detail
from approdo.territory.rules.travel import Ground, Mode, Place, haversine_km

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territory"), pytest.mark.slow]
TODAY, BEFORE = date(2026, 11, 22), date(2023, 6, 1)


def names(found: object) -> list[str]:
    return [one.name for one in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Savona", "009056"),
        ("SAVONA ", "009056"),
        ("009056", "009056"),
        ("i480", "009056"),
        ("Bozen", "021008"),
        ("Bolzano/Bozen", "021008"),
        ("Castro (LE)", "075096"),
        ("Castro, bg", "016065"),
    ],
)
def test_a_name_leads_to_one_comune(text: str, code: str) -> None:
    assert [one.pk for one in comuni.meant(text, comuni.on_day(TODAY))] == [code]


def test_two_of_one_name_are_both_meant() -> None:
    assert {one.pk for one in comuni.meant("castro", comuni.on_day(TODAY))} == {"016065", "075096"}
    assert comuni.meant("Castro (SV)", comuni.on_day(TODAY)) == []


@pytest.mark.parametrize("text", ["", "  ", "'", "Atlantide", "099999", "Z999", "x" * 5000, "%", "_"])
def test_what_is_no_name_leads_nowhere(text: str) -> None:
    assert comuni.meant(text, comuni.on_day(TODAY)) == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Savna", "Savona"),
        ("Finale ligur", "Finale Ligure"),
        ("albisola superior", "Albisola Superiore"),
        ("Pietra Ligrue", "Pietra Ligure"),
        ("boltsano", "Bolzano"),
        ("S. Caterina d'Este", "Santa Caterina d'Este"),
        ("sav", "Savona"),
        ("ligure", "Finale Ligure"),  # the most populous among equals begins so in none: a word of the name
    ],
)
def test_slips_of_the_pen_are_forgiven(text: str, first: str) -> None:
    found = names(comuni.like(text, comuni.on_day(TODAY))[:5])
    assert first in found if text == "ligure" else found[0] == first


@pytest.mark.parametrize("text", ["", " ", "'", "%%%", "x" * 5000])
def test_a_search_for_nothing_finds_nothing(text: str) -> None:
    assert list(comuni.like(text, comuni.on_day(TODAY))) == []


def test_a_comune_exists_from_its_day_to_its_day() -> None:
    now, then = comuni.on_day(TODAY), comuni.on_day(BEFORE)
    assert names(comuni.meant("Uggiate con Ronago", now)) == ["Uggiate con Ronago"]
    assert comuni.meant("Ronago", now) == comuni.meant("Uggiate con Ronago", then) == []
    assert names(comuni.meant("Ronago", then)) == ["Ronago"]
    # The same name before and after is never two comuni of one day
    assert [one.pk for one in comuni.meant("Sovizzo", now)] == ["024128"]
    assert [one.pk for one in comuni.meant("Sovizzo", then)] == ["024103"]


def test_a_cap_leads_to_all_its_comuni_the_greatest_first() -> None:
    shared = (
        PostalCode.objects.filter(comune__province__sign="SV").values("cap").annotate(n=Count("comune")).order_by("-n")
    )
    cap, many = shared[0]["cap"], shared[0]["n"]
    found = list(comuni.of_cap(cap, TODAY))
    assert many == len(found) > 1
    assert found == sorted(found, key=lambda one: -(one.population or 0))
    assert names(comuni.searched("17100", TODAY)) == ["Savona"]
    assert comuni.searched("00000", TODAY) == comuni.searched("", TODAY) == []


def test_a_comune_of_many_caps_has_them_all() -> None:
    caps = comuni.caps(Comune.objects.get(pk="082053"))
    assert len(caps) > 20
    assert caps == sorted(caps)
    assert {"90121", "90151"} <= set(caps)


@pytest.mark.parametrize("seed", range(5))
def test_the_nearest_are_those_of_a_count_of_all(seed: int) -> None:
    chance = random.Random(seed)
    place = Place(chance.uniform(43.8, 44.7), chance.uniform(7.8, 9))
    every = sorted(
        (haversine_km(place, Place(one.label_lat, one.label_lon)), one.pk) for one in comuni.on_day(TODAY)
    )  # fmt: skip
    assert [(near.km, near.comune.pk) for near in comuni.nearest(place, TODAY, 4)] == every[:4]


def test_a_point_is_in_its_comune() -> None:
    found = comuni.at(Place(44.3080, 8.4780), TODAY)  # the railway station of Savona
    assert found.comune is not None
    assert (found.comune.name, found.by_the_edge) == ("Savona", False)


def test_a_point_in_the_sea_is_in_none_and_says_what_is_near() -> None:
    found = comuni.at(Place(44.10, 8.70), TODAY)
    assert found.comune is None
    assert found.nearest is not None
    assert found.nearest.comune.province.sign == "SV"
    assert found.nearest.km > 10


def test_a_point_abroad_is_in_none() -> None:
    assert comuni.at(Place(48.85, 2.35), TODAY).comune is None
    assert comuni.at(Place(-44.3, 8.48), TODAY).comune is None


def test_a_point_just_off_the_drawn_coast_is_still_of_its_comune() -> None:
    """From the town out to the sea, a hundred metres a step: in it, by its edge, nowhere."""
    steps = [comuni.at(Place(44.30, 8.47 + 0.00125 * number), TODAY) for number in range(40)]
    told = [(step.comune.pk if step.comune else None, step.by_the_edge) for step in steps]
    assert list(dict.fromkeys(told)) == [("009056", False), ("009056", True), (None, False)]
    assert 1 <= told.count(("009056", True)) <= 6


def test_the_comune_of_a_point_agrees_with_the_outlines_as_published() -> None:
    published = package_files.outlines(package_files.YEAR)
    codes = [code for code in published if code.startswith("009")]
    shapes = shapely.from_wkb([published[code] for code in codes])
    chance, differ = random.Random(7), 0
    for _ in range(300):
        lon, lat = chance.uniform(7.9, 8.6), chance.uniform(44.0, 44.55)
        inside = [code for code, shape in zip(codes, shapes, strict=True) if shapely.contains_xy(shape, lon, lat)]
        found = comuni.at(Place(lat, lon), TODAY).comune
        differ += bool(inside) and (found is None or found.pk != inside[0])
    assert differ <= 6  # points next to a line that was simplified


def test_the_map_of_a_province_holds_every_comune_and_is_light() -> None:
    drawn = outlines.province_map("SV", TODAY)
    assert drawn is not None
    assert len(drawn.comuni) == 69
    savona = next(one for one in drawn.comuni if one.comune.pk == "009056")
    assert savona.density == pytest.approx(58194 / float(savona.comune.area_km2))
    assert (savona.tint, savona.comune.caps) == (3, ["17100"])
    assert len(gzip.compress("".join(one.path for one in drawn.comuni).encode())) < 60_000
    assert outlines.province_map("ZZ", TODAY) is None


def test_the_outlines_of_a_province_are_geojson_with_the_words_owed() -> None:
    found = outlines.province_geojson("SV", TODAY, Detail.SIMPLE)
    assert len(found["features"]) == 69
    assert "Openpolis" in found["attribution"]
    assert len(gzip.compress(json.dumps(found, separators=(",", ":")).encode())) < 60_000
    shape = shapely.geometry.shape(found["features"][0]["geometry"])
    assert shape.geom_type == "MultiPolygon"
    assert 7.5 < shape.centroid.x < 9


def test_neighbours_keep_one_line_between_them() -> None:
    shapes = {
        row.comune_id: shapely.MultiPolygon([(part[0], part[1:]) for part in row.coordinates])
        for row in Boundary.objects.filter(detail=Detail.SIMPLE, comune__province__sign="SV")
    }
    whole, parts = shapely.union_all(list(shapes.values())).area, sum(shape.area for shape in shapes.values())
    assert parts == pytest.approx(whole, rel=2e-3)  # neither overlaps nor is counted twice


def test_a_journey_is_of_the_model_until_a_table_is_loaded() -> None:
    savona, albenga = Comune.objects.get(pk="009056"), Comune.objects.get(pk="009002")
    found = travel.between(savona, albenga, Mode.CAR, TODAY)
    assert (found.ground, found.detour, found.speed) == (Ground.MODEL, 1.4, 45.0)
    straight = haversine_km(travel.place_of(savona), travel.place_of(albenga))
    assert found.minutes == pytest.approx(straight * 1.4 / 45 * 60, abs=1)
    assert travel.to_place(savona, travel.place_of(albenga), Mode.CAR, TODAY).minutes == found.minutes


def test_how_far_the_chief_town_is() -> None:
    told = figures.to_capital(Comune.objects.get(pk="009002"), TODAY)
    assert told is not None
    assert told.capital.name == "Savona"
    assert [one.mode for one in told.journeys] == [*Mode]
    assert figures.to_capital(Comune.objects.get(pk="009056"), TODAY) is None


def test_unknown_codes_and_letters_are_not_found() -> None:
    with pytest.raises(NotFound):
        comuni.comune("999999")
    with pytest.raises(NotFound):
        comuni.province("ZZ")
    assert comuni.province("sv").name == "Savona"
    assert comuni.meant("\0", comuni.on_day(TODAY)) == comuni.searched("\0", TODAY) == []
