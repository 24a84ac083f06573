"""Two people for rights and emergencies, doubts answered, translations sent back or taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.models import Prefecture
from approdo.network.commands import news, reviewing, translating
from approdo.network.models import NewsItem, Rendering, RenderingEvent
from approdo.network.queries.reading import readable
from tests.network.newsroom import BODY, FRENCH, MakeUser, facts, new_item, rendering_of, reviewer_of, text_of
from tests.reception.refusals import refused

pytestmark = pytest.mark.django_db


def translated(by: Actor, item: NewsItem, said: dict[int, str] | None = None) -> Rendering:
    row = rendering_of(item)
    translating.translate_sentences(by=by, rendering_id=row.pk, said=said or FRENCH)
    return row


def review(by: Actor, row: Rendering, **answers: str) -> Callable[[], Any]:
    return lambda: reviewing.review(by=by, rendering_id=row.pk, answers=answers)


def test_a_translation_that_was_accepted_is_read(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer, kind="rights")
    row = translated(translator, item)
    assert readable(text_of(item), "fr").language == "it"
    review(reviewer, row)()
    assert [one.words for one in readable(text_of(item), "fr").pieces] == list(FRENCH.values())
    assert rendering_of(item).state == "reviewed"


@pytest.mark.parametrize("kind", ["rights", "emergency"])
def test_on_rights_and_emergencies_who_translated_does_not_accept(
    kind: str, reviewer: Actor, make_user: MakeUser, savona: Prefecture
) -> None:
    item = new_item(reviewer, kind=kind)
    row = translated(reviewer, item)
    refused("reviewer_is_translator", review(reviewer, row))
    other = reviewer_of(make_user, savona, "other")
    review(other, row)()
    # A sentence written since is asked of another person again; the one who wrote the rest may then accept it
    news.correct_news(by=reviewer, news_id=item.pk, facts=facts(BODY.replace("2 foto", "3 foto"), kind=kind))
    translating.translate_sentences(by=other, rendering_id=row.pk, said={2: "Apportez 3 photos."})
    refused("reviewer_is_translator", review(other, row))
    review(reviewer, row)()
    # Taken back, everything is to be accepted again, by somebody who wrote none of it
    reviewing.return_to_draft(by=reviewer, rendering_id=row.pk, reason="Una frase era sbagliata")
    assert readable(text_of(item), "fr").language == "it"
    refused("reviewer_is_translator", review(reviewer, row))
    refused("reviewer_is_translator", review(other, row))
    review(reviewer_of(make_user, savona, "third"), row)()


def test_an_ordinary_text_may_be_accepted_by_who_translated_it(reviewer: Actor) -> None:
    item = new_item(reviewer)
    review(reviewer, translated(reviewer, item))()
    assert rendering_of(item).state == "reviewed"


def test_what_a_machine_wrote_on_rights_is_accepted_by_one_person(reviewer: Actor) -> None:
    item = new_item(reviewer, kind="rights")
    row = rendering_of(item)
    translating.machine_translate(by=reviewer, rendering_id=row.pk)
    assert readable(text_of(item), "fr").language == "it"
    review(reviewer, row)()
    assert readable(text_of(item), "fr").language == "fr"


def test_the_database_itself_wants_another_person(reviewer: Actor, translator: Actor) -> None:
    row = translated(translator, new_item(reviewer, kind="rights"))
    told = {"prefecture_id": "SV", "rendering": row, "number": 50, "act": "accepted", "at": timezone.now()}
    for by in (translator.user_id, None):
        with pytest.raises(DatabaseError, match="does not accept it"), transaction.atomic():
            RenderingEvent.objects.create(**told, by_id=by)
    RenderingEvent.objects.create(**told, by_id=reviewer.user_id)


def test_each_doubt_needs_an_answer_that_is_kept(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer)
    row = translated(translator, item, {**FRENCH, 1: "Venez avec votre visa.", 2: "Apportez deux photos."})
    names = ["why-1-term_lacks-residence_permit", "why-1-forbidden_word-residence_permit", "why-2-numbers_differ"]
    refused("doubts_unanswered", review(reviewer, row), *names)
    answers = dict.fromkeys((name.removeprefix("why-") for name in names), "In lettere è più chiaro")
    reviewing.review(by=reviewer, rendering_id=row.pk, answers=answers)
    event = row.events.get(act="accepted")
    assert event.answers == answers
    # What was accepted with its answer is not asked again when another sentence changes
    news.correct_news(by=reviewer, news_id=item.pk, facts=facts(BODY.replace("costa nulla", "costa niente")))
    translating.translate_sentences(by=translator, rendering_id=row.pk, said={3: "C'est gratuit."})
    review(reviewer, row)()
    assert row.events.order_by("-number")[0].answers == {}


def test_what_cannot_be_accepted(translator: Actor, reviewer: Actor, officer: Actor) -> None:
    item = new_item(reviewer)
    row = rendering_of(item)
    refused("sentences_to_translate", review(reviewer, row))
    translated(translator, item, {1: FRENCH[1]})
    refused("sentences_to_translate", review(reviewer, row))
    translated(translator, item)
    refused("not_allowed", review(translator, row))
    refused("not_allowed", review(officer, row))
    review(reviewer, row)()
    refused("reviewed_already", review(reviewer, row))


def test_a_draft_is_sent_back_and_what_was_accepted_stays(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer)
    row = translated(translator, item)
    review(reviewer, row)()
    translated(translator, item, {2: "Amenez 2 photos."})
    reviewing.reject(by=reviewer, rendering_id=row.pk, reason="Apportez è la parola giusta")
    assert readable(text_of(item), "fr").pieces[1].words == FRENCH[2]
    assert rendering_of(item).state == "draft"
    refused("reason_missing", lambda: reviewing.reject(by=reviewer, rendering_id=row.pk, reason=" "), "reason")
    refused("not_allowed", lambda: reviewing.reject(by=translator, rendering_id=row.pk, reason="Prova"))


def test_a_machine_draft_sent_back_is_read_no_more(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer)
    row = rendering_of(item)
    refused("nothing_to_reject", lambda: reviewing.reject(by=reviewer, rendering_id=row.pk, reason="Prova"))
    translating.machine_translate(by=translator, rendering_id=row.pk)
    assert readable(text_of(item), "fr").language == "fr"
    reviewing.reject(by=reviewer, rendering_id=row.pk, reason="Non si capisce")
    assert readable(text_of(item), "fr").language == "it"


def test_only_what_was_accepted_is_taken_back(translator: Actor, reviewer: Actor) -> None:
    row = translated(translator, new_item(reviewer))
    refused("not_reviewed", lambda: reviewing.return_to_draft(by=reviewer, rendering_id=row.pk, reason="Prova"))
    review(reviewer, row)()
    refused("not_allowed", lambda: reviewing.return_to_draft(by=translator, rendering_id=row.pk, reason="Prova"))
