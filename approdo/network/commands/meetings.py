"""Meetings of roundtables with their minutes, and the actions that were agreed. The audit names columns, not words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.saying import not_later, reason_said, texts_said, wrong_fields
from approdo.network.commands.roundtables import locked_table
from approdo.network.models import MeetingPresence, Roundtable, RoundtableAction, RoundtableMeeting
from approdo.network.queries import roundtables
from approdo.network.records import changed_to, locked, not_in_state, one_line, recorded, texts_checked
from approdo.network.rules.roundtables import ActionFacts, MeetingFacts, MeetingState, Presence

MEETING, ACTION = "roundtable_meeting", "roundtable_action"
PLANNED = MeetingState.PLANNED.value


@transaction.atomic
def plan_meeting(*, by: Actor, roundtable_id: UUID, facts: MeetingFacts) -> RoundtableMeeting:
    """Call a meeting of a roundtable. Raises NotAllowed, NotFound, InvalidInput, Refusal (closed)."""
    require(by, Permission.GOVERNANCE_EDIT)
    table = locked_table(by, roundtable_id, None)
    found = RoundtableMeeting(prefecture_id=by.prefecture, roundtable=table)
    changed_to(found, _told(table, facts))
    found.save()
    audit.record(by, "roundtable_meeting.planned", MEETING, found.pk, version=found.version)
    return found


@transaction.atomic
def change_meeting(
    *, by: Actor, meeting_id: UUID, facts: MeetingFacts, expected_version: int | None = None
) -> RoundtableMeeting:
    """Move a meeting that is planned, or change its agenda. Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal."""
    require(by, Permission.GOVERNANCE_EDIT)
    found = _locked(by, meeting_id, expected_version)
    if found.state != PLANNED:
        raise not_in_state(_("Only a meeting that is planned is moved."))
    changed = changed_to(found, _told(found.roundtable, facts))
    return recorded(by, MEETING, found, "roundtable_meeting.changed", changed) if changed else found


@transaction.atomic
def write_minutes(
    *, by: Actor, meeting_id: UUID, minutes: str, presences: Mapping[UUID, Presence],
    expected_version: int | None = None, today: date | None = None,
) -> RoundtableMeeting:  # fmt: skip
    """A meeting was held: its minutes, and who came for each seat of that day; written again, they replace those before.

    Raises NotAllowed, NotFound, Stale, InvalidInput (before its day, a substitute where there is none), Refusal.
    """
    require(by, Permission.GOVERNANCE_EDIT)
    found = _locked(by, meeting_id, expected_version)
    if found.state == MeetingState.CANCELLED.value:
        raise not_in_state(_("This meeting was cancelled."))
    if found.on > (today or timezone.localdate()):
        raise wrong_fields("meeting_invalid", {"minutes": _("This meeting is still to come.")})
    texts_said(minutes=minutes)
    texts_checked({"minutes": minutes})
    seats = {one.pk: one for one in roundtables.sitting(found.roundtable, found.on)}
    wrong = {
        f"seat_{seat_id}": _("This seat has no substitute.")
        for seat_id, presence in presences.items()
        if seat_id in seats and presence is Presence.SUBSTITUTE and not seats[seat_id].substitute
    }
    if wrong:
        raise wrong_fields("meeting_invalid", wrong)
    act = "roundtable_meeting.minutes_written" if found.state == PLANNED else "roundtable_meeting.minutes_corrected"
    found.minutes, found.state = minutes.strip(), MeetingState.HELD.value
    found.presences.all().delete()
    MeetingPresence.objects.bulk_create(
        MeetingPresence(prefecture_id=by.prefecture, meeting=found, seat_id=pk, presence=presences[pk].value)
        for pk in seats
        if pk in presences
    )
    return recorded(by, MEETING, found, act, ["minutes", "presences"])


@transaction.atomic
def cancel_meeting(
    *, by: Actor, meeting_id: UUID, reason: str, expected_version: int | None = None
) -> RoundtableMeeting:
    """A meeting is not held. Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (not planned)."""
    require(by, Permission.GOVERNANCE_EDIT)
    found = _locked(by, meeting_id, expected_version)
    if found.state != PLANNED:
        raise not_in_state(_("Only a meeting that is planned is cancelled."))
    found.cancelled_why, found.state = reason_said(reason), MeetingState.CANCELLED.value
    return recorded(by, MEETING, found, "roundtable_meeting.cancelled", ["state"])


@transaction.atomic
def agree_action(*, by: Actor, roundtable_id: UUID, facts: ActionFacts) -> RoundtableAction:
    """Write down what was agreed: who does it, and by when.

    Raises NotAllowed, NotFound (the seat, the meeting), InvalidInput (nobody, or both), Refusal (closed).
    """
    require(by, Permission.GOVERNANCE_EDIT)
    table = locked_table(by, roundtable_id, None)
    facts = replace(facts, what=one_line(facts.what), who=one_line(facts.who))
    texts_said(what=facts.what)
    texts_checked({"what": facts.what, "who": facts.who})
    if (facts.seat_id is None) is (facts.who == ""):
        raise wrong_fields("action_invalid", {"who": _("Choose who sits there, or write who else does it.")})
    if facts.seat_id is not None and not table.seats.filter(pk=facts.seat_id).exists():
        raise roundtables.seat_not_found()
    if facts.meeting_id is not None and not table.meetings.filter(pk=facts.meeting_id).exists():
        raise roundtables.meeting_not_found()
    found = RoundtableAction.objects.create(prefecture_id=by.prefecture, roundtable=table, **asdict(facts))
    audit.record(by, "roundtable_action.agreed", ACTION, found.pk, version=found.version)
    return found


@transaction.atomic
def close_action(
    *, by: Actor, action_id: UUID, on: date, done: bool, outcome: str = "", expected_version: int | None = None,
    today: date | None = None,
) -> RoundtableAction:  # fmt: skip
    """An action was done, or is given up, which asks why.

    Raises NotAllowed, NotFound, Stale, InvalidInput (a day to come, no reason), Refusal (closed already).
    """
    require(by, Permission.GOVERNANCE_EDIT)
    rows = RoundtableAction.objects.filter(pk__in=roundtables.actions(by).values("pk"))
    found = locked(by, ACTION, rows, action_id, expected_version, roundtables.action_not_found())
    if found.done_on is not None or found.dropped_on is not None:
        raise not_in_state(_("This action was closed already."))
    not_later(on, today or timezone.localdate(), "on")
    outcome = one_line(outcome)
    texts_checked({"outcome": outcome})
    if not done and not outcome:
        raise wrong_fields("action_invalid", {"outcome": _("Say why.")})
    found.outcome = outcome
    if done:
        found.done_on = on
    else:
        found.dropped_on = on
    return recorded(by, ACTION, found, "roundtable_action.done" if done else "roundtable_action.dropped", ["state"])


def _locked(by: Actor, identifier: UUID, version: int | None) -> RoundtableMeeting:
    """The meeting and its roundtable before it, both locked. Raises NotFound, Stale, Refusal."""
    table = locked_table(by, roundtables.meeting(by, identifier).roundtable_id, None)
    rows = RoundtableMeeting.objects.filter(roundtable=table)
    found = locked(by, MEETING, rows, identifier, version, roundtables.meeting_not_found())
    found.roundtable = table
    return found


def _told(table: Roundtable, facts: MeetingFacts) -> dict[str, Any]:
    facts = replace(facts, place=one_line(facts.place), agenda=facts.agenda.strip())
    texts_said(place=facts.place, agenda=facts.agenda)
    texts_checked({"place": facts.place, "agenda": facts.agenda})
    if facts.on < table.established_on:
        raise wrong_fields("meeting_invalid", {"on": _("The roundtable did not exist yet.")})
    return asdict(facts)
