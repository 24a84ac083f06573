"""The batch gives every file the date the rule gives it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from approdo.core.definitions import holiday_calendar
from approdo.procedures.batch.terms import (
    EFFECTS,
    HOLDERS,
    UNITS,
    DueDates,
    Files,
    Waits,
    due_dates,
    tables,
)
from approdo.procedures.rules.definition import Procedure, StopEffect, StopKind
from approdo.procedures.rules.history import Event
from approdo.procedures.rules.terms import OfficeSettings, TermResult, compute_term
from tests.procedures.caseload import TODAY, many_files
from tests.procedures.sample_procedures import (
    BLUE_CARD,
    CITIZENSHIP_RESIDENCE,
    FAMILY,
    ICT,
    SEASONAL,
)

pytestmark = pytest.mark.slow

ROME = "058091"


def draw_history(draw: random.Random) -> tuple[Procedure, list[Event]]:
    """A file that could be open on TODAY: its start may come after requests, its stops may overlap or come too late."""
    procedure = draw.choice([FAMILY, ICT, CITIZENSHIP_RESIDENCE, BLUE_CARD, SEASONAL])
    filed = date(2017, 9, 1) + timedelta(draw.randrange(3200))
    if draw.random() < 0.2:
        filed = date(2019, 12, 1) + timedelta(draw.randrange(200))
    events = [Event("filed", filed)]

    def add(kind: str, day: date) -> bool:
        if day > TODAY:
            return False
        events.append(Event(kind, day))
        return True

    if procedure is SEASONAL:
        add("quota_imputed", filed + timedelta(draw.randrange(40)))
    day = filed
    for _ in range(draw.choice([0, 0, 1, 1, 2, 3])):
        day += timedelta(draw.choice([0, 1, 10, draw.randrange(120)]))
        if not add("integration_requested", day):
            break
        day += timedelta(draw.choice([0, 1, 29, 30, 31, draw.randrange(90)]))
        if draw.random() < 0.15 or not add("integration_received", day):
            break
        day += timedelta(1)
    day = filed
    for _ in range(draw.choice([0, 0, 1, 2])):
        day += timedelta(draw.choice([0, 5, draw.randrange(150)]))
        if not add("preliminary_rejection_received", day):
            break
        if draw.random() < 0.6:
            add("observations_received", day + timedelta(draw.randrange(15)))
        day += timedelta(15)
    for _ in range(draw.choice([0, 0, 1])):
        add("extension_granted", filed + timedelta(draw.randrange(1000)))
    return procedure, events


def to_files(rows: list[tuple[Procedure, list[Event], TermResult]], settings: OfficeSettings) -> Files:
    """The arrays of those files; every pairing of events is done here by hand, not by the rule."""
    requests: list[tuple[int, int, int, int, bool]] = []
    notices: list[tuple[int, int]] = []
    request_offsets, notice_offsets, extended = [0], [0], []
    for procedure, events, _ in rows:
        rule = next(rule for rule in procedure.term("conclusion").stops if rule.kind is StopKind.INTEGRATION_REQUEST)
        effect = StopEffect(settings.citizenship_integration_effect) if rule.setting else rule.effect
        asked = [event.date.toordinal() for event in events if event.type == "integration_requested"]
        came = [event.date.toordinal() for event in events if event.type == "integration_received"]
        for place, start in enumerate(asked):
            end = came[place] if place < len(came) else 0
            requests.append((start, end, EFFECTS[effect], rule.cap_days or 0, rule.once))
        told = [event.date.toordinal() for event in events if event.type == "preliminary_rejection_received"]
        replies = [event.date.toordinal() for event in events if event.type == "observations_received"]
        for place, start in enumerate(told):
            until = told[place + 1] if place + 1 < len(told) else 10**7
            notices.append((start, next((day for day in replies if start <= day < until), 0)))
        request_offsets.append(len(requests))
        notice_offsets.append(len(notices))
        extended.append(next((event.date.toordinal() for event in events if event.type == "extension_granted"), 0))
    versions = [result.version for _, _, result in rows if result.version is not None]
    columns = np.array(requests, dtype=np.int32).reshape(-1, 5).T
    pairs = np.array(notices, dtype=np.int32).reshape(-1, 2).T
    return Files(
        start=np.array([result.starts_on.toordinal() for _, _, result in rows if result.starts_on], np.int32),
        amount=np.array([version.amount for version in versions], np.int32),
        unit=np.array([UNITS[version.unit] for version in versions], np.int8),
        extendable_to=np.array([version.extendable_to or 0 for version in versions], np.int32),
        extended_on=np.array(extended, np.int32),
        requests=Waits(
            np.array(request_offsets), columns[0], columns[1], columns[2].astype(np.int8), columns[3], columns[4] > 0
        ),
        notices=Waits(np.array(notice_offsets), pairs[0], pairs[1]),
    )


def as_ordinal(day: date | None) -> int:
    return 0 if day is None else day.toordinal()


@pytest.mark.parametrize("effect", ["interrupt", "suspend", "none"])
@pytest.mark.parametrize(("comune", "saturday"), [("", False), (ROME, True)])
def test_every_file_gets_the_date_of_the_rule(effect: str, comune: str, saturday: bool) -> None:
    draw = random.Random(f"{effect} {comune} {saturday}")
    calendar, settings = holiday_calendar(), OfficeSettings(saturday, effect)
    rows = []
    while len(rows) < 3000:
        procedure, events = draw_history(draw)
        result = compute_term(procedure, events, today=TODAY, calendar=calendar, comune=comune, settings=settings)
        if result.starts_on is not None:
            rows.append((procedure, events, result))
    batch = due_dates(to_files(rows, settings), tables(calendar, comune, saturday), today=TODAY.toordinal())
    for place, (_, events, result) in enumerate(rows):
        wanted = [as_ordinal(day) for day in (result.nominal_due, result.effective_due, result.max_due)]
        got = [int(array[place]) for array in (batch.nominal, batch.effective, batch.max_due)]
        assert (got, int(batch.stopped_days[place])) == (wanted, result.stopped_days), events
        holder = (result.stopped_by or "", as_ordinal(result.stop_ends_on), result.provisional)
        held = (HOLDERS[batch.holder[place]], int(batch.held_until[place]), bool(batch.provisional[place]))
        assert held == holder, events


def test_recomputing_changes_nothing_and_leaves_the_files_as_they_were() -> None:
    files, table = many_files(5000), tables(holiday_calendar())
    before = replace(files, amount=files.amount.copy())
    first = due_dates(files, table, today=TODAY.toordinal())
    second = due_dates(files, table, today=TODAY.toordinal())
    assert np.array_equal(first.effective, second.effective)
    assert np.array_equal(before.amount, files.amount)


def test_no_files_give_no_dates() -> None:
    empty: DueDates = due_dates(many_files(0), tables(holiday_calendar()), today=TODAY.toordinal())
    assert empty.effective.size == 0
