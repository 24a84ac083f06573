"""The map that moves: only where it is asked for, with the numbers and links of the drawing, by keyboard, and no stranger."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture
from approdo.network.commands import places, services
from approdo.territory.models import Boundary
from approdo.territory.rules.shapes import Detail, svg_path
from tests.house.territory_things import make_comuni
from tests.network.directory import PLACE, Entry, new_entry

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
SQUARE = [[[[8.0, 44.0], [9.0, 44.0], [9.0, 45.0], [8.0, 45.0], [8.0, 44.0]]]]
MAP = "/it/services/sv/map/"
PIECES = "https://tiles.example/{z}/{x}/{y}.png"
PINS = "[...document.querySelectorAll('.moving .pin')].map((one) => one.textContent)"
LINKS = "[...document.querySelectorAll('.points a[href*=\"/services/sv/\"]:not([rel])')].map((one) => one.getAttribute('href'))"
BOX = """(kind) => {
  const box = document.querySelector(kind).getBoundingClientRect();
  return [box.x, box.y, box.width, box.height];
}"""
CENTRES = """(kind) => [...document.querySelectorAll(kind)].map((one) => one.getBoundingClientRect())
  .map((box) => [box.x + box.width / 2, box.y + box.height / 2])"""


@pytest.fixture
def three(committed: None, savona: Prefecture) -> list[Entry]:
    """Two services a few hundred metres from each other, and one far away."""
    make_comuni()
    Boundary.objects.create(
        comune_id="009056", detail=Detail.SIMPLE, coordinates=SQUARE, path=svg_path(SQUARE), source_id="names"
    )
    by = system_actor("SV", *Permission)
    return [
        _entry(by, 1, "44.3070", "8.4810"),
        _entry(by, 2, "44.3110", "8.4860"),
        _entry(by, 3, "44.8000", "8.9000"),
    ]


def _entry(by: Actor, number: int, lat: str, lon: str) -> Entry:
    entry = new_entry(by, number)
    facts = replace(PLACE, latitude=Decimal(lat), longitude=Decimal(lon))
    places.change_place(by=by, place_id=entry.place.pk, facts=facts)
    services.confirm_service(by=by, service_id=entry.service.pk, today=timezone.localdate())
    return entry


def _moving(visit: Visit, path: str = MAP, width: int = 360) -> Page:
    page = visit(path, width=width)
    page.click("#move")
    page.wait_for_selector(".moving .pin")
    return page


def test_leaflet_comes_only_when_it_is_asked_for(visit: Visit, three: list[Entry], served: Any) -> None:
    page = visit(MAP, width=360)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "leaflet" in url]
    page.click("#move")
    page.wait_for_selector(".moving .pin")
    assert [url for url in asked if "leaflet" in url]
    assert all(url.startswith(served.url) for url in asked)
    for path in ("/it/", "/it/services/sv/"):
        assert "leaflet" not in Client().get(path).content.decode()


def test_the_numbers_stand_where_the_drawing_has_them_and_lead_to_the_same_services(
    visit: Visit, three: list[Entry]
) -> None:
    page = _moving(visit)
    assert page.evaluate(PINS) == ["1", "2"]
    pins = page.evaluate(CENTRES, ".moving .pin")
    frame = page.evaluate(BOX, ".moving .comune")
    page.click("#move")
    assert page.locator(".moving").count() == 0
    dots = page.evaluate(CENTRES, ".map .dot")
    drawn = page.evaluate(BOX, ".map .comune")
    for (pin_x, pin_y), (dot_x, dot_y) in zip(pins, dots, strict=True):
        at = ((pin_x - frame[0]) / frame[2], (pin_y - frame[1]) / frame[3])
        assert at == pytest.approx(((dot_x - drawn[0]) / drawn[2], (dot_y - drawn[1]) / drawn[3]), abs=0.02)
    page.click("#move")
    found: list[str] = []
    for index in range(2):
        page.locator(".moving .pin").nth(index).click()
        page.wait_for_selector(".leaflet-popup a:focus")
        links = page.locator(".leaflet-popup a").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
        found += links
        page.keyboard.press("Escape")
        expect(page.locator(".leaflet-popup")).to_have_count(0)
    assert sorted(found) == sorted(page.evaluate(LINKS))
    assert len(found) == 3


def test_looked_at_closer_a_number_stands_at_each_of_its_places(visit: Visit, three: list[Entry]) -> None:
    page = _moving(visit, f"{MAP}?centre=44.307,8.481", width=1280)
    first = page.evaluate(PINS)
    for _step in range(3):
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(400)
    assert set(first) == {"1"}
    assert page.evaluate(PINS) == ["1", "1"]


def test_the_map_is_used_by_keyboard_alone(visit: Visit, three: list[Entry]) -> None:
    page = visit(MAP, width=1280)
    page.focus("#move")
    page.keyboard.press("Enter")
    page.wait_for_selector(".moving .pin")
    page.locator(".moving .pin").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup a:focus")
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    assert page.evaluate("document.activeElement.classList.contains('pin')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup a:focus")
    page.keyboard.press("Enter")
    page.wait_for_url("**/it/services/sv/*-*/")


@pytest.mark.parametrize("code", ["it", "ar"])
def test_the_map_that_moves_has_no_barrier(visit: Visit, three: list[Entry], code: str) -> None:
    page = _moving(visit, f"/{code}/services/sv/map/", width=320)
    page.locator(".moving .pin").first.click()
    page.wait_for_selector(".leaflet-popup a:focus")
    page.wait_for_timeout(400)
    room, words = page.evaluate(BOX, ".moving"), page.evaluate(BOX, ".leaflet-popup-content")
    assert room[0] <= words[0]
    assert room[1] <= words[1]
    assert words[0] + words[2] <= room[0] + room[2]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_a_script_the_drawing_stands_and_nothing_offers_more(visit: Visit, three: list[Entry]) -> None:
    page = visit(MAP, scripts=False)
    assert page.locator(".map svg .mark").count() == 2
    assert not page.locator("#move").is_visible()


def test_where_leaflet_does_not_come_the_drawing_stays(visit: Visit, three: list[Entry]) -> None:
    page = visit(MAP)
    page.context.route("**/leaflet/**", lambda route: route.abort())
    page.click("#move")
    expect(page.locator("#move")).to_be_hidden()
    assert page.locator(".map svg").is_visible()


def _dot() -> bytes:
    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0\xee")) + part(b"IEND", b"")


def test_pieces_come_from_the_operators_host_alone_and_who_reads_is_told(
    visit: Visit, three: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MAP_TILES", PIECES)
    monkeypatch.setattr(settings, "MAP_TILES_CREDIT", "© chi li disegna")
    page, pieces = visit("/it/"), []

    def piece(route: Route) -> None:
        pieces.append(route.request.url)
        route.fulfill(body=_dot(), content_type="image/png")

    page.context.route("https://tiles.example/**", piece)
    page.goto(page.url.replace("/it/", MAP))
    page.wait_for_load_state("networkidle")
    assert pieces == []
    page.click("#move")
    page.wait_for_selector(".leaflet-tile-loaded")
    assert pieces
    assert "tiles.example, che può vedere che cosa guardi. © chi li disegna" in page.inner_text("#tiles")


@pytest.mark.django_db
def test_the_policy_opens_to_that_host_on_the_map_alone_and_never_where_one_may_be_afraid(
    savona: Prefecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def images(path: str) -> str:
        policy = Client().get(path).headers["Content-Security-Policy"]
        return next(part.strip() for part in policy.split(";") if part.strip().startswith("img-src"))

    closed = images(MAP)
    monkeypatch.setattr(settings, "MAP_TILES", PIECES)
    assert images(MAP) == f"{closed} https://tiles.example"
    assert images(f"{MAP}?category=anti_violence") == closed
    assert images("/it/services/sv/") == closed


def test_the_own_script_is_light_and_the_first_load_has_no_other() -> None:
    own = Path(str(finders.find("portal/map.js"))).read_bytes()
    assert len(gzip.compress(own)) <= 5_000
    assert finders.find("leaflet/leaflet.js") is not None
