"""Words as a search compares them, in any script, and how far two words are apart.

A word is a run of letters, digits and vowel signs. Small letters without accents, one form of the letters that Arabic
and Urdu keyboards write in two ways. Chinese has no blanks: its signs are taken in pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_QUERY = 200  # characters
MOST_WORDS = 12
LONGEST_WORD = 60  # characters
SHORTEST_GUESS = 4  # letters: a slip in a shorter word leads anywhere

_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f]")
_LETTERS = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ہ": "ه", "ھ": "ه",
    "ک": "ك", "ے": "ي", "đ": "d", "ł": "l", "ı": "i", "ø": "o", "æ": "ae", "œ": "oe", "ʼ": "'", "’": "'",
})  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")


def folded_letters(text: str) -> str:
    """A text in the form in which it is compared.

    Source: Unicode standard annex 15 (NFKC); our choice for the letters that two keyboards write differently.
    """
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", apart)).translate(_LETTERS)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in order, with those that come back.

    Source: our choice, by the rules at the head of this room.
    """
    found: list[str] = []
    for run in folded_letters(text).translate(_IN_WORDS).split():
        found += _cut(run)
    return tuple(one[:LONGEST_WORD] for one in found)


def slips(asked: str, known: str, most: int) -> int:
    """How many letters lack, are too many, are others or changed places; `most` + 1 where there are more than `most`.

    Source: optimal string alignment (Damerau 1964).
    """
    if abs(len(asked) - len(known)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(known) + 1))
    for i, sign in enumerate(asked, start=1):
        older, before = before, row
        row = [i]
        for j, other in enumerate(known, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != other))
            if i > 1 and j > 1 and sign == known[j - 2] and asked[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def allowed_slips(word: str) -> int:
    """How many slips a word of that length may have and still be recognised.

    Source: our choice: none below four letters, one up to seven, then two.
    """
    if len(word) < SHORTEST_GUESS or word.isdigit():
        return 0
    return 1 if len(word) < 8 else 2


def other_ending(asked: str, known: str) -> bool:
    """Whether two words differ in their last letters alone ("avvocato", "avvocati"; "course", "courses").

    Source: our choice; it stands for stems, which the languages of the portal would each need their own of.
    """
    short, long = sorted((asked, known), key=len)
    return (
        len(short) >= SHORTEST_GUESS
        and len(long) - len(short) <= 2
        and long.startswith(short[: max(4, len(short) - 1)])
    )


def nearest(asked: str, known: Iterable[str], most: int) -> tuple[str, ...]:
    """The known words that a word may stand for, the nearest first; itself alone where it is known, with other endings.

    Source: our choice.
    """
    limit = allowed_slips(asked)
    found = []
    for one in known:
        apart = slips(asked, one, limit)
        if apart <= limit or other_ending(asked, one):
            found.append((min(apart, limit + 1), one[:1] != asked[:1], one))
    return tuple(one for apart, _begins, one in sorted(found)[:most] if apart == 0 or _kept(asked, one, found))


def _kept(asked: str, one: str, found: list[tuple[int, bool, str]]) -> bool:
    """Where the word itself is known, nothing but its other endings is meant."""
    exact = any(other == asked for _apart, _begins, other in found)
    return not exact or other_ending(asked, one)


class _Signs(dict[int, int]):
    """Signs as they stand in words, a blank for those that stand between them: each is looked up once."""

    def __missing__(self, sign: int) -> int:
        kept = sign if unicodedata.category(chr(sign))[0] in "LNM" else ord(" ")
        self[sign] = kept
        return kept


_IN_WORDS = _Signs()


def _cut(run: str) -> list[str]:
    """A run without blanks: pairs of Chinese signs, and what stands between them as it is."""
    found, last = [], 0
    for piece in _HAN.finditer(run):
        if piece.start() > last:
            found.append(run[last : piece.start()])
        signs = piece.group()
        found += [signs[n : n + 2] for n in range(len(signs) - 1)] or [signs]
        last = piece.end()
    return [*found, run[last:]] if last < len(run) else found
