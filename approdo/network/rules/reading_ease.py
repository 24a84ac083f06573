"""How easy an Italian text is to read: the Gulpease index, 0 (hard) to 100 (easy).

How it is counted here. *Letters* are letters and digits; signs and spaces are none. A *word* is a run of letters and
digits: an apostrophe ends one ("l'ufficio" is two words), a hyphen too; a number is one word with its points and
commas ("1.250,50") and so is an abbreviation with inner points ("D.Lgs."). A *sentence* ends at `.` `!` `?` `…`
when a blank or the end follows and the next word does not begin in small letters; not after an abbreviation of the
list, a single letter ("M. Rossi") or the number that opens a line of a list ("1. Vieni"). A blank line ends a
sentence, and so does each line of a list (begun by a dash, a bullet or a number). A text without an end has one
sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

ABBREVIATIONS = frozenset(
    [
        "art",
        "artt",
        "avv",
        "cfr",
        "cod",
        "comm",
        "co",
        "dott",
        "dott.ssa",
        "dr",
        "dr.ssa",
        "d.l",
        "d.lgs",
        "d.m",
        "d.p.r",
        "dpr",
        "ecc",
        "es",
        "fig",
        "ing",
        "lett",
        "n",
        "num",
        "nn",
        "p",
        "pag",
        "pagg",
        "par",
        "prof",
        "prof.ssa",
        "prot",
        "reg",
        "sig",
        "sig.na",
        "sig.ra",
        "sigg",
        "ss",
        "tel",
        "v",
        "vol",
        "p.za",
        "l.go",
        "c.so",
        "v.le",
        "s.n",
        "s.n.c",
        "p.es",
    ]
)
_LIST_LINE = re.compile(r"^[ \t]*(?:[-–—•*·]|\d{1,3}[.)]|[a-zA-Z]\))[ \t]+", re.M)
_NUMBER = r"\d+(?:[.,:/]\d+)*"
_DOTTED = r"(?:[^\W\d_]{1,5}\.)+[^\W\d_]{1,5}(?![^\W\d_])"
_WORD = re.compile(rf"{_NUMBER}|{_DOTTED}|[^\W_]+")
_END = re.compile(r"[.!?…]+[\"'»”’)\]]*(?=\s|$)")


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
    return _WORD.findall(_LIST_LINE.sub("", text))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text that hold a word, by the rules at the head of this room.

    Source: our choice; the authors count the full stops.
    """
    blocks = re.split(r"\n\s*\n", _LIST_LINE.sub("\n\n", text))
    return [one for block in blocks for one in _sentences(" ".join(block.split())) if _WORD.search(one)]


def _sentences(block: str) -> list[str]:
    found, start = [], 0
    for end in _END.finditer(block):
        rest = block[end.end() :].lstrip(" \"'«“(")
        if rest[:1].islower() or (end.group().startswith(".") and _shortened(block[start : end.start()])):
            continue
        found.append(block[start : end.end()])
        start = end.end()
    return [*found, block[start:]]


def _shortened(before: str) -> bool:
    """Whether a full stop after this belongs to an abbreviation."""
    last = re.search(r"[\w.]+$", before)
    word = last.group().lower() if last else ""
    return word in ABBREVIATIONS or (len(word) == 1 and word.isalpha())


def _ease(index: int) -> Ease:
    bounds = ((80, Ease.PRIMARY), (60, Ease.LOWER_SECONDARY), (40, Ease.UPPER_SECONDARY))
    return next((ease for least, ease in bounds if index >= least), Ease.HARD)
