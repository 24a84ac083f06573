"""Endpoints of arrivals and placement, on the same queries and commands as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Schema, Status

from approdo.core import documents
from approdo.core.access.asking import who_asks
from approdo.core.access.permissions import Permission
from approdo.core.rest.paging import Page, Paging, page_of
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import if_match, tag, versioned
from approdo.reception import placement_words
from approdo.reception.arrival_list import read_list
from approdo.reception.commands import arrivals as acts
from approdo.reception.commands import placement
from approdo.reception.commands.arrivals import NoticeFacts, OfferFacts
from approdo.reception.models import ArrivalGroup, ArrivalNotice, PlacementDecision, PlacementOrder, PlacementProposal
from approdo.reception.placement_answer import Answer
from approdo.reception.queries import arrivals, centres
from approdo.reception.rules.arrivals import whole_groups
from approdo.reception.rules.placement import WhatIf
from approdo.reception.rules.vocabulary import ArrivalState, Need
from approdo.reception.sight import actor_of

router = ApiRouter(tags=["reception"])


class NoticeValue(Schema):
    """People announced for a day."""

    reference: str = Field(max_length=60)
    expected_on: date
    origin: str = Field(max_length=120)
    announced: int = Field(ge=1, le=5000)


class NoticeOut(NoticeValue):
    """A notice with the headcount, once there is one."""

    id: UUID
    arrived_on: date | None
    counted: int | None


class ArrivalPersonOut(Schema):
    """Somebody of a group."""

    id: UUID
    family_name: str
    given_name: str
    state: ArrivalState
    guest: UUID | None = Field(None, alias="guest_id")


class ArrivalGroupOut(Schema):
    """Persons who stay together, and the centre they were sent to."""

    id: UUID
    label: str
    unaccompanied: bool
    persons: list[ArrivalPersonOut]
    centre: UUID | None
    motive: str


class ListText(Schema):
    """A list of people as the text of a CSV file."""

    csv: str = Field(min_length=1, max_length=2_000_000)


class RowOut(Schema):
    """What cannot be read of a row: faults by column."""

    row: int
    group: str
    faults: dict[str, str]


class TrialOut(Schema):
    """A list on trial: groups that can be written, rows to correct. `document` is needed to take it over."""

    document: UUID
    groups: dict[str, int]
    wrong: list[RowOut]


class TakenList(Schema):
    """The list that was on trial."""

    document: UUID


class Headcount(Schema):
    """How many came and who did not."""

    arrived_on: date
    counted: int = Field(ge=0, le=5000)
    absent: list[UUID] = Field(default=[], max_length=5000)


class Supposition(Schema):
    """What if: centres set aside, free places by code of centre, caps by comune, the weight of their load."""

    closed: list[str] = Field(default=[], max_length=500)
    free: dict[str, int] = Field(default={})
    most: dict[str, int] = Field(default={})
    equity_percent: int = Field(100, ge=0, le=1000)


class LineOut(Schema):
    """Where a group goes and why; `why_nowhere` where no centre can have it."""

    group: UUID
    label: str
    centre: UUID | None
    by_price: bool
    why: list[str]
    alternatives: dict[str, int]
    why_nowhere: list[str]


class ProposalOut(Schema):
    """A proposal; `bound`: no placement costs fewer points; `greedy_points`: what the plain choice costs."""

    id: UUID
    notice: UUID = Field(alias="notice_id")
    made_at: datetime
    supposing: dict[str, Any]
    inputs_hash: str
    weights_version: str
    points: int
    bound: int
    greedy_points: int
    in_time: bool


class ProposalWhole(ProposalOut):
    """A proposal with a line for each group."""

    lines: list[LineOut]


class PlacementDecisionValue(Schema):
    """Where a group goes: without a centre as proposed, else with a motive."""

    group: UUID
    centre: UUID | None = None
    motive: str = Field("", max_length=300)


class DecisionOut(Schema):
    """A decision."""

    group: UUID = Field(alias="group_id")
    centre: UUID = Field(alias="centre_id")
    as_proposed: bool
    motive: str
    planned_entry: date


class PlacementOrderOut(Schema):
    """An order to a centre; its letter has that SHA-256."""

    id: UUID
    notice: UUID = Field(alias="notice_id")
    centre: UUID = Field(alias="centre_id")
    written_at: datetime
    sha256: str = Field(alias="document.sha256")


class OfferValue(Schema):
    """What a centre has for those placed in it."""

    services: list[Need] = Field(default=[])
    languages: list[str] = Field(default=[], max_length=40)
    hospital_minutes: int | None = Field(None, ge=0, le=100_000)
    school_minutes: int | None = Field(None, ge=0, le=100_000)
    commission_minutes: int | None = Field(None, ge=0, le=100_000)
    stopped: str = Field("", max_length=200)


class QuotaValue(Schema):
    """Residents of a comune and its cap."""

    residents: int | None = Field(None, ge=1, le=5_000_000)
    most: int | None = Field(None, ge=0, le=100_000)
    source: str = Field(max_length=200)


@router.get("/arrivals", response={200: Page[NoticeOut], **problems(403)}, summary="Notices of arrival")
def list_arrivals(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The latest first."""
    return page_of(
        request, arrivals.visible_to(who_asks(request, Permission.RECEPTION_SEE)), paging, order=arrivals.ORDER
    )


