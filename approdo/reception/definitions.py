"""Reads the figures of `data/` into the weights of a placement: each with its first day and its source."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from approdo.core.data_files import Entry, read_mapping
from approdo.core.figures import read_figures
from approdo.core.rules.figures import Figure
from approdo.procedures.numbers import read_figure
from approdo.reception.limits import limit
from approdo.reception.rules.placement_weights import Band, Weights

__all__ = ["UnknownFigure", "figures", "load_figures", "weights"]

DATA = Path(__file__).parent / "data"
BANDS = range(1, 5)
PLAIN = (
    "unplaced_person", "need_unmet", "language_missing", "hospital_step", "school_step", "commission_step",
    "isolation", "concentration", "concentration_percent", "concentration_least", "continuity", "minutes_unknown",
    "minutes_most", "school_first_age", "school_last_age",
)  # fmt: skip
AGES = ("minors_centre_age", "minors_section_age")  # among the limits of the law
BANDED = tuple(f"{name}_{number}" for name in ("equity_per_mille", "equity_points") for number in BANDS)


class UnknownFigure(LookupError):
    """No file gives that number for that day: it is never guessed."""


def weights(on: date) -> Weights:
    """The weights and ages in force on a day; the version is the first day of the youngest of them.

    Raises UnknownFigure.
    """
    try:
        versions = {name: figures()[name].on(on) for name in (*PLAIN, *BANDED)}
        ages = {name: limit(name, on) for name in AGES}
    except LookupError as missing:
        raise UnknownFigure(f"{missing} on {on}") from None
    bands = tuple(
        Band(versions[f"equity_per_mille_{number}"].value, int(versions[f"equity_points_{number}"].value))
        for number in BANDS
    )
    youngest = max(version.valid_from for version in (*versions.values(), *ages.values()))
    plain = {name: int(version.value) for name, version in {**versions, **ages}.items() if name not in BANDED}
    return Weights(youngest.isoformat(), **plain, bands=bands)


@cache
def figures() -> dict[str, Figure]:
    """The figures of placement by name, read once. Raises DefinitionError."""
    return load_figures(DATA / "placement.yaml")


def load_figures(file: Path) -> dict[str, Figure]:
    """The figures of a file by name.

    Raises DefinitionError: also for a name that is unknown or missing, a number that is not whole where points are
    counted, and bands that do not rise, because the search relies on a load that costs ever more.
    """
    entry = read_mapping(file)
    found = read_figures(entry, _figure, (*PLAIN, *BANDED))
    for kind in ("equity_per_mille", "equity_points"):
        rising = [found[f"{kind}_{number}"].versions[-1].value for number in BANDS]
        if any(before >= after for before, after in pairwise(rising)):
            entry.refuse("figures", f"{kind} does not rise", "Let each band be higher than the one before")
    return found


def _figure(entry: Entry) -> Figure:
    figure = read_figure(entry)
    for version in figure.versions:
        whole = figure.unit == "per_mille" or version.value == int(version.value)
        if version.value < 0 or not whole:
            entry.refuse("versions", f"{version.value} is not a whole number from zero up", "Correct it")
    return figure
