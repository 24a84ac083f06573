"""Endpoints of unaccompanied minors among adults: the count of their days and its one extension."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Schema

from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.reception import labels
from approdo.reception.commands import sections as acts
from approdo.reception.queries import guests, sections
from approdo.reception.sight import actor_of

router = ApiRouter(tags=["reception"])


class SectionStepOut(Schema):
    """A sentence of the explanation, with the article."""

    text: str
    source: str


class CountOut(Schema):
    """The days of a minor among adults; `until` is the day by which they must leave, null when they come of age before."""

    used: int
    allowed: int
    extension: int
    until: date | None
    majority: date | None
    over: bool
    has_section: bool
    why: list[SectionStepOut]


class ExtensionValue(Schema):
    """A decision to extend the days, once."""

    on: date
    reason: str = Field(max_length=300)


@router.get(
    "/guests/{guest_id}/section-count", response={200: CountOut, **problems(403, 404)}, summary="Days among adults"
)
def read_section_count(request: HttpRequest, guest_id: UUID) -> dict[str, Any]:
    """How long a minor may still be in a centre for adults, and why; 404 for who is not there."""
    return _count(actor_of(request), guest_id)


@router.post(
    "/guests/{guest_id}/section-extension", response={200: CountOut, **problems(403, 404)}, summary="Extend the days"
)
def extend_section_days(request: HttpRequest, guest_id: UUID, value: ExtensionValue) -> dict[str, Any]:
    """More days among adults by a reasoned decision, once."""
    by = actor_of(request)
    acts.extend_section(by=by, guest_id=guest_id, on=value.on, reason=value.reason)
    return _count(by, guest_id)


def _count(by: Actor, guest_id: UUID) -> dict[str, Any]:
    found = sections.of_guest(by, guests.guest(by, guest_id), timezone.localdate())
    if found is None:
        raise NotFound("not_among_adults", labels.NO_COUNT)
    reason = found.term.extension_reason if found.term else ""
    steps = labels.section_steps(found.count, found.article, reason)
    told = {name: getattr(found.count, name) for name in ("used", "allowed", "extension", "until", "majority", "over")}
    return {**told, "has_section": found.has_section, "why": [step._asdict() for step in steps]}
