"""A guide to a procedure: the same definitions as the case files, told to who applies, with the Italian beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from approdo.portal import labels
from approdo.portal.definitions import GuideWords, guide_words, step_takers
from approdo.portal.words import N_, Speech
from approdo.procedures.definitions import procedures
from approdo.procedures.rules.checklist import DueDocument, due_documents, first_missing_question
from approdo.procedures.rules.definition import Choice, DocumentRule, Procedure, Question, Term, TermVersion

Answers = dict[str, list[str]]
NO_FIGURE = N_("the law sets no time")
BEFORE = N_("%(span)s before")
WORKING_DAYS = N_("working days: %(n)s")
EXTENDABLE = N_("%(span)s; with reasons up to %(longest)s")


@dataclass(frozen=True, slots=True)
class Told:
    """Words of a definition as a reader gets them: in `language`, and in Italian.

    `untranslated`: the reader's language has no translation, and the Italian is shown. `unreviewed`: nobody who speaks
    the language has read the translation.
    """

    text: str
    language: str
    italian: str
    untranslated: bool = False
    unreviewed: bool = False

    @property
    def beside(self) -> bool:
        """Whether the Italian is shown beside, because the text is in another language."""
        return self.language != "it"


@dataclass(frozen=True, slots=True)
class Limit:
    """A term in force: what must be done, by whom, how long, from when, on which law."""

    name: Told
    who: str
    length: str
    starts: str
    article: str
    since: date
    confirmed: bool
    main: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the checklist."""

    name: Told
    note: Told | None
    who: str
    due_at: str
    legalised: bool
    validity: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the answers a reader may give; `given` are those already given."""

    id: str
    text: Told
    several: bool
    choices: tuple[tuple[str, Told], ...]
    given: tuple[tuple[Told, Told | None], ...] = ()


class Teller:
    """Tells one procedure in one language on one day."""

    def __init__(self, procedure: Procedure, speech: Speech, today: date) -> None:
        self.procedure, self.speech, self.today = procedure, speech, today
        self.words: GuideWords = guide_words(procedure.id)

    def told(self, it: str, en: str, translations: Mapping[str, str] | None = None) -> Told:
        """Words of the definition in the reader's language, else in Italian, which is said."""
        code = self.speech.code
        if self.speech.italian:
            return Told(it, "it", it)
        if code == "en" and en:
            return Told(en, "en", it)
        found = (translations or {}).get(code)
        return (
            Told(found, code, it, unreviewed=not self.words.reviewed_by)
            if found
            else Told(it, "it", it, untranslated=True)
        )

    def name(self) -> Told:
        """The procedure's name."""
        one = self.procedure
        return self.told(one.name_it, one.name_en, self.words.of("procedure", one.id))

    def _pair(self, value: object, name: str) -> Told:
        return self.told(getattr(value, f"{name}_it"), getattr(value, f"{name}_en"))

    def who_may(self) -> list[Told]:
        """Who applies, and what is asked of them."""
        return [self._pair(one, "text") for one in self.procedure.requirements]

    def applicant(self) -> Told:
        """Who applies."""
        return self._pair(self.procedure, "applicant")

    def beneficiary(self) -> Told:
        """For whom."""
        return self._pair(self.procedure, "beneficiary")

    def decided_by(self) -> Told:
        """Who decides."""
        return self._pair(self.procedure, "decided_by")

    def costs(self) -> list[tuple[Told, str, str]]:
        """Each cost in force today: what, how much, on which law."""
        found = []
        for fee in self.procedure.fees_eur:
            if fee.versions[0].valid_from <= self.today:
                version = fee.on(self.today)
                found.append((self._pair(fee, "name"), self.speech.money(version.value), version.source.article))
        return found

    def limits(self) -> list[Limit]:
        """The terms in force today."""
        found = ((term, in_force(term.versions, self.today)) for term in self.procedure.terms)
        return [self._limit(term, version) for term, version in found if version]

    def _limit(self, term: Term, version: TermVersion) -> Limit:
        return Limit(
            self._pair(term, "name"),
            self.speech.say(labels.OWNERS[term.owner]),
            length(self.speech, version),
            self.speech.say(labels.STARTS[version.starts_on]),
            version.source.article,
            version.valid_from,
            version.verified_by is not None,
            term.id == self.procedure.main_term,
        )

    def steps(self) -> list[tuple[Told, str]]:
        """The steps, in order, each with who takes it."""
        return [
            (
                self.told(one.name_it, one.name_en, self.words.of("stages", one.id)),
                self.speech.say(labels.OWNERS[step_takers()[one.id]]),
            )
            for one in self.procedure.stages
        ]

    def silence(self) -> Told:
        """What no answer means."""
        return self.told(*labels.SILENCE[self.procedure.silence_effect])

    def remedies(self) -> list[Told]:
        """What one may do against a refusal or no answer."""
        return [self.told(*labels.REMEDIES[one]) for one in self.procedure.remedies]

    def papers(self, due: Iterable[DueDocument] | None = None) -> list[Paper]:
        """The documents: those due, or all that the procedure may ask."""
        wanted = self.procedure.documents if due is None else [one.document for one in due]
        return [self._paper(one) for one in wanted]

    def _paper(self, one: DocumentRule) -> Paper:
        return Paper(
            self.told(one.name_it, one.name_en, self.words.of("documents", one.id)),
            self._pair(one, "note") if one.note_it else None,
            self.speech.say(labels.OWNERS[one.who]),
            self.speech.say(labels.DUE_AT[one.due_at]),
            one.legalised,
            self.speech.span(one.validity_months, "month") if one.validity_months else "",
        )

    def asked(self, question: Question, given: Iterable[str] = ()) -> Asked:
        """A question in the reader's language, with its answers."""
        text = self.told(question.text_it, question.text_en, self.words.of("questions", question.id))
        names = {one.id: self._choice(question, one) for one in question.choices}
        chosen = [one for one in question.choices if one.id in set(given)]
        notes = tuple((names[one.id], self._pair(one, "note") if one.note_it else None) for one in chosen)
        return Asked(question.id, text, question.several, tuple(names.items()), notes)

    def _choice(self, question: Question, one: Choice) -> Told:
        return self.told(one.name_it, one.name_en, self.words.of("choices", f"{question.id}.{one.id}"))


