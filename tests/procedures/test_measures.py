"""Each measure equals what a slow count, file by file and day by day, finds on random case files."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median_low
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.definitions import holiday_calendar
from approdo.core.errors import NotAllowed
from approdo.core.models import Membership, OfficeSettings, Prefecture, User
from approdo.people.models import Person
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseFile
from approdo.procedures.queries.measures import Report, Scope, report
from approdo.procedures.rules import measures as rules
from approdo.procedures.rules.history import Event
from approdo.procedures.rules.terms import Clock, TermResult, compute_term
from tests.procedures.measured_files import Life

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FILES = 45


@dataclass(frozen=True)
class World:
    """An office with its case files, and an officer of another office."""

    officer: Actor
    outsider: Actor
    files: list[CaseFile]


def somebody(code: str, name: str) -> Actor:
    prefecture = Prefecture.objects.create(code=code, name=f"Prefettura di {name}", seat=name, seat_comune="009056")
    OfficeSettings.objects.create(prefecture=prefecture)
    user = User.objects.create(prefecture=prefecture, email=f"officer@{code.lower()}.example", full_name="Officer")
    Membership.objects.create(prefecture=prefecture, user=user, role=Role.OFFICER.value, valid_from=date(2020, 1, 1))
    return actor_of(user, "it")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once for all the tests of this file, and taken away after them: they only read."""
    chance = random.Random(1)
    today = timezone.localdate()
    with django_db_blocker.unblock(), transaction.atomic():
        officer, outsider = somebody("SV", "Savona"), somebody("PA", "Palermo")
        person = Person.objects.create(prefecture_id="SV", family_name="Provetta", given_name="Inventata")
        yield World(officer, outsider, [Life(officer, person, chance, today, at).live() for at in range(FILES)])
        transaction.set_rollback(True)


@pytest.fixture
def files(world: World, db: None) -> list[CaseFile]:
    """The case files of the office."""
    return world.files


@pytest.fixture(params=[0, 150])
def found(request: pytest.FixtureRequest, world: World, db: None) -> Report:
    """A year that ends today, and one that ended five months ago."""
    end = timezone.localdate() - timedelta(days=request.param)
    return report(world.officer, Scope(end - timedelta(days=365), end))


def open_on(case: CaseFile, day: date) -> bool:
    ended = [ended for ended in (case.decided_on, case.closed_on) if ended is not None and ended <= day]
    return case.filed_on is not None and case.filed_on <= day and not ended


def state_on(case: CaseFile, day: date) -> str:
    state = ""
    for passage in case.passages.order_by("on", "at"):
        if passage.on <= day:
            state = passage.target
    return state


def clock_on(case: CaseFile, day: date) -> TermResult:
    happened = [
        Event(event.type, event.occurred_on)
        for event in case.events.filter(cancelled_at=None, occurred_on__lte=day).order_by("occurred_on", "id")
    ]
    return compute_term(
        procedure(case.procedure), happened, today=day, calendar=holiday_calendar(), comune=case.prefecture.seat_comune
    )


def rank(values: list[int], share: float) -> int | None:
    for value in sorted(values):
        if sum(other <= value for other in values) >= share * len(values):
            return value
    return None


def in_period(day: date | None, found: Report) -> bool:
    return day is not None and found.scope.start <= day <= found.scope.end


def test_backlog_by_procedure_and_state_as_it_was(files: list[CaseFile], found: Report) -> None:
    day = found.scope.end
    slow = Counter((case.procedure, state_on(case, day)) for case in files if open_on(case, day))
    assert rules.backlog(found.files, day) == slow
    assert len(slow) > 3


def test_late_files_of_each_month(files: list[CaseFile], found: Report) -> None:
    slow = Counter(
        (case.procedure, day)
        for day in found.days
        for case in files
        if open_on(case, day) and clock_on(case, day).clock is Clock.EXPIRED
    )
    assert rules.late_by_day(found.files, found.days) == slow
    assert slow.total() > 10