@router.post("/arrivals", response={201: NoticeOut, **problems(403)}, summary="Record a notice of arrival")
def announce(request: HttpRequest, response: HttpResponse, value: NoticeValue) -> Status[ArrivalNotice]:
    """People announced."""
    notice = acts.record_notice(by=who_asks(request, Permission.RECEPTION_SEE), facts=NoticeFacts(**value.dict()))
    response.headers["Location"] = f"{request.path}/{notice.pk}"
    return Status(201, notice)


@router.get("/arrivals/{notice_id}", response={200: NoticeOut, **problems(403, 404)}, summary="One notice")
def read_arrival(request: HttpRequest, notice_id: UUID) -> ArrivalNotice:
    """A notice of arrival."""
    return arrivals.notice(who_asks(request, Permission.RECEPTION_SEE), notice_id)


@router.get(
    "/arrivals/{notice_id}/groups", response={200: list[ArrivalGroupOut], **problems(403, 404)}, summary="Its groups"
)
def list_arrival_groups(request: HttpRequest, notice_id: UUID) -> list[dict[str, Any]]:
    """Who comes with whom, and where each group was sent."""
    return [
        _group(row)
        for row in arrivals.groups_of(arrivals.notice(who_asks(request, Permission.RECEPTION_SEE), notice_id))
    ]


@router.post(
    "/arrivals/{notice_id}/list-trials", response={201: TrialOut, **problems(403, 404)}, summary="Try a list of people"
)
def try_arrival_list(request: HttpRequest, notice_id: UUID, value: ListText) -> Status[dict[str, Any]]:
    """The list is read and kept, and nobody is written down."""
    by = who_asks(request, Permission.RECEPTION_SEE)
    notice = acts.try_list(by=by, notice_id=notice_id, name="list.csv", content=value.csv.encode())
    assert notice.document is not None  # noqa: S101 - the act has just set it
    rows = read_list(by, notice.document, notice.expected_on).rows
    wrong = [{"row": row.number, "group": row.group, "faults": dict(row.faults)} for row in rows if row.faults]
    groups = {label: len(members) for label, members in whole_groups(rows).items()}
    return Status(201, {"document": notice.document_id, "groups": groups, "wrong": wrong})


@router.post(
    "/arrivals/{notice_id}/groups", response={201: list[ArrivalGroupOut], **problems(403, 404)}, summary="Take it over"
)
def take_arrival_list(request: HttpRequest, notice_id: UUID, value: TakenList) -> Status[list[dict[str, Any]]]:
    """Write down the groups of the list on trial whose rows are all right."""
    made = acts.take_list(
        by=who_asks(request, Permission.RECEPTION_SEE), notice_id=notice_id, document_id=value.document
    )
    return Status(201, [_group(row) for row in made])


@router.put("/arrivals/{notice_id}/headcount", response={200: NoticeOut, **problems(403, 404)}, summary="Headcount")
def count_people(request: HttpRequest, notice_id: UUID, value: Headcount) -> ArrivalNotice:
    """How many came, and who of the list did not."""
    return acts.count_arrived(
        by=who_asks(request, Permission.RECEPTION_SEE),
        notice_id=notice_id,
        arrived_on=value.arrived_on,
        counted=value.counted,
        absent=value.absent,
    )


@router.post(
    "/arrivals/{notice_id}/placements", response={201: ProposalOut, **problems(403, 404)}, summary="Propose a placement"
)
def propose_placement(request: HttpRequest, notice_id: UUID, value: Supposition) -> Status[PlacementProposal]:
    """Search the best placement, as things are or under a supposition."""
    what_if = WhatIf(frozenset(value.closed), value.free, value.most, value.equity_percent)
    return Status(
        201, placement.propose(by=who_asks(request, Permission.RECEPTION_SEE), notice_id=notice_id, what_if=what_if)
    )


