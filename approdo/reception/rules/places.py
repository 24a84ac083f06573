"""How many places a centre has."""

from __future__ import annotations

from enum import StrEnum

from approdo.reception.rules.vocabulary import CentreType

MINORS_MOST = 50


class CapacityFault(StrEnum):
    """Why a capacity cannot stand."""

    NO_PLACE = "no_place"
    ORDER_MISSING = "order_missing"
    OVER_MINORS = "over_minors"
    EMERGENCY_OVER_HALF = "emergency_over_half"
    EMERGENCY_OVER_DOUBLE = "emergency_over_double"


def capacity_faults(
    centre: CentreType, authorised: int, emergency: int, order_reference: str
) -> dict[str, CapacityFault]:
    """What cannot stand in a capacity, by field.

    A centre for unaccompanied minors has at most 50 places and half as many in an emergency; another at most as many
    emergency places as authorised ones. Emergency places stand in an order of the prefect.
    Source: D.Lgs. 142/2015 art. 19 c. 3-bis; D.L. 133/2023 art. 7 (up to double), known and not read again.
    """
    found: dict[str, CapacityFault] = {}
    if authorised < 1:
        found["authorised"] = CapacityFault.NO_PLACE
    minors = centre == CentreType.CAS_UAM
    if minors and authorised > MINORS_MOST:
        found["authorised"] = CapacityFault.OVER_MINORS
    if minors and 2 * emergency > authorised:
        found["emergency"] = CapacityFault.EMERGENCY_OVER_HALF
    elif emergency > authorised:
        found["emergency"] = CapacityFault.EMERGENCY_OVER_DOUBLE
    if emergency and not order_reference.strip():
        found["order_reference"] = CapacityFault.ORDER_MISSING
    return found


def usable(authorised: int, emergency: int, beds: int, out_of_use: int) -> int:
    """Places that can be slept in: what is authorised, as far as there are beds in use.

    A centre whose beds are not laid out counts as if it had as many as it may. Source: domain rule 4.2.
    """
    allowed = authorised + emergency
    return min(allowed, beds - out_of_use) if beds else allowed
