"""What can I use? Compared in the browser of who reads, with the same answers as the rule, and nothing leaves it."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from approdo.core.access.actor import Actor
from approdo.core.access.recognition import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture
from approdo.network.commands import services
from approdo.network.rules.eligibility import MOST_AGE, Asks, Condition, EligibilityError, eligible, to_json
from approdo.network.rules.eligibility_words import Family, Permit
from approdo.portal import labels
from tests.house.territory_things import make_comuni
from tests.network.directory import SERVICE, Entry, new_entry

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
PAGE = "/it/eligible/sv/"
STUDENTS = (Condition(Asks.PERMIT, ("study",)), Condition(Asks.AGE, least=18, most=25))
FAMILIES = (Condition(Asks.FAMILY, ("with_children", "pregnant")), Condition(Asks.COMUNE, ("082053",)))
WORDS = {Asks.PERMIT: ["work", "study", "none"], Asks.FAMILY: ["alone", "pregnant"], Asks.COMUNE: ["009056", "082053"]}


@pytest.fixture
def editor(make_user: Any, savona: Prefecture) -> Actor:
    """The editor of the network, in Savona."""
    return actor_of(make_user("editor", savona, Role.NETWORK_EDITOR), "it")


def _published(by: Actor, number: int, conditions: tuple[Condition, ...] = (), **told: Any) -> Entry:
    entry = new_entry(by, number, **told)
    facts = replace(SERVICE, name=f"Sportello inventato {number}", eligibility=conditions)
    services.change_service(by=by, service_id=entry.service.pk, facts=facts, expected_version=entry.service.version)
    services.confirm_service(by=by, service_id=entry.service.pk, today=timezone.localdate())
    return entry


@pytest.fixture
def three(editor: Actor) -> list[Entry]:
    """Services for students, for families, for everybody."""
    make_comuni()
    return [_published(editor, number, rule) for number, rule in enumerate((STUDENTS, FAMILIES, ()), 1)]


def _page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.django_db
def test_without_a_script_the_page_says_for_whom_each_service_is_and_whom_to_ask(three: list[Entry]) -> None:
    text = _page(PAGE)
    assert re.search(r'<p class="note" id="alone">Il tuo browser non confronta per te', text)
    assert re.search(r'<form id="mine"[^>]* hidden ', text)
    assert "Permesso: studio" in text
    assert "Età: 18–25" in text
    assert "Comune: Palermo" in text
    assert 'href="tel:1522"' in text
    assert "Sportello inventato 3" not in _page(f"{PAGE}?need=health")
    assert "Sportello inventato 3" in _page(f"{PAGE}?need=documents")


@pytest.mark.django_db
def test_the_only_province_is_not_asked_for_and_two_are(three: list[Entry], request: pytest.FixtureRequest) -> None:
    assert Client().get("/it/eligible/").headers["Location"] == PAGE
    request.getfixturevalue("palermo")
    assert f'href="{PAGE}"' in _page("/it/eligible/")
    assert Client().get("/it/eligible/nowhere/").status_code == 404


@pytest.mark.django_db
def test_the_conditions_are_data_that_a_browser_keeps_and_nothing_protected_is_in_them(
    editor: Actor, three: list[Entry]
) -> None:
    hidden = _published(editor, 9, STUDENTS, protected=True)
    draft = new_entry(editor, 8, publish=False)
    first = Client().get(f"{PAGE}conditions.json")
    told = first.json()["services"]
    assert told == {
        str(entry.service.pk): to_json(rule) for entry, rule in zip(three, (STUDENTS, FAMILIES, ()), strict=True)
    }
    for gone in (hidden, draft):
        assert str(gone.service.pk) not in _page(PAGE)
    again = Client().get(f"{PAGE}conditions.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get(f"{PAGE}conditions.json?need=health").json() == {"services": {}}


@pytest.mark.django_db
def test_a_comune_that_a_condition_names_is_told_by_its_name_on_the_page_of_the_service(three: list[Entry]) -> None:
    assert "Comune: Palermo" in _page(f"/it/services/sv/{three[1].service.pk}/")


def test_the_script_is_light() -> None:
    source = Path(str(finders.find("portal/eligible.js"))).read_bytes()
    assert len(gzip.compress(source)) <= 10_000


def _condition(chance: random.Random) -> Condition:
    asks = chance.choice([*WORDS, Asks.AGE, Asks.AGE])
    opposite = chance.random() < 0.3
    if asks is Asks.AGE:
        least, most = sorted(chance.choice([0, 17, 18, 25, 64, MOST_AGE]) for _each in range(2))
        kept = chance.choice([(least, most), (least, None), (None, most)])
        return Condition(asks, (), *kept, opposite=opposite)
    known = WORDS[asks]
    return Condition(asks, tuple(chance.sample(known, chance.randint(1, len(known)))), opposite=opposite)


def _answers(chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for asks, words in WORDS.items():
        several = chance.sample([*words, "other"], chance.randint(0, 3))
        found[asks.value] = chance.choice([None, "", [], several, chance.choice(words), chance.choice(words), 3])
        if found[asks.value] == 3 and chance.random() < 0.8:  # most persons answer rightly
            found[asks.value] = "other"
    ages = (None, 0, 17, 18, 19, 25, 26, 64, MOST_AGE, chance.randint(0, MOST_AGE))
    found["age"] = chance.choice(ages) if chance.random() < 0.95 else chance.choice([-1, MOST_AGE + 1, "20"])
    return {name: answer for name, answer in found.items() if answer is not None or chance.random() < 0.5}


def _python(conditions: list[Condition], answers: dict[str, Any]) -> Any:
    try:
        found = eligible(conditions, answers)
    except EligibilityError:
        return "refused"
    return [found.answer.value, [one.answer.value for one in found.conditions], [one.value for one in found.missing]]


def test_the_script_answers_as_the_rule_does(visit: Visit, savona: Prefecture) -> None:
    seed = random.SystemRandom().randrange(2**32)
    chance = random.Random(seed)
    cases = [([_condition(chance) for _each in range(chance.randint(0, 4))], _answers(chance)) for _n in range(5000)]
    page = visit("/it/")
    given = [[to_json(conditions)["all"], answers] for conditions, answers in cases]
    found = page.evaluate(
        """async (given) => {
            const { eligible } = await import("/static/portal/eligible.js");
            return given.map(([conditions, answers]) => {
              try { const one = eligible(conditions, answers); return [one.answer, one.met, one.missing]; }
              catch (problem) { if (problem instanceof TypeError) return "refused"; throw problem; }
            });
        }""",
        given,
    )
    wanted = [_python(*case) for case in cases]
    odd = [(case, script, rule) for case, script, rule in zip(given, found, wanted, strict=True) if script != rule]
    assert odd[:3] == [], f"seed {seed}"
    assert {one if one == "refused" else one[0] for one in wanted} == {"yes", "no", "ask", "refused"}


def test_answers_are_compared_at_once_and_nothing_leaves_the_browser(visit: Visit, three: list[Entry]) -> None:
    page = visit(PAGE)
    page.wait_for_selector("#mine:not([hidden])")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address, steps = page.url, page.evaluate("history.length")

    def verdicts() -> dict[str, str]:
        return {
            item.locator("h3").inner_text()[-1]: str(item.locator(".may").get_attribute("class")).split()[-1]
            for item in page.locator("#services > li").all()
        }

    assert verdicts() == {"3": "yes", "1": "ask", "2": "ask"}
    page.select_option("#permit", "study")
    page.fill("#age", "20")
    assert verdicts() == {"1": "yes", "3": "yes", "2": "ask"}
    assert "per te è così" in page.locator("#services > li").first.inner_text()
    page.press("#age", "Enter")
    page.fill("#age", "26")
    page.check("#family-pregnant")
    page.select_option("#comune", "elsewhere")
    assert verdicts() == {"3": "yes", "1": "no", "2": "no"}
    assert "Sì, puoi usarlo (1)" in page.locator("#sum").inner_text()
    page.fill("#age", "131")
    assert page.get_attribute("#age", "aria-invalid") == "true"
    assert Axe().run(page).violations_count == 0
    page.locator("#mine button[type=reset]").click()
    expect(page.locator(".may.ask")).to_have_count(2)
    assert asked == []
    assert (page.url, page.evaluate("history.length")) == (address, steps)
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length,"
        " (await caches.keys()).length, history.state]"
    )
    assert json.dumps(kept) == '[0, 0, "", 0, 0, null]'


@pytest.mark.parametrize("code", ["it", "ar"])
def test_the_page_has_no_barrier_and_fits_a_small_phone(visit: Visit, three: list[Entry], code: str) -> None:
    for scripts in (True, False):
        page = visit(f"/{code}/eligible/sv/", scripts=scripts)
        assert page.locator("#mine").is_visible() is scripts or page.wait_for_selector("#mine:not([hidden])")
        assert page.locator("#alone").is_visible() is not scripts
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        if scripts:
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()


@pytest.mark.django_db
def test_a_reader_finds_the_permit_in_their_own_words_and_as_it_is_written_on_it(three: list[Entry]) -> None:
    text = _page("/ar/eligible/sv/")
    assert '<option value="refugee">لاجئ (rifugiato)</option>' in text
    assert "مع أطفال (con figli)" in text
    assert '<option value="refugee">refugee (rifugiato)</option>' in _page("/en/services/sv/")
    assert '<option value="refugee">rifugiato</option>' in _page(PAGE)


def test_every_permit_and_every_family_has_words() -> None:
    assert set(labels.PERMITS) == {one.value for one in Permit}
    assert set(labels.FAMILIES) == {one.value for one in Family}
