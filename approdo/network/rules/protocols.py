"""Agreements between bodies: how long they hold, and when somebody must think of their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FEWEST_PARTIES = 2


class Renewal(StrEnum):
    """What happens at the last day."""

    NONE = "none"
    AGREEMENT = "agreement"
    TACIT = "tacit"


class ProtocolState(StrEnum):
    """Where a protocol stands on a day."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ProtocolFacts:
    """Everything written of a protocol before it is signed. `data_clauses`: what it says of personal data."""

    title: str
    scope: str
    reference: str = ""
    data_clauses: str = ""
    renewal: Renewal = Renewal.NONE


def protocol_state(
    signed_on: date | None, expires_on: date | None, ended_on: date | None, on: date, warn_days: int
) -> ProtocolState:
    """Where a protocol stands on a day; the last day is still in force. `warn_days` before it somebody is warned.

    Source: domain rules of the network, 2.2: protocols with parties, scope, signature, expiry; our choice for the days.
    """
    if ended_on is not None and ended_on <= on:
        return ProtocolState.ENDED
    if signed_on is None:
        return ProtocolState.DRAFT
    if expires_on is None or on < expires_on - timedelta(days=warn_days):
        return ProtocolState.IN_FORCE
    return ProtocolState.EXPIRING if on <= expires_on else ProtocolState.EXPIRED
