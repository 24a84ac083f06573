"""Roundtables: who sits at them, their meetings, and what was agreed there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from uuid import UUID


class TableKind(StrEnum):
    """What a roundtable is for."""

    TERRITORIAL_COUNCIL = "territorial_council"
    VULNERABILITY = "vulnerability"
    MINORS = "minors"
    HEALTH = "health"
    TRAFFICKING_GBV = "trafficking_gbv"
    THEMATIC = "thematic"


class SeatRole(StrEnum):
    """In which quality somebody sits."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"
    INVITED = "invited"


class MeetingState(StrEnum):
    """What became of a meeting."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Presence(StrEnum):
    """Who came for a seat."""

    MEMBER = "member"
    SUBSTITUTE = "substitute"
    ABSENT = "absent"


class ActionState(StrEnum):
    """Where an action that was agreed stands on a day."""

    OPEN = "open"
    LATE = "late"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class TableFacts:
    """Everything written of a roundtable."""

    name: str
    kind: TableKind
    mandate: str
    established_on: date
    act_reference: str = ""
    expires_on: date | None = None
    parent_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """A seat: the body that has it, who sits there ("" where nobody was named) and who instead of them.

    `letter`: of the composition of the territorial council, "" elsewhere. Both days are days of the seat.
    """

    body: str
    since: date
    organisation_id: UUID | None = None
    letter: str = ""
    person: str = ""
    substitute: str = ""
    role: SeatRole = SeatRole.MEMBER
    designated_on: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """A meeting to be held."""

    on: date
    place: str
    agenda: str
    at: time | None = None


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What somebody will do, and by when. `who` where it is none of those who sit."""

    what: str
    due_on: date
    seat_id: UUID | None = None
    who: str = ""
    meeting_id: UUID | None = None


def action_state(due_on: date, done_on: date | None, dropped_on: date | None, on: date) -> ActionState:
    """Where an action stands on a day; its last day is not late.

    Source: domain rules of the network, 2.2: actions with who and by when.
    """
    if done_on is not None:
        return ActionState.DONE
    if dropped_on is not None:
        return ActionState.DROPPED
    return ActionState.LATE if due_on < on else ActionState.OPEN
