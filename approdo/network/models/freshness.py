"""What is asked about the records of the directory, what checks found in them, which of them may be one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.network.models.organisations import Contact, Organisation
from approdo.network.models.places import Location
from approdo.network.models.services import Service
from approdo.network.rules.checks import CheckFault
from approdo.network.rules.confirmations import EscalatedWhy, QuestionState

ABOUT = ("organisation", "service", "place")
OF_ONE_RECORD = (
    Q(organisation__isnull=False, service__isnull=True, place__isnull=True)
    | Q(organisation__isnull=True, service__isnull=False, place__isnull=True)
    | Q(organisation__isnull=True, service__isnull=True, place__isnull=False)
)


class AboutRecord(TenantRow):
    """A row about one record of the directory: an organisation, a service or a place."""

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, null=True, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Location, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    @property
    def kind(self) -> str:
        """Which of the three it is about: the name of its column, and of the page of the record."""
        return next(name for name in ABOUT if getattr(self, f"{name}_id") is not None)

    @property
    def record(self) -> Any:
        """The record."""
        return getattr(self, self.kind)

    @property
    def record_id(self) -> UUID:
        """Its identifier."""
        found: UUID = getattr(self, f"{self.kind}_id")
        return found

    @property
    def owner(self) -> Organisation:
        """The organisation that answers for the record."""
        found: Organisation = self.record if self.kind == "organisation" else self.record.organisation
        return found


class Question(AboutRecord):
    """One question about one record: is all of it still right? `sent_on`: the days on which letters went out."""

    state = models.CharField(max_length=15, choices=choices(QuestionState), default=QuestionState.OPEN.value)
    asked_on = models.DateField()
    sent_on = ArrayField(models.DateField(), default=list)
    escalated_on = models.DateField(null=True)
    escalated_why = models.CharField(max_length=15, choices=choices(EscalatedWhy), blank=True)
    editors_told_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_on", "id")
        indexes = [models.Index(fields=["prefecture", "state", "asked_on", "id"], name="question_by_state")]
        constraints = [
            models.CheckConstraint(name="question_of_one_record", condition=OF_ONE_RECORD),
            models.CheckConstraint(name="question_state_known", condition=known("state", QuestionState)),
            models.CheckConstraint(
                name="question_escalated_why", condition=known("escalated_why", EscalatedWhy, blank=True)
            ),
            models.CheckConstraint(
                name="question_closed_with_its_day",
                condition=Q(state=QuestionState.OPEN.value, closed_at__isnull=True)
                | ~Q(state=QuestionState.OPEN.value) & Q(closed_at__isnull=False),
            ),
            *(
                models.UniqueConstraint(
                    fields=[name], condition=Q(state=QuestionState.OPEN.value), name=f"one_open_question_a_{name}"
                )
                for name in ABOUT
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class QuestionLink(TenantRow):
    """To whom a question was sent: a member, a contact or, with neither, the address of the organisation itself."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="links")
    user = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="link_of_one_addressee", condition=Q(user__isnull=True) | Q(contact__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["question"], condition=Q(used_at__isnull=False), name="question_answered_by_one_link"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CheckFinding(AboutRecord):
    """What a check of the night found in a field of a record. `value` is what stood there, public as the record is."""

    field = models.CharField(max_length=30)
    value = models.CharField(max_length=300)
    fault = models.CharField(max_length=30, choices=choices(CheckFault))
    first_seen = models.DateField()
    last_seen = models.DateField()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("first_seen", "id")
        indexes = [models.Index(fields=["prefecture", "first_seen", "id"], name="finding_of_check_by_day")]
        constraints = [
            models.CheckConstraint(name="check_finding_of_one_record", condition=OF_ONE_RECORD),
            models.CheckConstraint(name="check_finding_fault_known", condition=known("fault", CheckFault)),
            *(
                models.UniqueConstraint(
                    fields=[name, "field", "value", "fault"], condition=Q(**{f"{name}__isnull": False}),
                    name=f"one_check_finding_a_{name}",
                )
                for name in ABOUT
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class LikelyDuplicate(TenantRow):
    """Two organisations, or two services, that may be one. The first has the smaller identifier."""

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    other_organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, null=True, on_delete=models.CASCADE, related_name="+")
    other_service = models.ForeignKey(Service, null=True, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()  # of 100
    why = ArrayField(models.CharField(max_length=12), default=list)  # words of SameWhy
    found_on = models.DateField()
    different_at = models.DateTimeField(null=True)  # somebody said that they are two
    different_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-score", "id")
        indexes = [models.Index(fields=["prefecture", "-score", "id"], name="likely_duplicate_by_score")]
        constraints = [
            models.CheckConstraint(
                name="likely_duplicate_of_one_kind",
                condition=Q(organisation__lt=F("other_organisation"), service__isnull=True, other_service__isnull=True)
                | Q(service__lt=F("other_service"), organisation__isnull=True, other_organisation__isnull=True),
            ),
            models.CheckConstraint(name="likely_duplicate_score", condition=Q(score__lte=100)),
            models.UniqueConstraint(fields=["organisation", "other_organisation"], name="two_organisations_once"),
            models.UniqueConstraint(fields=["service", "other_service"], name="two_services_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def kind(self) -> str:
        """What the two are: organisations or services."""
        return "organisation" if self.organisation_id is not None else "service"

    @property
    def first(self) -> Any:
        """One of the two."""
        return getattr(self, self.kind)

    @property
    def second(self) -> Any:
        """The other one."""
        return getattr(self, f"other_{self.kind}")
