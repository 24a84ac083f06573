"""A network with as many rows on each of its lists as one asks for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from approdo.core.access.actor import Actor
from approdo.network.commands import mediators, referents
from approdo.network.models import (
    Contact,
    FocalPoint,
    Location,
    Mediator,
    MediatorLanguage,
    Opportunity,
    Organisation,
    OutreachStop,
    OutreachTally,
    OutreachVisit,
    Protocol,
    ProtocolParty,
    Roundtable,
    RoundtableAction,
    RoundtableMeeting,
    RoundtableSeat,
    SchedulePeriod,
    ScheduleSlot,
    Service,
    ServiceAtLocation,
)
from tests.house.shared_life_things import make_shared_life
from tests.network.directory import new_entry
from tests.network.people import FOCAL, MEDIATOR


def many_of_network(by: Actor, rows: int) -> dict[str, object]:
    """An organisation with that many services, places, people and desks of one service; as many organisations."""
    entry = new_entry(by)
    here: dict[str, Any] = {"prefecture_id": by.prefecture}
    mine = {**here, "organisation": entry.organisation}
    told = {"description": "Prova", "categories": ["residence_permit"], "confirmed_on": date(2026, 6, 1)}
    place = {"address_1": "Via di prova 1", "comune_code": "009056", "city": "Savona"}
    numbers = range(rows)
    Organisation.objects.bulk_create(Organisation(**here, node_type="ngo", name=f"Ente {n}") for n in numbers)
    Service.objects.bulk_create(Service(**mine, **told, name=f"Servizio {n}") for n in numbers)
    Location.objects.bulk_create(Location(**mine, **place, name=f"Sede {n}") for n in numbers)
    Contact.objects.bulk_create(Contact(**mine, name=f"Contatto {n}", phone="112") for n in numbers)
    FocalPoint.objects.bulk_create(
        FocalPoint(**mine, name=f"Referente {n}", role="Prova", phone="112", matter=f"m{n}") for n in numbers
    )
    people = Mediator.objects.bulk_create(
        Mediator(**here, name=f"Mediatore {n}", phone="112", modes=["phone"]) for n in numbers
    )
    MediatorLanguage.objects.bulk_create(
        MediatorLanguage(**here, mediator=one, code="bn", level="native") for one in people
    )
    met = ServiceAtLocation.objects.bulk_create(
        ServiceAtLocation(**here, service=entry.service, attending="phone", phone="112") for _n in numbers
    )
    periods = SchedulePeriod.objects.bulk_create(SchedulePeriod(**here, desk=one, hours="weekly") for one in met)
    ScheduleSlot.objects.bulk_create(
        ScheduleSlot(**here, period=one, weekday=0, opens="09:00", closes="12:00") for one in periods
    )
    point = referents.record_focal_point(by=by, organisation_id=entry.organisation.pk, facts=FOCAL)
    shared = _many_shared(by, entry.organisation, rows)
    return {
        **shared,
        "organisation_id": entry.organisation.pk, "service_id": entry.service.pk, "place_id": entry.place.pk,
        "desk_id": entry.desk.pk, "slot_id": entry.desk.periods.get().slots.all()[0].pk, "focal_point_id": point.pk,
        "mediator_id": mediators.register_mediator(by=by, facts=MEDIATOR).pk,
    }  # fmt: skip


def _many_shared(by: Actor, owner: Organisation, rows: int) -> dict[str, object]:
    """That many of each thing the network shares, and of the parts of one of each."""
    made = make_shared_life(by.prefecture, owner.pk, "Prova")
    here: dict[str, Any] = {"prefecture_id": by.prefecture}
    numbers, first = range(rows), date(2026, 1, 1)
    stop = OutreachStop.objects.get(pk=made["stop"])
    Opportunity.objects.bulk_create(
        Opportunity(**here, organisation=owner, kind="job", title=f"Lavoro {n}", body="Prova", how_to_apply="Prova")
        for n in numbers
    )
    OutreachStop.objects.bulk_create(
        OutreachStop(
            **here, organisation=owner, name=f"Tappa {n}", body="Prova", spot="Prova", city="Savona",
            comune_code="009056", rhythm="weekly", first_day=first, opens="09:00", closes="12:00",
        )
        for n in numbers
    )  # fmt: skip
    held = OutreachVisit.objects.bulk_create(
        OutreachVisit(**here, stop=stop, day=date(2020, 1, 1) + timedelta(days=n), state="held", contacts=9)
        for n in numbers
    )
    OutreachTally.objects.bulk_create(OutreachTally(**here, visit=one, axis="sex", key="male", count=1) for one in held)
    Protocol.objects.bulk_create(Protocol(**here, title=f"Patto {n}", scope="Prova") for n in numbers)
    ProtocolParty.objects.bulk_create(
        ProtocolParty(**here, protocol_id=made["protocol"], organisation=owner, name=f"Parte {n}") for n in numbers
    )
    Roundtable.objects.bulk_create(
        Roundtable(**here, name=f"Tavolo {n}", kind="health", mandate="Prova", established_on=first) for n in numbers
    )
    table = {**here, "roundtable_id": made["table"]}
    seats = RoundtableSeat.objects.bulk_create(
        RoundtableSeat(**table, body=f"Ente {n}", since=first, letter="h") for n in numbers
    )
    RoundtableMeeting.objects.bulk_create(RoundtableMeeting(**table, on=first, place="P", agenda="P") for _n in numbers)
    RoundtableAction.objects.bulk_create(
        RoundtableAction(**table, meeting_id=made["meeting"], what="Prova", seat=one, due_on=first) for one in seats
    )
    return {
        "opportunity_id": made["opportunity"], "stop_id": made["stop"], "protocol_id": made["protocol"],
        "roundtable_id": made["table"], "seat_id": made["table_seat"], "meeting_id": made["meeting"],
        "action_id": made["agreed"], "visit_id": made["called_off"], "party_id": made["party"],
    }  # fmt: skip
