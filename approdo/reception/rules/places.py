"""How many places a centre has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from approdo.reception.rules.vocabulary import CentreType


class CapacityFault(StrEnum):
    """Why a capacity cannot stand."""

    NO_PLACE = "no_place"
    ORDER_MISSING = "order_missing"
    OVER_MINORS = "over_minors"
    MINORS_EMERGENCY = "minors_emergency"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class PlaceLimits:
    """Most places of a centre for unaccompanied minors, and most emergency places in percent of the authorised ones."""

    minors_places: int
    minors_emergency_percent: int
    emergency_percent: int


def capacity_faults(
    centre: CentreType, authorised: int, emergency: int, order_reference: str, limits: PlaceLimits
) -> dict[str, CapacityFault]:
    """What cannot stand in a capacity, by field.

    A centre for unaccompanied minors has a number of places of its own and grows less in an emergency than another.
    Emergency places stand in an order of the prefect.
    Source: D.Lgs. 142/2015 art. 19 c. 3-bis; D.L. 133/2023 art. 7, known and not read again.
    """
    found: dict[str, CapacityFault] = {}
    if authorised < 1:
        found["authorised"] = CapacityFault.NO_PLACE
    minors = centre == CentreType.CAS_UAM
    if minors and authorised > limits.minors_places:
        found["authorised"] = CapacityFault.OVER_MINORS
    percent = limits.minors_emergency_percent if minors else limits.emergency_percent
    if 100 * emergency > percent * authorised:
        found["emergency"] = CapacityFault.MINORS_EMERGENCY if minors else CapacityFault.EMERGENCY
    if emergency and not order_reference.strip():
        found["order_reference"] = CapacityFault.ORDER_MISSING
    return found


def usable(authorised: int, emergency: int, beds: int, out_of_use: int) -> int:
    """Places that can be slept in: what is authorised, as far as there are beds in use.

    A centre whose beds are not laid out counts as if it had as many as it may. Source: domain rule 4.2.
    """
    allowed = authorised + emergency
    return min(allowed, beds - out_of_use) if beds else allowed
