"""Protocols and roundtables: parties, seats, meetings, actions, and the calendar of what ends."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from approdo.core import tenancy
from approdo.core.access.actor import Actor
from approdo.core.models import AuditRecord
from approdo.network.commands import meetings, protocols, roundtables
from approdo.network.models import Protocol, Roundtable, RoundtableSeat
from approdo.network.queries import protocols as pacts
from approdo.network.queries import roundtables as tables
from approdo.network.queries.expiries import expiries
from approdo.network.rules.expiries import Nearness
from approdo.network.rules.protocols import ProtocolFacts, ProtocolState
from approdo.network.rules.roundtables import (
    ActionFacts,
    ActionState,
    MeetingFacts,
    MeetingState,
    Presence,
    SeatFacts,
    TableKind,
)
from tests.network.directory import Entry
from tests.network.shared import table, today
from tests.reception.refusals import refused

pytestmark = pytest.mark.django_db

SIGNED = date(2026, 1, 10)
FACTS = ProtocolFacts("Patto inventato", "Chi fa che cosa.")


@pytest.fixture
def pact(editor: Actor, entry: Entry) -> Protocol:
    """A protocol between an organisation of the network and another body, not signed."""
    made = protocols.write_protocol(by=editor, facts=FACTS)
    protocols.add_party(by=editor, protocol_id=made.pk, organisation_id=entry.organisation.pk)
    protocols.add_party(by=editor, protocol_id=made.pk, name="Comune inventato", signatory="Sindaco")
    return made


@pytest.fixture
def council(editor: Actor, entry: Entry) -> Roundtable:
    """The territorial council, with a seat of an organisation of the network."""
    made = roundtables.open_roundtable(by=editor, facts=table())
    seat = SeatFacts("", SIGNED, entry.organisation.pk, "h", "Persona Inventata", "Altra Inventata")
    roundtables.add_seat(by=editor, roundtable_id=made.pk, facts=seat)
    return made


def test_a_protocol_is_signed_by_two_at_least_and_remembered_before_it_ends(editor: Actor, pact: Protocol) -> None:
    alone = protocols.write_protocol(by=editor, facts=FACTS)
    sign = partial(protocols.sign_protocol, by=editor, signed_on=SIGNED, expires_on=today() + timedelta(20))
    refused("parties_lack", lambda: sign(protocol_id=alone.pk))
    found = sign(protocol_id=pact.pk)
    assert pacts.state_of(found, today()) is ProtocolState.EXPIRING
    assert [(one.page, one.nearness) for one in expiries(editor, today())] == [("protocol", Nearness.URGENT)]
    for state in ProtocolState:
        listed = pacts.listed(editor, today(), state=state.value)
        assert {pacts.state_of(one, today()) for one in listed} <= {state}
    later = today() + timedelta(400)
    short = partial(protocols.renew_protocol, by=editor, protocol_id=pact.pk, reason="Atto 2")
    refused("protocol_invalid", lambda: short(expires_on=SIGNED), "expires_on")
    assert pacts.state_of(short(expires_on=later), today()) is ProtocolState.IN_FORCE
    assert not expiries(editor, today())
    party = pact.parties.first()
    assert party is not None
    remove = partial(protocols.remove_party, by=editor, protocol_id=pact.pk, party_id=party.pk)
    refused("parties_lack", remove)
    protocols.add_party(by=editor, protocol_id=pact.pk, name="Terzo ente")
    remove()
    again = partial(protocols.add_party, by=editor, protocol_id=pact.pk)
    refused("party_known", lambda: again(name="Terzo ente"))
    refused("party_invalid", lambda: again(), "name")
    ended = protocols.end_protocol(by=editor, protocol_id=pact.pk, on=today(), reason="Di comune accordo")
    assert pacts.state_of(ended, today()) is ProtocolState.ENDED
    refused("record_not_in_state", lambda: protocols.change_protocol(by=editor, protocol_id=pact.pk, facts=FACTS))


def test_who_is_part_sees_and_nobody_else_and_only_editors_write(
    editor: Actor, member: Actor, officer: Actor, elsewhere: Actor, pact: Protocol, council: Roundtable
) -> None:
    protocols.write_protocol(by=editor, facts=FACTS)
    roundtables.open_roundtable(by=editor, facts=table(TableKind.HEALTH))
    assert pacts.visible_to(member).get() == pact
    assert tables.visible_to(member).get() == council
    assert pacts.visible_to(editor).count() == tables.visible_to(editor).count() == 2
    for by in (officer, elsewhere):
        assert not pacts.visible_to(by).exists()
        assert not tables.visible_to(by).exists()
    refused("not_allowed", lambda: protocols.write_protocol(by=member, facts=FACTS))
    refused("not_allowed", lambda: roundtables.close_roundtable(by=member, roundtable_id=council.pk, on=SIGNED))
    refused(
        "roundtable_not_found", lambda: roundtables.close_roundtable(by=elsewhere, roundtable_id=council.pk, on=SIGNED)
    )
    with transaction.atomic():
        tenancy.enter_public("SV")
        assert not Protocol.objects.exists()
        assert not Roundtable.objects.exists()
        assert not RoundtableSeat.objects.exists()
        transaction.set_rollback(True)


def test_the_composition_of_the_council_follows_its_seats(editor: Actor, council: Roundtable) -> None:
    add = partial(roundtables.add_seat, by=editor, roundtable_id=council.pk)
    add(facts=SeatFacts("Sindacato", SIGNED, letter="f", person="Prima Inventata", until=today()))
    add(facts=SeatFacts("Imprese", SIGNED, letter="f"))
    counts = {one.letter.id: one for one in tables.council(council, today())}
    assert (counts["f"].sitting, counts["f"].vacant, counts["f"].lacking, counts["f"].next_end) == (1, 1, 1, today())
    assert counts["h"].lacking == 1
    assert counts["b"].lacking == 1
    tomorrow = {one.letter.id: one for one in tables.council(council, today() + timedelta(1))}
    assert (tomorrow["f"].sitting, tomorrow["f"].ended) == (0, 1)
    refused("seat_invalid", lambda: add(facts=SeatFacts("Ente", SIGNED, letter="z")), "letter")
    refused("seat_invalid", lambda: add(facts=SeatFacts("Ente", SIGNED, substitute="Altra")), "substitute")
    refused("council_known", lambda: roundtables.open_roundtable(by=editor, facts=table()), "kind")
    other = roundtables.open_roundtable(by=editor, facts=table(TableKind.HEALTH))
    lettered = partial(roundtables.add_seat, by=editor, roundtable_id=other.pk)
    refused("seat_invalid", lambda: lettered(facts=SeatFacts("Ente", SIGNED, letter="h")), "letter")
    with pytest.raises(IntegrityError, match="one_council_at_a_time"), transaction.atomic():
        Roundtable.objects.filter(pk=other.pk).update(kind="territorial_council")


def test_a_meeting_is_held_with_its_minutes_and_what_was_agreed_has_an_owner_and_a_day(
    editor: Actor, council: Roundtable
) -> None:
    seat = council.seats.get()
    plan = partial(meetings.plan_meeting, by=editor, roundtable_id=council.pk)
    future = plan(facts=MeetingFacts(today() + timedelta(5), "Sala", "1. Prova"))
    write = partial(meetings.write_minutes, by=editor, minutes="Si approva.")
    refused("meeting_invalid", lambda: write(meeting_id=future.pk, presences={}), "minutes")
    refused("meetings_planned", lambda: roundtables.close_roundtable(by=editor, roundtable_id=council.pk, on=today()))
    meetings.cancel_meeting(by=editor, meeting_id=future.pk, reason="Sciopero")
    held = plan(facts=MeetingFacts(today(), "Sala", "1. Prova"))
    held = write(meeting_id=held.pk, presences={seat.pk: Presence.SUBSTITUTE})
    assert (held.state, held.presences.get().presence) == (MeetingState.HELD.value, "substitute")
    alone = roundtables.add_seat(
        by=editor, roundtable_id=council.pk, facts=SeatFacts("Ente", SIGNED, letter="e", person="Sola Inventata")
    )
    wrong = {alone.pk: Presence.SUBSTITUTE}
    refused("meeting_invalid", lambda: write(meeting_id=held.pk, presences=wrong), f"seat_{alone.pk}")
    agree = partial(meetings.agree_action, by=editor, roundtable_id=council.pk)
    refused("action_invalid", lambda: agree(facts=ActionFacts("Prova", today())), "who")
    made = agree(facts=ActionFacts("Mandare la scheda", today() - timedelta(1), seat.pk, "", held.pk))
    assert tables.state_of(made, today()) is ActionState.LATE
    assert [(one.about, one.nearness) for one in expiries(editor, today(), "action")] == [(seat.body, Nearness.OVER)]
    close = partial(meetings.close_action, by=editor, action_id=made.pk, on=today())
    refused("action_invalid", lambda: close(done=False), "outcome")
    assert tables.state_of(close(done=True), today()) is ActionState.DONE
    refused("record_not_in_state", lambda: close(done=True))
    assert not expiries(editor, today(), "action")
    roundtables.close_roundtable(by=editor, roundtable_id=council.pk, on=today())
    refused("record_not_in_state", lambda: agree(facts=ActionFacts("Prova", today(), seat.pk)))


def test_no_name_of_a_person_and_no_word_of_the_minutes_stands_in_the_audit(editor: Actor, council: Roundtable) -> None:
    seat = council.seats.get()
    facts = SeatFacts("Ente", SIGNED, None, "h", "Nuova Segretissima", "Altra Segretissima")
    roundtables.change_seat(by=editor, seat_id=seat.pk, facts=facts)
    held = meetings.plan_meeting(by=editor, roundtable_id=council.pk, facts=MeetingFacts(SIGNED, "Sala", "Prova"))
    meetings.write_minutes(by=editor, meeting_id=held.pk, minutes="Parole segretissime.", presences={})
    payloads = " ".join(AuditRecord.objects.values_list("payload", flat=True)).lower()
    assert "roundtable_seat.changed" in payloads
    assert "segretissim" not in payloads
