"""Dated numbers and lists that belong to no single procedure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from approdo.core.rules.figures import Evidence, Source, Verification


@dataclass(frozen=True, slots=True)
class YearValue:
    """A number of one calendar year."""

    year: int
    value: Decimal
    source: Source
    verified_by: Verification | None = None


@dataclass(frozen=True, slots=True)
class YearFigure:
    """A number that the law or an institute sets anew each year. A year that is not listed is not known."""

    id: str
    name_it: str
    name_en: str
    unit: str
    values: tuple[YearValue, ...]


@dataclass(frozen=True, slots=True)
class ClickDay:
    """When requests within the quotas can be sent: from `opens_at` (local time) to the end of `last_day`."""

    id: str
    name_it: str
    name_en: str
    form: str
    opens_at: datetime
    last_day: date
    precompilation_from: date
    precompilation_to: date
    source: Source
    verified_by: Verification | None = None


@dataclass(frozen=True, slots=True)
class HighRiskCountry:
    """A country (ISO 3166, two letters) of the high-risk list, from `valid_from` to `valid_until`, None while it lasts."""

    country: str
    name_it: str
    name_en: str
    valid_from: date
    valid_until: date | None
    valid_from_evidence: Evidence
    source: Source
    verified_by: Verification | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the country is on the list on that day, first and last day included.

        Source: D.L. 145/2024 art. 3.
        """
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
