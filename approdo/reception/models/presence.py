"""The register: where each guest was each night, absences, the closing of months. Nights are kept as periods."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.reception.models.centres import Centre
from approdo.reception.models.guests import Guest
from approdo.reception.rules.vocabulary import AbsenceAnswer, AbsenceKind, MonthState, NightSource, NightState


class NightRecord(TenantRow):
    """Nights of a guest in one state, as one source says. Superseded, never overwritten."""

    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="nights")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="nights")
    during = DateRangeField()
    state = models.CharField(max_length=20, choices=choices(NightState))
    source = models.CharField(max_length=20, choices=choices(NightSource))
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["prefecture", "centre", "recorded_at"], name="night_of_centre")]
        constraints = [
            ExclusionConstraint(
                name="night_in_one_state",
                expressions=[
                    ("guest", RangeOperators.EQUAL),
                    ("centre", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(superseded_at__isnull=True),
            ),
            models.CheckConstraint(name="night_state_known", condition=known("state", NightState)),
            models.CheckConstraint(name="night_source_known", condition=known("source", NightSource)),
            models.CheckConstraint(name="night_some_nights", condition=Q(during__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.guest_id} {self.during} {self.state}"


class Absence(TenantRow):
    """Nights away. `until` is the day of return, none while away.

    `answer` is empty where nothing was asked. While it is only asked, and when it is refused, its kind is unjustified:
    what nobody authorised is paid by nobody.
    """

    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="absences")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=20, choices=choices(AbsenceKind))
    first = models.DateField()
    until = models.DateField(null=True)
    asked_on = models.DateField(null=True)
    answer = models.CharField(max_length=12, choices=choices(AbsenceAnswer), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    answer_reason = models.CharField(max_length=300, blank=True)  # of a refusal
    authorisation = models.CharField(max_length=80, blank=True)  # its number
    told_office_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("first", "id")
        constraints = [
            models.CheckConstraint(name="absence_kind_known", condition=known("kind", AbsenceKind)),
            models.CheckConstraint(name="absence_answer_known", condition=known("answer", AbsenceAnswer, blank=True)),
            models.CheckConstraint(
                name="absence_refused_with_reason",
                condition=~Q(answer=AbsenceAnswer.REFUSED.value) | ~Q(answer_reason=""),
            ),
            models.CheckConstraint(
                name="absence_ends_after_start", condition=Q(until__isnull=True) | Q(until__gt=F("first"))
            ),
            models.CheckConstraint(
                name="absence_authorised_by_number",
                condition=~Q(kind=AbsenceKind.AUTHORISED.value) | ~Q(authorisation=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guest_id} {self.first}"


class NightConfirmation(TenantRow):
    """A centre's word that its register of a night is whole: who was there that day, in one number."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="confirmations")
    night = models.DateField()
    present = models.PositiveIntegerField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "night"], name="night_confirmed_once")]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.night}"


class RegisterMonth(TenantRow):
    """The register of a centre for a month. Once sealed, `content` is what money is computed from, for ever."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="months")
    month = models.DateField()  # its first day
    edition = models.PositiveIntegerField(default=1)  # each rectification of a sealed month adds one
    state = models.CharField(max_length=10, choices=choices(MonthState), default=MonthState.OPEN.value)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)  # of the rectification
    reopening = models.CharField(max_length=300, blank=True)  # why the office gave it back to the centre
    differences = models.JSONField(default=list)  # nights that the office wrote otherwise at the check
    content = models.TextField(blank=True)  # canonical JSON of stays, absences and nights
    hash = models.CharField(max_length=64, blank=True)  # SHA-256 of the content
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-month", "-edition")
        constraints = [
            models.UniqueConstraint(fields=["centre", "month", "edition"], name="register_edition_once"),
            models.CheckConstraint(name="register_month_state_known", condition=known("state", MonthState)),
            models.CheckConstraint(name="register_month_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="register_sealed_has_content",
                condition=~Q(state=MonthState.SEALED.value) | ~Q(hash="") & ~Q(content="") & Q(sealed_at__isnull=False),
            ),
            models.CheckConstraint(name="register_rectified_with_reason", condition=Q(edition=1) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.month} {self.state}"


class RegisterPaper(TenantRow):
    """A paper of the register of a month: the sheet as a table, or the photograph of a signed one.

    Only a table is ever read as data; a photograph is evidence. `written_at` says when the table was taken over,
    `problems` what in it could not be and waits for somebody.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="papers")
    month = models.DateField()
    document = models.OneToOneField("core.StoredDocument", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    is_table = models.BooleanField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(null=True)
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ("-recorded_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["centre", "month", "sha256"], name="register_paper_once"),
            models.CheckConstraint(name="register_paper_first_of_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="register_paper_written_is_table", condition=Q(written_at__isnull=True) | Q(is_table=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.month}"
