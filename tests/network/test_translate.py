"""Texts are translated sentence by sentence, at once or by a machine; only what changed becomes stale."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from approdo.core.access.actor import Actor
from approdo.core.errors import Refusal
from approdo.core.models import AuditRecord, Prefecture
from approdo.network.commands import news, reviewing, translating
from approdo.network.models import NewsItem, Rendering, RenderingEvent, SourceVersion, Text
from approdo.network.queries.reading import readable, readable_of
from approdo.network.rules.renderings import Told, standing_of, text_state
from approdo.network.rules.sources import HolderKind
from approdo.network.text_rows import event_of, source_of
from approdo.network.text_rows import standing_of as kept_standing
from tests.network.newsroom import BODY, FRENCH, MakeUser, facts, new_item, rendering_of, text_of, translator_of
from tests.reception.refusals import refused

pytestmark = pytest.mark.django_db


def translate(by: Actor, item: NewsItem, said: dict[int, str] | None = None, language: str = "fr") -> Rendering:
    row = rendering_of(item, language)
    translating.translate_sentences(by=by, rendering_id=row.pk, said=said or FRENCH, expected_version=row.version)
    return rendering_of(item, language)


def accept(by: Actor, item: NewsItem, language: str = "fr", **answers: str) -> Rendering:
    reviewing.review(by=by, rendering_id=rendering_of(item, language).pk, answers=answers)
    return rendering_of(item, language)


def test_a_piece_of_news_has_its_texts_in_every_language_of_the_release(reviewer: Actor) -> None:
    item = new_item(reviewer)
    text = text_of(item)
    assert [one.words for one in source_of(text.sentences)] == [part + "." for part in BODY.rstrip(".").split(". ")]
    rows = Rendering.objects.filter(text=text)
    assert {row.language for row in rows} == {
        "it-x-simple",
        "en",
        "fr",
        "es",
        "ar",
        "sq",
        "ro",
        "uk",
        "bn",
        "zh-Hans",
        "ur",
    }
    assert {(row.state, row.missing) for row in rows} == {("missing", 3)}


def test_words_are_kept_with_the_sentence_they_translate(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer)
    row = translate(translator, item, {1: "Venez.", 2: ""})
    assert (row.state, row.missing, row.version) == ("draft", 2, 2)
    [event] = row.events.all()
    assert (event.key, event.mark, event.words, event.by_id) == (
        1,
        text_of(item).sentences[0][3],
        "Venez.",
        translator.user_id,
    )
    assert AuditRecord.objects.filter(act="rendering.written", object_id=str(row.pk)).count() == 1
    # What stands already is not written again
    assert translating.translate_sentences(by=translator, rendering_id=row.pk, said={1: "Venez."}) == 0
    assert row.events.count() == 1


def test_only_the_changed_sentence_becomes_stale_and_a_slip_of_the_pen_none(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer)
    translate(translator, item)
    assert accept(reviewer, item).state == "reviewed"
    news.correct_news(by=reviewer, news_id=item.pk, facts=facts(BODY.replace("sportello", "sportelo")), minor=True)
    assert (rendering_of(item).state, rendering_of(item).stale) == ("reviewed", 0)
    news.correct_news(by=reviewer, news_id=item.pk, facts=facts(BODY.replace("2 foto", "3 foto")))
    row = rendering_of(item)
    assert (row.state, row.stale, row.missing) == ("stale", 1, 0)
    found = readable(text_of(item), "fr")
    assert [one.told for one in found.pieces] == [Told.NOTHING, Told.OLDER, Told.NOTHING]
    # The translator corrects the one sentence; the others stay accepted
    translate(translator, item, {2: "Apportez 3 photos."})
    assert rendering_of(item).state == "draft"
    assert readable(text_of(item), "fr").pieces[0].words == FRENCH[1]
    assert accept(reviewer, item).state == "reviewed"
    assert SourceVersion.objects.filter(text=text_of(item)).count() == 3


def test_on_rights_a_stale_sentence_is_read_in_italian(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer, kind="rights")
    translate(translator, item)
    assert readable(text_of(item), "fr").language == "it"
    accept(reviewer, item)
    assert readable(text_of(item), "fr").language == "fr"
    assert readable(text_of(item), "ar").language == "fr"  # along the chain of Arabic
    news.correct_news(by=reviewer, news_id=item.pk, facts=facts(BODY.replace("2 foto", "3 foto"), kind="rights"))
    pieces = readable(text_of(item), "fr").pieces
    assert [(one.language, one.told) for one in pieces] == [
        ("fr", Told.NOTHING), ("it", Told.ITALIAN_CHANGED), ("fr", Told.NOTHING),
    ]  # fmt: skip
    assert pieces[1].words == "Porta 3 foto."


def test_news_that_become_a_matter_of_rights_are_no_longer_read_unreviewed(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer)
    translating.machine_translate(by=translator, rendering_id=rendering_of(item).pk)
    assert readable(text_of(item), "fr").language == "fr"
    news.correct_news(by=reviewer, news_id=item.pk, facts=facts(kind="emergency"))
    assert text_of(item).guarded
    assert readable(text_of(item), "fr").language == "it"


def test_the_older_words_of_a_stale_sentence_are_written_only_where_they_hold(
    translator: Actor, reviewer: Actor
) -> None:
    item = new_item(reviewer)
    translate(translator, item)
    news.correct_news(by=reviewer, news_id=item.pk, facts=facts(BODY.replace("2 foto", "con te 2 foto")))
    row = rendering_of(item)
    assert translating.translate_sentences(by=translator, rendering_id=row.pk, said=FRENCH) == 0
    assert translating.translate_sentences(by=translator, rendering_id=row.pk, said=FRENCH, holds=frozenset({2})) == 1
    assert rendering_of(item).stale == 0


def test_a_whole_text_is_cut_as_the_italian(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer)
    row = rendering_of(item, "ar")
    whole = "تعال إلى المكتب مع تصريح الإقامة. هل لديك ٢ صور؟ الخدمة مجانية."
    assert translating.translate_text(by=translator, rendering_id=row.pk, words=whole) == 3
    assert [words for _key, _mark, (_n, words, *_r), _a in rendering_of(item, "ar").standing][1] == "هل لديك ٢ صور؟"
    refused(
        "sentences_differ",
        lambda: translating.translate_text(by=translator, rendering_id=row.pk, words="واحدة."),
        "words",
    )
    # Again with one sentence changed: the others are not written a second time
    assert translating.translate_text(by=translator, rendering_id=row.pk, words=whole.replace("مجانية", "بلا ثمن")) == 1


def test_the_machine_writes_what_lacks_and_says_what_it_is(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer)
    translate(translator, item, {1: FRENCH[1]})
    row = rendering_of(item)
    assert translating.machine_translate(by=translator, rendering_id=row.pk, expected_version=row.version) == 2
    row = rendering_of(item)
    machine = [one for one in row.events.all() if one.act == "machine"]
    assert [(one.key, one.made_with) for one in machine] == [(2, "demo 1"), (3, "demo 1")]
    assert all(one.words.startswith("[demo fr] ") for one in machine)
    assert (row.state, row.missing) == ("draft", 0)
    refused("nothing_to_translate", lambda: translating.machine_translate(by=translator, rendering_id=row.pk))


def test_without_a_machine_nothing_happens(translator: Actor, reviewer: Actor, settings: Any) -> None:
    item = new_item(reviewer)
    settings.MACHINE_TRANSLATION = ""
    refused("no_machine", lambda: translating.machine_translate(by=translator, rendering_id=rendering_of(item).pk))


class Broken:
    """A machine that leaves sentences out."""

    name = "broken"

    def speaks(self, language: str) -> bool:
        return True

    def translate(self, sentences: list[str], language: str) -> list[str]:
        return ["one", "", "three"]


def test_a_machine_that_leaves_a_sentence_out_changes_nothing(
    translator: Actor, reviewer: Actor, settings: Any
) -> None:
    item = new_item(reviewer)
    settings.MACHINE_TRANSLATION = "tests.network.test_translate.Broken"
    refused("machine_failed", lambda: translating.machine_translate(by=translator, rendering_id=rendering_of(item).pk))
    assert rendering_of(item).state == "missing"


def test_a_language_is_added_once(translator: Actor, reviewer: Actor) -> None:
    text = text_of(new_item(reviewer))
    made = translating.add_language(by=translator, text_id=text.pk, language="wo")
    assert (made.language, made.missing) == ("wo", 3)
    refused(
        "language_known", lambda: translating.add_language(by=translator, text_id=text.pk, language="wo"), "language"
    )
    for unknown in ("it", "xx"):
        add = partial(translating.add_language, by=translator, text_id=text.pk, language=unknown)
        refused("language_unknown", add, "language")


def test_a_page_read_before_a_change_is_refused(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer)
    seen = rendering_of(item).version
    translate(translator, item, {1: "Venez."})
    refused(
        "rendering_changed",
        lambda: translating.translate_sentences(
            by=translator, rendering_id=rendering_of(item).pk, said=FRENCH, expected_version=seen
        ),
    )
    seen = rendering_of(item).version
    news.correct_news(by=reviewer, news_id=item.pk, facts=facts(BODY.replace("2 foto", "3 foto")))
    refused(
        "rendering_changed",
        lambda: translating.translate_sentences(
            by=translator, rendering_id=rendering_of(item).pk, said=FRENCH, expected_version=seen
        ),
    )


def test_who_may_not_and_what_is_not_there(
    translator: Actor, reviewer: Actor, officer: Actor, make_user: MakeUser, palermo: Prefecture
) -> None:
    row = rendering_of(new_item(reviewer))
    refused("not_allowed", lambda: translating.translate_sentences(by=officer, rendering_id=row.pk, said=FRENCH))
    stranger = translator_of(make_user, palermo)
    refused(
        "rendering_not_found", lambda: translating.translate_sentences(by=stranger, rendering_id=row.pk, said=FRENCH)
    )
    refused("rendering_not_found", lambda: translating.machine_translate(by=translator, rendering_id=uuid4()))
    said = {1: "a" * 5_001}
    refused(
        "sentence_too_long",
        lambda: translating.translate_sentences(by=translator, rendering_id=row.pk, said=said),
        "s1",
    )


def test_readers_get_many_records_in_two_questions(
    translator: Actor, reviewer: Actor, django_assert_num_queries: object
) -> None:
    items = [new_item(reviewer) for _one in range(3)]
    translate(translator, items[0])
    accept(reviewer, items[0])
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = readable_of("SV", HolderKind.NEWS, [one.pk for one in items], "ar")
    assert [found[one.pk]["body"].language for one in items] == ["fr", "it", "it"]


def test_histories_are_only_added_to(translator: Actor, reviewer: Actor) -> None:
    translate(translator, new_item(reviewer))
    for model in (RenderingEvent, SourceVersion):
        for act in (lambda rows: rows.update(number=99), lambda rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                act(model.objects.all())


def test_the_database_keeps_rights_guarded_and_italian_out(reviewer: Actor) -> None:
    text = text_of(new_item(reviewer, kind="rights"))
    with pytest.raises(DatabaseError, match="text_on_rights_is_guarded"), transaction.atomic():
        Text.objects.filter(pk=text.pk).update(guarded=False)
    with pytest.raises(DatabaseError, match="rendering_is_no_source"), transaction.atomic():
        Rendering.objects.filter(text=text, language="fr").update(language="it")


@pytest.mark.slow
def test_what_is_kept_for_lists_is_what_the_history_says(translator: Actor, reviewer: Actor) -> None:
    """Random acts; then every kept column is computed again from the whole history and the last Italian."""
    dice = random.Random(13)
    parts = ["Vieni qui.", "Vieni qua.", "Porta le foto.", "Porta la foto.", "Firma il foglio.", "Aspetta fuori."]
    item = new_item(reviewer, " ".join(parts[:3]))
    for turn in range(60):
        row = rendering_of(item)
        act = dice.choice(("write", "write", "machine", "accept", "reject", "reopen", "source", "minor"))
        with transaction.atomic():
            try:
                if act == "write":
                    key = dice.randint(1, 8)
                    translating.translate_sentences(by=translator, rendering_id=row.pk, said={key: f"phrase {turn}"})
                elif act == "machine":
                    translating.machine_translate(by=translator, rendering_id=row.pk)
                elif act == "accept":
                    reviewing.review(by=reviewer, rendering_id=row.pk, answers={})
                elif act in ("reject", "reopen"):
                    command = reviewing.reject if act == "reject" else reviewing.return_to_draft
                    command(by=reviewer, rendering_id=row.pk, reason="Prova")
                else:
                    told = replace(facts(), body=" ".join(dice.sample(parts, dice.randint(1, 4))))
                    news.correct_news(by=reviewer, news_id=item.pk, facts=told, minor=act == "minor")
            except Refusal:
                pass
        row = rendering_of(item)
        events = [event_of(one) for one in row.events.order_by("number")]
        assert kept_standing(row) == standing_of(events)
        assert row.state == text_state(source_of(row.text.sentences), standing_of(events))
        assert [one.number for one in events] == list(range(1, row.number + 1))
        last = SourceVersion.objects.filter(text=row.text).first()
        assert last is not None
        assert last.sentences == row.text.sentences
    assert {"written", "machine", "accepted", "rejected", "reopened"} == set(row.events.values_list("act", flat=True))
