"""The copy of a province on a telephone: whole, without what is protected, there without a connection, gone when asked."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import Error, Page, expect

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture
from approdo.network.commands import services
from approdo.network.rules.eligibility import Asks, Condition
from approdo.portal import keeping
from approdo.portal.definitions import guides
from tests.house.territory_things import make_comuni
from tests.network.directory import SECRETS, SERVICE, Entry, new_entry

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
KEEP, COPY = "/it/offline/sv/", "/it/offline/sv/copy/"
NAMES = """async () => {
  const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map((one) => new URL(one.url).pathname);
}"""
TEXT = f"caches.match('{COPY}', {{ ignoreVary: true }}).then((one) => one.text())"
OLDER = """async ([name, url]) => {
  const box = await caches.open(name), answer = await box.match(url, { ignoreVary: true }), headers = new Headers(answer.headers);
  headers.set("Kept-At", `${Date.now() - 3_700_000}`);
  await box.put(url, new Response(await answer.blob(), { headers }));
}"""


@pytest.fixture
def editor(savona: Prefecture) -> Actor:
    """Who writes the directory of Savona."""
    return system_actor("SV", *Permission)


def _entry(by: Actor, number: int = 1, **told: Any) -> Entry:
    entry = new_entry(by, number, **told)
    _rename(by, entry, f"Sportello inventato {number}")
    services.confirm_service(by=by, service_id=entry.service.pk, today=timezone.localdate())
    return entry


def _rename(by: Actor, entry: Entry, name: str) -> None:
    rule = (Condition(Asks.AGE, least=18), Condition(Asks.COMUNE, ("082053",)))
    services.change_service(by=by, service_id=entry.service.pk, facts=replace(SERVICE, name=name, eligibility=rule))


def _page(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["it", "ar", "it-x-simple"])
def test_the_copy_holds_services_guides_checklists_and_numbers_and_says_its_day(editor: Actor, code: str) -> None:
    make_comuni()
    entry = _entry(editor)
    told = _page(f"/{code}/offline/sv/copy/")
    for words in ("Sportello inventato 1", "Via di prova 1", 'href="tel:019222222"', 'href="tel:1522"', "Palermo"):
        assert words in told, words
    assert f'id="{entry.service.pk}"' in told
    for one in (one for group in guides().values() for one in group):
        assert f'id="{one.id}"' in told
        assert all(paper.name_it in told.replace("&#39;", "'") for paper in one.documents), one.id
    assert 'id="written"' in told
    if code == "it":
        assert "Questa è una copia." in told
        assert f"{timezone.localdate().year}" in told.partition('id="written"')[2][:60]
        assert "Aperto ora" not in told  # an open door is true only now


@pytest.mark.django_db
def test_what_is_protected_or_not_published_is_not_in_the_copy(editor: Actor) -> None:
    hidden, draft = _entry(editor, 3, protected=True), new_entry(editor, 8, publish=False)
    told = _page(COPY)
    assert [word for word in (*SECRETS, str(hidden.service.pk), str(draft.service.pk)) if word in told] == []
    assert "Sportello inventato 3" not in told


@pytest.mark.django_db
def test_the_copy_asks_few_times_whatever_its_length_and_says_where_it_stops(
    editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            _page(COPY)
        return len(queries)

    _entry(editor)
    _page(COPY)
    first = asked()
    for number in (2, 3, 4):
        _entry(editor, number)
    assert asked() == first
    monkeypatch.setattr(keeping, "MOST", 2)
    told = _page(COPY)
    assert told.count('<details class="kept">') == 2 + sum(len(group) for group in guides().values())
    assert "Nella copia non ci sono tutti i servizi" in told


@pytest.mark.django_db
def test_the_copy_is_new_only_when_its_data_are(editor: Actor) -> None:
    entry, client = _entry(editor), Client()
    first = client.get(COPY)
    assert client.get(COPY, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    _rename(editor, entry, "Sportello cambiato")
    again = client.get(COPY, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, "Sportello cambiato" in again.content.decode()) == (200, True)


@pytest.mark.django_db
def test_whole_provinces_are_given_a_few_times_a_minute(editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "COPIES_A_MINUTE", 1)
    _page(COPY)
    answer = Client().get(COPY)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert "Dalla tua connessione è stato chiesto troppo" in answer.content.decode()


@pytest.mark.django_db
def test_the_portal_can_stand_among_the_applications_in_the_readers_language(savona: Prefecture) -> None:
    answer = Client().get("/ar/manifest.webmanifest")
    told = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (told["lang"], told["dir"], told["start_url"], told["scope"]) == ("ar", "rtl", "/ar/", "/ar/")
    assert finders.find(told["icons"][0]["src"].removeprefix(settings.STATIC_URL)) is not None
    assert 'rel="manifest" href="/ar/manifest.webmanifest"' in _page("/ar/")
    assert Client().get("/ar/worker.js").headers["Cache-Control"] == "no-cache"


@pytest.mark.django_db
def test_the_only_province_is_not_asked_for_and_two_are(savona: Prefecture, request: pytest.FixtureRequest) -> None:
    assert Client().get("/it/offline/").headers["Location"] == KEEP
    request.getfixturevalue("palermo")
    assert f'href="{KEEP}"' in _page("/it/offline/")
    _page("/it/offline/xx/", 404)
    _page("/it/offline/xx/copy/", 404)


def test_the_scripts_are_light() -> None:
    found = [Path(str(finders.find(f"portal/{name}.js"))).read_bytes() for name in ("keep", "worker")]
    assert sum(len(gzip.compress(one)) for one in found) <= 5_000


@pytest.fixture
def here(committed: None, editor: Actor) -> Entry:
    """A published service that a browser can read of."""
    return _entry(editor)


def _kept(visit: Visit) -> Page:
    page = visit(KEEP, width=360)
    page.click("#save")
    expect(page.locator("#state")).to_contain_text("È in questo telefono.")
    return page


def test_the_copy_opens_without_a_connection_and_only_it_was_kept(visit: Visit, here: Entry, served: Any) -> None:
    page = _kept(visit)
    page.goto(f"{served.url}/it/services/sv/?q=segreto")
    sheets = [path for path in page.evaluate(NAMES) if path != COPY]
    assert len(sheets) == 1
    assert sheets[0].endswith(".css")
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    page.context.set_offline(True)
    page.goto(f"{served.url}/it/services/sv/?q=altro")
    assert page.url == f"{served.url}{COPY}"
    assert "Questa è una copia." in page.inner_text("main")
    assert page.evaluate("getComputedStyle(document.querySelector('.kept > summary')).fontWeight") == "600"
    page.goto(f"{served.url}/it/services/sv/{here.service.pk}/")
    assert page.locator(f'[id="{here.service.pk}"]').is_visible()
    page.goto(f"{served.url}/it/guides/family_reunification/documents/")
    assert page.locator("#family_reunification .papers").is_visible()
    with pytest.raises(Error):  # the other languages, and the back office, are not of this copy
        page.goto(f"{served.url}/fr/")


def test_nothing_is_kept_before_it_is_asked_for(visit: Visit, here: Entry) -> None:
    page = visit(KEEP)
    expect(page.locator("#save")).to_be_visible()
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert page.evaluate("caches.keys()") == []
    assert visit(KEEP, scripts=False).locator("#by-hand").is_visible()


def _until_kept(page: Page, said: str) -> None:
    # wait_for_function evaluates a string in the page again and again, which the policy of our pages refuses
    for _ in range(100):
        if said in page.evaluate(TEXT):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"after ten seconds the copy does not say: {said}")


def test_the_copy_is_renewed_when_the_data_change(visit: Visit, here: Entry, editor: Actor, served: Any) -> None:
    page = _kept(visit)
    assert "Sportello inventato 1" in page.evaluate(TEXT)
    _rename(editor, here, "Sportello cambiato")
    page.goto(f"{served.url}/it/")
    page.wait_for_load_state("networkidle")
    assert "Sportello cambiato" not in page.evaluate(TEXT)  # asked for less than an hour ago
    page.evaluate(OLDER, ["approdo /it/", f"{served.url}{COPY}"])
    page.goto(f"{served.url}/it/guides/")
    _until_kept(page, "Sportello cambiato")
    _rename(editor, here, "Sportello di nuovo cambiato")
    page.goto(f"{served.url}{KEEP}")  # who looks at the copy's own page does not wait for an hour
    _until_kept(page, "Sportello di nuovo cambiato")


def test_the_copy_is_deleted_when_asked(visit: Visit, here: Entry, served: Any) -> None:
    page = _kept(visit)
    page.click("#remove")
    expect(page.locator("#state")).to_contain_text("Non è in questo telefono.")
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    page.goto(f"{served.url}/it/")
    page.context.set_offline(True)
    with pytest.raises(Error):
        page.goto(f"{served.url}/it/guides/")


def test_a_copy_that_does_not_come_leaves_the_one_there_is(visit: Visit, here: Entry, served: Any) -> None:
    page = _kept(visit)
    page.goto(f"{served.url}{KEEP}")
    page.context.set_offline(True)
    done = page.evaluate("""async ([address]) => {
      const { port1, port2 } = new MessageChannel();
      const done = new Promise((resolve) => { port1.onmessage = (event) => resolve(event.data); });
      (await navigator.serviceWorker.ready).active.postMessage(address, [port2]);
      return done;
    }""", [f"{served.url}{COPY}"])  # fmt: skip
    assert done is False
    assert "Sportello inventato 1" in page.evaluate(TEXT)
