"""Figures of one comune, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from babel import Locale
from django.db.models import QuerySet, Sum
from django.utils.translation import get_language

from approdo.territory.models import Comune, DataSource, ForeignResidents, Residents
from approdo.territory.queries.comuni import on_day
from approdo.territory.queries.travel import between
from approdo.territory.rules.people import NOT_TOLD, STATELESS
from approdo.territory.rules.travel import Journey, Mode


class Citizenship(NamedTuple):
    """People of one citizenship; the name is in the reader's language."""

    code: str
    name: str
    women: int
    men: int


class Foreign(NamedTuple):
    """Foreign residents of the last year that is known, the most numerous citizenship first."""

    year: int
    total: int
    invented: bool
    citizenships: Sequence[Citizenship]


class ToCapital(NamedTuple):
    """How long it takes to the chief town of the province, by each mode."""

    capital: Comune
    journeys: Sequence[Journey]


def residents(one: Comune) -> QuerySet[Residents]:
    """Women and men of each band of ages, from the youngest."""
    return Residents.objects.filter(comune=one).order_by("-year", "age_since")


def foreign_residents(one: Comune) -> Foreign | None:
    """Who is resident without Italian citizenship; None where nothing is loaded."""
    rows = ForeignResidents.objects.filter(comune=one)
    last = rows.order_by("-year").select_related("source").first()
    if last is None:
        return None
    counted: dict[str, dict[str, int]] = {}
    for row in rows.filter(year=last.year).values("citizenship", "sex").annotate(people=Sum("number")):
        counted.setdefault(row["citizenship"], {"F": 0, "M": 0})[row["sex"]] = row["people"]
    listed = [Citizenship(code, country(code), sexes["F"], sexes["M"]) for code, sexes in counted.items()]
    listed.sort(key=lambda each: (-(each.women + each.men), each.name))
    return Foreign(last.year, sum(each.women + each.men for each in listed), last.source.invented, listed)


def country(code: str) -> str:
    """The name of a country in the reader's language; a dash where the source did not tell it."""
    if code in (STATELESS, NOT_TOLD):
        return {STATELESS: "apolide", NOT_TOLD: "–"}[code]
    return str(Locale.parse((get_language() or "it").replace("-", "_")).territories.get(code, code))


def to_capital(one: Comune, day: date) -> ToCapital | None:
    """How far the chief town of the province is; None for that town itself and where none is known."""
    capital = on_day(day).filter(province=one.province_id, capital=True).order_by("-population", "code").first()
    if capital is None or capital == one:
        return None
    return ToCapital(capital, [between(one, capital, mode, day) for mode in Mode])


def sources_of(one: Comune) -> QuerySet[DataSource]:
    """Where the figures of a comune come from."""
    told: set[Any] = {one.named_by_id, one.outlined_by_id, one.counted_by_id}
    told |= set(ForeignResidents.objects.filter(comune=one).values_list("source_id", flat=True).distinct())
    told |= set(one.postal_codes.values_list("source_id", flat=True).distinct())
    return DataSource.objects.filter(pk__in=told - {None}).order_by("pk")
