"""Where services are met: places, desks, and the places that nobody outside the back office may learn."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from approdo.core.encryption import EncryptedTextField
from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.network.models.organisations import DirectoryRecord, Organisation
from approdo.network.models.services import Service
from approdo.network.rules.directory import Attending, RecordState
from approdo.network.rules.hours import OnHolidays
from approdo.network.rules.positions import EAST, NORTH, SOUTH, WEST


class Location(DirectoryRecord):
    """A place. HSDS `location` with its `address`; `directions` is `transportation`, `accessibility` `accessibility`.

    Of a protected place every column that says where it is stays empty, by a constraint: what is known of it stands
    encrypted in `ProtectedPlace`.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="locations")
    name = models.CharField(max_length=200)
    address_1 = models.CharField(max_length=200, blank=True)
    address_2 = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)  # CAP
    comune_code = models.CharField(max_length=6, blank=True)  # ISTAT
    city = models.CharField(max_length=120, blank=True)  # the name of the comune
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    directions = models.TextField(blank=True)  # in Italian
    accessibility = models.JSONField(default=dict, blank=True)  # AccessFact -> Told; what nobody said is not there
    accessibility_note = models.TextField(blank=True)
    protected = models.BooleanField(default=False)

    class Meta:
        ordering = ("name", "id")
        indexes = [
            models.Index(fields=["prefecture", "name", "id"], name="location_by_name"),
            models.Index(fields=["prefecture", "comune_code"], name="location_by_comune"),
        ]
        constraints = [
            models.CheckConstraint(name="location_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="location_state_known", condition=known("state", RecordState)),
            models.CheckConstraint(
                name="location_in_italy",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=SOUTH, latitude__lte=NORTH, longitude__gte=WEST, longitude__lte=EAST),
            ),
            models.CheckConstraint(
                name="location_protected_says_nothing",
                condition=Q(protected=False)
                | Q(
                    address_1="", address_2="", postal_code="", comune_code="", city="", directions="",
                    accessibility_note="", accessibility={}, latitude__isnull=True, longitude__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="location_says_where",
                condition=Q(protected=True) | ~Q(address_1="") & Q(comune_code__regex=r"^[0-9]{6}$") & ~Q(city=""),
            ),
            models.CheckConstraint(
                name="location_postal_code_of_five", condition=Q(postal_code="") | Q(postal_code__regex=r"^[0-9]{5}$")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class ProtectedPlace(TenantRow):
    """Where a protected place is, encrypted. Read through one door, which asks why and writes it down."""

    location = models.OneToOneField(Location, on_delete=models.PROTECT, related_name="sealed")
    where = EncryptedTextField()  # JSON: the columns of Location that stay empty

    def __str__(self) -> str:
        return str(self.pk)


class ServiceAtLocation(TenantRow):
    """A desk: a service at a place or, without a place, by telephone, on line or where people are.

    HSDS `service_at_location` with its `schedules` and `languages`. `protected` is that of its service and of its place:
    the database keeps the three alike. `languages`: of the whole desk, those of a slot stand with the slot.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="desks")
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="desks")
    attending = models.CharField(max_length=10, choices=choices(Attending), default=Attending.IN_PERSON.value)
    description = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    link = models.URLField(max_length=300, blank=True)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    on_holidays = models.CharField(max_length=10, choices=choices(OnHolidays), default=OnHolidays.UNKNOWN.value)
    protected = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["prefecture", "service"], name="desk_of_service")]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "location"],
                condition=Q(location__isnull=False, ended_on__isnull=True),
                name="service_once_at_a_place",
            ),
            models.CheckConstraint(name="desk_attending_known", condition=known("attending", Attending)),
            models.CheckConstraint(name="desk_on_holidays_known", condition=known("on_holidays", OnHolidays)),
            models.CheckConstraint(
                name="desk_in_person_has_a_place",
                condition=Q(attending=Attending.IN_PERSON.value, location__isnull=False)
                | ~Q(attending=Attending.IN_PERSON.value) & Q(location__isnull=True),
            ),
            models.CheckConstraint(
                name="desk_phone_can_be_dialled",
                condition=Q(phone="") | Q(phone__regex=r"^\+?[0-9][0-9 ]{2,38}$"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
