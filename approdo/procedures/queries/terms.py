"""Rows become the values of the term rules, and the rules' answers come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from approdo.core.definitions import holiday_calendar
from approdo.core.models import OfficeSettings as OfficeSettingsRow
from approdo.core.models import Prefecture
from approdo.core.rules.calendar import HolidayCalendar
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseEvent, CaseFile
from approdo.procedures.rules.definition import Procedure
from approdo.procedures.rules.events import COMMON_EVENTS
from approdo.procedures.rules.history import Event
from approdo.procedures.rules.terms import Clock, OfficeSettings, TermResult, compute_term

STANDING = CaseEvent.objects.filter(cancelled_at=None).order_by("occurred_on", "id")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A term that runs after the decision: its identifier, whose it is, the day it ends."""

    term_id: str
    owner: str
    due_on: date
    result: TermResult


def office_settings(prefecture: str) -> OfficeSettings:
    """What the office chose where the law leaves room."""
    return settings_of(OfficeSettingsRow.objects.filter(prefecture_id=prefecture).first())


def settings_of(row: OfficeSettingsRow | None) -> OfficeSettings:
    """The same of a row that was read already; what the law says where the office chose nothing."""
    if row is None:
        return OfficeSettings()
    return OfficeSettings(
        saturday_rolls=row.saturday_rolls, citizenship_integration_effect=row.citizenship_integration_effect
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A term of a guided procedure: which one, how its day is computed, the day on which what it waits for was done."""

    term: str
    result: TermResult
    done: date | None = None

    @property
    def late(self) -> bool:
        """Whether its day has passed and nothing was done."""
        return self.done is None and self.result.clock is Clock.EXPIRED


def guided_due(
    procedure_id: str, prefecture: Prefecture, events: Iterable[Event], term: str, today: date, done: date | None
) -> Due:
    """One term of a procedure followed without a case file. `prefecture` with its `officesettings` read."""
    settings = settings_of(getattr(prefecture, "officesettings", None))
    result = compute_term(
        procedure(procedure_id), events, today=today, calendar=holiday_calendar(), comune=prefecture.seat_comune,
        settings=settings, term_id=term,
    )  # fmt: skip
    return Due(term, result, done)


def guided_terms(procedure_id: str, events: Iterable[Event]) -> list[str]:
    """The terms of such a procedure that have begun, in its order."""
    happened = {event.type for event in events}
    return [
        term.id
        for term in procedure(procedure_id).terms
        if any(version.starts_on in happened for version in term.versions)
    ]


def history(case: CaseFile) -> tuple[Event, ...]:
    """The standing events of a case file, as the rules want them."""
    return tuple(Event(row.type, row.occurred_on) for row in standing_events(case))


def standing_events(case: CaseFile) -> list[CaseEvent]:
    """The events that were not cancelled, in order; prefetched by `in_chunks` and `with_history`."""
    if "standing" in case.__dict__:
        return list(case.__dict__["standing"])
    return list(STANDING.filter(case=case))


def with_history(cases: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """The same case files, their standing events fetched in one query."""
    return cases.prefetch_related(Prefetch("events", queryset=STANDING, to_attr="standing"))


def in_chunks(cases: QuerySet[CaseFile], size: int) -> Iterator[list[CaseFile]]:
    """Case files `size` at a time, with their standing events."""
    chunk: list[CaseFile] = []
    for case in cases.iterator(size):
        chunk.append(case)
        if len(chunk) == size:
            yield _fetched(chunk)
            chunk = []
    if chunk:
        yield _fetched(chunk)


def _fetched(chunk: list[CaseFile]) -> list[CaseFile]:
    prefetch_related_objects(chunk, Prefetch("events", queryset=STANDING, to_attr="standing"))
    return chunk


def main_term(case: CaseFile, today: date, settings: OfficeSettings | None = None) -> TermResult:
    """The term within which the office must decide, on `today`. Raises HistoryError."""
    return compute_term(
        procedure(case.procedure),
        history(case),
        today=today,
        calendar=holiday_calendar(),
        comune=_seat(case),
        settings=settings or office_settings(case.prefecture_id),
        pinned_version=case.pinned_version,
    )


def follow_ups(case: CaseFile, today: date, settings: OfficeSettings | None = None) -> tuple[FollowUp, ...]:
    """The other terms that have started and whose end has not happened yet, the first due first.

    Nothing is waited for once the file is closed or what was granted is taken back.
    """
    if case.closed_on is not None or case.outcome == "revoked":
        return ()
    definition = procedure(case.procedure)
    events = history(case)
    open_terms = list(_open_terms(definition, {event.type for event in events}))
    if not open_terms:
        return ()
    chosen = settings or office_settings(case.prefecture_id)
    running = (_follow_up(case, definition, term_id, events, today, chosen) for term_id in open_terms)
    return tuple(sorted((found for found in running if found), key=lambda found: found.due_on))


def next_follow_up(case: CaseFile, today: date, settings: OfficeSettings | None = None) -> FollowUp | None:
    """The first of the terms that run besides the main one, None when none runs."""
    running = follow_ups(case, today, settings)
    return running[0] if running else None


def _open_terms(definition: Procedure, happened: set[str]) -> Iterable[str]:
    """A term that runs beside the main one ends with the next thing that happens in the order of the follow-up.

    One that began with the request itself, such as sending it on to the Ministry, ends with the decision.
    """
    for term in definition.terms:
        starts = {version.starts_on for version in term.versions} & happened
        if term.id == definition.main_term or not starts:
            continue
        if "decided" in happened and starts <= set(COMMON_EVENTS):
            continue
        after = [definition.follow_up.index(start) + 1 for start in starts if start in definition.follow_up]
        if not after or not happened.intersection(definition.follow_up[max(after) :]):
            yield term.id


def _follow_up(
    case: CaseFile,
    definition: Procedure,
    term_id: str,
    events: tuple[Event, ...],
    today: date,
    settings: OfficeSettings,
) -> FollowUp | None:
    result = compute_term(
        definition, events, today=today, calendar=holiday_calendar(), comune=_seat(case),
        settings=settings, term_id=term_id,
    )  # fmt: skip
    if result.effective_due is None or result.clock is Clock.NOT_STARTED:
        return None
    return FollowUp(term_id, definition.term(term_id).owner, result.effective_due, result)


def _seat(case: CaseFile) -> str:
    """The comune whose local holidays count: the office's seat, not the person's home."""
    return case.prefecture.seat_comune


def calendar() -> HolidayCalendar:
    """The calendar of holidays."""
    return holiday_calendar()


def ordered_due(case: CaseFile, from_day: date, days: int | None) -> date | None:
    """The day by which a judge ordered the office to decide, moved past holidays; None when no term was set."""
    if days is None:
        return None
    return holiday_calendar().roll(from_day + timedelta(days=days), comune=_seat(case))
