"""What a name sounds like, however it was put into Latin letters.

A name becomes *groups*, one a word as spoken; a group holds the ways of writing that word ("El Idrissi" is `idrissi` or
`elidrissi`). Each writing has a *sound*: its consonants, those that transliterations confuse made equal.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations

from approdo.people.rules.scripts import to_latin

Group = tuple[str, ...]

LONGEST_WORD = 40  # letters kept of a word
MOST_GROUPS = 8  # words of a name that get keys
LONGEST_SOUND = 8

_PARTICLES = (
    "al el ul as ad ar an az ash at abu abou bou bu bin ben ibn bint bent umm oum ould ait ag"
    " de da di do dos das del della dello dei van von der den ter la le lo du des y e"
)
PARTICLES = frozenset(_PARTICLES.split())
_ABBREVIATED = {"md": "mohamed", "mohd": "mohamed", "mhd": "mohamed", "muhd": "mohamed"}
_FAITH = {"eddine": "din", "uddin": "din", "udin": "din", "eddin": "din", "aldin": "din", "ddine": "din"}
_SERVANTS = "abd abdul abdel abdal abdoul abdur abder abdus"
_SERVANT_ALONE = frozenset(_SERVANTS.split())
_SPECIAL = str.maketrans(
    {"ı": "i", "ł": "l", "đ": "d", "ð": "d", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a", "ŋ": "n"}
)
_NO_LETTER = re.compile("[^a-z]+")
_SILENT = re.compile(r"['’‘`´ʼʻʿʾ.]")
_SERVANT = re.compile(r"abd[aeiou]{1,2}(?:l(?=[^l])|([rsdtnz])(?=\1)|)(?P<of>.{4,})")
_OF_THE_FAITH = re.compile(r"(?P<of>.{3,}?)(?:[aeou]{1,2}d?|[aeou]l)d[iy]n[e]?")
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:ou|u|o)(?=[aeiou])", "w"),  # Ouafa, Wafa
        (r"ou(?=a)", "w"),  # Aouad, Awad
        (r"tsch|sch|tch|sh|ch|cz|sz|ts|tz", "s"),  # Hicham, Hisham; Shevchenko
        (r"dzh|dj|gj|xh|zh|gh|j", "g"),  # Djamel, Jamal, Gamal; Xhevdet
        (r"c(?=[eiy])|z|x(?=$)", "s"),  # Aziz, Assis
        (r"kh", "h"),  # Khalid, Halid
        (r"ck|q|c", "k"),  # Qadir, Kader, Cader
        (r"x", "ks"),
        (r"ph", "f"),
        (r"(?<=[bdtlr])h", ""),  # Bhuiyan, Dhar, Thomas
        (r"(?<=[ao])w(?=[^aeiouy]|$)", ""),  # Chowdhury, Choudhury
        (r"w", "v"),
        (r"h$", ""),  # Fatimah, Fatima
        (r"(.)\1+", r"\1"),
        (r"^[aeiouy]+", "A"),  # Youssef, Iussef, Yusuf
        (r"[aeiouy]", ""),
        (r"A", "a"),
    )
]


def normalise(text: str) -> str:
    """Small Latin letters and single spaces: no case, accent, apostrophe, hyphen or digit. Other scripts keep theirs.

    Source: house convention (ICAO Doc 9303-3 section 6 drops the same marks).
    """
    small = _SILENT.sub("", unicodedata.normalize("NFKD", text).casefold()).translate(_SPECIAL)
    if small.isascii():  # nearly every name: the same answer, ten times sooner
        return _NO_LETTER.sub(" ", small).strip()
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", small) if not _is_accent(sign))
    letters = (sign if unicodedata.category(sign)[0] in "LM" else " " for sign in unicodedata.normalize("NFC", bare))
    return " ".join("".join(letters).split())


def _is_accent(sign: str) -> bool:
    """Marks of Latin, Greek, Cyrillic and Arabic letters; the vowel signs of Indian scripts are letters."""
    return unicodedata.category(sign) == "Mn" and not 0x0900 <= ord(sign) <= 0x0DFF


def groups(text: str) -> tuple[Group, ...]:
    """Words of a name as spoken, each with its ways of writing. Particles lean on the word that follows.

    Source: house convention; the spellings are those of worked examples in `tests/people/test_names.py`.
    """
    found: list[Group] = []
    leaning = ""
    for word in to_latin(normalise(text)).split():
        if word in PARTICLES and len(word) > 1:
            leaning += word
            continue
        for part in _parts(word):
            writings = _writings(part[:LONGEST_WORD], leaning)
            leaning = ""
            if writings not in found:
                found.append(writings)
    if leaning and not found:
        found.append((leaning[:LONGEST_WORD],))
    return tuple(found[:MOST_GROUPS])


def _parts(word: str) -> tuple[str, ...]:
    """`abdelkader` is abd + kader, `noureddine` is nour + din, `uddin` is din."""
    if word in _FAITH:
        return ("din",)
    if word in _SERVANT_ALONE:
        return ("abd",)
    if (servant := _SERVANT.fullmatch(word)) and not word.startswith(
        ("abdala", "abdula", "abdela", "abdall", "abdull")
    ):
        return ("abd", servant["of"])
    if faith := _OF_THE_FAITH.fullmatch(word):
        return (faith["of"], "din")
    return (word,)


def _writings(word: str, leaning: str) -> Group:
    writings = [_ABBREVIATED.get(word, word)]
    if leaning:
        writings.append((leaning + word)[:LONGEST_WORD])
    elif word[:2] in ("el", "al") and len(word) >= 7:
        writings.append(word[2:])
    return tuple(writings)


def sound(word: str) -> str:
    """Consonants of a normalised Latin word, with `a` for a vowel at the start; at most 8 letters.

    Mohamed, Muhammad and Mohammed sound `mhmd`; Hossain, Hussein and Hosen `hsn`.
    Source: house convention.
    """
    for pattern, by in _SOUNDS:
        word = pattern.sub(by, word)
    return word[:LONGEST_SOUND]


def keys(name: tuple[Group, ...]) -> frozenset[str]:
    """Keys under which a name is found: `=word`, `~sound` and, for any two words, `~sound sound` in alphabetical order.

    Source: house convention.
    """
    sounds = [{sound(writing) for writing in group} - {""} for group in name]
    found = {f"={writing}" for group in name for writing in group}
    found.update(f"~{one}" for heard in sounds for one in heard)
    for left, right in combinations(sounds, 2):
        found.update(pair_key(one, other) for one in left for other in right)
    return frozenset(found)


def original_words(text: str) -> frozenset[str]:
    """Words of a name that are not in Latin letters, normalised, in their own script.

    Source: house convention.
    """
    return frozenset(word[:LONGEST_WORD] for word in normalise(text).split() if not word.isascii())


def pair_key(one: str, other: str) -> str:
    """Key of two sounds in whatever order.

    Source: house convention.
    """
    first, second = sorted((one, other))
    return f"~{first} {second}"


def shortened(word: str) -> frozenset[str]:
    """The word and every spelling with one letter left out.

    Two words that differ by one missing, added, wrong or swapped letter always share one of these.
    Source: house convention (symmetric deletion).
    """
    return frozenset({word, *(word[:place] + word[place + 1 :] for place in range(len(word)))})


def trigrams(text: str) -> frozenset[str]:
    """Groups of three letters of a normalised text, each word padded by two spaces before and one after.

    Source: PostgreSQL documentation, pg_trgm, "Trigram concepts".
    """
    return frozenset(
        padded[place : place + 3]
        for padded in (f"  {word} " for word in text.split())
        for place in range(len(padded) - 2)
    )


def trigram_likeness(one: str, other: str) -> float:
    """Shared trigrams out of all, from 0 to 1.

    Source: PostgreSQL documentation, pg_trgm, function `similarity`.
    """
    left, right = trigrams(one), trigrams(other)
    return len(left & right) / len(left | right) if left or right else 0.0
