"""Translations that leave and come back: without loss, tried first, nothing stale taken, nothing hostile read."""

from __future__ import annotations

import csv
import io
import re
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.core.access.actor import Actor
from approdo.core.models import Prefecture
from approdo.core.transfer.markup import NotMarkup
from approdo.network.commands import files, news, translating
from approdo.network.exchange import sheet, xliff
from approdo.network.exchange.going import Going, all_going
from approdo.network.models import NewsItem, Rendering, TranslationFile
from approdo.network.queries import files as doors
from approdo.network.rules.returned import Here, Returned, RowFate, fates
from approdo.network.rules.sentences import mark_of, tidy
from approdo.network.rules.sources import SourceSentence
from approdo.network.rules.translations import TranslationState
from tests.network.newsroom import BODY, FRENCH, MakeUser, facts, new_item, rendering_of, translator_of
from tests.reception.refusals import refused

SIGNS = st.sampled_from("=+-@'\"\t;,\n<>&]|ß€ عر🙂") | st.characters(codec="utf-8", exclude_categories=("Cn", "Co"))
WORDS = st.text(SIGNS, min_size=1, max_size=40).map(tidy).filter(bool)
TEXT = UUID(int=9)


def leaving(pairs: list[tuple[str, str]]) -> Any:
    rendering = SimpleNamespace(text_id=TEXT, language="ur", text="=Titolo & <altro>")
    lines = [
        Going(SourceSentence(key, "", italian, mark_of(italian)), words, TranslationState.DRAFT, ("a = b",))
        for key, (italian, words) in enumerate(pairs, start=1)
    ]
    return [(rendering, lines)]


def expected(pairs: list[tuple[str, str]]) -> list[tuple[str, str, int, str, str, str]]:
    return [
        (str(TEXT), "ur", key, mark_of(italian), italian, words) for key, (italian, words) in enumerate(pairs, start=1)
    ]


def told(rows: list[Returned]) -> list[tuple[str, str, int, str, str, str]]:
    return [(one.text, one.language, one.key, one.mark, one.italian, one.words) for one in rows]


@given(st.lists(st.tuples(WORDS, WORDS), max_size=5))
def test_xliff_comes_back_without_loss(pairs: list[tuple[str, str]]) -> None:
    assert told(xliff.read(b"".join(xliff.written(leaving(pairs))))) == expected(pairs)


@settings(max_examples=50)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5))
def test_csv_comes_back_without_loss_and_no_cell_is_a_formula(pairs: list[tuple[str, str]]) -> None:
    content = b"".join(sheet.written(leaving(pairs)))
    assert told(sheet.read(io.BytesIO(content), "a.csv")) == expected(pairs)
    cells = [
        cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";") for cell in row
    ]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


@pytest.mark.parametrize("words", ["=1+1", "'=1", "''-x", "'", "''", "'a", "-", "@", "+39 019", "a=b"])
def test_signs_of_formulas_are_shielded_and_given_back(words: str) -> None:
    assert sheet.bare(sheet.shielded(words)) == words
    assert not sheet.shielded(words).startswith(("=", "+", "-", "@"))


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff version="1.2">&a;</xliff>'
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (ENTITIES, "entities"),
        (b'<xliff version="1.2"><file>', "malformed"),
        (b'<xliff version="2.1"></xliff>', "malformed"),
        (b"<html version='1.2'></html>", "malformed"),
        (b"<a/>" * 400_001, "too_many_tags"),
        (b"<?xml version='1.0' encoding='klingon'?><xliff version='1.2'/>", "encoding"),
        (b"\xff\xfe\x00", "encoding"),
        (b"", "malformed"),
    ],
)
def test_hostile_and_broken_files_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(NotMarkup) as found:
        xliff.read(content)
    assert found.value.code == code


def test_inner_marks_of_a_translation_program_are_read_through() -> None:
    target = '<target state="translated">Ven<g id="1">ez</g>.</target>'
    unit = f'<trans-unit id="3-{"a" * 32}"><source>Vieni.</source>{target}</trans-unit>'
    file = f'<file original="t" target-language="fr">{unit}</file>'
    found = xliff.read(f'<x:xliff version="1.2" xmlns:x="u">{file}</x:xliff>'.encode())
    assert [(one.key, one.words) for one in found] == [(3, "Venez.")]


