"""How a service can be reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from approdo.network.rules.directory import Attending


class Way(StrEnum):
    """A way to a service that a person can try."""

    PLACE = "place"
    PHONE = "phone"
    EMAIL = "email"
    WEBSITE = "website"


@dataclass(frozen=True, slots=True)
class DeskWays:
    """What one desk says of itself. `address`: its place has one that the public reads."""

    attending: Attending
    address: bool = False
    phone: bool = False
    link: bool = False


def ways(desks: Iterable[DeskWays], *, phone: bool, email: bool, website: bool, protected: bool) -> frozenset[Way]:
    """The ways to a service: those of its own and, unless it is protected, those of its desks.

    A place without an address is no way, nor is a desk on line without its link. A protected service is reached by what
    it says of itself alone, because its desks are never shown.

    Source: the issue of the portal, "a service with no way to be reached".
    """
    found = {way for way, there in ((Way.PHONE, phone), (Way.EMAIL, email), (Way.WEBSITE, website)) if there}
    for one in () if protected else desks:
        if one.address and one.attending is Attending.IN_PERSON:
            found.add(Way.PLACE)
        if one.phone:
            found.add(Way.PHONE)
        if one.link:
            found.add(Way.WEBSITE)
    return frozenset(found)
