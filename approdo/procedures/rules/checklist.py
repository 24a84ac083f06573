"""Which documents a request needs, given the answers to the procedure's questions, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from approdo.procedures.rules.definition import DocumentRule, Procedure, Question

Answers = Mapping[str, str | Collection[str]]
Conditions = tuple[tuple[str, tuple[str, ...]], ...]


class ItemStatus(StrEnum):
    """Where one document of the checklist stands."""

    MISSING = "missing"
    TO_FIX = "to_fix"
    OK = "ok"
    WAIVED = "waived"


class DefectCode(StrEnum):
    """What is wrong with a document. The words on what to do about each are in the labels."""

    NOT_LEGALISED = "not_legalised"
    NO_TRANSLATION = "no_translation"
    EXPIRED = "expired"
    NAME_MISMATCH = "name_mismatch"
    ILLEGIBLE = "illegible"
    WRONG_YEAR = "wrong_year"
    WRONG_DOCUMENT = "wrong_document"
    INCOMPLETE = "incomplete"


class UnknownAnswer(ValueError):
    """The procedure has no such question, or the question no such answer. `question` and `value` say which."""

    def __init__(self, question: str, value: str) -> None:
        self.question, self.value = question, value
        super().__init__(f"{question}: {value}")


@dataclass(frozen=True, slots=True)
class DueDocument:
    """A document that is due. `because` holds the answers that make it due, empty when it always is."""

    document: DocumentRule
    because: tuple[tuple[str, str], ...] = ()


def due_documents(procedure: Procedure, answers: Answers) -> tuple[DueDocument, ...]:
    """The documents due for these answers, in the procedure's order, each with the answers that make it due.

    An answer is one choice, or several where the question allows it. A document that hangs on a question not yet
    answered is not due yet: `first_missing_question` tells which one to ask. An exemption counts only once it is
    stated. Raises UnknownAnswer.
    Source: documents of the procedure's own file.
    """
    given = _given(procedure, answers)
    due: list[DueDocument] = []
    for document in procedure.documents:
        because = _because(document.when, given)
        if because is not None and not _any(document.unless, given):
            due.append(DueDocument(document, because))
    return tuple(due)


def first_missing_question(procedure: Procedure, answers: Answers) -> Question | None:
    """The first question still to be asked, None when the answers are complete. Raises UnknownAnswer.

    Source: questions of the procedure's own file.
    """
    given = _given(procedure, answers)
    for question in procedure.questions:
        if not given.get(question.id) and _because(question.when, given) is not None:
            return question
    return None


def _given(procedure: Procedure, answers: Answers) -> dict[str, tuple[str, ...]]:
    """The answers that still count: one to a question that is no longer asked is left out with what hung on it."""
    asked = {question.id: question for question in procedure.questions}
    chosen = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in answers.items()}
    for name, values in chosen.items():
        if name not in asked:
            raise UnknownAnswer(name, ", ".join(values))
        _check(asked[name], values)
    given: dict[str, tuple[str, ...]] = {}
    for question in procedure.questions:
        if chosen.get(question.id) and _because(question.when, given) is not None:
            given[question.id] = chosen[question.id]
    return given


def _check(question: Question, values: tuple[str, ...]) -> None:
    known = {choice.id for choice in question.choices}
    for value in values:
        if value not in known:
            raise UnknownAnswer(question.id, value)
    if len(values) > 1 and not question.several:
        raise UnknownAnswer(question.id, ", ".join(values))


def _because(conditions: Conditions, given: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...] | None:
    """The answers that meet every condition, None when one is not met."""
    met: list[tuple[str, str]] = []
    for name, values in conditions:
        matching = [value for value in given.get(name, ()) if value in values]
        if not matching:
            return None
        met.extend((name, value) for value in matching)
    return tuple(met)


def _any(conditions: Conditions, given: Mapping[str, tuple[str, ...]]) -> bool:
    return any(value in values for name, values in conditions for value in given.get(name, ()))