def test_the_fate_of_each_sentence() -> None:
    here = {("t", "fr", 1): Here("m", "Venez."), ("t", "fr", 2): Here("m", ""), ("t", "fr", 3): Here("m", "")}

    def row(key: int, words: str, mark: str = "m", text: str = "t") -> Returned:
        return Returned(1, text, "fr", key, mark, "", words)

    rows = [
        row(1, "Venez. "), row(2, "Ici."), row(2, "Là."), row(3, "", "m"), row(3, "x", "older"), row(9, "x"), row(1, "x", text="u"),
    ]  # fmt: skip
    assert fates(rows, here, 9) == [
        RowFate.SAME, RowFate.TAKEN, RowFate.TWICE, RowFate.EMPTY, RowFate.STALE, RowFate.UNKNOWN, RowFate.UNKNOWN,
    ]  # fmt: skip
    assert fates([row(3, "x" * 10)], here, 9) == [RowFate.TOO_LONG]


def xliff_of(item: NewsItem, said: dict[int, str], language: str = "fr") -> bytes:
    rows = Rendering.objects.filter(text__holder_id=item.pk, text__field="body", language=language).select_related(
        "text"
    )
    content = b"".join(xliff.written(all_going(rows))).decode()
    for key, words in said.items():
        content = re.sub(rf'(id="{key}-.*?)<target [^>]*>[^<]*', rf'\g<1><target state="translated">{words}', content)
    return content.encode()


@pytest.mark.django_db
def test_a_file_is_tried_then_taken_once(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer)
    content = xliff_of(item, FRENCH)
    news.correct_news(by=reviewer, news_id=item.pk, facts=facts(BODY.replace("2 foto", "3 foto")))
    kept = files.bring_file(by=translator, name="francese.xlf", content=content)
    assert doors.plan(translator, kept).counts == {RowFate.TAKEN: 2, RowFate.STALE: 1}
    assert rendering_of(item).state == "missing"
    taken = files.take_file(by=translator, file_id=kept.pk)
    assert taken.counts == {"taken": 2, "stale": 1}
    row = rendering_of(item)
    assert (row.state, row.missing) == ("draft", 1)
    assert {one.made_with for one in row.events.all()} == {"francese.xlf"}
    refused("file_taken", lambda: files.take_file(by=translator, file_id=kept.pk))


@pytest.mark.django_db
def test_what_changed_between_the_trial_and_the_taking_is_left(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer)
    kept = files.bring_file(by=translator, name="a.xlf", content=xliff_of(item, FRENCH))
    assert doors.plan(translator, kept).counts == {RowFate.TAKEN: 3}
    news.correct_news(by=reviewer, news_id=item.pk, facts=facts(BODY.replace("2 foto", "3 foto")))
    assert files.take_file(by=translator, file_id=kept.pk).counts == {"taken": 2, "stale": 1}


@pytest.mark.django_db
def test_what_left_and_comes_back_untouched_changes_nothing(translator: Actor, reviewer: Actor) -> None:
    item = new_item(reviewer)
    row = rendering_of(item)
    translating.translate_sentences(by=translator, rendering_id=row.pk, said={1: FRENCH[1]})
    rows = Rendering.objects.filter(text__holder_id=item.pk).select_related("text")
    for name, write in (("a.xlf", xliff.written), ("a.csv", sheet.written)):
        kept = files.bring_file(by=translator, name=name, content=b"".join(write(all_going(rows))))
        assert doors.plan(translator, kept).counts == {RowFate.SAME: 1, RowFate.EMPTY: 43}
        refused("file_says_nothing", lambda pk=kept.pk: files.take_file(by=translator, file_id=pk))


@pytest.mark.django_db
def test_a_file_says_nothing_of_another_prefecture(
    translator: Actor, reviewer: Actor, make_user: MakeUser, palermo: Prefecture
) -> None:
    stranger = translator_of(make_user, palermo)
    content = xliff_of(new_item(reviewer), FRENCH)
    kept = files.bring_file(by=stranger, name="a.xlf", content=content)
    assert doors.plan(stranger, kept).counts == {RowFate.UNKNOWN: 3}
    refused("translation_file_not_found", lambda: files.take_file(by=translator, file_id=kept.pk))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlf", ENTITIES, "xliff_entities"),
        ("a.xlf", b"{}", "xliff_malformed"),
        ("a.csv", b"a;b\n1;2\n", "columns_lack"),
        ("a.csv", b"", "file_empty"),
        ("a.pdf", b"%PDF-1.7", "file_wrong_type"),
    ],
)
def test_a_file_that_is_none_is_refused_and_not_kept(translator: Actor, name: str, content: bytes, code: str) -> None:
    refused(code, lambda: files.bring_file(by=translator, name=name, content=content), "file")
    assert not TranslationFile.objects.exists()


@pytest.mark.django_db
def test_who_may_not_translate_brings_no_file(officer: Actor) -> None:
    refused("not_allowed", lambda: files.bring_file(by=officer, name="a.xlf", content=b"<a/>"))
