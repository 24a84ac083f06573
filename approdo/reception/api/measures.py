"""Endpoints of measures, on the same queries and commands as the pages. Texts about a guest leave by no list."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Schema, Status

from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.pages import answers
from approdo.core.rest.paging import Page, Paging, page_of
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import if_match, tag, versioned
from approdo.procedures import labels as procedure_labels
from approdo.reception.commands import measure_decisions as decisions
from approdo.reception.commands import measure_letters as letter_acts
from approdo.reception.commands import measures as acts
from approdo.reception.commands.measure_decisions import Decision
from approdo.reception.commands.measures import Assessment
from approdo.reception.models import Measure, MeasureLetter
from approdo.reception.queries import measure_letters, measures
from approdo.reception.rules.measures import (
    Delivery,
    ExcludedService,
    Ground,
    MeasureKind,
    MeasurePaper,
    MeasureState,
    RestorationCause,
    Step,
    Terms,
    Voice,
    step,
)
from approdo.reception.sight import actor_with

router = ApiRouter(tags=["measures"])
TEXT = 8000  # most characters


class MeasureOut(Schema):
    """A measure, without what happened."""

    id: UUID
    version: int
    guest: UUID = Field(alias="guest_id")
    centre: UUID | None = Field(alias="centre_id")
    ground: Ground
    state: MeasureState
    reported_on: date | None
    warned_on: date | None
    opened_on: date | None
    notice_received_on: date | None
    voice_until: date | None
    heard_on: date | None
    commission_on: date | None
    traced_on: date | None
    closed_on: date | None


class MeasureStepOut(Schema):
    """A sentence of the explanation, with the article."""

    text: str
    source: str


class DueOut(Schema):
    """A term with its day, why it is that day, and the day on which what it waits for was done."""

    term: str
    due_on: date | None
    done_on: date | None
    late: bool
    why: list[MeasureStepOut]


class MeasureLetterOut(Schema):
    """A letter of a measure, with the SHA-256 of its PDF."""

    kind: MeasurePaper
    addressee: str
    language: str
    sha256: str = Field(alias="document.sha256")
    written_on: date
    channel: str
    protocol_number: str
    dispatched_on: date | None
    received_on: date | None


class WholeOut(MeasureOut):
    """A measure with what happened, what it waits for, its terms and its letters."""

    letters: list[MeasureLetterOut]

    facts: str
    said: str
    step: Step
    dues: list[DueOut]


class MeasureFilter(Schema):
    """What a list shows; every state when `state` is `all`."""

    state: str = "going_on"
    ground: Ground | None = None


class OpeningValue(Schema):
    """Why a measure is considered, and what happened."""

    ground: Ground
    facts: str = Field(max_length=TEXT)
    on: date


class ReportValue(OpeningValue):
    """What a centre reports; a breach has the day of the formal warning."""

    warned_on: date | None = None


class Reported(Schema):
    """The report was taken."""

    id: UUID


class DayValue(Schema):
    """The day of an act."""

    on: date


class DismissalValue(DayValue):
    """Why nothing follows."""

    reason: str = Field(max_length=TEXT)


class ReceiptValue(Schema):
    """When and how an act reached the guest."""

    received_on: date
    delivery: Delivery


class SendingOfLetter(DayValue):
    """How and when a letter left; the protocol number is needed for the Commission."""

    channel: Literal[Delivery.IN_HAND, Delivery.CERTIFIED_MAIL, Delivery.REGISTERED_MAIL]
    protocol_number: str = Field("", max_length=40)


class VoiceValue(DayValue):
    """What the guest said."""

    voice: Voice
    said: str = Field(max_length=TEXT)


class AssessmentValue(DayValue):
    """Why the measure is proportionate, and what was found of vulnerability."""

    proportionality: str = Field(max_length=TEXT)
    lesser: str = Field(max_length=TEXT)
    vulnerable: bool
    vulnerability: str = Field(max_length=TEXT)


class DecisionValue(DayValue):
    """What is decided; without kinds no measure is taken."""

    kinds: tuple[MeasureKind, ...] = ()
    services: tuple[ExcludedService, ...] = ()
    exclusion_until: date | None = None
    benefits_days: int | None = Field(None, ge=1, le=1000)
    centre: UUID | None = None
    reasons: str = Field(max_length=TEXT)
    remedies: str = Field(max_length=500)


class CommissionValue(DayValue):
    """The communication to the Commission."""

    reference: str = Field(max_length=80)


class RestorationValue(DayValue):
    """Whether reception is restored; the cause only when it is."""

    restored: bool
    cause: RestorationCause | None = None
    reasons: str = Field(max_length=TEXT)


@router.get("/measures", response={200: Page[MeasureOut], **problems(403)}, summary="Measures, the latest first")
def list_measures(request: HttpRequest, asked: Query[MeasureFilter], paging: Query[Paging]) -> dict[str, Any]:
    """Measures that the caller may read."""
    by = actor_with(request, Permission.MEASURE_PREPARE)
    rows = measures.listed(by, asked.state, asked.ground.value if asked.ground else "")
    return page_of(request, rows, paging, order=("-recorded_at", "id"))


@router.get("/measures/{measure_id}", response={200: WholeOut, **problems(403, 404)}, summary="One measure")
def read_measure(request: HttpRequest, response: HttpResponse, measure_id: UUID) -> dict[str, Any]:
    """A measure with its terms, each explained; the ETag is needed to act on it."""
    by, today = actor_with(request, Permission.MEASURE_PREPARE), timezone.localdate()
    row = measures.measure(by, measure_id)
    tag(response, row.version)
    dues = [
        {
            "term": due.term, "due_on": due.result.effective_due, "done_on": due.done, "late": due.late,
            "why": [procedure_labels.step(one)._asdict() for one in due.result.steps],
        }
        for due in measures.dues(row, today)
    ]  # fmt: skip
    names = [field.alias or name for name, field in MeasureOut.model_fields.items()]
    now = step(measures.progress_of(row), today)
    told = {name: getattr(row, name) for name in names}
    letters = measure_letters.letters_of(row)
    return {**told, "facts": row.facts, "said": row.said, "step": now, "dues": dues, "letters": letters}


@router.post("/guests/{guest_id}/reports", response={201: Reported, **problems(403, 404)}, summary="Report a guest")
def report_guest(request: HttpRequest, guest_id: UUID, value: ReportValue) -> Status[dict[str, Any]]:
    """What a centre tells the prefecture of one of its guests."""
    by = actor_with(request, Permission.MEASURE_REPORT)
    return Status(201, {"id": acts.report_measure(by=by, guest_id=guest_id, **value.dict()).pk})


@router.post("/guests/{guest_id}/measures", response={201: MeasureOut, **problems(403, 404)}, summary="Open a measure")
def open_guest_measure(
    request: HttpRequest, response: HttpResponse, guest_id: UUID, value: OpeningValue
) -> Status[Measure]:
    """The office opens the procedure."""
    by = actor_with(request, Permission.MEASURE_PREPARE)
    row = acts.open_measure(by=by, guest_id=guest_id, **value.dict())
    tag(response, row.version)
    return Status(201, row)


_ACT: dict[Any, Any] = {200: MeasureOut, **problems(403, 404)}


@router.post("/measures/{measure_id}/take-up", response=_ACT, summary="Take a report up")
@versioned
def take_up(request: HttpRequest, response: HttpResponse, measure_id: UUID, value: DayValue) -> Measure:
    """The procedure that a centre asked for begins."""
    return _done(request, response, acts.take_up_report, measure_id, value.dict())


@router.post("/measures/{measure_id}/dismiss", response=_ACT, summary="Leave without sequel")
@versioned
def dismiss(request: HttpRequest, response: HttpResponse, measure_id: UUID, value: DismissalValue) -> Measure:
    """Nothing follows, and why."""
    return _done(request, response, acts.dismiss_measure, measure_id, value.dict())


@router.post("/measures/{measure_id}/notice", response=_ACT, summary="The guest received the notice")
@versioned
def receive_notice(request: HttpRequest, response: HttpResponse, measure_id: UUID, value: ReceiptValue) -> Measure:
    """The days to be heard run from here."""
    return _done(request, response, acts.record_notice, measure_id, value.dict())


_LETTER = "/measures/{measure_id}/letters/{kind}"


@router.post(_LETTER, response={201: MeasureLetterOut, **problems(403, 404)}, summary="Write a letter")
@versioned
def write_letter_of_measure(
    request: HttpRequest, response: HttpResponse, measure_id: UUID, kind: MeasurePaper
) -> Status[MeasureLetter]:
    """In Italian and in the guest's language; written again, it takes the place of the one before until it leaves."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    made = letter_acts.write_measure_letter(by=by, measure_id=measure_id, kind=kind, expected_version=if_match(request))
    tag(response, made.measure.version)
    return Status(201, made)


