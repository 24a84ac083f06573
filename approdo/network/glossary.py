"""The glossary of the network, read strictly from its data file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from approdo.core.data_files import Entry, read_mapping
from approdo.core.figures import check_schema
from approdo.network.definitions import DATA, PLAIN_ITALIAN, languages
from approdo.network.rules.glossary import Rendered, Term
from approdo.network.rules.renderings import ITALIAN


@cache
def terms() -> tuple[Term, ...]:
    """The terms of the glossary. Raises DefinitionError."""
    return load_terms(DATA / "glossary.yaml")


def load_terms(file: Path) -> tuple[Term, ...]:
    """The terms of a file. Raises DefinitionError, also for a language of the release that lacks."""
    entry = read_mapping(file)
    entry.only("schema reviewed_by terms")
    check_schema(entry, "approdo/glossary@1")
    if "reviewed_by" not in entry.data:
        entry.refuse(None, "'reviewed_by' is missing", "Write reviewed_by: null until somebody read the words")
    needed = [one.id for one in languages().values() if one.release_1 and one.id not in (ITALIAN, PLAIN_ITALIAN)]
    return tuple(_term(one, needed) for one in entry.children("terms"))


def _term(entry: Entry, needed: list[str]) -> Term:
    entry.only("id it required forbidden")
    required, forbidden = entry.child("required"), Entry({}, entry.file)
    if "forbidden" in entry.data:
        forbidden = entry.child("forbidden")
    required.only(" ".join(languages()))
    forbidden.only(" ".join(required.data))
    for code in needed:
        if code not in required.data:
            required.refuse(None, f"{code!r} is missing", "Write how the term is said in that language")
    rendered = {
        code: Rendered(required.names(code), forbidden.names(code) if code in forbidden.data else ())
        for code in required.data
    }
    return Term(entry.text("id"), entry.names("it"), rendered)
