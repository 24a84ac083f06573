"""What of the network ends on a day, and how near that is."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class ExpiryKind(StrEnum):
    """What ends."""

    PROTOCOL = "protocol"
    ROUNDTABLE = "roundtable"
    SEAT = "seat"
    ACTION = "action"
    OPPORTUNITY = "opportunity"


class Nearness(StrEnum):
    """How near an end is: over, in the days of the urgent reminder, in those of the first, later."""

    OVER = "over"
    URGENT = "urgent"
    NEAR = "near"
    LATER = "later"


def nearness(on: date, today: date, urgent_days: int, warn_days: int) -> Nearness:
    """How near an end is on a day; its last day is not over.

    Source: the issue of the portal, 1.4: expiry and reminders; our choice for the days.
    """
    if on < today:
        return Nearness.OVER
    if on <= today + timedelta(days=urgent_days):
        return Nearness.URGENT
    return Nearness.NEAR if on <= today + timedelta(days=warn_days) else Nearness.LATER
