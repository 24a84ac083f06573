"""Roundtables and their seats. The audit names columns, not people."""

from __future__ import annotations

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
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import Refusal
from approdo.core.saying import between, texts_said, wrong_fields
from approdo.network.council_definitions import council_letters
from approdo.network.models import Roundtable, RoundtableSeat
from approdo.network.queries import organisations, roundtables
from approdo.network.records import changed_to, locked, not_in_state, one_line, recorded, texts_checked
from approdo.network.rules.roundtables import MeetingState, SeatFacts, TableFacts, TableKind

KIND, SEAT = "roundtable", "roundtable_seat"
COUNCIL = TableKind.TERRITORIAL_COUNCIL


@transaction.atomic
def open_roundtable(*, by: Actor, facts: TableFacts) -> Roundtable:
    """Write a roundtable down with its mandate.

    Raises NotAllowed, NotFound (the one it is part of), InvalidInput, Refusal (there is a territorial council already).
    """
    require(by, Permission.GOVERNANCE_EDIT)
    found = Roundtable(prefecture_id=by.prefecture, written_by_id=by.user_id)
    changed_to(found, _told(by, found, facts))
    with refusing("one_council_at_a_time", _one_council()):
        found.save()
    audit.record(by, "roundtable.opened", KIND, found.pk, version=found.version)
    return found


@transaction.atomic
def change_roundtable(
    *, by: Actor, roundtable_id: UUID, facts: TableFacts, expected_version: int | None = None
) -> Roundtable:
    """Replace what is written of a roundtable. Raises as `open_roundtable`, and Stale."""
    require(by, Permission.GOVERNANCE_EDIT)
    found = locked_table(by, roundtable_id, expected_version)
    changed = changed_to(found, _told(by, found, facts))
    if "kind" in changed and found.seats.exclude(letter="").exists():
        words = _("Its seats have letters of the composition of the council: its kind stays.")
        raise wrong_fields("roundtable_invalid", {"kind": words})
    with refusing("one_council_at_a_time", _one_council()):
        return recorded(by, KIND, found, "roundtable.changed", changed) if changed else found


@transaction.atomic
def close_roundtable(
    *, by: Actor, roundtable_id: UUID, on: date, expected_version: int | None = None, today: date | None = None
) -> Roundtable:
    """A roundtable meets no more. Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (meetings are planned)."""
    require(by, Permission.GOVERNANCE_EDIT)
    found = locked_table(by, roundtable_id, expected_version)
    between(on, found.established_on, today or timezone.localdate(), "on")
    if found.meetings.filter(state=MeetingState.PLANNED.value).exists():
        raise Refusal("meetings_planned", _("Meetings are planned: write their minutes or cancel them first."))
    found.closed_on = on
    return recorded(by, KIND, found, "roundtable.closed", ["closed_on"])


@transaction.atomic
def add_seat(*, by: Actor, roundtable_id: UUID, facts: SeatFacts) -> RoundtableSeat:
    """Give a body a seat at a roundtable. Raises NotAllowed, NotFound, InvalidInput, Refusal (closed)."""
    require(by, Permission.GOVERNANCE_EDIT)
    table = locked_table(by, roundtable_id, None)
    found = RoundtableSeat(prefecture_id=by.prefecture, roundtable=table)
    changed_to(found, _seat_told(by, table, facts))
    found.save()
    audit.record(by, "roundtable_seat.added", SEAT, found.pk, version=found.version)
    return found


@transaction.atomic
def change_seat(*, by: Actor, seat_id: UUID, facts: SeatFacts, expected_version: int | None = None) -> RoundtableSeat:
    """Replace what is written of a seat, its last day included. Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal."""
    require(by, Permission.GOVERNANCE_EDIT)
    table = locked_table(by, roundtables.seat(by, seat_id).roundtable_id, None)
    rows = RoundtableSeat.objects.filter(roundtable=table)
    found = locked(by, SEAT, rows, seat_id, expected_version, roundtables.seat_not_found())
    changed = changed_to(found, _seat_told(by, table, facts))
    return recorded(by, SEAT, found, "roundtable_seat.changed", changed) if changed else found


@transaction.atomic
def end_seat(*, by: Actor, seat_id: UUID, until: date, expected_version: int | None = None) -> RoundtableSeat:
    """Say until when a seat lasts, that day included. Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal."""
    require(by, Permission.GOVERNANCE_EDIT)
    table = locked_table(by, roundtables.seat(by, seat_id).roundtable_id, None)
    rows = RoundtableSeat.objects.filter(roundtable=table)
    found = locked(by, SEAT, rows, seat_id, expected_version, roundtables.seat_not_found())
    if until < found.since:
        raise wrong_fields("seat_invalid", {"until": _("It ends before it begins.")})
    found.until = until
    return recorded(by, SEAT, found, "roundtable_seat.ended", ["until"])


def locked_table(by: Actor, identifier: UUID, version: int | None) -> Roundtable:
    """A roundtable that still meets, locked until the transaction ends. Raises NotFound, Stale, Refusal."""
    rows = roundtables.visible_to(by)
    found = locked(by, KIND, rows, identifier, version, roundtables.roundtable_not_found())
    if found.closed_on is not None:
        raise not_in_state(_("This roundtable was closed."))
    return found


def _one_council() -> Refusal:
    words = _("There is a territorial council already: close it first.")
    return Refusal("council_known", words, fields={"kind": words})


def _told(by: Actor, found: Roundtable, facts: TableFacts) -> dict[str, Any]:
    facts = replace(
        facts, name=one_line(facts.name), mandate=facts.mandate.strip(), act_reference=one_line(facts.act_reference)
    )
    texts_said(name=facts.name, mandate=facts.mandate)
    texts_checked({"name": facts.name, "mandate": facts.mandate, "act_reference": facts.act_reference})
    if facts.expires_on is not None and facts.expires_on < facts.established_on:
        raise wrong_fields("roundtable_invalid", {"expires_on": _("It ends before it begins.")})
    above = roundtables.roundtable(by, facts.parent_id) if facts.parent_id else None
    while above is not None:
        if above.pk == found.pk:
            words = _("This roundtable is a part of the one it would be part of.")
            raise wrong_fields("roundtable_invalid", {"parent_id": words})
        above = above.parent
    return {**asdict(facts), "kind": facts.kind.value}


def _seat_told(by: Actor, table: Roundtable, facts: SeatFacts) -> dict[str, Any]:
    facts = replace(
        facts, body=one_line(facts.body), person=one_line(facts.person), substitute=one_line(facts.substitute)
    )
    if facts.organisation_id is not None and not facts.body:
        facts = replace(facts, body=organisations.organisation(by, facts.organisation_id).name)
    texts_said(body=facts.body)
    texts_checked({"body": facts.body, "person": facts.person, "substitute": facts.substitute})
    wrong: dict[str, object] = {}
    if facts.letter and (table.kind != COUNCIL.value or facts.letter not in council_letters()):
        wrong["letter"] = _("Only a seat of the territorial council has a letter of its composition.")
    if facts.substitute and not facts.person:
        wrong["substitute"] = _("A substitute stands for somebody: write who sits first.")
    if facts.until is not None and facts.until < facts.since:
        wrong["until"] = _("It ends before it begins.")
    if facts.designated_on is not None and facts.designated_on > facts.since:
        wrong["designated_on"] = _("One is designated before one sits.")
    if wrong:
        raise wrong_fields("seat_invalid", wrong)
    return {**asdict(facts), "role": facts.role.value}
