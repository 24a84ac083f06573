"""Opportunities, outreach, protocols and roundtables of one organisation, full of a word that nobody elsewhere may read."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.network.commands import meetings, opportunities, outreach, protocols, roundtables, visits
from approdo.network.models import Organisation
from approdo.network.rules.opportunities import OpportunityFacts, OpportunityKind
from approdo.network.rules.outreach import Rhythm, StopFacts, Tally, days_of, quarter_before
from approdo.network.rules.protocols import ProtocolFacts
from approdo.network.rules.roundtables import ActionFacts, MeetingFacts, SeatFacts, TableFacts, TableKind

ESTABLISHED = date(2026, 1, 1)


def make_shared_life(prefecture: str, organisation_id: UUID, word: str) -> dict[str, Any]:
    """A draft and a published thing of each kind, all of that organisation, which must be published."""
    by = system_actor(prefecture, *Permission)
    today = timezone.localdate()
    told = OpportunityFacts(OpportunityKind.COURSE, f"{word} corso", word, word, deadline=today + timedelta(days=30))
    draft, shown = (
        opportunities.record_opportunity(by=by, organisation_id=organisation_id, facts=told) for _each in range(2)
    )
    opportunities.publish_opportunity(by=by, opportunity_id=shown.pk)
    return {
        "opportunity": draft.pk, "published_opportunity": shown.pk,
        **_stops(by, organisation_id, word, today), **_protocols(by, organisation_id, word, today),
        **_tables(by, organisation_id, word, today),
    }  # fmt: skip


def _stops(by: Actor, organisation_id: UUID, word: str, today: date) -> dict[str, Any]:
    first, _last = quarter_before(today)
    told = StopFacts(
        f"{word} tappa", word, Rhythm.WEEKLY, first, time(9), time(12), comune_code="009056", city="Savona", spot=word
    )
    draft, shown = (outreach.record_stop(by=by, organisation_id=organisation_id, facts=told) for _each in range(2))
    shown = outreach.publish_stop(by=by, stop_id=shown.pk)
    visits.record_visit(by=by, stop_id=draft.pk, day=first, tally=Tally(4, {"female": 2}))
    past = days_of(Rhythm.WEEKLY, first, None, today - timedelta(days=7), today)
    coming = days_of(Rhythm.WEEKLY, first, None, today + timedelta(days=1), today + timedelta(days=21))
    off = outreach.call_off_day(by=by, stop_id=draft.pk, day=coming[0], reason=word)
    draft.refresh_from_db()
    return {
        "stop": draft.pk, "published_stop": shown.pk, "called_off": off.pk, "stop_version": draft.version,
        "published_stop_version": shown.version, "stop_day": past[-1].isoformat(),
        "coming_stop_day": coming[1].isoformat(), "stop_first_day": first.isoformat(),
    }  # fmt: skip


def _protocols(by: Actor, organisation_id: UUID, word: str, today: date) -> dict[str, Any]:
    draft, signed = (protocols.write_protocol(by=by, facts=ProtocolFacts(f"{word} patto", word)) for _each in range(2))
    for one in (draft, signed):
        party = protocols.add_party(by=by, protocol_id=one.pk, organisation_id=organisation_id)
        protocols.add_party(by=by, protocol_id=one.pk, name=f"{word} ente")
    protocols.add_party(by=by, protocol_id=draft.pk, name=f"{word} terzo")
    protocols.sign_protocol(by=by, protocol_id=signed.pk, signed_on=ESTABLISHED, expires_on=today + timedelta(days=60))
    for one in (draft, signed):
        one.refresh_from_db()
    return {
        "protocol": draft.pk, "signed_protocol": signed.pk, "protocol_version": draft.version,
        "signed_version": signed.version, "party": draft.parties.get(organisation_id=organisation_id).pk,
        "signed_party": party.pk,
    }  # fmt: skip


def _tables(by: Actor, organisation_id: UUID, word: str, today: date) -> dict[str, Any]:
    told = TableFacts(f"{word} consiglio", TableKind.TERRITORIAL_COUNCIL, word, ESTABLISHED)
    table = roundtables.open_roundtable(by=by, facts=told)
    idle = roundtables.open_roundtable(by=by, facts=TableFacts(f"{word} tavolo", TableKind.HEALTH, word, ESTABLISHED))
    name = Organisation.objects.get(pk=organisation_id).name
    for one in (table, idle):
        seat = roundtables.add_seat(
            by=by, roundtable_id=one.pk,
            facts=SeatFacts(name, ESTABLISHED, organisation_id, "h" if one == table else "", word),
        )  # fmt: skip
    first = table.seats.get()
    planned, held = (
        meetings.plan_meeting(by=by, roundtable_id=table.pk, facts=MeetingFacts(today, word, word))
        for _each in range(2)
    )
    meetings.write_minutes(by=by, meeting_id=held.pk, minutes=word, presences={})
    agreed = meetings.agree_action(
        by=by, roundtable_id=table.pk, facts=ActionFacts(word, today + timedelta(days=20), first.pk)
    )
    return {
        "table": table.pk, "idle_table": idle.pk, "table_seat": first.pk, "idle_seat": seat.pk,
        "meeting": planned.pk, "held_meeting": held.pk, "agreed": agreed.pk,
    }  # fmt: skip
