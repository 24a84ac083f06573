"""Which languages are spoken at a desk, slot by slot."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from approdo.core.rules.calendar import HolidayCalendar
from approdo.network.rules.hours import DeskState, Schedule, Slot
from approdo.network.rules.schedules import state_at


class Spoken(StrEnum):
    """Whether a language is spoken at a moment. `unknown`: the hours or the languages are not told."""

    YES = "yes"
    NO = "no"
    CLOSED = "closed"
    UNKNOWN = "unknown"


def speaks_at(schedule: Schedule, moment: datetime, language: str, calendar: HolidayCalendar) -> Spoken:
    """Whether one finds somebody who speaks that language (its code, as written in the schedule) at a moment.

    A visit by appointment counts as open. Raises ValueError for a moment without a time zone.

    Source: the issue of the portal, languages spoken per desk and slot.
    """
    door = state_at(schedule, moment, calendar)
    if door.state is DeskState.CLOSED:
        return Spoken.CLOSED
    languages = door.languages or schedule.languages
    if door.state is DeskState.UNKNOWN or not languages:
        return Spoken.UNKNOWN
    return Spoken.YES if language in languages else Spoken.NO


def slots_of_language(schedule: Schedule, language: str, on: date) -> tuple[Slot, ...]:
    """The weekly slots of the period in force on a day in which that language is spoken.

    Source: the issue of the portal, languages spoken per desk and slot.
    """
    period = schedule.period_on(on)
    if period is None:
        return ()
    return tuple(
        one for one in period.slots if language in (schedule.languages if one.languages is None else one.languages)
    )