@router.get(_LETTER, response={200: bytes, **problems(403, 404)}, summary="A letter as PDF")
def read_letter_of_measure(request: HttpRequest, measure_id: UUID, kind: MeasurePaper) -> HttpResponse:
    """The very bytes whose hash stands with the measure."""
    by = actor_with(request, Permission.MEASURE_PREPARE)
    found = measure_letters.letter(measures.measure(by, measure_id), kind)
    return answers.letter(documents.read(by, found.document), found.document.file_name)


@router.post(f"{_LETTER}/dispatch", response=_ACT, summary="A letter left")
@versioned
def send_letter_of_measure(
    request: HttpRequest, response: HttpResponse, measure_id: UUID, kind: MeasurePaper, value: SendingOfLetter
) -> Measure:
    """For the Commission this is the communication."""
    return _done(request, response, letter_acts.dispatch_measure_letter, measure_id, {"kind": kind, **value.dict()})


@router.post("/measures/{measure_id}/voice", response=_ACT, summary="The guest was heard")
@versioned
def hear_guest(request: HttpRequest, response: HttpResponse, measure_id: UUID, value: VoiceValue) -> Measure:
    """A hearing or a memoir."""
    return _done(request, response, acts.record_voice, measure_id, value.dict())


@router.post("/measures/{measure_id}/assessment", response=_ACT, summary="Assess")
@versioned
def assess(request: HttpRequest, response: HttpResponse, measure_id: UUID, value: AssessmentValue) -> Measure:
    """Proportionality and vulnerability, until the decision."""
    told = value.dict()
    on = told.pop("on")
    return _done(request, response, acts.assess_measure, measure_id, {"on": on, "assessment": Assessment(**told)})


