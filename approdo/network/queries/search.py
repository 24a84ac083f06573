"""The search of the public: what was typed and chosen, and the services that answer, the best first.

It is asked in a transaction begun by `tenancy.enter_public`. The indexes are read by two functions of the database, which
look at the prefecture of the transaction and at what is published alone: behind row security an index of words would
not be used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import starmap
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from approdo.core.rules.calendar import HolidayCalendar
from approdo.network.definitions import freshness_limits, search_vocabulary
from approdo.network.models import SearchDocument, ServiceArea, ServiceAtLocation
from approdo.network.queries import desks
from approdo.network.queries.published import PublicDesk, desks_shown, public_desk, services
from approdo.network.queries.services import freshness_of, speaking
from approdo.network.rules.eligibility import Answer, May, eligible, from_json
from approdo.network.rules.freshness import FreshAnswer
from approdo.network.rules.renderings import Told
from approdo.network.rules.search_question import Group, asked_of, better_spelt, one_of, understood
from approdo.network.rules.search_words import nearest, words_of
from approdo.network.search_documents import category_words
from approdo.territory.rules.travel import Place, haversine_km

MOST = 1000  # services looked at: who gets more adds a word or a filter
CLOSE_WORDS, NEAR = 40, 5  # words of the index compared with one that was typed; those it may stand for


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for. `categories`: any of them; `comune`: an ISTAT code; `weekend`: the day on which one asks.

    `answers`: what one says of oneself, as rules/eligibility.py reads it.
    """

    text: str = ""
    categories: tuple[str, ...] = ()
    language: str = ""
    moment: datetime | None = None
    weekend: date | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    comune: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that answers. `whole`: every part of what was typed is there; `km` to its nearest desk, if known."""

    id: UUID
    score: float
    whole: bool
    stale: bool
    km: float | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What a search found. `better`: what was perhaps meant; `cut`: there are more than were looked at."""

    hits: tuple[Hit, ...]
    groups: tuple[Group, ...]
    nearby: Mapping[str, tuple[str, ...]]
    better: str
    cut: bool


class Why(StrEnum):
    """Why a service is among the answers."""

    CATEGORY = "category"
    NAME = "name"
    ORGANISATION = "organisation"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the category, or the word that was found and the language of its text ("" for a name of a body)."""

    why: Why
    category: str = ""
    word: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A service of a list as anybody may read it: never a desk of a protected one."""

    id: UUID
    title: str
    title_language: str
    summary: str
    summary_language: str
    told: Told
    organisation: str
    categories: tuple[str, ...]
    protected: bool
    fresh: FreshAnswer
    km: float | None
    desks: tuple[PublicDesk, ...]
    reasons: tuple[Reason, ...]


class _Kept(NamedTuple):
    """What a search needs of each service that answers; `points` of its desks where a distance is asked for."""

    id: UUID
    confirmed_on: date
    eligibility: dict[str, Any] | None = None  # where somebody tells of themselves
    points: tuple[dict[str, float], ...] = ()


class _Document(NamedTuple):
    """A document with what a list says of its service: plain values, read many times faster than whole objects."""

    service: UUID
    language: str
    title: str
    title_language: str
    summary: str
    summary_language: str
    told: str
    categories: list[str]
    protected: bool
    confirmed_on: date
    confirmed_as: str
    organisation: str
    other_names: list[str]


_READ = (
    "service_id", *_Document._fields[1:7], "service__categories", "service__protected", "service__confirmed_on",
    "service__confirmed_as", "service__organisation__name", "service__organisation__alternate_names",
)  # fmt: skip


