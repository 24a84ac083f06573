"""Words of the law that are always translated in one way, and what a translation that does otherwise must explain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from approdo.network.rules.sources import numbers_in

# Scripts whose words carry their article, case or neighbour with them: there is no edge to look for.
_WITHOUT_EDGES = ("ARABIC", "BENGALI", "CJK", "DEVANAGARI", "SINHALA", "TAMIL", "GURMUKHI", "ETHIOPIC")


class Doubt(StrEnum):
    """What a reviewer must answer before accepting a sentence."""

    TERM_LACKS = "term_lacks"
    FORBIDDEN_WORD = "forbidden_word"
    NUMBERS_DIFFER = "numbers_differ"


@dataclass(frozen=True, slots=True)
class Rendered:
    """How a term is said in a language. `required`: any of these will do, the first is the one proposed.

    A star at the end of a word stands for its endings: `посвідк* на проживання`.
    """

    required: tuple[str, ...]
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the field. `italian`: its forms in a text; `rendered`: by code of language."""

    id: str
    italian: tuple[str, ...]
    rendered: Mapping[str, Rendered]


@dataclass(frozen=True, slots=True)
class Warned:
    """A doubt about a sentence: `term` is "" for numbers; `words` are the ones required, forbidden or missing."""

    key: int
    doubt: Doubt
    term: str
    words: tuple[str, ...]

    @property
    def id(self) -> str:
        """Its name in a form and in the history."""
        return "-".join(part for part in (str(self.key), self.doubt.value, self.term) if part)


def terms_in(italian: str, terms: Iterable[Term]) -> tuple[Term, ...]:
    """The terms of the glossary that stand in an Italian text; a longer term hides those inside it.

    Source: our choice ("permesso di soggiorno per motivi familiari" is one term, not two).
    """
    left, found = _plain(italian), []
    forms = [(form, one) for one in terms for form in one.italian]
    for form, term in sorted(forms, key=lambda pair: -len(pair[0])):
        left, times = _pattern(form).subn("\n", left)
        if times and term not in found:
            found.append(term)
    return tuple(sorted(found, key=lambda one: one.id))


def warnings(key: int, italian: str, words: str, language: str, terms: Iterable[Term]) -> tuple[Warned, ...]:
    """What must be explained of a translated sentence: a term said otherwise, a forbidden word, other numbers.

    Source: the issue of the portal, 1.3 "glossary enforced".
    """
    found = []
    plain = _plain(words)
    present = [(one, one.rendered[language]) for one in terms_in(italian, terms) if language in one.rendered]
    asked = [form for _term, rendered in present for form in rendered.required]
    for term, rendered in present:
        if rendered.required and not any(_pattern(one).search(plain) for one in rendered.required):
            found.append(Warned(key, Doubt.TERM_LACKS, term.id, rendered.required))
        bad = tuple(one for one in rendered.forbidden if _pattern(one).search(plain) and not _asked_for(one, asked))
        if bad:
            found.append(Warned(key, Doubt.FORBIDDEN_WORD, term.id, bad))
    there, here = numbers_in(italian), numbers_in(words)
    if there != here:
        found.append(Warned(key, Doubt.NUMBERS_DIFFER, "", tuple(sorted((there - here) + (here - there)))))
    return tuple(found)


def _asked_for(forbidden: str, asked: Iterable[str]) -> bool:
    """Whether another term of the sentence asks for the very word that this one forbids."""
    word = _plain(forbidden.replace("*", ""))
    return any(_pattern(form).fullmatch(word) for form in asked)


@lru_cache(maxsize=4096)
def _pattern(form: str) -> re.Pattern[str]:
    plain = _plain(form)
    parts = [re.escape(part) for part in plain.split("*")]
    body = r"[^\W\d_]*".join(parts).replace(r"\ ", r"\s+")
    if any(unicodedata.name(sign, "").startswith(_WITHOUT_EDGES) for sign in plain):
        return re.compile(body)
    return re.compile(rf"(?<![^\W_]){body}(?![^\W_])")


def _plain(words: str) -> str:
    """Small letters, one form of Unicode, straight apostrophes, no vowel signs of Arabic, one space between words."""
    small = unicodedata.normalize("NFKC", words).casefold().replace("’", "'")
    bare = "".join(sign for sign in small if sign != "ـ" and not ("\u064b" <= sign <= "\u0652"))
    return " ".join(bare.split())
