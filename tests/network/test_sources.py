"""The Italian written again: only what changed changes; a slip of the pen changes nothing, and is no more than that."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.network.rules.sources import (
    LEAST_LIKENESS,
    Difference,
    NotMinor,
    Source,
    differences,
    likeness,
    not_minor,
    numbers_in,
    rewritten,
    written,
)

FIRST = "Vieni allo sportello con il passaporto. Porta due foto recenti. Il servizio è gratuito."
SENTENCES = st.lists(
    st.sampled_from(["Vieni qui.", "Vieni qua.", "Porta due foto.", "Porta tre foto.", "Aspetta.", "Firma il foglio."]),
    max_size=5,
)


def again(before: Source, text: str, *, minor: bool = False) -> Source:
    return rewritten(before, text, last_key=max((one.key for one in before), default=0), minor=minor)


def test_only_the_changed_sentence_has_another_mark() -> None:
    before = written(FIRST)
    after = again(before, FIRST.replace("due foto recenti", "due foto a colori"))
    assert [one.key for one in after] == [1, 2, 3]
    assert [one.mark == old.mark for one, old in zip(after, before, strict=True)] == [True, False, True]


def test_a_minor_change_carries_the_marks_over_again_and_again() -> None:
    before = written("Vieni alo sportello. Porta due foto.")
    after = again(
        again(before, "Vieni allo sportelo. Porta due foto.", minor=True),
        "Vieni allo sportello. Porta due foto.",
        minor=True,
    )
    assert [one.mark for one in after] == [one.mark for one in before]
    assert after[0].words == "Vieni allo sportello."
    assert again(after, "Vieni allo sportello. Porta tre foto.")[0].mark == before[0].mark


def test_new_moved_and_removed_sentences() -> None:
    before = written(FIRST)
    after = again(before, "Il servizio è gratuito. Chiama prima di venire. Vieni allo sportello con il passaporto.")
    assert [one.key for one in after] == [3, 4, 1]
    assert {one.mark for one in before} >= {after[0].mark, after[2].mark}
    # A number is not given again, even after its sentence has gone
    third = rewritten(after, "Una frase del tutto diversa.", last_key=4)
    assert [one.key for one in third] == [5]


def test_going_back_to_the_old_words_gives_the_old_mark() -> None:
    before = written(FIRST)
    there = again(before, FIRST.replace("due foto recenti", "due foto nuove"))
    assert again(there, FIRST) == before


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("Porta 2 foto.", "Porta 3 foto.", NotMinor.NUMBER),
        ("Devi pagare la marca.", "Non devi pagare la marca.", NotMinor.DECISIVE_WORD),
        ("Vieni entro lunedì mattina.", "Vieni dopo lunedì mattina.", NotMinor.DECISIVE_WORD),
        ("Porta le foto.", "Porta le foto. Chiama il numero verde.", NotMinor.NEW_SENTENCE),
        ("Porta le fotto, puo servire.", "Porta le foto, può servire.", None),
        ("Avvizo", "Avviso", None),
        ("Porta le foto. Firma qui sotto.", "Porta le foto.", None),
    ],
)
def test_what_cannot_be_a_slip_of_the_pen(before: str, after: str, why: NotMinor | None) -> None:
    old = written(before)
    assert list(not_minor(old, again(old, after, minor=True)).values()) == ([why] if why else [])


@given(SENTENCES, SENTENCES)
def test_pairs_are_the_best_there_are(before: list[str], after: list[str]) -> None:
    """Every way of pairing what is left is tried: none is better than the one chosen."""
    old = written(" ".join(before))
    new = again(old, " ".join(after))
    by_key = {one.key: one for one in old}
    pairs = [(by_key[one.key], one) for one in new if one.key in by_key and by_key[one.key].words != one.words]
    same = {one.key for one in new if one.key in by_key and by_key[one.key].words == one.words}
    left_old = [one for one in old if one.key not in same]
    left_new = [one for one in new if one.key not in same]
    best = 0.0
    for size in range(1, min(len(left_old), len(left_new)) + 1):
        for some in combinations(left_old, size):
            for others in combinations(left_new, size):
                alike = [likeness(one.words, other.words) for one, other in zip(some, others, strict=True)]
                best = max(best, sum(alike)) if min(alike) >= LEAST_LIKENESS else best
    assert sum(likeness(one.words, other.words) for one, other in pairs) == pytest.approx(best)


@given(SENTENCES, SENTENCES, st.booleans())
def test_whatever_changes(before: list[str], after: list[str], minor: bool) -> None:
    old = written(" ".join(before))
    new = again(old, " ".join(after), minor=minor)
    assert [one.words for one in new] == after
    assert len({one.key for one in new}) == len(new)
    marks = {one.key: one.mark for one in old}
    unchanged = {one.words for one in old} & set(after)
    for words in unchanged:
        kept = sum(one.words == words and one.key in marks and marks[one.key] == one.mark for one in new)
        assert kept >= min(before.count(words), after.count(words))
    if minor:
        assert all(marks[one.key] == one.mark for one in new if one.key in marks)


def test_differences_in_words() -> None:
    assert differences("Porta due foto recenti.", "Porta due foto a colori.") == (
        (Difference.SAME, "Porta due foto"), (Difference.GONE, "recenti."), (Difference.ADDED, "a colori."),
    )  # fmt: skip


@given(st.text("ab c", max_size=20), st.text("ab c", max_size=20))
def test_differences_hold_both_sentences(before: str, after: str) -> None:
    found = differences(before, after)
    for kinds, words in (((Difference.SAME, Difference.GONE), before), ((Difference.SAME, Difference.ADDED), after)):
        assert " ".join(part for kind, part in found if kind in kinds) == " ".join(words.split())


def test_numbers_in_the_digits_of_any_script() -> None:
    assert numbers_in("Chiama 1522 alle 9.30") == numbers_in("اتصل ١٥٢٢ ٩.٣٠") == numbers_in("১৫২২ ৯.৩০")
    assert numbers_in("Costa 1,50") != numbers_in("Costa 1,60")
