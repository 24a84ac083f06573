"""A text cut into sentences: nothing is lost, abbreviations do not cut, other scripts end their own way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.network.rules.sentences import joined, mark_of, split, tidy

ALPHABET = st.text(
    st.sampled_from("aàB1 .!?…\n-•—)n()«»’'\"،؟۔।。！来আپз\t·") | st.characters(codec="utf-8"), max_size=60
)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Vedi l'art. 5, n. 3, del D.Lgs. 286/1998. Poi firma.", ["Vedi l'art. 5, n. 3, del D.Lgs. 286/1998.", "Poi firma."]),
        ("Chiedi al dott. Bianchi o alla dott.ssa Neri.", ["Chiedi al dott. Bianchi o alla dott.ssa Neri."]),
        ("Porta foto, documenti, ecc. Poi firma.", ["Porta foto, documenti, ecc.", "Poi firma."]),
        ("Porta foto, ecc. e firma.", ["Porta foto, ecc. e firma."]),
        ("Vai in p.za Diaz (tel. 019 1234). È vicino.", ["Vai in p.za Diaz (tel. 019 1234).", "È vicino."]),
        ("Porta:\n- il passaporto\n- due foto. Di fronte.\n\nAspetta.",
         ["Porta:", "il passaporto", "due foto.", "Di fronte.", "Aspetta."]),
        ("هل تحتاج إلى مساعدة؟ تعال إلينا. نحن هنا!", ["هل تحتاج إلى مساعدة؟", "تعال إلينا.", "نحن هنا!"]),
        ("আপনি আসুন। ডা. রহমান আছেন।", ["আপনি আসুন।", "ডা. রহমান আছেন।"]),
        ("请带护照。几点开门？九点！", ["请带护照。", "几点开门？", "九点！"]),
        ("آپ آئیں۔ کیا وقت ہے؟ نو بجے۔", ["آپ آئیں۔", "کیا وقت ہے؟", "نو بجے۔"]),
        ("Ви маєте право. Прийдіть завтра.", ["Ви маєте право.", "Прийдіть завтра."]),
        ("Davvero?! Sì... forse. ***", ["Davvero?!", "Sì... forse. ***"]),
    ],
)  # fmt: skip
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [one.words for one in split(text)] == sentences


@given(ALPHABET)
def test_nothing_is_lost_and_cutting_again_cuts_the_same(text: str) -> None:
    plain = tidy(text)
    found = split(plain)
    assert joined(found) == plain
    assert tidy(plain) == plain
    assert split(joined(found)) == found
    assert all(one.words.strip() for one in found)
    assert bool(found) == bool(plain)


@given(ALPHABET, ALPHABET)
def test_what_follows_an_empty_line_does_not_change_what_stands_before(before: str, after: str) -> None:
    first, second = tidy(before), tidy(after)
    if first and second and first[-1].isalnum() and second[0].isalnum():
        assert split(f"{first}\n\n{second}")[: len(split(first))] == split(first)


def test_signs_that_nobody_sees_and_those_that_turn_the_writing_are_taken_away() -> None:
    assert tidy("a\u202eb\u200bc\x00 \r\nd \n") == "abc\nd"
    assert tidy("می\u200cخواهم") == "می\u200cخواهم"  # this joiner is spelling


def test_a_mark_does_not_depend_on_blanks() -> None:
    assert mark_of("Vieni  qui\ndomani.") == mark_of("Vieni qui domani.")
    assert mark_of("Vieni qui.") != mark_of("Vieni qua.")
