"""Names of other scripts in plain Latin letters: enough to compare how they sound, not to write a passport."""

from __future__ import annotations

import re

_ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءپچژگڤکیہےٹڈڑںهھ"
_ARABIC_LATIN = "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h u y a h a p ch zh g v k y h y t d r n h h"
_CYRILLIC_LETTERS = "абвгґдеёєжзиійїклмнопрстуфхцчшщъыьэюяђјљњћџѓќѕў"
_CYRILLIC_LATIN = (
    "a b v g g d e e e zh z i i y i k l m n o p r s t u f h ts ch sh shch - y - e yu ya dj y l n ch dj g k z u"
)
_GREEK_LETTERS = "αβγδεζηθικλμνξοπρσςτυφχψω"
_GREEK_LATIN = "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
# The blocks of the Indian scripts stand in the same order; the words below begin at an offset from each block.
_INDIAN_BLOCKS = (0x0900, 0x0980, 0x0A00, 0x0A80)  # Devanagari, Bengali, Gurmukhi, Gujarati
_FROM_15 = "k kh g gh n ch ch j jh n t th d dh n t th d dh n n p ph b bh m j r r l l l v sh sh s h"
_FROM_05 = "a a i i u u r l e e e ai o o o au"
_FROM_3E = "a i i u u r r e e e ai o o o au"
_ARABIC = dict(zip(_ARABIC_LETTERS, _ARABIC_LATIN.split(), strict=True))
_CYRILLIC = dict(zip(_CYRILLIC_LETTERS, _CYRILLIC_LATIN.split(), strict=True))
_GREEK = dict(zip(_GREEK_LETTERS, _GREEK_LATIN.split(), strict=True))
_INDIAN_CONSONANTS = dict(enumerate(_FROM_15.split(), start=0x15))
_INDIAN_VOWELS = dict(enumerate(_FROM_05.split(), start=0x05))
_INDIAN_SIGNS = dict(enumerate(_FROM_3E.split(), start=0x3E))
_SERVANT_OF_GOD = re.compile("عبد ?الله")
_MOHAMED = frozenset({"মোঃ", "মো"})  # as Bengali documents shorten it
_INDIAN_NASALS = frozenset({0x02, 0x70})
_VIRAMA, _NUKTA = 0x4D, 0x3C


def to_latin(text: str) -> str:
    """A normalised text with Arabic, Cyrillic, Greek and Indian letters replaced; other signs stay as they are.

    Source: house convention, after the romanisations of the UNGEGN (Arabic 2017, Russian 1987, Bengali 1972).
    """
    text = _SERVANT_OF_GOD.sub("abdullah", text)
    return " ".join(_word(word) for word in text.split())


def _word(word: str) -> str:
    if word in _MOHAMED:
        return "mohamed"
    first = ord(word[0])
    if 0x0600 <= first <= 0x06FF:
        return _arabic(word)
    if 0x0900 <= first <= 0x0AFF:
        return _indian(word)
    table = _CYRILLIC if 0x0400 <= first <= 0x04FF else _GREEK if 0x0370 <= first <= 0x03FF else {}
    return "".join(table.get(sign, sign) for sign in word).replace("-", "")


def _arabic(word: str) -> str:
    """Short vowels are not written: `a` stands between two consonants."""
    servant = ""
    if word.startswith("عبدال") and len(word) > 6:
        servant, word = "abdul", word[5:]
    elif word.startswith("ال") and len(word) > 4:
        word = word[2:]
    latin = ""
    for letter in (_ARABIC.get(sign, "") for sign in word):
        if latin and letter and latin[-1] not in "aiuy" and letter[0] not in "aiuy":
            latin += "a"
        latin += letter
    if latin.startswith("u"):
        latin = "w" + latin[1:] if latin[1:2] in ("a", "u", "y") else "wa" + latin[1:]
    return servant + latin


def _indian(word: str) -> str:
    """A consonant carries the vowel a unless a vowel sign or the stroke of silence follows."""
    latin: list[str] = []
    bare = False  # the last consonant still waits for its vowel
    for sign in word:
        offset = next((ord(sign) - block for block in _INDIAN_BLOCKS if 0 <= ord(sign) - block < 0x80), -1)
        if offset in _INDIAN_CONSONANTS:
            latin.append(("a" if bare else "") + _INDIAN_CONSONANTS[offset])
            bare = True
        elif offset == _NUKTA and latin and latin[-1].endswith("j"):
            latin[-1] = latin[-1][:-1] + "y"
        elif offset in _INDIAN_NASALS:
            latin.append(("a" if bare else "") + "n")
            bare = True
        elif offset in _INDIAN_SIGNS or offset == _VIRAMA:
            latin.append(_INDIAN_SIGNS.get(offset, ""))
            bare = False
        elif offset in _INDIAN_VOWELS:
            latin.append(("a" if bare else "") + _INDIAN_VOWELS[offset])
            bare = False
    return "".join(latin)
