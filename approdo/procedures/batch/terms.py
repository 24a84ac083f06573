"""The due dates of many files at once: the same rule as `rules.terms`, on arrays.

Days are proleptic ordinals (`date.toordinal()`), 0 where there is none. See `docs/decisions/0002-batch-terms-in-numpy.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from approdo.core.rules.calendar import HolidayCalendar
from approdo.procedures.rules.definition import StopEffect, StopKind, Unit

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

UNITS = {Unit.DAYS: 0, Unit.MONTHS: 1, Unit.YEARS: 2}  # working days need the one-file rule
EFFECTS = {StopEffect.NONE: 0, StopEffect.SUSPEND: 1, StopEffect.INTERRUPT: 2}
HOLDERS = ("", StopKind.INTEGRATION_REQUEST, StopKind.PRELIMINARY_REJECTION, StopKind.LEGAL_SUSPENSION)
FIRST_YEAR, LAST_YEAR = 1985, 2160
_SLICE = 131_072
_NO_END = 2**31 - 1  # later than any day


@dataclass(frozen=True)
class Tables:
    """A calendar as arrays indexed by `ordinal - first`."""

    first: int
    rolled: Ints  # the open day of each day
    month: NDArray[np.int64]  # number of the month each day lies in, 0 for January of FIRST_YEAR
    month_start: Ints  # ordinal of the first day of each month
    month_days: Ints
    suspensions: tuple[tuple[int, int], ...]  # day before the first, last day
    reply_days: int
    resume_days: int

    def open_days(self, days: Ints) -> Ints:
        """The open day that each day moves to."""
        return self.rolled.take(self.places(days))

    def places(self, days: Ints) -> NDArray[np.intp]:
        """The place of each day in these arrays. NumPy takes three times as long over places of fewer bits."""
        return np.subtract(days, self.first, dtype=np.intp)


@dataclass(frozen=True)
class Waits:
    """Waits of many files, flat: those of file `i` lie from `offsets[i]` to `offsets[i + 1]`, `offsets` of n + 1.

    `end` is 0 while there is no answer. For requests, `effect` holds the codes of EFFECTS, `cap_days` 0 without a limit,
    `once` whether only the first counts; for notices these three are not read.
    """

    offsets: NDArray[np.int64]
    start: Ints
    end: Ints
    effect: NDArray[np.int8] | None = None
    cap_days: Ints | None = None
    once: Flags | None = None


@dataclass(frozen=True)
class Files:
    """Open files of one calendar table: all arrays of n, units as codes of UNITS.

    `extendable_to` is 0 where no extension is allowed, `extended_on` 0 where none was granted.
    """

    start: Ints
    amount: Ints
    unit: NDArray[np.int8]
    extendable_to: Ints
    extended_on: Ints
    requests: Waits
    notices: Waits


@dataclass(frozen=True)
class DueDates:
    """Per file: due dates as ordinals (`max_due` 0 where no extension is allowed) and the days stopped.

    `holder` is the code in HOLDERS of what holds the clock, 0 when nothing does; `held_until` the day on which that ends
    by itself, 0 without a limit; `provisional` tells that a stop is still open.
    """

    nominal: Ints
    effective: Ints
    max_due: Ints
    stopped_days: Ints
    holder: NDArray[np.int8]
    held_until: Ints
    provisional: Flags


@lru_cache(maxsize=8)
def tables(calendar: HolidayCalendar, comune: str = "", saturday_rolls: bool = False) -> Tables:
    """The arrays of a calendar for one comune and one office setting."""
    first, last = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
    open_days = calendar.open_days(comune, saturday_rolls)
    days = [date.fromordinal(ordinal) for ordinal in range(first, last + 1)]
    starts = [day.toordinal() for day in days if day.day == 1]
    month_start = np.array([*starts, last + 1], dtype=np.int32)
    return Tables(
        first=first,
        rolled=np.array([open_days[day].toordinal() for day in days], dtype=np.int32),
        month=np.array([(day.year - FIRST_YEAR) * 12 + day.month - 1 for day in days], dtype=np.int64),
        month_start=month_start[:-1],
        month_days=np.diff(month_start).astype(np.int32),
        suspensions=tuple((one.first.toordinal() - 1, one.last.toordinal()) for one in calendar.suspensions),
        reply_days=calendar.counting.reply_days,
        resume_days=calendar.counting.resume_days,
    )


def _reach(start: Ints, amount: Ints, unit: NDArray[np.int8], table: Tables) -> Ints:
    end = start + amount
    others = np.flatnonzero(unit != UNITS[Unit.DAYS])
    if others.size:
        day = start.take(others)
        months = amount.take(others)
        years = unit.take(others) == UNITS[Unit.YEARS]
        if years.any():
            months[years] *= 12
        here = table.month.take(table.places(day))
        there = here + months
        number = day - table.month_start.take(here)
        end[others] = table.month_start.take(there) + np.minimum(number, table.month_days.take(there) - 1)
    return end


@dataclass
class _Holds:
    """Stops of all files in the order of their first day within each file.

    `source` is the place of each before they were put in order; `counted` is true once it was found to hold the clock.
    `later` is 1 for those of a law, which hold from the day after `start` to that of `end`, 0 for the others.
    """

    file: NDArray[np.int64]
    start: Ints
    end: Ints
    waiting: Flags
    effect: NDArray[np.int8]
    once: Flags
    source: NDArray[np.int64]
    counted: Flags
    later: Ints

    def first(self) -> NDArray[np.int64]:
        """The places of the first stop of each file."""
        if not self.file.size:
            return np.zeros(0, np.int64)
        return np.concatenate([[0], np.flatnonzero(self.file[1:] != self.file[:-1]) + 1])

    def after(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """The places of the stops that follow those, in the same files."""
        later = at[:-1] + 1 if at.size and at[-1] + 1 == self.file.size else at + 1
        return later.take(np.flatnonzero(self.file.take(later) == self.file.take(later - 1)))


def _owners(waits: Waits) -> NDArray[np.int64]:
    counts = np.diff(waits.offsets)
    if counts.size and counts.max() <= 1:
        return np.flatnonzero(counts == 1)
    return np.repeat(np.arange(counts.size, dtype=np.int64), counts)


def _requests(waits: Waits, today: int) -> tuple[Ints, Flags]:
    waiting = waits.end == 0
    end = np.where(waiting, np.int32(today), waits.end)
    if waits.cap_days is None:
        raise ValueError("requests need their caps")
    cap = np.where(waits.cap_days > 0, waits.start + waits.cap_days, np.int32(np.iinfo(np.int32).max))
    waiting &= end < cap
    return np.minimum(end, cap), waiting


def _notices(waits: Waits, table: Tables, today: int) -> tuple[Ints, Flags]:
    reply_by = table.open_days(waits.start + table.reply_days)
    answered = (waits.end != 0) & (waits.end <= reply_by)
    waiting = (waits.end == 0) & (reply_by > today)
    end = np.where(answered, waits.end + table.resume_days, np.where(waiting, np.int32(today), reply_by))
    return end.astype(np.int32), waiting


def _by_law(files: Files, table: Tables) -> list[tuple[NDArray[np.int64], int, int]]:
    found = []
    for first, end in table.suspensions:
        touched = np.flatnonzero(files.start < end)
        if touched.size:
            found.append((touched, first, end))
    return found


def _holds(files: Files, table: Tables, today: int) -> _Holds:
    requests, notices = files.requests, files.notices
    if requests.effect is None or requests.once is None:
        raise ValueError("requests need their effects")
    request_end, request_waiting = _requests(requests, today)
    notice_end, notice_waiting = _notices(notices, table, today)
    laws = _by_law(files, table)
    suspend, n = np.int8(EFFECTS[StopEffect.SUSPEND]), notices.start.size
    by_law = [touched.size for touched, _, _ in laws]
    rest = n + sum(by_law)
    file = np.concatenate([_owners(requests), _owners(notices), *(touched for touched, _, _ in laws)])
    start = np.concatenate([requests.start, notices.start, *(np.full(t.size, s, np.int32) for t, s, _ in laws)])
    end = np.concatenate([request_end, notice_end, *(np.full(t.size, e, np.int32) for t, _, e in laws)])
    waiting = np.concatenate([request_waiting, notice_waiting, np.zeros(sum(by_law), bool)])
    effect = np.concatenate([requests.effect, np.full(rest, suspend, np.int8)])
    once = np.concatenate([requests.once, np.zeros(rest, bool)])
    # One stable sort on file and first day together; an ordinal fits in 22 bits.
    order = np.argsort((file << 22) | start, kind="stable")
    file = file.take(order)
    return _Holds(
        file,
        start.take(order),
        end.take(order),
        waiting.take(order),
        effect.take(order),
        once.take(order),
        order,
        np.zeros(file.size, bool),
        (order >= file.size - sum(by_law)).astype(np.int32),
    )


class _Count:
    """The state of every file while its stops are counted, the k-th stop of all files together."""

    def __init__(self, files: Files, table: Tables) -> None:
        n = files.start.size
        self.files, self.table = files, table
        self.base = files.start.copy()
        self.covered = files.start.copy()
        self.extra = np.zeros(n, np.int32)
        self.stopped = np.zeros(n, np.int32)
        self.used = np.zeros(n, bool)
        self.nominal = _reach(files.start, files.amount, files.unit, table)
        self.end = self.nominal.copy()
        self.due = table.open_days(self.nominal)
        self.pending = files.extended_on > 0

    def extend(self, which: NDArray[np.int64]) -> None:
        """Apply the extensions of those files that may have one and whose term is not over."""
        files = self.files
        good = which[(files.extendable_to[which] > 0) & (files.extended_on[which] <= self.due[which])]
        self.pending[which] = False
        files.amount[good] = files.extendable_to[good]
        self.end[good] = _reach(self.base[good], files.amount[good], files.unit[good], self.table)
        self.due[good] = self.table.open_days(self.end[good] + self.extra[good])

    def apply(self, holds: _Holds, at: NDArray[np.int64]) -> None:
        """Count the stops at those places, at most one for each file."""
        file, start, end, once = holds.file.take(at), holds.start.take(at), holds.end.take(at), holds.once.take(at)
        effect = holds.effect.take(at)
        if self.pending.any():
            early = self.pending[file] & (self.files.extended_on[file] <= start)
            self.extend(file[early])
        clock = self.files.start.take(file)
        counts = (effect != EFFECTS[StopEffect.NONE]) & (start + holds.later.take(at) <= self.due.take(file))
        # An interruption restarts the term even when it lasts no day; a suspension of no day suspends nothing.
        lasts = (end > start) | (effect == EFFECTS[StopEffect.INTERRUPT])
        counts &= holds.waiting.take(at) | (lasts & ((start >= clock) | (end > clock)))
        counts &= ~(once & self.used.take(file))
        if not counts.all():
            keep = np.flatnonzero(counts)
            file, start, end, effect = file.take(keep), start.take(keep), end.take(keep), effect.take(keep)
            once, clock, at = once.take(keep), clock.take(keep), at.take(keep)
        holds.counted[at] = True
        self.used[file.take(np.flatnonzero(once))] = True
        start = np.maximum(start, clock)
        end = np.maximum(end, start)
        covered = self.covered.take(file)
        added = np.maximum(end - np.maximum(start, covered), 0)
        self.stopped[file] = self.stopped.take(file) + added
        again = np.flatnonzero(effect == EFFECTS[StopEffect.INTERRUPT])
        extra = self.extra.take(file) + added
        self.covered[file] = np.maximum(covered, end)
        if again.size:
            restarted, base = file.take(again), end.take(again)
            extra[again] = np.maximum(covered.take(again) - base, 0)
            amount, unit = self.files.amount.take(restarted), self.files.unit.take(restarted)
            self.base[restarted], self.end[restarted] = base, _reach(base, amount, unit, self.table)
        self.extra[file] = extra
        self.due[file] = self.table.open_days(self.end.take(file) + extra)


def _slice(waits: Waits, first: int, last: int) -> Waits:
    offsets = waits.offsets[first : last + 1]
    here = slice(int(offsets[0]), int(offsets[-1]))
    return Waits(
        offsets - offsets[0],
        waits.start[here],
        waits.end[here],
        None if waits.effect is None else waits.effect[here],
        None if waits.cap_days is None else waits.cap_days[here],
        None if waits.once is None else waits.once[here],
    )


def due_dates(files: Files, table: Tables, *, today: int) -> DueDates:
    """The due dates of open files as they stand `today` (an ordinal): equal to `rules.terms.compute_term`, file by file.

    Source: art. 2 and 10-bis L. 241/1990; art. 2963 c.c.
    """
    n = files.start.size
    found = DueDates(
        nominal=np.zeros(n, np.int32),
        effective=np.zeros(n, np.int32),
        max_due=np.zeros(n, np.int32),
        stopped_days=np.zeros(n, np.int32),
        holder=np.zeros(n, np.int8),
        held_until=np.zeros(n, np.int32),
        provisional=np.zeros(n, bool),
    )
    # A slice whose arrays fit in the processor's cache is counted about twice as fast as the whole at once.
    for first in range(0, n, _SLICE):
        here = slice(first, first + _SLICE)
        part = Files(
            files.start[here],
            files.amount[here].copy(),  # an extension replaces it
            files.unit[here],
            files.extendable_to[here],
            files.extended_on[here],
            _slice(files.requests, first, min(first + _SLICE, n)),
            _slice(files.notices, first, min(first + _SLICE, n)),
        )
        _count_slice(part, table, today, found, here)
    return found


def _count_slice(files: Files, table: Tables, today: int, found: DueDates, here: slice) -> None:
    count = _Count(files, table)
    holds = _holds(files, table, today)
    at = holds.first()
    while at.size:
        count.apply(holds, at)
        at = holds.after(at)
    if count.pending.any():
        count.extend(np.flatnonzero(count.pending))
    which = np.flatnonzero(files.extendable_to > 0)
    reached = _reach(count.base.take(which), files.extendable_to.take(which), files.unit.take(which), table)
    found.max_due[here][which] = table.open_days(reached + count.extra.take(which))
    found.nominal[here], found.effective[here], found.stopped_days[here] = count.nominal, count.due, count.stopped
    _hold(files, holds, table, today, found, here)


def _hold(files: Files, holds: _Holds, table: Tables, today: int, found: DueDates, here: slice) -> None:
    """Who holds each clock today: of several stops, the last to end, for it is the one that frees the clock."""
    day = np.int32(today) - holds.later
    holding = np.flatnonzero(holds.counted & (holds.start <= day) & (holds.waiting | (day < holds.end)))
    if not holding.size:
        return
    source, waiting, start = holds.source.take(holding), holds.waiting.take(holding), holds.start.take(holding)
    file, until = holds.file.take(holding), (holds.end + holds.later).take(holding)
    found.provisional[here][file.take(np.flatnonzero(waiting))] = True  # nothing waits on what has not begun
    asked, told = files.requests.start.size, files.notices.start.size
    kind = np.int8(1) + (source >= asked) + (source >= asked + told)
    if files.requests.cap_days is None:
        raise ValueError("requests need their caps")
    # A stop still open ends by itself at its limit: that of the rule for a request, the last day of reply for a notice.
    requests, notices = np.flatnonzero(waiting & (kind == 1)), np.flatnonzero(waiting & (kind == 2))
    cap = files.requests.cap_days.take(source.take(requests))
    until[requests] = np.where(cap > 0, start.take(requests) + cap, _NO_END)
    until[notices] = table.open_days(start.take(notices) + table.reply_days)
    if (file[1:] == file[:-1]).any():
        # A stable sort: of two that end together the one that began first, written last, stays.
        order = np.lexsort((-holding, until, file))
        file, until, kind = file.take(order), until.take(order), kind.take(order)
    found.holder[here][file] = kind
    found.held_until[here][file] = np.where(until == _NO_END, 0, until)
