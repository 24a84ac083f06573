"""Outreach: stops that come to people, the days on which they came, and anonymous counts of whom they met."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.network.models.organisations import Organisation
from approdo.network.models.places import Location
from approdo.network.rules.directory import RecordState
from approdo.network.rules.outreach import MOST_CONTACTS, Axis, Rhythm, VisitState

_USER = settings.AUTH_USER_MODEL


class OutreachStop(TenantRow):
    """Where and when somebody comes: a desk at a place of the network, or a mobile one at a spot of a comune.

    `protected` is never true: a key on both keeps stops away from places that are.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="outreach_stops")
    name = models.CharField(max_length=160)
    body = models.TextField()  # what one finds there, in Italian
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="outreach_stops")
    comune_code = models.CharField(max_length=6, blank=True)  # ISTAT, where there is no place
    city = models.CharField(max_length=120, blank=True)
    spot = models.CharField(max_length=200, blank=True)
    rhythm = models.CharField(max_length=12, choices=choices(Rhythm))
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    opens = models.TimeField()
    closes = models.TimeField()
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    needs = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # needs of the taxonomy
    phone = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=choices(RecordState), default=RecordState.DRAFT.value)
    protected = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    written_by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("name", "id")
        indexes = [models.Index(fields=["prefecture", "state", "last_day"], name="stop_of_a_day")]
        constraints = [
            models.CheckConstraint(name="stop_has_words", condition=~Q(name="") & ~Q(body="")),
            models.CheckConstraint(name="stop_state_known", condition=known("state", RecordState)),
            models.CheckConstraint(name="stop_rhythm_known", condition=known("rhythm", Rhythm)),
            models.CheckConstraint(name="stop_is_open", condition=Q(protected=False)),
            models.CheckConstraint(name="stop_closes_after_it_opens", condition=Q(closes__gt=F("opens"))),
            models.CheckConstraint(
                name="stop_ends_after_its_beginning",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="stop_says_where_once",
                condition=Q(location__isnull=False, comune_code="", city="", spot="")
                | Q(location__isnull=True, comune_code__regex=r"^[0-9]{6}$") & ~Q(city="") & ~Q(spot=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OutreachVisit(TenantRow):
    """What became of one day of a stop. `contacts`: people met; nothing of any of them is kept."""

    stop = models.ForeignKey(OutreachStop, on_delete=models.PROTECT, related_name="visits")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=choices(VisitState))
    reason = models.CharField(max_length=300, blank=True)  # of a day that was called off, read by the public
    contacts = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("day", "id")
        constraints = [
            models.UniqueConstraint(fields=["stop", "day"], name="visit_once_a_day"),
            models.CheckConstraint(name="visit_state_known", condition=known("state", VisitState)),
            models.CheckConstraint(
                name="visit_cancelled_with_a_reason",
                condition=Q(state=VisitState.HELD.value, reason="")
                | Q(state=VisitState.CANCELLED.value, contacts=0) & ~Q(reason=""),
            ),
            models.CheckConstraint(name="visit_contacts_few", condition=Q(contacts__lte=MOST_CONTACTS)),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class OutreachTally(TenantRow):
    """How many of the people met on a day by one thing alone: a sex, a language, or a need."""

    visit = models.ForeignKey(OutreachVisit, on_delete=models.CASCADE, related_name="tallies")
    axis = models.CharField(max_length=10, choices=choices(Axis))
    key = models.CharField(max_length=40)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ("axis", "key")
        constraints = [
            models.UniqueConstraint(fields=["visit", "axis", "key"], name="tally_once"),
            models.CheckConstraint(name="tally_axis_known", condition=known("axis", Axis)),
            models.CheckConstraint(name="tally_counts_somebody", condition=Q(count__gt=0) & ~Q(key="")),
        ]

    def __str__(self) -> str:
        return f"{self.axis} {self.key}"


class OutreachFigures(TenantRow):
    """What was published of a quarter of the year that was over, small numbers hidden. Rows are only added.

    `cells`: by axis, the key with its count, null where it is hidden. Counted once, so that two publications of one
    quarter cannot be subtracted from each other.
    """

    first_day = models.DateField()
    last_day = models.DateField()
    days_held = models.PositiveIntegerField()
    contacts = models.PositiveIntegerField(null=True)  # null: hidden
    cells = models.JSONField(default=dict)
    least = models.PositiveIntegerField()  # under which a count is hidden
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-first_day",)
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "first_day"], name="outreach_figures_once"),
            models.CheckConstraint(name="outreach_figures_of_a_time", condition=Q(last_day__gt=F("first_day"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m}"
