"""Endpoints of guests and stays, on the same queries and commands as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Schema, Status

from approdo.core.rest.paging import Page, Paging, page_of
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import if_match, tag, versioned
from approdo.reception.commands import beds, corrections
from approdo.reception.commands import guests as guest_acts
from approdo.reception.commands import stays as acts
from approdo.reception.commands.corrections import StayFacts
from approdo.reception.commands.stays import Order
from approdo.reception.models import Guest, Stay
from approdo.reception.queries import guests, stays
from approdo.reception.queries.guests import Wanted
from approdo.reception.rules.facts import GuestFacts
from approdo.reception.rules.vocabulary import ExitReason, StayState
from approdo.reception.sight import actor_of

router = ApiRouter(tags=["reception"])


class GuestValue(Schema):
    """The numbers other offices know a guest by."""

    cui: str = Field("", max_length=20)
    vestanet: str = Field("", max_length=30)
    health_card: str = Field("", max_length=30)
    health_card_expires_on: date | None = None
    permit_number: str = Field("", max_length=30)
    permit_expires_on: date | None = None
    c3_on: date | None = None
    unaccompanied_minor: bool = False


class Registration(GuestValue):
    """A person who becomes a guest."""

    person: UUID


class GuestOut(GuestValue):
    """A guest with the name of the person."""

    id: UUID
    version: int
    person: UUID = Field(alias="person_id")
    family_name: str = Field(alias="person.family_name")
    given_name: str = Field(alias="person.given_name")


class GuestFilter(Schema):
    """Filters of the list of guests."""

    q: str = Field("", max_length=100, description="Name in any spelling, CUI, Vestanet or permit number.")
    centre: UUID | None = None
    state: StayState | None = None


class StayOut(Schema):
    """A stay as one row says it; `id` stays the same when it is corrected. `exit` is the day of leaving."""

    id: UUID = Field(alias="lineage")
    guest: UUID = Field(alias="guest_id")
    centre: UUID = Field(alias="centre_id")
    contract: UUID = Field(alias="contract_id")
    state: StayState
    by_transfer: bool
    planned_entry: date | None
    expected_entry: date | None
    entry: date | None
    planned_exit: date | None
    exit: date | None
    exit_reason: str
    reason: str
    recorded_at: datetime
    superseded_at: datetime | None


class OrderValue(Schema):
    """Guests to place together: all of them or none."""

    guests: list[UUID] = Field(min_length=1, max_length=50)
    centre: UUID
    planned_entry: date
    planned_exit: date | None = None
    expected_entry: date | None = None
    reason: str = Field("", max_length=300)


class Arrival(Schema):
    """Who was expected is there; `reason` only to go above the capacity."""

    entry: date
    bed: UUID | None = None
    reason: str = Field("", max_length=300)


class Leaving(Schema):
    """The day somebody left and why."""

    left: date
    exit_reason: ExitReason


class TransferOrder(Schema):
    """Stays that go on in another centre from a day: all of them or none."""

    stays: list[UUID] = Field(min_length=1, max_length=50)
    centre: UUID
    on: date
    reason: str = Field("", max_length=300)


class BedOrder(Schema):
    """A bed from the night of a day on."""

    bed: UUID
    since: date


class Why(Schema):
    """The reason of an act."""

    reason: str = Field(max_length=300)


class Correction(Schema):
    """What really happened; without `left` the guest is still there, without `centre` the centre was right."""

    entry: date
    left: date | None = None
    exit_reason: ExitReason | None = None
    planned_exit: date | None = None
    centre: UUID | None = None
    reason: str = Field(max_length=300)


class Known(Schema):
    """At which moment; absent for now."""

    known_at: datetime | None = None


@router.get("/guests", response={200: Page[GuestOut], **problems(403)}, summary="Guests, by name")
def list_guests(request: HttpRequest, asked: Query[GuestFilter], paging: Query[Paging]) -> dict[str, Any]:
    """Guests that the caller may see."""
    wanted = Wanted(asked.q, asked.centre, asked.state.value if asked.state else "")
    return page_of(request, guests.listed(actor_of(request), wanted), paging, order=wanted.order)


@router.post("/guests", response={201: GuestOut, **problems(403, 404)}, summary="Register a guest")
def register_person(request: HttpRequest, response: HttpResponse, value: Registration) -> Status[Guest]:
    """Make a known person a guest."""
    facts = GuestFacts(**value.dict(exclude={"person"}))
    guest = guest_acts.register_guest(by=actor_of(request), person_id=value.person, facts=facts)
    response.headers["Location"] = f"{request.path}/{guest.pk}"
    tag(response, guest.version)
    return Status(201, guest)


@router.get("/guests/{guest_id}", response={200: GuestOut, **problems(403, 404)}, summary="One guest")
def read_guest(request: HttpRequest, response: HttpResponse, guest_id: UUID) -> Guest:
    """A guest; the ETag is needed to change the numbers."""
    guest = guests.guest(actor_of(request), guest_id)
    tag(response, guest.version)
    return guest


@router.put("/guests/{guest_id}", response={200: GuestOut, **problems(403, 404)}, summary="Change a guest's numbers")
@versioned
def change_guest(request: HttpRequest, response: HttpResponse, guest_id: UUID, value: GuestValue) -> Guest:
    """Replace what is written of a guest, on the version that was read."""
    by = actor_of(request)
    guest_acts.change_identifiers(
        by=by, guest_id=guest_id, facts=GuestFacts(**value.dict()), expected_version=if_match(request)
    )
    guest = guests.guest(by, guest_id)
    tag(response, guest.version)
    return guest


@router.get("/guests/{guest_id}/stays", response={200: list[StayOut], **problems(403, 404)}, summary="Stays of a guest")
def list_stays(request: HttpRequest, guest_id: UUID, asked: Query[Known]) -> list[Stay]:
    """As they hold now, or as they were known at a moment."""
    by = actor_of(request)
    return stays.of_guest(by, guests.guest(by, guest_id).pk, asked.known_at)


@router.get("/stays/{stay_id}", response={200: StayOut, **problems(403, 404)}, summary="One stay")
def read_stay(request: HttpRequest, response: HttpResponse, stay_id: UUID) -> Stay:
    """A stay as it holds now; the ETag is needed to act on it."""
    return _tagged(response, stays.stay(actor_of(request), stay_id))


@router.get("/stays/{stay_id}/history", response={200: list[StayOut], **problems(403, 404)}, summary="Its history")
def read_history(request: HttpRequest, stay_id: UUID) -> list[Stay]:
    """Everything ever written of a stay, the oldest first."""
    by = actor_of(request)
    return stays.history(by, stays.stay(by, stay_id).lineage)


@router.post("/stays", response={201: list[StayOut], **problems(403, 404)}, summary="Place guests in a centre")
def place_guests(request: HttpRequest, value: OrderValue) -> Status[list[Stay]]:
    """An order: all the guests get a place or none does."""
    told = value.dict()
    order = Order(centre_id=told.pop("centre"), guest_ids=tuple(told.pop("guests")), **told)
    return Status(201, acts.plan_stay(by=actor_of(request), order=order))


@router.post("/stays/{stay_id}/admit", response={200: StayOut, **problems(403, 404)}, summary="Record an arrival")
@versioned
def record_arrival(request: HttpRequest, response: HttpResponse, stay_id: UUID, value: Arrival) -> Stay:
    """Who was expected is there."""
    row = acts.admit(
        by=actor_of(request), stay_id=stay_id, entry=value.entry, bed_id=value.bed, reason=value.reason,
        expected_version=if_match(request),
    )  # fmt: skip
    return _tagged(response, row)


@router.post("/stays/{stay_id}/no-show", response={200: StayOut, **problems(403, 404)}, summary="Record a no-show")
@versioned
def record_absence_at_arrival(request: HttpRequest, response: HttpResponse, stay_id: UUID) -> Stay:
    """Who was expected never came."""
    return _tagged(
        response, acts.record_no_show(by=actor_of(request), stay_id=stay_id, expected_version=if_match(request))
    )


@router.post("/stays/{stay_id}/cancel", response={200: StayOut, **problems(403, 404)}, summary="Cancel an order")
@versioned
def cancel_order(request: HttpRequest, response: HttpResponse, stay_id: UUID, value: Why) -> Stay:
    """An order taken back before anybody arrives."""
    row = acts.cancel_plan(
        by=actor_of(request), stay_id=stay_id, reason=value.reason, expected_version=if_match(request)
    )
    return _tagged(response, row)


@router.post("/stays/{stay_id}/end", response={200: StayOut, **problems(403, 404)}, summary="Record an exit")
@versioned
def record_exit(request: HttpRequest, response: HttpResponse, stay_id: UUID, value: Leaving) -> Stay:
    """Who left, when and why."""
    row = acts.end_stay(
        by=actor_of(request), stay_id=stay_id, left=value.left, exit_reason=value.exit_reason,
        expected_version=if_match(request),
    )  # fmt: skip
    return _tagged(response, row)


@router.post("/transfers", response={201: list[StayOut], **problems(403, 404)}, summary="Transfer guests")
def transfer_guests(request: HttpRequest, value: TransferOrder) -> Status[list[Stay]]:
    """Stays that go on in another centre, all of them or none; the new ones come back."""
    made = acts.transfer(
        by=actor_of(request), stay_ids=value.stays, centre_id=value.centre, on=value.on, reason=value.reason
    )
    return Status(201, made)


@router.post("/stays/{stay_id}/bed", response={204: None, **problems(403, 404)}, summary="Give a bed")
@versioned
def give_bed(request: HttpRequest, stay_id: UUID, value: BedOrder) -> Status[None]:
    """A bed for who has none."""
    beds.assign_bed(
        by=actor_of(request), stay_id=stay_id, bed_id=value.bed, since=value.since, expected_version=if_match(request)
    )
    return Status(204, None)


@router.put("/stays/{stay_id}/bed", response={204: None, **problems(403, 404)}, summary="Change the bed")
@versioned
def change_bed(request: HttpRequest, stay_id: UUID, value: BedOrder) -> Status[None]:
    """Another bed from a day on."""
    beds.move_bed(
        by=actor_of(request), stay_id=stay_id, bed_id=value.bed, since=value.since, expected_version=if_match(request)
    )
    return Status(204, None)


@router.post("/stays/{stay_id}/correct", response={200: StayOut, **problems(403, 404)}, summary="Correct a stay")
@versioned
def correct_past_stay(request: HttpRequest, response: HttpResponse, stay_id: UUID, value: Correction) -> Stay:
    """What really happened; what was written before stays readable."""
    facts = StayFacts(value.entry, value.left, value.exit_reason, value.planned_exit, value.centre)
    row = corrections.correct_stay(
        by=actor_of(request), stay_id=stay_id, facts=facts, reason=value.reason, expected_version=if_match(request)
    )
    return _tagged(response, row)


def _tagged(response: HttpResponse, row: Stay) -> Stay:
    tag(response, stays.version_of(row))
    return row
