"""What an office writes to people and to other offices: what the law wants on paper, and in which order it is said.

The sentences are data (`approdo/procedures/data/letters/`); dates and names reach these rules already in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from approdo.procedures.rules.definition import StopEffect

ITALIAN = "it"
VEHICULAR = (
    "en",
    "fr",
    "es",
)  # art. 2 c. 6 D.Lgs. 286/1998, English first when the person chose none of them


class LetterKind(StrEnum):
    """The letters of an office."""

    RECEIPT_START_NOTICE = "receipt_start_notice"
    INTEGRATION_REQUEST = "integration_request"
    PRELIMINARY_REJECTION = "preliminary_rejection"
    GRANT = "grant"
    DENIAL = "denial"
    INADMISSIBLE = "inadmissible"
    SOLICITATION = "solicitation"
    PENDING_OPINIONS_LIST = "pending_opinions_list"
    MEASURE_NOTICE = "measure_notice"
    MEASURE_DECISION = "measure_decision"
    MEASURE_COMMUNICATION = "measure_communication"


OF_OPINIONS = frozenset({LetterKind.SOLICITATION, LetterKind.PENDING_OPINIONS_LIST})
# Measures of art. 23 D.Lgs. 142/2015 are opened by the office: no application stands before them.
OF_MEASURES = frozenset({
    LetterKind.MEASURE_NOTICE, LetterKind.MEASURE_DECISION, LetterKind.MEASURE_COMMUNICATION,
})  # fmt: skip
TO_OFFICES = OF_OPINIONS | {LetterKind.MEASURE_COMMUNICATION}
OF_CASE_FILES = frozenset(LetterKind) - OF_OPINIONS - OF_MEASURES
ON_SILENCE = frozenset({LetterKind.RECEIPT_START_NOTICE, LetterKind.MEASURE_NOTICE})
DECISIONS = frozenset({LetterKind.GRANT, LetterKind.DENIAL, LetterKind.INADMISSIBLE})


class RemedyKind(StrEnum):
    """What a person may do against an act or against silence."""

    REGIONAL_COURT = "regional_court"
    ORDINARY_COURT = "ordinary_court"
    EXTRAORDINARY_APPEAL = "extraordinary_appeal"
    SUBSTITUTE_POWER = "substitute_power"
    SILENCE_ACTION = "silence_action"


COURTS = frozenset({RemedyKind.REGIONAL_COURT, RemedyKind.ORDINARY_COURT})
AGAINST_SILENCE = frozenset({RemedyKind.SUBSTITUTE_POWER, RemedyKind.SILENCE_ACTION})


class SignatureNote(StrEnum):
    """What stands under the signature."""

    NONE = "none"
    REPLACED = "replaced"  # firma autografa sostituita
    DIGITAL = "digital"


class BlockKind(StrEnum):
    """How a piece of a letter is laid out."""

    TEXT = "text"
    HEADING = "heading"
    LIST = "list"
    TERMS = "terms"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text in Italian and, where somebody wrote it, in other languages (language code, text)."""

    it: str
    others: tuple[tuple[str, str], ...] = ()

    def said_in(self, language: str) -> Said:
        """The text in that language, else in Italian."""
        for code, text in self.others:
            if code == language and text:
                return Said(text, language)
        return Said(self.it, ITALIAN)


@dataclass(frozen=True, slots=True)
class Said:
    """A text and the code of its language."""

    text: str
    language: str = ITALIAN


