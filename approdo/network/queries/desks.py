"""The only door to desks and their hours, and the search of what is open at a moment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound
from approdo.core.rules.calendar import HolidayCalendar
from approdo.network.models import (
    ScheduleClosure,
    SchedulePeriod,
    ScheduleSlot,
    ScheduleSpecial,
    ServiceAtLocation,
    WeeklyOpening,
)
from approdo.network.queries.organisations import of_own
from approdo.network.rules.directory import Attending
from approdo.network.rules.facts import DeskFacts
from approdo.network.rules.hours import Closure, HoursKind, HoursPeriod, OnHolidays, Schedule, Slot, SpecialOpening
from approdo.network.rules.weekly import ClockMoment, clock_moment, day_before


def visible_to(by: Actor) -> QuerySet[ServiceAtLocation]:
    """Desks that the actor may know of, those that ended too."""
    return of_own(by, ServiceAtLocation.objects.all(), "service__organisation")


def desk(by: Actor, identifier: UUID) -> ServiceAtLocation:
    """One desk with its service, its place and its hours. Raises NotFound."""
    found = with_hours(visible_to(by)).filter(pk=identifier).first()
    if found is None:
        raise desk_not_found()
    return found


def desk_not_found() -> NotFound:
    """There is no such desk, or the actor may not know that there is."""
    return NotFound("desk_not_found", _("This desk does not exist, or is not one of yours."))


def with_hours(rows: QuerySet[ServiceAtLocation]) -> QuerySet[ServiceAtLocation]:
    """Desks with everything that `schedule_of` reads."""
    periods = SchedulePeriod.objects.prefetch_related(Prefetch("slots", ScheduleSlot.objects.all()))
    return rows.select_related("service__organisation", "location").prefetch_related(
        Prefetch("periods", periods), "closures", "specials"
    )


def facts_of(found: ServiceAtLocation) -> DeskFacts:
    """What is written of a desk, but its hours."""
    return DeskFacts(
        Attending(found.attending), found.location_id, found.description, found.phone, found.link,
        tuple(found.languages),
    )  # fmt: skip


def schedule_of(found: ServiceAtLocation) -> Schedule:
    """The hours of a desk as the rules read them; a desk of which nobody said any has one period, unknown."""
    periods = tuple(_period(one) for one in found.periods.all())
    return Schedule(
        periods or (HoursPeriod(HoursKind.UNKNOWN),),
        OnHolidays(found.on_holidays),
        tuple(Closure(one.first, one.last, one.reason) for one in found.closures.all()),
        tuple(
            SpecialOpening(
                one.day, one.opens, one.closes, one.crosses_midnight, _languages(one.languages), one.by_appointment
            )
            for one in found.specials.all()
        ),
        tuple(found.languages),
        found.location.comune_code if found.location else "",
    )


def _period(row: SchedulePeriod) -> HoursPeriod:
    slots = tuple(
        Slot(one.weekday, one.opens, one.closes, one.crosses_midnight, _languages(one.languages), one.by_appointment)
        for one in row.slots.all()
    )
    return HoursPeriod(HoursKind(row.hours), slots, row.first, row.last)


def _languages(told: list[str] | None) -> tuple[str, ...] | None:
    return None if told is None else tuple(told)


def open_at(
    rows: QuerySet[ServiceAtLocation], moment: datetime, calendar: HolidayCalendar, language: str = ""
) -> QuerySet[ServiceAtLocation]:
    """Those desks that are certainly open to whoever walks in at a moment (with its time zone), asked of the database.

    With a `language`, those where it is spoken then. Agrees with `rules.schedules.state_at` saying `open`. Raises
    ValueError for a moment without a time zone.
    """
    at = clock_moment(moment)
    return rows.filter(_either(_openings(at, calendar), _specials(at), language))


def _openings(at: ClockMoment, calendar: HolidayCalendar) -> QuerySet[WeeklyOpening]:
    """The weekly hours that hold at a moment and that nothing of their day takes away."""
    rows = WeeklyOpening.objects.filter(
        desk=OuterRef("pk"), weekday=at.weekday, opens__lte=at.minute, closes__gt=at.minute, by_appointment=False
    )
    held = Q()
    for day, before in ((at.day, False), (day_before(at), True)):
        held |= _held(day, before, calendar)
    return rows.filter(held)


def _held(day: date, before: bool, calendar: HolidayCalendar) -> Q:
    """The weekly hours that begin on a day and that nothing of it takes away; `before`: those that crossed midnight."""
    closed = ScheduleClosure.objects.filter(desk=OuterRef("desk"), first__lte=day, last__gte=day)
    replaced = ScheduleSpecial.objects.filter(desk=OuterRef("desk"), day=day)
    begun = Q(first__isnull=True) | Q(first__lte=day)
    lasting = Q(last__isnull=True) | Q(last__gte=day)
    return Q(began_before=before) & begun & lasting & _working(day, calendar) & ~Exists(closed) & ~Exists(replaced)


def open_on(
    rows: QuerySet[ServiceAtLocation], days: Collection[date], calendar: HolidayCalendar, language: str = ""
) -> QuerySet[ServiceAtLocation]:
    """Those desks that are certainly open to whoever walks in at some hour of one of those days.

    With a `language`, those where it is spoken then. Agrees with `rules.schedules.open_at_weekend` saying `open` for the
    Saturday and the Sunday of a week.
    """
    weekly, special = Q(), Q()
    for day in days:
        night = day - timedelta(days=1)
        weekly |= Q(weekday=day.weekday()) & (_held(day, False, calendar) | _held(night, True, calendar))
        special |= Q(day=day) | Q(day=night, crosses_midnight=True, closes__gt="00:00")
    openings = WeeklyOpening.objects.filter(weekly, desk=OuterRef("pk"), by_appointment=False)
    specials = _not_closed(ScheduleSpecial.objects.filter(special, desk=OuterRef("pk"), by_appointment=False))
    return rows.filter(_either(openings, specials, language) if days else Q(pk__in=[]))


def _either(weekly: QuerySet[WeeklyOpening], special: QuerySet[ScheduleSpecial], language: str) -> Q:
    if language:
        weekly = weekly.filter(languages__contains=[language])
        special = special.filter(
            Q(languages__contains=[language]) | Q(languages__isnull=True, desk__languages__contains=[language])
        )
    return Q(Exists(weekly) | Exists(special))


def _working(day: date, calendar: HolidayCalendar) -> Q:
    """The hours that a public holiday leaves standing: all, or those of who said that it opens."""
    opened = Q(on_holidays=OnHolidays.OPEN.value)
    if calendar.holiday(day) is not None:
        return opened
    patrons = [rule.comune for rule in calendar.rules if rule.comune and calendar.holiday(day, rule.comune)]
    return opened | ~Q(desk__location__comune_code__in=patrons) if patrons else Q()


def _specials(at: ClockMoment) -> QuerySet[ScheduleSpecial]:
    """The special openings that hold at a moment and that no closure of their day takes away."""
    now = f"{at.minute // 60:02d}:{at.minute % 60:02d}"
    to_midnight = Q(crosses_midnight=True) | Q(closes="00:00")
    today = Q(day=at.day, opens__lte=now) & (to_midnight | Q(closes__gt=now))
    since = Q(day=day_before(at), crosses_midnight=True, closes__gt=now)
    return _not_closed(ScheduleSpecial.objects.filter(today | since, desk=OuterRef("pk"), by_appointment=False))


def _not_closed(rows: QuerySet[ScheduleSpecial]) -> QuerySet[ScheduleSpecial]:
    closed = ScheduleClosure.objects.filter(
        desk=OuterRef("desk"), first__lte=OuterRef("day"), last__gte=OuterRef("day")
    )
    return rows.filter(~Exists(closed))
