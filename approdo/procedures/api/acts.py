"""Endpoints of the acts on a case file: the same commands as the pages, on the version that the caller read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Status

from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import if_match, tag, versioned
from approdo.procedures.api import schemas
from approdo.procedures.commands import (
    checklist,
    deciding,
    events,
    integration,
    letters,
    litigation,
    opening,
    opinions,
    rejection,
)
from approdo.procedures.commands.deciding import Grounds
from approdo.procedures.commands.litigation import Lawsuit
from approdo.procedures.models import CaseFile, Letter

router = ApiRouter(tags=["acts"])

DONE = {200: schemas.CaseOut, **problems(403, 404)}
_CASE = "/case-files/{case_id}"


def _base(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """Who acts, on which case file, on which version of it."""
    return {"by": request.actor, "case_id": case_id, "expected_version": if_match(request)}  # type: ignore[attr-defined]


def _done(response: HttpResponse, case: CaseFile) -> CaseFile:
    tag(response, case.version)
    return case


@router.post(_CASE + "/register", response=DONE, summary="Register with a protocol number")
@versioned
def register_case(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Register) -> CaseFile:
    """Register with a protocol number."""
    return _done(
        response,
        opening.register_case(**_base(request, case_id), protocol_number=content.protocol_number, on=content.on),
    )


@router.post(_CASE + "/assign", response=DONE, summary="Assign to a colleague")
@versioned
def assign_case(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Assign) -> CaseFile:
    """Assign to a colleague."""
    return _done(response, opening.assign_case(**_base(request, case_id), user_id=content.user_id, part=content.part))


@router.post(_CASE + "/prioritise", response=DONE, summary="Give or take priority")
@versioned
def prioritise_case(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Prioritise
) -> CaseFile:
    """Give or take priority."""
    return _done(response, opening.prioritise(**_base(request, case_id), reason=content.reason))


@router.post(_CASE + "/admit", response=DONE, summary="Admit the request")
@versioned
def admit_case(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Nothing) -> CaseFile:
    """Admit the request."""
    return _done(response, deciding.admit(**_base(request, case_id)))


@router.post(_CASE + "/questions", response=DONE, summary="Answer the questions")
@versioned
def answer_questions(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Answers) -> CaseFile:
    """Answer the questions."""
    return _done(response, checklist.answer_questions(**_base(request, case_id), answers=content.answers))


@router.post(_CASE + "/record-event", response=DONE, summary="Record a fact")
@versioned
def record_event(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.EventIn) -> CaseFile:
    """Record a fact."""
    return _done(
        response, events.record_event(**_base(request, case_id), type_=content.type, on=content.on, note=content.note)
    )


@router.post(_CASE + "/pin-version", response=DONE, summary="Fix the version of the term")
@versioned
def pin_version(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Pin) -> CaseFile:
    """Fix the version of the term."""
    return _done(
        response, events.pin_version(**_base(request, case_id), valid_from=content.valid_from, reason=content.reason)
    )


@router.post(_CASE + "/extend-term", response=DONE, summary="Extend the term")
@versioned
def extend_term(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Reasoned) -> CaseFile:
    """Extend the term."""
    return _done(response, events.extend_term(**_base(request, case_id), on=content.on, reason=content.reason))


@router.post(_CASE + "/request-integration", response=DONE, summary="Ask for missing papers")
@versioned
def request_integration(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Received
) -> CaseFile:
    """Ask for missing papers."""
    return _done(response, integration.request_integration(**_base(request, case_id), received_on=content.received_on))


@router.post(_CASE + "/receive-integration", response=DONE, summary="The papers arrived")
@versioned
def receive_integration(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.On) -> CaseFile:
    """The papers arrived."""
    return _done(response, integration.receive_integration(**_base(request, case_id), on=content.on))


@router.post(_CASE + "/integration-expired", response=DONE, summary="Go on without the papers")
@versioned
def integration_expired(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Nothing
) -> CaseFile:
    """Go on without the papers."""
    return _done(response, integration.integration_expired(**_base(request, case_id)))


@router.post(_CASE + "/propose", response=DONE, summary="Propose the decision")
@versioned
def propose_decision(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.GroundsIn
) -> CaseFile:
    """Propose the decision."""
    return _done(response, deciding.propose_decision(**_base(request, case_id), grounds=Grounds(**content.dict())))


@router.post(_CASE + "/notify-10bis", response=DONE, summary="Give notice before refusal")
@versioned
def notify_10bis(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Notice) -> CaseFile:
    """Give notice before refusal."""
    return _done(
        response,
        rejection.notify_10bis(**_base(request, case_id), reasons=content.reasons, received_on=content.received_on),
    )


@router.post(_CASE + "/receive-observations", response=DONE, summary="The person's observations")
@versioned
def receive_observations(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Observations
) -> CaseFile:
    """The person's observations."""
    return _done(response, rejection.receive_observations(**_base(request, case_id), on=content.on, note=content.note))


