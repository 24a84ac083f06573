"""Where people sleep: centres, units, rooms, beds, and what may be used of them when."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.reception.models.contracts import ManagingBody
from approdo.reception.rules.vocabulary import CentreType, SexProfile


class Centre(TenantRow):
    """A reception centre. Its places over time stand in `CentreCapacity`, its contract in `CentreContract`."""

    body = models.ForeignKey(ManagingBody, on_delete=models.PROTECT, related_name="centres")
    name = models.CharField(max_length=160)
    code = models.CharField(max_length=20)  # the office's own sign for it, never used twice
    type = models.CharField(max_length=30, choices=choices(CentreType))
    address = models.CharField(max_length=200)
    comune = models.CharField(max_length=6)  # ISTAT code
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    sex_profile = models.CharField(max_length=10, choices=choices(SexProfile), default=SexProfile.ANY.value)
    accessible = models.BooleanField(default=False)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        indexes = [models.Index(fields=["prefecture", "body"], name="centre_of_body")]
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "code"], name="centre_code_once"),
            models.CheckConstraint(name="centre_type_known", condition=known("type", CentreType)),
            models.CheckConstraint(name="centre_sex_profile_known", condition=known("sex_profile", SexProfile)),
            models.CheckConstraint(name="centre_comune_of_six", condition=Q(comune__regex=r"^[0-9]{6}$")),
            models.CheckConstraint(
                name="centre_closes_after_opening",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CentreCapacity(TenantRow):
    """The places of a centre from a day on. `emergency`: further places that an order of the prefect allows."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="capacities")
    valid_from = models.DateField()
    authorised = models.PositiveIntegerField()
    emergency = models.PositiveIntegerField(default=0)
    order_reference = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("valid_from",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "valid_from"], name="capacity_once_a_day"),
            models.CheckConstraint(
                name="capacity_emergency_has_an_order", condition=Q(emergency=0) | ~Q(order_reference="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authorised} {self.valid_from}"


class CentreCertificate(TenantRow):
    """A certificate of a building: fire prevention, plants, use, with its expiry."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=80)
    reference = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True)

    class Meta:
        ordering = ("expires_on", "id")
        constraints = [
            models.CheckConstraint(
                name="certificate_expires_after_issue",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.issued_on}"


class HousingUnit(TenantRow):
    """A building or a flat of a centre. `minors_section`: of a centre for adults, only for unaccompanied minors."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200, blank=True)
    minors_section = models.BooleanField(default=False)

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=["centre", "name"], name="unit_name_once")]

    def __str__(self) -> str:
        return self.name


class Room(TenantRow):
    """A room of a unit and who may sleep in it."""

    unit = models.ForeignKey(HousingUnit, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=40)
    sex_profile = models.CharField(max_length=10, choices=choices(SexProfile), default=SexProfile.ANY.value)
    accessible = models.BooleanField(default=False)
    square_metres = models.DecimalField(max_digits=6, decimal_places=2, null=True)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="room_name_once"),
            models.CheckConstraint(name="room_sex_profile_known", condition=known("sex_profile", SexProfile)),
        ]

    def __str__(self) -> str:
        return self.name


class Bed(TenantRow):
    """A bed of a room. `centre` is that of the room, kept for the constraints."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="beds")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="beds")
    name = models.CharField(max_length=20)

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=["room", "name"], name="bed_name_once")]

    def __str__(self) -> str:
        return self.name


class OutOfUse(TenantRow):
    """A bed that cannot be used for some days, and why."""

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="out_of_use")
    during = DateRangeField()
    reason = models.CharField(max_length=200)
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="bed_out_of_use_once",
                expressions=[("bed", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="out_of_use_has_a_reason", condition=~Q(reason="") & Q(during__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.bed_id} {self.during}"
