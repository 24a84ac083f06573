"""The glossary: its words are found in Italian, asked of a translation, and never ask for what they forbid."""

from __future__ import annotations

from pathlib import Path

import pytest

from approdo.network import glossary
from approdo.network.definitions import DATA, DefinitionError, languages
from approdo.network.glossary import load_terms, terms
from approdo.network.rules.glossary import Doubt, terms_in, warnings


def doubts(italian: str, words: str, language: str) -> list[tuple[Doubt, str]]:
    return [(one.doubt, one.term) for one in warnings(1, italian, words, language, terms())]


def test_forty_terms_in_every_language_of_the_release() -> None:
    assert len(terms()) >= 40
    needed = {one.id for one in languages().values() if one.release_1} - {"it", "it-x-simple"}
    for term in terms():
        assert needed <= set(term.rendered)
        for code in needed:
            for form in term.rendered[code].required:
                assert doubts(term.italian[0], form.replace("*", ""), code) == [], (term.id, code, form)


def test_the_longest_term_is_the_one_found() -> None:
    found = terms_in("Chiedi il permesso di soggiorno UE per soggiornanti di lungo periodo.", terms())
    assert [one.id for one in found] == ["long_term_permit"]
    assert [one.id for one in terms_in("I permessi di soggiorno si chiedono in Questura.", terms())] == [
        "questura",
        "residence_permit",
    ]
    assert terms_in("Una revista e un avvistamento.", terms()) == ()  # "visto" stands inside a word


BOTH = [(Doubt.TERM_LACKS, "residence_permit"), (Doubt.FORBIDDEN_WORD, "residence_permit")]


@pytest.mark.parametrize(
    ("italian", "words", "language", "found"),
    [
        ("Porta il permesso di soggiorno.", "Apportez votre titre de séjour.", "fr", []),
        ("Porta il permesso di soggiorno.", "Apportez votre visa.", "fr", BOTH),
        ("Il visto e il permesso di soggiorno.", "Le visa et le titre de séjour.", "fr", []),
        ("Il permesso di soggiorno.", "Посвідка на проживання.", "uk", [(Doubt.TERM_LACKS, "residence_permit")]),
        ("Il permesso di soggiorno.", "Без дозволу на проживання.", "uk", []),
        ("Il permesso di soggiorno.", "وتصريح الإقامة", "ar", []),
        ("Il permesso di soggiorno.", "请带居留许可。", "zh-Hans", []),
        ("Chiama il 1522.", "اتصل بالرقم ١٥٢٢", "ar", []),
        ("Chiama il 1522.", "Call 1552.", "en", [(Doubt.NUMBERS_DIFFER, "")]),
        ("Porta il permesso di soggiorno.", "Porta il permesso.", "it-x-simple", []),
    ],
)  # fmt: skip
def test_what_must_be_explained(italian: str, words: str, language: str, found: list[tuple[Doubt, str]]) -> None:
    assert doubts(italian, words, language) == found


def test_a_file_without_a_language_of_the_release_is_refused(tmp_path: Path) -> None:
    text = (DATA / "glossary.yaml").read_text(encoding="utf-8")
    file = tmp_path / "glossary.yaml"
    file.write_text(text.replace('en: ["health card*"], ', "", 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match="'en' is missing"):
        load_terms(file)
    file.write_text(text.replace("reviewed_by: null\n", ""), encoding="utf-8")
    with pytest.raises(DefinitionError, match="reviewed_by"):
        load_terms(file)
    assert glossary.terms() is terms()
