"""Reads the numbers of `data/limits.yaml`: places, days of minors in sections, length of measures, days of the register."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from approdo.core.data_files import Entry, read_mapping
from approdo.core.figures import read_figures
from approdo.core.rules.figures import Figure, FigureVersion
from approdo.procedures.numbers import read_figure
from approdo.reception.rules.measures import BenefitsLength
from approdo.reception.rules.minors import MinorLimits
from approdo.reception.rules.places import PlaceLimits
from approdo.reception.rules.register import RegisterLimits

FILE = Path(__file__).parent / "data" / "limits.yaml"
WARNINGS = ("section_warning_1", "section_warning_2", "section_warning_3")
KNOWN = (
    "minors_places", "minors_emergency_percent", "emergency_percent", "minors_centre_age", "minors_section_age",
    "section_days", "section_extension_days", *WARNINGS, "benefits_least_days", "benefits_most_months",
    "night_confirm_days", "month_close_days",
)  # fmt: skip


class UnknownLimit(LookupError):
    """The file gives no such number for that day: it is never guessed."""


def place_limits(on: date) -> PlaceLimits:
    """How many places a centre may have, by the law of a day. Raises UnknownLimit."""
    return PlaceLimits(
        minors_places=_whole("minors_places", on),
        minors_emergency_percent=_whole("minors_emergency_percent", on),
        emergency_percent=_whole("emergency_percent", on),
    )


def minor_limits(on: date) -> MinorLimits:
    """Ages and days of unaccompanied minors, by the law of a day. Raises UnknownLimit."""
    return MinorLimits(
        centre_age=_whole("minors_centre_age", on),
        section_age=_whole("minors_section_age", on),
        section_days=_whole("section_days", on),
        extension_days=_whole("section_extension_days", on),
        warnings=tuple(sorted((_whole(name, on) for name in WARNINGS), reverse=True)),
        article=limit("section_days", on).source.article,
    )


def benefits_length(on: date) -> BenefitsLength:
    """How long accessory benefits may be suspended, by the law of a day. Raises UnknownLimit."""
    return BenefitsLength(_whole("benefits_least_days", on), _whole("benefits_most_months", on))


def register_limits(on: date) -> RegisterLimits:
    """Within how many days a centre confirms a night and closes a month. Raises UnknownLimit."""
    return RegisterLimits(_whole("night_confirm_days", on), _whole("month_close_days", on))


def limit(name: str, on: date) -> FigureVersion:
    """One number with its source, as it holds on a day. Raises UnknownLimit."""
    try:
        return figures()[name].on(on)
    except LookupError:
        raise UnknownLimit(f"{name} on {on}") from None


@cache
def figures() -> dict[str, Figure]:
    """The numbers by name, read once. Raises DefinitionError."""
    return load_figures(FILE)


def load_figures(file: Path) -> dict[str, Figure]:
    """The numbers of a file by name.

    Raises DefinitionError: also for a name that is unknown, twice or missing, and for a value that is not whole and above
    zero.
    """
    return read_figures(read_mapping(file), _limit, KNOWN)


def _limit(entry: Entry) -> Figure:
    figure = read_figure(entry)
    for version in figure.versions:
        if version.value < 1 or version.value != int(version.value):
            entry.refuse("versions", f"{version.value} is not a whole number above zero", "Correct it")
    return figure


def _whole(name: str, on: date) -> int:
    return int(limit(name, on).value)
