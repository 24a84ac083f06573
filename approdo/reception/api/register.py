"""Endpoints of the register: nights recorded and confirmed by a program of the centre, a month read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Schema, Status

from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rules.nights import Nights
from approdo.reception.commands import nights
from approdo.reception.queries import register
from approdo.reception.rules.vocabulary import NightSource, NightState
from approdo.reception.sight import actor_of

router = ApiRouter(tags=["register"])


class GuestState(Schema):
    """Where a guest was."""

    guest: UUID
    state: NightState


class NightsOrder(Schema):
    """Nights from `first` to the one before `until`, the same for every guest named."""

    first: date
    until: date | None = Field(None, description="The day after the last night; one night when absent.")
    source: NightSource = NightSource.OPERATOR
    note: str = Field("", max_length=200)
    guests: list[GuestState] = Field(min_length=1, max_length=2000)


class Recorded(Schema):
    """How many new rows the register has."""

    written: int


class Confirmation(Schema):
    """A night that is whole."""

    night: date


class ConfirmationOut(Schema):
    """How many were present when it was confirmed."""

    night: date
    present: int


class PeriodOut(Schema):
    """Nights from `first` to the one before `until`."""

    first: date
    until: date


class StandingOut(PeriodOut):
    """A state that stands, and who said so."""

    state: NightState
    source: NightSource


class GuestMonthOut(Schema):
    """A month of a guest: what stands, what is missing, what nobody signed for."""

    guest: UUID
    nights: list[StandingOut]
    gaps: list[PeriodOut]
    to_resolve: list[PeriodOut]


class MonthOut(Schema):
    """The register of a month; `hash` and `edition` of a sealed one."""

    centre: UUID
    month: str
    state: str
    edition: int
    hash: str
    guests: list[GuestMonthOut]


@router.post(
    "/reception/centres/{centre_id}/nights",
    response={201: Recorded, **problems(403, 404)},
    summary="Record where guests were",
)
def record_nights(request: HttpRequest, centre_id: UUID, order: NightsOrder) -> Status[dict[str, int]]:
    """All of it is recorded, or nothing."""
    written = nights.record_nights(
        by=actor_of(request), centre_id=centre_id, first=order.first, source=order.source, note=order.note,
        until=order.until or order.first + timedelta(days=1), today=timezone.localdate(),
        states={one.guest: one.state for one in order.guests},
    )  # fmt: skip
    return Status(201, {"written": written})


@router.post(
    "/reception/centres/{centre_id}/confirmations",
    response={201: ConfirmationOut, **problems(403, 404)},
    summary="Confirm that a night is whole",
)
def confirm_night(request: HttpRequest, centre_id: UUID, order: Confirmation) -> Status[Any]:
    """Refused while a guest of the centre has no state."""
    by = actor_of(request)
    return Status(201, nights.confirm_night(by=by, centre_id=centre_id, night=order.night, today=timezone.localdate()))


@router.get(
    "/reception/centres/{centre_id}/months/{int:year}/{int:month}",
    response={200: MonthOut, **problems(403, 404)},
    summary="The register of a month",
)
def read_register_month(request: HttpRequest, centre_id: UUID, year: int, month: int) -> dict[str, Any]:
    """Every guest of the month in periods."""
    first = register.first_day(year, month)
    found = register.month(actor_of(request), centre_id, first, timezone.localdate())
    return {
        "centre": found.centre.pk,
        "month": found.month.first.isoformat()[:7],
        "state": found.state.value,
        "edition": found.row.edition if found.row else 1,
        "hash": found.row.hash if found.row else "",
        "guests": [_guest(one) for one in found.guests],
    }


def _guest(one: register.GuestMonth) -> dict[str, Any]:
    return {
        "guest": one.guest,
        "nights": [
            {**_period(said.nights), "state": said.state.value, "source": said.record.source.value}
            for said in one.stands
        ],
        "gaps": [_period(part) for part in one.gaps],
        "to_resolve": [_period(part) for part in one.to_resolve],
    }


def _period(part: Nights) -> dict[str, date]:
    return {"first": part.first, "until": part.until}
