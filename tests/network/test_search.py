"""Services are found in any language, with slips of the pen, by when and where; never what is not for the public."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from approdo.core import tenancy
from approdo.core.access.actor import Actor
from approdo.core.definitions import holiday_calendar
from approdo.core.models import Prefecture
from approdo.network.commands import desks, hours, organisations, places, reviewing, services, translating
from approdo.network.definitions import categories
from approdo.network.models import Rendering, SearchDocument, SearchWord, Service, Text
from approdo.network.queries.desks import open_on, schedule_of, with_hours
from approdo.network.queries.published import desks_shown
from approdo.network.queries.search import Answered, Card, Sought, Why, cards, search
from approdo.network.rules.directory import Attending
from approdo.network.rules.eligibility import Asks, Condition
from approdo.network.rules.facts import DeskFacts, ServiceFacts
from approdo.network.rules.hours import DeskState, Slot
from approdo.network.rules.schedules import open_at_weekend
from approdo.territory.rules.travel import Place
from tests.network.directory import ORGANISATION, PLACE, SECRETS, SERVICE, TODAY, Entry, new_entry, weekly
from tests.network.newsroom import EveryDoubt

pytestmark = pytest.mark.django_db
MONDAY_TEN = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)  # ten o'clock in Italy


@contextmanager
def public(prefecture: str = "SV") -> Iterator[None]:
    """For a while the transaction reads as the public of a prefecture does."""
    with transaction.atomic():
        tenancy.enter_public(prefecture)
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', 'none', true), set_config('approdo.reader', '', true)")


def found(text: str = "", prefecture: str = "SV", **wanted: object) -> Answered:
    """As the public asks."""
    with public(prefecture):
        return search(prefecture, Sought(text, **wanted), TODAY, holiday_calendar())  # type: ignore[arg-type]


def ids(answered: Answered) -> list[object]:
    return [one.id for one in answered.hits]


def shown(answered: Answered, code: str = "it") -> list[Card]:
    with public():
        return cards("SV", answered, answered.hits, code, TODAY)


@pytest.fixture
def school(editor: Actor, entry: Entry) -> Service:
    """A course of Italian on Saturdays, in Bengali, for who is sixteen or more."""
    facts = ServiceFacts(
        "Scuola del sabato", "Lezioni per chi comincia.", ("italian_course",), phones=SERVICE.phones,
        eligibility=(Condition(Asks.AGE, (), 16),), whole_province=False, areas=("009056",),
    )  # fmt: skip
    made = services.register_service(by=editor, organisation_id=entry.organisation.pk, facts=facts, today=TODAY)
    desk = desks.open_desk(by=editor, service_id=made.pk, facts=DeskFacts(Attending.PHONE, phone="019 555555"))
    saturdays = weekly(Slot(5, time(9), time(12), languages=("bn",)))
    hours.set_schedule(by=editor, desk_id=desk.pk, schedule=saturdays)
    return services.publish_service(by=editor, service_id=made.pk, today=TODAY)


def _label(category: str, code: str) -> str:
    return categories()[category].labels[code]


def test_one_service_is_found_in_every_language_and_with_slips(school: Service, entry: Entry) -> None:
    asked = ["scuola", "scoula", "SCUOLE", "sabbato", *categories()["italian_course"].labels.values()]
    assert {text: ids(found(text))[:1] for text in asked} == {text: [school.pk] for text in asked}


def test_a_word_of_arabic_typed_in_latin_letters_finds_what_is_written_in_arabic(editor: Actor, entry: Entry) -> None:
    facts = replace(SERVICE, name="Ambulatorio", categories=("family_doctor",))
    made = services.register_service(by=editor, organisation_id=entry.organisation.pk, facts=facts, today=TODAY)
    services.publish_service(by=editor, service_id=made.pk, today=TODAY)
    for typed in ("tabeeb", "6abib", "طبيب", "daktar"):
        assert ids(found(typed))[:1] == [made.pk], typed


def test_the_answer_says_what_was_perhaps_meant_and_why(school: Service) -> None:
    answered = found("scoula")
    assert answered.better == "scuola"
    (card,) = shown(answered)
    assert [(one.why, one.word) for one in card.reasons] == [(Why.NAME, "scuola")]
    (card,) = shown(found(_label("italian_course", "ar")), "ar")
    assert [(one.why, one.category) for one in card.reasons] == [(Why.CATEGORY, "italian_course")]
    assert card.title_language == "it"
    assert found("scuola").better == ""


def test_who_holds_the_whole_question_stands_before_who_holds_a_part(school: Service, entry: Entry) -> None:
    answered = found("scuola sabato documenti")
    assert answered.hits[0].id == school.pk
    assert [one.whole for one in found("scuola sabato").hits] == [True]


def test_hours_languages_and_weekend_are_those_of_the_desks(school: Service, entry: Entry) -> None:
    assert ids(found(moment=MONDAY_TEN)) == [entry.service.pk]
    assert ids(found(moment=MONDAY_TEN, language="bn")) == [entry.service.pk]
    assert ids(found(moment=MONDAY_TEN, language="ar")) == []
    assert ids(found(moment=MONDAY_TEN + timedelta(hours=6))) == []
    assert ids(found(weekend=TODAY)) == [school.pk]
    assert ids(found(weekend=TODAY, language="it")) == []
    assert set(ids(found(language="bn"))) == {school.pk, entry.service.pk}


def test_weekend_in_the_database_agrees_with_the_rule(editor: Actor, school: Service, entry: Entry) -> None:
    night = weekly(Slot(4, time(22), time(2), crosses_midnight=True))
    hours.set_schedule(by=editor, desk_id=entry.desk.pk, schedule=night)
    for start in (date(2026, 6, 1) + timedelta(days=n) for n in range(0, 42, 3)):
        days = [day for day in (start + timedelta(days=n) for n in range(7)) if day.weekday() >= 5]
        rows = with_hours(desks_shown("SV", TODAY))
        by_rule = {
            row.pk for row in rows
            if open_at_weekend(schedule_of(row), start, holiday_calendar()) is DeskState.OPEN
        }  # fmt: skip
        assert set(open_on(desks_shown("SV", TODAY), days, holiday_calendar()).values_list("pk", flat=True)) == by_rule


def test_who_may_not_use_it_does_not_find_it_and_who_may_perhaps_does(school: Service) -> None:
    assert ids(found("scuola", answers={"age": 12})) == []
    assert ids(found("scuola", answers={"age": 30})) == [school.pk]
    assert ids(found("scuola", answers={"permit": "work"})) == [school.pk]
    assert ids(found("scuola", comune="009056")) == [school.pk]
    assert ids(found("scuola", comune="009001")) == []


def test_the_nearest_comes_first_and_who_is_called_comes_last(editor: Actor, entry: Entry, school: Service) -> None:
    far = new_entry(editor, 4)
    told = replace(PLACE, latitude=PLACE.latitude and PLACE.latitude + 1)
    places.change_place(by=editor, place_id=far.place.pk, facts=told)
    here = Place(44.31, 8.48)
    answered = found(place=here)
    assert ids(answered) == [entry.service.pk, far.service.pk, school.pk]
    assert [one.km is None for one in answered.hits] == [False, False, True]
    assert answered.hits[0].km is not None
    assert answered.hits[0].km < 1


def test_categories_and_needs_narrow(school: Service, entry: Entry) -> None:
    assert ids(found(categories=("italian_course",))) == [school.pk]
    assert ids(found("documenti", categories=("italian_course",))) == []
    assert set(ids(found(categories=("italian_course", "residence_permit")))) == {school.pk, entry.service.pk}


def test_what_is_not_for_the_public_is_not_found(
    editor: Actor, entry: Entry, palermo: Prefecture, elsewhere: Actor
) -> None:
    draft = new_entry(editor, 5, publish=False)
    stranger = new_entry(elsewhere, 6)
    assert ids(found("inventato")) == [entry.service.pk]
    assert ids(found("inventato", "PA")) == [stranger.service.pk]
    services.withdraw_service(by=editor, service_id=entry.service.pk)
    assert ids(found("inventato")) == []
    assert not SearchDocument.objects.filter(service__in=[draft.service.pk, entry.service.pk]).exists()
    services.publish_service(by=editor, service_id=entry.service.pk, today=TODAY)
    assert ids(found("inventato")) == [entry.service.pk]
    Service.objects.filter(pk=entry.service.pk).update(state="withdrawn")  # by no command of ours
    assert ids(found("inventato")) == []


def test_a_service_that_nobody_confirmed_is_shown_last_and_then_not_at_all(editor: Actor, entry: Entry) -> None:
    other = new_entry(editor, 7)
    for days, answer in ((130, [other.service.pk, entry.service.pk]), (190, [other.service.pk])):
        services.confirm_service(by=editor, service_id=entry.service.pk, today=TODAY - timedelta(days=days))
        assert ids(found("inventato")) == answer
        assert set(ids(found())) == set(answer)


def test_nothing_of_a_protected_place_is_in_the_index_and_no_desk_is_on_a_card(hidden: Entry) -> None:
    (card,) = shown(found("inventato"))
    assert (card.id, card.protected, card.desks) == (hidden.service.pk, True, ())
    for word in (*SECRETS, "savona", "riservato"):
        assert ids(found(word)) == [], word
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(kept::text, ' '), '') FROM network_searchdocument AS kept")
        told = str(cursor.fetchone()[0]) + " ".join(SearchWord.objects.values_list("word", flat=True))
    assert [word for word in SECRETS if word in told or word.lower() in told] == []


def test_becoming_protected_takes_the_town_out_of_the_index(editor: Actor, entry: Entry) -> None:
    assert ids(found("savona")) == [entry.service.pk]
    services.protect_service(by=editor, service_id=entry.service.pk)
    assert ids(found("savona")) == []
    assert ids(found(moment=MONDAY_TEN)) == []


def test_the_public_reads_documents_that_are_published_and_no_list_of_words(entry: Entry, editor: Actor) -> None:
    with public():
        assert SearchDocument.objects.exists()
        assert not SearchWord.objects.exists()
        assert SearchDocument.objects.all().delete()[0] == 0
    with public("PA"):
        assert not SearchDocument.objects.exists()
    with pytest.raises(IntegrityError, match="document_state_as_service"), transaction.atomic():
        SearchDocument.objects.update(state="draft")
        connection.check_constraints()


def test_a_change_of_name_town_or_organisation_is_found_at_once(editor: Actor, entry: Entry) -> None:
    services.change_service(by=editor, service_id=entry.service.pk, facts=replace(SERVICE, name="Ufficio Girasole"))
    assert ids(found("girasole")) == [entry.service.pk]
    places.change_place(by=editor, place_id=entry.place.pk, facts=replace(PLACE, city="Albenga"))
    assert ids(found("albenga")) == [entry.service.pk]
    facts = replace(ORGANISATION, name="Lega Inventatissima")
    organisations.change_organisation(by=editor, organisation_id=entry.organisation.pk, facts=facts)
    assert ids(found("inventatissima")) == [entry.service.pk]
    desks.end_desk(by=editor, desk_id=entry.desk.pk, today=TODAY)
    assert ids(found("albenga")) == []


def test_texts_of_a_published_service_are_translated_and_found(
    editor: Actor, entry: Entry, translator: Actor, reviewer: Actor
) -> None:
    name = Text.objects.get(holder_id=entry.service.pk, field="name")
    assert set(Text.objects.filter(holder_id=entry.service.pk).values_list("field", flat=True)) == {
        "name", "description", "required_documents",
    }  # fmt: skip
    rendering = Rendering.objects.get(text=name, language="fr")
    translating.translate_text(by=translator, rendering_id=rendering.pk, words="Guichet imaginaire")
    assert ids(found("imaginaire")) == []  # nobody has read it yet
    reviewing.review(by=reviewer, rendering_id=rendering.pk, answers=EveryDoubt())
    assert ids(found("imaginaire")) == [entry.service.pk]
    (card,) = shown(found("imaginaire"), "fr")
    assert (card.title, card.title_language) == ("Guichet imaginaire", "fr")
    assert card.reasons[0].language == "fr"


def test_texts_on_safety_are_never_shown_by_a_machine(editor: Actor, hidden: Entry, translator: Actor) -> None:
    text = Text.objects.get(holder_id=hidden.service.pk, field="name")
    assert (text.kind, text.guarded) == ("emergency", True)
    rendering = Rendering.objects.get(text=text, language="fr")
    translating.machine_translate(by=translator, rendering_id=rendering.pk)
    (card,) = shown(found("inventato"), "fr")
    assert card.title_language == "it"


@pytest.mark.parametrize("text", ["'", "\\", "a:*b", "!&|", "%", "\0", "🙂", "x" * 200])
def test_strange_signs_find_nothing_and_break_nothing(entry: Entry, text: str) -> None:
    assert isinstance(found(text), Answered)
