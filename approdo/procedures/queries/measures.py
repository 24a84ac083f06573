"""The measures of an office in a period: facts gathered by SQL, counted by `rules/measures.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.procedures.definitions import procedure
from approdo.procedures.queries import measures_sql as sql
from approdo.procedures.queries import terms
from approdo.procedures.rules.events import EventType
from approdo.procedures.rules.history import Event
from approdo.procedures.rules.measures import FUNNEL_STAGES, ClockOn, FileFacts, days_looked_at, is_open
from approdo.procedures.rules.terms import Clock, OfficeSettings, compute_term

# Events after which a term is no longer what filing alone made it.
MOVING = (
    EventType.INTEGRATION_REQUESTED.value,
    EventType.INTEGRATION_RECEIVED.value,
    EventType.PRELIMINARY_REJECTION_RECEIVED.value,
    EventType.OBSERVATIONS_RECEIVED.value,
    EventType.EXTENSION_GRANTED.value,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is measured: a period, both days included, and optionally one office or one procedure."""

    start: date
    end: date
    office: str = ""
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """Stays in a state that ended in the period, by who had the ball: how many, and their days."""

    state: str
    ball: str
    stays: int
    median: int
    p90: int
    days: int


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect of a document of a procedure, and the case files that had it."""

    procedure: str
    document: str
    code: str
    files: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """Substitute power and lawsuits of a kind: asked, lost, lost with costs, and the euro paid."""

    kind: str
    asked: int
    lost: int
    with_costs: int
    costs: Decimal


@dataclass(frozen=True, slots=True)
class Report:
    """Everything measured. `days` are those on which the backlog is looked at, the last one the end of the period."""

    scope: Scope
    days: tuple[date, ...]
    files: tuple[FileFacts, ...]
    stays: tuple[Stay, ...]
    defects: tuple[Defect, ...]
    checked_files: int
    funnel: Mapping[tuple[str, str], int]
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is needed to read the clocks of one prefecture."""

    days: tuple[date, ...]
    comune: str
    settings: OfficeSettings


def report(by: Actor, scope: Scope) -> Report:
    """Measure the actor's prefecture. Raises NotAllowed. Six queries whatever the number of case files."""
    require(by, Permission.CASE_MEASURE)
    days = days_looked_at(scope.start, scope.end)
    params = _params(by, scope)
    defects = list(_rows(sql.DEFECTS, params))
    return Report(
        scope=scope,
        days=days,
        files=tuple(_files(by, params, days)),
        stays=tuple(Stay(*row) for row in _rows(sql.STAYS, params)),
        defects=tuple(Defect(*row) for row in defects if row[0] is not None and row[2]),
        checked_files=next((row[3] for row in defects if row[0] is None), 0),
        funnel={(row[0], row[1]): row[2] for row in _rows(sql.FUNNEL, params)},
        disputes=tuple(Dispute(*row) for row in _rows(sql.DISPUTES, params)),
    )


def _params(by: Actor, scope: Scope) -> dict[str, Any]:
    zone = timezone.get_default_timezone()
    return {
        "prefecture": by.prefecture,
        "office": scope.office,
        "procedure": scope.procedure,
        "start": scope.start,
        "end": scope.end,
        "from_moment": datetime.combine(scope.start, time.min, zone),
        "to_moment": datetime.combine(scope.end + timedelta(days=1), time.min, zone),
        "moving": list(MOVING),
        "stages": list(FUNNEL_STAGES),
    }


def _rows(statement: str, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        yield from cursor.fetchall()


def _files(by: Actor, params: dict[str, Any], days: tuple[date, ...]) -> Iterator[FileFacts]:
    settings = terms.office_settings(by.prefecture)
    end = days[-1]
    for row in _rows(sql.FILES, params):
        name, filed_on, ended_on, decided_on, outcome, starts_on, due_on, pinned, *facts = row
        state, asked, noticed, proposed_on, told, seat = facts
        known = FileFacts(
            procedure=name,
            filed_on=filed_on,
            ended_on=ended_on if ended_on is not None and ended_on <= end else None,
            decided_on=decided_on if decided_on is not None and decided_on <= end else None,
            due_on=due_on,
            outcome=outcome,
            state=state or "submitted",
            asked_papers=bool(asked),
            noticed=bool(noticed),
            proposed_on=proposed_on,
        )
        yield _with_clocks(known, starts_on, pinned, told, _Reading(days, seat, settings))


def _with_clocks(
    known: FileFacts, starts_on: date | None, pinned: date | None, told: str | list[Any] | None, reading: _Reading
) -> FileFacts:
    """The same facts with the clock on each day: the one filing made, or the history computed as of that day."""
    if told is None:
        clocks = tuple(
            ClockOn(starts_on if starts_on and starts_on <= day else None, known.due_on)
            if is_open(known, day)
            else None
            for day in reading.days
        )
    else:
        pairs = json.loads(told) if isinstance(told, str) else told
        events = [Event(kind, date.fromisoformat(day)) for kind, day in pairs]
        clocks = tuple(_moved_clocks(known, events, pinned, reading))
    return FileFacts(**{name: getattr(known, name) for name in FileFacts.__slots__ if name != "clocks"}, clocks=clocks)


def _moved_clocks(
    known: FileFacts, events: list[Event], pinned: date | None, reading: _Reading
) -> Iterator[ClockOn | None]:
    """A clock that runs with no new event is the same as a month before; one that is stopped moves every day."""
    seen, last = -1, ClockOn(None, None)
    for day in reading.days:
        if not is_open(known, day):
            yield None
            continue
        happened = [event for event in events if event.date <= day]
        if len(happened) != seen or last.stopped:
            seen, last = len(happened), _clock(known.procedure, happened, pinned, day, reading)
        yield last


def _clock(name: str, happened: list[Event], pinned: date | None, day: date, reading: _Reading) -> ClockOn:
    result = compute_term(
        procedure(name),
        happened,
        today=day,
        calendar=terms.calendar(),
        comune=reading.comune,
        settings=reading.settings,
        pinned_version=pinned,
    )
    started = result.clock is not Clock.NOT_STARTED
    return ClockOn(
        result.starts_on if started else None, result.effective_due, result.clock is Clock.STOPPED, result.stopped_days
    )