def search(prefecture: str, sought: Sought, today: date, calendar: HolidayCalendar) -> Answered:
    """The services that answer, the best first: fresh before stale, then as near or as like as they are.

    In two questions, or three where words are typed. Raises TooLong (a text that nobody asks).
    """
    groups = understood(sought.text, search_vocabulary()) if sought.text.strip() else ()
    nearby = _nearby(groups)
    scored = _scored(groups, nearby, sought.categories, today) if groups or sought.categories else None
    found = _filtered(prefecture, sought, scored, today, calendar)
    stale_before = today - timedelta(days=freshness_limits(today).stale_days)
    hits = []
    for row in found:
        score, whole = scored[row.id] if scored is not None else (0.0, True)
        if _open_to(row, sought):
            km = _distance(row.points, sought.place) if sought.place else None
            hits.append(Hit(row.id, score, whole, row.confirmed_on < stale_before, km))
    hits.sort(key=lambda one: _order(one, sought.place is not None, scored is None))
    cut = len(scored if scored is not None else found) >= MOST
    return Answered(tuple(hits), groups, nearby, better_spelt(groups, nearby) if hits else "", cut)


def cards(prefecture: str, answered: Answered, shown: Sequence[Hit], code: str, today: date) -> list[Card]:
    """Those hits as a reader of a language gets them, in six questions."""
    wanted = [one.id for one in shown]
    rows = SearchDocument.objects.filter(prefecture_id=prefecture, service__in=wanted).order_by("service", "language")
    read: dict[UUID, list[_Document]] = {}
    for one in starmap(_Document, rows.values_list(*_READ)):
        read.setdefault(one.service, []).append(one)
    met: dict[UUID, list[PublicDesk]] = {}
    for desk in desks.with_hours(desks_shown(prefecture, today).filter(service__in=wanted)).order_by("id"):
        met.setdefault(desk.service_id, []).append(public_desk(desk))
    return [_card(hit, read[hit.id], met.get(hit.id, []), answered, code, today) for hit in shown if read.get(hit.id)]


def _order(hit: Hit, near: bool, by_name: bool) -> tuple[Any, ...]:
    far = (hit.km is None, hit.km or 0.0) if near else ()
    if by_name:  # as they were read
        return (hit.stale, *far)
    return (hit.stale, not hit.whole, *far, -hit.score, str(hit.id))


def _nearby(groups: Iterable[Group]) -> dict[str, tuple[str, ...]]:
    """The words of the index that each typed word may stand for, the nearest first; none where nothing is like it."""
    typed = sorted({word for one in groups for word in one.typed})
    if not typed:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT asked, word FROM network_words_like(%s, %s)", [typed, CLOSE_WORDS])
        known: dict[str, list[str]] = {}
        for asked, word in cursor.fetchall():
            known.setdefault(asked, []).append(word)
    return {word: found for word in typed if (found := nearest(word, known.get(word, ()), NEAR))}


def _scored(
    groups: tuple[Group, ...], nearby: Mapping[str, tuple[str, ...]], categories: tuple[str, ...], today: date
) -> dict[UUID, tuple[float, bool]]:
    """Likeness of each service whose words answer, and whether every part of the question is there."""
    only = one_of(categories)
    every, one = (_within(asked_of(groups, nearby, every=every), only) for every in (True, False))
    shown_from = today - timedelta(days=freshness_limits(today).hide_days)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT service, score, whole FROM network_search(%s::tsquery, %s::tsquery, %s, %s)",
            [every, None if every == one else one, shown_from, MOST],
        )
        return {service: (score, whole) for service, score, whole in cursor.fetchall()}


def _within(asked: str, only: str) -> str:
    return f"({asked}) & ({only})" if asked and only else asked or only


