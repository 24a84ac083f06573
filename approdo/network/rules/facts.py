"""What is written of organisations, services, places, desks and people of the network, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from uuid import UUID

from approdo.network.rules.directory import (
    AccessFact,
    Attending,
    Cost,
    MediationMode,
    MediatorSex,
    SpokenLevel,
    Told,
    WayIn,
)
from approdo.network.rules.eligibility import Condition
from approdo.network.rules.phones import PhoneFacts


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """Everything written of an organisation."""

    node_type: str
    name: str
    alternate_names: tuple[str, ...] = ()
    description: str = ""
    ipa_code: str = ""
    tax_code: str = ""
    website: str = ""
    email: str = ""
    certified_mail: str = ""
    parent_id: UUID | None = None
    phones: tuple[PhoneFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """Everything written of a service, but where and when. `cost_amount` in euros, `areas` as ISTAT codes of comuni."""

    name: str
    description: str
    categories: tuple[str, ...]
    alternate_name: str = ""
    eligibility: tuple[Condition, ...] = ()
    eligibility_note: str = ""
    cost: Cost = Cost.UNKNOWN
    cost_amount: Decimal | None = None
    fees_description: str = ""
    cost_source: str = ""
    required_documents: tuple[str, ...] = ()
    ways_in: tuple[WayIn, ...] = ()
    application_process: str = ""
    capacity: int | None = None
    url: str = ""
    email: str = ""
    whole_province: bool = True
    areas: tuple[str, ...] = ()
    phones: tuple[PhoneFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """Everything written of a place. `city` is the name of the comune, degrees in WGS 84."""

    name: str
    address_1: str
    comune_code: str
    city: str
    address_2: str = ""
    postal_code: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    directions: str = ""
    accessibility: dict[AccessFact, Told] = field(default_factory=dict)
    accessibility_note: str = ""


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """How a service is met. `languages` are those of the whole desk, () where nobody told them."""

    attending: Attending
    location_id: UUID | None = None
    description: str = ""
    phone: str = ""
    link: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Somebody whom the office calls."""

    name: str
    title: str = ""
    department: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class FocalPointFacts:
    """Who answers for a matter ("" for all), and their deputy."""

    name: str
    role: str
    matter: str = ""
    phone: str = ""
    certified_mail: str = ""
    email: str = ""
    deputy_name: str = ""
    deputy_phone: str = ""
    deputy_email: str = ""
    vulnerability_trained: bool = False


@dataclass(frozen=True, slots=True)
class HoursFacts:
    """Hours of a weekday, 0 Monday."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class MediatorFacts:
    """Everything written of a mediator. `hourly_cost` in euros without VAT."""

    name: str
    languages: tuple[tuple[str, SpokenLevel], ...]
    modes: tuple[MediationMode, ...]
    phone: str = ""
    email: str = ""
    organisation_id: UUID | None = None
    sex: MediatorSex = MediatorSex.UNKNOWN
    whole_province: bool = True
    comuni: tuple[str, ...] = ()
    hours: tuple[HoursFacts, ...] = ()
    availability_note: str = ""
    conflicts: tuple[str, ...] = ()
    ethics_signed_on: date | None = None
    vulnerability_trained: bool = False
    violence_trained: bool = False
    hourly_cost: Decimal | None = None
