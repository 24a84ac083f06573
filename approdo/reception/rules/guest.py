"""What is written of a guest, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
