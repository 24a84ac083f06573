"""Opportunities of the network: what they are, and how long the public sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from approdo.network.rules.directory import RecordState


class OpportunityKind(StrEnum):
    """What is offered."""

    COURSE = "course"
    JOB = "job"
    INTERNSHIP = "internship"
    HOUSING = "housing"
    CALL = "call"
    EVENT = "event"


class Standing(StrEnum):
    """Where an opportunity stands on a day. Nobody makes one expire: its last day passes."""

    DRAFT = "draft"
    PUBLISHED = "published"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class OpportunityFacts:
    """Everything written of an opportunity. `deadline`: the last day to apply; `comune_code` "" for the whole province."""

    kind: OpportunityKind
    title: str
    body: str
    how_to_apply: str
    target: str = ""
    deadline: date | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    languages: tuple[str, ...] = ()
    comune_code: str = ""
    city: str = ""
    link: str = ""
    email: str = ""
    phone: str = ""


def last_day(deadline: date | None, begins_on: date | None, ends_on: date | None) -> date | None:
    """The last day on which it is of use: that to apply; without one, the last on which it takes place.

    Source: our choice: after the deadline a course that still runs is of no use to who reads.
    """
    return deadline or ends_on or begins_on


def standing(state: RecordState, last: date | None, on: date) -> Standing:
    """Where an opportunity stands on a day; its last day is still a good one.

    Source: the issue of the portal, 1.4: opportunities with a deadline; domain rules of the network, 2.2.
    """
    if state is RecordState.PUBLISHED and last is not None and last < on:
        return Standing.EXPIRED
    return Standing(state.value)
