"""What each row of an import would do: create, update with what differs, nothing, or be refused with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from approdo.core.access.actor import Actor
from approdo.core.models import ImportBatch, Prefecture
from approdo.core.transfer.tables import Row
from approdo.people import matching
from approdo.people.definitions import birth_place_codes
from approdo.people.rules import person as person_rules
from approdo.people.rules import tax_code
from approdo.people.rules.person import Citizenship, PersonFacts
from approdo.people.rules.vocabulary import BirthPrecision, Sex
from approdo.procedures.commands import clock
from approdo.procedures.definitions import procedure
from approdo.procedures.import_words import words
from approdo.procedures.models import CaseEvent, CaseFile
from approdo.procedures.queries import imports, terms
from approdo.procedures.rules import states
from approdo.procedures.rules.case_rows import CaseRow, Problem, further, read_row, state_of
from approdo.procedures.rules.events import EventType
from approdo.procedures.rules.history import HistoryError
from approdo.procedures.rules.terms import OfficeSettings

_ONE_PERSON = {"citizenships": "citizenship"}  # field of the person -> column of the table


@dataclass(slots=True)
class Plan:
    """What is to be done with one row. `case` is the file as it would be, not saved; `standing` its events then."""

    number: int
    state: str = "error"
    key: str = ""
    problems: list[Problem] = field(default_factory=list)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    row: CaseRow | None = None
    case: CaseFile | None = None
    facts: PersonFacts | None = None
    match: matching.Match = field(default_factory=matching.Match)
    new_events: list[CaseEvent] = field(default_factory=list)
    wrong_events: list[CaseEvent] = field(default_factory=list)
    was: str = "draft"

    def refuse(self, problem: Problem) -> None:
        """Add a reason not to take the row."""
        self.problems.append(problem)
        self.state, self.case = "error", None


@dataclass(slots=True)
class Context:
    """What is the same for every row of a chunk. `clocks` keeps the clock columns of histories already computed."""

    by: Actor
    batch: ImportBatch
    prefecture: Prefecture
    settings: OfficeSettings
    today: date
    clocks: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)


def plan(
    by: Actor, batch: ImportBatch, rows: Sequence[Row], today: date, *, lock: bool, twice: frozenset[int]
) -> list[Plan]:
    """What to do with each row. With `lock` the files concerned stay locked; `twice` are rows refused as repeated."""
    prefecture = Prefecture.objects.get(pk=by.prefecture)
    context = Context(by, batch, prefecture, terms.office_settings(by.prefecture), today)
    plans = [_read(row, batch.columns, today) for row in rows]
    for made in plans:
        if made.number in twice:
            made.refuse(Problem("", "twice"))
    good = [(made, made.row) for made in plans if made.row is not None and not made.problems]
    known = _known(by, [row for _made, row in good], lock)
    for made, row in good:
        _meet(made, row, known, context)
    _find_people([made for made, _row in good if made.state == "would_create"], context)
    return plans


def as_json(problem: Problem) -> dict[str, Any]:
    """A problem as it is kept beside its row."""
    params = {
        name: value.isoformat() if isinstance(value, date) else str(value) if not isinstance(value, int) else value
        for name, value in problem.params.items()
    }
    return {"column": problem.column, "code": problem.code, "params": params, "doubt": problem.doubt}


def _read(row: Row, columns: Mapping[str, int], today: date) -> Plan:
    found, problems = read_row(row.cells, columns, words(), surplus=row.surplus)
    made = Plan(row.number, problems=problems, row=found)
    if found is None:
        return made
    made.key = f"{found.procedure}|{found.external_code}" if found.external_code else f"|{found.protocol_number}"
    if found.family_name:
        made.facts = _facts(found)
        made.problems += _person_problems(made.facts, today)
    return made


def _facts(row: CaseRow) -> PersonFacts:
    return PersonFacts(
        family_name=row.family_name,
        given_name=row.given_name,
        birth_date=row.birth_date,
        birth_precision=BirthPrecision.DAY if row.birth_date else BirthPrecision.UNKNOWN,
        tax_code=row.tax_code,
        citizenships=(Citizenship(row.citizenship),) if row.citizenship else (),
    )


def _person_problems(facts: PersonFacts, today: date) -> list[Problem]:
    faults = person_rules.faults(facts, today)
    problems = [Problem(_ONE_PERSON.get(name, name), f"person_{fault.value}") for name, fault in faults.items()]
    if not facts.tax_code:
        return problems
    try:
        code = tax_code.read(facts.tax_code)
    except tax_code.NotATaxCode as error:
        return [*problems, Problem("tax_code", f"tax_code_{error.fault.value}")]
    holder = tax_code.Holder(
        names=((facts.family_name, facts.given_name),),
        sex=Sex.UNKNOWN,
        birth_date=facts.birth_date,
        birth_precision=facts.birth_precision,
        places=birth_place_codes(facts.birth_country),
    )
    verdict = tax_code.compare(code, holder)
    if verdict.refused:
        problems.append(Problem("tax_code", "tax_code_differs", {"parts": " ".join(verdict.differing)}))
    return problems


@dataclass(frozen=True, slots=True)
class _Known:
    by_code: dict[tuple[str, str], CaseFile]
    by_protocol: dict[str, CaseFile]
    seen: dict[str, int]


def _known(by: Actor, rows: Sequence[CaseRow], lock: bool) -> _Known:
    codes = {row.external_code for row in rows if row.external_code}
    protocols = {row.protocol_number for row in rows if row.protocol_number}
    files = imports.known_files(by.prefecture, codes, protocols, lock=lock)
    return _Known(
        {(case.procedure, case.external_code): case for case in files if case.external_code},
        {case.protocol_number: case for case in files if case.protocol_number},
        {},
    )


def _meet(made: Plan, row: CaseRow, known: _Known, context: Context) -> None:
    """Compare a row with what is here: the external code first, then the protocol number."""
    by_code = known.by_code.get((row.procedure, row.external_code)) if row.external_code else None
    by_protocol = known.by_protocol.get(row.protocol_number) if row.protocol_number else None
    problem = _seen_before(made, row, known) or _mismatch(row, by_code, by_protocol)
    case = by_code or by_protocol
    if problem is not None:
        made.refuse(problem)
    elif case is None:
        _create(made, row, context)
    else:
        _update(made, row, case, context)


def _seen_before(made: Plan, row: CaseRow, known: _Known) -> Problem | None:
    keys = {"": made.key, "protocol_number": f"|{row.protocol_number}" if row.protocol_number else ""}
    for column, key in keys.items():
        first = known.seen.setdefault(key, made.number) if key else made.number
        if first != made.number:
            return Problem(column, "twice", {"row": first})
    return None


def _mismatch(row: CaseRow, by_code: CaseFile | None, by_protocol: CaseFile | None) -> Problem | None:
    """Why the file found here cannot be the one of the row; None when nothing speaks against it."""
    case = by_code or by_protocol
    if case is None:
        return None
    if by_code is not None and by_protocol is not None and by_code.pk != by_protocol.pk:
        return Problem("protocol_number", "protocol_of_another", {"found": row.protocol_number})
    if case.procedure != row.procedure:
        return Problem("procedure", "other_procedure", {"found": case.procedure})
    if by_code is None and row.external_code and case.external_code:
        return Problem("external_code", "other_code", {"found": case.external_code})
    if row.protocol_number and case.protocol_number not in ("", row.protocol_number):
        return Problem("protocol_number", "other_protocol", {"found": case.protocol_number})
    return None


def _create(made: Plan, row: CaseRow, context: Context) -> None:
    definition = procedure(row.procedure)
    case = CaseFile(
        prefecture=context.prefecture,
        procedure=definition.id,
        office=definition.office,
        external_code=row.external_code,
        protocol_number=row.protocol_number,
        protocol_date=row.protocol_date,
        comune=row.comune,
        state=state_of(row).value,
    )
    made.new_events = [_event(case, kind, day, context) for kind, day in row.events]
    if _settle(made, case, made.new_events, row, context):
        made.state, made.case = "would_create", case


def _update(made: Plan, row: CaseRow, case: CaseFile, context: Context) -> None:
    case.prefecture = context.prefecture
    made.was = case.state
    for name in ("external_code", "protocol_number", "protocol_date", "comune"):
        told, here = getattr(row, name), getattr(case, name)
        if told and told != here:
            made.changes[name] = [_plain(here), _plain(told)]
            setattr(case, name, told)
    standing: list[CaseEvent] = list(case.__dict__["standing"])
    for kind, day in row.events:
        if not _compare_event(made, standing, case, kind, day, context):
            return
    if row.outcome and row.outcome != case.outcome:
        if case.outcome and case.decisions.filter(revoked_on=None).exists():
            return made.refuse(Problem("outcome", "decided_here"))
        made.changes["outcome"] = [case.outcome, row.outcome]
    state = further(states.State(case.state), state_of(row)).value
    if made.changes and state != case.state:
        made.changes["state"] = [case.state, state]
        case.state = state
    if not made.changes:
        made.state, made.case = "unchanged", case
    elif _settle(made, case, standing, row, context):
        made.state, made.case = "would_update", case


def _compare_event(
    made: Plan, standing: list[CaseEvent], case: CaseFile, kind: str, day: date, context: Context
) -> bool:
    """Bring one event of the row among those that stand; False when the row is refused for it."""
    here = [event for event in standing if event.type == kind]
    if any(event.occurred_on == day for event in here):
        return True
    column = f"{kind}_on"
    if len(here) > 1:
        made.refuse(Problem(column, "several_here", {"count": len(here)}))
        return False
    if here and kind == "decided" and case.decisions.filter(revoked_on=None).exists():
        made.refuse(Problem(column, "decided_here"))
        return False
    made.changes[column] = [_plain(here[0].occurred_on) if here else "", day.isoformat()]
    if here:
        standing.remove(here[0])
        made.wrong_events.append(here[0])
    event = _event(case, kind, day, context)
    standing.append(event)
    made.new_events.append(event)
    return True


def _settle(made: Plan, case: CaseFile, standing: list[CaseEvent], row: CaseRow, context: Context) -> bool:
    """Set the columns that follow from the events; False when the history cannot have happened."""
    days = {event.type: event.occurred_on for event in standing}
    case.filed_on, case.decided_on = days.get("filed"), days.get("decided")
    case.closed_on = days.get("withdrawn") or case.closed_on
    if row.outcome:
        case.outcome = row.outcome
    elif "withdrawn" in days and not case.outcome:
        case.outcome = "withdrawn"
    definition = procedure(case.procedure)
    if row.outcome and row.outcome not in definition.outcomes:
        made.refuse(Problem("outcome", "outcome_of_another", {"found": row.outcome}))
        return False
    to_come = next((kind for kind in definition.follow_up if kind not in days), "")
    case.ball = states.ball(states.State(case.state), 0, EventType(to_come) if to_come else None).value
    case.__dict__["standing"] = sorted(standing, key=lambda event: event.occurred_on)
    try:
        _set_clock(case, context)
    except HistoryError as error:
        made.refuse(Problem(_column_of(error), f"history_{error.code}", dict(error.params)))
        return False
    return True


def _set_clock(case: CaseFile, context: Context) -> None:
    """Compute the clock, once for all files of the same procedure with the same history."""
    events = tuple((event.type, event.occurred_on) for event in case.__dict__["standing"])
    key = (case.procedure, case.pinned_version, case.closed_on, events)
    known = context.clocks.get(key)
    if known is None:
        clock.compute(case, context.today, context.settings)
        context.clocks[key] = {name: getattr(case, name) for name in (*clock.COLUMNS, "computed_on")}
        return
    for name, value in known.items():
        setattr(case, name, value)


def _column_of(error: HistoryError) -> str:
    kind = error.params.get("event")
    return f"{kind}_on" if isinstance(kind, str) else ""


def _event(case: CaseFile, kind: str, day: date, context: Context) -> CaseEvent:
    return CaseEvent(
        prefecture_id=context.by.prefecture, case=case, type=kind, occurred_on=day, recorded_by_id=context.by.user_id
    )


def _find_people(plans: Sequence[Plan], context: Context) -> None:
    asked = [made for made in plans if made.facts is not None]
    found = matching.match(context.by, [made.facts for made in asked if made.facts is not None])
    reuse = context.batch.choices.get("people") == "reuse"
    for made, match in zip(asked, found, strict=True):
        if match.code_of_another:
            made.refuse(Problem("tax_code", "tax_code_of_another"))
            continue
        if match.why == "name_and_birth" and match.same is not None:
            made.problems.append(Problem("family_name", "person_known" if reuse else "person_again", {}, doubt=True))
            if not reuse:
                match = matching.Match(alike=((match.same, 100),))
        elif match.alike:
            best = match.alike[0][1]
            made.problems.append(
                Problem("family_name", "person_alike", {"count": len(match.alike), "score": best}, doubt=True)
            )
        made.match = match


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else "" if value is None else value
