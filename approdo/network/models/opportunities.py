"""Opportunities of the network: courses, jobs, homes, calls, events."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.network.models.organisations import Organisation
from approdo.network.rules.directory import RecordState
from approdo.network.rules.opportunities import OpportunityKind


class Opportunity(TenantRow):
    """An opportunity in Italian; its translations stand in `Rendering`. It expires by itself after `last_day`.

    schema.org: `Course`, `JobPosting`, `Event`.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="opportunities")
    kind = models.CharField(max_length=12, choices=choices(OpportunityKind))
    title = models.CharField(max_length=160)
    body = models.TextField()
    target = models.TextField(blank=True)  # who it is for
    how_to_apply = models.TextField()
    deadline = models.DateField(null=True)  # the last day to apply
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    last_day = models.DateField(null=True)  # the deadline, else the end, else the beginning
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)  # in which it is held
    comune_code = models.CharField(max_length=6, blank=True)  # ISTAT; "" for the whole province
    city = models.CharField(max_length=120, blank=True)
    link = models.URLField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=choices(RecordState), default=RecordState.DRAFT.value)
    published_on = models.DateField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("last_day", "title", "id")
        indexes = [models.Index(fields=["prefecture", "state", "last_day"], name="opportunity_of_a_day")]
        constraints = [
            models.CheckConstraint(
                name="opportunity_has_words", condition=~Q(title="") & ~Q(body="") & ~Q(how_to_apply="")
            ),
            models.CheckConstraint(name="opportunity_kind_known", condition=known("kind", OpportunityKind)),
            models.CheckConstraint(name="opportunity_state_known", condition=known("state", RecordState)),
            models.CheckConstraint(
                name="opportunity_ends_after_its_beginning",
                condition=Q(ends_on__isnull=True) | Q(begins_on__isnull=False, ends_on__gte=F("begins_on")),
            ),
            models.CheckConstraint(
                name="opportunity_last_day",
                condition=Q(last_day=Coalesce(F("deadline"), F("ends_on"), F("begins_on")))
                | Q(last_day__isnull=True, deadline__isnull=True, ends_on__isnull=True, begins_on__isnull=True),
            ),
            models.CheckConstraint(
                name="opportunity_shown_has_an_end",
                condition=~Q(state=RecordState.PUBLISHED.value) | Q(last_day__isnull=False, published_on__isnull=False),
            ),
            models.CheckConstraint(
                name="opportunity_withdrawn_with_a_reason",
                condition=~Q(state=RecordState.WITHDRAWN.value) | ~Q(withdrawn_why=""),
            ),
            models.CheckConstraint(
                name="opportunity_says_where",
                condition=Q(comune_code="", city="") | Q(comune_code__regex=r"^[0-9]{6}$") & ~Q(city=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title
