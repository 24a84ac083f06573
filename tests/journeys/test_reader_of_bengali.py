"""Help on a Saturday in Palermo for who reads Bengali; the record is confirmed from its letter, a translation reviewed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.network.commands import asking, desks, hours, organisations, places, services, translating
from approdo.network.definitions import categories
from approdo.network.models import Question, Rendering, Service
from approdo.network.rules.directory import Attending
from approdo.network.rules.eligibility import Asks, Condition
from approdo.network.rules.facts import DeskFacts
from approdo.network.rules.hours import Slot
from tests.house.territory_things import make_comuni
from tests.journeys.conftest import OpenReader
from tests.journeys.reader import Reader
from tests.network.directory import ORGANISATION, PLACE, SERVICE, weekly

pytestmark = [pytest.mark.journey, pytest.mark.slow]
MakeUser = Callable[..., User]
SATURDAY, MONDAY = 5, 0
WEEKS_AGO = timedelta(days=100)  # asked again after 90 days, stale after 120
IN_BENGALI = "কাগজপত্রে সাহায্য।"
PERMITS = (Condition(Asks.PERMIT, ("work", "family")),)


def _desk(by: Actor, name: str, weekday: int, languages: tuple[str, ...]) -> Service:
    """A published legal desk in Palermo, written down some weeks ago, which is open on one day of the week."""
    today = timezone.localdate() - WEEKS_AGO
    body = replace(ORGANISATION, name=f"Ente di {name}", email="ente@inventata.example")
    owner = organisations.register_organisation(by=by, facts=body, today=today)
    facts = replace(SERVICE, name=name, categories=("legal_advice",), eligibility=PERMITS)
    made = services.register_service(by=by, organisation_id=owner.pk, facts=facts, protected=False, today=today)
    where = replace(
        PLACE, comune_code="082053", city="Palermo", postal_code="90133", latitude=Decimal("38.115"),
        longitude=Decimal("13.361"),
    )  # fmt: skip
    place = places.register_place(by=by, organisation_id=owner.pk, facts=where, protected=False, today=today)
    met = desks.open_desk(
        by=by, service_id=made.pk, facts=DeskFacts(Attending.IN_PERSON, place.pk, languages=languages)
    )
    hours.set_schedule(by=by, desk_id=met.pk, schedule=weekly(Slot(weekday, time(9), time(13))))
    organisations.publish_organisation(by=by, organisation_id=owner.pk, today=today)
    return services.publish_service(by=by, service_id=made.pk, today=today)


@pytest.fixture
def by(committed: None, palermo: Prefecture) -> Actor:
    """Who wrote the network of Palermo down."""
    make_comuni()
    return system_actor("PA", *Permission)


@pytest.fixture
def wanted(by: Actor) -> Service:
    """The desk that is looked for; beside it one that is closed on Saturdays, and one where nobody speaks Bengali."""
    _desk(by, "Sportello inventato del lunedì", MONDAY, ("it", "bn"))
    _desk(by, "Sportello inventato in italiano", SATURDAY, ("it",))
    return _desk(by, "Sportello inventato del sabato", SATURDAY, ("it", "bn"))


def _saturday() -> date:
    today = timezone.localdate()
    return today + timedelta(days=(SATURDAY - today.weekday()) % 7 or 7)


def _stands(phone: Reader, path: str) -> Page:
    """The page of the phone, in Bengali, as wide as its screen."""
    phone.page.wait_for_url(lambda url: path in url)
    expect(phone.page.locator("html")).to_have_attribute("lang", "bn")
    assert phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return phone.page


def test_a_desk_on_saturday_in_ones_own_language_and_who_keeps_it_true(
    by: Actor, reader: OpenReader, wanted: Service, make_user: MakeUser, palermo: Prefecture
) -> None:
    # Given a reviewer who accepts the Bengali of a text
    _reviews(reader(), wanted, by, make_user("reviewer", palermo, Role.TRANSLATION_REVIEWER))

    # When a woman who reads Bengali looks on her phone for legal help on Saturday, in her language
    phone = reader(width=360, height=740)
    _looks_for_help(phone)
    # then only the desk that is open and speaks it is found, and its text is read in Bengali
    cards = phone.page.locator(".cards > li")
    expect(cards).to_have_count(1)
    phone.presses(cards.locator("h3 a"))
    page = _stands(phone, str(wanted.pk))
    expect(page.locator("main")).to_contain_text(IN_BENGALI)
    phone.takes_picture("rete-sportello-bengalese", first=page.locator("h1"))

    # When she says which permit she has, then she may use it, and nothing of her answer left the phone
    _compares(phone, wanted)

    # When she prints the documents of family reunification, then each stands in Bengali and in Italian
    _prints_documents(phone)

    # When the body is asked whether the record is still right, then its button confirms it
    _confirms(reader(), by, wanted)


def _reviews(reviewer: Reader, service: Service, by: Actor, user: User) -> None:
    rendering = Rendering.objects.get(
        text__holder_kind="service", text__holder_id=service.pk, text__field="description", language="bn"
    )
    translating.translate_sentences(by=by, rendering_id=rendering.pk, said={1: IN_BENGALI})
    user.full_name = "Chi rivede le traduzioni"
    user.save()
    reviewer.signs_in(user.email, reverse("translations"))
    address = reverse("review_translation", args=[rendering.pk])
    reviewer.opens(address)
    reviewer.is_at(address)
    reviewer.takes_picture("rete-revisione", height=520)
    reviewer.sends()
    reviewer.is_at(reverse("translation", args=[rendering.pk]))
    rendering.refresh_from_db()
    assert rendering.state == "reviewed"


def _looks_for_help(phone: Reader) -> None:
    phone.opens("/bn/")
    _stands(phone, "/bn/")
    phone.page.locator("#q").fill(categories()["legal_advice"].labels["bn"])
    phone.presses(phone.page.locator("main form button[type=submit]").first)
    page = _stands(phone, "/bn/services/pa/")
    page.locator("details.more summary").click()
    page.locator("#day").fill(_saturday().isoformat())
    page.locator("#time").fill("10:00")
    page.locator("main form button[type=submit]").first.click()
    page = _stands(phone, "day=")
    page.locator("nav.filters details summary").first.click()
    page.locator("nav.filters a[lang=bn]").click()
    _stands(phone, "lang=bn")


def _compares(phone: Reader, service: Service) -> None:
    phone.opens("/bn/eligible/pa/")
    page = _stands(phone, "/bn/eligible/pa/")
    expect(page.locator("#mine")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#permit").select_option("work")
    expect(page.locator(f"[data-service='{service.pk}'] .may.yes")).to_be_visible()
    page.locator("#permit").select_option("study")
    expect(page.locator(f"[data-service='{service.pk}'] .may.no")).to_be_visible()
    assert asked == []


def _prints_documents(phone: Reader) -> None:
    phone.opens("/bn/guides/family_reunification/documents/")
    page = _stands(phone, "documents")
    page.emulate_media(media="print")
    first = page.locator(".papers .paper").first
    expect(first.locator("[lang=it]").first).to_be_visible()
    assert any("ঀ" <= sign <= "৿" for sign in first.inner_text())
    expect(page.locator("main form").first).to_be_hidden()


def _confirms(member: Reader, by: Actor, service: Service) -> None:
    today = timezone.localdate()
    for owner in asking.open_questions(by=by, today=today):
        asking.send_questions(by=by, organisation_id=owner, today=today)
    lines = [line for letter in mail.outbox for line in letter.body.splitlines()]
    address = lines[lines.index(f"- {service.name}") + 1].strip()
    member.opens(address[address.index("/confirm/") :])
    member.finds_no_barrier()
    member.takes_picture("rete-conferma", height=860)
    assert Service.objects.get(pk=service.pk).confirmed_on == today - WEEKS_AGO  # opening it confirms nothing
    member.presses(member.page.locator("main form button[type=submit]").first)
    expect(member.page.locator(".alert-success, .notice-success, [class*=success]").first).to_be_visible()
    member.finds_no_barrier()
    assert Service.objects.get(pk=service.pk).confirmed_on == today
    assert Question.objects.get(service=service).state == "confirmed"
