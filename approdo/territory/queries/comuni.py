"""Comuni: by code, name, CAP and place. They are the same for everybody, so nobody is asked who reads them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from math import cos, radians
from typing import NamedTuple

from django.contrib.postgres.lookups import TrigramSimilar
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, F, FloatField, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Greatest
from django.utils.translation import gettext_lazy as _

from approdo.core.errors import NotFound
from approdo.territory.models import Boundary, Comune, Province
from approdo.territory.rules.names import plain, with_sign
from approdo.territory.rules.shapes import Detail, edge_km, inside
from approdo.territory.rules.travel import Place, haversine_km

COAST_KM = 0.25  # outlines are simplified: a desk on a pier is not in the sea
LONGEST_NAME = 100
MOST_FOUND = 20
_CODE = re.compile("[0-9]{6}|[A-Za-z][0-9]{3}")


class Near(NamedTuple):
    """A comune and how far its label point is, in kilometres."""

    comune: Comune
    km: float


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """In which comune a point is; none in the sea and abroad, where `nearest` says what is nearby.

    `by_the_edge`: the point is outside by less than the outlines are simplified.
    """

    comune: Comune | None
    nearest: Near | None
    by_the_edge: bool = False


def on_day(day: date) -> QuerySet[Comune]:
    """The comuni that exist on a day."""
    begun = Q(valid_from=None) | Q(valid_from__lte=day)
    standing = Q(valid_until=None) | Q(valid_until__gt=day)
    return Comune.objects.filter(begun & standing).select_related("province")


def comune(code: str) -> Comune:
    """A comune by ISTAT code, also one that ended. Raises NotFound."""
    known = Comune.objects.select_related("province__region", "successor")
    found = known.filter(pk=code).first() if code.isalnum() else None
    if found is None:
        raise NotFound("comune_unknown", _("No comune has this code."))
    return found


def names(codes: Collection[str]) -> dict[str, str]:
    """The names of comuni by ISTAT code, asked only if there are codes; those that are not loaded are missing."""
    return dict(Comune.objects.filter(pk__in=codes).values_list("code", "name")) if codes else {}


def province(sign: str) -> Province:
    """A province by its two letters. Raises NotFound."""
    known = Province.objects.select_related("region")
    found = known.filter(sign=sign.upper()).first() if sign.isalnum() else None
    if found is None:
        raise NotFound("province_unknown", _("No province has these letters."))
    return found


def meant(text: str, comuni: QuerySet[Comune]) -> list[Comune]:
    """The comuni that a text names exactly: by code, by cadastral code, by a name in either language or in both.

    A sign after the name ("Castro (BG)") tells two of one name apart.
    """
    whole = text.replace("\0", "").strip()[:LONGEST_NAME]
    if _CODE.fullmatch(whole):
        return list(comuni.filter(Q(code=whole) | Q(cadastral_code=whole.upper())))
    name, sign = with_sign(whole)
    asked = plain(name)
    if not asked:
        return []
    named = comuni.annotate(both=Concat("plain", Value(" "), "other_plain")).filter(
        Q(plain=asked) | Q(other_plain=asked) | Q(both=asked)
    )
    return list(named.filter(province__sign=sign) if sign else named)


def like(text: str, comuni: QuerySet[Comune]) -> QuerySet[Comune]:
    """Comuni whose name is like a text, also with slips of the pen; the likeliest first, among equals the greater.

    `rank` is 3 for the very name, 2 for one that begins so, 1 for one with a word that begins so, else 0; `likeness` goes
    from 0 to 1.
    """
    name, sign = with_sign(text.strip()[:LONGEST_NAME])
    asked = plain(name)
    if sign:
        comuni = comuni.filter(province__sign=sign)
    rank = Case(
        When(Q(plain=asked) | Q(other_plain=asked), then=Value(3)),
        When(Q(plain__startswith=asked) | Q(other_plain__startswith=asked), then=Value(2)),
        When(Q(plain__contains=f" {asked}") | Q(other_plain__contains=f" {asked}"), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    likeness = Greatest(TrigramSimilarity("plain", asked), TrigramSimilarity("other_plain", asked))
    # Said as the index understands it: its operator answers from a likeness of 0.3 on (pg_trgm)
    answers = Q(TrigramSimilar(F("plain"), Value(asked))) | Q(TrigramSimilar(F("other_plain"), Value(asked)))
    answers |= Q(plain__startswith=asked) | Q(other_plain__startswith=asked)
    answers |= Q(plain__contains=f" {asked}") | Q(other_plain__contains=f" {asked}")
    found = comuni.filter(answers).annotate(rank=rank, likeness=likeness)
    return (found if asked else comuni.none()).order_by(
        *(
            [F("rank").desc(), F("likeness").desc(), F("population").desc(nulls_last=True), "code"]
            if asked
            else ["code"]
        )
    )


def of_cap(cap: str, day: date) -> QuerySet[Comune]:
    """The comuni that a CAP serves, the most populous first."""
    return on_day(day).filter(postal_codes__cap=cap).order_by(F("population").desc(nulls_last=True), "code")


def of_province(sign: str, day: date) -> QuerySet[Comune]:
    """The comuni of a province on a day, by name."""
    return on_day(day).filter(province__sign=sign).order_by("plain", "code")


def searched(words: str, day: date) -> list[Comune]:
    """The comuni that a name, a code or a CAP leads to, the likeliest first; none where nothing is asked."""
    if len(words) == 5 and words.isascii() and words.isdigit():
        return list(of_cap(words, day)[:MOST_FOUND])
    return list(meant(words, on_day(day)) or like(words, on_day(day))[:MOST_FOUND]) if words else []


def provinces() -> QuerySet[Province]:
    """Every province, by name."""
    return Province.objects.order_by("name")


def caps(one: Comune) -> list[str]:
    """The CAP of a comune, in order; none where the source lacks them."""
    return list(one.postal_codes.order_by("cap").values_list("cap", flat=True))


def nearest(place: Place, day: date, most: int) -> list[Near]:
    """The comuni whose label point is nearest to a place, the nearest first."""
    stretch = cos(radians(place.lat)) ** 2
    apart = (F("label_lat") - place.lat) * (F("label_lat") - place.lat) + (F("label_lon") - place.lon) * (
        F("label_lon") - place.lon
    ) * Value(stretch, output_field=FloatField())
    # Flat distances order the few nearest as well as those on the sphere; three times as many leave room for the rest
    likely = on_day(day).annotate(apart=apart).order_by("apart", "code")[: 3 * most]
    measured = [Near(one, haversine_km(place, Place(one.label_lat, one.label_lon))) for one in likely]
    return sorted(measured, key=lambda near: (near.km, near.comune.pk))[:most]


def at(place: Place, day: date) -> Whereabouts:
    """In which comune a point is on a day."""
    reach = 0.01  # degrees, more than COAST_KM at our latitudes
    likely = on_day(day).filter(
        west__lte=place.lon + reach, east__gte=place.lon - reach, south__lte=place.lat + reach, north__gte=place.lat - reach
    )  # fmt: skip
    shapes = Boundary.objects.filter(comune__in=likely, detail=Detail.FINE).select_related("comune__province")
    around = [(one.comune, one.coordinates) for one in shapes]
    for found, shape in around:
        if inside(shape, place):
            return Whereabouts(found, Near(found, haversine_km(place, Place(found.label_lat, found.label_lon))))
    next_to = next(iter(nearest(place, day, 1)), None)
    edges = sorted(((edge_km(shape, place), found.pk, found) for found, shape in around), key=lambda edge: edge[:2])
    if edges and edges[0][0] <= COAST_KM:
        return Whereabouts(edges[0][2], next_to, by_the_edge=True)
    return Whereabouts(None, next_to)
