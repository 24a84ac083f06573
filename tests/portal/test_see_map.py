"""The map of a province: what was found, drawn without a script, and nothing that is protected."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from itertools import combinations
from math import hypot
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some
from pypdf import PdfReader

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture
from approdo.network.commands import places, services
from approdo.portal import leaflets
from approdo.portal.leaflets import POCKETED, in_turn
from approdo.portal.mapping import MOST_OPEN, centre_of
from approdo.portal.rules.marks import gathered
from approdo.portal.sharing import told_by_text
from approdo.territory.models import Boundary
from approdo.territory.rules.shapes import Detail, svg_path
from tests.house.territory_things import make_comuni
from tests.network.directory import PLACE, SECRETS, Entry, new_entry

pytestmark = pytest.mark.slow

SQUARE = [[[[8.0, 44.0], [9.0, 44.0], [9.0, 45.0], [8.0, 45.0], [8.0, 44.0]]]]


@pytest.fixture
def editor(make_user: Any, savona: Prefecture) -> Actor:
    """The editor of the network, in Savona, whose outlines are loaded."""
    make_comuni()
    Boundary.objects.create(
        comune_id="009056", detail=Detail.SIMPLE, coordinates=SQUARE, path=svg_path(SQUARE), source_id="names"
    )
    return actor_of(make_user("editor", savona, Role.NETWORK_EDITOR), "it")


def _entry(by: Actor, number: int = 1, *, protected: bool = False) -> Entry:
    made = new_entry(by, number, protected=protected)
    services.confirm_service(by=by, service_id=made.service.pk, today=timezone.localdate())
    return made


def page(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def _marks(told: str) -> list[str]:
    return re.findall(r'<a class="mark" href="#(point-\d+)"', told)


def _there(by: Actor, entry: Entry, **told: Any) -> None:
    places.change_place(by=by, place_id=entry.place.pk, facts=replace(PLACE, **told))


@pytest.mark.django_db
def test_each_mark_leads_to_its_services_in_the_list(editor: Actor) -> None:
    near, other, far = _entry(editor), _entry(editor, 2), _entry(editor, 3)
    _there(editor, far, city="Altrove", latitude=Decimal("44.8"), longitude=Decimal("8.9"))
    told = page("/ar/services/sv/map/")
    assert _marks(told) == ["point-1", "point-2"]
    first, second = re.findall(r'<li id="point-\d".*?</ul>', told, re.S)
    assert all(str(one.service.pk) in first for one in (near, other))
    assert (str(far.service.pk) in second, "Altrove" in second) == (True, True)
    assert 'class="comune"' in told
    closer = page(f"/ar/services/sv/map/?centre={re.findall(r'centre=([0-9.,%C]+)', told)[1]}")
    assert (str(far.service.pk) in closer, str(near.service.pk) in closer) == (True, False)


@pytest.mark.django_db
def test_many_services_of_a_mark_are_folded_under_their_number(editor: Actor) -> None:
    entries = [_entry(editor, number) for number in range(1, MOST_OPEN + 1)]
    assert "<details><summary>Servizi trovati" not in page("/it/services/sv/map/")
    entries.append(_entry(editor, MOST_OPEN + 1))
    folded = re.findall(
        r"<details><summary>Servizi trovati: 7</summary>(.*?)</details>", page("/it/services/sv/map/"), re.S
    )
    assert [all(str(one.service.pk) in inside for one in entries) for inside in folded] == [True]


@pytest.mark.django_db
def test_no_mark_is_cut_by_the_edge(editor: Actor) -> None:
    entry = _entry(editor)
    for lat, lon in (("44.999", "8.001"), ("44.001", "8.999")):
        _there(editor, entry, latitude=Decimal(lat), longitude=Decimal(lon))
        told = page("/it/services/sv/map/")
        left, top, width, height = map(int, re.findall(r'viewBox="([^"]+)" preserve', told)[0].split())
        x, y, r = map(int, re.findall(r'class="reach" cx="(-?\d+)" cy="(-?\d+)" r="(\d+)"', told)[0])
        assert (left <= x - r, x + r <= left + width) == (True, True)
        assert (top <= y - r, y + r <= top + height) == (True, True)


@pytest.mark.django_db
def test_the_filters_of_the_search_are_those_of_the_map(editor: Actor) -> None:
    entry = _entry(editor)
    for path, there in (
        ("?lang=bn", True),
        ("?lang=fr", False),
        ("?q=sportelo", True),
        ("?category=anti_violence", False),
    ):
        assert (str(entry.service.pk) in page(f"/it/services/sv/map/{path}")) is there, path
    assert "Écris moins de mots" in page(f"/fr/services/sv/map/?q={'x' * 10_000}", 400)
    page("/it/services/xx/map/", 404)
    assert 'href="/it/services/sv/map/?lang=bn"' in page("/it/services/sv/?lang=bn")


@pytest.mark.django_db
def test_what_is_protected_is_nowhere_on_the_map(editor: Actor) -> None:
    hidden = _entry(editor, 3, protected=True)
    for path in ("", "?q=inventato", "?centre=44.123,8.766"):
        told = page(f"/it/services/sv/map/{path}")
        assert [word for word in (*SECRETS, str(hidden.service.pk), hidden.service.name) if word in told] == []
        assert _marks(told) == []


@pytest.mark.django_db
def test_a_service_without_a_position_is_listed_apart(editor: Actor) -> None:
    entry = _entry(editor)
    _there(editor, entry, latitude=None, longitude=None)
    told = page("/it/services/sv/map/")
    assert _marks(told) == []
    assert str(entry.service.pk) in told.partition("Senza un punto sulla mappa")[2]


@pytest.mark.django_db
def test_a_province_without_outlines_has_a_list(editor: Actor) -> None:
    entry = _entry(editor)
    Boundary.objects.all().delete()
    from_province = page("/es/services/sv/map/")
    assert str(entry.service.pk) in from_province


@pytest.mark.django_db
def test_the_map_asks_few_times_and_no_stranger(editor: Actor) -> None:
    for number in range(4):
        _entry(editor, number)
    page("/it/services/sv/map/")
    with CaptureQueriesContext(connection) as asked:
        told = page("/it/services/sv/map/?q=sportello")
    said = [one["sql"] for one in asked.captured_queries]
    assert len([sql for sql in said if "SAVEPOINT" not in sql and "set_config('role', 'none'" not in sql]) <= 12
    assert re.findall(r'(?:src|href)="(?:https?:)?//(?!testserver)', told) == []


@pytest.mark.django_db
def test_a_page_is_passed_on_by_message_and_by_square(editor: Actor) -> None:
    entry, hidden = _entry(editor), _entry(editor, 3, protected=True)
    told = page(f"/bn/services/sv/{entry.service.pk}/")
    (message,) = re.findall(r'href="sms:\?body=([^"]*)"', told)
    assert unquote(message) == f"{entry.service.name} http://testserver/bn/services/sv/{entry.service.pk}/"
    assert '<svg viewBox="0 0' in told
    assert "map/?centre=44.307,8.481" in told
    # Who looks for shelter leaves no message behind
    assert not set(re.findall("sms:|QR", page(f"/it/services/sv/{hidden.service.pk}/")))


def test_a_message_says_nothing_that_its_address_does_not_hold() -> None:
    assert told_by_text("A & B?", "http://x/") == "sms:?body=A%20%26%20B%3F%20http%3A%2F%2Fx%2F"


@pytest.mark.parametrize(
    "asked", ["", "44.3", "44.3,8.4,1", "99.0,8.0", "44.3,99.0", "-44.3,8.4", "nan,nan", "٤٤.٣,٨.٤"]
)
def test_a_centre_that_is_nowhere_in_the_country_is_none(asked: str) -> None:
    assert centre_of(asked) is None


@given(some.lists(some.tuples(some.integers(0, 500), some.integers(0, 500)), max_size=20), some.integers(1, 200))
def test_marks_can_be_touched_apart_and_hold_every_point(points: list[tuple[int, int]], reach: int) -> None:
    marks = gathered(points, reach)
    assert sorted(place for mark in marks for place in mark) == list(range(len(points)))
    for one, other in combinations(marks, 2):
        (x, y), (to_x, to_y) = points[one[0]], points[other[0]]
        assert hypot(x - to_x, y - to_y) >= reach
    for mark in marks:
        (x, y) = points[mark[0]]
        assert all(hypot(x - points[place][0], y - points[place][1]) < reach or place == mark[0] for place in mark)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["it", "ar", "bn", "ur", "zh-Hans"])
def test_a_list_is_printed_in_the_readers_language(editor: Actor, code: str) -> None:
    entry, hidden = _entry(editor), _entry(editor, 3, protected=True)
    answer = Client().get(f"/{code}/services/sv/list.pdf")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    read = PdfReader(BytesIO(answer.content))
    assert read.trailer["/Root"]["/Lang"] == code.partition("-")[0]
    told = "".join(one.extract_text() for one in read.pages)
    for words in (entry.service.name, "Via di prova 1", "019 222222", "1522", "112"):
        assert words in told, words
    assert not [word for word in (*SECRETS, hidden.service.name) if word in told]
    assert "\N{REPLACEMENT CHARACTER}" not in told


@pytest.mark.django_db
def test_a_poster_leads_to_the_page_and_a_paper_follows_its_data(editor: Actor) -> None:
    entry = _entry(editor)
    poster = PdfReader(BytesIO(Client().get("/bn/services/sv/poster.pdf?lang=bn").content))
    assert len(poster.pages) == 1
    assert "/bn/services/sv/?lang=bn" in poster.pages[0].extract_text()
    first, again = (Client().get("/it/services/sv/list.pdf").content for _each in range(2))
    assert first == again
    services.withdraw_service(by=editor, service_id=entry.service.pk)
    assert Client().get("/it/services/sv/list.pdf").content != first


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["it", "ar", "bn", "zh-Hans"])
def test_a_pocket_guide_is_one_sheet_read_in_its_order(editor: Actor, code: str) -> None:
    entry, hidden = _entry(editor), _entry(editor, 3, protected=True)
    read = PdfReader(BytesIO(Client().get(f"/{code}/services/sv/pocket.pdf").content))
    assert len(read.pages) == 1
    assert read.pages[0].mediabox.width > read.pages[0].mediabox.height
    told = read.pages[0].extract_text()
    order = [told.index(words) for words in ("Savona", "1522", entry.service.name, f"/{code}/services/sv/")]
    assert order == sorted(order)
    assert not [word for word in (*SECRETS, hidden.service.name) if word in told]
    assert "\N{REPLACEMENT CHARACTER}" not in told


@pytest.mark.django_db
def test_a_pocket_guide_holds_what_fits_of_every_need(editor: Actor) -> None:
    for number in range(40):
        _entry(editor, number + 1)
    read = PdfReader(BytesIO(Client().get("/it/services/sv/pocket.pdf").content))
    assert len(read.pages) == 1
    shown = len(re.findall("Via di prova 1", read.pages[0].extract_text()))
    assert 15 <= shown <= POCKETED


@given(some.lists(some.integers(0, 9), max_size=8), some.integers(0, 30))
def test_little_room_is_shared_between_groups(sizes: list[int], room: int) -> None:
    found = in_turn(sizes)
    assert sorted(turn for turns in found for turn in turns) == list(range(sum(sizes)))
    held = [len([turn for turn in turns if turn < room]) for turns in found]
    for one, size in zip(held, sizes, strict=True):
        assert one == size or max(held) - one <= 1


@pytest.mark.django_db
def test_papers_are_set_a_few_times_a_minute(editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PAPERS_A_MINUTE", 2)
    kinds = ("poster", "pocket", "poster")
    answers = [Client().get(f"/ar/services/sv/{kind}.pdf") for kind in kinds]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert "طُلب الكثير من اتصالك" in answers[-1].content.decode()
    assert Client(REMOTE_ADDR="127.0.0.9").get("/ar/services/sv/poster.pdf").status_code == 200


@pytest.mark.django_db
def test_what_cannot_be_printed_is_told(editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    page("/it/services/sv/book.pdf", 404)
    page(f"/it/services/sv/list.pdf?q={'x' * 10_000}", 404)
    assert "list.pdf" in page("/it/services/sv/map/")
    assert "pocket.pdf" in page("/zh-Hans/services/sv/map/")
    monkeypatch.setattr(leaflets, "can_draw", lambda words: words.isascii())
    page("/zh-Hans/services/sv/list.pdf", 404)
    told = page("/zh-Hans/services/sv/map/")
    assert "请直接打印此页" in told
    assert ".pdf" not in told
