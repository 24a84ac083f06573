"""What happened to a file, read into waits; histories that cannot have happened are refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from approdo.procedures.rules.definition import Procedure

FILED = "filed"
QUOTA_IMPUTED = "quota_imputed"
INTEGRATION_REQUESTED = "integration_requested"
INTEGRATION_RECEIVED = "integration_received"
PRELIMINARY_REJECTION_RECEIVED = "preliminary_rejection_received"
OBSERVATIONS_RECEIVED = "observations_received"
EXTENSION_GRANTED = "extension_granted"
DECIDED = "decided"
WITHDRAWN = "withdrawn"

# The events every procedure knows, in the order in which they happen when they bear the same date.
COMMON_EVENTS = (
    FILED,
    QUOTA_IMPUTED,
    INTEGRATION_REQUESTED,
    INTEGRATION_RECEIVED,
    PRELIMINARY_REJECTION_RECEIVED,
    OBSERVATIONS_RECEIVED,
    EXTENSION_GRANTED,
    DECIDED,
    WITHDRAWN,
)
_RANK = {name: rank for rank, name in enumerate(COMMON_EVENTS)}
_OTHER = _RANK[EXTENSION_GRANTED]
ONLY_ONCE = frozenset({FILED, QUOTA_IMPUTED, DECIDED, WITHDRAWN})


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
        if event.type == INTEGRATION_REQUESTED and open_request:
            for later in range(index + 1, len(events)):
                if events[later].date != event.date:
                    break
                if events[later].type == INTEGRATION_RECEIVED:
                    events.insert(index, events.pop(later))
                    break
        open_request = event.type == INTEGRATION_REQUESTED or (open_request and event.type != INTEGRATION_RECEIVED)
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
    if event.type == INTEGRATION_REQUESTED:
        if last is not None and last.end is None:
            raise HistoryError("request_already_open", date=event.date, since=last.start)
        history.requests.append(Wait(event.date))
    elif last is None or last.end is not None:
        raise HistoryError("papers_without_request", date=event.date)
    else:
        last.end = event.date


def _take_notice(history: History, event: Event) -> None:
    if event.type == PRELIMINARY_REJECTION_RECEIVED:
        history.notices.append(Wait(event.date))
    elif not history.notices:
        raise HistoryError("observations_without_notice", date=event.date)
    elif history.notices[-1].end is None:  # only the first observations after a notice answer it
        history.notices[-1].end = event.date


def _take(history: History, event: Event) -> None:
    kind = event.type
    if kind in ONLY_ONCE:
        if kind in history.dates:
            raise HistoryError("twice", event=kind, date=event.date, first=history.dates[kind])
        if kind in (DECIDED, WITHDRAWN) and history.closing is None:
            history.closing = event
            history.dates[kind] = event.date
            return
    if history.closing is not None and kind in _RANK:
        closing = history.closing
        raise HistoryError("after_closing", event=kind, date=event.date, closing=closing.type, closed=closing.date)
    if kind in (INTEGRATION_REQUESTED, INTEGRATION_RECEIVED):
        _take_request(history, event)
    elif kind in (PRELIMINARY_REJECTION_RECEIVED, OBSERVATIONS_RECEIVED):
        _take_notice(history, event)
    elif kind == EXTENSION_GRANTED:
        history.extensions.append(event.date)
    history.dates[kind] = event.date


def read_history(procedure: Procedure, events: Iterable[Event], *, today: date) -> History:
    """The events paired into waits, whatever their order in the list. Raises HistoryError on an impossible history.

    Events of the procedure's follow-up may come after the decision; a course or a birthday may come before the filing.

    Source: art. 2 L. 241/1990; art. 10-bis L. 241/1990; the order of the acts is the one of the procedure.
    """
    ordered: Sequence[Event] = _untied(sorted(events, key=_place))
    filed = min((event.date for event in ordered if event.type == FILED), default=None)
    history = History()
    for event in ordered:
        if event.type not in _RANK and not known_event(procedure, event.type):
            raise HistoryError("unknown_event", event=event.type, procedure=procedure.id)
        if event.date > today:
            raise HistoryError("in_future", event=event.type, date=event.date, today=today)
        if filed is not None and event.date < filed and (event.type in _RANK or event.type in procedure.follow_up):
            raise HistoryError("before_filing", event=event.type, date=event.date, filed=filed)
        _take(history, event)
    return history
