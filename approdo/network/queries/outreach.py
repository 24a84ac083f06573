"""The only door to outreach: stops, the days on which they come, and counts of whom they met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound
from approdo.network.models import OutreachFigures, OutreachStop, OutreachTally, OutreachVisit
from approdo.network.queries.organisations import of_own
from approdo.network.rules.directory import RecordState
from approdo.network.rules.outreach import Axis, Rhythm, StopFacts, Tally, VisitState, days_of

PUBLISHED = RecordState.PUBLISHED.value


@dataclass(frozen=True, slots=True)
class ComingDay:
    """A day on which a stop comes, or does not: `called_off` says why, "" where it comes."""

    day: date
    stop: OutreachStop
    called_off: str


def visible_to(by: Actor) -> QuerySet[OutreachStop]:
    """Stops that the actor may know of, with their organisation and place."""
    return of_own(by, OutreachStop.objects.select_related("organisation", "location"), "organisation")


def stop(by: Actor, identifier: UUID) -> OutreachStop:
    """One stop. Raises NotFound."""
    found = visible_to(by).select_related("written_by").filter(pk=identifier).first()
    if found is None:
        raise stop_not_found()
    return found


def stop_not_found() -> NotFound:
    """There is no such stop, or the actor may not know that there is."""
    return NotFound("stop_not_found", _("This outreach stop does not exist, or is not one of yours."))


def listed(
    by: Actor, today: date, *, text: str = "", state: str = "", language: str = "", over: bool = False
) -> QuerySet[Any]:
    """Stops that still come, or with `over` all of them, with how many days were held and how many people met."""
    held = Q(visits__state=VisitState.HELD.value)
    rows = visible_to(by).annotate(
        held=Count("visits", filter=held), met=Coalesce(Sum("visits__contacts", filter=held), 0)
    )
    if text:
        spot = Q(city__icontains=text) | Q(spot__icontains=text) | Q(location__city__icontains=text)
        rows = rows.filter(Q(name__icontains=text) | Q(organisation__name__icontains=text) | spot)
    if state:
        rows = rows.filter(state=state)
    if language:
        rows = rows.filter(languages__contains=[language])
    return rows if over else rows.filter(Q(last_day__isnull=True) | Q(last_day__gte=today))


def visits_of(found: OutreachStop) -> QuerySet[OutreachVisit]:
    """What became of the days of a stop, the latest first, with their counts."""
    return found.visits.prefetch_related("tallies").order_by("-day")


def tally_of(visit: OutreachVisit | None) -> Tally:
    """The counts of a day."""
    counts: dict[Axis, dict[str, int]] = {axis: {} for axis in Axis}
    for one in visit.tallies.all() if visit else ():
        counts[Axis(one.axis)][one.key] = one.count
    met = visit.contacts if visit else 0
    return Tally(met, counts[Axis.SEX], counts[Axis.LANGUAGE], counts[Axis.NEED])


def facts_of(found: OutreachStop) -> StopFacts:
    """What is written of a stop, as its form says it."""
    told: dict[str, Any] = {name: getattr(found, name) for name in StopFacts.__dataclass_fields__}
    lists = {"languages": tuple(found.languages), "needs": tuple(found.needs)}
    return StopFacts(**{**told, **lists, "rhythm": Rhythm(found.rhythm)})


def days_between(found: OutreachStop, since: date, until: date) -> tuple[date, ...]:
    """The days on which a stop comes, both ends included."""
    return days_of(Rhythm(found.rhythm), found.first_day, found.last_day, since, until)


def coming(stops: Iterable[OutreachStop], since: date, until: date) -> list[ComingDay]:
    """The days of stops, in order of day and hour; those called off say why. `stops` with their `visits`."""
    found = []
    for one in stops:
        off = {visit.day: visit.reason for visit in one.visits.all() if visit.state == VisitState.CANCELLED.value}
        found += [ComingDay(day, one, off.get(day, "")) for day in days_between(one, since, until)]
    return sorted(found, key=lambda row: (row.day, row.stop.opens, row.stop.name, str(row.stop.pk)))


def coming_of(found: OutreachStop, today: date, days: int) -> list[ComingDay]:
    """The next days of one stop."""
    return coming(with_days_off(OutreachStop.objects.filter(pk=found.pk), today), today, today + timedelta(days=days))


def with_days_off(rows: QuerySet[OutreachStop], since: date) -> QuerySet[OutreachStop]:
    """Stops with their days called off from a day on, as `coming` reads them."""
    return rows.prefetch_related(Prefetch("visits", _called_off(since)))


def published(prefecture: str, today: date, *, language: str = "", comune: str = "") -> QuerySet[OutreachStop]:
    """The stops that the public reads, with the days called off. Read the words of each through `queries.reading`."""
    here = Q(location__isnull=True) | Q(location__state=PUBLISHED, location__protected=False)
    rows = OutreachStop.objects.filter(
        here, Q(last_day__isnull=True) | Q(last_day__gte=today), prefecture_id=prefecture, state=PUBLISHED,
        organisation__state=PUBLISHED,
    )  # fmt: skip
    if language:
        rows = rows.filter(languages__contains=[language])
    if comune:
        rows = rows.filter(Q(comune_code=comune) | Q(location__comune_code=comune))
    return with_days_off(rows.select_related("organisation", "location").order_by("name", "id"), today)


def counted(by: Actor, first: date, last: date) -> tuple[int, int, dict[Axis, dict[str, int]]]:
    """Days held, people met and counts by axis from a day to another, of the stops that the actor sees."""
    held = OutreachVisit.objects.filter(
        stop__in=visible_to(by).values("pk"), state=VisitState.HELD.value, day__gte=first, day__lte=last
    )
    sums = held.aggregate(days=Count("id"), met=Sum("contacts"))
    cells: dict[Axis, dict[str, int]] = {axis: {} for axis in Axis}
    rows = OutreachTally.objects.filter(visit__in=held).order_by("axis", "key").values_list("axis", "key")
    for axis, key, count in rows.annotate(all=Sum("count")):
        cells[Axis(axis)][key] = count
    return sums["days"], sums["met"] or 0, cells


def figures(prefecture: str) -> QuerySet[OutreachFigures]:
    """The figures that were published, the latest quarter first."""
    return OutreachFigures.objects.filter(prefecture_id=prefecture).order_by("-first_day")


def _called_off(since: date) -> QuerySet[OutreachVisit]:
    return OutreachVisit.objects.filter(state=VisitState.CANCELLED.value, day__gte=since)
