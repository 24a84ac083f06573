"""What a statement needs besides the registers: signatures for pocket money, its suspensions, the hours of the staff."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from approdo.core.models import TenantRow
from approdo.reception.models import Centre, Contract, Guest


class PocketMoneySheet(TenantRow):
    """The sheet on which the guests of a centre sign for the pocket money of a month."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "month"], name="pocket_sheet_once"),
            models.CheckConstraint(name="pocket_sheet_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.month}"


class PocketMoneySignature(TenantRow):
    """A guest who signed on a sheet."""

    sheet = models.ForeignKey(PocketMoneySheet, on_delete=models.CASCADE, related_name="signatures")
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "guest"], name="pocket_signature_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.guest_id}"


class StaffRequirement(TenantRow):
    """A row of the staff table of a contract: hours a week of a figure for a band of guests, both ends counted.

    Without hours nobody has read them yet, and the check is blocked. `hourly_price`: what an hour less is recovered at.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    figure = models.CharField(max_length=60)
    band_least = models.PositiveIntegerField()
    band_most = models.PositiveIntegerField()
    weekly_hours = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    hourly_price = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("figure", "band_least")
        constraints = [
            models.UniqueConstraint(fields=["contract", "figure", "band_least"], name="staff_row_once"),
            models.CheckConstraint(
                name="staff_row_sound",
                condition=Q(band_most__gte=models.F("band_least")) & ~Q(figure="") & ~Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.band_least}-{self.band_most}"


class StaffHours(TenantRow):
    """Hours worked by a figure of the staff in a month, as the timesheets say."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    figure = models.CharField(max_length=60)
    hours = models.DecimalField(max_digits=9, decimal_places=2)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("figure",)
        constraints = [
            models.UniqueConstraint(fields=["contract", "month", "figure"], name="staff_hours_once"),
            models.CheckConstraint(name="staff_hours_sound", condition=Q(hours__gte=0, month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.month}"


class ToldVatRate(TenantRow):
    """The rate of value added tax of a supplier whose kind alone does not tell it, from a day on."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("valid_from",)
        constraints = [
            models.UniqueConstraint(fields=["contract", "valid_from"], name="vat_rate_once_a_day"),
            models.CheckConstraint(
                name="vat_rate_sound", condition=Q(percent__gte=0, percent__lte=100) & ~Q(source="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} {self.valid_from}"
