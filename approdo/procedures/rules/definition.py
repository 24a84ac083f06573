"""What a procedure is: the values every other rule of this app is told.

A procedure is data: `approdo/procedures/data/<id>.yaml`, read by `approdo.procedures.definitions`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


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


class Evidence(StrEnum):
    """How a figure is known: found in a source, known but not found, our own choice."""

    FOUND = "found"
    KNOWN = "known"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule or a number comes from.

    `article` is the citation shown to people; `reference` the identifier of the source consulted (S1, S9, ...),
    empty where there is none.
    """

    article: str
    evidence: Evidence
    reference: str = ""
    note_it: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """An official's signature under a rule."""

    official: str
    on: date


@dataclass(frozen=True, slots=True)
class TermVersion:
    """A term as it stands from `valid_from`, until the next version begins.

    `amount` is None where the law sets no figure. `starts_on` is the type of the event that starts it.
    `extendable_to` is the longest amount, in the same unit, that a reasoned extension may reach.
    """

    valid_from: date
    amount: int | None
    unit: Unit
    starts_on: str
    source: Source
    extendable_to: int | None = None
    verified_by: Verification | None = None


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
    owner: str  # office | applicant | beneficiary | employer | other_office | consulate
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


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a question, or one ground or form of a procedure."""

    id: str
    name_it: str
    name_en: str
    note_it: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose answer shapes the checklist. `choices` are its possible answers."""

    id: str
    text_it: str
    text_en: str
    choices: tuple[Choice, ...]


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

    `main_term` is the identifier of the term within which the office must decide ("" where there is none);
    `term_engine` is False for files that are only kept (legacy) or only advised upon (orientation).
    """

    id: str
    office: str  # sui | citizenship | municipality | consulate
    name_it: str
    name_en: str
    legal_basis: tuple[str, ...]
    applicant_it: str
    applicant_en: str
    beneficiary_it: str
    beneficiary_en: str
    decided_by_it: str
    decided_by_en: str
    judge: str  # administrative_court | ordinary_court
    main_term: str
    terms: tuple[Term, ...]
    opinions: tuple[OpinionRule, ...]
    documents: tuple[DocumentRule, ...]
    questions: tuple[Question, ...]
    grounds: tuple[Choice, ...]
    requirements: tuple[Requirement, ...]
    outcomes: tuple[str, ...]
    stages: tuple[Choice, ...]
    follow_up: tuple[str, ...]  # events after the decision, in order
    silence_effect: str  # none | assent
    remedies: tuple[str, ...]
    sources: tuple[Source, ...]
    external_code: str = ""  # ali | k10
    kind: str = "case"  # case | legacy | orientation
    fees_eur: tuple[tuple[str, str], ...] = ()  # name -> amount with two decimals
    bottlenecks_it: tuple[str, ...] = ()
    bottlenecks_en: tuple[str, ...] = ()
    verified_by: Verification | None = None
    extra_events: tuple[str, ...] = field(default=())

    def term(self, term_id: str) -> Term:
        """The term of that identifier. Raises KeyError when the procedure has none."""
        for term in self.terms:
            if term.id == term_id:
                return term
        raise KeyError(term_id)
