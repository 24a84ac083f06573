"""What is typed is understood in any script, with slips of the pen, and never guessed from too little."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.network.definitions import categories, languages, search_vocabulary
from approdo.network.rules.search_question import TooLong, asked_of, better_spelt, understood
from approdo.network.rules.search_words import allowed_slips, nearest, slips, words_of
from approdo.network.rules.transliteration import arabic_sounds, latin_sounds

LETTERS = st.text("abcd", max_size=7)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L'Avvocato È GRATIS?", ("l", "avvocato", "e", "gratis")),
        ("مُحَامٍ إقامة", ("محام", "اقامه")),
        ("পারিবারিক ডাক্তার", ("পারিবারিক", "ডাক্তার")),
        ("家庭医生", ("家庭", "庭医", "医生")),
        ("Straße 12", ("strasse", "12")),
        ("می‌خواہم", ("ميخواهم",)),
        (" ' & | ! \\ : ", ()),
    ],
)
def test_words_of_every_script(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@given(st.text())
def test_no_word_holds_a_sign_of_the_language_of_queries(text: str) -> None:
    assert not set("".join(words_of(text))) & set(" '\\&|!:*()<>\"\0")


def slips_by_hand(one: str, other: str) -> int:
    """The same by the definition, slowly."""
    if not one or not other:
        return len(one) + len(other)
    found = [
        slips_by_hand(one[1:], other) + 1,
        slips_by_hand(one, other[1:]) + 1,
        slips_by_hand(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        found.append(slips_by_hand(one[2:], other[2:]) + 1)
    return min(found)


@given(st.text("abc", max_size=5), st.text("abc", max_size=5), st.integers(0, 3))
def test_slips_are_those_of_the_definition(one: str, other: str, most: int) -> None:
    assert slips(one, other, most) == min(slips_by_hand(one, other), most + 1)


def test_a_slip_is_forgiven_in_long_words_and_other_endings_are_the_same_word() -> None:
    assert nearest("dotcor", ["doctor", "motor"], 5) == ("doctor",)
    assert nearest("avvocatto", ["avvocato", "avvoltoio"], 5) == ("avvocato",)
    assert nearest("avvocato", ["avvocato", "avvocati", "avvocata", "invocato"], 5)[0] == "avvocato"
    assert "invocato" not in nearest("avvocato", ["avvocato", "invocato"], 5)
    assert nearest("csa", ["casa"], 5) == ()
    assert allowed_slips("17100000") == 0


@pytest.mark.parametrize(
    ("arabic", "typed"),
    [
        ("طبيب", ("tabib", "tabeeb", "6abib")),
        ("محامي", ("muhami", "mo7ami", "mohamy")),
        ("مدرسة", ("madrasa", "madrassah")),
        ("شرطة", ("shorta", "chorta")),
        ("إقامة", ("iqama", "i9ama")),
        ("المستشفى", ("mustashfa", "almoustachfa")),
        ("خبز", ("khobz", "5obz")),
    ],
)
def test_arabic_typed_in_latin_letters_sounds_the_same(arabic: str, typed: tuple[str, ...]) -> None:
    assert arabic_sounds(arabic)
    assert {latin_sounds(one) for one in typed} == {arabic_sounds(arabic)}


def test_what_is_too_short_or_of_another_script_has_no_sounds() -> None:
    assert (arabic_sounds("بيت"), latin_sounds("al"), latin_sounds("12345"), latin_sounds("врач")) == ("", "", "", "")
    assert arabic_sounds("doctor") == ""


@given(st.text(string.ascii_lowercase + string.digits + "'", max_size=12))
def test_any_latin_word_has_sounds_or_none(word: str) -> None:
    assert latin_sounds(word) == "" or len(latin_sounds(word)) >= 3


def test_every_label_leads_to_its_category_in_every_language() -> None:
    known = search_vocabulary()
    for one in categories().values():
        for code, label in one.labels.items():
            if one.need and len(label) <= 200:
                meant = {concept for group in understood(label, known) for concept in group.concepts}
                assert one.id in meant, (code, label)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("dove trovo un avvocato?", "legal_advice"),
        ("I need a lawyer for free", "legal_advice"),
        ("ডাক্তার", "family_doctor"),
        ("tabib", "family_doctor"),
        ("家庭医生", "family_doctor"),
    ],
)
def test_a_question_leads_to_what_it_is_about(text: str, category: str) -> None:
    assert category in {one for group in understood(text, search_vocabulary()) for one in group.concepts}


def test_words_of_a_question_are_passed_over_unless_there_is_no_other() -> None:
    known = search_vocabulary()
    assert [group.typed for group in understood("where can I find bread", known)] == [("bread",)]
    assert [group.typed for group in understood("il", known)] == [("il",)]
    assert understood("!!!", known) == ()


def test_too_much_is_refused() -> None:
    for text in ("x" * 10_000, " ".join(["parola"] * 20), "a" * 201):
        with pytest.raises(TooLong):
            understood(text, search_vocabulary())


def test_a_question_offers_what_was_perhaps_meant() -> None:
    groups = understood("scoula gratis", search_vocabulary())
    nearby = {"scoula": ("scuola",), "gratis": ("gratis",)}
    assert better_spelt(groups, nearby) == "scuola gratis"
    assert better_spelt(groups, {"scoula": ("scoula",)}) == ""
    assert "'scuola'" in asked_of(groups, nearby, every=True)
    assert asked_of(groups, {}, every=False).count(" | (") >= 1


def test_every_language_of_the_words_passed_over_is_known() -> None:
    assert search_vocabulary().passed_over
    assert len(languages()) > 11
