"""Endpoints of the network, to be read: opportunities, and outreach with its coming days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema

from approdo.core.access.actor import Actor
from approdo.core.access.asking import who_asks
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.rest.paging import Page, Paging, page_of
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.network.council_definitions import coming_days
from approdo.network.models import Opportunity
from approdo.network.queries import opportunities, outreach
from approdo.network.rules.directory import RecordState
from approdo.network.rules.opportunities import OpportunityKind, Standing
from approdo.network.rules.outreach import Rhythm

router = ApiRouter(tags=["network"])
HOUR = r"^\d{2}:\d{2}$"  # on the clocks of Italy


class OpportunityOut(Schema):
    """An opportunity in Italian. `last_day`: the last on which the public sees it, null for a draft without one."""

    id: UUID
    version: int
    organisation: UUID
    kind: OpportunityKind
    standing: Standing
    title: str
    body: str
    target: str
    how_to_apply: str
    deadline: date | None
    begins_on: date | None
    ends_on: date | None
    last_day: date | None
    languages: list[str]
    comune_code: str
    city: str
    link: str
    email: str
    phone: str

    @staticmethod
    def resolve_organisation(one: Opportunity) -> UUID:
        return one.organisation_id

    @staticmethod
    def resolve_standing(one: Opportunity) -> Standing:
        return opportunities.standing_of(one, timezone.localdate())


class OpportunityFilter(Paging):
    """What a list of opportunities is narrowed to."""

    kind: OpportunityKind | None = None
    standing: Standing | None = None


class DayOut(Schema):
    """A day of a stop; `called_off` says why it does not come, empty where it does."""

    day: date
    called_off: str


class StopOut(Schema):
    """An outreach stop in Italian, with its days of the next weeks. Either `place` or comune and spot say where."""

    id: UUID
    version: int
    organisation: UUID
    state: RecordState
    name: str
    body: str
    place: UUID | None
    comune_code: str
    city: str
    spot: str
    rhythm: Rhythm
    first_day: date
    last_day: date | None
    opens: str = Field(pattern=HOUR, examples=["09:00"])
    closes: str = Field(pattern=HOUR, examples=["12:00"])
    languages: list[str]
    needs: list[str]
    phone: str
    coming: list[DayOut]


@router.get("/network/opportunities", response={200: Page[OpportunityOut], **problems(403)}, summary="Opportunities")
def list_opportunities(request: HttpRequest, wanted: Query[OpportunityFilter]) -> dict[str, Any]:
    """Opportunities that the caller may see, what ends first before."""
    kind, standing = wanted.kind, wanted.standing
    rows = opportunities.listed(
        _actor(request), timezone.localdate(), kind=kind.value if kind else "",
        standing=standing.value if standing else "",
    )  # fmt: skip
    return page_of(request, rows, wanted, order=("ends", "id"))


@router.get("/network/outreach-stops", response={200: Page[StopOut], **problems(403)}, summary="Outreach stops")
def list_outreach_stops(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Outreach stops that the caller may see, each with its days of the next weeks."""
    today = timezone.localdate()
    rows = outreach.with_days_off(outreach.visible_to(_actor(request)), today)
    found = page_of(request, rows, paging, order=("name", "id"))
    until = today + timedelta(days=coming_days(today))
    return {**found, "items": [_stop(one, today, until) for one in found["items"]]}


def _stop(one: Any, today: date, until: date) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in StopOut.model_fields if hasattr(one, name)}
    days = [{"day": row.day, "called_off": row.called_off} for row in outreach.coming([one], today, until)]
    hours = {name: f"{told[name]:%H:%M}" for name in ("opens", "closes")}
    return {**told, **hours, "organisation": one.organisation_id, "place": one.location_id, "coming": days}


def _actor(request: HttpRequest) -> Actor:
    """Who asks, with the sight of the network or of one's own part of it. Raises NotAllowed."""
    by = who_asks(request)
    require(by, Permission.NETWORK_SEE_OWN if by.may(Permission.NETWORK_SEE_OWN) else Permission.NETWORK_SEE)
    return by
