"""Who helps people and offices understand each other. Never public."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.network.models.organisations import Confirmed, Organisation
from approdo.network.rules.directory import MediatorSex, SpokenLevel


class Mediator(Confirmed):
    """A mediator: where and how they work, with whom they may not, what they signed and learnt.

    `conflicts`: communities with which they declare a conflict of interest, in their own words.
    """

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="mediators")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    sex = models.CharField(max_length=10, choices=choices(MediatorSex), default=MediatorSex.UNKNOWN.value)
    modes = ArrayField(models.CharField(max_length=10), default=list)  # words of MediationMode
    whole_province = models.BooleanField(default=True)
    comuni = ArrayField(models.CharField(max_length=6), default=list, blank=True)  # ISTAT codes
    availability_note = models.CharField(max_length=300, blank=True)
    conflicts = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    ethics_signed_on = models.DateField(null=True)
    vulnerability_trained = models.BooleanField(default=False)
    violence_trained = models.BooleanField(default=False)
    hourly_cost = models.DecimalField(max_digits=6, decimal_places=2, null=True)  # euros, without VAT
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("name", "id")
        indexes = [models.Index(fields=["prefecture", "name", "id"], name="mediator_by_name")]
        constraints = [
            models.CheckConstraint(name="mediator_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="mediator_sex_known", condition=known("sex", MediatorSex)),
            models.CheckConstraint(name="mediator_can_be_reached", condition=~Q(phone="") | ~Q(email="")),
            models.CheckConstraint(
                name="mediator_cost_not_below_zero", condition=Q(hourly_cost__isnull=True) | Q(hourly_cost__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MediatorLanguage(TenantRow):
    """A language that a mediator speaks, and how well."""

    mediator = models.ForeignKey(Mediator, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(max_length=12)  # of data/languages.yaml
    level = models.CharField(max_length=10, choices=choices(SpokenLevel))

    class Meta:
        ordering = ("code",)
        indexes = [models.Index(fields=["prefecture", "code"], name="mediator_by_language")]
        constraints = [
            models.UniqueConstraint(fields=["mediator", "code"], name="mediator_language_once"),
            models.CheckConstraint(name="mediator_level_known", condition=known("level", SpokenLevel)),
        ]

    def __str__(self) -> str:
        return self.code


class MediatorHours(TenantRow):
    """Hours of a weekday in which a mediator can be asked for."""

    mediator = models.ForeignKey(Mediator, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ("weekday", "opens", "id")
        constraints = [
            models.CheckConstraint(
                name="mediator_hours_in_order", condition=Q(weekday__lte=6) & Q(closes__gt=F("opens"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}"
