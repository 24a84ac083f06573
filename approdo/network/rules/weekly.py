"""The hours of a week cut at midnight, so that a database finds what is open at a moment without reading schedules.

A row holds on one day of the week, from a minute of the day to another. What began the day before says so: whether it
holds is then asked of the day before (its period, its closures, its special openings).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from approdo.network.rules.hours import HoursKind, OnHolidays, Schedule
from approdo.network.rules.schedule_faults import DAY, minutes
from approdo.network.rules.schedules import ROME

HOUR = 60


@dataclass(frozen=True, slots=True)
class WeeklyRow:
    """Minutes of a weekday (0 Monday) in which a desk is open, `closes` not included.

    `first` and `last` bound the day on which the slot began, None where nobody set that end.
    """

    weekday: int
    opens: int
    closes: int
    began_before: bool
    first: date | None
    last: date | None
    languages: tuple[str, ...]
    by_appointment: bool
    on_holidays: OnHolidays


@dataclass(frozen=True, slots=True)
class ClockMoment:
    """A moment as the rows of a week know it: the day on the walls and the minute of that day."""

    day: date
    minute: int

    @property
    def weekday(self) -> int:
        """0 is Monday.

        Source: our choice.
        """
        return self.day.weekday()


def weekly_rows(schedule: Schedule) -> tuple[WeeklyRow, ...]:
    """Every weekly slot of a schedule as rows of days. A slot that ends before it begins has none.

    Source: the issue of the portal, "open now" over fifty thousand services.
    """
    found = []
    for period in schedule.periods:
        for slot in period.slots if period.hours is HoursKind.WEEKLY else ():
            span = minutes(slot)
            if span is None:
                continue
            languages = schedule.languages if slot.languages is None else slot.languages
            told = (period.first, period.last, languages, slot.by_appointment, schedule.on_holidays)
            found.append(WeeklyRow(slot.weekday, span[0], min(span[1], DAY), False, *told))
            if span[1] > DAY:
                found.append(WeeklyRow((slot.weekday + 1) % 7, 0, span[1] - DAY, True, *told))
    return tuple(found)


def clock_moment(moment: datetime) -> ClockMoment:
    """The day and the minute at which to look for a moment (with its time zone).

    When the clocks go back an hour happens twice, and its times are those of the first pass: during the second one
    whatever ends inside it has ended and whatever begins inside it has begun, as at its last minute.

    Raises ValueError for a moment without a time zone.

    Source: decision 0013, days of the clocks' change.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    wall = moment.astimezone(ROME)
    minute = wall.hour * HOUR + wall.minute
    if wall.fold:
        minute = wall.hour * HOUR + HOUR - 1
    return ClockMoment(wall.date(), minute)


def day_before(moment: ClockMoment) -> date:
    """The day on which began what is still open after midnight.

    Source: a slot belongs to the day on which it begins (decision 0013).
    """
    return moment.day - timedelta(days=1)
