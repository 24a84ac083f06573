"""A network with as many rows on each of its lists as one asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from approdo.core.access.actor import Actor
from approdo.network.commands import mediators, referents
from approdo.network.models import (
    Contact,
    FocalPoint,
    Location,
    Mediator,
    MediatorLanguage,
    Organisation,
    SchedulePeriod,
    ScheduleSlot,
    Service,
    ServiceAtLocation,
)
from tests.house.freshness_things import many_of_freshness
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
    return {
        "organisation_id": entry.organisation.pk, "service_id": entry.service.pk, "place_id": entry.place.pk,
        "desk_id": entry.desk.pk, "slot_id": entry.desk.periods.get().slots.all()[0].pk, "focal_point_id": point.pk,
        "mediator_id": mediators.register_mediator(by=by, facts=MEDIATOR).pk,
        **many_of_freshness(by.prefecture, entry.organisation.pk, rows),
    }  # fmt: skip
