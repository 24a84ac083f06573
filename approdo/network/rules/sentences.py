"""A text cut into sentences, so that a change in one of them asks for one new translation.

A *sentence* ends at `.` `!` `?` `…` when a blank or the end follows and the next word does not begin in small letters;
not after an abbreviation of the list, a single letter ("M. Rossi") or the number that opens a line of a list. It ends
at the marks of other scripts (؟ ۔ । ॥ 。 ！ ？) whatever follows. A blank line ends a sentence, and so does each line of
a list. Nothing is lost: `joined(split(text))` is the text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

ABBREVIATIONS = frozenset((
    "art", "artt", "avv", "cfr", "cod", "comm", "co", "dott", "dott.ssa", "dr", "dr.ssa", "d.l", "d.lgs", "d.m",
    "d.p.r", "d.p.c.m", "dpr", "ecc", "etc", "es", "fig", "geom", "ing", "lett", "min", "n", "num", "nn", "p", "pag",
    "pagg", "par", "prof", "prof.ssa", "prot", "reg", "sec", "sig", "sig.na", "sig.ra", "sigg", "ss", "tel", "v",
    "vol", "p.za", "l.go", "c.so", "v.le", "s.n", "s.n.c", "s.p.a", "s.r.l", "p.es", "u.s", "m.llo",
))  # fmt: skip
MAY_END = frozenset(("ecc", "etc"))  # abbreviations with which a sentence may well end
LONGEST_MARK = 32

_MARKER = r"(?:[-–—•*·]|\d{1,3}[.)]|[a-zA-Z]\))[ \t]+"
LIST_LINE = re.compile(rf"^[ \t]*{_MARKER}", re.M)
_BREAK = re.compile(rf"\n[ \t]*(?:\n[ \t]*)+(?:{_MARKER})?|(?:\A|\n)[ \t]*{_MARKER}")
_CLOSING = "\"'»”’)\\]」』"
_END = re.compile(rf"[.!?…]+[{_CLOSING}]*(?=\s|$)|[؟۔।॥。！？]+[{_CLOSING}]*")
_LAST_WORD = re.compile(r"[^\s\"'’«“(\[]+$")
_OPENING = " \t\n\"'«“(["
# Signs that turn the direction of what follows, and signs nobody sees; the joiners of Arabic and Bengali stay.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]")
_HALVES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence. `lead`: what stands before it (a blank, a new line, the mark of a list)."""

    lead: str
    words: str


def tidy(text: str) -> str:
    """A text as it is kept: one form of Unicode, one kind of new line, no sign that nobody sees, no blank at an end.

    Source: Unicode standard annexes 9 and 15; our choice.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    plain = unicodedata.normalize("NFC", _HIDDEN.sub("", _HALVES.sub("", plain)))
    return "\n".join(line.rstrip() for line in plain.split("\n")).strip()


def split(text: str) -> tuple[Sentence, ...]:
    """The sentences of a tidy text, in order; none of an empty one.

    Source: our choice, by the rules at the head of this room.
    """
    found: list[Sentence] = []
    starts = [0, *(one.start() for one in _BREAK.finditer(text) if one.start())]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        opening = _BREAK.match(text, start, end)
        lead = opening.group() if opening else ""
        found += _of_block(lead, text[start + len(lead) : end])
    return tuple(found)


def joined(sentences: Iterable[Sentence]) -> str:
    """The text that sentences make.

    Source: our choice.
    """
    return "".join(one.lead + one.words for one in sentences)


def mark_of(words: str) -> str:
    """The mark of a sentence, 32 hexadecimal digits: the same whatever blanks stand between its words.

    Source: our choice; the first half of SHA-256 (FIPS 180-4).
    """
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:LONGEST_MARK]


def _of_block(lead: str, block: str) -> list[Sentence]:
    found: list[Sentence] = []
    for piece in _cut(block):
        words = piece.strip()
        blank = piece[: len(piece) - len(piece.lstrip())]
        if found and not any(sign.isalnum() for sign in words):
            found[-1] = Sentence(found[-1].lead, found[-1].words + piece)
        elif words:
            found.append(Sentence(lead + blank if not found else blank, piece[len(blank) :]))
    if not found and lead + block:
        return [Sentence("", lead + block)]
    return found


def _cut(block: str) -> list[str]:
    """A block in pieces, each from the blank before a sentence to its end."""
    found, start = [], 0
    for end in _END.finditer(block):
        rest = block[end.end() :].lstrip(_OPENING)
        if end.group()[0] in ".!?…" and rest[:1].islower():
            continue
        if end.group()[0] == "." and _shortened(block[start : end.start()], rest):
            continue
        found.append(block[start : end.end()])
        start = end.end()
    return [*found, block[start:]]


def _shortened(before: str, rest: str) -> bool:
    """Whether a full stop after this belongs to an abbreviation."""
    last = _LAST_WORD.search(before)
    word = last.group().lower() if last else ""
    if word in MAY_END:
        return not rest[:1].isupper()
    letters = [sign for sign in word if not unicodedata.category(sign).startswith("M")]
    return word in ABBREVIATIONS or (len(letters) == 1 and letters[0].isalpha())
