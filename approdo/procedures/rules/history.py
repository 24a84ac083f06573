"""What happened to a file, read into waits; histories that cannot have happened are refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from approdo.procedures.rules.definition import Procedure
from approdo.procedures.rules.events import COMMON_EVENTS, EventType

# Plain texts, taken out once: events are read by the million, and asking an enumeration for a member costs more than
# comparing it.
_FILED = EventType.FILED.value
_REQUESTED, _PAPERS = EventType.INTEGRATION_REQUESTED.value, EventType.INTEGRATION_RECEIVED.value
_NOTICE, _OBSERVATIONS = EventType.PRELIMINARY_REJECTION_RECEIVED.value, EventType.OBSERVATIONS_RECEIVED.value
_EXTENSION = EventType.EXTENSION_GRANTED.value
_CLOSING = frozenset({EventType.DECIDED.value, EventType.WITHDRAWN.value})
ONLY_ONCE = _CLOSING | {_FILED, EventType.QUOTA_IMPUTED.value}

# Of events that bear the same date, those common to every procedure happen in the order of the vocabulary.
_RANK = {event.value: rank for rank, event in enumerate(COMMON_EVENTS)}
_OTHER = _RANK[_EXTENSION]
_day = attrgetter("date")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a file, and the day: for requests and notices, the day the person received them."""

    type: str
    date: date


class HistoryError(ValueError):
    """A history that cannot have happened, or cannot be computed: a code and what its sentence needs."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, object] = params


@dataclass(slots=True)
class Wait:
    """A wait on the applicant: the day it began and the day of the answer, None while there is none."""

    start: date
    end: date | None = None


@dataclass(slots=True)
class History:
    """The events of a file, paired. `dates` keeps the latest date of each type."""

    dates: dict[str, date] = field(default_factory=dict)
    requests: list[Wait] = field(default_factory=list)
    notices: list[Wait] = field(default_factory=list)
    extensions: list[date] = field(default_factory=list)
    closing: Event | None = None


def _place(event: Event) -> tuple[date, int]:
    return (event.date, _RANK.get(event.type, _OTHER))


def _untied(events: list[Event]) -> list[Event]:
    # Papers that arrive on the day of a new request answer the request already open, not the new one.
    open_request = False
    for index, event in enumerate(events):
        if event.type == _REQUESTED and open_request:
            for later in range(index + 1, len(events)):
                if events[later].date != event.date:
                    break
                if events[later].type == _PAPERS:
                    events.insert(index, events.pop(later))
                    break
        open_request = event.type == _REQUESTED or (open_request and event.type != _PAPERS)
    return events


def known_event(procedure: Procedure, kind: str) -> bool:
    """True when the procedure can have an event of that type.

    Source: our choice: the common events, those the procedure adds, those that start one of its terms.
    """
    if kind in _RANK or kind in procedure.extra_events or kind in procedure.follow_up:
        return True
    return any(version.starts_on == kind for term in procedure.terms for version in term.versions)


def _take_request(history: History, event: Event) -> None:
    last = history.requests[-1] if history.requests else None
    if event.type == _REQUESTED:
        if last is not None and last.end is None:
            raise HistoryError("request_already_open", date=event.date, since=last.start)
        history.requests.append(Wait(event.date))
    elif last is None or last.end is not None:
        raise HistoryError("papers_without_request", date=event.date)
    else:
        last.end = event.date


def _take_notice(history: History, event: Event) -> None:
    if event.type == _NOTICE:
        history.notices.append(Wait(event.date))
    elif not history.notices:
        raise HistoryError("observations_without_notice", date=event.date)
    elif history.notices[-1].end is None:  # only the first observations after a notice answer it
        history.notices[-1].end = event.date


def _take(history: History, event: Event) -> None:
    kind, closing = event.type, history.closing
    if kind in ONLY_ONCE:
        if kind in history.dates:
            raise HistoryError("twice", event=kind, date=event.date, first=history.dates[kind])
        if closing is None:
            if kind in _CLOSING:
                history.closing = event
            history.dates[kind] = event.date
            return
    if closing is not None and kind in _RANK:
        raise HistoryError("after_closing", event=kind, date=event.date, closing=closing.type, closed=closing.date)
    if kind in (_REQUESTED, _PAPERS):
        _take_request(history, event)
    elif kind in (_NOTICE, _OBSERVATIONS):
        _take_notice(history, event)
    elif kind == _EXTENSION:
        history.extensions.append(event.date)
    history.dates[kind] = event.date


def _check_day(procedure: Procedure, event: Event, filed: date | None, today: date) -> None:
    kind, day = event.type, event.date
    if day > today:
        raise HistoryError("in_future", event=kind, date=day, today=today)
    if filed is not None and day < filed and (kind in _RANK or kind in procedure.follow_up):
        raise HistoryError("before_filing", event=kind, date=day, filed=filed)


def read_history(procedure: Procedure, events: Iterable[Event], *, today: date) -> History:
    """The events paired into waits, whatever their order in the list. Raises HistoryError on an impossible history.

    Events of the procedure's follow-up may come after the decision; a course or a birthday may come before the filing.

    Source: art. 2 L. 241/1990; art. 10-bis L. 241/1990; the order of the acts is the one of the procedure.
    """
    ordered = sorted(events, key=_day)
    if len({event.date for event in ordered}) < len(ordered):
        ordered.sort(key=_place)
    types = [event.type for event in ordered]
    filed = ordered[types.index(_FILED)].date if _FILED in types else None
    if types.count(_REQUESTED) > 1:
        ordered = _untied(ordered)
    history = History()
    if not ordered:
        return history
    # The events are in order: two days tell whether any of them needs its day looked at.
    plausible = ordered[-1].date <= today and (filed is None or filed <= ordered[0].date)
    for event in ordered:
        if event.type not in _RANK and not known_event(procedure, event.type):
            raise HistoryError("unknown_event", event=event.type, procedure=procedure.id)
        if not plausible:
            _check_day(procedure, event, filed, today)
        _take(history, event)
    return history
