"""Reads the files of `data/`: which procedures have a guide, and the words of procedures in the portal's languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from approdo.core.data_files import DefinitionError, Entry, read_mapping
from approdo.core.figures import check_schema
from approdo.network.definitions import PLAIN_ITALIAN, categories, languages
from approdo.procedures.definitions import procedures
from approdo.procedures.rules.definition import Owner, Procedure

__all__ = ["DefinitionError", "GuideWords", "guide_words", "guides", "quick_exit_needs", "step_takers"]

DATA = Path(__file__).parent / "data"
PARTS = ("procedure", "documents", "stages", "questions", "choices")
Translations = Mapping[str, str]  # language: words


@dataclass(frozen=True, slots=True)
class GuideWords:
    """Translations of a procedure's words, by part and identifier; `reviewed_by` is "" until somebody read them.

    Parts: `procedure` (its name, under its own identifier), `documents`, `stages`, `questions`, `choices` (under
    `question.choice`).
    """

    parts: Mapping[str, Mapping[str, Translations]]
    reviewed_by: str

    def of(self, part: str, name: str) -> Translations:
        """The translations of one thing, empty where there is none."""
        return self.parts.get(part, {}).get(name, {})


@cache
def guides() -> dict[str, tuple[Procedure, ...]]:
    """The procedures that have a guide, by need. Raises DefinitionError, also for a procedure in neither list."""
    entry = _file()
    listed = entry.child("guides")
    without = [one.text("id") for one in entry.children("without_guide")]
    found = {need: listed.names(need) for need in listed.data}
    for need in found:
        if need not in categories() or categories()[need].need:
            listed.refuse(need, f"{need!r} is no need of the home", "Use one of data/taxonomy/00_needs.yaml")
    every = sorted([*without, *(name for names in found.values() for name in names)])
    if every != sorted(procedures()):
        odd = sorted(set(every) ^ set(procedures())) or [one for one in every if every.count(one) > 1]
        entry.refuse("guides", f"{', '.join(odd)}: listed twice, in neither list, or unknown", "List each once")
    return {need: tuple(procedures()[name] for name in names) for need, names in found.items()}


@cache
def quick_exit_needs() -> frozenset[str]:
    """The needs whose pages can be left at once. Raises DefinitionError."""
    return frozenset(_file().names("quick_exit"))


@cache
def step_takers() -> dict[str, Owner]:
    """Who takes each step of the procedures that have a guide. Raises DefinitionError for a step without anybody."""
    entry = _file().child("steps")
    entry.only(" ".join(Owner))
    found = {step: Owner(owner) for owner in entry.data for step in entry.names(owner)}
    steps = {step.id for group in guides().values() for one in group for step in one.stages}
    if odd := sorted(steps ^ found.keys()):
        entry.refuse(
            None, f"{', '.join(odd)}: nobody takes it, or no guide has it", "List each step of the guides once"
        )
    return found


@cache
def guide_words(procedure_id: str) -> GuideWords:
    """The translations of a procedure's words: those of its file and its name. Raises DefinitionError."""
    names, own = _names(), DATA / "words" / f"{procedure_id}.yaml"
    name = {"procedure": {procedure_id: names.parts["procedure"].get(procedure_id, {})}}
    if not own.exists():
        return GuideWords(name, names.reviewed_by)
    read = load_words(own, procedures()[procedure_id])
    return GuideWords({**read.parts, **name}, read.reviewed_by if names.reviewed_by else "")


@cache
def _names() -> GuideWords:
    entry = read_mapping(DATA / "names.yaml")
    check_schema(entry, "approdo/guide-names@1")
    entry.only("schema reviewed_by names")
    return GuideWords({"procedure": _part(entry, "names", set(procedures()))}, _reviewer(entry))


def load_words(file: Path, procedure: Procedure) -> GuideWords:
    """The translations of a file. Raises DefinitionError for a name or a language that does not exist."""
    entry = read_mapping(file)
    check_schema(entry, "approdo/guide-words@1")
    entry.only("schema reviewed_by documents stages questions choices")
    known = {
        "documents": {one.id for one in procedure.documents},
        "stages": {one.id for one in procedure.stages},
        "questions": {one.id for one in procedure.questions},
        "choices": {f"{question.id}.{one.id}" for question in procedure.questions for one in question.choices},
    }
    return GuideWords({part: _part(entry, part, names) for part, names in known.items()}, _reviewer(entry))


def _part(entry: Entry, part: str, known: set[str]) -> dict[str, dict[str, str]]:
    if part not in entry.data:
        return {}
    listed = entry.child(part)
    spoken = [code for code in languages() if code not in ("it", "en", PLAIN_ITALIAN)]
    found = {}
    for name in listed.data:
        if name not in known:
            listed.refuse(name, f"the procedure has no {name!r}", "Use a name of the procedure's own file")
        one = listed.child(name)
        one.only(" ".join(spoken))
        found[name] = {code: one.text(code) for code in one.data}
    return found


def _reviewer(entry: Entry) -> str:
    if "reviewed_by" not in entry.data:
        entry.refuse(None, "'reviewed_by' is missing", "Write reviewed_by: null until somebody read the words")
    return entry.text("reviewed_by") if entry.has("reviewed_by") else ""


def _file() -> Entry:
    entry = read_mapping(DATA / "guides.yaml")
    check_schema(entry, "approdo/guides@1")
    entry.only("schema quick_exit guides without_guide steps")
    return entry


@cache
def open_data_file() -> dict[str, Any]:
    """Records, parameters and addresses of the open data, as they stand in their file."""
    entry = read_mapping(DATA / "open_data.yaml")
    check_schema(entry, "approdo/open-data@1")
    return dict(entry.data)
