"""What a procedure is: the values every other rule of this app is told.

A procedure is data: `approdo/procedures/data/<id>.yaml`, read by `approdo.procedures.definitions`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from approdo.core.rules.figures import Evidence, Figure, Source, Verification


class Unit(StrEnum):
    """Unit of a legal term."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


class StopKind(StrEnum):
    """What can hold a clock."""

    INTEGRATION_REQUEST = "integration_request"
    PRELIMINARY_REJECTION = "preliminary_rejection"
    LEGAL_SUSPENSION = "legal_suspension"


class StopEffect(StrEnum):
    """What a stop does to the term."""

    SUSPEND = "suspend"
    INTERRUPT = "interrupt"
    NONE = "none"


class Silence(StrEnum):
    """What the silence of a consulted office means once its own term is over."""

    WAIT = "wait"
    PROCEED = "proceed"
    ASSENT = "assent"
    NOT_NEEDED = "not_needed"


class SilenceEffect(StrEnum):
    """What the silence of the office itself means once the term is over."""

    NONE = "none"
    ASSENT = "assent"
    REFUSAL = "refusal"


class DueAt(StrEnum):
    """When and where a document is asked."""

    FILING = "filing"
    VISIT = "visit"
    CONSULATE = "consulate"


class Kind(StrEnum):
    """How far Approdo follows a procedure: whole, only kept, on pages of its own, only advised upon."""

    CASE = "case"
    LEGACY = "legacy"
    GUIDED = "guided"
    ORIENTATION = "orientation"


class Office(StrEnum):
    """The office that answers for a procedure."""

    SUI = "sui"
    CITIZENSHIP = "citizenship"
    MUNICIPALITY = "municipality"
    CONSULATE = "consulate"
    PREFECTURE = "prefecture"


class Judge(StrEnum):
    """The judge of a refusal."""

    ADMINISTRATIVE_COURT = "administrative_court"
    ORDINARY_COURT = "ordinary_court"


class Owner(StrEnum):
    """Who must act within a term, or bring a document."""

    OFFICE = "office"
    APPLICANT = "applicant"
    BENEFICIARY = "beneficiary"
    APPLICANT_AND_BENEFICIARY = "applicant_and_beneficiary"
    EMPLOYER = "employer"
    EMPLOYER_AND_BENEFICIARY = "employer_and_beneficiary"
    OTHER_OFFICE = "other_office"
    CONSULATE = "consulate"
    THIRD_PARTY = "third_party"


class ConsultedOffice(StrEnum):
    """An office whose opinion is asked."""

    QUESTURA = "questura"
    ITL = "itl"
    EMPLOYMENT_CENTRE = "employment_centre"
    CPIA = "cpia"
    PREFECTURE = "prefecture"
    MINISTRY = "ministry"
    OTHER_MINISTRIES = "other_ministries"


class Outcome(StrEnum):
    """How a case may end."""

    GRANTED = "granted"
    DENIED = "denied"
    INADMISSIBLE = "inadmissible"
    NOT_RECEIVABLE = "not_receivable"
    ARCHIVED = "archived"
    ARCHIVED_NO_SHOW = "archived_no_show"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    OUT_OF_QUOTA = "out_of_quota"
    REFUSED_NO_CONFIRMATION = "refused_no_confirmation"
    PERMIT_FOR_JOB_SEARCH = "permit_for_job_search"
    TEST_PASSED = "test_passed"
    TEST_FAILED = "test_failed"
    ABSENT = "absent"
    RETURNED = "returned"
    FULFILLED = "fulfilled"
    EXTENDED = "extended"
    PARTIALLY_UNFULFILLED = "partially_unfulfilled"
    UNFULFILLED = "unfulfilled"
    REFERRED = "referred"


class Remedy(StrEnum):
    """What a person may do against silence or refusal."""

    SUBSTITUTE_POWER = "substitute_power"
    SILENCE_ACTION = "silence_action"
    ADMINISTRATIVE_COURT = "administrative_court"
    ORDINARY_COURT = "ordinary_court"
    EXTRAORDINARY_APPEAL = "extraordinary_appeal"
    RECORDS_ACCESS = "records_access"


@dataclass(frozen=True, slots=True)
class TermVersion:
    """A term as it stands from `valid_from`, until the next version begins.

    `amount` is None where the law sets no figure. `starts_on` is the type of the event that starts it.
    `extendable_to` is the longest amount, in the same unit, that a reasoned extension may reach. A negative amount
    counts back from its event. `valid_from_evidence` says how the first day is known, which may be less certain than
    the amount.
    """

    valid_from: date
    amount: int | None
    unit: Unit
    starts_on: str
    source: Source
    extendable_to: int | None = None
    verified_by: Verification | None = None
    valid_from_evidence: Evidence = Evidence.FOUND


