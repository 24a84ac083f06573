"""When a desk is open: what an editor wrote, and the same cut into the days of a week, where a search looks.

`protected` is everywhere that of the desk: the database keeps it so.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.network.models.places import ServiceAtLocation
from approdo.network.models.services import Service
from approdo.network.rules.hours import HoursKind, OnHolidays


class SchedulePeriod(TenantRow):
    """What is known of the hours from a day to a day, both included. HSDS `valid_from` and `valid_to`."""

    desk = models.ForeignKey(ServiceAtLocation, on_delete=models.CASCADE, related_name="periods")
    hours = models.CharField(max_length=15, choices=choices(HoursKind))
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    protected = models.BooleanField(default=False)

    class Meta:
        ordering = (F("first").asc(nulls_first=True), "id")
        constraints = [
            models.CheckConstraint(name="period_hours_known", condition=known("hours", HoursKind)),
            models.CheckConstraint(
                name="period_in_order",
                condition=Q(first__isnull=True) | Q(last__isnull=True) | Q(last__gte=F("first")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


class ScheduleSlot(TenantRow):
    """Hours of a weekday in a period. HSDS `schedule`: `freq` WEEKLY, `byday`, `opens_at`, `closes_at`.

    `languages` null: those of the desk.
    """

    period = models.ForeignKey(SchedulePeriod, on_delete=models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    opens = models.TimeField()
    closes = models.TimeField()
    crosses_midnight = models.BooleanField(default=False)
    by_appointment = models.BooleanField(default=False)
    languages = ArrayField(models.CharField(max_length=12), null=True)
    protected = models.BooleanField(default=False)

    class Meta:
        ordering = ("weekday", "opens", "id")
        constraints = [
            models.CheckConstraint(name="slot_weekday_known", condition=Q(weekday__lte=6)),
            models.CheckConstraint(
                name="slot_ends_after_it_begins",
                condition=Q(crosses_midnight=True) | Q(closes__gt=F("opens")) | Q(closes="00:00"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}"


class ScheduleClosure(TenantRow):
    """Days on which a desk is closed, both included, and why. HSDS `schedule` with `description`."""

    desk = models.ForeignKey(ServiceAtLocation, on_delete=models.CASCADE, related_name="closures")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    protected = models.BooleanField(default=False)

    class Meta:
        ordering = ("first", "id")
        indexes = [models.Index(fields=["prefecture", "first", "last"], name="closure_by_day")]
        constraints = [models.CheckConstraint(name="closure_in_order", condition=Q(last__gte=F("first")))]

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


class ScheduleSpecial(TenantRow):
    """Hours of one date, which replace its usual ones. HSDS `schedule` with `dtstart` and `count` 1."""

    desk = models.ForeignKey(ServiceAtLocation, on_delete=models.CASCADE, related_name="specials")
    day = models.DateField()
    opens = models.TimeField()
    closes = models.TimeField()
    crosses_midnight = models.BooleanField(default=False)
    by_appointment = models.BooleanField(default=False)
    languages = ArrayField(models.CharField(max_length=12), null=True)
    protected = models.BooleanField(default=False)

    class Meta:
        ordering = ("day", "opens", "id")
        indexes = [models.Index(fields=["prefecture", "day"], name="special_by_day")]
        constraints = [
            models.CheckConstraint(
                name="special_ends_after_it_begins",
                condition=Q(crosses_midnight=True) | Q(closes__gt=F("opens")) | Q(closes="00:00"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.opens}"


class WeeklyOpening(TenantRow):
    """The weekly slots of a desk cut at midnight (rules/weekly.py), written anew whenever its hours change.

    A search looks here alone; `opens` and `closes` are minutes of the day. `languages` are those spoken then.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="openings")
    desk = models.ForeignKey(ServiceAtLocation, on_delete=models.CASCADE, related_name="openings")
    weekday = models.PositiveSmallIntegerField()
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()
    began_before = models.BooleanField(default=False)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    languages = ArrayField(models.CharField(max_length=12), default=list)
    by_appointment = models.BooleanField(default=False)
    on_holidays = models.CharField(max_length=10, choices=choices(OnHolidays))
    protected = models.BooleanField(default=False)

    class Meta:
        ordering = ("weekday", "opens", "id")
        indexes = [
            models.Index(fields=["prefecture", "weekday", "opens", "closes"], name="opening_by_week"),
            models.Index(fields=["service", "weekday"], name="opening_of_service"),
        ]
        constraints = [
            models.CheckConstraint(
                name="opening_within_a_day",
                condition=Q(weekday__lte=6, opens__lt=F("closes"), closes__lte=1440),
            )
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}"
