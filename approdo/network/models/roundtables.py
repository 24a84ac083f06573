"""Roundtables: seats, meetings with their minutes, actions that were agreed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.network.models.organisations import Organisation
from approdo.network.rules.roundtables import MeetingState, Presence, SeatRole, TableKind

COUNCIL = TableKind.TERRITORIAL_COUNCIL.value


class Roundtable(TenantRow):
    """A roundtable with its mandate. One territorial council at a time."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=choices(TableKind))
    mandate = models.TextField()
    act_reference = models.CharField(max_length=120, blank=True)  # the prefect's act
    established_on = models.DateField()
    expires_on = models.DateField(null=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture"], condition=Q(kind=COUNCIL, closed_on__isnull=True), name="one_council_at_a_time"
            ),
            models.CheckConstraint(name="table_has_words", condition=~Q(name="") & ~Q(mandate="")),
            models.CheckConstraint(name="table_kind_known", condition=known("kind", TableKind)),
            models.CheckConstraint(
                name="table_expires_after_its_beginning",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("established_on")),
            ),
            models.CheckConstraint(
                name="table_closed_after_its_beginning",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("established_on")),
            ),
            models.CheckConstraint(
                name="table_not_its_own_part", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoundtableSeat(TenantRow):
    """A seat of a body. `person` "" is a seat to which nobody was named. `until` is the last day, once it is known."""

    roundtable = models.ForeignKey(Roundtable, on_delete=models.PROTECT, related_name="seats")
    letter = models.CharField(max_length=2, blank=True)  # of data/council.yaml; "" for who is invited
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="seats")
    body = models.CharField(max_length=200)
    person = models.CharField(max_length=120, blank=True)
    substitute = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=10, choices=choices(SeatRole), default=SeatRole.MEMBER.value)
    designated_on = models.DateField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("letter", "body", "id")
        constraints = [
            models.CheckConstraint(name="seat_has_a_body", condition=~Q(body="")),
            models.CheckConstraint(name="seat_role_known", condition=known("role", SeatRole)),
            models.CheckConstraint(
                name="seat_ends_after_its_beginning", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(name="seat_substitute_of_somebody", condition=Q(substitute="") | ~Q(person="")),
        ]

    def __str__(self) -> str:
        return self.body


class RoundtableMeeting(TenantRow):
    """A meeting: planned, then held with its minutes, or cancelled with a reason."""

    roundtable = models.ForeignKey(Roundtable, on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField()
    at = models.TimeField(null=True)
    place = models.CharField(max_length=200)
    agenda = models.TextField()
    state = models.CharField(max_length=10, choices=choices(MeetingState), default=MeetingState.PLANNED.value)
    minutes = models.TextField(blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-on", "id")
        indexes = [models.Index(fields=["prefecture", "on"], name="meeting_of_a_day")]
        constraints = [
            models.CheckConstraint(name="meeting_has_an_agenda", condition=~Q(agenda="") & ~Q(place="")),
            models.CheckConstraint(name="meeting_state_known", condition=known("state", MeetingState)),
            models.CheckConstraint(
                name="meeting_held_with_minutes",
                condition=Q(state=MeetingState.HELD.value) & ~Q(minutes="")
                | ~Q(state=MeetingState.HELD.value) & Q(minutes=""),
            ),
            models.CheckConstraint(
                name="meeting_cancelled_with_a_reason",
                condition=~Q(state=MeetingState.CANCELLED.value) | ~Q(cancelled_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class MeetingPresence(TenantRow):
    """Who came to a meeting for a seat."""

    meeting = models.ForeignKey(RoundtableMeeting, on_delete=models.CASCADE, related_name="presences")
    seat = models.ForeignKey(RoundtableSeat, on_delete=models.PROTECT, related_name="presences")
    presence = models.CharField(max_length=10, choices=choices(Presence))

    class Meta:
        ordering = ("seat__letter", "seat__body", "id")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="presence_once"),
            models.CheckConstraint(name="presence_known", condition=known("presence", Presence)),
        ]

    def __str__(self) -> str:
        return self.presence


class RoundtableAction(TenantRow):
    """What was agreed at a roundtable: by whom, and by when."""

    roundtable = models.ForeignKey(Roundtable, on_delete=models.PROTECT, related_name="actions")
    meeting = models.ForeignKey(RoundtableMeeting, null=True, on_delete=models.PROTECT, related_name="actions")
    what = models.CharField(max_length=300)
    seat = models.ForeignKey(RoundtableSeat, null=True, on_delete=models.PROTECT, related_name="actions")
    who = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    dropped_on = models.DateField(null=True)
    outcome = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("due_on", "id")
        indexes = [models.Index(fields=["prefecture", "due_on"], name="action_by_day")]
        constraints = [
            models.CheckConstraint(name="action_says_what", condition=~Q(what="")),
            models.CheckConstraint(name="action_is_somebodys", condition=Q(seat__isnull=False) | ~Q(who="")),
            models.CheckConstraint(
                name="action_ends_once", condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True)
            ),
            models.CheckConstraint(
                name="action_dropped_with_a_reason", condition=Q(dropped_on__isnull=True) | ~Q(outcome="")
            ),
        ]

    def __str__(self) -> str:
        return self.what