@router.post(_CASE + "/sign", response=DONE, summary="Sign the decision")
@versioned
def sign_decision(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.On) -> CaseFile:
    """Sign the decision."""
    return _done(response, deciding.sign_decision(**_base(request, case_id), on=content.on))


@router.post(_CASE + "/notify", response=DONE, summary="The decision was notified")
@versioned
def notify_decision(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.On) -> CaseFile:
    """The decision was notified."""
    return _done(response, deciding.notify_decision(**_base(request, case_id), on=content.on))


@router.post(_CASE + "/start-follow-up", response=DONE, summary="Follow what comes after")
@versioned
def start_follow_up(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Nothing) -> CaseFile:
    """Follow what comes after."""
    return _done(response, deciding.start_follow_up(**_base(request, case_id)))


@router.post(_CASE + "/withdraw", response=DONE, summary="The person withdraws")
@versioned
def withdraw_case(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Reasoned) -> CaseFile:
    """The person withdraws."""
    return _done(response, deciding.withdraw(**_base(request, case_id), on=content.on, reason=content.reason))


@router.post(_CASE + "/revoke", response=DONE, summary="Revoke the decision")
@versioned
def revoke_decision(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Revoke) -> CaseFile:
    """Revoke the decision."""
    return _done(
        response,
        deciding.revoke_decision(
            **_base(request, case_id),
            on=content.on,
            grounds=Grounds("revoked", content.reason, content.legal_basis, content.remedies),
        ),
    )


@router.post(_CASE + "/close", response=DONE, summary="Close the case file")
@versioned
def close_case(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Nothing) -> CaseFile:
    """Close the case file."""
    return _done(response, deciding.close_case(**_base(request, case_id)))


@router.post(_CASE + "/substitute-power", response=DONE, summary="Substitute power was asked")
@versioned
def request_substitute_power(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.SubstitutePower
) -> CaseFile:
    """Substitute power was asked."""
    return _done(
        response,
        litigation.request_substitute_power(**_base(request, case_id), asked_on=content.asked_on, note=content.note),
    )


@router.post(_CASE + "/litigation", response=DONE, summary="Record a lawsuit")
@versioned
def record_litigation(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.LawsuitIn
) -> CaseFile:
    """Record a lawsuit."""
    return _done(response, litigation.record_litigation(**_base(request, case_id), lawsuit=Lawsuit(**content.dict())))


@router.post(_CASE + "/events/{event_id}/correct", response=DONE, summary="Correct the day of a fact")
@versioned
def correct_event(
    request: HttpRequest, response: HttpResponse, case_id: UUID, event_id: UUID, content: schemas.CorrectEvent
) -> CaseFile:
    """Correct the day of a fact."""
    return _done(
        response,
        events.correct_event(
            **_base(request, case_id), event_id=event_id, right_date=content.right_date, reason=content.reason
        ),
    )


