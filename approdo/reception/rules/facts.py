"""What is written of managing bodies, centres and guests, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from approdo.reception.rules.vocabulary import CentreType, LegalForm, SexProfile


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """Everything written of a managing body."""

    name: str
    tax_code: str
    legal_form: LegalForm
    vat_number: str = ""
    certified_mail: str = ""
    address: str = ""
    dedicated_iban: str = ""


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """What is written of a centre; `comune` is its ISTAT code, degrees in WGS 84."""

    name: str
    code: str
    type: CentreType
    address: str
    comune: str
    opened_on: date
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    sex_profile: SexProfile = SexProfile.ANY
    accessible: bool = False


@dataclass(frozen=True, slots=True)
class GuestFacts:
    """What other offices know a guest by. Need-to-know facts are not here: they stand with the person, encrypted."""

    cui: str = ""
    vestanet: str = ""
    health_card: str = ""
    health_card_expires_on: date | None = None
    permit_number: str = ""
    permit_expires_on: date | None = None
    c3_on: date | None = None
    unaccompanied_minor: bool = False