@router.post("/measures/{measure_id}/decision", response=_ACT, summary="Sign the decision")
@versioned
def decide(request: HttpRequest, response: HttpResponse, measure_id: UUID, value: DecisionValue) -> Measure:
    """A measure of art. 23, or none."""
    terms = Terms(value.kinds, value.services, value.exclusion_until, value.benefits_days, value.centre is not None)
    taken = terms if value.kinds else None
    decision = Decision(value.reasons, value.remedies, taken, value.centre if taken else None)
    return _done(request, response, decisions.decide_measure, measure_id, {"on": value.on, "decision": decision})


@router.post("/measures/{measure_id}/notification", response=_ACT, summary="The guest received the decision")
@versioned
def receive_decision(request: HttpRequest, response: HttpResponse, measure_id: UUID, value: ReceiptValue) -> Measure:
    """The decision has effect from here."""
    return _done(request, response, decisions.notify_decision, measure_id, value.dict())


@router.post("/measures/{measure_id}/effects", response=_ACT, summary="Carry the decision out")
@versioned
def carry_decision_out(request: HttpRequest, response: HttpResponse, measure_id: UUID, value: DayValue) -> Measure:
    """The stay ends or goes on elsewhere, or pocket money is suspended."""
    return _done(request, response, decisions.carry_out, measure_id, value.dict())


@router.post("/measures/{measure_id}/commission", response=_ACT, summary="The Commission was told")
@versioned
def tell_the_commission(
    request: HttpRequest, response: HttpResponse, measure_id: UUID, value: CommissionValue
) -> Measure:
    """The communication to the Territorial Commission."""
    return _done(request, response, decisions.tell_commission, measure_id, value.dict())


@router.post("/measures/{measure_id}/traced", response=_ACT, summary="The guest was traced or came back")
@versioned
def trace(request: HttpRequest, response: HttpResponse, measure_id: UUID, value: DayValue) -> Measure:
    """The prefect decides on restoration."""
    return _done(request, response, decisions.record_traced, measure_id, value.dict())


@router.post("/measures/{measure_id}/restoration", response=_ACT, summary="Decide on restoration")
@versioned
def restore(request: HttpRequest, response: HttpResponse, measure_id: UUID, value: RestorationValue) -> Measure:
    """Whether reception is restored."""
    return _done(request, response, decisions.decide_restoration, measure_id, value.dict())


def _done(
    request: HttpRequest, response: HttpResponse, command: Any, measure_id: UUID, told: dict[str, Any]
) -> Measure:
    by: Actor = request.actor  # type: ignore[attr-defined]
    row: Measure = command(by=by, measure_id=measure_id, **told, expected_version=if_match(request))
    tag(response, row.version)
    return row
