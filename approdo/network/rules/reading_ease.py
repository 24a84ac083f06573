"""How easy an Italian text is to read: the Gulpease index, 0 (hard) to 100 (easy).

How it is counted here. *Letters* are letters and digits; signs and spaces are none. A *word* is a run of letters and
digits: an apostrophe ends one ("l'ufficio" is two words), a hyphen too; a number is one word with its points and
commas ("1.250,50") and so is an abbreviation with inner points ("D.Lgs."). Sentences are those of
`sentences.py` that hold a word. A text without an end has one sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from approdo.network.rules.sentences import LIST_LINE, split, tidy

_NUMBER = r"\d+(?:[.,:/]\d+)*"
_DOTTED = r"(?:[^\W\d_]{1,5}\.)+[^\W\d_]{1,5}(?![^\W\d_])"
_WORD = re.compile(rf"{_NUMBER}|{_DOTTED}|[^\W_]+")


class Ease(StrEnum):
    """For whom a text is easy, by the schooling of the reader who reads it alone."""

    PRIMARY = "primary_school"
    LOWER_SECONDARY = "lower_secondary_school"
    UPPER_SECONDARY = "upper_secondary_school"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class ReadingEase:
    """The index, rounded half up to a whole number between 0 and 100, with the three counts behind it."""

    index: int
    letters: int
    words: int
    sentences: int
    ease: Ease


def reading_ease(text: str) -> ReadingEase | None:
    """The Gulpease index of an Italian text: 89 + (300 × sentences − 10 × letters) / words. None without a word.

    80, 60 and 40 are the bounds for who has primary, lower and upper secondary school.

    Source: P. Lucisano, M. E. Piemontese, "Gulpease: una formula per la predizione della difficoltà dei testi in
    lingua italiana", Scuola e città 3, 1988.
    """
    words = words_of(text)
    if not words:
        return None
    letters = sum(character.isalnum() for word in words for character in word)
    sentences = len(sentences_of(text))
    # Whole numbers, so that a half is a half: floor((2x + words) / 2 words).
    above = 2 * (89 * len(words) + 300 * sentences - 10 * letters) + len(words)
    index = min(100, max(0, above // (2 * len(words))))
    return ReadingEase(index, letters, len(words), sentences, _ease(index))


def words_of(text: str) -> list[str]:
    """The words of a text, by the rules at the head of this room.

    Source: our choice, as the authors count an apostrophe as a division.
    """
    return _WORD.findall(LIST_LINE.sub("", text))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text that hold a word, by the rules at the head of this room.

    Source: our choice; the authors count the full stops.
    """
    return [" ".join(one.words.split()) for one in split(tidy(text)) if _WORD.search(one.words)]


def _ease(index: int) -> Ease:
    bounds = ((80, Ease.PRIMARY), (60, Ease.LOWER_SECONDARY), (40, Ease.UPPER_SECONDARY))
    return next((ease for least, ease in bounds if index >= least), Ease.HARD)