@dataclass(frozen=True, slots=True)
class StopRule:
    """How one kind of stop acts on one term.

    `cap_days` is the longest it may last, None without a limit; `once` means that only the first one counts;
    `setting` names the office setting that chooses the effect, empty when `effect` is fixed.
    """

    kind: StopKind
    effect: StopEffect
    source: Source
    cap_days: int | None = None
    once: bool = False
    setting: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A dated term of a procedure: whose it is, its versions from the oldest, what holds it, what its end causes."""

    id: str
    name_it: str
    name_en: str
    owner: str  # a value of Owner
    versions: tuple[TermVersion, ...]
    stops: tuple[StopRule, ...] = ()
    picked_by: str = "filed"  # the event whose date chooses the version
    on_expiry: str = ""


@dataclass(frozen=True, slots=True)
class OpinionRule:
    """An office consulted. `silence_days` is its term in days, None where the law gives none."""

    office: str
    kind_it: str
    kind_en: str
    silence: Silence
    source: Source
    silence_days: int | None = None
    except_when: str = ""  # answer that lifts the silence rule, e.g. high_risk_country
    restricted: bool = False  # contents never shown outside the office (police opinions)
    before_filing: bool = False  # asked by the applicant before the request, not by the office
    note_it: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """A document of the checklist. `when` maps an answer's name to the values that make it due; empty means always."""

    id: str
    name_it: str
    name_en: str
    who: str
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unless: tuple[tuple[str, tuple[str, ...]], ...] = ()
    note_it: str = ""
    note_en: str = ""
    validity_months: int | None = None
    legalised: bool = False
    source: Source | None = None  # always there when a number stands in the rule
    due_at: str = "filing"  # a value of DueAt


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a question, one ground or form, one stage of a procedure.

    `refers_to` names the office to go to instead when this answer means that the door is the wrong one.
    """

    id: str
    name_it: str
    name_en: str
    note_it: str = ""
    note_en: str = ""
    source: Source | None = None
    refers_to: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose answer shapes the checklist. `choices` are its possible answers.

    `when` makes it asked only after those answers to earlier questions; `several` allows more than one answer.
    """

    id: str
    text_it: str
    text_en: str
    choices: tuple[Choice, ...]
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    several: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition in words."""

    id: str
    text_it: str
    text_en: str
    source: Source


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure, whole.

    `main_term` is the identifier of the term within which the office must decide ("" where there is none).
    `extra_events` are the events of this procedure beyond those common to all: those that start its terms, those
    that follow the decision and those only recorded.
    """

    id: str
    office: str  # a value of Office
    name_it: str
    name_en: str
    legal_basis: tuple[str, ...]
    applicant_it: str
    applicant_en: str
    beneficiary_it: str
    beneficiary_en: str
    decided_by_it: str
    decided_by_en: str
    judge: str  # a value of Judge
    main_term: str
    terms: tuple[Term, ...]
    opinions: tuple[OpinionRule, ...]
    documents: tuple[DocumentRule, ...]
    questions: tuple[Question, ...]
    grounds: tuple[Choice, ...]
    requirements: tuple[Requirement, ...]
    outcomes: tuple[str, ...]  # values of Outcome
    stages: tuple[Choice, ...]
    follow_up: tuple[str, ...]  # events after the decision, in order
    silence_effect: str  # a value of SilenceEffect
    remedies: tuple[str, ...]  # values of Remedy
    sources: tuple[Source, ...]
    external_code: str = ""  # ali | k10
    kind: str = "case"  # a value of Kind
    fees_eur: tuple[Figure, ...] = ()
    figures: tuple[Figure, ...] = ()
    bottlenecks_it: tuple[str, ...] = ()
    bottlenecks_en: tuple[str, ...] = ()
    verified_by: Verification | None = None
    extra_events: tuple[str, ...] = field(default=())

    @property
    def has_files(self) -> bool:
        """Whether case files of this procedure are kept. Source: our choice."""
        return self.kind in {Kind.CASE, Kind.LEGACY}

    def term(self, term_id: str) -> Term:
        """The term of that identifier. Raises KeyError when the procedure has none."""
        for term in self.terms:
            if term.id == term_id:
                return term
        raise KeyError(term_id)
