"""What the network offers, and the telephones at which it answers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.network.models.organisations import DirectoryRecord, Organisation
from approdo.network.rules.directory import Cost, RecordState


class Service(DirectoryRecord):
    """What an organisation offers. HSDS `service`; texts are in Italian, translations stand apart.

    HSDS: `eligibility_note` is `eligibility_description`, `required_documents` are `required_document`s in their order,
    `cost` with `fees_description`, `cost_amount` a `cost_option` in EUR, `ways_in` and `application_process` its
    `application_process`, `categories` its `attributes`, `areas` its `service_areas`, `desks` its
    `service_at_locations`. `state` published is HSDS `active`, withdrawn `inactive`, a draft does not leave.

    `protected`: nobody outside the back office learns where and when. It is never taken back.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=200)
    alternate_name = models.CharField(max_length=200, blank=True)
    description = models.TextField()
    categories = ArrayField(models.CharField(max_length=40), default=list)  # names of data/taxonomy
    eligibility = models.JSONField(default=dict)  # the shape of rules/eligibility.py
    eligibility_note = models.TextField(blank=True)
    cost = models.CharField(max_length=10, choices=choices(Cost), default=Cost.UNKNOWN.value)
    cost_amount = models.DecimalField(max_digits=8, decimal_places=2, null=True)  # euros
    fees_description = models.TextField(blank=True)
    cost_source = models.CharField(max_length=200, blank=True)  # where the amount stands written
    required_documents = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    ways_in = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # words of WayIn
    application_process = models.TextField(blank=True)
    capacity = models.PositiveIntegerField(null=True)  # people at once, where somebody said it
    url = models.URLField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    whole_province = models.BooleanField(default=True)
    protected = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        ordering = ("name", "id")
        indexes = [
            models.Index(fields=["prefecture", "name", "id"], name="service_by_name"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="service_likeness"),
            models.Index(fields=["prefecture", "state", "confirmed_on", "id"], name="service_by_freshness"),
            GinIndex(fields=["categories"], name="service_categories"),
        ]
        constraints = [
            models.CheckConstraint(name="service_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="service_state_known", condition=known("state", RecordState)),
            models.CheckConstraint(name="service_cost_known", condition=known("cost", Cost)),
            models.CheckConstraint(
                name="service_amount_is_paid",
                condition=Q(cost_amount__isnull=True)
                | Q(cost__in=[Cost.PAID.value, Cost.DEPENDS.value], cost_amount__gt=0),
            ),
            models.CheckConstraint(
                name="service_merged_is_withdrawn",
                condition=Q(merged_into__isnull=True) | Q(state=RecordState.WITHDRAWN.value) & ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="service_published_says_what_it_is",
                condition=~Q(state=RecordState.PUBLISHED.value)
                | Q(categories__len__gt=0) & ~Q(description="") & Q(confirmed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceArea(TenantRow):
    """A comune whose inhabitants a service is for. HSDS `service_area`."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="areas")
    comune_code = models.CharField(max_length=6)  # ISTAT

    class Meta:
        ordering = ("comune_code",)
        indexes = [models.Index(fields=["prefecture", "comune_code"], name="area_by_comune")]
        constraints = [
            models.UniqueConstraint(fields=["service", "comune_code"], name="area_once"),
            models.CheckConstraint(name="area_comune_of_six", condition=Q(comune_code__regex=r"^[0-9]{6}$")),
        ]

    def __str__(self) -> str:
        return self.comune_code


class Phone(TenantRow):
    """A telephone of an organisation or of a service, public with it. HSDS `phone`."""

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="phones")
    service = models.ForeignKey(Service, null=True, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=40)
    description = models.CharField(max_length=120, blank=True)
    place = models.PositiveSmallIntegerField(default=0)  # its place in the list

    class Meta:
        ordering = ("place", "id")
        constraints = [
            models.CheckConstraint(
                name="phone_of_one_thing",
                condition=Q(organisation__isnull=False, service__isnull=True)
                | Q(organisation__isnull=True, service__isnull=False),
            ),
            models.CheckConstraint(name="phone_can_be_dialled", condition=Q(number__regex=r"^\+?[0-9][0-9 ]{2,38}$")),
        ]

    def __str__(self) -> str:
        return self.number
