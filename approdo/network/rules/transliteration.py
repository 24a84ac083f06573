"""Arabic typed in Latin letters: both scripts brought to the same sounds.

Short vowels are not written in Arabic and long ones are typed in many ways, so what is compared are the consonants:
"tabib", "tabeeb" and طبيب are all `tbb`; "mo7ami", "muhami" and محامي are `mhm`. A word that begins with a vowel, a
hamza or an ʿayn begins with `a`. The article is left out. Fewer than three sounds lead anywhere and count for nothing.
"""

from __future__ import annotations

import re

from approdo.network.rules.search_words import folded_letters

LEAST_SOUNDS = 3
# Emphatic letters sound as their plain fellows to who types them; و and ي are vowels but at the beginning.
_ARABIC = {
    "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ٹ": "t", "ث": "t", "ج": "j", "چ": "c", "ح": "h", "ه": "h", "خ": "x",
    "د": "d", "ض": "d", "ڈ": "d", "ذ": "d", "ظ": "d", "ر": "r", "ڑ": "r", "ز": "z", "ژ": "j", "س": "s", "ص": "s",
    "ش": "c", "غ": "g", "گ": "g", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ں": "n",
}  # fmt: skip
_VOWELS = "اويعء"
# What people type, the longest first: digits of the "Arabic chat alphabet", French and English habits.
_TYPED = (
    ("tch", "c"), ("kh", "x"), ("gh", "g"), ("sh", "c"), ("ch", "c"), ("th", "t"), ("dh", "d"), ("dj", "j"),
    ("ph", "f"), ("ck", "k"), ("7'", "x"), ("5", "x"), ("7", "h"), ("6", "t"), ("9", "k"), ("8", "g"), ("2", ""), ("3", ""),
    ("q", "k"), ("p", "b"), ("v", "f"), ("x", "ks"), ("c", "k"),
)  # fmt: skip
_LATIN = re.compile("[a-z0-9']+")
_ARTICLE = re.compile("(?:al|el)-?(?=[bcdfghjkmnpqrstvwxyz5678])")


def arabic_sounds(word: str) -> str:
    """The sounds of a word in Arabic script; empty where it is of another script or has too few.

    Source: our choice, after the habits of the Arabic chat alphabet.
    """
    letters = folded_letters(word)
    if len(letters) > 4 and letters.startswith("ال"):
        letters = letters[2:]
    if letters.endswith("ه") and len(letters) > 2:
        letters = letters[:-1]  # ta marbuta: typed "a", "ah" or not at all
    if not letters or any(sign not in _ARABIC and sign not in _VOWELS for sign in letters):
        return ""
    begun = {"و": "w", "ي": "y"}.get(letters[0], "a" if letters[0] in _VOWELS else "")
    return _enough(begun + "".join(_ARABIC.get(sign, "") for sign in letters))


def latin_sounds(word: str) -> str:
    """The sounds of a word typed in Latin letters; empty where it is of another script or has too few.

    Source: our choice, after the habits of the Arabic chat alphabet.
    """
    letters = folded_letters(word)
    if not _LATIN.fullmatch(letters) or letters.isdigit():
        return ""
    letters = _ARTICLE.sub("", letters, count=1) if len(letters) > 4 and _ARTICLE.match(letters) else letters
    letters = re.sub(r"([a-z])\1", r"\1", letters)  # a doubled letter is one in Arabic
    if letters.endswith("ah") and len(letters) > 3:
        letters = letters[:-1]
    begun = letters[0] if letters[0] in "wy" else "a" if letters[0] in "aeiou23" else ""
    found, place = begun, 0
    while place < len(letters):
        typed, sound = next(((one, to) for one, to in _TYPED if letters.startswith(one, place)), (letters[place], None))
        single = sound is None
        found += ("" if typed in "aeiouwy'4" else typed) if single else str(sound)
        place += len(typed)
    return _enough(found)


def _enough(sounds: str) -> str:
    return sounds if len(sounds) >= LEAST_SOUNDS else ""