def _filtered(
    prefecture: str, sought: Sought, scored: Mapping[UUID, object] | None, today: date, calendar: HolidayCalendar
) -> list[_Kept]:
    """The published services among those scored, or among all by name, that the filters leave."""
    rows: QuerySet[Any] = services(prefecture, today)
    if scored is not None:
        rows = rows.filter(pk__in=RawSQL("SELECT unnest(%s::uuid[])", [list(scored)]))  # one value and not a thousand
    if sought.moment is not None or sought.weekend is not None:
        rows = rows.filter(Exists(_met(prefecture, sought, today, calendar).filter(service=OuterRef("pk"))))
    elif sought.language:
        rows = rows.filter(speaking(sought.language))
    if sought.comune:
        here = ServiceArea.objects.filter(service=OuterRef("pk"), comune_code=sought.comune)
        rows = rows.filter(Q(whole_province=True) | Exists(here))
    columns = ["id", "confirmed_on"]
    if sought.answers:
        columns.append("eligibility")
    if sought.place is not None:
        rows = rows.annotate(points=_points(_met(prefecture, sought, today, calendar)))
        columns.append("points")
    wanted = rows.order_by() if scored is not None else rows.order_by("name", "id")[:MOST]
    return [_Kept(**row) for row in wanted.values(*columns)]


def _met(prefecture: str, sought: Sought, today: date, calendar: HolidayCalendar) -> QuerySet[ServiceAtLocation]:
    """The desks that the public may find, those that are open when one asks for."""
    shown = desks_shown(prefecture, today)
    if sought.moment is not None:
        shown = desks.open_at(shown, sought.moment, calendar, sought.language)
    if sought.weekend is not None:
        days = [sought.weekend + timedelta(days=n) for n in range(7)]
        shown = desks.open_on(shown, [day for day in days if day.weekday() >= 5], calendar, sought.language)
    return shown


def _points(shown: QuerySet[ServiceAtLocation]) -> ArraySubquery:
    met = shown.filter(service=OuterRef("pk"), location__latitude__isnull=False)
    return ArraySubquery(
        met.order_by().values(point=JSONObject(lat=F("location__latitude"), lon=F("location__longitude")))
    )


def _distance(points: Iterable[Mapping[str, Any]], here: Place | None) -> float | None:
    there = [Place(float(one["lat"]), float(one["lon"])) for one in points]
    return min((haversine_km(here, one) for one in there), default=None) if here else None


def _open_to(row: _Kept, sought: Sought) -> bool:
    """Whether somebody who says that of themselves may perhaps use the service: only a certain no takes it away."""
    if not sought.answers:
        return True
    return eligible(from_json(row.eligibility or {"all": []}), sought.answers).answer is not May.NO


def _card(hit: Hit, read: list[_Document], met: list[PublicDesk], answered: Answered, code: str, today: date) -> Card:
    own = next((one for one in read if one.language == code), read[0])
    return Card(
        hit.id, own.title, own.title_language, own.summary, own.summary_language, Told(own.told),
        own.organisation, tuple(own.categories), own.protected, freshness_of(own, today), hit.km,
        () if own.protected else tuple(met), tuple(dict.fromkeys(_reasons(read, answered))),
    )  # fmt: skip


def _reasons(read: list[_Document], answered: Answered) -> Iterable[Reason]:
    """Why a service answers, a reason for each part of what was typed that it holds."""
    first = read[0]
    body = set(words_of(" ".join([first.organisation, *first.other_names])))
    for group in answered.groups:
        named = sorted(group.concepts & set(first.categories))
        if named:
            yield Reason(Why.CATEGORY, category=named[0], word=" ".join(group.typed))
            continue
        meant = {other for word in group.typed for other in (word, *answered.nearby.get(word, ()))}
        yield from _where(meant, read, body)


def _where(meant: set[str], read: list[_Document], body: set[str]) -> Iterable[Reason]:
    for why, attribute in ((Why.NAME, "title"), (Why.TEXT, "summary")):
        for one in read:
            language = getattr(one, f"{attribute}_language")
            word = next((word for word in words_of(getattr(one, attribute)) if word in meant), "")
            if word and language == one.language:
                yield Reason(why, word=word, language=language)
                return
    if word := next(iter(sorted(meant & body)), ""):
        yield Reason(Why.ORGANISATION, word=word)
        return
    for category in read[0].categories:
        for one in read:
            if word := next((word for word in category_words(category, one.language) if word in meant), ""):
                yield Reason(Why.CATEGORY, category=category, word=word)
                return
