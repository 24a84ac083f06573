"""Names that are one name, and names that are two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.people.rules import names

SAME = [
    ("Mohamed", "Muhammad"), ("Mohamed", "Mohammed"), ("Mohamed", "Md."), ("Mohamed", "محمد"),
    ("Muhammad", "Мухаммад"),
    ("Mohammad", "মোহাম্মদ"), ("Abdelkader", "Abd al-Qadir"), ("Abdelkader", "عبد القادر"),
    ("Abdul Rahman", "Abdurrahman"),
    ("Abderrahman", "عبدالرحمن"), ("Hossain", "Hussein"), ("Hosen", "হোসেন"), ("Noureddine", "Nur al-Din"),
    ("Noureddine", "نور الدين"), ("Salahuddin", "Salah Eddine"), ("Uddin", "উদ্দিন"),
    ("Shevchenko", "Шевченко"),
    ("Chowdhury", "Choudhury"), ("Chowdhury", "চৌধুরী"), ("Youssef", "Iussef"), ("Yusuf", "يوسف"),
    ("Yusuf", "Юсуф"),
    ("Singh", "ਸਿੰਘ"), ("Hicham", "Hisham"), ("Hisham", "هشام"), ("Fatima", "Fatimah"), ("Ouahid", "Wahid"),
    ("Djamel", "Gamal"), ("Jamal", "جمال"), ("Sa'id", "Said"), ("N’Diaye", "Ndiaye"), ("Gülsüm", "Gulsum"),
    ("Đorđe", "Dorde"), ("Khadija", "خديجة"), ("Aziz", "Assis"), ("Abdullah", "عبد الله"), ("Iryna", "Irina"),
    ("Walid", "وليد"), ("Ouarda", "وردة"), ("Ayesha", "আয়েশা"), ("Jubayer", "যুবায়ের"), ("Mohamed", "মোঃ"),
    ("Muhammad", "মো."), ("Khan", "খাঁন"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_sound_the_same(one: str, other: str) -> None:
    heard = [[names.sound(group[0]) for group in names.groups(text)] for text in (one, other)]
    assert heard[0] == heard[1]


@pytest.mark.parametrize(
    ("one", "other"), [("Ahmed", "Hamid"), ("Maria", "Nadia"), ("Ali", "Omar"), ("Diop", "Diallo"), ("Ivan", "Igor")]
)
def test_different_names_sound_different(one: str, other: str) -> None:
    assert names.sound(names.normalise(one)) != names.sound(names.normalise(other))


def test_a_particle_leans_on_the_word_that_follows() -> None:
    assert names.groups("El Idrissi") == (("idrissi", "elidrissi"),)
    assert names.groups("Ben Ali") == (("ali", "benali"),)
    assert "=benali" in names.keys(names.groups("Ben Ali")) & names.keys(names.groups("Benali"))
    assert "=idrissi" in names.keys(names.groups("El Idrissi")) & names.keys(names.groups("Elidrissi"))


def test_a_name_made_of_particles_only_is_still_a_name() -> None:
    assert names.groups("De La") == (("dela",),)


@pytest.mark.parametrize("text", ["", "  ", "123", "…", "'"])
def test_what_holds_no_letter_has_no_words(text: str) -> None:
    assert names.groups(text) == ()
    assert names.keys(()) == frozenset()


@given(st.text(max_size=60))
def test_any_text_is_normalised_once_and_for_all(text: str) -> None:
    plain = names.normalise(text)
    assert names.normalise(plain) == plain
    assert all(len(key) <= 60 for key in names.keys(names.groups(text)))


WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12)


@given(WORD, st.data())
def test_one_mistake_leaves_a_shortened_spelling_in_common(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("aeklmz"))
    mistakes = [
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
    ]
    assert all(names.shortened(word) & names.shortened(mistaken) for mistaken in mistakes)


def test_trigram_likeness_is_that_of_postgresql() -> None:
    # select similarity('word', 'two words') in the documentation's own example
    assert names.trigram_likeness("word", "two words") == pytest.approx(0.363636, abs=1e-6)
    assert names.trigram_likeness("", "") == 0.0
