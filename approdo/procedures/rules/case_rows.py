"""A row of a table of case files read into facts: which columns there are, what they may hold, what follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from approdo.core.rules.cells import NotADate, plain_word, read_date
from approdo.procedures.rules.states import State

# Column of the table -> type of event.
EVENTS: Mapping[str, str] = {
    "filed_on": "filed",
    "quota_imputed_on": "quota_imputed",
    "integration_requested_on": "integration_requested",
    "integration_received_on": "integration_received",
    "preliminary_rejection_received_on": "preliminary_rejection_received",
    "observations_received_on": "observations_received",
    "decided_on": "decided",
    "visa_issued_on": "visa_issued",
    "entered_italy_on": "entered_italy",
    "oath_taken_on": "oath_taken",
    "withdrawn_on": "withdrawn",
}
FOLLOW_UP = ("visa_issued", "entered_italy", "oath_taken")
TEXTS: Mapping[str, int] = {  # field -> longest text, in characters
    "external_code": 40,
    "protocol_number": 40,
    "family_name": 120,
    "given_name": 120,
    "tax_code": 16,
    "employer_name": 160,
    "employer_tax_code": 16,
}
DATES = ("protocol_date", "birth_date", *EVENTS)
CHOICES = ("procedure", "outcome", "citizenship")
FIELDS: tuple[str, ...] = (
    "procedure", "external_code", "protocol_number", "protocol_date", "filed_on", "quota_imputed_on",
    "family_name", "given_name", "birth_date", "citizenship", "tax_code",
    "employer_name", "employer_tax_code", "comune",
    "integration_requested_on", "integration_received_on", "preliminary_rejection_received_on",
    "observations_received_on", "decided_on", "outcome", "visa_issued_on", "entered_italy_on", "oath_taken_on",
    "withdrawn_on",
)  # fmt: skip
REQUIRED = ("procedure", "filed_on")
IDENTITY = ("external_code", "protocol_number")
_COMUNE = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row: the field it stands in ("" for the whole row), a code, what its sentence needs.

    A `doubt` lets the row in and is shown.
    """

    column: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case file as a row tells it. A text that is not told is empty, a date None."""

    procedure: str
    external_code: str = ""
    protocol_number: str = ""
    protocol_date: date | None = None
    comune: str = ""
    family_name: str = ""
    given_name: str = ""
    birth_date: date | None = None
    citizenship: str = ""
    tax_code: str = ""
    employer_name: str = ""
    employer_tax_code: str = ""
    outcome: str = ""
    events: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The words known for headings and choices: plain word -> identifier (`plain_word`)."""

    columns: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]  # field -> word -> identifier


def propose_columns(headings: Sequence[str], words: Words) -> dict[str, int]:
    """For each field the number of the column whose heading names it; the first such column.

    Source: our choice.
    """
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = words.columns.get(plain_word(heading))
        if name is not None and name not in found:
            found[name] = place
    return found


def missing_columns(columns: Mapping[str, int]) -> tuple[str, ...]:
    """Fields without which no row can be read: what it is, since when, by what it is recognised, whose it is.

    Source: our choice.
    """
    missing = [name for name in REQUIRED if name not in columns]
    if not any(name in columns for name in IDENTITY):
        missing.append("external_code")
    if not any(name in columns for name in ("family_name", "employer_name")):
        missing.append("family_name")
    return tuple(missing)


def read_row(
    cells: Sequence[str], columns: Mapping[str, int], words: Words, *, surplus: int = 0
) -> tuple[CaseRow | None, list[Problem]]:
    """The row as facts, and everything that is wrong with it; no facts when something is.

    Source: our choice; the dates are read by `core.rules.cells.read_date`.
    """
    told = {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}
    problems = [Problem("", "surplus", {"count": surplus})] if surplus else []
    texts = _texts(told, problems)
    chosen = _choices(told, words, problems)
    days = _days(told, problems)
    problems += _missing(told)
    if days.get("decided_on") and not told.get("outcome"):
        problems.append(Problem("outcome", "outcome_missing"))
    if told.get("outcome") and "outcome" in chosen and not told.get("decided_on"):
        problems.append(Problem("decided_on", "decision_date_missing"))
    comune = told.get("comune", "")
    if comune and not _COMUNE.fullmatch(comune.zfill(6)):
        problems.append(Problem("comune", "comune_code", {"found": comune}))
    if problems:
        return None, problems
    events = tuple((kind, days[name]) for name, kind in EVENTS.items() if name in days)
    texts["external_code"] = texts.get("external_code", "").upper()
    return (
        CaseRow(
            **texts,
            **chosen,
            comune=comune.zfill(6) if comune else "",
            protocol_date=days.get("protocol_date"),
            birth_date=days.get("birth_date"),
            events=events,
        ),
        [],
    )


def _texts(told: Mapping[str, str], problems: list[Problem]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name, longest in TEXTS.items():
        text = " ".join(told.get(name, "").split())
        if name.endswith("tax_code"):
            text = text.replace(" ", "").upper()
        if len(text) > longest:
            problems.append(Problem(name, "too_long", {"most": longest, "found": len(text)}))
        texts[name] = text
    return texts


def _choices(told: Mapping[str, str], words: Words, problems: list[Problem]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for name in CHOICES:
        text = told.get(name, "")
        if not text:
            continue
        known = words.choices[name].get(plain_word(text))
        if known is None:
            problems.append(Problem(name, f"unknown_{name}", {"found": text[:80]}))
        else:
            chosen[name] = known
    return chosen


def _days(told: Mapping[str, str], problems: list[Problem]) -> dict[str, date]:
    days: dict[str, date] = {}
    for name in DATES:
        text = told.get(name, "")
        if not text:
            continue
        try:
            days[name] = read_date(text)
        except NotADate:
            problems.append(Problem(name, "not_a_date", {"found": text[:40]}))
    return days


def _missing(told: Mapping[str, str]) -> Iterator[Problem]:
    for name in REQUIRED:
        if not told.get(name):
            yield Problem(name, "missing")
    if not any(told.get(name) for name in IDENTITY):
        yield Problem("external_code", "no_identity")
    if not told.get("family_name") and not told.get("employer_name"):
        yield Problem("family_name", "nobody")


# What happened -> how far it proves that the file has come, the furthest first.
_PROVED: tuple[tuple[str, State], ...] = (
    ("withdrawn", State.CLOSED),
    ("decided", State.DECIDED),
    ("observations_received", State.OBSERVATIONS_REVIEW),
    ("preliminary_rejection_received", State.PRELIMINARY_REJECTION),
    ("integration_received", State.INVESTIGATION),
    ("integration_requested", State.INTEGRATION_REQUESTED),
)


def state_of(row: CaseRow) -> State:
    """How far the case file has come, from the facts told: the furthest state they prove.

    Source: L. 241/1990, order of the procedure.
    """
    happened = {kind for kind, _day in row.events}
    proved = next((state for kind, state in _PROVED if kind in happened), None)
    if proved is State.DECIDED and happened.intersection(FOLLOW_UP):
        return State.POST_DECISION
    return proved or (State.REGISTERED if row.protocol_number else State.SUBMITTED)


_PROGRESS = tuple(State)


def further(known: State, told: State) -> State:
    """Of the state written here and the one a table tells, the one further on; a table never takes a file back, except
    from a request for papers that was answered.

    Source: our choice.
    """
    if known is State.INTEGRATION_REQUESTED and told is State.INVESTIGATION:
        return told
    return told if _PROGRESS.index(told) > _PROGRESS.index(known) else known
