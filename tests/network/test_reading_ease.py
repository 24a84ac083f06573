"""The Gulpease index, its counts and the hard cases of Italian punctuation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.network.rules.reading_ease import Ease, reading_ease, sentences_of, words_of


def test_the_formula_by_hand() -> None:
    # 10 words, 2 sentences, 44 letters: 89 + (600 - 440) / 10 = 105, cut to 100
    found = reading_ease("Vieni qui domani. Porta sempre il tuo documento con te.")
    assert found is not None
    assert (found.words, found.sentences, found.letters) == (10, 2, 44)
    assert (found.index, found.ease) == (100, Ease.PRIMARY)
    hard = reading_ease("Documentazione attestante regolarizzazione contributiva amministrativamente verificata")
    assert hard is not None
    assert hard.letters == 14 + 10 + 16 + 12 + 19 + 10
    assert (hard.index, hard.ease) == (4, Ease.HARD)  # 89 + (300 - 810) / 6


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Il sig. Rossi e la dott.ssa Neri sono qui.", 1),
        ("Vedi art. 3 del D.Lgs. 142/2015. Poi firma.", 2),
        ("Parla con M. Rossi. È allo sportello 2.", 2),
        ("Costa 1.250,50 euro. Si paga alle 9.30.", 2),
        ("Porta:\n- il passaporto\n- due foto\n- la marca da bollo", 4),
        ("1. Prendi il numero\n2. Aspetta", 2),
        ("Hai fame? Vieni! C'è posto…", 3),
        ("Aspetta... poi entra.", 1),
        ("Titolo senza punto\n\nPrima frase. Seconda", 3),
        ("Una riga\nche va a capo.", 1),
        ("Ha detto «Vieni.» Poi è uscita.", 2),
    ],
)
def test_sentences(text: str, sentences: int) -> None:
    assert len(sentences_of(text)) == sentences


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("l'ufficio dell’anagrafe", ["l", "ufficio", "dell", "anagrafe"]),
        ("socio-sanitario", ["socio", "sanitario"]),
        ("Costa 1.250,50 € il 3/12/2026", ["Costa", "1.250,50", "il", "3/12/2026"]),
        ("il D.Lgs. 142", ["il", "D.Lgs", "142"]),
        ("- il passaporto\n1) la foto", ["il", "passaporto", "la", "foto"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize("text", ["", "  \n", "... !", "---"])
def test_no_word_has_no_index(text: str) -> None:
    assert reading_ease(text) is None


@given(st.text(max_size=300))
def test_any_text_has_an_index_or_none(text: str) -> None:
    found = reading_ease(text)
    if found is not None:
        assert 0 <= found.index <= 100
        assert found.sentences >= 1
