"""The only door to roundtables, their meetings and what was agreed there."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound
from approdo.network.council_definitions import council_letters
from approdo.network.models import (
    MeetingPresence,
    Roundtable,
    RoundtableAction,
    RoundtableMeeting,
    RoundtableSeat,
)
from approdo.network.queries.protocols import of_bodies
from approdo.network.rules.council import LetterCount, Sitting, composition
from approdo.network.rules.roundtables import (
    ActionState,
    MeetingFacts,
    SeatFacts,
    SeatRole,
    TableFacts,
    TableKind,
    action_state,
)


def visible_to(by: Actor) -> QuerySet[Roundtable]:
    """Roundtables that the actor may know of."""
    return of_bodies(by, Roundtable.objects.all(), RoundtableSeat.objects.all(), "roundtable")


def roundtable(by: Actor, identifier: UUID) -> Roundtable:
    """One roundtable. Raises NotFound."""
    found = visible_to(by).select_related("parent", "written_by").filter(pk=identifier).first()
    if found is None:
        raise roundtable_not_found()
    return found


def roundtable_not_found() -> NotFound:
    """There is no such roundtable, or the actor may not know that there is."""
    words = _("This roundtable does not exist, or your organisation has no seat there.")
    return NotFound("roundtable_not_found", words)


def listed(by: Actor, *, text: str = "", kind: str = "", closed: bool = False) -> QuerySet[Any]:
    """Roundtables that still meet, or with `closed` all of them, with their seats of today and open actions."""
    rows = visible_to(by).annotate(
        seat_count=Count("seats", filter=Q(seats__until__isnull=True), distinct=True),
        open_actions=Count(
            "actions", filter=Q(actions__done_on__isnull=True, actions__dropped_on__isnull=True), distinct=True
        ),
    )
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(mandate__icontains=text))
    if kind:
        rows = rows.filter(kind=kind)
    return rows if closed else rows.filter(closed_on__isnull=True)


def choices(by: Actor) -> list[tuple[str, str]]:
    """The roundtables that still meet, as the choices of a form."""
    rows = visible_to(by).filter(closed_on__isnull=True).order_by("name", "id")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def seats_of(found: Roundtable) -> QuerySet[RoundtableSeat]:
    """The seats of a roundtable, by letter and body."""
    return found.seats.select_related("organisation").order_by("letter", "body", "id")


def sitting(found: Roundtable, on: date) -> QuerySet[RoundtableSeat]:
    """The seats that hold on a day."""
    return seats_of(found).filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)


def seat(by: Actor, identifier: UUID) -> RoundtableSeat:
    """One seat with its roundtable. Raises NotFound."""
    rows = RoundtableSeat.objects.filter(roundtable__in=visible_to(by)).select_related("roundtable", "organisation")
    found = rows.filter(pk=identifier).first()
    if found is None:
        raise seat_not_found()
    return found


def seat_not_found() -> NotFound:
    """There is no such seat, or the actor may not know that there is."""
    return NotFound("seat_not_found", _("This seat does not exist, or your organisation has no seat there."))


def meetings(by: Actor) -> QuerySet[RoundtableMeeting]:
    """Meetings of the roundtables that the actor sees."""
    return RoundtableMeeting.objects.filter(roundtable__in=visible_to(by)).select_related("roundtable")


def meeting(by: Actor, identifier: UUID) -> RoundtableMeeting:
    """One meeting with its roundtable. Raises NotFound."""
    found = meetings(by).filter(pk=identifier).first()
    if found is None:
        raise meeting_not_found()
    return found


def meeting_not_found() -> NotFound:
    """There is no such meeting, or the actor may not know that there is."""
    return NotFound("meeting_not_found", _("This meeting does not exist, or your organisation has no seat there."))


def presences_of(found: RoundtableMeeting) -> QuerySet[MeetingPresence]:
    """Who came to a meeting."""
    return found.presences.select_related("seat")


def actions(by: Actor) -> QuerySet[RoundtableAction]:
    """Actions of the roundtables that the actor sees, with who does them."""
    rows = RoundtableAction.objects.filter(roundtable__in=visible_to(by))
    return rows.select_related("roundtable", "seat", "meeting").order_by("due_on", "id")


def action(by: Actor, identifier: UUID) -> RoundtableAction:
    """One action. Raises NotFound."""
    found = actions(by).filter(pk=identifier).first()
    if found is None:
        raise action_not_found()
    return found


def action_not_found() -> NotFound:
    """There is no such action, or the actor may not know that there is."""
    return NotFound("action_not_found", _("This action does not exist, or your organisation has no seat there."))


def state_of(found: RoundtableAction, today: date) -> ActionState:
    """Where an action stands on a day."""
    return action_state(found.due_on, found.done_on, found.dropped_on, today)


def who_of(found: RoundtableAction) -> str:
    """Who does an action: the body of a seat, or somebody else."""
    return found.seat.body if found.seat else found.who


def council(found: Roundtable, on: date) -> tuple[LetterCount, ...]:
    """The composition of a territorial council on a day, letter by letter; nothing for any other roundtable."""
    if found.kind != TableKind.TERRITORIAL_COUNCIL.value:
        return ()
    seats = [Sitting(one.letter, bool(one.person), one.since, one.until) for one in found.seats.all()]
    return composition(council_letters().values(), seats, on)


def facts_of(found: Roundtable) -> TableFacts:
    """What is written of a roundtable, as its form says it."""
    told: dict[str, Any] = {name: getattr(found, name) for name in TableFacts.__dataclass_fields__}
    return TableFacts(**{**told, "kind": TableKind(found.kind)})


def seat_facts(found: RoundtableSeat) -> SeatFacts:
    """What is written of a seat, as its form says it."""
    told: dict[str, Any] = {name: getattr(found, name) for name in SeatFacts.__dataclass_fields__}
    return SeatFacts(**{**told, "role": SeatRole(found.role)})


def meeting_facts(found: RoundtableMeeting) -> MeetingFacts:
    """What is written of a meeting, as its form says it."""
    return MeetingFacts(**{name: getattr(found, name) for name in MeetingFacts.__dataclass_fields__})
