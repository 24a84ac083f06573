"""What a measure says to its letters: to the guest in Italian and in their language, to the Commission in Italian."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from approdo.core.errors import NotFound
from approdo.core.models import User
from approdo.procedures.definitions import procedure
from approdo.procedures.letter_texts import letter_language
from approdo.procedures.queries import letter_facts
from approdo.procedures.rules.letters import (
    ITALIAN,
    Addressee,
    LetterFacts,
    LetterKind,
    LocalText,
    Remedy,
    RemedyKind,
)
from approdo.reception import comuni, measure_words
from approdo.reception import measure_labels as labels
from approdo.reception.models import Measure, MeasureDecision, MeasureLetter
from approdo.reception.queries import measures
from approdo.reception.rules.measures import Ground, MeasurePaper, MeasureState, paragraph

KINDS = {
    MeasurePaper.NOTICE: LetterKind.MEASURE_NOTICE,
    MeasurePaper.DECISION: LetterKind.MEASURE_DECISION,
    MeasurePaper.COMMUNICATION: LetterKind.MEASURE_COMMUNICATION,
}
COMMISSION = Addressee("Commissione territoriale per il riconoscimento della protezione internazionale")
Words = TypeVar("Words", str, list[str])
THIS_LAW = "D.Lgs. 142/2015 art. 23"


def letters_of(row: Measure) -> list[MeasureLetter]:
    """The letters of a measure in the order of the procedure."""
    order = list(MeasurePaper)
    found = row.letters.select_related("document")
    return sorted(found, key=lambda one: order.index(MeasurePaper(one.kind)))


def possible(row: Measure) -> list[MeasurePaper]:
    """The letters that may be written now, or again: of what was not told yet."""
    decision = measures.decision_of(row)
    if decision is None:
        told = row.state != MeasureState.OPEN.value or row.notice_received_on is not None
        return [] if told else [MeasurePaper.NOTICE]
    found = [MeasurePaper.DECISION] if decision.received_on is None else []
    if row.state == MeasureState.DECIDED.value and row.commission_on is None:
        found.append(MeasurePaper.COMMUNICATION)
    return found


def letter(row: Measure, kind: MeasurePaper) -> MeasureLetter:
    """One letter of a measure that the caller may read. Raises NotFound."""
    found = row.letters.select_related("document").filter(kind=kind.value).first()
    if found is None:
        raise NotFound("letter_not_found", _("No letter of this kind was written."))
    return found


def language_of(row: Measure, kind: MeasurePaper) -> str:
    """The language of the short translation; Italian, that is none, for the Commission."""
    if kind is MeasurePaper.COMMUNICATION:
        return ITALIAN
    return letter_language(letter_facts.spoken_by(row.guest.person))


def facts_of(row: Measure, kind: MeasurePaper, writer: User, today: date) -> LetterFacts:
    """Everything that a letter of that kind may need. What was found of vulnerability is never in a letter."""
    ground, person = Ground(row.ground), row.guest.person
    base = LetterFacts(
        authority=letter_facts.authority(row.prefecture, "reception"),
        addressee=letter_facts.addressed(person, *_address(row)),
        letter_date=today,
        responsible_officer=row.opened_by.full_name if row.opened_by else writer.full_name,
        signatory_name=writer.full_name,
        signatory_title="Il responsabile del procedimento",
        procedure=_said(lambda: str(labels.GROUNDS[ground])),
        filed_on=row.opened_on,
        papers=letter_facts.PAPERS,
        legal_basis=(f"{THIS_LAW} {paragraph(ground)}", f"{THIS_LAW} c. 2-bis"),
        notice_received_on=row.notice_received_on,
        observations_on=row.heard_on,
    )
    if kind is MeasurePaper.NOTICE:
        return _notice(base, row, today)
    decision = measures.decision_of(row)
    if decision is None:
        return base
    decided = replace(base, decided_on=decision.decided_on, measures=_measures(decision))
    if kind is MeasurePaper.COMMUNICATION:
        return replace(decided, addressee=COMMISSION, persons=(letter_facts.letter_person(person),))
    return _decision(decided, row, decision)


def _notice(base: LetterFacts, row: Measure, today: date) -> LetterFacts:
    clock = measures.due(row, "conclusion", today).result
    hearing = procedure(measures.PROCEDURE).term("hearing").versions[-1]
    return replace(
        base,
        reasons=_paragraphs(row.facts),
        reply_days=hearing.amount,
        send_to=LocalText(row.prefecture.certified_mail),
        due_on=clock.effective_due,
        due_reason=letter_facts.due_reason(clock),
        remedies=tuple(letter_facts.on_silence(row.prefecture_id, letter_facts.REGIONAL_COURT)),
    )


def _decision(base: LetterFacts, row: Measure, decision: MeasureDecision) -> LetterFacts:
    assessment = measures.assessment_of(row)
    weighed = (assessment.proportionality, assessment.lesser) if assessment else ()
    return replace(
        base,
        signatory_name=decision.signed_by.full_name,
        signatory_title="Per il Prefetto, il dirigente",
        reasons=_paragraphs(decision.reasons),
        weighing=tuple(line for text in weighed for line in _paragraphs(text)),
        remedies_said=decision.remedies,
        remedies=(Remedy(RemedyKind.REGIONAL_COURT, letter_facts.REGIONAL_COURT),),
    )


def _measures(decision: MeasureDecision) -> tuple[LocalText, ...]:
    italian, english = (_in(language, lambda: measure_words.taken(decision)) for language in (ITALIAN, "en"))
    return tuple(LocalText(mine, (("en", other),)) for mine, other in zip(italian, english, strict=True))


def _said(words: Callable[[], str]) -> LocalText:
    return LocalText(_in(ITALIAN, words), (("en", _in("en", words)),))


def _in(language: str, words: Callable[[], Words]) -> Words:
    with translation.override(language):
        return words()


def _address(row: Measure) -> tuple[str, ...]:
    """Where the guest is reached: the centre is their domicile (D.Lgs. 142/2015 art. 5)."""
    if row.centre is None:
        return ()
    return f"presso {row.centre.name}", row.centre.address, comuni.name(row.centre.comune)


def _paragraphs(text: str) -> tuple[LocalText, ...]:
    return tuple(LocalText(line.strip()) for line in text.splitlines() if line.strip())
