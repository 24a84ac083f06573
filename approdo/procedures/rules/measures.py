"""What the measures of an office count, on the plain facts of its case files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

GRANTED = "granted"
# Events after a grant that the funnel shows, in order.
FUNNEL_STAGES = ("granted", "visa_issued", "entered_italy", "contract_signed", "permit_requested")


@dataclass(frozen=True, slots=True)
class ClockOn:
    """The clock of a case file on a day: since when it runs, whether it is held, by when, days stopped so far."""

    starts_on: date | None
    due_on: date | None
    stopped: bool = False
    stopped_days: int = 0


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a case file at the end of a period.

    `ended_on` is the day of its decision or of its closing, whichever came first. `clocks` holds the clock on each
    day the period is looked at, None where the file was not open. `proposed_on` is the day it passed the document
    check; `asked_papers` and `noticed` say whether papers were asked and a notice before refusal sent by then.
    """

    procedure: str
    filed_on: date
    ended_on: date | None = None
    decided_on: date | None = None
    due_on: date | None = None
    outcome: str = ""
    state: str = ""
    asked_papers: bool = False
    noticed: bool = False
    proposed_on: date | None = None
    clocks: tuple[ClockOn | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, in case files."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None when there is nothing to divide by."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Ages:
    """Median and 90th percentile in days, over `files`; None when there are none."""

    files: int
    median: int | None
    p90: int | None


@dataclass(frozen=True, slots=True)
class Flow:
    """Case files that came and went in a month. `withdrawn` counts those closed without a decision."""

    filed: int
    decided: int
    withdrawn: int

    @property
    def clearance(self) -> float | None:
        """Decided for each one filed; None when none was filed."""
        return self.decided / self.filed if self.filed else None


def days_looked_at(start: date, end: date) -> tuple[date, ...]:
    """The last day of each month of the period, the last one cut at `end`.

    Source: measures of the office, by month.
    """
    days, first = [], start.replace(day=1)
    while first <= end:
        following = (first + timedelta(days=32)).replace(day=1)
        days.append(min(following - timedelta(days=1), end))
        first = following
    return tuple(days)


def percentile(values: Iterable[int], share: float) -> int | None:
    """The smallest value that at least `share` of the values do not exceed; None when there are none.

    Source: nearest-rank definition of a percentile.
    """
    ordered = sorted(values)
    return ordered[max(1, ceil(share * len(ordered))) - 1] if ordered else None


def is_open(file: FileFacts, day: date) -> bool:
    """Whether the file was filed by the end of that day and not yet decided or closed.

    Source: definition of the backlog.
    """
    return file.filed_on <= day and (file.ended_on is None or file.ended_on > day)


def is_late(clock: ClockOn | None, day: date) -> bool:
    """Whether the term was over on that day: never while the clock has not started or is stopped.

    Source: L. 241/1990 art. 2 c. 2 and 7.
    """
    if clock is None or clock.stopped or clock.starts_on is None or clock.due_on is None:
        return False
    return clock.due_on < day


def backlog(files: Iterable[FileFacts], day: date) -> Counter[tuple[str, str]]:
    """How many case files are open on the last day of the period, by procedure and state.

    Source: definition of the backlog.
    """
    return Counter((file.procedure, file.state) for file in files if is_open(file, day))


def late_by_day(files: Iterable[FileFacts], days: Sequence[date]) -> Counter[tuple[str, date]]:
    """How many case files are late on each of the days, by procedure and day.

    Source: L. 241/1990 art. 2.
    """
    late: Counter[tuple[str, date]] = Counter()
    for file in files:
        for day, clock in zip(days, file.clocks, strict=True):
            if is_late(clock, day):
                late[file.procedure, day] += 1
    return late


def ages(files: Iterable[FileFacts], day: date) -> Ages:
    """Days since filing over the case files open on the last day of the period.

    Source: definition of the age of the backlog.
    """
    days = [(day - file.filed_on).days for file in files if is_open(file, day)]
    return Ages(len(days), percentile(days, 0.5), percentile(days, 0.9))


def running_ages(files: Iterable[FileFacts], day: date) -> Ages:
    """Days during which the clock ran, stops removed, over the open case files whose clock has started.

    Source: L. 241/1990 art. 2 c. 7.
    """
    clocks = [file.clocks[-1] for file in files if is_open(file, day)]
    days = [
        (day - clock.starts_on).days - clock.stopped_days
        for clock in clocks
        if clock is not None and clock.starts_on is not None
    ]
    return Ages(len(days), percentile(days, 0.5), percentile(days, 0.9))


def on_time(files: Iterable[FileFacts], start: date, end: date) -> Share:
    """Decided by the due date, of those decided in the period that had one.

    Source: L. 241/1990 art. 2 c. 4-bis.
    """
    decided = [
        (file.decided_on, file.due_on)
        for file in files
        if file.decided_on is not None and file.due_on is not None and start <= file.decided_on <= end
    ]
    return Share(sum(day <= due for day, due in decided), len(decided))


def flow(files: Iterable[FileFacts], start: date, end: date) -> Flow:
    """Case files filed, decided and closed without a decision from `start` to `end`, both included.

    Source: definition of throughput and clearance.
    """
    filed = decided = withdrawn = 0
    for file in files:
        filed += start <= file.filed_on <= end
        if file.decided_on is not None:
            decided += start <= file.decided_on <= end
        elif file.ended_on is not None:
            withdrawn += start <= file.ended_on <= end
    return Flow(filed, decided, withdrawn)


def first_time_right(files: Iterable[FileFacts], start: date, end: date) -> Share:
    """Never asked for papers, of those that passed the document check in the period.

    Source: L. 241/1990 art. 6 c. 1 lett. b.
    """
    passed = [file for file in files if file.proposed_on is not None and start <= file.proposed_on <= end]
    return Share(sum(not file.asked_papers for file in passed), len(passed))


def notice_turnaround(files: Iterable[FileFacts], start: date, end: date) -> Share:
    """Granted, of those decided in the period after a notice before refusal.

    Source: L. 241/1990 art. 10-bis.
    """
    decided = [
        file for file in files if file.noticed and file.decided_on is not None and start <= file.decided_on <= end
    ]
    return Share(sum(file.outcome == GRANTED for file in decided), len(decided))
