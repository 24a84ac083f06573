"""What every command on a case file does first and last: lock it, move it, compute its clock, write it down."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotFound, Refusal, Stale
from approdo.procedures import labels
from approdo.procedures.commands import clock
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseEvent, CaseFile, Opinion, StatePassage
from approdo.procedures.rules import states
from approdo.procedures.rules.events import EventType
from approdo.procedures.rules.history import ONLY_ONCE, HistoryError

KIND = "case"
EARLIEST = date(1990, 1, 1)  # the first day of the calendar of holidays


def lock_case(by: Actor, case_id: UUID, expected_version: int | None = None) -> CaseFile:
    """The case file, locked until the end of the transaction.

    Raises NotFound for a file of another prefecture, Stale when it is no longer at `expected_version`, with what
    changed since.
    """
    case = CaseFile.objects.select_for_update().filter(pk=case_id, prefecture_id=by.prefecture).first()
    if case is None:
        raise NotFound("case_not_found", _("There is no such case file in your prefecture."))
    if expected_version is not None and case.version != expected_version:
        raise Stale(
            "case_changed",
            _("Somebody changed this case file while you were working on it. Nothing of yours was saved: look at "
              "what changed and repeat your act if it is still right."),
            changes=audit.changes_after(by, KIND, case.pk, expected_version),
        )  # fmt: skip
    return case


def not_in_the_future(day: date, today: date, field: str = "on") -> None:
    """Refuse a day after `today`, or before any term that is computed here (InvalidInput beside `field`)."""
    if day < EARLIEST:
        raise InvalidInput(
            "date_implausible",
            _("Terms are computed from 1990 on. Check the year."),
            fields={field: _("Check the year.")},
        )
    if day > today:
        raise InvalidInput(
            "date_in_the_future",
            _("The date is in the future. Record the act on the day it happens."),
            fields={field: _("The date is in the future.")},
        )


def not_before(day: date, earliest: date | None, field: str = "on") -> None:
    """Refuse a day before the fact it must follow (InvalidInput beside `field`); None asks for nothing."""
    if earliest is not None and day < earliest:
        raise InvalidInput(
            "too_early",
            _("This day comes before the fact that the act follows. Check both days."),
            fields={field: _("Check the date.")},
        )


def still_open(case: CaseFile) -> None:
    """Refuse to work on a closed case file."""
    if case.state == states.State.CLOSED.value:
        raise Refusal("case_closed", labels.REFUSED["case_closed"])


def notice_was_received(case: CaseFile) -> None:
    """Refuse to go on before the receipt of the notice is recorded: the ten days run from there."""
    if not case.events.filter(type="preliminary_rejection_received", cancelled_at=None).exists():
        raise Refusal(
            "notice_not_received",
            _("Record first the day on which the person received the notice: their ten days run from there."),
        )


def allow(case: CaseFile, act: str, facts: states.Facts | None = None) -> states.State:
    """The state the act leads to. Raises Refusal with the reason when the act is not allowed now."""
    try:
        return states.next_state(states.State(case.state), states.Act(act), facts or states.Facts())
    except states.TransitionRefused as refused:
        raise Refusal(refused.code, labels.transition_refused(refused)) from None


def pass_ball(case: CaseFile) -> None:
    """Say who must move next."""
    awaited = Opinion.objects.filter(case=case, state__in=states.OPEN_OPINIONS).count()
    happened = set(case.events.filter(cancelled_at=None).values_list("type", flat=True))
    order = procedure(case.procedure).follow_up
    # What was skipped is not waited for: the next event is the one after the last that happened.
    to_come = order[max((place for place, event in enumerate(order, 1) if event in happened), default=0) :]
    case.ball = states.ball(states.State(case.state), awaited, EventType(to_come[0]) if to_come else None).value


def move(case: CaseFile, act: str, *, by: Actor, on: date, facts: states.Facts | None = None) -> None:
    """Take the case file where the act leads. Raises Refusal with the reason when the act is not allowed now."""
    source = states.State(case.state)
    case.state = (target := allow(case, act, facts)).value
    pass_ball(case)
    StatePassage.objects.create(
        prefecture_id=case.prefecture_id,
        case=case,
        act=act,
        source=source.value,
        target=target.value,
        ball=case.ball,
        on=on,
        by_id=by.user_id,
    )


def add_event(case: CaseFile, type_: str, on: date, *, by: Actor, today: date, note: str = "") -> CaseEvent:
    """Add a dated fact; the history as a whole must stay possible.

    Raises InvalidInput when the date is in the future or the history becomes impossible.
    """
    not_in_the_future(on, today)
    first = case.events.filter(type=type_, cancelled_at=None).first() if type_ in ONLY_ONCE else None
    if first is not None:
        raise clock.impossible(HistoryError("twice", event=type_, date=on, first=first.occurred_on))
    event = CaseEvent.objects.create(
        prefecture_id=case.prefecture_id, case=case, type=type_, occurred_on=on, note=note, recorded_by_id=by.user_id
    )
    clock.check_history(case, today)
    return event


def conclude(case: CaseFile, *, by: Actor, act: str, today: date, **details: Any) -> CaseFile:
    """Compute the clock again, count one version more, save, write the audit record."""
    clock.compute(case, today)
    case.version += 1
    case.save()
    audit.record(by, act, KIND, case.pk, version=case.version, **details)
    return case


def day_or_today(today: date | None) -> date:
    """The day given, or today in Italy."""
    return today or timezone.localdate()