@dataclass(frozen=True, slots=True)
class Authority:
    """Who writes. `certified_mail` is the digital address."""

    name: str
    seat: str
    office: str
    certified_mail: str
    address: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who reads. `lines` is the postal address, or the certified mail."""

    name: str
    name_original: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterPerson:
    """A person an act concerns."""

    name: str
    name_original: str = ""
    birth_date: date | None = None
    birth_date_estimated: bool = False
    citizenship: str = ""


@dataclass(frozen=True, slots=True)
class MissingItem:
    """A document asked for and what is wrong with it."""

    document: LocalText
    problem: LocalText


@dataclass(frozen=True, slots=True)
class AnsweredObservation:
    """What the person objected and what the office answers (art. 10-bis L. 241/1990)."""

    observation: str
    answer: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """A remedy. `where` names the court or the holder; `days` and `source` replace the figures of the data file."""

    kind: RemedyKind
    where: str = ""
    days: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class PendingOpinion:
    """An opinion another office owes. `waiting_days` counts from the request to the day of the letter."""

    reference: str
    person: str
    procedure: str
    opinion: str
    requested_on: date
    waiting_days: int
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """Everything a letter may need; `missing_facts` says what a given kind may not do without.

    `letter_protocol` is the number this letter goes out with, `protocol_number` and `protocol_date` those of the
    application. `due_on` is the effective due date and `due_reason` the term and its article; when the clock has not
    started `due_on` is None and `not_started_reason` says why. `papers` says how the papers can be seen.

    Of a measure in reception: `procedure` is its ground, `filed_on` the day it was opened, `measures` what was decided,
    `weighing` why it is proportionate and nothing milder is enough, `remedies_said` what the decision says of remedies.
    """

    authority: Authority
    addressee: Addressee
    letter_date: date
    responsible_officer: str
    signatory_name: str
    signatory_title: str
    procedure: LocalText = LocalText("")
    letter_protocol: str = ""
    protocol_number: str = ""
    protocol_date: date | None = None
    external_code: str = ""
    signature_note: SignatureNote = SignatureNote.NONE
    persons: tuple[LetterPerson, ...] = ()
    filed_on: date | None = None
    due_on: date | None = None
    due_reason: str = ""
    not_started_reason: str = ""
    silence_effect: str = "none"  # none | assent
    papers: LocalText = LocalText("")
    send_to: LocalText = LocalText("")
    items_missing: tuple[MissingItem, ...] = ()
    reply_days: int | None = None
    reply_by: date | None = None
    stop_effect: StopEffect = StopEffect.NONE
    stop_cap_days: int | None = None
    reasons: tuple[LocalText, ...] = ()
    legal_basis: tuple[str, ...] = ()
    notice_received_on: date | None = None
    observations_on: date | None = None
    observations: tuple[AnsweredObservation, ...] = ()
    next_steps: tuple[LocalText, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    pending: tuple[PendingOpinion, ...] = ()
    decided_on: date | None = None
    measures: tuple[LocalText, ...] = ()
    weighing: tuple[LocalText, ...] = ()
    remedies_said: str = ""


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of a letter as the data file has it: a sentence, or the name of a list; `when` names a condition."""

    kind: BlockKind
    text: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class LetterText:
    """The sentences of one kind in one language. `reviewed` is true once a translator has signed them."""

    language: str
    subject: str
    parts: tuple[TextPart, ...]
    reviewed: bool = False
    closing: tuple[TextPart, ...] = ()


@dataclass(frozen=True, slots=True)
class RemedyText:
    """The sentences of one remedy in one language, and its term in days where the law gives one."""

    sentence: str
    sentence_without_days: str
    days: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a composed letter. `rows` are the items of a list (one cell), of terms (two) or of a table."""

    kind: BlockKind
    text: str = ""
    rows: tuple[tuple[Said, ...], ...] = ()
    header: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A composed letter: Italian first, then the short translation (none when `translation_language` is Italian)."""

    subject: str
    paragraphs: tuple[Block, ...]
    remedies: tuple[str, ...]
    translation_paragraphs: tuple[Block, ...] = ()
    translation_remedies: tuple[str, ...] = ()
    translation_subject: str = ""
    translation_language: str = ITALIAN
    closing: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of a letter: its sentences, its remedies, its labels, and how it writes a date."""

    text: LetterText
    remedies: Mapping[RemedyKind, RemedyText]
    labels: Mapping[str, str]
    say_date: Callable[[date], str]
    right_to_left: bool = False


class LetterIncomplete(Exception):
    """The law wants something that is not there. `missing` holds the names of the facts."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


def conditions(facts: LetterFacts, language: str) -> dict[str, bool]:
    """Every condition a data file may name, and whether it holds for these facts in that language.

    Source: art. 2 c. 7 and 10-bis L. 241/1990 (what stops the term), art. 18-bis (effects of silence).
    """
    noticed = facts.notice_received_on is not None
    return {
        "due_known": facts.due_on is not None,
        "not_started": facts.due_on is None,
        "silence_none": facts.silence_effect == "none",
        "silence_assent": facts.silence_effect == "assent",
        "reply_by_known": facts.reply_by is not None,
        "reply_from_receipt": facts.reply_by is None,
        "suspends": facts.stop_effect is StopEffect.SUSPEND and facts.stop_cap_days is not None,
        "suspends_uncapped": facts.stop_effect is StopEffect.SUSPEND and facts.stop_cap_days is None,
        "interrupts": facts.stop_effect is StopEffect.INTERRUPT,
        "no_stop": facts.stop_effect is StopEffect.NONE,
        "observations": facts.observations_on is not None,
        "no_observations": facts.observations_on is None,
        "noticed_and_heard": noticed and facts.observations_on is not None,
        "noticed_and_silent": noticed and facts.observations_on is None,
        "measures": bool(facts.measures),
        "no_measure": not facts.measures,
        "remedies_said": bool(facts.remedies_said) and bool(facts.measures),
        "persons": bool(facts.persons),
        "papers": bool(facts.papers.it),
        "next_steps": bool(facts.next_steps),
        "reasons": bool(facts.reasons),
        "reasons_translated": bool(facts.reasons) and _all_in(facts.reasons, language),
        "reasons_in_italian": bool(facts.reasons) and not _all_in(facts.reasons, language),
    }


def _all_in(texts: tuple[LocalText, ...], language: str) -> bool:
    return all(text.said_in(language).language == language for text in texts)
