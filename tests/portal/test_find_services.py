"""The directory on the portal: what anybody finds, in their language, without a script, without leaving a trace."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.network.commands import hours, organisations, services
from approdo.network.rules.directory import Cost
from approdo.network.rules.eligibility import Asks, Condition
from approdo.network.rules.hours import Closure, OnHolidays, Slot
from approdo.portal.models import UnansweredSearch
from tests.house.territory_things import make_comuni
from tests.network.directory import PLACE, SECRETS, SERVICE, Entry, new_entry, weekly

pytestmark = pytest.mark.django_db
QUICK = "https://www.wikipedia.org"


@pytest.fixture
def editor(make_user: Any, savona: Prefecture) -> Actor:
    """The editor of the network, in Savona."""
    return actor_of(make_user("editor", savona, Role.NETWORK_EDITOR), "it")


def _fresh(by: Actor, entry: Entry) -> Entry:
    services.confirm_service(by=by, service_id=entry.service.pk, today=timezone.localdate())
    return entry


@pytest.fixture
def entry(editor: Actor) -> Entry:
    """A published service, confirmed today."""
    return _fresh(editor, new_entry(editor))


@pytest.fixture
def hidden(editor: Actor) -> Entry:
    """A protected one."""
    return _fresh(editor, new_entry(editor, 3, protected=True))


def page(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def address(entry: Entry, code: str = "it") -> str:
    return f"/{code}/services/sv/{entry.service.pk}/"


def test_from_home_to_a_desk_by_links_alone(entry: Entry, palermo: Prefecture) -> None:
    home = page("/bn/")
    assert 'action="/bn/services/"' in home
    assert "<script" not in home
    assert 'href="/bn/services/sv/?q=inventato"' in page("/bn/services/?q=inventato")
    answers = page("/bn/services/sv/?q=inventato")
    assert f'href="{address(entry, "bn")}"' in answers
    assert "?q=inventato&amp;when=now" in answers
    assert PLACE.address_1 in page(address(entry, "bn"))


def test_the_only_province_is_not_asked_for(savona: Prefecture) -> None:
    answer = Client().get("/it/services/?q=casa&category=home")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/it/services/sv/?q=casa&category=home")


def test_a_place_leads_to_its_province(savona: Prefecture, palermo: Prefecture) -> None:
    make_comuni()
    answer = Client().get("/it/services/?near=palermo&lang=bn")
    assert answer.headers["Location"] == "/it/services/pa/?lang=bn&near=082053"
    assert "Non conosciamo ancora servizi" in page("/it/services/?near=Atlantide")


def test_a_place_in_another_province_is_told(entry: Entry, palermo: Prefecture) -> None:
    make_comuni()
    assert 'href="/it/services/?q=casa&amp;near=palermo"' in page("/it/services/sv/?q=casa&near=palermo")
    assert "Non conosciamo un comune" in page("/it/services/sv/?near=Atlantide")
    assert "a meno di un chilometro" in page("/it/services/sv/?near=44.31,8.48")


def test_a_slip_is_told_and_the_reason_stands_beside(entry: Entry) -> None:
    answers = page("/es/services/sv/?q=sportelo")
    assert "Quizá buscabas" in answers
    assert "su nombre dice: " in answers
    assert f'lang="it" dir="auto">{entry.service.name}' in answers


def test_a_question_of_ten_thousand_letters_is_answered_in_words(savona: Prefecture) -> None:
    told = page(f"/fr/services/sv/?q={'x' * 10_000}", 400)
    assert "Écris moins de mots" in told
    assert 'name="q" value=""' in told


@pytest.mark.parametrize(
    "asked",
    [
        "near=%00", "near=999,999", "near=90.5,8", "day=2026-13-40", "day=9999-12-31", "time=99:99", "age=-1", "age=9" * 9,
        "page=0", "page=999", "lang=xx", "category=xx", "when=never", "permit=gold", "q=%00%27", "day=2026-06-06&time=10:00",
        "when=weekend&lang=bn", "page=50", "near=44.31,8.48", "q=%F0%9F%99%82",
    ],
)  # fmt: skip
def test_what_nobody_may_ask_is_left_out(entry: Entry, asked: str) -> None:
    page(f"/en/services/sv/?{asked}")


def test_a_province_or_a_service_that_does_not_exist_is_told_in_its_language(entry: Entry, palermo: Prefecture) -> None:
    for path in ("/fr/services/xx/", f"/fr/services/pa/{entry.service.pk}/", f"/fr/services/sv/{entry.place.pk}/"):
        assert "Cette page n&#39;existe pas" in page(path, 404) or "Cette page n'existe pas" in page(path, 404)


def test_no_page_asks_more_than_twelve_times(entry: Entry, editor: Actor) -> None:
    make_comuni()
    for number in range(4, 10):
        _fresh(editor, new_entry(editor, number))
    for path in ("/it/services/sv/?q=sportelo&near=savona&lang=bn&age=20", "/it/services/sv/", address(entry), "/it/"):
        page(path)
        with CaptureQueriesContext(connection) as asked:
            page(path)
        said = [one["sql"] for one in asked.captured_queries]
        own = [sql for sql in said if "SAVEPOINT" not in sql and "set_config('role', 'none'" not in sql]
        assert len(own) <= 13, (path, own)  # the first says that nobody is signed in, as on every page


def test_hours_are_said_honestly(entry: Entry, editor: Actor) -> None:
    today = timezone.localdate()
    always = [Slot(day, time(0), time(0)) for day in range(7)]
    schedule = weekly(*always, on_holidays=OnHolidays.OPEN)
    hours.set_schedule(by=editor, desk_id=entry.desk.pk, schedule=schedule)
    assert "Aperto ora" in page(address(entry))
    closed = weekly(*always, closures=(Closure(today, today, "lavori"),))
    hours.set_schedule(by=editor, desk_id=entry.desk.pk, schedule=closed)
    told = page(address(entry))
    assert "Chiuso ora" in told
    assert "lavori" in told
    assert "Non si sa nei giorni festivi" in told


def test_a_service_that_nobody_confirmed_says_so_and_then_disappears(entry: Entry, editor: Actor) -> None:
    old = timezone.localdate() - timedelta(days=130)
    services.confirm_service(by=editor, service_id=entry.service.pk, today=old)
    assert "Nessuno lo conferma dal" in page(address(entry))
    services.confirm_service(by=editor, service_id=entry.service.pk, today=old - timedelta(days=60))
    page(address(entry), 404)


def test_a_page_says_what_for_whom_what_it_costs_and_what_to_bring(entry: Entry, editor: Actor) -> None:
    facts = replace(
        SERVICE, eligibility=(Condition(Asks.PERMIT, ("work",)), Condition(Asks.AGE, (), 18, None, opposite=True)),
        cost=Cost.PAID, cost_amount=Decimal("16"), url="https://inventata.example/x",
    )  # fmt: skip
    services.change_service(by=editor, service_id=entry.service.pk, facts=facts)
    told = page(address(entry))
    for words in (
        SERVICE.description, "Passaporto", "lavoro", "non 18+", "Si paga", "16,00", "tel:019222222", "Vai senza appuntamento",
        'href="geo:44.307000,8.481000"', "Vicino alla stazione inventata.", "বাংলা", "https://inventata.example/x",
    ):  # fmt: skip
        assert words in told, words
    assert "in Italian only" in page(address(entry, "en"))


def test_the_data_of_a_page_cannot_end_it(entry: Entry, editor: Actor) -> None:
    told = page(address(entry))
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', told, re.S)
    read = json.loads(data)
    assert read["@type"] == "Service"
    assert read["availableChannel"][0]["serviceLocation"]["address"]["streetAddress"] == PLACE.address_1
    facts = replace(SERVICE, description="meno di 3 < 5 & più > 2")
    services.change_service(by=editor, service_id=entry.service.pk, facts=facts)
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page(address(entry)), re.S)
    assert not set(data) & set("<>&")
    assert json.loads(data)["description"] == facts.description


def test_a_protected_service_says_no_place_and_can_be_left_at_once(hidden: Entry) -> None:
    for path in (address(hidden), address(hidden, "ar"), "/it/services/sv/", "/it/services/sv/?q=inventato"):
        told = page(path)
        assert [word for word in (*SECRETS, "geo:", "serviceLocation", "Savona,") if word in told] == [], path
    answer = Client().get(address(hidden, "es"))
    assert QUICK in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert "Llama: te dirán adónde ir" in answer.content.decode()


def test_a_search_about_violence_can_be_left_at_once(savona: Prefecture) -> None:
    assert QUICK in page("/it/services/sv/?category=anti_violence")
    assert QUICK in page("/it/services/sv/?q=violenza")
    assert QUICK not in page("/it/services/sv/?q=casa")


def test_searches_that_find_nothing_are_counted_without_words_and_without_who(
    savona: Prefecture, palermo: Prefecture
) -> None:
    make_comuni()
    for _each in range(3):
        page("/bn/services/sv/?q=avvocato+Mario+Rossi&near=savona&lang=bn&when=now")
    page("/bn/services/sv/")  # nothing was asked
    row = UnansweredSearch.objects.get()
    assert (row.prefecture_id, row.language, row.comune, row.category, row.spoken, row.filtered, row.times) == (
        "SV", "bn", "009056", "legal_advice", "bn", True, 3,
    )  # fmt: skip
    assert row.month == timezone.localdate().replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(kept::text, ' ') FROM portal_unansweredsearch AS kept")
        assert "mario" not in str(cursor.fetchone()[0]).lower()


def test_one_caller_is_not_counted_without_end(savona: Prefecture) -> None:
    for _each in range(15):
        page("/it/services/sv/?q=zzzz")
    assert UnansweredSearch.objects.get().times == 10


def test_the_editors_read_the_needs_of_their_prefecture(
    make_user: Any, signed_in: Any, savona: Prefecture, palermo: Prefecture
) -> None:
    page("/it/services/sv/?q=avvocato")
    page("/it/services/pa/?q=medico")
    here: User = make_user("editor", savona, Role.NETWORK_EDITOR)
    told = signed_in(here).get("/unanswered-searches/").content.decode()
    assert told.count("<tr>") == 2
    assert 'scope="row"' in told
    assert signed_in(make_user("member", savona, Role.NETWORK_MEMBER)).get("/unanswered-searches/").status_code == 403


def test_organisations_that_withdraw_take_their_services_along(entry: Entry, editor: Actor) -> None:
    services.withdraw_service(by=editor, service_id=entry.service.pk)
    organisations.withdraw_organisation(by=editor, organisation_id=entry.organisation.pk)
    page(address(entry), 404)
