"""What holds a clock, for how long, and where it leaves the due date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from approdo.core.rules.calendar import HolidayCalendar, LegalSuspension, add_months
from approdo.procedures.rules.definition import StopEffect, StopKind, StopRule, Unit
from approdo.procedures.rules.history import Wait

NO_DAYS = timedelta(0)
ONE_DAY = timedelta(1)
# Bound once: asking an enumeration for a member costs more than comparing it, and a history asks some twenty times.
_DAYS, _MONTHS, _YEARS = Unit.DAYS, Unit.MONTHS, Unit.YEARS
_NONE, _SUSPEND, _INTERRUPT = StopEffect.NONE, StopEffect.SUSPEND, StopEffect.INTERRUPT
_BY_LAW = StopKind.LEGAL_SUSPENSION


class Step(NamedTuple):
    """One step of a computation: a code, what its sentence needs, the article behind it ("" where none applies)."""

    code: str
    params: dict[str, object]
    source: str


class Stop(NamedTuple):
    """A stop of the clock: from `start` to the day before `end`.

    `days` are those it adds to the others, so that the days of all stops sum to the days stopped. `open` is true while
    nobody knows its end: `end` is then the day of the computation.
    """

    kind: StopKind
    effect: StopEffect
    start: date
    end: date
    days: int
    source: str
    open: bool


class Hold(NamedTuple):
    """A wait that may stop the clock. `ends_by` is the day it ends by itself at the latest, None without a limit."""

    kind: StopKind
    effect: StopEffect
    start: date
    end: date
    open: bool
    ends_by: date | None
    once: bool
    code: str
    params: dict[str, object]
    source: str

    def holds(self, day: date) -> bool:
        """Whether the clock stands still on that day.

        Source: our definition: a fact holds from its own day, a law from the day after `start`.
        """
        if self.kind is _BY_LAW:
            return self.start < day <= self.end
        return self.start <= day and (self.open or day < self.end)

    def cut(self, closed: date) -> Hold:
        """The same stop, ended at the latest on the day the file was closed."""
        if self.end <= closed:
            return self
        return self._replace(end=closed, params={**self.params, "end": closed, "last": closed})


def request_hold(rule: StopRule, effect: StopEffect, wait: Wait, horizon: date, ended: bool = False) -> Hold:
    """The stop caused by a request of further papers: from its receipt to their arrival, within the rule's limit.

    Without papers it lasts to `horizon`; `ended` tells that the file was closed on that day.

    Source: art. 2 c. 7 L. 241/1990; art. 2 c. 2 DPR 362/1994 for the interruption.
    """
    cap = None if rule.cap_days is None else wait.start + timedelta(rule.cap_days)
    end = horizon if wait.end is None else wait.end
    is_open = wait.end is None and not ended
    code = "interruption" if effect is _INTERRUPT else "request"
    if cap is not None and (end > cap or (is_open and end == cap)):
        end, is_open, code = cap, False, code + "_capped"
    elif wait.end is None:
        code += "_at_end" if ended else "_open"
    params: dict[str, object] = {"start": wait.start, "end": end, "cap": rule.cap_days}
    ends_by = cap if wait.end is None else end
    return Hold(rule.kind, effect, wait.start, end, is_open, ends_by, rule.once, code, params, rule.source.article)


def reply_deadline(received: date, calendar: HolidayCalendar, comune: str, saturday_rolls: bool) -> date:
    """The last day for the observations on a notice before refusal, moved when it is a closed day.

    Source: art. 10-bis L. 241/1990; art. 2963 c. 3 c.c.
    """
    return calendar.roll(received + timedelta(calendar.counting.reply_days), comune, saturday_rolls)


def notice_hold(
    rule: StopRule, wait: Wait, reply_by: date, resume_days: int, horizon: date, ended: bool = False
) -> Hold:
    """The stop caused by a notice before refusal: `resume_days` after observations in time, else the reply deadline.

    Before that deadline and without observations it lasts to `horizon`; `ended` tells that the file was closed then.

    Source: art. 10-bis L. 241/1990.
    """
    params: dict[str, object] = {"start": wait.start, "reply_by": reply_by, "observations": wait.end}
    is_open = False
    if wait.end is not None and wait.end <= reply_by:
        end, code = wait.end + timedelta(resume_days), "notice_answered"
    elif wait.end is not None:
        end, code = reply_by, "notice_answered_late"
    elif reply_by <= horizon:
        end, code = reply_by, "notice_unanswered"
    else:
        end, code, is_open = horizon, "notice_at_end" if ended else "notice_open", not ended
    params["end"] = end
    ends_by = reply_by if is_open else end
    return Hold(rule.kind, rule.effect, wait.start, end, is_open, ends_by, False, code, params, rule.source.article)


def suspension_hold(suspension: LegalSuspension) -> Hold:
    """The stop of the days that a law takes out of every running term.

    Source: the law named by the suspension.
    """
    first, last, freed = suspension.first, suspension.last, suspension.last + ONE_DAY
    params: dict[str, object] = {"start": first, "end": freed, "last": last}
    # A fact stops the clock after its own day, a law from its first day on: of a term that begins inside only the days
    # after the first, which never counts, are taken out.
    before = first - ONE_DAY
    return Hold(
        _BY_LAW, _SUSPEND, before, last, False, freed, False, "legal_suspension", params, suspension.source.article
    )


class Count:
    """A term being counted, stop after stop. Dates only; the holiday move is the last thing applied to each date."""

    __slots__ = (
        "amount",
        "base",
        "calendar",
        "comune",
        "covered",
        "due",
        "effective",
        "end",
        "extended",
        "extra",
        "is_extended",
        "nominal",
        "open_days",
        "provisional",
        "saturday_rolls",
        "start",
        "steps",
        "stopped_days",
        "stops",
        "unit",
        "used",
    )

    def __init__(
        self,
        start: date,
        amount: int | None,
        unit: Unit,
        extended: int | None,
        calendar: HolidayCalendar,
        comune: str,
        saturday_rolls: bool,
        open_days: Mapping[date, date],
    ) -> None:
        self.start = self.base = self.covered = start
        self.amount, self.unit, self.extended = amount, unit, extended
        self.calendar, self.comune, self.saturday_rolls = calendar, comune, saturday_rolls
        self.open_days = open_days  # those of the calendar there
        self.extra = NO_DAYS  # stop days that lengthen the term counted from `base`
        self.stopped_days = 0
        self.provisional = self.is_extended = False
        self.used: set[StopKind] = set()
        self.stops: list[Stop] = []
        self.effective: list[Hold] = []
        self.steps: list[Step] = []
        # Without an amount there is no due date, but who holds the file is still worth knowing.
        self.nominal = self.end = None if amount is None else self.reach(amount)
        self.due = None if self.nominal is None else self.open_days[self.nominal]

    def reach(self, amount: int) -> date:
        """The end of `amount` units from the base, stops not counted."""
        if self.unit is _DAYS:
            return self.base + timedelta(amount)
        if self.unit is _MONTHS:
            return add_months(self.base, amount)
        if self.unit is _YEARS:
            return add_months(self.base, 12 * amount)
        return self.calendar.add_working_days(self.base, amount, not self.saturday_rolls, self.comune)

    def length(self) -> tuple[int | None, Unit]:
        """The amount that counts now, the extended one once extended, and its unit."""
        return (self.extended if self.is_extended else self.amount), self.unit

    def unrolled(self) -> date | None:
        """The due date before the holiday move, None for a term without an amount."""
        return None if self.end is None else self.end + self.extra

    def _move(self) -> None:
        self.due = None if self.end is None else self.open_days[self.end + self.extra]

    def _restart(self, base: date) -> None:
        amount, _ = self.length()
        self.base = base
        self.end = None if amount is None else self.reach(amount)

    def max_due(self) -> date | None:
        """The due date that a reasoned extension would give, None where the law allows none."""
        return None if self.extended is None else self.open_days[self.reach(self.extended) + self.extra]

    def _refused(self, hold: Hold) -> Step | None:
        kind, effect, start, end, is_open, _, once, _, _, source = hold
        if effect is _NONE:
            return Step("no_effect_by_setting", {"start": start}, source)
        if start < self.start and end <= self.start and not is_open:
            return Step("stop_before_start", {"kind": kind, "start": start, "clock": self.start}, source)
        if self.due is not None and (start > self.due or (kind is _BY_LAW and start == self.due)):
            return Step("stop_after_due", {"kind": kind, "start": start, "due": self.due}, source)
        if once and kind in self.used:
            return Step("only_first_counts", {"start": start}, source)
        # An interruption restarts the term even when it lasts no day; a suspension of no day suspends nothing.
        if end <= start and not is_open and effect is _SUSPEND:
            return Step("same_day", {"start": start}, source)
        return None

    def apply(self, hold: Hold) -> None:
        """Count one stop. Stops must come in the order of their first day."""
        refused = self._refused(hold)
        if refused is not None:
            if hold.kind is not _BY_LAW:
                self.steps.append(refused)
            return
        kind, effect, start, end, is_open, _, once, _, _, source = hold
        if once:
            self.used.add(kind)
        # Comparisons instead of max(): this is done for every stop of every file.
        covered = self.covered
        if start < self.start:
            start = self.start
        since = start if covered < start else covered
        added = end - since if since < end else NO_DAYS
        if effect is _INTERRUPT:
            self._restart(end)
            self.extra = covered - end if end < covered else NO_DAYS
        else:
            self.extra += added
        if covered < end:
            self.covered = end
        self._move()
        days = added.days
        shown = ONE_DAY if kind is _BY_LAW else NO_DAYS
        self.stops.append(Stop(kind, effect, start + shown, end + shown, days, source, is_open))
        self.stopped_days += days
        if is_open:
            self.provisional = True
        self.effective.append(hold)
        self._explain(hold, start, end, days)

    def _explain(self, hold: Hold, start: date, end: date, added: int) -> None:
        kind, first, params, source = hold.kind, hold.start, hold.params, hold.source
        days = params["days"] = (end - start).days
        self.steps.append(Step(hold.code, params, source))
        if start > first:
            self.steps.append(Step("stop_cut_at_start", {"kind": kind, "clock": start}, source))
        if added < days:
            self.steps.append(Step("counted_once", {"kind": kind, "days": days - added}, source))

    def extend(self, granted: date, source: str) -> None:
        """Count a reasoned extension, unless the law allows none or the term is already over."""
        if self.is_extended:
            return
        if self.extended is None or self.due is None:
            self.steps.append(Step("extension_not_allowed", {"granted": granted}, source))
        elif granted > self.due:
            self.steps.append(Step("extension_too_late", {"granted": granted, "due": self.due}, source))
        else:
            self.is_extended = True
            self._restart(self.base)
            self._move()
            params: dict[str, object] = {"granted": granted, "length": (self.extended, self.unit)}
            self.steps.append(Step("extension", params, source))
