"""Endpoints of centres and contracts, on the same queries and commands as the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Schema, Status

from approdo.core.rest.paging import Page, Paging, page_of
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import if_match, tag, versioned
from approdo.reception.commands import centres, layout
from approdo.reception.models import Centre, Contract, OutOfUse
from approdo.reception.queries import centres as centre_queries
from approdo.reception.queries import contracts as contract_queries
from approdo.reception.sight import actor_of

router = ApiRouter(tags=["reception"])


class CentreRow(Schema):
    """A centre with its places today; `usable` are those that can be slept in, `free` the usable ones left."""

    id: UUID
    version: int
    name: str
    code: str
    type: str
    body: UUID = Field(alias="body_id")
    address: str
    comune: str = Field(description="ISTAT code")
    latitude: Decimal | None
    longitude: Decimal | None
    sex_profile: str
    accessible: bool
    opened_on: date
    closed_on: date | None
    authorised: int
    emergency: int
    usable: int
    present: int
    free: int


class BedOut(Schema):
    """A bed."""

    id: UUID
    unit: str = Field(alias="room.unit.name")
    room: str = Field(alias="room.name")
    name: str


class CapacityValue(Schema):
    """Places from a day on; emergency ones stand in an order."""

    valid_from: date
    authorised: int = Field(ge=0, le=100_000)
    emergency: int = Field(0, ge=0, le=100_000)
    order_reference: str = Field("", max_length=120)


class CentreOut(CentreRow):
    """A centre with how its places changed and its beds."""

    capacities: list[CapacityValue]
    beds: list[BedOut]


class PriceOut(Schema):
    """Euros a person and night from a day on, before the discount."""

    valid_from: date
    base: Decimal
    discount_percent: Decimal
    source: str


class ContractRow(Schema):
    """A contract; `last_day` counts its extensions."""

    id: UUID
    version: int
    title: str
    cig: str
    body: UUID = Field(alias="body_id")
    scheme: str
    lot_class: str
    places: int
    starts_on: date
    ends_on: date
    last_day: date
    value: Decimal


class ContractOut(ContractRow):
    """A contract with its dated prices."""

    prices: list[PriceOut]

    @staticmethod
    def resolve_prices(row: Contract) -> list[Any]:
        """In the order of their days."""
        return list(row.prices.all())


class OutOfUseValue(Schema):
    """Beds to be taken out of use; `until` is the day of their return."""

    beds: list[UUID] = Field(min_length=1, max_length=500)
    first: date
    until: date | None = None
    reason: str = Field(min_length=1, max_length=200)


class OutOfUseOut(Schema):
    """A bed out of use."""

    id: UUID
    bed: UUID = Field(alias="bed_id")
    first: date
    until: date | None
    reason: str

    @staticmethod
    def resolve_first(row: OutOfUse) -> date:
        """Its first night out of use."""
        return row.during.lower  # type: ignore[no-any-return]

    @staticmethod
    def resolve_until(row: OutOfUse) -> date | None:
        """The day of its return."""
        return row.during.upper  # type: ignore[no-any-return]


class Return(Schema):
    """From which night a bed is in use again."""

    on: date


@router.get("/centres", response={200: Page[CentreRow], **problems(403)}, summary="Centres, by name")
def list_centres(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Centres the caller may see, with their places today."""
    rows = centre_queries.listed(actor_of(request), timezone.localdate(), state="all")
    return page_of(request, rows, paging, order=("name", "id"))


@router.get("/centres/{centre_id}", response={200: CentreOut, **problems(403, 404)}, summary="One centre")
def read_centre(request: HttpRequest, response: HttpResponse, centre_id: UUID) -> dict[str, Any]:
    """A centre with its beds; the ETag is needed to change its places."""
    return _centre(request, response, centre_id)


@router.put(
    "/centres/{centre_id}/capacity",
    response={200: CentreOut, **problems(403, 404)},
    summary="Set the places of a centre",
)
@versioned
def set_centre_capacity(
    request: HttpRequest, response: HttpResponse, centre_id: UUID, value: CapacityValue
) -> dict[str, Any]:
    """Places from a day on, on the version that was read."""
    told = centres.Capacity(value.authorised, value.emergency, value.order_reference)
    centres.set_capacity(
        by=actor_of(request), centre_id=centre_id, valid_from=value.valid_from, capacity=told,
        expected_version=if_match(request),
    )  # fmt: skip
    return _centre(request, response, centre_id)


@router.post(
    "/centres/{centre_id}/out-of-use",
    response={201: list[OutOfUseOut], **problems(403, 404)},
    summary="Take beds out of use",
)
def take_beds_out_of_use(request: HttpRequest, centre_id: UUID, value: OutOfUseValue) -> Status[list[OutOfUse]]:
    """Beds that cannot be used for some days, and why."""
    made = layout.take_out_of_use(
        by=actor_of(request), centre_id=centre_id, bed_ids=value.beds, first=value.first, until=value.until,
        reason=value.reason,
    )  # fmt: skip
    return Status(201, made)


@router.post(
    "/centres/{centre_id}/out-of-use/{out_id}/return",
    response={200: OutOfUseOut, **problems(403, 404)},
    summary="Use a bed again",
)
def return_bed_to_use(request: HttpRequest, centre_id: UUID, out_id: UUID, value: Return) -> OutOfUse:
    """A bed can be used again from a night on."""
    return layout.return_to_use(by=actor_of(request), centre_id=centre_id, out_id=out_id, on=value.on)


@router.get("/contracts", response={200: Page[ContractRow], **problems(403)}, summary="Contracts, by first day")
def list_contracts(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Contracts the caller may see."""
    return page_of(request, contract_queries.visible_to(actor_of(request)), paging, order=("-starts_on", "id"))


@router.get("/contracts/{contract_id}", response={200: ContractOut, **problems(403, 404)}, summary="One contract")
def read_contract(request: HttpRequest, response: HttpResponse, contract_id: UUID) -> Contract:
    """A contract with its dated prices."""
    found = contract_queries.contract(actor_of(request), contract_id)
    tag(response, found.version)
    return found


def _centre(request: HttpRequest, response: HttpResponse, centre_id: UUID) -> dict[str, Any]:
    by = actor_of(request)
    centre_queries.centre(by, centre_id)
    rows = centre_queries.visible_to(by).filter(pk=centre_id)
    found: Centre = centre_queries.with_places(rows, timezone.localdate()).get()
    tag(response, found.version)
    names = [name for name in CentreRow.model_fields if name != "body"]
    return {
        **{name: getattr(found, name) for name in names},
        "body_id": found.body_id,
        "capacities": list(centre_queries.capacities(found)),
        "beds": centre_queries.beds_of(found),
    }