@dataclass(frozen=True, slots=True)
class Checklist:
    """The documents for some answers: what was answered, what is asked next, what is due so far."""

    answered: tuple[Asked, ...]
    following: Asked | None
    papers: tuple[Paper, ...]
    elsewhere: bool  # an answer says that this is the wrong door


def checklist(teller: Teller, answers: Answers) -> Checklist:
    """The checklist for these answers. Raises UnknownAnswer."""
    procedure = teller.procedure
    due = due_documents(procedure, answers)
    missing = first_missing_question(procedure, answers)
    answered = [one for one in procedure.questions if answers.get(one.id)]
    chosen = [choice for one in answered for choice in one.choices if choice.id in answers[one.id]]
    return Checklist(
        tuple(teller.asked(one, answers[one.id]) for one in answered),
        teller.asked(missing) if missing else None,
        tuple(teller.papers(due)),
        any(one.refers_to for one in chosen),
    )


def in_force(versions: Iterable[TermVersion], day: date) -> TermVersion | None:
    """The version of a term in force on a day, None before the first."""
    return next((one for one in reversed(tuple(versions)) if one.valid_from <= day), None)


def length(speech: Speech, version: TermVersion) -> str:
    """How long a term is, in words."""
    if version.amount is None:
        return speech.say(NO_FIGURE)
    span = _span(speech, abs(version.amount), version.unit)
    if version.amount < 0:
        return speech.say(BEFORE) % {"span": span}
    if version.extendable_to is None:
        return span
    return speech.say(EXTENDABLE) % {"span": span, "longest": _span(speech, version.extendable_to, version.unit)}


def _span(speech: Speech, amount: int, unit: str) -> str:
    if unit == "working_days":
        return speech.say(WORKING_DAYS) % {"n": speech.number(amount)}
    return speech.span(amount, unit.removesuffix("s"))


def known(procedure_id: str, shown: Iterable[tuple[Procedure, ...]]) -> Procedure:
    """A procedure that has a guide. Raises KeyError."""
    if procedure_id not in {one.id for group in shown for one in group}:
        raise KeyError(procedure_id)
    return procedures()[procedure_id]
