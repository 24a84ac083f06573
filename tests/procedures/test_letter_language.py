"""Which language the short translation is in, and how the sentences are filled."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import pytest
import yaml

from approdo.procedures.letter_definitions import (
    FOLDER,
    LetterTextsRefused,
    languages,
    letter_texts,
    read_languages,
    read_letter,
    translations,
)
from approdo.procedures.letter_texts import date_in_words, letter_language
from approdo.procedures.rules.letter_composition import fill, formal_name
from approdo.procedures.rules.letters import TO_OFFICES, LetterKind


@pytest.mark.parametrize(
    ("preferred", "chosen"),
    [
        (["ar", "fr"], "ar"),
        (["ar-MA"], "ar"),
        (["pt_BR", "es"], "es"),
        (["zh", "fr"], "fr"),
        (["zh"], "en"),
        ([], "en"),
        (["it", "ar"], "it"),
        (["wo", "it"], "en"),
    ],
)
def test_the_language_is_the_persons_own_else_a_vehicular_one(preferred: list[str], chosen: str) -> None:
    assert letter_language(preferred) == chosen


@pytest.mark.parametrize("kind", set(LetterKind) - TO_OFFICES)
def test_every_letter_to_a_person_has_every_language(kind: LetterKind) -> None:
    assert translations(kind) == {"en", "fr", "es", "ar", "sq", "ro", "uk", "bn"}


@pytest.mark.parametrize("kind", LetterKind)
def test_no_machine_draft_passes_for_reviewed(kind: LetterKind) -> None:
    assert not any(text.reviewed for text in letter_texts(kind).values())


def test_every_translation_opens_by_saying_that_italian_counts() -> None:
    word = {"en": "Italian", "fr": "italien", "es": "italiano", "ro": "italiană", "sq": "italisht"}
    word |= {"uk": "італійський", "ar": "الإيطالي", "bn": "ইতালীয়"}
    for code, italian in word.items():
        labels = languages()[code].labels
        assert italian in labels["notice_unreviewed"]
        assert italian in labels["notice_reviewed"]


def test_dates_are_in_words_with_european_digits() -> None:
    day = datetime.date(2026, 6, 11)
    said = {code: date_in_words(day, code) for code in languages()}
    assert said["it"] == "11 giugno 2026"
    assert said["fr"] == "11 juin 2026"
    assert said["uk"] == "11 червня 2026 року"
    assert all("11" in words and "2026" in words and "06" not in words for words in said.values())


@pytest.mark.parametrize(
    ("sentence", "day", "filled"),
    [
        ("entro il {due_on}.", "11 giugno 2026", "entro l'11 giugno 2026."),
        ("Il {due_on} scade", "8 marzo 2026", "L'8 marzo 2026 scade"),
        ("del {due_on}", "8 marzo 2026", "dell'8 marzo 2026"),
        ("entro il {due_on}", "18 marzo 2026", "entro il 18 marzo 2026"),
    ],
)
def test_the_italian_article_is_elided_before_eight_and_eleven(sentence: str, day: str, filled: str) -> None:
    assert fill(sentence, {"due_on": day}, "it") == filled


def test_other_languages_keep_their_article() -> None:
    assert fill("del {date}", {"date": "11 de junio de 2026"}, "es") == "del 11 de junio de 2026"


def test_a_value_is_never_read_as_a_sentence() -> None:
    assert fill("{officer}", {"officer": "{due_on}", "due_on": "oggi"}) == "{due_on}"


@pytest.mark.parametrize(
    ("seat", "name"),
    [("Savona", "di Savona"), ("L'Aquila", "dell'Aquila"), ("La Spezia", "della Spezia")],
)
def test_the_prefecture_is_named_after_its_seat(seat: str, name: str) -> None:
    assert formal_name(seat) == f"Prefettura – Ufficio territoriale del Governo {name}"


def _file(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def _drop_language(raw: Any) -> None:
    del raw["translation"]["bn"]


def _drop_sentence(raw: Any) -> None:
    del raw["translation"]["uk"]["you_can"]


def _drop_placeholder(raw: Any) -> None:
    raw["translation"]["sq"]["what"] = "Mendojmë ta refuzojmë."


def _unknown_placeholder(raw: Any) -> None:
    raw["it"]["parts"][0]["text"] += " {judge}"


def _unknown_condition(raw: Any) -> None:
    raw["it"]["parts"][0]["when"] = "full_moon"


def _unknown_list(raw: Any) -> None:
    raw["it"]["parts"].append({"list": "secrets"})


def _two_kinds(raw: Any) -> None:
    raw["it"]["parts"].append({"list": "reasons", "text": "x"})


def _no_source(raw: Any) -> None:
    raw["sources"] = []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_drop_language, "no translation in bn"),
        (_drop_sentence, "uk: no sentence called you_can"),
        (_drop_placeholder, "sq: the names in braces differ"),
        (_unknown_placeholder, "unknown name"),
        (_unknown_condition, "unknown condition full_moon"),
        (_unknown_list, "unknown list secrets"),
        (_two_kinds, "a part must be one of"),
        (_no_source, "no source"),
    ],
)
def test_a_spoilt_file_is_refused_and_the_place_named(spoil: Any, said: str) -> None:
    raw = copy.deepcopy(_file("preliminary_rejection"))
    spoil(raw)
    with pytest.raises(LetterTextsRefused, match=said) as refusal:
        read_letter(LetterKind.PRELIMINARY_REJECTION, raw, languages())
    assert "preliminary_rejection.yaml" in str(refusal.value)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("phrases", "reply_by"), "fr: the names in braces differ"),
        (("labels", "notice_reviewed"), "fr: the names in braces differ"),
        (("remedies", "regional_court"), "fr: no sentence or source for regional_court"),
    ],
)
def test_a_language_that_says_less_than_the_others_is_refused(place: tuple[str, str], said: str) -> None:
    raw = copy.deepcopy(_file("common"))
    raw["languages"]["fr"][place[0]][place[1]] = ""
    with pytest.raises(LetterTextsRefused, match=said):
        read_languages(raw)


def test_a_language_without_a_label_is_refused() -> None:
    raw = copy.deepcopy(_file("common"))
    del raw["languages"]["ro"]["labels"]["heading"]
    with pytest.raises(LetterTextsRefused, match=r"ro: .*heading"):
        read_languages(raw)


def test_a_remedy_with_an_unknown_name_is_refused() -> None:
    raw = copy.deepcopy(_file("common"))
    raw["languages"]["es"]["remedies"]["regional_court"] += " {judge}"
    with pytest.raises(LetterTextsRefused, match="es: unknown name in regional_court"):
        read_languages(raw)
