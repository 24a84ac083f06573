"""The clocks of many open files at once: their main term and the terms beside it, as `rules.terms` says of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from approdo.procedures.batch.histories import KINDS, Events, Histories, Places, no_waits, read_histories
from approdo.procedures.batch.terms import (
    EFFECTS,
    HOLDERS,
    UNITS,
    DueDates,
    Files,
    Flags,
    Ints,
    Tables,
    Waits,
    due_dates,
)
from approdo.procedures.rules.definition import Procedure, StopEffect, StopKind, StopRule, Term
from approdo.procedures.rules.events import COMMON_EVENTS, EventType
from approdo.procedures.rules.history import known_event
from approdo.procedures.rules.terms import OfficeSettings

# clock, starts_on, nominal_due, effective_due, max_due, stopped_days, stopped_by, stop_ends_on, provisional,
# follow_up_term, follow_up_due: the columns of a clock in their order, days as ordinals, 0 where there is none.
ClockRow = tuple[str, int, int, int, int, int, str, int, bool, str, int]
_NOT_STARTED: ClockRow = ("not_started", 0, 0, 0, 0, 0, "", 0, False, "", 0)


@dataclass(frozen=True)
class _Office:
    settings: OfficeSettings
    table: Tables
    today: int


def clock_rows(
    procedures: Sequence[Procedure], events: Events, settings: OfficeSettings, table: Tables, today: int
) -> list[ClockRow | None]:
    """The clock of each open file, whose procedures are given in order; None where only the rule can tell.

    Left to the rule: histories that are not plain or have events after the decision, terms without a figure, in working
    days or counted back, files before the first version of their term.

    Source: the same as `rules.terms.compute_term`.
    """
    n = len(procedures)
    found: list[ClockRow | None] = [None] * n
    histories, office = read_histories(n, events, today=today, first=table.first), _Office(settings, table, today)
    places: dict[str, list[int]] = {}
    for place, procedure in enumerate(procedures):
        places.setdefault(procedure.id, []).append(place)
    for files in places.values():
        here = np.array(files, np.int64)
        _count_procedure(procedures[files[0]], here[histories.plain[here]], histories, office, found)
    return found


def _count_procedure(
    procedure: Procedure, files: Places, histories: Histories, office: _Office, found: list[ClockRow | None]
) -> None:
    if not procedure.main_term or not _fits(procedure.term(procedure.main_term)):
        return
    known = np.array([known_event(procedure, kind) for kind in KINDS])
    files = files[~(histories.latest[files][:, ~known] > 0).any(axis=1)]
    beside = [term for term in procedure.terms if term.id != procedure.main_term]
    for term in beside:
        if not _runs_beside(procedure, term):
            files = files[~_started(term, files, histories)]
    main = procedure.term(procedure.main_term)
    start, version = _begin(main, files, histories, office.today)
    for place in files[start == 0].tolist():
        found[place] = _NOT_STARTED
    counted = (start > 0) & (version >= 0)
    files, start, version = files[counted], start[counted], version[counted]
    clocks = due_dates(_files(main, files, start, version, histories, office), office.table, today=office.today)
    names, days, sure = _follow_ups(
        [term for term in beside if _runs_beside(procedure, term)], files, histories, office
    )
    for place, row, plain in zip(files.tolist(), _rows(start, clocks, names, days), sure.tolist(), strict=True):
        found[place] = row if plain else None


def _fits(term: Term) -> bool:
    """Whether the batch can count that term: figures forward in days, months or years, stops of the usual effect."""
    notice, by_law = _rule(term, StopKind.PRELIMINARY_REJECTION), _rule(term, StopKind.LEGAL_SUSPENSION)
    return (
        all(one.amount is not None and one.amount >= 0 and one.unit in UNITS for one in term.versions)
        and (notice is None or notice.effect is StopEffect.SUSPEND)
        and (by_law is None or by_law.effect is not StopEffect.NONE)
    )


def _rule(term: Term, kind: StopKind) -> StopRule | None:
    return next((rule for rule in term.stops if rule.kind is kind), None)


def _runs_beside(procedure: Procedure, term: Term) -> bool:
    """Whether the batch can count that term beside the main one: it starts with an act common to all, and fits."""
    starts = {one.starts_on for one in term.versions}
    return starts <= set(COMMON_EVENTS) and not starts & set(procedure.follow_up) and _fits(term)


def _started(term: Term, files: Places, histories: Histories) -> Flags:
    starts = [KINDS[one.starts_on] for one in term.versions]
    return np.asarray((histories.latest[files][:, starts] > 0).any(axis=1))


def _begin(term: Term, files: Places, histories: Histories, today: int) -> tuple[Ints, Places]:
    """The first day of the term of each file, 0 when not started, and the place of its version, -1 before the first."""
    latest = histories.latest[files]
    picked = latest[:, KINDS[term.picked_by]].copy()
    other = np.zeros(files.size, np.int32)
    for one in term.versions:
        day = latest[:, KINDS[one.starts_on]]
        other = np.where(day > 0, day, other)
    quota = latest[:, KINDS[EventType.QUOTA_IMPUTED]]
    other = np.where(quota > 0, quota, other)
    picked = np.where(picked > 0, picked, np.where(other > 0, other, today))
    since = np.array([one.valid_from.toordinal() for one in term.versions])
    version = np.searchsorted(since, picked, side="right") - 1
    starts = np.array([KINDS[one.starts_on] for one in term.versions])
    return latest[np.arange(files.size), starts[np.maximum(version, 0)]], version


def _files(term: Term, files: Places, start: Ints, version: Places, histories: Histories, office: _Office) -> Files:
    total = histories.plain.size
    requests, notices = no_waits(files.size), no_waits(files.size)
    asked = _rule(term, StopKind.INTEGRATION_REQUEST)
    if asked is not None:
        offsets, first, end = histories.requests.of(files, total)
        effect = StopEffect(getattr(office.settings, asked.setting)) if asked.setting else asked.effect
        requests = Waits(
            offsets,
            first,
            end,
            np.full(first.size, EFFECTS[effect], np.int8),
            np.full(first.size, asked.cap_days or 0, np.int32),
            np.full(first.size, asked.once, bool),
        )
    if _rule(term, StopKind.PRELIMINARY_REJECTION) is not None:
        notices = Waits(*histories.notices.of(files, total))
    versions = term.versions
    return Files(
        start=start,
        amount=np.array([one.amount for one in versions], np.int32)[version],
        unit=np.array([UNITS[one.unit] for one in versions], np.int8)[version],
        extendable_to=np.array([one.extendable_to or 0 for one in versions], np.int32)[version],
        extended_on=histories.latest[files, KINDS[EventType.EXTENSION_GRANTED]],
        requests=requests,
        notices=notices,
    )


def _follow_ups(
    terms: Sequence[Term], files: Places, histories: Histories, office: _Office
) -> tuple[list[str], Ints, Flags]:
    """Of the terms beside the main one, the first due of each file and its day; and whether the batch could tell."""
    names, days, sure = np.full(files.size, "", object), np.zeros(files.size, np.int32), np.ones(files.size, bool)
    for term in terms:
        start, version = _begin(term, files, histories, office.today)
        sure &= (start == 0) | (version >= 0)
        runs = np.flatnonzero((start > 0) & (version >= 0))
        held = _files(term, files[runs], start[runs], version[runs], histories, office)
        due = due_dates(held, office.table, today=office.today).effective
        first = (days[runs] == 0) | (due < days[runs])
        names[runs[first]], days[runs[first]] = term.id, due[first]
    return names.tolist(), days, sure


def _rows(start: Ints, clocks: DueDates, names: list[str], days: Ints) -> list[ClockRow]:
    states = np.where(clocks.holder > 0, "stopped", "running").tolist()
    holders = [HOLDERS[code] for code in clocks.holder.tolist()]
    return list(
        zip(
            states,
            start.tolist(),
            clocks.nominal.tolist(),
            clocks.effective.tolist(),
            clocks.max_due.tolist(),
            clocks.stopped_days.tolist(),
            [str(holder) for holder in holders],
            clocks.held_until.tolist(),
            clocks.provisional.tolist(),
            names,
            days.tolist(),
            strict=True,
        )
    )
