"""Measures against a guest: what may be decided, when, and for how long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BenefitsLength:
    """The shortest and the longest suspension of the accessory benefits: days and months."""

    least_days: int
    most_months: int
