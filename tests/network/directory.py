"""An invented organisation with a service, a place and a desk, for the tests of the directory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from approdo.core.access.actor import Actor
from approdo.network.commands import desks, hours, organisations, places, services
from approdo.network.models import Location, Organisation, Service, ServiceAtLocation
from approdo.network.rules.directory import Attending, Cost, WayIn
from approdo.network.rules.facts import DeskFacts, OrganisationFacts, PlaceFacts, ServiceFacts
from approdo.network.rules.hours import Closure, HoursKind, HoursPeriod, OnHolidays, Schedule, Slot
from approdo.network.rules.phones import PhoneFacts

TODAY = date(2026, 6, 1)
ORGANISATION = OrganisationFacts(
    "ngo", "Associazione inventata", description="Aiuta chi arriva.", website="https://inventata.example",
    phones=(PhoneFacts("019 111111", "segreteria"),),
)  # fmt: skip
SERVICE = ServiceFacts(
    "Sportello inventato", "Aiuto con i documenti.", ("residence_permit",), cost=Cost.FREE, ways_in=(WayIn.WALK_IN,),
    required_documents=("Passaporto",), phones=(PhoneFacts("019 222222"),),
)  # fmt: skip
# Words that nobody outside the back office may ever read.
SECRET_STREET, SECRET_CITY, SECRET_WAY = "Via del Nascondiglio 7", "Rifugiopoli", "dietro il cancello segreto"
SECRET_REASON, SECRET_OPENS = "chiusura del rifugio", time(3, 33)
SECRETS = ("Nascondiglio", SECRET_CITY, SECRET_WAY, SECRET_REASON, "03:33", "44.123456", "8.765432")
PLACE = PlaceFacts(
    "Sede inventata", "Via di prova 1", "009056", "Savona", postal_code="17100", latitude=Decimal("44.307"),
    longitude=Decimal("8.481"), directions="Vicino alla stazione inventata.",
)  # fmt: skip
HIDDEN_PLACE = PlaceFacts(
    "Luogo riservato", SECRET_STREET, "009056", SECRET_CITY, latitude=Decimal("44.123456"),
    longitude=Decimal("8.765432"), directions=SECRET_WAY,
)  # fmt: skip
MORNINGS = tuple(Slot(day, time(9), time(12)) for day in range(5))


def weekly(*slots: Slot, **told: Any) -> Schedule:
    """Hours that hold for ever."""
    return Schedule((HoursPeriod(HoursKind.WEEKLY, slots),), **told)


HIDDEN_HOURS = weekly(
    Slot(0, SECRET_OPENS, time(4)), closures=(Closure(TODAY, TODAY, SECRET_REASON),), on_holidays=OnHolidays.OPEN
)


@dataclass
class Entry:
    """An organisation, a service of it, its place and the desk there."""

    organisation: Organisation
    service: Service
    place: Location
    desk: ServiceAtLocation


def new_entry(by: Actor, number: int = 1, *, protected: bool = False, publish: bool = True) -> Entry:
    """Through the commands, as an editor does it."""
    named = replace(ORGANISATION, name=f"{ORGANISATION.name} {number}")
    organisation = organisations.register_organisation(by=by, facts=named, today=TODAY)
    facts = replace(SERVICE, name=f"{SERVICE.name} {number}")
    service = services.register_service(
        by=by, organisation_id=organisation.pk, facts=facts, protected=protected, today=TODAY
    )
    where = HIDDEN_PLACE if protected else PLACE
    place = places.register_place(by=by, organisation_id=organisation.pk, facts=where, protected=protected, today=TODAY)
    told = DeskFacts(Attending.IN_PERSON, place.pk, languages=("it", "bn"))
    desk = desks.open_desk(by=by, service_id=service.pk, facts=told)
    hours.set_schedule(by=by, desk_id=desk.pk, schedule=HIDDEN_HOURS if protected else weekly(*MORNINGS))
    if publish:
        organisations.publish_organisation(by=by, organisation_id=organisation.pk, today=TODAY)
        services.publish_service(by=by, service_id=service.pk, today=TODAY)
    for row in (organisation, service, place, desk):
        row.refresh_from_db()
    return Entry(organisation, service, place, desk)
