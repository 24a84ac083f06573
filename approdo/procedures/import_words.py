"""The words of imported tables, read from `data/imports/case_files.yaml` and from the procedures themselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from approdo.core.data_files import read_mapping
from approdo.core.rules.cells import plain_word
from approdo.people.spelled import countries
from approdo.procedures.definitions import procedures
from approdo.procedures.rules.case_rows import FIELDS, Words
from approdo.procedures.rules.definition import Outcome

_FILE = Path(__file__).parent / "data" / "imports" / "case_files.yaml"


@lru_cache(maxsize=1)
def words() -> Words:
    """Every word known, each under its plain form. Raises DefinitionError when the data file cannot be used."""
    data = read_mapping(_FILE).data
    return Words(
        columns=_known({name: [name, *data["columns"].get(name, [])] for name in FIELDS}),
        choices={
            "procedure": _known(_procedures(data["procedures"])),
            "outcome": _known({one.value: [one.value, *data["outcomes"].get(one.value, [])] for one in Outcome}),
            "citizenship": dict(countries()),
        },
    )


@lru_cache(maxsize=1)
def headings() -> dict[str, str]:
    """The heading under which each column leaves: the first word of the data file. Raises DefinitionError."""
    listed = read_mapping(_FILE).data["columns"]
    return {name: str(listed[name][0]) for name in FIELDS}


def _procedures(listed: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {
        name: [name, one.name_it, one.name_en, *listed.get(name, [])]
        for name, one in procedures().items()
        if one.has_files
    }


def _known(listed: Mapping[str, list[str]]) -> dict[str, str]:
    return {plain_word(str(word)): name for name, spellings in listed.items() for word in reversed(spellings)}
