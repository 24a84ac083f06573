"""The closed lists of the network as values: its nodes, languages, hotlines and the words for what people need."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from approdo.core.rules.figures import Source


class Direction(StrEnum):
    """Which way a script is written."""

    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


class CallCost(StrEnum):
    """What a call costs."""

    FREE = "free"
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class NodeType:
    """A kind of organisation. `part_of`: the kind it is a unit of, "" where it stands by itself.

    `barred_for_protection`: never a destination for who asks or has international protection.
    """

    id: str
    name_it: str
    name_en: str
    part_of: str = ""
    barred_for_protection: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the public side: BCP-47 code, its own name, ISO 15924 script, what is read where it lacks."""

    id: str
    name: str
    direction: Direction
    script: str
    falls_back_to: tuple[str, ...]
    release_1: bool


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number to call. Pairs are Italian and English; None is what nobody knows, and is shown so."""

    id: str
    number: str
    for_what: tuple[str, str]
    languages: tuple[str, str] | None
    hours: tuple[str, str] | None
    cost: CallCost | None
    source: Source
    last_checked: date | None


@dataclass(frozen=True, slots=True)
class Category:
    """A need of the portal's home (`need` is "") or a category of services under one.

    `labels`: one for each language; `synonyms`: the other words people type, in that language or in Latin letters.
    """

    id: str
    need: str
    labels: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]]


def folded(word: str) -> str:
    """A word as it is compared: one form of Unicode, small letters, single blanks. Accents and vowel signs stay.

    Source: Unicode standard annex 15 (NFKC); our choice.
    """
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


def leading_to(categories: Iterable[Category], language: str) -> dict[str, frozenset[str]]:
    """The categories that each word of a language leads to, its label and its synonyms, by folded word.

    Source: the issue of the portal, "a query in one language finds records written in another by concept".
    """
    found: dict[str, frozenset[str]] = {}
    for one in categories:
        for word in (one.labels[language], *one.synonyms.get(language, ())):
            found[folded(word)] = found.get(folded(word), frozenset()) | {one.id}
    return found


def read_in(languages: Mapping[str, Language], code: str, present: Iterable[str]) -> str | None:
    """The language in which a text is shown to a reader of `code`, among those present; None where none will do.

    Source: domain rule 6 of the network, chains of languages.
    """
    there = set(present)
    return next((one for one in (code, *languages[code].falls_back_to) if one in there), None)
