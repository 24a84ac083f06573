"""Every page of the portal with things on it, on the smallest phone: no barrier, nothing wider than the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import get_resolver
from django.utils import timezone
from playwright.sync_api import Page, expect

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture
from approdo.network.commands import opportunities, outreach, services
from approdo.network.definitions import languages
from approdo.network.rules.eligibility import Asks, Condition
from tests.house.territory_things import make_comuni
from tests.network.directory import SERVICE, Entry, new_entry
from tests.network.shared import course, weekly

pytestmark = pytest.mark.slow
Visit = Callable[..., Page]
WHOLE = ("it", "ar")
OTHERS = [code for code, one in languages().items() if one.release_1 and code not in WHOLE]
# Files and data
NO_PAGE = {
    "portal_emblem", "portal_calendar", "portal_eligible_rules", "portal_leaflet", "portal_manifest", "portal_worker",
}  # fmt: skip
GUIDE = "guides/family_reunification/"
NOWHERE = "nowhere/"


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
    return {
        "portal_languages": ["/portal/"],
        "portal_home": [""],
        "portal_need": ["needs/safety/"],
        "portal_category": ["needs/documents/residence_permit/"],
        "portal_services": ["services/?near=nowhere"],
        "portal_found": [
            "services/sv/", "services/sv/?q=inventato&near=17100&day=2026-11-28&time=10:00&permit=work&age=30",
            "services/sv/?q=zzzz&near=nowhere",
        ],
        "portal_service": [f"services/sv/{one.service.pk}/" for one in (entry, hidden)],
        "portal_map": ["services/sv/map/", "services/sv/map/?q=inventato&near=17100"],
        "portal_suggest": [f"services/sv/{entry.service.pk}/suggest/"],
        "portal_suggested": ["suggested/"],
        "portal_eligible_where": ["eligible/"],
        "portal_eligible": ["eligible/sv/"],
        "portal_guides": ["guides/"],
        "portal_guide": [GUIDE],
        "portal_documents": [f"{GUIDE}documents/"],
        "portal_opportunities": ["opportunities/"],
        "portal_opportunity": [f"opportunities/sv/{offer.pk}/"],
        "portal_outreach": ["outreach/"],
        "portal_keep_where": ["offline/"],
        "portal_keep": ["offline/sv/"],
        "portal_copy": ["offline/sv/copy/"],
        "portal_widget": ["widget/sv/", "widget/sv/?need=health"],
        "portal_feedback": ["feedback/"],
        "portal_thanks": ["feedback/thanks/"],
        "portal_accessibility": ["accessibility/"],
        "portal_privacy": ["privacy/"],
        "portal_nothing": [NOWHERE],
    }  # fmt: skip


def _entry(by: Actor, number: int, **told: bool) -> Entry:
    entry = new_entry(by, number, **told)
    rule = (Condition(Asks.AGE, least=18), Condition(Asks.PERMIT, ("work", "study")))
    facts = replace(SERVICE, name=f"Sportello inventato {number}", eligibility=rule)
    services.change_service(by=by, service_id=entry.service.pk, facts=facts)
    services.confirm_service(by=by, service_id=entry.service.pk, today=timezone.localdate())
    return entry


def _walk(page: Page, here: str, code: str, paths: list[str]) -> None:
    for path in paths:
        answer = page.goto(f"{here}{path}" if path.startswith("/") else f"{here}/{code}/{path}")
        assert answer is not None
        assert answer.status == (404 if path == NOWHERE else 200), path
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url


def test_every_address_of_the_portal_is_walked(addresses: dict[str, list[str]]) -> None:
    known = {str(name) for name in get_resolver().reverse_dict if str(name).startswith("portal_")}
    pages = {name for name in known - NO_PAGE if not name.startswith(("portal_hsds_", "portal_open_data"))}
    assert pages == addresses.keys()


@pytest.mark.parametrize("code", WHOLE)
def test_every_page_has_no_barrier(visit: Visit, served: object, addresses: dict[str, list[str]], code: str) -> None:
    page = visit(f"/{code}/")
    _walk(page, served.url, code, [path for paths in addresses.values() for path in paths])  # type: ignore[attr-defined]


def test_the_search_and_the_conditions_have_no_barrier_in_any_language(
    visit: Visit, served: object, addresses: dict[str, list[str]]
) -> None:
    page = visit("/portal/")
    for code in OTHERS:
        paths = [addresses["portal_found"][1], *addresses["portal_eligible"]]
        _walk(page, served.url, code, paths)  # type: ignore[attr-defined]


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
