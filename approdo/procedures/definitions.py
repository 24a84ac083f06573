"""Reads the files of `data/` into the values of `rules/definition.py`, and refuses what cannot be trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from approdo.core.data_files import DefinitionError, Entry, holds_number, read_mapping, refuse
from approdo.core.definitions import holiday_calendar
from approdo.core.figures import read_first_day, read_verification, read_versions, some
from approdo.core.rules.figures import Evidence, Source
from approdo.procedures.numbers import DATA, read_figure, read_source, read_source_of_number, references
from approdo.procedures.rules.checklist import DefectCode
from approdo.procedures.rules.definition import (
    Choice,
    ConsultedOffice,
    DocumentRule,
    DueAt,
    Judge,
    Kind,
    Office,
    OpinionRule,
    Outcome,
    Owner,
    Procedure,
    Question,
    Remedy,
    Requirement,
    Silence,
    SilenceEffect,
    StopEffect,
    StopKind,
    StopRule,
    Term,
    TermVersion,
    Unit,
)
from approdo.procedures.rules.events import COMMON_EVENTS, EventType

__all__ = ["DefinitionError", "UnknownProcedure", "defects", "load_folder", "procedure", "procedures", "references"]

SCHEMA = "approdo/procedure@1"
Condition = tuple[tuple[str, tuple[str, ...]], ...]

_PROCEDURE_KEYS = (
    "schema id kind office name legal_basis applicant beneficiary decided_by judge external_code main_term terms"
    " opinions documents questions grounds requirements figures fees outcomes stages follow_up extra_events"
    " silence_effect remedies bottlenecks sources verified_by"
)


class UnknownProcedure(KeyError):
    """No procedure has that identifier."""


@dataclass(frozen=True, slots=True)
class _Common:
    """What every procedure file may refer to."""

    stops: dict[str, StopRule]
    by_analogy: tuple[str, str]


def procedure(procedure_id: str) -> Procedure:
    """The procedure of that identifier. Raises UnknownProcedure."""
    try:
        return procedures()[procedure_id]
    except KeyError:
        raise UnknownProcedure(procedure_id) from None


@cache
def procedures() -> dict[str, Procedure]:
    """Every procedure by identifier, read once. Raises DefinitionError."""
    return load_folder(DATA)


def load_folder(folder: Path) -> dict[str, Procedure]:
    """The procedures of the YAML files of a folder, by identifier and in its order. Raises DefinitionError."""
    found = (_procedure(read_mapping(file), _common()) for file in sorted(folder.glob("*.yaml")))
    return {one.id: one for one in found}


@cache
def defects() -> dict[DefectCode, Choice]:
    """What may be wrong with a document: its name and, as note, what to do. Raises DefinitionError when one is absent."""
    file = read_mapping(DATA / "common" / "defects.yaml")
    found = {one.one_of("id", DefectCode): _choice(one) for one in file.children("defects")}
    absent = [code for code in DefectCode if code not in found]
    if absent:
        file.refuse("defects", f"no words for {', '.join(absent)}", "Add them")
    return found


@cache
def _common() -> _Common:
    rules = read_mapping(DATA / "common" / "stops.yaml")
    return _Common({one.text("id"): _stop_rule(one) for one in rules.children("stops")}, rules.words("by_analogy"))


def _procedure(entry: Entry, common: _Common) -> Procedure:
    entry.only(_PROCEDURE_KEYS)
    _check_identity(entry)
    grounds = _choices(entry, "grounds")
    questions = tuple(_question(one, grounds) for one in entry.children("questions"))
    _check_questions(entry, questions)
    terms = tuple(_term(one, common) for one in entry.children("terms"))
    name, applicant = entry.words("name"), entry.words("applicant")
    beneficiary, decided_by = entry.words("beneficiary"), entry.words("decided_by")
    follow_up = entry.names_of("follow_up", EventType)
    bottlenecks = [one.words("name") for one in entry.children("bottlenecks")]
    return Procedure(
        id=entry.text("id"),
        office=entry.one_of("office", Office),
        name_it=name[0],
        name_en=name[1],
        legal_basis=some(entry, "legal_basis", entry.names("legal_basis")),
        applicant_it=applicant[0],
        applicant_en=applicant[1],
        beneficiary_it=beneficiary[0],
        beneficiary_en=beneficiary[1],
        decided_by_it=decided_by[0],
        decided_by_en=decided_by[1],
        judge=entry.one_of("judge", Judge),
        main_term=_main_term(entry, terms),
        terms=terms,
        opinions=tuple(_opinion(one, questions) for one in entry.children("opinions")),
        documents=tuple(_document(one, questions) for one in entry.children("documents")),
        questions=questions,
        grounds=grounds,
        requirements=tuple(_requirement(one) for one in entry.children("requirements")),
        outcomes=some(entry, "outcomes", entry.names_of("outcomes", Outcome)),
        stages=_choices(entry, "stages"),
        follow_up=follow_up,
        silence_effect=entry.one_of("silence_effect", SilenceEffect),
        remedies=entry.names_of("remedies", Remedy),
        sources=some(
            entry,
            "sources",
            tuple(read_source(one) for one in entry.children("sources")),
        ),
        external_code=entry.text("external_code", ""),
        kind=entry.one_of("kind", Kind),
        fees_eur=tuple(read_figure(one) for one in entry.children("fees")),
        figures=tuple(read_figure(one) for one in entry.children("figures")),
        bottlenecks_it=tuple(it for it, _ in bottlenecks),
        bottlenecks_en=tuple(en for _, en in bottlenecks),
        verified_by=read_verification(entry),
        extra_events=_extra_events(terms, (*follow_up, *entry.names_of("extra_events", EventType))),
    )


def _check_identity(entry: Entry) -> None:
    if entry.text("schema") != SCHEMA:
        entry.refuse("schema", f"unknown schema {entry.text('schema')!r}", f"Write {SCHEMA}")
    if entry.text("id") != entry.file.stem:
        problem = f"the id {entry.text('id')!r} is not the name of the file, {entry.file.stem!r}"
        entry.refuse("id", problem, "Make the two equal")


def _check_questions(entry: Entry, questions: tuple[Question, ...]) -> None:
    """A question may be asked only after questions that stand before it, or nobody could ever reach it."""
    for index, one in enumerate(entry.children("questions")):
        _condition(one, "when", questions[:index])


def _main_term(entry: Entry, terms: tuple[Term, ...]) -> str:
    main = entry.text("main_term", "")
    if main and main not in [term.id for term in terms]:
        have = ", ".join(term.id for term in terms) or "none"
        entry.refuse("main_term", f"no term has the id {main!r}", f"Use one of: {have}")
    return main


def _extra_events(terms: tuple[Term, ...], listed: tuple[EventType, ...]) -> tuple[str, ...]:
    started = [version.starts_on for term in terms for version in term.versions]
    picked = [term.picked_by for term in terms]
    return tuple(event for event in dict.fromkeys([*started, *picked, *listed]) if event not in COMMON_EVENTS)


def _term(entry: Entry, common: _Common) -> Term:
    entry.only("id name owner picked_by on_expiry versions stops")
    name_it, name_en = entry.words("name")
    return Term(
        id=entry.text("id"),
        name_it=name_it,
        name_en=name_en,
        owner=entry.one_of("owner", Owner),
        versions=read_versions(entry, _term_version),
        stops=_stops(entry, common),
        picked_by=entry.one_of("picked_by", EventType, EventType.FILED),
        on_expiry=entry.text("on_expiry", ""),
    )


def _term_version(entry: Entry) -> TermVersion:
    entry.only("from from_evidence amount unit starts_on extendable_to source verified_by")
    amount, longest = _amount(entry), entry.whole("extendable_to", None)
    if amount == 0:
        entry.refuse(
            "amount",
            "a term of 0 is no term",
            "Write the amount, or null where the law sets none",
        )
    if longest is not None and (amount is None or longest <= amount):
        entry.refuse(
            "extendable_to",
            f"{longest} does not extend {amount}",
            "Write a number above the amount",
        )
    return TermVersion(
        valid_from=read_first_day(entry),
        amount=amount,
        unit=entry.one_of("unit", Unit),
        starts_on=entry.one_of("starts_on", EventType),
        source=read_source(entry.child("source")),
        extendable_to=longest,
        verified_by=read_verification(entry),
        valid_from_evidence=entry.one_of("from_evidence", Evidence),
    )


def _amount(entry: Entry) -> int | None:
    """The amount, or the one of the calendar when the entry names it: a number of the law stands in one file only."""
    if entry.data.get("amount") == "notice_reply":
        return holiday_calendar().counting.reply_days
    return entry.whole("amount")


def _stops(entry: Entry, common: _Common) -> tuple[StopRule, ...]:
    found: list[StopRule] = []
    for index, value in entry.items("stops"):
        path = (*entry.path, "stops", index)
        chosen = isinstance(value, dict)
        stop = Entry(value if chosen else {"rule": value}, entry.file, path)
        stop.only("rule evidence")
        name = stop.text("rule")
        if name not in common.stops:
            refuse(
                entry.file,
                path,
                f"unknown stop {name!r}",
                f"Use one of: {', '.join(common.stops)}",
            )
        rule = common.stops[name]
        if rule.kind in [other.kind for other in found]:
            refuse(
                entry.file,
                path,
                f"a stop of kind {rule.kind!r} stands twice",
                "Keep one",
            )
        if chosen and stop.one_of("evidence", Evidence) is not Evidence.FOUND:
            rule = replace(
                rule,
                source=_chosen(rule.source, stop.one_of("evidence", Evidence), common.by_analogy),
            )
        found.append(rule)
    return tuple(found)


def _chosen(source: Source, evidence: Evidence, note: tuple[str, str]) -> Source:
    return replace(source, evidence=evidence, note_it=note[0], note_en=note[1])


def _stop_rule(entry: Entry) -> StopRule:
    entry.only("id kind effect cap_days once setting source")
    return StopRule(
        kind=entry.one_of("kind", StopKind),
        effect=entry.one_of("effect", StopEffect),
        source=read_source(entry.child("source")),
        cap_days=entry.whole("cap_days", None),
        once=entry.flag("once"),
        setting=entry.text("setting", ""),
    )


def _opinion(entry: Entry, questions: tuple[Question, ...]) -> OpinionRule:
    entry.only("office kind silence silence_days except_when restricted before_filing note source")
    kind, note = entry.words("kind"), entry.optional_words("note")
    lifted = entry.text("except_when", "")
    answers = [choice.id for question in questions for choice in question.choices]
    if lifted and lifted not in answers:
        entry.refuse(
            "except_when",
            f"no question has the answer {lifted!r}",
            f"Use one of: {', '.join(answers)}",
        )
    return OpinionRule(
        office=entry.one_of("office", ConsultedOffice),
        kind_it=kind[0],
        kind_en=kind[1],
        silence=entry.one_of("silence", Silence),
        source=read_source(entry.child("source")),
        silence_days=entry.whole("silence_days", None),
        except_when=lifted,
        restricted=entry.flag("restricted"),
        before_filing=entry.flag("before_filing"),
        note_it=note[0],
        note_en=note[1],
    )


def _document(entry: Entry, questions: tuple[Question, ...]) -> DocumentRule:
    entry.only("id name who when unless note validity_months legalised source due_at")
    name, note = entry.words("name"), entry.optional_words("note")
    months = entry.whole("validity_months", None)
    return DocumentRule(
        id=entry.text("id"),
        name_it=name[0],
        name_en=name[1],
        who=entry.one_of("who", Owner),
        when=_condition(entry, "when", questions),
        unless=_condition(entry, "unless", questions),
        note_it=note[0],
        note_en=note[1],
        validity_months=months,
        legalised=entry.flag("legalised"),
        source=read_source_of_number(entry, months is not None or holds_number(*name, *note)),
        due_at=entry.one_of("due_at", DueAt, DueAt.FILING),
    )


def _condition(entry: Entry, key: str, questions: tuple[Question, ...]) -> Condition:
    if key not in entry.data:
        return ()
    asked, conditions = (
        {question.id: question for question in questions},
        entry.child(key),
    )
    for name in conditions.data:
        if name not in asked:
            have = ", ".join(asked) or "none"
            conditions.refuse(name, f"unknown question {name!r}", f"Use one of: {have}")
        answers = [choice.id for choice in asked[name].choices]
        for index, value in enumerate(some(conditions, name, conditions.names(name))):
            if value not in answers:
                path = (*conditions.path, name, index)
                refuse(
                    entry.file,
                    path,
                    f"{name!r} has no answer {value!r}",
                    f"Use one of: {', '.join(answers)}",
                )
    return tuple((name, conditions.names(name)) for name in conditions.data)


def _question(entry: Entry, grounds: tuple[Choice, ...]) -> Question:
    entry.only("id text choices when several")
    from_grounds = entry.data.get("choices") == "grounds"
    choices = grounds if from_grounds else _choices(entry, "choices")
    text_it, text_en = entry.words("text")
    when = tuple((name, entry.child("when").names(name)) for name in entry.data.get("when", ()))
    return Question(
        entry.text("id"),
        text_it,
        text_en,
        some(entry, "choices", choices),
        when,
        several=entry.flag("several"),
    )


def _choices(entry: Entry, key: str) -> tuple[Choice, ...]:
    return tuple(_choice(one) for one in entry.children(key))


def _choice(entry: Entry) -> Choice:
    entry.only("id name note source refers_to")
    name, note = entry.words("name"), entry.optional_words("note")
    source = read_source_of_number(entry, holds_number(*name, *note))
    return Choice(entry.text("id"), *name, *note, source, entry.text("refers_to", ""))


def _requirement(entry: Entry) -> Requirement:
    entry.only("id text source")
    return Requirement(entry.text("id"), *entry.words("text"), read_source(entry.child("source")))
