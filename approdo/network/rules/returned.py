"""Translations that come back in a file, and what becomes of each sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from approdo.network.rules.sentences import tidy


class RowFate(StrEnum):
    """What becomes of a sentence of a file."""

    TAKEN = "taken"
    SAME = "same"
    EMPTY = "empty"
    STALE = "stale"
    UNKNOWN = "unknown"
    TOO_LONG = "too_long"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Returned:
    """A sentence of a file. `row`: its place there; `text`, `key`, `mark`: of which Italian sentence, as the file says."""

    row: int
    text: str
    language: str
    key: int
    mark: str
    italian: str
    words: str


@dataclass(frozen=True, slots=True)
class Here:
    """The same sentence as it is here now: its mark, and the words that stand for it ("" where none do)."""

    mark: str
    words: str


def fates(rows: Iterable[Returned], here: Mapping[tuple[str, str, int], Here], longest: int) -> list[RowFate]:
    """What becomes of each sentence; `here` is asked by text, language and number.

    A sentence whose Italian changed since the file left is never taken: nobody translated what it says now.

    Source: the issue of the portal, 1.3; our choice.
    """
    found, seen = [], set()
    for row in rows:
        place = (row.text, row.language, row.key)
        now, words = here.get(place), tidy(row.words)
        if now is None:
            fate = RowFate.UNKNOWN
        elif not words:
            fate = RowFate.EMPTY
        elif place in seen:
            fate = RowFate.TWICE
        elif row.mark != now.mark:
            fate = RowFate.STALE
        elif len(words) > longest:
            fate = RowFate.TOO_LONG
        else:
            fate = RowFate.SAME if words == now.words else RowFate.TAKEN
        if now is not None and words:
            seen.add(place)
        found.append(fate)
    return found
