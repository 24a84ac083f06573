"""When a desk is open, and what is not known about it.

A day of the clocks' change. In spring 2:00 to 3:00 does not exist: a slot of that hour has no time at all, and one
that begins or ends inside it begins or ends when the clocks jump. In autumn that hour happens twice: a time inside it
is the first of the two, so a slot from 2:00 to 3:00 lasts two hours, one from 1:00 to 2:30 closes at the first 2:30
and does not open again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from approdo.core.rules.calendar import HolidayCalendar
from approdo.network.rules.hours import (
    DeskState,
    DoorAnswer,
    HoursKind,
    HoursWhy,
    OnHolidays,
    Opening,
    Schedule,
    Slot,
    SpecialOpening,
)

ROME = ZoneInfo("Europe/Rome")
A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
CHANGE_DAYS, OPENING_DAYS, WEEK_DAYS = 31, 366, 7  # how far one looks: for the next change, for the next opening
FIRST_OF = (DeskState.OPEN, DeskState.BY_APPOINTMENT, DeskState.UNKNOWN)  # where two stretches overlap
Background = tuple[DeskState, HoursWhy, str]


def state_at(schedule: Schedule, moment: datetime, calendar: HolidayCalendar) -> DoorAnswer:
    """What one finds at the door at a moment (with its time zone), until when, and why.

    Raises ValueError for a moment without a time zone.

    Source: the issue of the portal, "open now"; what nobody told is never answered with "closed".
    """
    now = _in_utc(moment)
    state, why, languages, told = _standing(schedule, now, calendar)
    until, then = _change(schedule, now, state, calendar)
    coming = None if state is DeskState.OPEN else _next_opening(schedule, now, calendar)
    return DoorAnswer(state, why, until, then, coming, languages, told)


def openings(schedule: Schedule, start: datetime, end: datetime, calendar: HolidayCalendar) -> list[Opening]:
    """The stretches that touch the time from `start` to `end`, in order, one for each slot, whole and not cut.

    Raises ValueError for a moment without a time zone.

    Source: the issue of the portal, "open at a chosen time".
    """
    first, last = _in_utc(start), _in_utc(end)
    days = _days(_local_day(first) - A_DAY, _local_day(last))
    found = [one for day in days for one in _openings_of(schedule, day, calendar)]
    return sorted((one for one in found if one.start < last and one.end > first), key=lambda one: (one.start, one.end))


def open_at_weekend(schedule: Schedule, on: date, calendar: HolidayCalendar) -> DeskState:
    """The best one finds on the Saturdays and Sundays of the seven days from `on`, closures and holidays counted.

    Open before by appointment before unknown before closed.

    Source: the issue of the portal, "open at the weekend".
    """
    return _best(schedule, [(day, time(0)) for day in _week(on) if day.weekday() >= 5], calendar)


def open_after(schedule: Schedule, hour: int, on: date, calendar: HolidayCalendar) -> DeskState:
    """The best one finds at that hour (0 to 23) or later, Monday to Friday, in the seven days from `on`.

    Source: the issue of the portal, "open after work".
    """
    return _best(schedule, [(day, time(hour)) for day in _week(on) if day.weekday() < 5], calendar)


def instant(day: date, at: time) -> datetime:
    """The moment, in UTC, at which the clocks in Italy first read that time or, where they jump it, more.

    Source: D.P.C.M. on legal time; directive 2000/84/EC.
    """
    wall = datetime.combine(day, at)
    found = wall.replace(tzinfo=ROME, fold=0).astimezone(UTC)
    if _wall(found) != wall:
        while _wall(found - A_MINUTE) >= wall:
            found -= A_MINUTE
    return found


def stretch(day: date, slot: Slot | SpecialOpening) -> tuple[datetime, datetime] | None:
    """Beginning and end in UTC of a slot of that day, None where it has no time at all.

    Source: our choice, see the head of this room.
    """
    ends_next = slot.crosses_midnight or slot.closes == time(0)
    if not ends_next and slot.closes <= slot.opens:
        return None
    start, end = instant(day, slot.opens), instant(day + A_DAY if ends_next else day, slot.closes)
    return (start, end) if start < end else None


def _openings_of(schedule: Schedule, day: date, calendar: HolidayCalendar) -> list[Opening]:
    """The stretches that begin on a day."""
    if schedule.closure_on(day) is not None:
        return []  # stronger than a special opening: a walk to a shut door is worse than an hour not told
    specials = [one for one in schedule.specials if one.day == day]
    if specials:
        return _stretches(schedule, day, specials, HoursWhy.SPECIAL_OPENING, certain=True)
    period = schedule.period_on(day)
    if period is None or period.hours is not HoursKind.WEEKLY:
        return []
    slots = [one for one in period.slots if one.weekday == day.weekday()]
    if calendar.holiday(day, schedule.comune) is None or schedule.on_holidays is OnHolidays.OPEN:
        return _stretches(schedule, day, slots, HoursWhy.WEEKLY_SLOT, certain=True)
    if schedule.on_holidays is OnHolidays.CLOSED:
        return []
    return _stretches(schedule, day, slots, HoursWhy.HOLIDAY_NOT_TOLD, certain=False)


def _stretches(
    schedule: Schedule, day: date, slots: list[Slot] | list[SpecialOpening], why: HoursWhy, *, certain: bool
) -> list[Opening]:
    found = []
    for slot in slots:
        ends = stretch(day, slot)
        if ends is not None:
            kept = DeskState.BY_APPOINTMENT if slot.by_appointment else DeskState.OPEN
            languages = schedule.languages if slot.languages is None else slot.languages
            found.append(Opening(*ends, kept if certain else DeskState.UNKNOWN, why, languages))
    return found


def _background(schedule: Schedule, day: date, calendar: HolidayCalendar) -> Background:
    """What a day is outside its stretches."""
    closure = schedule.closure_on(day)
    if closure is not None:
        return DeskState.CLOSED, HoursWhy.CLOSURE, closure.reason
    holiday = calendar.holiday(day, schedule.comune)
    special = any(one.day == day for one in schedule.specials)
    if holiday is not None and schedule.on_holidays is OnHolidays.CLOSED and not special:
        return DeskState.CLOSED, HoursWhy.HOLIDAY, holiday.name_it
    period = schedule.period_on(day)
    if period is None:
        return DeskState.UNKNOWN, HoursWhy.OUTSIDE_VALIDITY, ""
    if period.hours is HoursKind.BY_APPOINTMENT:
        return DeskState.BY_APPOINTMENT, HoursWhy.APPOINTMENT_ONLY, ""
    if period.hours is HoursKind.UNKNOWN or not period.slots:
        return DeskState.UNKNOWN, HoursWhy.HOURS_NOT_TOLD, ""
    return DeskState.CLOSED, HoursWhy.BETWEEN_SLOTS, ""


def _standing(
    schedule: Schedule, now: datetime, calendar: HolidayCalendar
) -> tuple[DeskState, HoursWhy, tuple[str, ...], str]:
    day = _local_day(now)
    near = [one for start in (day - A_DAY, day) for one in _openings_of(schedule, start, calendar)]
    holding = [one for one in near if one.start <= now < one.end]
    if not holding:
        state, why, told = _background(schedule, day, calendar)
        return state, why, (), told
    best = min(holding, key=lambda one: FIRST_OF.index(one.state))
    spoken = (code for one in holding if one.state is best.state for code in one.languages)
    return best.state, best.why, tuple(dict.fromkeys(spoken)), ""


def _change(
    schedule: Schedule, now: datetime, state: DeskState, calendar: HolidayCalendar
) -> tuple[datetime | None, DeskState | None]:
    """When the state is another one, within a month."""
    for edge in _edges(schedule, now, CHANGE_DAYS, calendar):
        then = _standing(schedule, edge, calendar)[0]
        if then is not state:
            return edge, then
    return None, None


def _next_opening(schedule: Schedule, now: datetime, calendar: HolidayCalendar) -> datetime | None:
    today = _local_day(now)
    for day in _days(today, today + timedelta(days=OPENING_DAYS)):
        starts = [
            one.start
            for one in _openings_of(schedule, day, calendar)
            if one.state is DeskState.OPEN and one.start > now
        ]
        if starts:
            return min(starts)
    return None


def _edges(schedule: Schedule, now: datetime, days: int, calendar: HolidayCalendar) -> Iterator[datetime]:
    """The moments after `now`, in order, at which something may change: midnights, beginnings and ends."""
    today = _local_day(now)
    before = _openings_of(schedule, today - A_DAY, calendar)
    for day in _days(today, today + timedelta(days=days)):
        own = _openings_of(schedule, day, calendar)
        edges = {instant(day, time(0)), *(edge for one in (*before, *own) for edge in (one.start, one.end))}
        end = instant(day + A_DAY, time(0))
        yield from sorted(edge for edge in edges if now < edge < end and _local_day(edge) == day)
        before = own


def _best(schedule: Schedule, parts: list[tuple[date, time]], calendar: HolidayCalendar) -> DeskState:
    """The best state of the parts of days, each from a time to its midnight."""
    found = set()
    for day, since in parts:
        start, end = instant(day, since), instant(day + A_DAY, time(0))
        found |= {one.state for one in openings(schedule, start, end, calendar)}
        found.add(_background(schedule, day, calendar)[0])
    return next((state for state in FIRST_OF if state in found), DeskState.CLOSED)


def _week(on: date) -> Iterator[date]:
    return _days(on, on + timedelta(days=WEEK_DAYS - 1))


def _days(first: date, last: date) -> Iterator[date]:
    """The days from the first to the last, both included."""
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


def _wall(moment: datetime) -> datetime:
    return moment.astimezone(ROME).replace(tzinfo=None)


def _local_day(moment: datetime) -> date:
    return _wall(moment).date()


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC)
