"""What a good placement is worth: the weights, and each term with its own points and numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Term(StrEnum):
    """What makes one place better than another. Source: domain rule 4.2."""

    NEEDS = "needs"
    LANGUAGE = "language"
    HOSPITAL = "hospital"
    SCHOOL = "school"
    COMMISSION = "commission"
    ISOLATION = "isolation"
    CONCENTRATION = "concentration"
    CONTINUITY = "continuity"
    EQUITY = "equity"


@dataclass(frozen=True, slots=True)
class Band:
    """From so many guests for a thousand residents on, each further guest costs a comune so many points."""

    per_mille: Decimal
    points: int


Bands = tuple[tuple[int | None, int], ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """Points that a placement costs, and the ages of the law. Distances count in steps of ten minutes.

    `version` names the figures they are made of.
    """

    version: str
    unplaced_person: int
    need_unmet: int
    language_missing: int
    hospital_step: int
    school_step: int
    commission_step: int
    isolation: int
    concentration: int
    concentration_percent: int
    concentration_least: int
    continuity: int
    minutes_unknown: int
    minutes_most: int
    school_first_age: int
    school_last_age: int
    minors_centre_age: int
    minors_section_age: int
    bands: tuple[Band, ...]

    def with_equity(self, percent: int) -> Weights:
        """The same with the load of the comuni weighing so much per cent. Source: our definition."""
        if percent == 100:
            return self
        bands = tuple(replace(one, points=one.points * percent // 100) for one in self.bands)
        return replace(self, bands=bands, version=f"{self.version}, equity {percent}%")


def band_widths(weights: Weights, residents: int | None) -> Bands:
    """The bands of a comune: how many guests each holds (None: all further ones) and what each guest costs there.

    Below the first band a guest costs nothing; nothing at all where the residents are not known.
    Source: domain rule 4.2 (load of the comuni in guests for a thousand residents).
    """
    if residents is None:
        return ((None, 0),)
    edges = [int(Fraction(one.per_mille) * residents / 1000) for one in weights.bands]
    points = [0, *(one.points for one in weights.bands)]
    starts = [0, *edges]
    widths: list[int | None] = [end - start for start, end in zip(starts, edges, strict=False)]
    return tuple(zip([*widths, None], points, strict=True))


def load_points(bands: Bands, guests: int) -> int:
    """What so many guests cost a comune of those bands, in points. Source: as `band_widths`."""
    total, left = 0, guests
    for width, points in bands:
        here = left if width is None else min(left, width)
        total += here * points
        left -= here
        if not left:
            break
    return total
