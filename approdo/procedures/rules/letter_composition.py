"""How the facts of a letter and its sentences become the letter, in Italian and in the person's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from approdo.procedures.rules.letter_requirements import missing_facts
from approdo.procedures.rules.letters import (
    AGAINST_SILENCE,
    DECISIONS,
    ITALIAN,
    ON_SILENCE,
    VEHICULAR,
    Block,
    BlockKind,
    Letter,
    LetterFacts,
    LetterIncomplete,
    LetterKind,
    LetterPerson,
    PendingOpinion,
    Remedy,
    Said,
    TextPart,
    Tongue,
    conditions,
)

PLACEHOLDER = re.compile(r"(?:\b(?P<article>[Ii]l|[Aa]l|[Dd]el|[Dd]al) )?\{(?P<name>[a-z_]+)\}")
ELIDED_DAY = re.compile(r"(8|11) ")
ISOLATE, END_OF_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def compose(
    kind: LetterKind,
    facts: LetterFacts,
    italian: Tongue,
    translation: Tongue | None = None,
) -> Letter:
    """The letter of that kind. Without a translation only the Italian part is written.

    Raises LetterIncomplete with the names of what the law wants and is not there.
    Source: art. 3, 7, 8, 10-bis and 18-bis L. 241/1990; art. 2 c. 6 D.Lgs. 286/1998.
    """
    missing = missing_facts(kind, facts)
    if missing:
        raise LetterIncomplete(missing)
    remedies = remedies_of(kind, facts)
    letter = Letter(
        subject=fill(italian.text.subject, placeholders(facts, italian), ITALIAN),
        paragraphs=_blocks(italian.text.parts, facts, italian),
        remedies=tuple(_remedy(remedy, italian) for remedy in remedies),
        closing=_blocks(italian.text.closing, facts, italian),
    )
    if translation is None:
        return letter
    return Letter(
        subject=letter.subject,
        paragraphs=letter.paragraphs,
        remedies=letter.remedies,
        closing=letter.closing,
        translation_subject=fill(translation.text.subject, placeholders(facts, translation)),
        translation_paragraphs=_blocks(translation.text.parts, facts, translation),
        translation_remedies=tuple(_remedy(remedy, translation) for remedy in remedies),
        translation_language=translation.text.language,
    )


def remedies_of(kind: LetterKind, facts: LetterFacts) -> tuple[Remedy, ...]:
    """The remedies that letter names: against silence in the start notice, against the act in a decision.

    Source: art. 3 c. 4 and 8 c. 2 L. 241/1990.
    """
    if kind in ON_SILENCE:
        return tuple(remedy for remedy in facts.remedies if remedy.kind in AGAINST_SILENCE)
    if kind in DECISIONS or (kind is LetterKind.MEASURE_DECISION and facts.measures):
        return tuple(remedy for remedy in facts.remedies if remedy.kind not in AGAINST_SILENCE)
    return ()


def choose_language(preferred: tuple[str, ...], available: frozenset[str]) -> str:
    """Language of the short translation: the first preferred one that is available, else English, French or Spanish.

    `preferred` are language codes from the best known, regions ignored (`ar-MA` is `ar`). Italian only counts when
    it comes first: then no translation is due and the answer is `it`.
    Source: art. 2 c. 6 D.Lgs. 286/1998.
    """
    codes = [code.replace("_", "-").split("-")[0].lower() for code in preferred]
    if codes[:1] == [ITALIAN]:
        return ITALIAN
    for code in codes:
        if code != ITALIAN and code in available:
            return code
    return next((code for code in VEHICULAR if code in available), ITALIAN)


def fill(sentence: str, values: Mapping[str, str], language: str = "") -> str:
    """The sentence with its `{names}` replaced; a value is never read again for further names.

    In Italian the article before the days 8 and 11 loses its vowel (`entro l'11 giugno`). Raises KeyError when a
    name has no value.
    Source: none, this is how the sentences of the data files are written.
    """

    def value(match: re.Match[str]) -> str:
        found, article = values[match["name"]], match["article"]
        if not article:
            return found
        if language == ITALIAN and ELIDED_DAY.match(found):
            return f"{ELISIONS[article.lower()][0] if article[0].islower() else ELISIONS[article.lower()][1]}{found}"
        return f"{article} {found}"

    return PLACEHOLDER.sub(value, sentence)


ELISIONS = {
    "il": ("l'", "L'"),
    "al": ("all'", "All'"),
    "del": ("dell'", "Dell'"),
    "dal": ("dall'", "Dall'"),
}


def formal_name(seat: str) -> str:
    """Name of the Prefettura of that seat as its letters bear it.

    Source: art. 11 D.Lgs. 300/1999 (Prefettura – Ufficio territoriale del Governo).
    """
    if seat.startswith("L'"):
        of_seat = f"dell'{seat[2:]}"
    elif seat.startswith("La "):
        of_seat = f"della {seat[3:]}"
    else:
        of_seat = f"di {seat}"
    return f"Prefettura – Ufficio territoriale del Governo {of_seat}"


def grouped(
    pending: tuple[PendingOpinion, ...],
) -> tuple[tuple[str, tuple[PendingOpinion, ...]], ...]:
    """Pending opinions by procedure, in alphabetical order; the longest wait comes first in each group.

    Source: none, this is how offices asked to read them.
    """
    names = sorted({item.procedure for item in pending})
    return tuple(
        (
            name,
            tuple(
                sorted(
                    (p for p in pending if p.procedure == name),
                    key=lambda p: (-p.waiting_days, p.reference),
                )
            ),
        )
        for name in names
    )


def placeholders(facts: LetterFacts, tongue: Tongue) -> dict[str, str]:
    """Every name a sentence may use and its value in words; absent dates and numbers are empty.

    Source: art. 8 L. 241/1990 for what a notice must be able to say.
    """
    language = tongue.text.language

    def day(value: date | None) -> str:
        return tongue.say_date(value) if value else ""

    def figure(value: int | None) -> str:
        return "" if value is None else str(value)

    values = {
        "authority": facts.authority.name,
        "office": facts.authority.office,
        "certified_mail": facts.authority.certified_mail,
        "officer": facts.responsible_officer,
        "addressee": facts.addressee.name,
        "procedure": facts.procedure.said_in(language).text,
        "procedure_italian": facts.procedure.it,
        "protocol": protocol(facts, tongue),
        "letter_date": day(facts.letter_date),
        "filed_on": day(facts.filed_on),
        "due_on": day(facts.due_on),
        "due_reason": facts.due_reason,
        "not_started_reason": facts.not_started_reason,
        "papers": facts.papers.said_in(language).text,
        "send_to": facts.send_to.said_in(language).text,
        "reply_days": figure(facts.reply_days),
        "reply_by": day(facts.reply_by),
        "stop_cap_days": figure(facts.stop_cap_days),
        "notice_received_on": day(facts.notice_received_on),
        "observations_on": day(facts.observations_on),
        "pending_count": str(len(facts.pending)),
        "decided_on": day(facts.decided_on),
        "remedies_said": facts.remedies_said,
    }
    return _isolated(values) if tongue.right_to_left else values


def _isolated(values: Mapping[str, str]) -> dict[str, str]:
    # Inside Arabic a Latin name keeps its own punctuation on its own side.
    return {name: f"{ISOLATE}{value}{END_OF_ISOLATE}" if value else "" for name, value in values.items()}


def protocol(facts: LetterFacts, tongue: Tongue) -> str:
    """Protocol number of the application and its date in words, as far as they are known.

    Source: art. 8 L. 241/1990 (the notice names its subject).
    """
    return _dated(facts.protocol_number, facts.protocol_date, tongue)


def own_protocol(facts: LetterFacts, tongue: Tongue) -> str:
    """Protocol number this letter goes out with and its date in words; empty when it has none yet.

    Source: art. 53 DPR 445/2000 (what is registered of a document that goes out).
    """
    return _dated(facts.letter_protocol, facts.letter_date, tongue) if facts.letter_protocol else ""


def _dated(number: str, on: date | None, tongue: Tongue) -> str:
    if on is None:
        return number
    said = fill(tongue.labels["of_date"], {"date": tongue.say_date(on)}, tongue.text.language)
    return f"{number} {said}".strip()


def _blocks(parts: tuple[TextPart, ...], facts: LetterFacts, tongue: Tongue) -> tuple[Block, ...]:
    holds = conditions(facts, tongue.text.language)
    values = placeholders(facts, tongue)
    return tuple(_block(part, facts, tongue, values) for part in parts if not part.when or holds[part.when])


def _block(part: TextPart, facts: LetterFacts, tongue: Tongue, values: Mapping[str, str]) -> Block:
    if part.kind in {BlockKind.TEXT, BlockKind.HEADING}:
        return Block(part.kind, text=fill(part.text, values, tongue.text.language))
    rows, header = LISTS[part.text](facts, tongue)
    return Block(part.kind, rows=rows, header=header)


Rows = tuple[tuple[tuple[Said, ...], ...], tuple[str, ...]]


def _particulars(facts: LetterFacts, tongue: Tongue) -> Rows:
    values = placeholders(facts, tongue)
    labels = tongue.labels
    names = [
        "authority",
        "subject",
        "office",
        "officer",
        "digital_address",
        "filed_on",
        "closing",
        "papers",
    ]
    closing = "closing_due" if facts.due_on else "closing_not_started"
    said = {name: fill(labels[f"says_{closing if name == 'closing' else name}"], values) for name in names}
    return tuple((Said(labels[name]), Said(said[name])) for name in names), ()


def _items_missing(facts: LetterFacts, tongue: Tongue) -> Rows:
    language = tongue.text.language
    rows = []
    for item in facts.items_missing:
        document = item.document.said_in(language)
        if language != ITALIAN and document.language != ITALIAN:
            # The Italian name is what the person must ask for at the counter.
            document = Said(f"{document.text} ({item.document.it})", language)
        rows.append((document, item.problem.said_in(language)))
    return tuple(rows), (tongue.labels["document"], tongue.labels["problem"])


def _reasons(facts: LetterFacts, tongue: Tongue) -> Rows:
    return tuple((reason.said_in(tongue.text.language),) for reason in facts.reasons), ()


def _measures(facts: LetterFacts, tongue: Tongue) -> Rows:
    return tuple((measure.said_in(tongue.text.language),) for measure in facts.measures), ()


def _weighing(facts: LetterFacts, _tongue: Tongue) -> Rows:
    return tuple((Said(one.it),) for one in facts.weighing), ()


def _legal_basis(facts: LetterFacts, _tongue: Tongue) -> Rows:
    return tuple((Said(article),) for article in facts.legal_basis), ()


def _observations(facts: LetterFacts, tongue: Tongue) -> Rows:
    rows = tuple((Said(item.observation), Said(item.answer)) for item in facts.observations)
    return rows, (tongue.labels["observation"], tongue.labels["answer"])


def _next_steps(facts: LetterFacts, tongue: Tongue) -> Rows:
    return tuple((step.said_in(tongue.text.language),) for step in facts.next_steps), ()


def _persons(facts: LetterFacts, tongue: Tongue) -> Rows:
    labels = tongue.labels
    rows = tuple((Said(_full_name(p)), Said(_birth(p, tongue)), Said(p.citizenship or "–")) for p in facts.persons)
    return rows, (labels["person"], labels["born_on"], labels["citizenship"])


def _full_name(person: LetterPerson) -> str:
    return f"{person.name} ({person.name_original})" if person.name_original else person.name


def _birth(person: LetterPerson, tongue: Tongue) -> str:
    if person.birth_date is None:
        return "–"
    said = tongue.say_date(person.birth_date)
    return fill(tongue.labels["estimated"], {"date": said}) if person.birth_date_estimated else said


def pending_rows(facts: LetterFacts, tongue: Tongue) -> Rows:
    """Rows and header of the table of pending opinions.

    Source: none, the columns are those of the letter.
    """
    labels = tongue.labels
    rows = tuple(
        (
            Said(item.reference),
            Said(item.person),
            Said(f"{item.opinion} – {item.legal_basis}" if item.legal_basis else item.opinion),
            Said(tongue.say_date(item.requested_on)),
            Said(str(item.waiting_days)),
        )
        for item in facts.pending
    )
    return rows, tuple(labels[name] for name in ("reference", "person", "opinion", "requested_on", "waiting_days"))


LISTS = {
    "particulars": _particulars,
    "items_missing": _items_missing,
    "reasons": _reasons,
    "legal_basis": _legal_basis,
    "measures": _measures,
    "weighing": _weighing,
    "observations": _observations,
    "next_steps": _next_steps,
    "persons": _persons,
    "pending": pending_rows,
}


def _remedy(remedy: Remedy, tongue: Tongue) -> str:
    text = tongue.remedies[remedy.kind]
    days = remedy.days if remedy.days is not None else text.days
    values = {
        "where": remedy.where,
        "source": remedy.source or text.source,
        "days": "" if days is None else str(days),
    }
    if tongue.right_to_left:
        values = _isolated(values)
    return fill(
        text.sentence_without_days if days is None else text.sentence,
        values,
        tongue.text.language,
    )