@router.get(
    "/placements/{proposal_id}", response={200: ProposalWhole, **problems(403, 404)}, summary="A proposal, in words"
)
def read_placement(request: HttpRequest, proposal_id: UUID) -> dict[str, Any]:
    """Where each group goes and why."""
    found = arrivals.proposal(who_asks(request, Permission.RECEPTION_SEE), proposal_id)
    lines = list(arrivals.lines_of(found))
    answer = Answer(found, lines)
    told = {name: getattr(found, name) for name in ProposalOut.model_fields if name != "notice"}
    return {**told, "notice_id": found.notice_id, "lines": [_line(answer, line) for line in lines]}


@router.post(
    "/placements/{proposal_id}/decisions",
    response={201: DecisionOut, **problems(403, 404)},
    summary="Decide on a group",
)
def decide_on_group(
    request: HttpRequest, proposal_id: UUID, value: PlacementDecisionValue
) -> Status[PlacementDecision]:
    """As proposed, or elsewhere with a motive; its members are expected there."""
    made = placement.decide(
        by=who_asks(request, Permission.RECEPTION_SEE),
        proposal_id=proposal_id,
        group_id=value.group,
        centre_id=value.centre,
        motive=value.motive,
    )
    return Status(201, made)


@router.post(
    "/arrivals/{notice_id}/orders",
    response={201: list[PlacementOrderOut], **problems(403, 404)},
    summary="Write orders",
)
def write_placement_orders(request: HttpRequest, notice_id: UUID) -> Status[list[PlacementOrder]]:
    """A letter to each centre for the groups decided that stand in none."""
    return Status(201, placement.write_orders(by=who_asks(request, Permission.RECEPTION_SEE), notice_id=notice_id))


@router.get("/placement-orders", response={200: Page[PlacementOrderOut], **problems(403)}, summary="Orders to centres")
def list_placement_orders(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Orders to the centres that the caller may see, the latest first."""
    return page_of(request, arrivals.orders(actor_of(request)), paging, order=("-written_at", "id"))


@router.get("/placement-orders/{order_id}/letter", response={200: None, **problems(403, 404)}, summary="The letter")
def read_placement_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The PDF of an order."""
    by = actor_of(request)
    content = documents.read(by, arrivals.order(by, order_id).document)
    return HttpResponse(content, content_type="application/pdf")


@router.put("/centres/{centre_id}/offer", response={200: OfferValue, **problems(403, 404)}, summary="A centre's offer")
@versioned
def describe_centre_offer(
    request: HttpRequest, response: HttpResponse, centre_id: UUID, value: OfferValue
) -> dict[str, Any]:
    """Replace what a centre has for those placed in it, on the version of the centre that was read."""
    by = who_asks(request, Permission.RECEPTION_SEE)
    told = value.dict()
    facts = OfferFacts(tuple(told.pop("services")), tuple(told.pop("languages")), **told)
    row = acts.describe_offer(by=by, centre_id=centre_id, facts=facts, expected_version=if_match(request))
    tag(response, centres.centre(by, centre_id).version)
    return {name: getattr(row, name) for name in OfferValue.model_fields}


@router.put("/comuni/{comune}/quota", response={200: QuotaValue, **problems(403)}, summary="Residents and cap")
def set_comune_quota(request: HttpRequest, comune: str, value: QuotaValue) -> dict[str, Any]:
    """Residents of a comune, by ISTAT code, and how many guests it may have at most."""
    row = acts.set_quota(by=who_asks(request, Permission.RECEPTION_SEE), comune=comune, **value.dict())
    return {name: getattr(row, name) for name in QuotaValue.model_fields}


def _group(row: ArrivalGroup) -> dict[str, Any]:
    decision = getattr(row, "decision", None)
    return {
        "id": row.pk, "label": row.label, "unaccompanied": row.unaccompanied, "persons": list(row.persons.all()),
        "centre": decision.centre_id if decision else None, "motive": decision.motive if decision else "",
    }  # fmt: skip


def _line(answer: Answer, line: Any) -> dict[str, Any]:
    said = answer.explain(line.group.label)
    return {
        "group": line.group_id, "label": line.group.label, "centre": line.centre_id, "by_price": line.by_price,
        "why": [placement_words.why_here(one) for one in said.terms],
        "alternatives": {one.place: one.points for one in said.others},
        "why_nowhere": [str(placement_words.WHY_NOT[reason]) for reason in said.reasons],
    }  # fmt: skip
