"""Where a place may be."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

# Lampedusa and the Vetta d'Italia, Bardonecchia and Otranto, with a margin: degrees of WGS 84.
SOUTH, NORTH = Decimal("35.2"), Decimal("47.2")
WEST, EAST = Decimal("6.5"), Decimal("18.7")


class PositionFault(StrEnum):
    """Why a position cannot stand."""

    HALF = "half"
    OUTSIDE = "outside"


def position_fault(latitude: Decimal | None, longitude: Decimal | None) -> PositionFault | None:
    """Why a position cannot stand, None where it can or where there is none. Degrees of WGS 84.

    Source: extreme points of Italy (IGM), rounded outwards; the shores themselves are checked with the boundaries.
    """
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        return PositionFault.HALF
    inside = SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST
    return None if inside else PositionFault.OUTSIDE
