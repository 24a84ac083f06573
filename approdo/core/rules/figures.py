"""A dated number with its source: the law, a contract or our own choice, kept as data and never in the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Evidence(StrEnum):
    """How a figure is known: found in a source, known but not found, our own choice."""

    FOUND = "found"
    KNOWN = "known"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule or a number comes from.

    `article` is the citation shown to people; `reference` the identifier of the source consulted (S1, S9, ...),
    empty where there is none.
    """

    article: str
    evidence: Evidence
    reference: str = ""
    note_it: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """An official's signature under a rule."""

    official: str
    on: date


@dataclass(frozen=True, slots=True)
class FigureVersion:
    """A number of the law or of an office's choice as it stands from `valid_from`, until the next version begins."""

    valid_from: date
    value: Decimal
    source: Source
    verified_by: Verification | None = None
    valid_from_evidence: Evidence = Evidence.FOUND


@dataclass(frozen=True, slots=True)
class Figure:
    """A dated number that is not a term: a fee, an income threshold, years of residence. `unit` is eur, years, ..."""

    id: str
    name_it: str
    name_en: str
    unit: str
    versions: tuple[FigureVersion, ...]

    def on(self, day: date) -> FigureVersion:
        """The version in force on that day. Raises LookupError before the first one.

        Source: succession of laws in time, art. 11 preleggi.
        """
        for version in reversed(self.versions):
            if version.valid_from <= day:
                return version
        raise LookupError(self.id)