def test_a_clock_not_started_is_never_late(files: list[CaseFile], found: Report) -> None:
    day = found.scope.end
    waiting = [case for case in files if open_on(case, day) and clock_on(case, day).clock is Clock.NOT_STARTED]
    clocks = [file.clocks[-1] for file in found.files if rules.is_open(file, day)]
    not_started = [clock for clock in clocks if clock is not None and clock.starts_on is None]
    assert len(not_started) == len(waiting)
    assert not any(rules.is_late(clock, day) for clock in not_started)


def test_age_and_running_age(files: list[CaseFile], found: Report) -> None:
    day = found.scope.end
    ages = [(day - case.filed_on).days for case in files if case.filed_on and open_on(case, day)]
    assert rules.ages(found.files, day) == rules.Ages(len(ages), median_low(ages), rank(ages, 0.9))
    running = []
    for case in files:
        clock = clock_on(case, day) if open_on(case, day) else None
        if clock and clock.clock is not Clock.NOT_STARTED and clock.starts_on:
            running.append((day - clock.starts_on).days - clock.stopped_days)
    assert rules.running_ages(found.files, day) == rules.Ages(len(running), median_low(running), rank(running, 0.9))


def held_days(case: CaseFile, found: Report) -> Iterator[tuple[str, str, int]]:
    """Each stay that ended in the period, its days asked one by one who had the ball."""
    passages = list(case.passages.order_by("on", "at"))
    waits = [(opinion.requested_on, opinion.received_on) for opinion in case.opinions.exclude(requested_on=None)]
    for entered, left in pairwise(passages):
        if not in_period(left.on, found):
            continue
        days = [entered.on + timedelta(days=at) for at in range((left.on - entered.on).days)]
        balls: Counter[str] = Counter()
        for day in days:
            awaited = any(asked <= day < (came or date.max) for asked, came in waits if asked)
            balls["other_office" if awaited and entered.target == "investigation" else entered.ball] += 1
        for ball, count in (balls or {entered.ball: 0}).items():
            yield entered.target, ball, count


def test_days_in_each_state_by_who_had_the_ball(files: list[CaseFile], found: Report) -> None:
    slow: dict[tuple[str, str], list[int]] = {}
    for case in files:
        for state, ball, days in held_days(case, found):
            slow.setdefault((state, ball), []).append(days)
    fast = {(stay.state, stay.ball): (stay.stays, stay.median, stay.p90, stay.days) for stay in found.stays}
    assert fast == {key: (len(days), median_low(days), rank(days, 0.9), sum(days)) for key, days in slow.items()}
    assert ("investigation", "other_office") in fast


def test_on_time_share(files: list[CaseFile], found: Report) -> None:
    decided = [case for case in files if in_period(case.decided_on, found) and case.effective_due]
    on_time = [case for case in decided if case.decided_on <= case.effective_due]  # type: ignore[operator]
    assert rules.on_time(found.files, found.scope.start, found.scope.end) == rules.Share(len(on_time), len(decided))
    assert decided


def test_throughput_adds_up_by_month(files: list[CaseFile], found: Report) -> None:
    flow = rules.flow(found.files, found.scope.start, found.scope.end)
    assert flow.filed == sum(in_period(case.filed_on, found) for case in files)
    assert flow.decided == sum(in_period(case.decided_on, found) for case in files)
    assert flow.withdrawn == sum(case.decided_on is None and in_period(case.closed_on, found) for case in files)
    spans = [(max(day.replace(day=1), found.scope.start), day) for day in found.days]
    assert sum(rules.flow(found.files, *span).filed for span in spans) == flow.filed
    before = sum(open_on(case, found.scope.start - timedelta(days=1)) for case in files)
    after = rules.backlog(found.files, found.scope.end).total()
    assert after == before + flow.filed - flow.decided - flow.withdrawn


