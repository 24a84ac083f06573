"""When a desk is open: worked examples, a minute-by-minute second implementation and a second opinion."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from approdo.core.definitions import holiday_calendar
from approdo.network.rules.hours import (
    Closure,
    DeskState,
    HoursKind,
    HoursPeriod,
    HoursWhy,
    OnHolidays,
    Schedule,
    Slot,
    SpecialOpening,
)
from approdo.network.rules.schedule_faults import Found, ScheduleFault, faults
from approdo.network.rules.schedules import open_after, open_at_weekend, openings, state_at
from approdo.network.rules.spoken import Spoken, slots_of_language, speaks_at

CALENDAR = holiday_calendar()
ROME = ZoneInfo("Europe/Rome")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONDAY = date(2026, 11, 23)


def rome(day: date, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ROME, fold=fold)


def weekly(*slots: Slot, **told: object) -> Schedule:
    return Schedule((HoursPeriod(HoursKind.WEEKLY, slots),), **told)  # type: ignore[arg-type]


MORNINGS = tuple(Slot(day, time(9), time(12)) for day in range(5))


def test_open_says_until_when_and_closed_says_when_it_opens() -> None:
    desk = weekly(*MORNINGS)
    door = state_at(desk, rome(MONDAY, 9), CALENDAR)
    assert (door.state, door.why, door.until) == (DeskState.OPEN, HoursWhy.WEEKLY_SLOT, rome(MONDAY, 12))
    door = state_at(desk, rome(MONDAY + 4 * DAY, 12), CALENDAR)
    assert (door.state, door.why) == (DeskState.CLOSED, HoursWhy.BETWEEN_SLOTS)
    assert door.next_opening == door.until == rome(MONDAY + 7 * DAY, 9)


def test_two_slots_that_touch_are_one_opening() -> None:
    desk = weekly(Slot(0, time(9), time(12)), Slot(0, time(12), time(0)), Slot(1, time(0), time(3)))
    assert state_at(desk, rome(MONDAY, 10), CALENDAR).until == rome(MONDAY + DAY, 3)


def test_always_open_has_no_end() -> None:
    desk = weekly(*(Slot(day, time(0), time(0)) for day in range(7)), on_holidays=OnHolidays.OPEN)
    door = state_at(desk, rome(MONDAY, 10), CALENDAR)
    assert (door.state, door.until, door.then, door.next_opening) == (DeskState.OPEN, None, None, None)


@pytest.mark.parametrize(
    ("hours", "state"),
    [(HoursKind.UNKNOWN, DeskState.UNKNOWN), (HoursKind.BY_APPOINTMENT, DeskState.BY_APPOINTMENT)],
)
def test_what_is_not_told_is_never_closed(hours: HoursKind, state: DeskState) -> None:
    desk = Schedule((HoursPeriod(hours, last=MONDAY),))
    assert state_at(desk, rome(MONDAY, 3), CALENDAR).state is state
    after = state_at(desk, rome(MONDAY + DAY, 10), CALENDAR)
    assert (after.state, after.why, after.next_opening) == (DeskState.UNKNOWN, HoursWhy.OUTSIDE_VALIDITY, None)


def test_the_night_belongs_to_its_evening() -> None:
    shut = Closure(MONDAY + DAY, MONDAY + DAY, "Inventory")
    desk = weekly(Slot(0, time(22), time(2), crosses_midnight=True), closures=(shut,))
    assert state_at(desk, rome(MONDAY + DAY, 1), CALENDAR).state is DeskState.OPEN
    door = state_at(desk, rome(MONDAY + DAY, 2), CALENDAR)
    assert (door.state, door.why, door.told) == (DeskState.CLOSED, HoursWhy.CLOSURE, "Inventory")


@pytest.mark.parametrize(
    ("on_holidays", "state", "why"),
    [
        (OnHolidays.OPEN, DeskState.OPEN, HoursWhy.WEEKLY_SLOT),
        (OnHolidays.CLOSED, DeskState.CLOSED, HoursWhy.HOLIDAY),
        (OnHolidays.UNKNOWN, DeskState.UNKNOWN, HoursWhy.HOLIDAY_NOT_TOLD),
    ],
)
def test_public_holidays(on_holidays: OnHolidays, state: DeskState, why: HoursWhy) -> None:
    door = state_at(weekly(*MORNINGS, on_holidays=on_holidays), rome(date(2026, 12, 8), 10), CALENDAR)
    assert (door.state, door.why) == (state, why)


def test_a_special_opening_replaces_the_day_and_a_closure_is_stronger() -> None:
    christmas = date(2026, 12, 25)
    special = SpecialOpening(christmas, time(15), time(18))
    desk = weekly(*MORNINGS, on_holidays=OnHolidays.CLOSED, specials=(special,))
    assert state_at(desk, rome(christmas, 10), CALENDAR).next_opening == rome(christmas, 15)
    assert state_at(desk, rome(christmas, 16), CALENDAR).why is HoursWhy.SPECIAL_OPENING
    shut = weekly(*MORNINGS, specials=(special,), closures=(Closure(christmas, christmas, "Moving"),))
    assert state_at(shut, rome(christmas, 16), CALENDAR).state is DeskState.CLOSED
    assert faults(shut) == [Found(ScheduleFault.SPECIAL_IN_CLOSURE, (0,))]


def test_the_nights_on_which_the_clocks_change() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)  # Sundays
    hour = weekly(Slot(6, time(2), time(3)), on_holidays=OnHolidays.OPEN)
    assert openings(hour, rome(spring, 0), rome(spring, 12), CALENDAR) == []
    [two] = openings(hour, rome(autumn, 0), rome(autumn, 12), CALENDAR)
    assert two.end - two.start == timedelta(hours=2)
    half = weekly(Slot(6, time(1), time(2, 30)), on_holidays=OnHolidays.OPEN)
    [short] = openings(half, rome(spring, 0), rome(spring, 12), CALENDAR)
    assert short.end - short.start == timedelta(hours=1)
    assert state_at(half, rome(autumn, 2, 10, fold=0), CALENDAR).state is DeskState.OPEN
    assert state_at(half, rome(autumn, 2, 10, fold=1), CALENDAR).state is DeskState.CLOSED


def test_weekend_and_after_work() -> None:
    saturday = weekly(*MORNINGS, Slot(5, time(10), time(13)))
    assert open_at_weekend(saturday, MONDAY, CALENDAR) is DeskState.OPEN
    assert open_at_weekend(weekly(*MORNINGS), MONDAY, CALENDAR) is DeskState.CLOSED
    assert open_at_weekend(Schedule((HoursPeriod(HoursKind.UNKNOWN),)), MONDAY, CALENDAR) is DeskState.UNKNOWN
    evening = weekly(Slot(2, time(15), time(19)))
    assert open_after(evening, 18, MONDAY, CALENDAR) is DeskState.OPEN
    assert open_after(evening, 19, MONDAY, CALENDAR) is DeskState.CLOSED


def test_languages_of_desk_and_slot() -> None:
    bengali = Slot(0, time(9), time(12), languages=("bn", "en"))
    desk = weekly(bengali, Slot(0, time(14), time(17)), languages=("it",))
    assert speaks_at(desk, rome(MONDAY, 10), "bn", CALENDAR) is Spoken.YES
    assert speaks_at(desk, rome(MONDAY, 15), "bn", CALENDAR) is Spoken.NO
    assert speaks_at(desk, rome(MONDAY, 13), "bn", CALENDAR) is Spoken.CLOSED
    assert speaks_at(weekly(*MORNINGS), rome(MONDAY, 10), "bn", CALENDAR) is Spoken.UNKNOWN
    assert slots_of_language(desk, "bn", MONDAY) == (bengali,)


def test_contradictions_are_named() -> None:
    slots = (
        Slot(0, time(9), time(12)), Slot(0, time(11), time(13)), Slot(1, time(12), time(9)),
        Slot(6, time(22), time(10), crosses_midnight=True),
    )  # fmt: skip
    period = HoursPeriod(HoursKind.WEEKLY, slots, date(2026, 1, 1), date(2026, 6, 30))
    desk = Schedule((period,), closures=(Closure(date(2026, 8, 1), date(2026, 8, 31), "Summer"),))
    assert faults(desk) == [
        Found(ScheduleFault.END_BEFORE_START, (2,), 0),
        Found(ScheduleFault.OVERLAPPING_SLOTS, (0, 1), 0),
        Found(ScheduleFault.OVERLAPPING_SLOTS, (0, 3), 0),
        Found(ScheduleFault.CLOSURE_OUTSIDE_VALIDITY, (0,)),
    ]
    assert faults(weekly(*MORNINGS)) == []


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        state_at(weekly(*MORNINGS), datetime(2026, 11, 23, 10), CALENDAR)  # noqa: DTZ001


# -- random schedules, shared by both second opinions

times = st.builds(lambda quarter: time(quarter // 4, quarter % 4 * 15), st.integers(0, 95))


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    opens, closes = draw(times), draw(times)
    return Slot(draw(st.integers(0, 6)), opens, closes, crosses_midnight=closes <= opens)


def first_minute(day: date, at: time) -> datetime:
    """The first UTC minute whose clocks in Rome read that time or more, found by looking at every minute."""
    wall = datetime.combine(day, at)
    moment = datetime.combine(day - DAY, time(21), UTC)
    while moment.astimezone(ROME).replace(tzinfo=None) < wall:
        moment += MINUTE
    return moment


@settings(max_examples=25, deadline=None)
@given(
    st.lists(slots(), min_size=1, max_size=4),
    st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 24), date(2026, 12, 8)]),
)
def test_agrees_with_looking_at_every_minute(chosen: list[Slot], day: date) -> None:
    desk = weekly(*chosen, on_holidays=OnHolidays.OPEN)
    minutes: set[datetime] = set()
    for start in (day - DAY, day):
        for slot in chosen:
            if slot.weekday == start.weekday():
                ends = start + DAY if slot.closes <= slot.opens else start
                moment, end = first_minute(start, slot.opens), first_minute(ends, slot.closes)
                while moment < end:
                    minutes.add(moment)
                    moment += MINUTE
    moment = first_minute(day, time(0))
    while moment.astimezone(ROME).date() == day:
        assert (state_at(desk, moment, CALENDAR).state is DeskState.OPEN) == (moment in minutes)
        moment += MINUTE * 15


@settings(max_examples=60, deadline=None)
@given(st.lists(slots(), min_size=1, max_size=6), st.integers(0, 60 * 24 * 400))
def test_nothing_changes_before_the_moment_that_is_told(chosen: list[Slot], minute: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + minute * MINUTE
    desk = weekly(*chosen)
    door = state_at(desk, now, CALENDAR)
    if door.until is not None:
        assert state_at(desk, door.until, CALENDAR).state is door.then is not door.state
        middle = now + (door.until - now) / 2
        assert state_at(desk, middle, CALENDAR).state is door.state
    if door.next_opening is not None:
        assert state_at(desk, door.next_opening, CALENDAR).state is DeskState.OPEN


# -- opening-hours-py, told the same in OpenStreetMap's own language


def written(start: time, end: time, crosses: bool) -> str:
    hours = end.hour + (24 if crosses or end == time(0) else 0)
    return f"{start:%H:%M}-{hours:02}:{end.minute:02}"


def dated(day: date) -> str:
    return f"{day.year} {day:%b} {day.day}"


def in_openstreetmap(desk: Schedule, days: list[date]) -> str:
    """The weekly hours, then each day that is not as usual written again, with the end of the night before it."""
    [period] = desk.periods
    span = f"{dated(period.first)}-{dated(period.last)} " if period.first and period.last else ""
    parts = [f"{span}{NAMES[one.weekday]} {written(one.opens, one.closes, one.crosses_midnight)}"
             for one in period.slots]  # fmt: skip
    text = ", ".join(parts)
    for day in days:
        stretches = []
        for start in (day - DAY, day):
            for kind, opens, closes, crosses in of_day(desk, start):
                if start == day:
                    stretches.append((kind, written(opens, closes, crosses)))
                elif crosses and closes != time(0):
                    stretches.append((kind, written(time(0), closes, False)))
        # In their language what is written last holds: what is certain comes after what is not.
        text += f"; {dated(day)} off"
        text += "".join(f", {dated(day)} {hours}{kind}" for kind, hours in sorted(stretches, reverse=True))
    return text


def of_day(desk: Schedule, day: date) -> list[tuple[str, time, time, bool]]:
    if any(one.first <= day <= one.last for one in desk.closures):
        return []
    special = [one for one in desk.specials if one.day == day]
    if special:
        return [("", one.opens, one.closes, one.crosses_midnight) for one in special]
    [period] = desk.periods
    if not (period.first or date.min) <= day <= (period.last or date.max):
        return []
    holiday = CALENDAR.holiday(day)
    if holiday and desk.on_holidays is OnHolidays.CLOSED:
        return []
    kind = " unknown" if holiday and desk.on_holidays is OnHolidays.UNKNOWN else ""
    return [(kind, one.opens, one.closes, one.crosses_midnight) for one in period.slots
            if one.weekday == day.weekday()]  # fmt: skip


def random_desk(chance: random.Random) -> tuple[Schedule, list[date]]:
    def hours() -> tuple[time, time, bool]:
        first, last = (time(chance.randrange(24), chance.choice((0, 15, 30, 45))) for _ in range(2))
        return first, last, last <= first and last != time(0)

    def some_day() -> date:
        return date(2026, 1, 1) + chance.randrange(365) * DAY

    slots = tuple(Slot(chance.randrange(7), *hours()) for _ in range(chance.randint(1, 10)))
    first, last = sorted((some_day(), some_day()))
    period = HoursPeriod(HoursKind.WEEKLY, slots, *((first, last) if chance.random() < 0.3 else (None, None)))
    closures = []
    for _ in range(chance.randrange(3)):
        start = some_day()
        closures.append(Closure(start, start + chance.randrange(4) * DAY, "Closed"))
    specials = tuple(SpecialOpening(some_day(), *hours()) for _ in range(chance.randrange(3)))
    desk = Schedule((period,), chance.choice(list(OnHolidays)), tuple(closures), specials)
    days = [date(2026, 1, 1) + number * DAY for number in range(365)]
    set_apart = {day for day in days if desk.closure_on(day) or CALENDAR.holiday(day)} | {one.day for one in specials}
    # The other one lets the night of a closed day run into the next: that one is written again too.
    unusual = sorted(day for day in days if day in set_apart or day - DAY in set_apart)
    return desk, unusual


def compare(desks: int, instants: int, seed: int) -> int:
    chance, compared = random.Random(seed), 0
    for _ in range(desks):
        desk, unusual = random_desk(chance)
        text = in_openstreetmap(desk, unusual)
        other = OpeningHours(text)
        for _ in range(instants):
            near = chance.choice(unusual) if chance.random() < 0.3 else date(2026, 1, 2) + chance.randrange(360) * DAY
            wall = datetime.combine(near, time(0)) + chance.randrange(-120, 1560) * MINUTE
            if wall.year != 2026 or (wall.date() in (date(2026, 3, 29), date(2026, 10, 25)) and wall.hour in (2, 3)):
                continue  # there the other one knows no clocks' change: the examples above decide
            state = state_at_only(desk, wall.replace(tzinfo=ROME))
            said = (text, wall, state)
            assert (state is DeskState.OPEN) == other.is_open(wall), said
            assert state is DeskState.UNKNOWN or not other.is_unknown(wall), said
            compared += 1
    return compared


def state_at_only(desk: Schedule, moment: datetime) -> DeskState:
    return state_at(desk, moment, CALENDAR).state


def test_agrees_with_opening_hours_py() -> None:
    assert compare(60, 40, seed=1) > 2_000


@pytest.mark.slow
@pytest.mark.long
def test_agrees_with_opening_hours_py_on_a_hundred_thousand_instants() -> None:
    assert compare(2_000, 52, seed=2) > 100_000
