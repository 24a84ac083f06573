"""Who is received and where: guests, their stays, their beds. A correction keeps what was believed before."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from approdo.core.identifiers import new_id
from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.people.models import Person
from approdo.reception.models.centres import Bed, Centre
from approdo.reception.models.contracts import Contract
from approdo.reception.rules.vocabulary import ExitReason, StayState

HELD = Q(superseded_at__isnull=True, entry__isnull=False)  # stays that somebody slept or sleeps in


class DayRange(models.Func):
    """The days from the first to the one before the second; without an end where that is empty."""

    function = "daterange"
    output_field = DateRangeField()


NIGHTS = DayRange(F("entry"), F("exit"), Value("[)"))


class Guest(TenantRow):
    """A person in the reception of this prefecture, with the numbers other offices know them by."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="guest")
    cui = models.CharField(max_length=12, blank=True)  # fingerprint code
    vestanet = models.CharField(max_length=20, blank=True)
    health_card = models.CharField(max_length=20, blank=True)
    health_card_expires_on = models.DateField(null=True)
    permit_number = models.CharField(max_length=20, blank=True)
    permit_expires_on = models.DateField(null=True)
    c3_on = models.DateField(null=True)
    unaccompanied_minor = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "cui"], condition=~Q(cui=""), name="guest_cui_once"),
            models.UniqueConstraint(
                fields=["prefecture", "vestanet"], condition=~Q(vestanet=""), name="guest_vestanet_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class Stay(TenantRow):
    """One guest in one centre under one contract.

    Rows are never changed once somebody relied on them: a correction supersedes the row and adds another of the same
    `lineage`, so that what was known on a day can always be told. `exit` is the day of leaving: its night is not slept.
    """

    lineage = models.UUIDField(default=new_id, editable=False)
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="stays")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="stays")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="stays")
    state = models.CharField(max_length=10, choices=choices(StayState))
    by_transfer = models.BooleanField(default=False)
    planned_entry = models.DateField(null=True)  # in the order
    expected_entry = models.DateField(null=True)  # announced by who brings them
    entry = models.DateField(null=True)
    planned_exit = models.DateField(null=True)
    exit = models.DateField(null=True)
    exit_reason = models.CharField(max_length=30, choices=choices(ExitReason), blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why this row replaced the one before
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["prefecture", "centre", "entry"], name="stay_of_centre", condition=HELD),
            models.Index(fields=["lineage", "recorded_at"], name="stay_by_lineage"),
        ]
        constraints = [
            ExclusionConstraint(
                name="guest_in_one_place_a_night",
                expressions=[("guest", RangeOperators.EQUAL), (NIGHTS, RangeOperators.OVERLAPS)],
                condition=HELD,
                violation_error_message=_("The same person would be in two centres the same night."),
            ),
            models.UniqueConstraint(
                fields=["lineage"], condition=Q(superseded_at__isnull=True), name="stay_one_present_truth"
            ),
            models.CheckConstraint(name="stay_state_known", condition=known("state", StayState)),
            models.CheckConstraint(
                name="stay_exit_reason_known", condition=known("exit_reason", ExitReason, blank=True)
            ),
            models.CheckConstraint(
                name="stay_leaves_after_entry",
                condition=Q(exit__isnull=True) | Q(entry__isnull=False, exit__gte=F("entry")),
            ),
            models.CheckConstraint(
                name="stay_state_fits_its_days",
                condition=Q(state=StayState.PRESENT.value, entry__isnull=False, exit__isnull=True)
                | Q(state=StayState.LEFT.value, entry__isnull=False, exit__isnull=False) & ~Q(exit_reason="")
                | Q(
                    state__in=[StayState.PLANNED.value, StayState.NO_SHOW.value, StayState.CANCELLED.value],
                    entry__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="stay_known_until_later",
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guest_id} {self.entry} {self.exit}"


class BedUse(TenantRow):
    """Who sleeps in a bed, and when. `place`: the stay's lineage, so that a correction of it moves nobody."""

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="uses")
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="beds")
    place = models.UUIDField()
    during = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="bed_for_one_a_night",
                expressions=[("bed", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="guest_in_one_bed_a_night",
                expressions=[("guest", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bed_id} {self.during}"


class SectionTerm(TenantRow):
    """How many days an unaccompanied minor may be among adults: those of the law, and the one extension.

    `majority_on` is kept for the constraint: the first day on which they are adults for certain, none where the birth is
    unknown.
    """

    guest = models.OneToOneField(Guest, on_delete=models.PROTECT, related_name="section_term")
    days = models.PositiveIntegerField()
    majority_on = models.DateField(null=True)
    extension_days = models.PositiveIntegerField(default=0)
    extended_on = models.DateField(null=True)
    extension_reason = models.CharField(max_length=300, blank=True)
    extended_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="extension_with_day_and_reason",
                condition=Q(extension_days=0, extended_on__isnull=True, extension_reason="")
                | Q(extension_days__gt=0, extended_on__isnull=False) & ~Q(extension_reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.guest_id} {self.days}+{self.extension_days}"
