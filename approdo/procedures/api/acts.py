"""Endpoints of the acts on a case file: the same commands as the pages, on the version that the caller read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import if_match, tag, versioned
from approdo.procedures.api import schemas
from approdo.procedures.commands import (
    checklist,
    deciding,
    events,
    integration,
    litigation,
    opening,
    opinions,
    rejection,
)
from approdo.procedures.commands.deciding import Grounds
from approdo.procedures.commands.litigation import Lawsuit
from approdo.procedures.models import CaseFile

router = ApiRouter(tags=["acts"])

DONE = {200: schemas.CaseOut, **problems(403, 404)}
_CASE = "/case-files/{case_id}"


def base(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """Who acts, on which case file, on which version of it."""
    return {"by": request.actor, "case_id": case_id, "expected_version": if_match(request)}  # type: ignore[attr-defined]


def done(response: HttpResponse, case: CaseFile) -> CaseFile:
    tag(response, case.version)
    return case


@router.post(_CASE + "/register", response=DONE, summary="Register with a protocol number")
@versioned
def register_case(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Register) -> CaseFile:
    """Register with a protocol number."""
    return done(response, opening.register_case(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/assign", response=DONE, summary="Assign to a colleague")
@versioned
def assign_case(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Assign) -> CaseFile:
    """Assign to a colleague."""
    return done(response, opening.assign_case(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/prioritise", response=DONE, summary="Give or take priority")
@versioned
def prioritise_case(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Prioritise
) -> CaseFile:
    """Give or take priority."""
    return done(response, opening.prioritise(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/admit", response=DONE, summary="Admit the request")
@versioned
def admit_case(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Nothing) -> CaseFile:
    """Admit the request."""
    return done(response, deciding.admit(**base(request, case_id)))


@router.post(_CASE + "/questions", response=DONE, summary="Answer the questions")
@versioned
def answer_questions(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Answers) -> CaseFile:
    """Answer the questions."""
    return done(response, checklist.answer_questions(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/record-event", response=DONE, summary="Record a fact")
@versioned
def record_event(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.EventIn) -> CaseFile:
    """Record a fact."""
    return done(
        response, events.record_event(**base(request, case_id), type_=content.type, on=content.on, note=content.note)
    )


@router.post(_CASE + "/pin-version", response=DONE, summary="Fix the version of the term")
@versioned
def pin_version(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Pin) -> CaseFile:
    """Fix the version of the term."""
    return done(response, events.pin_version(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/extend-term", response=DONE, summary="Extend the term")
@versioned
def extend_term(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Reasoned) -> CaseFile:
    """Extend the term."""
    return done(response, events.extend_term(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/request-integration", response=DONE, summary="Ask for missing papers")
@versioned
def request_integration(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Received
) -> CaseFile:
    """Ask for missing papers."""
    return done(response, integration.request_integration(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/receive-integration", response=DONE, summary="The papers arrived")
@versioned
def receive_integration(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.On) -> CaseFile:
    """The papers arrived."""
    return done(response, integration.receive_integration(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/integration-expired", response=DONE, summary="Go on without the papers")
@versioned
def integration_expired(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Nothing
) -> CaseFile:
    """Go on without the papers."""
    return done(response, integration.integration_expired(**base(request, case_id)))


@router.post(_CASE + "/propose", response=DONE, summary="Propose the decision")
@versioned
def propose_decision(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.GroundsIn
) -> CaseFile:
    """Propose the decision."""
    return done(response, deciding.propose_decision(**base(request, case_id), grounds=Grounds(**content.dict())))


@router.post(_CASE + "/notify-10bis", response=DONE, summary="Give notice before refusal")
@versioned
def notify_10bis(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Notice) -> CaseFile:
    """Give notice before refusal."""
    return done(response, rejection.notify_10bis(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/receive-observations", response=DONE, summary="The person's observations")
@versioned
def receive_observations(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Observations
) -> CaseFile:
    """The person's observations."""
    return done(response, rejection.receive_observations(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/sign", response=DONE, summary="Sign the decision")
@versioned
def sign_decision(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.On) -> CaseFile:
    """Sign the decision."""
    return done(response, deciding.sign_decision(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/notify", response=DONE, summary="The decision was notified")
@versioned
def notify_decision(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.On) -> CaseFile:
    """The decision was notified."""
    return done(response, deciding.notify_decision(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/start-follow-up", response=DONE, summary="Follow what comes after")
@versioned
def start_follow_up(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Nothing) -> CaseFile:
    """Follow what comes after."""
    return done(response, deciding.start_follow_up(**base(request, case_id)))


@router.post(_CASE + "/withdraw", response=DONE, summary="The person withdraws")
@versioned
def withdraw_case(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Reasoned) -> CaseFile:
    """The person withdraws."""
    return done(response, deciding.withdraw(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/revoke", response=DONE, summary="Revoke the decision")
@versioned
def revoke_decision(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Revoke) -> CaseFile:
    """Revoke the decision."""
    return done(
        response,
        deciding.revoke_decision(
            **base(request, case_id),
            on=content.on,
            grounds=Grounds("revoked", content.reason, content.legal_basis, content.remedies),
        ),
    )


@router.post(_CASE + "/close", response=DONE, summary="Close the case file")
@versioned
def close_case(request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.Nothing) -> CaseFile:
    """Close the case file."""
    return done(response, deciding.close_case(**base(request, case_id)))


@router.post(_CASE + "/substitute-power", response=DONE, summary="Substitute power was asked")
@versioned
def request_substitute_power(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.SubstitutePower
) -> CaseFile:
    """Substitute power was asked."""
    return done(response, litigation.request_substitute_power(**base(request, case_id), **content.dict()))


@router.post(_CASE + "/litigation", response=DONE, summary="Record a lawsuit")
@versioned
def record_litigation(
    request: HttpRequest, response: HttpResponse, case_id: UUID, content: schemas.LawsuitIn
) -> CaseFile:
    """Record a lawsuit."""
    return done(response, litigation.record_litigation(**base(request, case_id), lawsuit=Lawsuit(**content.dict())))


@router.post(_CASE + "/events/{event_id}/correct", response=DONE, summary="Correct the day of a fact")
@versioned
def correct_event(
    request: HttpRequest, response: HttpResponse, case_id: UUID, event_id: UUID, content: schemas.CorrectEvent
) -> CaseFile:
    """Correct the day of a fact."""
    return done(response, events.correct_event(**base(request, case_id), event_id=event_id, **content.dict()))


@router.post(_CASE + "/documents/{slug:document}", response=DONE, summary="How a document stands")
@versioned
def check_document(
    request: HttpRequest, response: HttpResponse, case_id: UUID, document: str, content: schemas.CheckDocument
) -> CaseFile:
    """How a document stands."""
    return done(response, checklist.check_document(**base(request, case_id), document=document, **content.dict()))


@router.post(_CASE + "/opinions/{slug:office}/ask", response=DONE, summary="Ask an opinion")
@versioned
def ask_opinion(
    request: HttpRequest, response: HttpResponse, case_id: UUID, office: str, content: schemas.On
) -> CaseFile:
    """Ask an opinion."""
    return done(response, opinions.ask_opinion(**base(request, case_id), office=office, **content.dict()))


@router.post(_CASE + "/opinions/{slug:office}/solicit", response=DONE, summary="Solicit an opinion")
@versioned
def solicit_opinion(
    request: HttpRequest, response: HttpResponse, case_id: UUID, office: str, content: schemas.On
) -> CaseFile:
    """Solicit an opinion."""
    return done(response, opinions.solicit_opinion(**base(request, case_id), office=office, **content.dict()))


@router.post(_CASE + "/opinions/{slug:office}/receive", response=DONE, summary="Record an opinion")
@versioned
def receive_opinion(
    request: HttpRequest, response: HttpResponse, case_id: UUID, office: str, content: schemas.OpinionIn
) -> CaseFile:
    """Record an opinion."""
    return done(response, opinions.receive_opinion(**base(request, case_id), office=office, **content.dict()))


@router.post(_CASE + "/opinions/{slug:office}/silence", response=DONE, summary="Take a silence as the law says")
@versioned
def record_silence(
    request: HttpRequest, response: HttpResponse, case_id: UUID, office: str, content: schemas.Nothing
) -> CaseFile:
    """Take a silence as the law says."""
    return done(response, opinions.record_silence(**base(request, case_id), office=office))


@router.post(_CASE + "/litigation/{litigation_id}/end", response=DONE, summary="How a dispute ended")
@versioned
def end_litigation(
    request: HttpRequest, response: HttpResponse, case_id: UUID, litigation_id: UUID, content: schemas.EndLitigation
) -> CaseFile:
    """How a dispute ended."""
    return done(
        response, litigation.end_litigation(**base(request, case_id), litigation_id=litigation_id, **content.dict())
    )
