"""Reads dated numbers: those inside a procedure's file and those of `data/numbers/`, which stand on their own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from approdo.core.data_files import Entry, read_mapping
from approdo.core.figures import read_day, read_first_day, read_verification, some
from approdo.core.figures import read_figure as read_dated_figure
from approdo.core.figures import read_source as read_listed_source
from approdo.core.rules.figures import Evidence, Figure, Source
from approdo.procedures.rules.numbers import ClickDay, HighRiskCountry, YearFigure, YearValue

DATA = Path(__file__).parent / "data"


class UnknownNumber(LookupError):
    """No file gives that number for that year or name."""


def social_allowance(year: int) -> YearValue:
    """The yearly social allowance in euro. Raises UnknownNumber for a year that is not in the file: never guessed.

    Source: TUI art. 29 c. 3; L. 335/1995 art. 3 c. 6.
    """
    return _value(_year_figures("social_allowance")["social_allowance"], year)


def entry_quota(name: str, year: int) -> YearValue:
    """An entry quota of that year: `total`, `employee`, `self_employed`, `seasonal`, `care`. Raises UnknownNumber.

    Source: DPCM 2 October 2025.
    """
    figures = _year_figures("entry_quotas")
    if name not in figures:
        raise UnknownNumber(name)
    return _value(figures[name], year)


def entry_quotas() -> dict[str, YearFigure]:
    """Every entry quota by name.

    Source: DPCM 2 October 2025.
    """
    return _year_figures("entry_quotas")


@cache
def click_days() -> tuple[ClickDay, ...]:
    """The days on which requests within the quotas can be sent, in order of time.

    Source: DPCM 2 October 2025.
    """
    days = [_click_day(one) for one in read_mapping(DATA / "numbers" / "click_days.yaml").children("click_days")]
    return tuple(sorted(days, key=lambda day: day.opens_at))


@cache
def high_risk_countries() -> tuple[HighRiskCountry, ...]:
    """The countries for which the silence of the Questura is not assent.

    Source: D.L. 145/2024 art. 3.
    """
    listed = read_mapping(DATA / "numbers" / "high_risk_countries.yaml").children("countries")
    return tuple(_country(one) for one in listed)


@cache
def notice_days() -> dict[str, Figure]:
    """Days after which a notification through SEND is complete though nobody read it, by way of delivery.

    Source: DPCM 58/2022 art. 7; D.L. 76/2020 art. 26.
    """
    listed = read_mapping(DATA / "numbers" / "notice_days.yaml").children("figures")
    return {one.text("id"): read_figure(one) for one in listed}


@cache
def references() -> dict[str, tuple[str, str]]:
    """The sources consulted, by identifier (S1, ...): what each is, in Italian and in English."""
    listed = read_mapping(DATA / "common" / "references.yaml").children("references")
    return {one.text("id"): one.words("name") for one in listed}


@cache
def _year_figures(name: str) -> dict[str, YearFigure]:
    listed = read_mapping(DATA / "numbers" / f"{name}.yaml").children("figures")
    return {one.text("id"): _year_figure(one) for one in listed}


def _value(figure: YearFigure, year: int) -> YearValue:
    for value in figure.values:
        if value.year == year:
            return value
    raise UnknownNumber(f"{figure.id} {year}")


def _year_figure(entry: Entry) -> YearFigure:
    entry.only("id name unit values")
    values: list[YearValue] = []
    for one in entry.children("values"):
        one.only("year value source verified_by")
        year = one.whole("year")
        if year is None or (values and year <= values[-1].year):
            one.refuse("year", "the year stands twice or out of order", "List each year once, from the oldest")
        values.append(YearValue(year, one.decimal("value"), read_source(one.child("source")), read_verification(one)))
    return YearFigure(entry.text("id"), *entry.words("name"), entry.text("unit"), some(entry, "values", tuple(values)))


def _click_day(entry: Entry) -> ClickDay:
    entry.only("id name form opens_at last_day precompilation_from precompilation_to source verified_by")
    return ClickDay(
        entry.text("id"),
        *entry.words("name"),
        entry.text("form"),
        entry.moment("opens_at"),
        read_day(entry, "last_day"),
        read_day(entry, "precompilation_from"),
        read_day(entry, "precompilation_to"),
        read_source(entry.child("source")),
        read_verification(entry),
    )


def _country(entry: Entry) -> HighRiskCountry:
    entry.only("country name from from_evidence until source verified_by")
    return HighRiskCountry(
        entry.text("country"),
        *entry.words("name"),
        read_first_day(entry),
        entry.day("until", None),
        entry.one_of("from_evidence", Evidence),
        read_source(entry.child("source")),
        read_verification(entry),
    )


def read_figure(entry: Entry) -> Figure:
    """A dated number that is not a term."""
    return read_dated_figure(entry, read_source)


def read_source_of_number(entry: Entry, needed: bool) -> Source | None:
    """The source of an entry, which must be there when it is `needed`."""
    if "source" in entry.data:
        return read_source(entry.child("source"))
    if needed:
        entry.refuse(
            None,
            "a number stands here without a source",
            "Add source: {article, evidence, reference}",
        )
    return None


def read_source(entry: Entry) -> Source:
    """A source. A rule that is found must name the reference where it was found."""
    return read_listed_source(entry, references(), "common/references.yaml")
