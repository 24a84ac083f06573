"""Endpoints of letters: read, write, send, receive."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Status

from approdo.core import documents
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import versioned
from approdo.procedures.api import schemas
from approdo.procedures.api.acts import DONE, base, done
from approdo.procedures.api.case_files import actor_of
from approdo.procedures.commands import letters
from approdo.procedures.models import CaseFile, Letter
from approdo.procedures.queries import cases

router = ApiRouter(tags=["letters"])

_CASE = "/case-files/{case_id}"


@router.get(
    "/case-files/{case_id}/letters", response={200: list[schemas.LetterOut], **problems(403, 404)}, summary="Letters"
)
def list_letters(request: HttpRequest, case_id: UUID) -> list[Letter]:
    """The letters written, the newest first."""
    case = cases.visible_case(actor_of(request), case_id)
    return list(case.letters.select_related("document").order_by("-written_on", "-id"))


@router.get("/letters/{letter_id}/pdf", response={200: None, **problems(403, 404)}, summary="A letter as PDF")
def read_letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The PDF as it was written."""
    letter = cases.visible_letter(actor_of(request), letter_id)
    return HttpResponse(documents.read(actor_of(request), letter.document), content_type="application/pdf")


@router.post(_CASE + "/letters", response={201: schemas.LetterOut, **problems(403, 404)}, summary="Write a letter")
@versioned
def write_letter(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.LetterIn
) -> Status[Letter]:
    """Write a letter and keep its PDF."""
    letter = letters.write_letter(**base(request, case_id), kind=content.kind.value, language=content.language)
    response["Location"] = f"/api/v1/letters/{letter.pk}/pdf"
    return Status(201, letter)


@router.post(_CASE + "/letters/{letter_id}/dispatch", response=DONE, summary="A letter left")
@versioned
def dispatch_letter(
    request: HttpRequest, response: HttpResponse, case_id: UUID, letter_id: UUID, content: schemas.Dispatch
) -> CaseFile:
    """A letter left."""
    return done(response, letters.dispatch_letter(**base(request, case_id), letter_id=letter_id, **content.dict()))


@router.post(_CASE + "/letters/{letter_id}/receipt", response=DONE, summary="A letter was received")
@versioned
def record_receipt(
    request: HttpRequest, response: HttpResponse, case_id: UUID, letter_id: UUID, content: schemas.On
) -> CaseFile:
    """A letter was received."""
    return done(response, letters.record_receipt(**base(request, case_id), letter_id=letter_id, **content.dict()))
