"""Figures of one comune, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from babel import Locale
from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from approdo.territory.models import Comune, DataSource, ForeignResidents, PostalCode, Residents
from approdo.territory.queries.comuni import on_day
from approdo.territory.queries.travel import by_each_mode
from approdo.territory.rules.people import NOT_TOLD, STATELESS
from approdo.territory.rules.travel import Journey


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
    told = ["year", "citizenship", "sex", "number", "source__invented"]
    rows = list(ForeignResidents.objects.filter(comune=one).order_by("-year").values(*told))
    if not rows:
        return None
    last = rows[0]
    counted: dict[str, dict[str, int]] = {}
    for row in rows:
        if row["year"] == last["year"]:
            counted.setdefault(row["citizenship"], {"F": 0, "M": 0})[row["sex"]] = row["number"]
    listed = [Citizenship(code, country(code), sexes["F"], sexes["M"]) for code, sexes in counted.items()]
    listed.sort(key=lambda each: (-(each.women + each.men), each.name))
    return Foreign(last["year"], sum(each.women + each.men for each in listed), last["source__invented"], listed)


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
    return ToCapital(capital, by_each_mode(one, capital, day))


def sources_of(one: Comune) -> QuerySet[DataSource]:
    """Where the figures of a comune come from."""
    kept = Q(pk__in=[one.named_by_id, one.outlined_by_id, one.counted_by_id])
    foreign = Q(pk__in=ForeignResidents.objects.filter(comune=one).values("source"))
    postal = Q(pk__in=PostalCode.objects.filter(comune=one).values("source"))
    return DataSource.objects.filter(kept | foreign | postal).order_by("pk")
