"""Reads the files of `data/` into rule values, and refuses what is missing, unknown or leads two ways."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from approdo.core.data_files import DefinitionError, Entry, read_mapping
from approdo.core.figures import check_schema, read_figure, read_figures, read_source, some
from approdo.core.rules.figures import Figure, Source
from approdo.network.rules.freshness import FreshnessLimits
from approdo.network.rules.search_question import Vocabulary, vocabulary
from approdo.network.rules.translations import TextKind
from approdo.network.rules.vocabulary import (
    CallCost,
    Category,
    Direction,
    Hotline,
    Language,
    NodeType,
    leading_to,
)

__all__ = ["DefinitionError", "categories", "freshness_limits", "hotlines", "languages", "node_types", "text_kinds"]

DATA = Path(__file__).parent / "data"
LIMITS = ("ask_days", "stale_days", "hide_days", "remind_days")
PLAIN_ITALIAN = "it-x-simple"  # a label in Italian is plain already


@cache
def freshness_figures() -> dict[str, Figure]:
    """The days of freshness, dated. Raises DefinitionError."""
    return read_figures(read_mapping(DATA / "freshness.yaml"), lambda one: read_figure(one, _source), LIMITS)


def freshness_limits(on: date) -> FreshnessLimits:
    """The days in force on a day. Raises LookupError before the first version."""
    return FreshnessLimits(*(int(freshness_figures()[name].on(on).value) for name in LIMITS))


@cache
def languages() -> dict[str, Language]:
    """The languages of the public side by code, in the order of the file. Raises DefinitionError."""
    return load_languages(DATA / "languages.yaml")


@cache
def node_types() -> dict[str, NodeType]:
    """The kinds of organisation by name. Raises DefinitionError."""
    return load_node_types(DATA / "node_types.yaml")


@cache
def hotlines() -> dict[str, Hotline]:
    """The numbers to call by name, in the order in which they are shown. Raises DefinitionError."""
    return load_hotlines(DATA / "hotlines.yaml")


@cache
def text_kinds() -> dict[str, TextKind]:
    """The kinds of text by name. Raises DefinitionError."""
    entry = _file(DATA / "texts.yaml", "approdo/texts@1", "kinds")
    return {one.text("id"): _text_kind(one) for one in entry.children("kinds")}


@cache
def categories() -> dict[str, Category]:
    """The needs and the categories of services by name, in the order in which they are shown. Raises DefinitionError."""
    return load_categories(sorted((DATA / "taxonomy").glob("*.yaml")))


@cache
def search_vocabulary() -> Vocabulary:
    """The words that name categories, and those that a question is made of. Raises DefinitionError."""
    entry = _file(DATA / "search.yaml", "approdo/search@1", "reviewed_by passed_over")
    listed = entry.child("passed_over")
    listed.only(" ".join(languages()))
    return vocabulary(categories().values(), [word for code in listed.data for word in listed.names(code)])


@cache
def references() -> dict[str, tuple[str, str]]:
    """The sources consulted, by identifier: what each is, in Italian and in English."""
    listed = read_mapping(DATA / "references.yaml").children("references")
    return {one.text("id"): one.words("name") for one in listed}


def load_languages(file: Path) -> dict[str, Language]:
    """The languages of a file. Raises DefinitionError, also for a chain through a language that is not listed."""
    entry = _file(file, "approdo/languages@1", "languages")
    listed = entry.children("languages")
    found = {one.text("id"): _language(one) for one in listed}
    for one in listed:
        for other in found[one.text("id")].falls_back_to:
            if other not in found or other == one.text("id"):
                one.refuse("falls_back_to", f"{other!r} is no other language of the file", "List it, or take it away")
    some(entry, "languages", tuple(found))
    return found


def load_node_types(file: Path) -> dict[str, NodeType]:
    """The kinds of organisation of a file. Raises DefinitionError, also for a unit of a kind that is not listed."""
    entry = _file(file, "approdo/node-types@1", "node_types")
    found: dict[str, NodeType] = {}
    for one in entry.children("node_types"):
        one.only("id name part_of barred_for_protection")
        whole = one.text("part_of", "")
        if whole and whole not in found:
            one.refuse("part_of", f"{whole!r} is not listed above", "List it first")
        barred = one.flag("barred_for_protection")
        found[one.text("id")] = NodeType(one.text("id"), *one.words("name"), whole, barred)
    return found


def load_hotlines(file: Path) -> dict[str, Hotline]:
    """The numbers of a file. Raises DefinitionError; what is not known must be written as null."""
    entry = _file(file, "approdo/hotlines@1", "hotlines")
    return {one.text("id"): _hotline(one) for one in entry.children("hotlines")}


def load_categories(files: list[Path]) -> dict[str, Category]:
    """The categories of the files. Raises DefinitionError for a label that lacks and for a word that leads two ways.

    A word may lead to several categories of one language where the file lists it as `ambiguous`.
    """
    needed = [one.id for one in languages().values() if one.release_1 and one.id != PLAIN_ITALIAN]
    found: dict[str, Category] = {}
    declared: dict[str, set[str]] = {}
    for file in files:
        entry = _file(file, "approdo/taxonomy@1", "reviewed_by ambiguous categories")
        if "reviewed_by" not in entry.data:
            entry.refuse(None, "'reviewed_by' is missing", "Write reviewed_by: null until somebody read the words")
        if "ambiguous" in entry.data:
            shared = entry.child("ambiguous")
            for code in shared.data:
                declared.setdefault(code, set()).update(shared.names(code))
        for one in entry.children("categories"):
            category = _category(one, needed)
            if category.id in found or (category.need and (category.need not in found or found[category.need].need)):
                one.refuse("id", f"{category.id!r} stands twice or under no need", "Correct 'id' or 'need'")
            found[category.id] = category
        _unambiguous(entry, found, needed, declared)
    return found


def _unambiguous(entry: Entry, found: dict[str, Category], codes: list[str], declared: dict[str, set[str]]) -> None:
    for code in codes:
        for word, led in leading_to(found.values(), code).items():
            if len(led) > 1 and word not in declared.get(code, ()):
                problem = f"{word!r} ({code}) leads to {', '.join(sorted(led))}"
                entry.refuse("categories", problem, "Take it from one of them, or list it under 'ambiguous'")


def _category(entry: Entry, codes: list[str]) -> Category:
    entry.only("id need labels synonyms")
    labels = entry.child("labels")
    labels.only(" ".join(codes))
    words = {code: labels.text(code) for code in codes}
    said: dict[str, tuple[str, ...]] = {}
    if "synonyms" in entry.data:
        listed = entry.child("synonyms")
        listed.only(" ".join(codes))
        said = {code: listed.names(code) for code in listed.data}
    return Category(entry.text("id"), entry.text("need", ""), words, said)


def _language(entry: Entry) -> Language:
    entry.only("id name direction script falls_back_to release_1")
    if len(entry.text("script")) != 4:
        entry.refuse("script", f"{entry.text('script')!r} is no script", "Write the four letters of ISO 15924")
    return Language(
        entry.text("id"),
        entry.text("name"),
        entry.one_of("direction", Direction),
        entry.text("script"),
        entry.names("falls_back_to"),
        entry.flag("release_1"),
    )


def _hotline(entry: Entry) -> Hotline:
    entry.only("id number for languages hours cost source last_checked")
    for key in ("languages", "hours", "cost", "last_checked"):
        if key not in entry.data:
            entry.refuse(None, f"{key!r} is missing", f"Write {key}: null where nobody knows")
    if not entry.text("number").replace(" ", "").isdigit():
        entry.refuse("number", f"{entry.text('number')!r} is no number", "Write digits and blanks")
    return Hotline(
        entry.text("id"),
        entry.text("number"),
        entry.words("for"),
        entry.words("languages") if entry.has("languages") else None,
        entry.words("hours") if entry.has("hours") else None,
        entry.one_of("cost", CallCost) if entry.has("cost") else None,
        _source(entry.child("source")),
        entry.day("last_checked") if entry.has("last_checked") else None,
    )


def _text_kind(entry: Entry) -> TextKind:
    entry.only("id name unreviewed_shown")
    return TextKind(entry.text("id"), *entry.words("name"), entry.flag("unreviewed_shown"))


def _file(file: Path, schema: str, keys: str) -> Entry:
    entry = read_mapping(file)
    entry.only(f"schema {keys}")
    check_schema(entry, schema)
    return entry


def _source(entry: Entry) -> Source:
    return read_source(entry, references(), "references.yaml")
