"""What is known of when a desk is open: the values an editor fills in, told apart from what is not known.

Times are those of the clocks on Italian walls, weekdays count from 0 (Monday). A slot belongs to the day on which it
begins, so a night that runs into a closed day ends when it would have ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class HoursKind(StrEnum):
    """What is known of a period."""

    WEEKLY = "weekly"
    UNKNOWN = "unknown"
    BY_APPOINTMENT = "by_appointment"


class OnHolidays(StrEnum):
    """What a desk does on public holidays. `unknown`: nobody told, so its usual hours are not certain."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class DeskState(StrEnum):
    """What one finds at the door. Only `closed` says that somebody said so."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    BY_APPOINTMENT = "by_appointment"


class HoursWhy(StrEnum):
    """Why a desk is in a state."""

    WEEKLY_SLOT = "weekly_slot"
    SPECIAL_OPENING = "special_opening"
    BETWEEN_SLOTS = "between_slots"
    CLOSURE = "closure"
    HOLIDAY = "holiday"
    HOLIDAY_NOT_TOLD = "holiday_not_told"
    HOURS_NOT_TOLD = "hours_not_told"
    APPOINTMENT_ONLY = "appointment_only"
    OUTSIDE_VALIDITY = "outside_validity"


@dataclass(frozen=True, slots=True)
class Slot:
    """Hours of one weekday. `closes` at 00:00 is the midnight that ends the day.

    `crosses_midnight`: it closes on the day after; without it an end that is not after the beginning is a mistake.
    `languages`: codes spoken in this slot, None where they are those of the desk.
    """

    weekday: int
    opens: time
    closes: time
    crosses_midnight: bool = False
    languages: tuple[str, ...] | None = None
    by_appointment: bool = False


@dataclass(frozen=True, slots=True)
class SpecialOpening:
    """Hours of one date. They replace that date's usual hours, and stand on a public holiday too."""

    day: date
    opens: time
    closes: time
    crosses_midnight: bool = False
    languages: tuple[str, ...] | None = None
    by_appointment: bool = False


@dataclass(frozen=True, slots=True)
class HoursPeriod:
    """Hours as they stand from `first` to `last`, both included; None where nobody set that end."""

    hours: HoursKind
    slots: tuple[Slot, ...] = ()
    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the period holds on a day.

        Source: our choice, both ends are included.
        """
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which the desk is closed, both included. `reason` is shown to people."""

    first: date
    last: date
    reason: str

    def covers(self, day: date) -> bool:
        """Whether the closure holds on a day.

        Source: our choice, both ends are included.
        """
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a desk is open. `comune` (ISTAT code) adds the patron saint's day; `languages` () means: not told."""

    periods: tuple[HoursPeriod, ...]
    on_holidays: OnHolidays = OnHolidays.UNKNOWN
    closures: tuple[Closure, ...] = ()
    specials: tuple[SpecialOpening, ...] = ()
    languages: tuple[str, ...] = ()
    comune: str = ""

    def period_on(self, day: date) -> HoursPeriod | None:
        """The period in force. Of two that overlap, a mistake, the one that began last.

        Source: our choice, what was said last.
        """
        held = [one for one in self.periods if one.covers(day)]
        return max(held, key=lambda one: one.first or date.min, default=None)

    def closure_on(self, day: date) -> Closure | None:
        """The closure of a day.

        Source: our choice, the first one told.
        """
        return next((one for one in self.closures if one.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of time, `start` included and `end` not, both in UTC. `state` is open, by_appointment or unknown."""

    start: datetime
    end: datetime
    state: DeskState
    why: HoursWhy
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoorAnswer:
    """What one finds at a moment, and why.

    `until` is when the state changes (UTC) and `then` what comes after it, both None where it lasts longer than a
    month; `next_opening` the next certain opening within a year, None while it is open or where none is known.
    `told` is the reason of the closure or the name of the holiday (Italian), as data.
    """

    state: DeskState
    why: HoursWhy
    until: datetime | None
    then: DeskState | None
    next_opening: datetime | None
    languages: tuple[str, ...] = ()
    told: str = ""
