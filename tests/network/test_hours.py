"""The hours of a desk: written, refused where they contradict themselves, searched by the database."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.core.access.actor import Actor
from approdo.core.definitions import holiday_calendar
from approdo.network.commands.desks import change_desk, end_desk, open_desk
from approdo.network.commands.hours import add_slot_language, end_slot_language, set_schedule
from approdo.network.models import ScheduleSlot, ServiceAtLocation
from approdo.network.queries import desks
from approdo.network.rules.directory import Attending
from approdo.network.rules.facts import DeskFacts
from approdo.network.rules.hours import (
    Closure,
    DeskState,
    HoursKind,
    HoursPeriod,
    OnHolidays,
    Schedule,
    Slot,
    SpecialOpening,
)
from approdo.network.rules.schedule_faults import faults
from approdo.network.rules.schedules import state_at
from approdo.network.rules.weekly import clock_moment
from tests.network.directory import MORNINGS, TODAY, Entry, weekly
from tests.reception.refusals import refused

pytestmark = pytest.mark.slow

CALENDAR = holiday_calendar()
ROME = ZoneInfo("Europe/Rome")


def test_hours_are_read_again_as_they_were_written(editor: Actor, entry: Entry) -> None:
    told = Schedule(
        (
            HoursPeriod(HoursKind.WEEKLY, (Slot(0, time(9), time(12), languages=("bn",)),), None, date(2026, 6, 30)),
            HoursPeriod(HoursKind.BY_APPOINTMENT, (), date(2026, 7, 1), None),
        ),
        OnHolidays.CLOSED,
        (Closure(date(2026, 6, 10), date(2026, 6, 12), "ferie"),),
        (SpecialOpening(date(2026, 6, 14), time(20), time(2), crosses_midnight=True),),
    )
    set_schedule(by=editor, desk_id=entry.desk.pk, schedule=told)
    found = desks.schedule_of(desks.desk(editor, entry.desk.pk))
    assert found == replace(told, languages=("it", "bn"), comune="009056")
    version = ServiceAtLocation.objects.get(pk=entry.desk.pk).version
    set_schedule(by=editor, desk_id=entry.desk.pk, schedule=told)
    assert ServiceAtLocation.objects.get(pk=entry.desk.pk).version == version  # nothing new, nothing written


def test_a_desk_of_which_nobody_said_the_hours_is_unknown(editor: Actor, entry: Entry) -> None:
    made = open_desk(by=editor, service_id=entry.service.pk, facts=DeskFacts(Attending.PHONE, phone="112"))
    assert desks.schedule_of(desks.desk(editor, made.pk)).periods == (HoursPeriod(HoursKind.UNKNOWN),)


@pytest.mark.parametrize(
    ("schedule", "field"),
    [
        (weekly(Slot(0, time(12), time(9))), "slots"),
        (weekly(Slot(0, time(9), time(12)), Slot(0, time(11), time(13))), "slots"),
        (Schedule((HoursPeriod(HoursKind.WEEKLY),)), "periods"),
        (Schedule((HoursPeriod(HoursKind.UNKNOWN, MORNINGS),)), "periods"),
        (weekly(*MORNINGS, closures=(Closure(date(2026, 6, 2), date(2026, 6, 1), ""),)), "closures"),
        (weekly(*MORNINGS, specials=(SpecialOpening(TODAY, time(9), time(8)),)), "specials"),
    ],
)
def test_hours_that_contradict_themselves_are_refused_in_words(
    editor: Actor, entry: Entry, schedule: Schedule, field: str
) -> None:
    refused(
        "schedule_contradicts_itself",
        lambda: set_schedule(by=editor, desk_id=entry.desk.pk, schedule=schedule),
        field,
    )


def test_other_bad_hours_are_refused(editor: Actor, entry: Entry) -> None:
    def write(schedule: Schedule) -> Any:
        return set_schedule(by=editor, desk_id=entry.desk.pk, schedule=schedule)

    refused("schedule_empty", lambda: write(Schedule(())), "periods")
    refused("word_unknown", lambda: write(weekly(Slot(0, time(9), time(12), languages=("klingon",)))), "languages")
    bad = weekly(*MORNINGS, closures=(Closure(TODAY, TODAY, "<b>ferie</b>"),))
    refused("text_refused", lambda: write(bad), "closures")


def test_a_language_begins_and_ends_in_one_slot_alone(editor: Actor, entry: Entry) -> None:
    monday, tuesday = ScheduleSlot.objects.filter(period__desk=entry.desk).order_by("weekday")[:2]
    version = entry.desk.version
    add_slot_language(by=editor, desk_id=entry.desk.pk, slot_id=monday.pk, language="ur", expected_version=version)
    monday.refresh_from_db()
    assert monday.languages == ["it", "bn", "ur"]
    assert tuesday.languages is None
    noon = datetime(2026, 6, 1, 10, tzinfo=ROME)
    everyone = ServiceAtLocation.objects.all()
    assert desks.open_at(everyone, noon, CALENDAR, "ur").exists()
    assert not desks.open_at(everyone, noon + timedelta(days=2), CALENDAR, "ur").exists()
    refused("desk_changed", lambda: end_slot_language(
        by=editor, desk_id=entry.desk.pk, slot_id=monday.pk, language="ur", expected_version=version
    ))  # fmt: skip
    end_slot_language(by=editor, desk_id=entry.desk.pk, slot_id=monday.pk, language="bn")
    assert not desks.open_at(everyone, noon, CALENDAR, "bn").exists()
    refused("language_spoken", lambda: add_slot_language(
        by=editor, desk_id=entry.desk.pk, slot_id=monday.pk, language="it"
    ))  # fmt: skip
    refused("language_not_spoken", lambda: end_slot_language(
        by=editor, desk_id=entry.desk.pk, slot_id=monday.pk, language="bn"
    ))  # fmt: skip


def test_the_languages_of_the_desk_are_those_of_its_plain_slots(editor: Actor, entry: Entry) -> None:
    change_desk(
        by=editor, desk_id=entry.desk.pk, facts=DeskFacts(Attending.IN_PERSON, entry.place.pk, languages=("sq",))
    )
    noon = datetime(2026, 6, 1, 10, tzinfo=ROME)
    assert desks.open_at(ServiceAtLocation.objects.all(), noon, CALENDAR, "sq").exists()
    assert not desks.open_at(ServiceAtLocation.objects.all(), noon, CALENDAR, "bn").exists()


def test_a_desk_closed_for_good_is_left_as_it_is(editor: Actor, entry: Entry) -> None:
    end_desk(by=editor, desk_id=entry.desk.pk)
    refused("record_not_in_state", lambda: end_desk(by=editor, desk_id=entry.desk.pk))
    open_desk(by=editor, service_id=entry.service.pk, facts=DeskFacts(Attending.IN_PERSON, entry.place.pk))
    refused("desk_known", lambda: open_desk(
        by=editor, service_id=entry.service.pk, facts=DeskFacts(Attending.IN_PERSON, entry.place.pk)
    ), "location_id")  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        (DeskFacts(Attending.IN_PERSON), "desk_invalid", "location_id"),
        (DeskFacts(Attending.PHONE, phone="chiamare"), "desk_invalid", "phone"),
        (DeskFacts(Attending.PHONE, languages=("xx",)), "word_unknown", "languages"),
        (DeskFacts(Attending.ONLINE, link="data:text/html,x"), "address_refused", "link"),
        (DeskFacts(Attending.ONLINE, description="<p>"), "text_refused", "description"),
    ],
)
def test_a_desk_that_makes_no_sense_is_refused(
    editor: Actor, entry: Entry, facts: DeskFacts, code: str, field: str
) -> None:
    refused(code, lambda: open_desk(by=editor, service_id=entry.service.pk, facts=facts), field)


def random_schedule(chance: random.Random) -> Schedule:
    """Hours full of edges: nights, ends at midnight, periods, closures, special openings, appointments."""

    def at() -> time:
        return time(chance.choice([0, 1, 2, 3, 9, 12, 18, 23]), chance.choice([0, 30, 59]))

    while True:
        slots = tuple(
            Slot(chance.randrange(7), at(), at(), chance.random() < 0.3, None, chance.random() < 0.2)
            for _count in range(chance.randrange(1, 6))
        )
        first, last = date(2026, 1, 1), date(2026, 12, 31)
        days = [date(2026, chance.choice([3, 10, 12]), chance.randrange(23, 31)) for _count in range(4)]
        made = Schedule(
            (HoursPeriod(HoursKind.WEEKLY, slots, chance.choice([None, first, days[0]]), chance.choice([None, last])),),
            chance.choice(list(OnHolidays)),
            (Closure(days[1], days[1], ""),) if chance.random() < 0.4 else (),
            (SpecialOpening(days[2], at(), at(), chance.random() < 0.4, None, chance.random() < 0.2),)
            if chance.random() < 0.5 else (),
        )  # fmt: skip
        if not faults(made):
            return made


MOMENTS = [
    *(datetime(2026, 3, 28, 21, tzinfo=UTC) + timedelta(minutes=7 * n) for n in range(120)),  # the clocks go forward
    *(datetime(2026, 10, 24, 20, tzinfo=UTC) + timedelta(minutes=7 * n) for n in range(140)),  # and back
    *(datetime(2026, 12, 23, 22, tzinfo=UTC) + timedelta(minutes=53 * n) for n in range(120)),  # public holidays
    *(datetime(2026, 3, 17, 3, tzinfo=UTC) + timedelta(minutes=97 * n) for n in range(40)),  # Savona's own
]


@pytest.mark.parametrize("seed", range(12))
def test_the_database_finds_open_what_the_rules_say_is_open(editor: Actor, entry: Entry, seed: int) -> None:
    schedule = random_schedule(random.Random(seed))
    set_schedule(by=editor, desk_id=entry.desk.pk, schedule=schedule)
    read = desks.schedule_of(desks.desk(editor, entry.desk.pk))
    rows = ServiceAtLocation.objects.filter(pk=entry.desk.pk)
    wrong = [
        moment
        for moment in random.Random(seed).sample(MOMENTS, 90)
        if desks.open_at(rows, moment, CALENDAR).exists() is not (
            state_at(read, moment, CALENDAR).state is DeskState.OPEN
        )
    ]  # fmt: skip
    assert wrong == []


@given(seconds=st.integers(1_577_836_800, 2_208_988_800))
def test_a_moment_is_a_minute_of_the_day_on_the_walls(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    wall, found = moment.astimezone(ROME), clock_moment(moment)
    assert found.day == wall.date()
    assert found.minute // 60 == wall.hour
    assert found.minute % 60 == (59 if wall.fold else wall.minute)


def test_a_moment_needs_its_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock_moment(datetime(2026, 6, 1))  # noqa: DTZ001 - what is refused