@router.post(_CASE + "/documents/{slug:document}", response=DONE, summary="How a document stands")
@versioned
def check_document(
    request: HttpRequest, response: HttpResponse, case_id: UUID, document: str, content: schemas.CheckDocument
) -> CaseFile:
    """How a document stands."""
    return _done(
        response,
        checklist.check_document(
            **_base(request, case_id),
            document=document,
            status=content.status,
            defect=content.defect,
            note=content.note,
            expires_on=content.expires_on,
        ),
    )


@router.post(_CASE + "/opinions/{slug:office}/ask", response=DONE, summary="Ask an opinion")
@versioned
def ask_opinion(
    request: HttpRequest, response: HttpResponse, case_id: UUID, office: str, content: schemas.On
) -> CaseFile:
    """Ask an opinion."""
    return _done(response, opinions.ask_opinion(**_base(request, case_id), office=office, on=content.on))


@router.post(_CASE + "/opinions/{slug:office}/solicit", response=DONE, summary="Solicit an opinion")
@versioned
def solicit_opinion(
    request: HttpRequest, response: HttpResponse, case_id: UUID, office: str, content: schemas.On
) -> CaseFile:
    """Solicit an opinion."""
    return _done(response, opinions.solicit_opinion(**_base(request, case_id), office=office, on=content.on))


@router.post(_CASE + "/opinions/{slug:office}/receive", response=DONE, summary="Record an opinion")
@versioned
def receive_opinion(
    request: HttpRequest, response: HttpResponse, case_id: UUID, office: str, content: schemas.OpinionIn
) -> CaseFile:
    """Record an opinion."""
    return _done(
        response,
        opinions.receive_opinion(
            **_base(request, case_id), office=office, result=content.result, on=content.on, content=content.content
        ),
    )


@router.post(_CASE + "/opinions/{slug:office}/silence", response=DONE, summary="Take a silence as the law says")
@versioned
def record_silence(
    request: HttpRequest, response: HttpResponse, case_id: UUID, office: str, content: schemas.Nothing
) -> CaseFile:
    """Take a silence as the law says."""
    return _done(response, opinions.record_silence(**_base(request, case_id), office=office))


@router.post(_CASE + "/letters/{letter_id}/dispatch", response=DONE, summary="A letter left")
@versioned
def dispatch_letter(
    request: HttpRequest, response: HttpResponse, case_id: UUID, letter_id: UUID, content: schemas.Dispatch
) -> CaseFile:
    """A letter left."""
    return _done(
        response,
        letters.dispatch_letter(
            **_base(request, case_id),
            letter_id=letter_id,
            channel=content.channel,
            on=content.on,
            protocol_number=content.protocol_number,
        ),
    )


@router.post(_CASE + "/letters/{letter_id}/receipt", response=DONE, summary="A letter was received")
@versioned
def record_receipt(
    request: HttpRequest, response: HttpResponse, case_id: UUID, letter_id: UUID, content: schemas.On
) -> CaseFile:
    """A letter was received."""
    return _done(response, letters.record_receipt(**_base(request, case_id), letter_id=letter_id, on=content.on))


@router.post(_CASE + "/litigation/{litigation_id}/end", response=DONE, summary="How a dispute ended")
@versioned
def end_litigation(
    request: HttpRequest, response: HttpResponse, case_id: UUID, litigation_id: UUID, content: schemas.EndLitigation
) -> CaseFile:
    """How a dispute ended."""
    return _done(
        response,
        litigation.end_litigation(
            **_base(request, case_id),
            litigation_id=litigation_id,
            on=content.on,
            outcome=content.outcome,
            costs=content.costs,
        ),
    )


@router.post(_CASE + "/letters", response={201: schemas.LetterOut, **problems(403, 404)}, summary="Write a letter")
@versioned
def write_letter(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.LetterIn
) -> Status[Letter]:
    """Write a letter and keep its PDF."""
    letter = letters.write_letter(**_base(request, case_id), kind=content.kind.value, language=content.language)
    response["Location"] = f"/api/v1/letters/{letter.pk}/pdf"
    return Status(201, letter)
