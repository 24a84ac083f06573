"""Every page of the portal with things on it, on the smallest phone: no barrier, nothing wider than the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture
from approdo.network.commands import opportunities, outreach, services
from approdo.network.rules.eligibility import Asks, Condition
from approdo.portal.words import spoken
from tests.house.territory_things import make_comuni
from tests.network.directory import SERVICE, Entry, new_entry
from tests.network.shared import course, weekly
from tests.portal.addresses import NOWHERE, WITHOUT_LANGUAGE, files, pages, public_names, within

pytestmark = pytest.mark.slow
Visit = Callable[..., Page]
WHOLE = ("it", "ar", "bn")
OTHERS = [code for code in spoken() if code not in WHOLE]


@pytest.fixture
def addresses(committed: None, savona: Prefecture) -> dict[str, list[str]]:
    """The pages by the name of their address, each at least once, with services, a stop and an opportunity in them."""
    make_comuni()
    by = system_actor("SV", *Permission)
    entry, hidden = _entry(by, 1), _entry(by, 2, protected=True)
    whose = entry.organisation.pk
    offer = opportunities.record_opportunity(by=by, organisation_id=whose, facts=course())
    opportunities.publish_opportunity(by=by, opportunity_id=offer.pk)
    outreach.publish_stop(by=by, stop_id=outreach.record_stop(by=by, organisation_id=whose, facts=weekly()).pk)
    return pages([entry.service.pk, hidden.service.pk], offer.pk)


def _entry(by: Actor, number: int, **told: bool) -> Entry:
    entry = new_entry(by, number, **told)
    rule = (Condition(Asks.AGE, least=18), Condition(Asks.PERMIT, ("work", "study")))
    facts = replace(SERVICE, name=f"Sportello inventato {number}", eligibility=rule)
    services.change_service(by=by, service_id=entry.service.pk, facts=facts)
    services.confirm_service(by=by, service_id=entry.service.pk, today=timezone.localdate())
    return entry


# What only a script could make work: a button that sends nothing, a link that leads nowhere, hidden words.
DEAD = """() => [...document.querySelectorAll("a, button, summary, input, select, textarea")].filter((one) => {
  if (!one.checkVisibility()) return false;
  if (one.matches("summary")) return !one.parentElement.matches("details");
  if (one.matches("a")) return !one.getAttribute("href") || /^(#$|javascript:)/.test(one.getAttribute("href"));
  return !one.form || !one.form.querySelector("button[type=submit], button:not([type]), input[type=submit]");
}).map((one) => one.outerHTML.slice(0, 120))"""


def _open(page: Page, here: str, code: str, path: str) -> None:
    answer = page.goto(f"{here}{within(path, code)}")
    assert answer is not None
    assert answer.status == (404 if path == NOWHERE else 200), path


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url


def _walk(page: Page, here: str, code: str, paths: list[str]) -> None:
    for path in paths:
        _open(page, here, code, path)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        _fits(page)


def _walk_without_scripts(page: Page, here: str, code: str, paths: list[str]) -> None:
    for path in paths:
        _open(page, here, code, path)
        assert page.locator("h1:visible").count() == 1, page.url
        assert page.locator("main:visible").inner_text().strip(), page.url
        assert page.evaluate(DEAD) == [], page.url
        _fits(page)


def test_every_address_of_the_portal_is_walked(addresses: dict[str, list[str]]) -> None:
    shown = {name for name in public_names() - files().keys() if not name.startswith(WITHOUT_LANGUAGE)}
    assert shown == addresses.keys()


@pytest.mark.parametrize("code", [*WHOLE, *(pytest.param(code, marks=pytest.mark.long) for code in OTHERS)])
def test_every_page_has_no_barrier(visit: Visit, served: object, addresses: dict[str, list[str]], code: str) -> None:
    page = visit(f"/{code}/")
    _walk(page, served.url, code, [path for paths in addresses.values() for path in paths])  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", [*WHOLE, *(pytest.param(code, marks=pytest.mark.long) for code in OTHERS)])
def test_every_page_works_without_scripts(
    visit: Visit, served: object, addresses: dict[str, list[str]], code: str
) -> None:
    page = visit(f"/{code}/", scripts=False)
    paths = [path for paths in addresses.values() for path in paths]
    _walk_without_scripts(page, served.url, code, paths)  # type: ignore[attr-defined]


def test_what_only_a_script_makes_work_is_seen(visit: Visit) -> None:
    page = visit("/it/", scripts=False)
    page.set_content("<main><h1>Uno</h1><button>Apri</button><a href='#'>Vai</a><a href='/it/'>Bene</a></main>")
    assert len(page.evaluate(DEAD)) == 2


def test_the_position_is_rounded_before_it_leaves_the_browser(visit: Visit, addresses: dict[str, list[str]]) -> None:
    page = visit("/it/services/sv/")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 44.309871, "longitude": 8.477216})
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.click("#here")
    expect(page.locator("#near")).to_have_value("44.31,8.48")
    assert asked == []
    page.click("main form.search button[type=submit]")
    page.wait_for_url("**/services/sv/?**near=44.31%2C8.48**")
    assert "44.309871" not in page.content()


def test_the_button_of_the_position_is_there_only_with_scripts(visit: Visit, addresses: dict[str, list[str]]) -> None:
    page = visit("/it/services/sv/", scripts=False)
    assert not page.locator("#here").is_visible()
    page.fill("#near", "17100")
    page.click("main form.search button[type=submit]")
    assert "near=17100" in page.url
