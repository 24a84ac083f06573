"""The three hundred invented services of a province: of every kind, spread, as the commands would have left them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from approdo.config.demonstration import offices
from approdo.config.demonstration.accounts import OFFICES, PALERMO, Office
from approdo.config.demonstration.directory.made import PROTECTED, Town, made
from approdo.config.demonstration.directory.words import kinds, words
from approdo.config.demonstration.directory.write import towns_of, write_services
from approdo.config.demonstration.names import INVENTED
from approdo.config.demonstration.network import write_network
from approdo.network.definitions import categories, languages, node_types
from approdo.network.models import (
    Organisation,
    ProtectedPlace,
    Rendering,
    ScheduleSlot,
    SearchDocument,
    Service,
    ServiceAtLocation,
    Text,
)
from approdo.network.queries import desks, published
from approdo.network.rules import renderings
from approdo.network.rules.directory import Attending, Cost, RecordState
from approdo.network.rules.eligibility import Asks, from_json
from approdo.network.rules.eligibility_words import unknown_words
from approdo.network.rules.freshness import Fresh
from approdo.network.rules.hours import HoursKind
from approdo.network.rules.plain_text import text_fault
from approdo.network.rules.schedule_faults import faults
from approdo.network.rules.translations import TranslationState
from approdo.network.rules.weekly import weekly_rows
from approdo.network.text_rows import event_of, standing_of
from approdo.territory.models import Comune
from tests.house.territory_things import make_comuni

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

EACH = 300
EVERYWHERE = [one.id for one in languages().values() if one.release_1 and one.id not in ("it", "it-x-simple")]


@pytest.fixture
def today() -> date:
    """The pages of the portal know no other day."""
    return timezone.localdate()


@pytest.fixture
def written(today: date) -> date:
    """Both offices, with what is written by the commands and what is copied."""
    offices.prepare()
    for office in OFFICES:
        write_network(office, today)
        write_services(office, today)
    return today


def test_each_province_has_three_hundred_services_of_every_kind(written: date) -> None:
    for office in OFFICES:
        rows = Service.objects.filter(prefecture_id=office.code)
        assert rows.count() == EACH
        assert set(rows.values_list("organisation__node_type", flat=True)) == set(node_types())
        assert all(INVENTED in one.name and INVENTED in one.organisation.name for one in rows)
        _assert_fresh(office, written)
        _assert_of_many_kinds(office)
        _assert_as_commands_leave_it(office)
        _assert_texts(office)


def _assert_fresh(office: Office, today: date) -> None:
    ages = [(today - said).days for said in Service.objects.filter(
        prefecture_id=office.code, state=RecordState.PUBLISHED.value).values_list("confirmed_on", flat=True)]  # fmt: skip
    assert sum(120 < age <= 180 for age in ages) >= 20
    assert sum(age > 180 for age in ages) >= 10
    shown = published.published(office.code, today)
    assert {one.fresh.state for one in shown} >= {Fresh.CONFIRMED, Fresh.DUE, Fresh.STALE}
    assert len(shown) == sum(age <= 180 for age in ages)
    hidden = [one for one in shown if one.protected]
    assert len(hidden) >= 5
    assert [one.desks for one in hidden] == [()] * len(hidden)
    assert Service.objects.filter(prefecture_id=office.code, state=RecordState.DRAFT.value).count() >= 2


def _assert_of_many_kinds(office: Office) -> None:
    rows = ServiceAtLocation.objects.filter(prefecture_id=office.code)
    assert set(rows.values_list("attending", flat=True)) == set(Attending)
    assert set(rows.values_list("periods__hours", flat=True)) == set(HoursKind)
    slots = ScheduleSlot.objects.filter(prefecture_id=office.code)
    assert slots.filter(by_appointment=True).exists()
    assert slots.filter(crosses_midnight=True).exists()
    assert slots.filter(weekday=5, languages__contains=["bn"], protected=False).exists()
    several = list(rows.values_list("service", flat=True))
    assert len(several) > len(set(several))
    asked = {
        one.asks
        for rule in Service.objects.filter(prefecture_id=office.code).values_list("eligibility", flat=True)
        for one in from_json(rule)
    }
    assert asked == {Asks.PERMIT, Asks.STATUS, Asks.SEX, Asks.COMUNE, Asks.FAMILY, Asks.AGE}
    assert set(Service.objects.filter(prefecture_id=office.code).values_list("cost", flat=True)) == set(Cost)


def _assert_as_commands_leave_it(office: Office) -> None:
    """What the commands refuse is not there, and what they write beside a record is."""
    for one in Service.objects.filter(prefecture_id=office.code):
        assert set(one.categories) <= set(categories())
        assert not unknown_words(from_json(one.eligibility))
        told = (one.name, one.description, one.fees_description, *one.required_documents)
        assert not [text for text in told if text_fault(text, protected=one.protected)]
    rows = desks.with_hours(ServiceAtLocation.objects.filter(prefecture_id=office.code))
    for desk in rows.prefetch_related("openings"):
        schedule = desks.schedule_of(desk)
        assert not faults(schedule)
        cut = {
            (row.weekday, row.opens, row.closes, row.first, row.last, row.languages) for row in weekly_rows(schedule)
        }
        assert cut == {
            (row.weekday, row.opens, row.closes, row.first, row.last, tuple(row.languages))
            for row in desk.openings.all()
        }
    documents = SearchDocument.objects.filter(prefecture_id=office.code)
    found = documents.values_list("service", flat=True).distinct().order_by()
    shown = Service.objects.filter(prefecture_id=office.code, state=RecordState.PUBLISHED.value)
    assert set(found) == set(shown.values_list("pk", flat=True))


def _assert_texts(office: Office) -> None:
    """Of each text the present follows from its events, and nothing guarded is read unreviewed."""
    rows = Rendering.objects.filter(prefecture_id=office.code, number__gt=0)
    for row in rows.select_related("text").prefetch_related("events"):
        assert standing_of(row) == renderings.standing_of(map(event_of, row.events.all()))
        assert not (row.text.guarded and row.state == TranslationState.MACHINE)
    assert {row.language for row in rows} == set(EVERYWHERE)
    assert {row.state for row in rows} == {
        TranslationState.MACHINE, TranslationState.DRAFT, TranslationState.REVIEWED,
    }  # fmt: skip
    texts = Text.objects.filter(prefecture_id=office.code, guarded=False, field="name")
    read = Rendering.objects.filter(text__in=texts, state__in=[TranslationState.MACHINE, TranslationState.REVIEWED])
    for code in EVERYWHERE:
        assert read.filter(language=code).count() > EACH * 0.7, code


def _public_pages(today: date) -> Iterator[tuple[str, str]]:
    """Every public page of Palermo that tells of services, and the data that anyone may take."""
    reader = Client()
    paths = [f"/it/services/pa/?page={page}" for page in range(1, 16)]
    paths += [
        "/it/services/pa/map/",
        "/ar/services/pa/map/",
        "/it/offline/pa/copy/",
        "/it/eligible/pa/",
        "/it/widget/pa/",
    ]
    paths += ["/it/services/pa/?category=anti_violence", "/it/services/pa/?category=trafficking"]
    paths += ["/open-data/services.ndjson", "/open-data/services.csv", "/open-data/services.geojson"]
    paths += [f"/it/services/pa/{one.id}/" for one in published.published("PA", today) if one.protected]
    for path in paths:
        answer = reader.get(path)
        assert answer.status_code == 200, path
        yield path, b"".join(answer).decode()


def test_no_protected_address_is_on_a_public_page(today: date) -> None:
    offices.prepare()
    write_services(PALERMO, today)
    sealed = [json.loads(one.where) for one in ProtectedPlace.objects.filter(prefecture_id="PA")]
    assert len(sealed) >= 9
    # "Via dell'Esempio 25" stands in "Via dell'Esempio 251", which is nobody's secret
    secret = [f"{one['address_1']}{end}" for one in sealed for end in (",", "<", '"', "\n", " ")]
    points = [{one["latitude"], one["longitude"]} for one in sealed]  # one of the two alone may be a neighbour's
    told = dict(_public_pages(today))
    assert "Via dell&#39;Esempio" in told["/it/services/pa/map/"]
    for path, page in told.items():
        plain = page.replace("&#39;", "'").replace("&#x27;", "'")
        assert not [word for word in secret if word in plain], path
        numbers = re.findall(r"\d+\.\d+", plain)
        assert not [point for point in points if point in map(set, pairwise(numbers))], path


def test_a_reader_of_bengali_finds_who_speaks_it_on_saturday(today: date) -> None:
    offices.prepare()
    write_network(PALERMO, today)
    write_services(PALERMO, today)
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    told = Client().get(f"/bn/services/pa/?q=আইনি পরামর্শ&lang=bn&day={saturday}&time=10:00").content.decode()
    spoken = ScheduleSlot.objects.filter(
        weekday=5, languages__contains=["bn"], period__desk__service__categories__contains=["legal_advice"]
    )
    wanted = {str(one) for one in spoken.values_list("period__desk__service", flat=True)}
    assert len([one for one in wanted if one in told]) >= 2
    assert words()["bn"].name("legal_advice", "Palermo") in told


def test_the_same_seed_gives_the_same_services_spread_over_the_province(today: date) -> None:
    towns = [
        Town(f"0820{number:02d}", f"Comune {number}", "90100", 38.0, 13.5, 9000 // (number + 1)) for number in range(40)
    ]
    first, again = (list(made("PA", towns, today, "a")) for _turn in range(2))
    assert first == again != list(made("PA", towns, today, "b"))
    assert len({one.town for one in first}) > 30
    assert {one.kind.id for one in first if one.protected} == PROTECTED
    assert sum(one.many for one in kinds()) == len(first)


def test_towns_are_those_of_the_territory_where_it_is_loaded(today: date) -> None:
    assert [one.name for one in towns_of(PALERMO, today)] == ["Palermo"]
    make_comuni()
    Comune.objects.filter(pk="082053").update(name="Altrove", population=5, population_year=2026, counted_by="names")
    assert [(one.name, one.people, one.lat) for one in towns_of(PALERMO, today)] == [("Altrove", 5, 44.3)]


def test_every_language_says_every_sentence() -> None:
    italian: Any = words()["it"]
    assert set(words()) == {"it", *EVERYWHERE}
    for one in words().values():
        for part in ("sentences", "documents", "fees"):
            assert set(getattr(one, part)) == set(getattr(italian, part)), (one.language, part)
    assert set(node_types()) == {one.id for one in kinds()} <= set(italian.sentences)
    assert Organisation._meta.get_field("name").max_length >= max(
        len(one.name(kind, "Castellana Sicula")) for one in words().values() for kind in categories()
    )
