"""What the API of case files takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from django.utils import timezone
from ninja import Field, Schema

from approdo.procedures.models import CaseFile
from approdo.procedures.rules.checklist import DefectCode, ItemStatus
from approdo.procedures.rules.letters import LetterKind
from approdo.procedures.rules.standing import ball_on


class PartyIn(Schema):
    """Who takes part: a person already recorded, or a legal entity by its name."""

    part: Literal["applicant", "beneficiary", "employer", "intermediary", "spouse", "parent"]
    person_id: UUID | None = None
    entity_name: str = Field("", max_length=160)
    entity_tax_code: str = Field("", max_length=16)
    relation: str = Field("", max_length=30)


class OpeningIn(Schema):
    """A case file to open. `filed_on` is the date of the portal's receipt."""

    procedure: str = Field(max_length=40)
    filed_on: date
    parties: list[PartyIn] = Field(min_length=1, max_length=20)
    external_code: str = Field("", max_length=40)
    comune: str = Field("", pattern=r"^(\d{6})?$")
    ground: str = Field("", max_length=40)
    answers: dict[str, str | list[str]] = Field(default_factory=dict)


class CaseOut(Schema):
    """A case file with its clock. Dates are null where there is none; `clock` as in the term engine."""

    id: UUID
    procedure: str
    office: str
    state: str
    outcome: str
    protocol_number: str
    protocol_date: date | None
    external_code: str
    title: str
    filed_on: date | None
    decided_on: date | None
    closed_on: date | None
    priority: bool
    responsible_id: UUID | None
    ball: str
    clock: str
    starts_on: date | None
    nominal_due: date | None
    effective_due: date | None
    max_due: date | None
    stopped_days: int
    stopped_by: str
    provisional: bool
    pinned_version: date | None
    follow_up_term: str
    follow_up_due: date | None
    version: int

    @staticmethod
    def resolve_ball(case: CaseFile) -> str:
        """Who must move next today, not only whom the last act left it to."""
        return ball_on(case.state, case.ball, case.clock, case.stop_ends_on, timezone.localdate())


class EventOut(Schema):
    """A fact of a case file. A cancelled one stays, with the reason."""

    id: UUID
    type: str
    occurred_on: date
    note: str
    recorded_at: datetime
    cancelled_at: datetime | None
    cancel_reason: str


class ItemOut(Schema):
    """A document of the checklist."""

    document: str
    status: str
    defect: str
    note: str
    expires_on: date | None


class OpinionOut(Schema):
    """An opinion asked to another office; its content is never in the API."""

    office: str
    state: str
    requested_on: date | None
    solicited_on: date | None
    solicitations: int
    received_on: date | None
    silent_on: date | None


class LetterOut(Schema):
    """A letter; its PDF has the SHA-256 given."""

    id: UUID
    kind: str
    addressee: str
    language: str
    protocol_number: str
    written_on: date
    channel: str
    dispatched_on: date | None
    received_on: date | None
    sha256: str

    @staticmethod
    def resolve_sha256(row: object) -> str:
        """Hash of the kept PDF."""
        return str(row.document.sha256)  # type: ignore[attr-defined]


class StepOut(Schema):
    """A step of a computation, with the article beside."""

    text: str
    source: str | None


class TermOut(Schema):
    """By when the office decides, why, and under which article."""

    clock: str
    starts_on: date | None
    nominal_due: date | None
    effective_due: date | None
    max_due: date | None
    stopped_days: int
    provisional: bool
    days_left: int | None
    steps: list[StepOut]


class On(Schema):
    """An act with its day."""

    on: date


class Nothing(Schema):
    """An act that needs nothing more."""


class Register(On):
    """The protocol number."""

    protocol_number: str = Field(min_length=1, max_length=40)


class Assign(Schema):
    """A colleague and their part."""

    user_id: UUID
    part: Literal["responsible", "collaborator"] = "responsible"


class Prioritise(Schema):
    """Reason of the priority; empty takes it away."""

    reason: Literal["", "health", "minor", "vulnerability", "work", "court_order", "other"]


class EventIn(On):
    """A fact that has no act of its own."""

    type: str = Field(max_length=40)
    note: str = Field("", max_length=300)


class CorrectEvent(Schema):
    """The right day of a fact, null to cancel it."""

    right_date: date | None
    reason: str = Field(min_length=1, max_length=300)


class Pin(Schema):
    """First day of the version that applies, null to let the date choose."""

    valid_from: date | None
    reason: str = Field(min_length=1, max_length=2000)


class Reasoned(On):
    """An act with its day and reason."""

    reason: str = Field(min_length=1, max_length=5000)


class Answers(Schema):
    """Answers to the questions of the procedure."""

    answers: dict[str, str | list[str]]


class CheckDocument(Schema):
    """How a document stands."""

    status: ItemStatus
    defect: DefectCode | Literal[""] = ""
    note: str = Field("", max_length=300)
    expires_on: date | None = None


class Received(Schema):
    """The day the person received a request, when it is known."""

    received_on: date | None = None


class Notice(Received):
    """The notice before refusal."""

    reasons: str = Field(min_length=1, max_length=20000)


class Observations(On):
    """The person's observations."""

    note: str = Field("", max_length=5000)


class OpinionIn(On):
    """The answer of an office."""

    result: Literal["received_positive", "received_negative", "received_conditional"]
    content: str = Field("", max_length=20000)


class GroundsIn(Schema):
    """What a decision says."""

    outcome: str = Field(max_length=30)
    reasons: str = Field(min_length=1, max_length=20000)
    legal_basis: str = Field(min_length=1, max_length=2000)
    remedies: str = Field(min_length=1, max_length=2000)
    answers_observations: str = Field("", max_length=20000)


class Revoke(Reasoned):
    """What a revocation says."""

    legal_basis: str = Field(min_length=1, max_length=2000)
    remedies: str = Field(min_length=1, max_length=2000)


class LetterIn(Schema):
    """A letter to write; `language` of the short translation, empty for the person's own."""

    kind: LetterKind
    language: Literal["", "it", "en", "fr", "es", "ar", "sq", "ro", "uk", "bn"] = ""


class Dispatch(On):
    """How and when a letter left."""

    channel: Literal["ali", "certified_mail", "send", "post", "hand"]
    protocol_number: str = Field("", max_length=40)


class SubstitutePower(Schema):
    """A request of substitute power."""

    asked_on: date
    note: str = Field("", max_length=300)


class LawsuitIn(SubstitutePower):
    """A lawsuit. `ordered_days` is the term a judge set."""

    kind: Literal["silence_action", "appeal", "judgment"]
    court: str = Field(min_length=1, max_length=120)
    ordered_days: int | None = Field(None, ge=1, le=3650)
    commissioner: str = Field("", max_length=120)


class EndLitigation(On):
    """How a dispute ended. `costs` in euro."""

    outcome: Literal["won", "lost", "settled"]
    costs: Decimal | None = Field(None, ge=0, max_digits=10, decimal_places=2)