def test_first_time_right_share(files: list[CaseFile], found: Report) -> None:
    passed = right = 0
    for case in files:
        proposed = case.passages.filter(target="decision_proposal").order_by("on").first()
        if proposed is not None and in_period(proposed.on, found):
            passed += 1
            right += not case.passages.filter(act="request_integration").exists()
    share = rules.first_time_right(found.files, found.scope.start, found.scope.end)
    assert (share.part, share.whole) == (right, passed)
    assert 0 < right < passed


def test_notice_turnaround(files: list[CaseFile], found: Report) -> None:
    noticed = [
        case
        for case in files
        if in_period(case.decided_on, found) and case.passages.filter(act="notify_10bis").exists()
    ]
    share = rules.notice_turnaround(found.files, found.scope.start, found.scope.end)
    assert (share.part, share.whole) == (sum(case.outcome == "granted" for case in noticed), len(noticed))


def test_funnel_after_the_grant(files: list[CaseFile], found: Report) -> None:
    slow: Counter[tuple[str, str]] = Counter()
    for case in files:
        standing = {event.type: event.occurred_on for event in case.events.filter(cancelled_at=None)}
        if in_period(standing.get("granted"), found):
            for stage in rules.FUNNEL_STAGES:
                slow[case.procedure, stage] += stage in standing and standing[stage] <= found.scope.end
    assert {key: count for key, count in slow.items() if count} == dict(found.funnel)


def test_disputes(files: list[CaseFile], found: Report) -> None:
    suits = [suit for case in files for suit in case.litigations.all()]
    for kind in ("substitute_power", "appeal"):
        asked = sum(suit.kind == kind and in_period(suit.asked_on, found) for suit in suits)
        lost = [
            suit for suit in suits if suit.kind == kind and suit.outcome == "lost" and in_period(suit.ended_on, found)
        ]
        costs = sum((suit.costs for suit in lost if suit.costs), Decimal(0))
        fast = next((one for one in found.disputes if one.kind == kind), None)
        if fast is None:
            assert asked == 0
            assert not lost
        else:
            paid = sum(suit.costs is not None for suit in lost)
            assert (fast.asked, fast.lost, fast.with_costs, fast.costs) == (asked, len(lost), paid, costs)


def test_defects_count_also_when_they_were_mended(files: list[CaseFile], found: Report) -> None:
    """Every file checked in the year shows its defects; the mended ones stand only in the audit."""
    standing = Counter(
        (case.procedure, item.document, item.defect)
        for case in files
        for item in case.checklist.filter(status="to_fix")
        if item.checked_at and in_period(timezone.localdate(item.checked_at), found)
    )
    fast = Counter({(one.procedure, one.document, one.code): one.files for one in found.defects})
    assert not standing - fast
    mended = [
        item
        for case in files
        for item in case.checklist.filter(status="ok")
        if item.checked_at and in_period(timezone.localdate(item.checked_at), found)
    ]
    assert fast.total() > standing.total() or not mended


def test_an_officer_of_another_prefecture_measures_nothing_of_ours(world: World) -> None:
    today = timezone.localdate()
    theirs = report(world.outsider, Scope(today - timedelta(days=700), today))
    assert (theirs.files, theirs.stays, theirs.defects, theirs.disputes) == ((), (), (), ())
    assert theirs.funnel == {}


def test_one_procedure_alone(world: World) -> None:
    today = timezone.localdate()
    alone = report(world.officer, Scope(today - timedelta(days=365), today, procedure="work_seasonal"))
    assert {file.procedure for file in alone.files} == {"work_seasonal"}
    assert report(world.officer, Scope(today - timedelta(days=365), today, office="citizenship")).files


def test_who_may_not_measure_is_refused() -> None:
    nobody = Actor(prefecture="SV", user_id=None, label="", permissions=frozenset())
    with pytest.raises(NotAllowed):
        report(nobody, Scope(date(2026, 1, 1), date(2026, 2, 1)))
