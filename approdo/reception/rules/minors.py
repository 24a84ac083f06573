"""Where unaccompanied minors may be received, and for how many days among adults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from approdo.core.rules.nights import Nights, NightSet, common, count, minus, nights, union
from approdo.reception.rules.vocabulary import CentreType


@dataclass(frozen=True, slots=True)
class MinorLimits:
    """Least ages in completed years, most days among adults, and how many days before their end to warn, most first."""

    centre_age: int
    section_age: int
    section_days: int
    extension_days: int
    warnings: tuple[int, ...]
    article: str


class MinorFault(StrEnum):
    """Why an unaccompanied minor cannot be received somewhere."""

    UNDER_CENTRE_AGE = "under_centre_age"
    UNDER_SECTION_AGE = "under_section_age"
    AGE_UNKNOWN = "age_unknown"
    NO_SECTION = "no_section"
    PLACE_FREE = "place_free"


def in_section(centre: CentreType) -> bool:
    """Whether a minor in a centre of this type is among adults, so that the days count.

    Source: D.Lgs. 142/2015 art. 19 c. 3-bis; domain rule 4.2.
    """
    return centre is not CentreType.CAS_UAM


def placing_fault(
    centre: CentreType, has_section: bool, youngest: int | None, place_free: bool, limits: MinorLimits
) -> MinorFault | None:
    """Why a minor cannot be sent to a centre; None when they can.

    `youngest` is the lowest age that the birth date allows on the day of entry, None where nothing is known of it: that
    keeps nobody out of a centre for minors, and everybody out of one for adults. `place_free`: a centre for minors has a
    place for them. Source: D.Lgs. 142/2015 art. 19 c. 3-bis; domain rule 4.2.
    """
    if not in_section(centre):
        under = youngest is not None and youngest < limits.centre_age
        return MinorFault.UNDER_CENTRE_AGE if under else None
    if not has_section:
        return MinorFault.NO_SECTION
    if youngest is None:
        return MinorFault.AGE_UNKNOWN
    if youngest < limits.section_age:
        return MinorFault.UNDER_SECTION_AGE
    return MinorFault.PLACE_FREE if place_free else None


def counted(stays: Iterable[Nights], majority: date | None) -> NightSet:
    """The nights of stays among adults that count: those before the day on which somebody is an adult for certain.

    All the stays count together, so that moving from one section to another does not begin again: our reading.
    Source: D.Lgs. 142/2015 art. 19 c. 3-bis.
    """
    found = union(tuple(stays))
    return found if majority is None else common(found, (Nights(date.min, majority),))


def last_exit(first: date, others: Iterable[Nights], days: int, majority: date | None) -> date | None:
    """The latest day on which a stay among adults that begins on `first` must end; None when they come of age before.

    `others` are the nights of the other stays among adults, planned ones included; `days` are all that are allowed. The
    night of the day of leaving is not slept, so a stay that must end at once ends on `first`.
    Source: D.Lgs. 142/2015 art. 19 c. 3-bis.
    """
    held = counted(others, majority)
    left = max(0, days - count(held))
    for gap in minus(nights(first, majority or date.max), held):
        if gap.count > left:
            return gap.first + timedelta(days=left)
        left -= gap.count
    return None


@dataclass(frozen=True, slots=True)
class SectionCount:
    """The days of a minor among adults, as they stand on a day.

    `used` are the nights up to the one before `today`, `allowed` the days of the law with the extension where there is
    one, `extension` the part of it, `until` the day by which the present stay must end (None when they come of age
    before), `days_left` what is missing to it, below zero once it has passed.
    """

    today: date
    used: int
    allowed: int
    extension: int
    until: date | None
    majority: date | None

    @property
    def days_left(self) -> int | None:
        """Days to the one by which they must leave. Source: our definition."""
        return None if self.until is None else (self.until - self.today).days

    @property
    def over(self) -> bool:
        """Whether tonight is one night too many. Source: D.Lgs. 142/2015 art. 19 c. 3-bis."""
        return self.until is not None and self.until <= self.today

    def warning(self, steps: Iterable[int]) -> int | None:
        """The nearest of the warnings that has been reached, None when it is early. Source: our choice of days."""
        left = self.days_left
        return None if left is None else min((step for step in steps if left <= step), default=None)


def section_count(
    stays: Iterable[Nights], present: Nights, *, days: int, extension: int, majority: date | None, today: date
) -> SectionCount:
    """The count of who is, or is expected, among adults.

    `stays`: the other stays among adults, `present` the one that goes on, without end up to `date.max`; `extension`: its
    days, zero where there is none. Source: D.Lgs. 142/2015 art. 19 c. 3-bis.
    """
    others = tuple(stays)
    slept = common(counted((*others, present), majority), nights(date.min, today))
    until = last_exit(present.first, others, days + extension, majority)
    return SectionCount(today, count(slept), days + extension, extension, until, majority)


class ExtensionFault(StrEnum):
    """Why the days among adults cannot be extended."""

    TWICE = "twice"
    TOO_LATE = "too_late"
    IN_FUTURE = "in_future"
    NOT_NEEDED = "not_needed"


def extension_fault(extended: bool, until: date | None, on: date, today: date) -> ExtensionFault | None:
    """Why an extension decided on a day cannot stand; `until` is the day by which they must leave without it.

    It is decided once, and before the days are over. Source: D.Lgs. 142/2015 art. 19 c. 3-bis.
    """
    if extended:
        return ExtensionFault.TWICE
    if until is None:
        return ExtensionFault.NOT_NEEDED
    if on > today:
        return ExtensionFault.IN_FUTURE
    return ExtensionFault.TOO_LATE if on > until else None
