"""Bands of age in which residents are kept."""

from __future__ import annotations

from typing import NamedTuple

STATELESS, NOT_TOLD = "XX", "OO"  # beside the two letters of a citizenship: nobody's, and not told by the source


class Band(NamedTuple):
    """Ages from the first to the last, both included; `until` is None for "and more"."""

    since: int
    until: int | None


BANDS = (Band(0, 5), Band(6, 13), Band(14, 17), Band(18, 60), Band(61, None))


def band_of(age: int) -> Band:
    """The band of an age in years. Raises ValueError for a negative one.

    Source: breakdown of the indicators asked by the AMIF: under 18, 18-60, over 60; minors by school.
    """
    if age < 0:
        raise ValueError("nobody is younger than nothing")
    return next(band for band in BANDS if band.until is None or age <= band.until)
