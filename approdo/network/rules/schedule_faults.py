"""What contradicts itself in the hours somebody wrote down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from itertools import combinations

from approdo.network.rules.hours import HoursKind, HoursPeriod, Schedule, Slot, SpecialOpening

DAY, WEEK = 24 * 60, 7 * 24 * 60  # minutes


class ScheduleFault(StrEnum):
    """A contradiction an editor must resolve."""

    END_BEFORE_START = "end_before_start"
    OVERLAPPING_SLOTS = "overlapping_slots"
    WEEKDAY_UNKNOWN = "weekday_unknown"
    NO_SLOTS = "no_slots"
    SLOTS_NOT_USED = "slots_not_used"
    PERIOD_REVERSED = "period_reversed"
    OVERLAPPING_PERIODS = "overlapping_periods"
    CLOSURE_REVERSED = "closure_reversed"
    CLOSURE_OUTSIDE_VALIDITY = "closure_outside_validity"
    SPECIAL_IN_CLOSURE = "special_in_closure"
    OVERLAPPING_SPECIALS = "overlapping_specials"


@dataclass(frozen=True, slots=True)
class Found:
    """One fault and where it stands: the places, from 0, in the list that the fault is about.

    `period` is the place of the period for faults of slots, None for the others.
    """

    fault: ScheduleFault
    places: tuple[int, ...]
    period: int | None = None


def faults(schedule: Schedule) -> list[Found]:
    """Every contradiction of a schedule. Hours that are not known are none.

    Source: the issue of the portal, "schedules that contradict themselves".
    """
    return [
        *(one for place, period in enumerate(schedule.periods) for one in _of_period(place, period)),
        *_of_periods(schedule.periods),
        *_of_closures(schedule),
        *_of_specials(schedule),
    ]


def minutes(slot: Slot | SpecialOpening) -> tuple[int, int] | None:
    """Minutes of the day at which a slot begins and ends, the end over 1440 where it is on the day after.

    None where the end is not after the beginning and the slot does not say that it crosses midnight.

    Source: our choice; an end at 00:00 is the midnight that ends the day.
    """
    start, end = (at.hour * 60 + at.minute for at in (slot.opens, slot.closes))
    if slot.crosses_midnight or slot.closes == time(0):
        end += DAY
    return (start, end) if start < end else None


def _of_period(place: int, period: HoursPeriod) -> Iterator[Found]:
    if period.first and period.last and period.last < period.first:
        yield Found(ScheduleFault.PERIOD_REVERSED, (place,))
    if period.hours is HoursKind.WEEKLY and not period.slots:
        yield Found(ScheduleFault.NO_SLOTS, (place,))
    if period.hours is not HoursKind.WEEKLY and period.slots:
        yield Found(ScheduleFault.SLOTS_NOT_USED, (place,))
    placed: list[tuple[int, int, int]] = []
    for number, slot in enumerate(period.slots):
        span = minutes(slot)
        if not 0 <= slot.weekday <= 6:
            yield Found(ScheduleFault.WEEKDAY_UNKNOWN, (number,), place)
        elif span is None:
            yield Found(ScheduleFault.END_BEFORE_START, (number,), place)
        else:
            placed.append((number, slot.weekday * DAY + span[0], slot.weekday * DAY + span[1]))
    for one, other in combinations(placed, 2):
        if any(one[1] + turn < other[2] and other[1] < one[2] + turn for turn in (-WEEK, 0, WEEK)):
            yield Found(ScheduleFault.OVERLAPPING_SLOTS, (one[0], other[0]), place)


def _of_periods(periods: tuple[HoursPeriod, ...]) -> Iterator[Found]:
    ends = [(one.first or date.min, one.last or date.max) for one in periods]
    for (place, one), (later, other) in combinations(enumerate(ends), 2):
        if max(one[0], other[0]) <= min(one[1], other[1]):
            yield Found(ScheduleFault.OVERLAPPING_PERIODS, (place, later))


def _of_closures(schedule: Schedule) -> Iterator[Found]:
    for place, closure in enumerate(schedule.closures):
        if closure.last < closure.first:
            yield Found(ScheduleFault.CLOSURE_REVERSED, (place,))
        elif not any(
            max(closure.first, one.first or date.min) <= min(closure.last, one.last or date.max)
            for one in schedule.periods
        ):
            yield Found(ScheduleFault.CLOSURE_OUTSIDE_VALIDITY, (place,))


def _of_specials(schedule: Schedule) -> Iterator[Found]:
    for place, special in enumerate(schedule.specials):
        if minutes(special) is None:
            yield Found(ScheduleFault.END_BEFORE_START, (place,))
        if schedule.closure_on(special.day) is not None:
            yield Found(ScheduleFault.SPECIAL_IN_CLOSURE, (place,))
    for (place, one), (later, other) in combinations(enumerate(schedule.specials), 2):
        spans = (minutes(one), minutes(other))
        if spans[0] and spans[1]:
            apart = (other.day - one.day).days * DAY
            if spans[0][0] < spans[1][1] + apart and spans[1][0] + apart < spans[0][1]:
                yield Found(ScheduleFault.OVERLAPPING_SPECIALS, (place, later))
