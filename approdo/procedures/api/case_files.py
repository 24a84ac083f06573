"""Endpoints that read case files, and the one that opens them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Status

from approdo.core.access.actor import Actor
from approdo.core.access.asking import who_asks
from approdo.core.access.permissions import Permission
from approdo.core.rest.paging import Page, Paging, page_of
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import tag
from approdo.procedures import labels
from approdo.procedures.api import schemas
from approdo.procedures.commands import opening
from approdo.procedures.models import CaseEvent, CaseFile, ChecklistItem, Opinion
from approdo.procedures.queries import cases, terms

router = ApiRouter(tags=["case files"])


def actor_of(request: HttpRequest) -> Actor:
    return who_asks(request, Permission.CASE_SEE)


@router.get(
    "/case-files", response={200: Page[schemas.CaseOut], **problems(403)}, summary="Case files, the last changed first"
)
def list_cases(
    request: HttpRequest, paging: Query[Paging], procedure: str | None = None, state: str | None = None
) -> dict[str, Any]:
    """The case files of the caller's prefecture."""
    rows = cases.visible_to(actor_of(request))
    if procedure:
        rows = rows.filter(procedure=procedure)
    if state:
        rows = rows.filter(state=state)
    return page_of(request, rows, paging, order=("-updated_at", "-id"))


@router.post("/case-files", response={201: schemas.CaseOut, **problems(403, 404)}, summary="Open a case file")
def open_case(request: HttpRequest, response: HttpResponse, content: schemas.OpeningIn) -> Status[CaseFile]:
    """Open a case file for persons already recorded."""
    values = content.dict(exclude={"parties"})
    parties = tuple(opening.Party(**party.dict()) for party in content.parties)
    case = opening.open_case(by=actor_of(request), opening=opening.Opening(**values, parties=parties, source="api"))
    tag(response, case.version)
    response["Location"] = f"/api/v1/case-files/{case.pk}"
    return Status(201, case)


@router.get("/case-files/{case_id}", response={200: schemas.CaseOut, **problems(403, 404)}, summary="One case file")
def read_case(request: HttpRequest, response: HttpResponse, case_id: UUID) -> CaseFile:
    """A case file; its ETag is needed for every act on it."""
    case = cases.visible_case(actor_of(request), case_id)
    tag(response, case.version)
    return case


@router.get(
    "/case-files/{case_id}/term", response={200: schemas.TermOut, **problems(403, 404)}, summary="By when, and why"
)
def read_term(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """The term within which the office must decide, as it is today, with its steps in words."""
    case = cases.visible_case(actor_of(request), case_id)
    result = terms.main_term(case, timezone.localdate())
    names = ("starts_on", "nominal_due", "effective_due", "max_due", "stopped_days", "provisional", "days_left")
    steps = [labels.step(step)._asdict() for step in result.steps]
    return {"clock": result.clock.value, **{name: getattr(result, name) for name in names}, "steps": steps}


@router.get(
    "/case-files/{case_id}/events",
    response={200: list[schemas.EventOut], **problems(403, 404)},
    summary="What happened",
)
def list_events(request: HttpRequest, case_id: UUID) -> list[CaseEvent]:
    """The facts of a case file in order; corrected ones stay."""
    case = cases.visible_case(actor_of(request), case_id)
    return list(case.events.order_by("occurred_on", "recorded_at"))


@router.get(
    "/case-files/{case_id}/documents", response={200: list[schemas.ItemOut], **problems(403, 404)}, summary="Checklist"
)
def list_documents(request: HttpRequest, case_id: UUID) -> list[ChecklistItem]:
    """The documents due, and how each stands."""
    return list(cases.visible_case(actor_of(request), case_id).checklist.order_by("document"))


@router.get(
    "/case-files/{case_id}/opinions", response={200: list[schemas.OpinionOut], **problems(403, 404)}, summary="Opinions"
)
def list_opinions(request: HttpRequest, case_id: UUID) -> list[Opinion]:
    """The opinions asked, without their content."""
    return list(cases.visible_case(actor_of(request), case_id).opinions.order_by("office"))
