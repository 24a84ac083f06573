"""By when an office must decide, why, and who holds the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from approdo.core.rules.calendar import HolidayCalendar
from approdo.procedures.rules.definition import (
    Procedure,
    StopEffect,
    StopKind,
    StopRule,
    Term,
    TermVersion,
    Unit,
)
from approdo.procedures.rules.events import EventType
from approdo.procedures.rules.history import Event, History, HistoryError, Wait, read_history
from approdo.procedures.rules.stops import (
    Count,
    Hold,
    Step,
    Stop,
    notice_hold,
    reply_deadline,
    request_hold,
    suspension_hold,
)


class Clock(StrEnum):
    """State of a term."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    STOPPED = "stopped"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """What an office has chosen where the law leaves room.

    `citizenship_integration_effect` is interrupt, suspend or none.
    """

    saturday_rolls: bool = False
    citizenship_integration_effect: str = "interrupt"


DEFAULT_SETTINGS = OfficeSettings()

# Bound once: asking an enumeration for a member costs more than comparing it.
_DECIDED, _QUOTA_IMPUTED = EventType.DECIDED.value, EventType.QUOTA_IMPUTED.value
_RUNNING, _STOPPED, _EXPIRED, _ENDED = Clock.RUNNING, Clock.STOPPED, Clock.EXPIRED, Clock.ENDED
_REQUEST, _NOTICE, _BY_LAW = StopKind.INTEGRATION_REQUEST, StopKind.PRELIMINARY_REJECTION, StopKind.LEGAL_SUSPENSION
_EFFECTS = {effect.value: effect for effect in StopEffect}
_NO_EFFECT, _WORKING_DAYS = StopEffect.NONE, Unit.WORKING_DAYS
_first_day = attrgetter("start")


class TermResult(NamedTuple):
    """A term computed on one day. Dates are None where the law or the history gives none.

    `stopped_by` is what holds the clock on that day and `stop_ends_on` the day on which it ends by itself.
    `provisional` is true while a stop is still open: the dates suppose that it ends on the day of the computation.
    `next_deadline` is the last day for the applicant's observations, while it runs. `days_left` is negative once expired.
    """

    clock: Clock
    version: TermVersion | None
    steps: tuple[Step, ...]
    starts_on: date | None = None
    nominal_due: date | None = None
    effective_due: date | None = None
    max_due: date | None = None
    stopped_days: int = 0
    stops: tuple[Stop, ...] = ()
    stopped_by: StopKind | None = None
    stop_ends_on: date | None = None
    provisional: bool = False
    days_left: int | None = None
    next_deadline: date | None = None


class _Context(NamedTuple):
    calendar: HolidayCalendar
    comune: str
    settings: OfficeSettings
    today: date
    horizon: date  # the day as of which open stops are closed: today, or the end of the file
    closing: Event | None
    open_days: Mapping[date, date]  # of the calendar, there


def compute_term(
    procedure: Procedure,
    events: Iterable[Event],
    *,
    today: date,
    calendar: HolidayCalendar,
    comune: str = "",
    settings: OfficeSettings = DEFAULT_SETTINGS,
    pinned_version: date | None = None,
    term_id: str | None = None,
) -> TermResult:
    """The term of a file as it stands `today`; the main one, or the one named by `term_id`.

    `pinned_version` is the `valid_from` of the version chosen by an official. Raises HistoryError when the events cannot
    have happened, or the term or version does not exist.

    Source: art. 2 and 10-bis L. 241/1990; art. 2963 c.c.; the article of each version and stop.
    """
    history = read_history(procedure, events, today=today)
    wanted = procedure.main_term if term_id is None else term_id
    if not wanted:
        return _without_term(history)
    try:
        term = procedure.term(wanted)
    except KeyError as error:
        raise HistoryError("unknown_term", term=wanted, procedure=procedure.id) from error
    version, step = _pick(term, history, today, pinned_version)
    # Before the first version the law was another one: the file runs, but no figure is known.
    starts_on = history.dates.get((version or term.versions[0]).starts_on)
    closing = history.closing
    # A secondary term that begins with the decision or after it is not ended by it.
    decided = closing is not None and closing.type == _DECIDED and wanted != procedure.main_term
    if closing is not None and decided and (starts_on is None or starts_on >= closing.date):
        closing = None
    horizon = today if closing is None else closing.date
    open_days = calendar.open_days(comune, settings.saturday_rolls)
    context = _Context(calendar, comune, settings, today, horizon, closing, open_days)
    return _running(term, version, starts_on, history, context, [step])


def compute_bare(
    version: TermVersion,
    starts_on: date,
    requests: Iterable[tuple[StopRule, Wait]],
    notices: Iterable[tuple[StopRule, Wait]],
    *,
    today: date,
    calendar: HolidayCalendar,
    comune: str = "",
    saturday_rolls: bool = False,
) -> TermResult:
    """A term without a procedure: its amount, its first day and the waits that hold it.

    Source: art. 2 and 10-bis L. 241/1990; art. 2963 c.c.
    """
    settings = OfficeSettings(saturday_rolls=saturday_rolls)
    context = _Context(calendar, comune, settings, today, today, None, calendar.open_days(comune, saturday_rolls))
    counting = calendar.counting
    holds = [request_hold(rule, rule.effect, wait, today) for rule, wait in requests]
    replies = [reply_deadline(wait.start, calendar, comune, saturday_rolls) for _, wait in notices]
    holds += [
        notice_hold(rule, wait, reply, counting.resume_days, today)
        for (rule, wait), reply in zip(notices, replies, strict=True)
    ]
    holds += _by_law(starts_on, calendar)
    return _counted(version, starts_on, holds, [], context, [], None)


def _without_term(history: History) -> TermResult:
    clock = Clock.NOT_STARTED if history.closing is None else Clock.ENDED  # no clock runs without a term
    return TermResult(clock, None, (Step("no_term", {}, ""),))


def _pick(term: Term, history: History, today: date, pinned: date | None) -> tuple[TermVersion | None, Step]:
    if pinned is not None:
        for version in term.versions:
            if version.valid_from == pinned:
                told: dict[str, object] = {"length": (version.amount, version.unit), "valid_from": pinned}
                return version, Step("version_pinned", told, version.source.article)
        raise HistoryError("unknown_version", term=term.id, date=pinned)
    dates = history.dates
    event = term.picked_by
    if event not in dates:
        starts = [version.starts_on for version in term.versions if version.starts_on in dates]
        event = _QUOTA_IMPUTED if _QUOTA_IMPUTED in dates else (starts[-1] if starts else "")
    day = dates[event] if event else today
    chosen = None
    for version in term.versions:
        if version.valid_from <= day:
            chosen = version
    if chosen is None:
        first = term.versions[0]
        return None, Step("no_version", {"date": day, "first": first.valid_from}, first.source.article)
    params = {"length": (chosen.amount, chosen.unit), "valid_from": chosen.valid_from, "event": event, "date": day}
    return chosen, Step("version_by_event" if event else "version_by_today", params, chosen.source.article)


def _running(
    term: Term,
    version: TermVersion | None,
    starts_on: date | None,
    history: History,
    context: _Context,
    steps: list[Step],
) -> TermResult:
    replies, next_deadline = _replies(history, context) if history.notices else ([], None)
    closing = context.closing
    if closing is not None and starts_on is None:
        steps.append(Step("ended_" + closing.type, {"date": closing.date}, ""))
        return TermResult(Clock.ENDED, version, tuple(steps))
    if starts_on is None:
        start_event = (version or term.versions[0]).starts_on
        source = (version or term.versions[0]).source.article
        steps.append(Step("not_started", {"event": start_event}, source))
        return TermResult(Clock.NOT_STARTED, version, tuple(steps), next_deadline=next_deadline)
    if version is None:
        clock = Clock.RUNNING if closing is None else Clock.ENDED
        return TermResult(clock, version, tuple(steps), starts_on, next_deadline=next_deadline)
    steps.append(Step("started", {"date": starts_on, "event": version.starts_on}, version.source.article))
    holds, ignored = _holds(term, starts_on, history, replies, context)
    return _counted(version, starts_on, holds, history.extensions, context, steps + ignored, next_deadline)


def _replies(history: History, context: _Context) -> tuple[list[date], date | None]:
    calendar, saturday = context.calendar, context.settings.saturday_rolls
    replies = [reply_deadline(wait.start, calendar, context.comune, saturday) for wait in history.notices]
    running = [
        reply
        for wait, reply in zip(history.notices, replies, strict=True)
        if wait.end is None and context.closing is None and reply >= context.today
    ]
    return replies, max(running, default=None)


def _rule(term: Term, kind: StopKind) -> StopRule | None:
    for rule in term.stops:
        if rule.kind is kind:
            return rule
    return None


def _holds(
    term: Term, starts_on: date, history: History, replies: list[date], context: _Context
) -> tuple[list[Hold], list[Step]]:
    holds: list[Hold] = []
    ignored: list[Step] = []
    ended = context.closing is not None
    if history.requests:
        rule = _rule(term, _REQUEST)
        if rule is None:
            ignored += [Step("request_no_rule", {"start": wait.start}, "") for wait in history.requests]
        else:
            effect = _EFFECTS[getattr(context.settings, rule.setting)] if rule.setting else rule.effect
            holds += [request_hold(rule, effect, wait, context.horizon, ended) for wait in history.requests]
    if history.notices:
        rule = _rule(term, _NOTICE)
        if rule is None:
            ignored += [Step("notice_no_rule", {"start": wait.start}, "") for wait in history.notices]
        else:
            days = context.calendar.counting.resume_days
            holds += [
                notice_hold(rule, wait, reply, days, context.horizon, ended)
                for wait, reply in zip(history.notices, replies, strict=True)
            ]
    by_law = _by_law(starts_on, context.calendar)
    if by_law:
        rule = _rule(term, _BY_LAW)
        if rule is None or rule.effect is not _NO_EFFECT:
            holds += by_law
    return holds, ignored


def _by_law(starts_on: date, calendar: HolidayCalendar) -> list[Hold]:
    return [suspension_hold(suspension) for suspension in calendar.suspensions if starts_on < suspension.last]


def _counted(
    version: TermVersion,
    starts_on: date,
    holds: list[Hold],
    extensions: list[date],
    context: _Context,
    steps: list[Step],
    next_deadline: date | None,
) -> TermResult:
    calendar, comune, settings, _, _, _, open_days = context
    amount, unit, longest, saturday = version.amount, version.unit, version.extendable_to, settings.saturday_rolls
    count = Count(starts_on, amount, unit, longest, calendar, comune, saturday, open_days)
    _count_all(count, holds, extensions, version.source.article, context.closing)
    holder = _holder(count.effective, context) if count.effective else None
    max_due = count.max_due()
    steps += _counting_steps(count, version, max_due, calendar)
    clock, days_left = _state(count.due, holder, context, steps)
    return TermResult(
        clock,
        version,
        tuple(steps),
        starts_on,
        count.nominal,
        count.due,
        max_due,
        count.stopped_days,
        tuple(count.stops),
        None if holder is None else holder.kind,
        None if holder is None else holder.ends_by,
        count.provisional,
        days_left,
        next_deadline,
    )


def _count_all(count: Count, holds: list[Hold], extensions: list[date], article: str, closing: Event | None) -> None:
    waiting = sorted(extensions, reverse=True)
    holds.sort(key=_first_day)
    for hold in holds:
        if closing is not None:
            if hold.start > closing.date:
                continue  # a law that came after the file was closed
            hold = hold.cut(closing.date)
        while waiting and waiting[-1] <= hold.start:
            count.extend(waiting.pop(), article)
        count.apply(hold)
    while waiting:
        count.extend(waiting.pop(), article)


def _holder(effective: list[Hold], context: _Context) -> Hold | None:
    # Of several stops that hold the clock today, the last to end is the one that frees it.
    if context.closing is not None:
        return None
    today = context.today
    holding = [hold for hold in effective if hold.holds(today)]
    return max(holding, key=lambda hold: hold.ends_by or date.max, default=None)


def _state(due: date | None, holder: Hold | None, context: _Context, steps: list[Step]) -> tuple[Clock, int | None]:
    closing = context.closing
    if closing is not None:
        steps.append(Step("ended_" + closing.type, {"date": closing.date}, ""))
        return _ENDED, None
    days_left = None if due is None else (due - context.today).days
    if holder is not None:
        return _STOPPED, days_left
    if days_left is not None and days_left < 0:
        steps.append(Step("expired", {"due": due, "days": -days_left}, ""))
        return _EXPIRED, days_left
    return _RUNNING, days_left


def _counting_steps(count: Count, version: TermVersion, max_due: date | None, calendar: HolidayCalendar) -> list[Step]:
    counting, article = calendar.counting, version.source.article
    unrolled = count.unrolled()
    if count.nominal is None or count.due is None or unrolled is None:
        return [Step("no_amount", {"date": count.start}, article), *count.steps]
    params: dict[str, object] = {"start": count.start, "length": (version.amount, version.unit), "due": count.nominal}
    steps = [Step("nominal", params, counting.day_zero.article)]
    if version.unit is _WORKING_DAYS:
        code = "saturday_not_working" if count.saturday_rolls else "saturday_working"
        steps.append(Step(code, {}, counting.day_zero.article))
    steps += count.steps
    if count.base != count.start:
        again: dict[str, object] = {"start": count.base, "length": count.length(), "days": count.extra.days}
        steps.append(Step("restarted", again | {"due": unrolled}, article))
    elif count.stops:
        steps.append(Step("lengthened", {"days": count.stopped_days, "due": unrolled}, article))
    if unrolled != count.due:
        steps.append(_move_step(unrolled, count.due, count.comune, calendar))
    steps.append(Step("due_provisional" if count.provisional else "due", {"due": count.due}, article))
    if max_due is not None and not count.is_extended:
        longest: dict[str, object] = {"length": (version.extendable_to, version.unit), "due": max_due}
        steps.append(Step("max_due", longest, article))
    return steps


def _move_step(unrolled: date, moved: date, comune: str, calendar: HolidayCalendar) -> Step:
    params: dict[str, object] = {"due": unrolled, "moved": moved}
    holiday = calendar.holiday(unrolled, comune)
    article = calendar.counting.holiday_move.article
    if holiday is not None:
        params["name_it"], params["name_en"] = holiday.name_it, holiday.name_en
        return Step("moved_holiday", params, f"{article}; {holiday.source.article}")
    if unrolled.isoweekday() == 7:
        return Step("moved_sunday", params, f"{article}; {calendar.counting.sunday.article}")
    return Step("moved_saturday", params, article)
