"""Measures against a guest, from the report of the centre to the restoration. What they tell of a person is encrypted."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from approdo.core.encryption import EncryptedTextField
from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.reception.models.centres import Centre
from approdo.reception.models.guests import Guest
from approdo.reception.rules.measures import (
    SENDINGS,
    WITHDRAWAL_GROUNDS,
    Delivery,
    Ground,
    MeasureKind,
    MeasurePaper,
    MeasureState,
    RestorationCause,
    Voice,
)

GOING_ON = (MeasureState.REPORTED.value, MeasureState.OPEN.value)
_FIRST = sorted(ground.value for ground in WITHDRAWAL_GROUNDS)


class Measure(TenantRow):
    """A measure that is considered against a guest. `centre`: where they were when it began."""

    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="measures")
    centre = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="measures")
    ground = models.CharField(max_length=20, choices=choices(Ground))
    state = models.CharField(max_length=10, choices=choices(MeasureState))
    facts = EncryptedTextField()
    warned_on = models.DateField(null=True)  # formal warning by the centre
    reported_on = models.DateField(null=True)
    opened_on = models.DateField(null=True)
    opened_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    notice_received_on = models.DateField(null=True)
    notice_delivery = models.CharField(max_length=20, choices=choices(Delivery), blank=True)
    voice_until = models.DateField(null=True)  # last day to be heard
    heard_on = models.DateField(null=True)
    voice = models.CharField(max_length=10, choices=choices(Voice), blank=True)
    said = EncryptedTextField(blank=True)
    closed_on = models.DateField(null=True)
    closing = EncryptedTextField(blank=True)  # why it was not taken up
    commission_on = models.DateField(null=True)
    commission_reference = models.CharField(max_length=80, blank=True)
    traced_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["prefecture", "state", "opened_on"], name="measure_of_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["guest", "ground"],
                condition=Q(state__in=GOING_ON),
                name="measure_once_at_a_time",
                violation_error_message=_(
                    "Both have a measure on the same ground that is going on. Decide one or leave it first: nothing changed."
                ),
            ),
            models.CheckConstraint(name="measure_ground_known", condition=known("ground", Ground)),
            models.CheckConstraint(name="measure_state_known", condition=known("state", MeasureState)),
            models.CheckConstraint(
                name="measure_delivery_known", condition=known("notice_delivery", Delivery, blank=True)
            ),
            models.CheckConstraint(name="measure_voice_known", condition=known("voice", Voice, blank=True)),
            models.CheckConstraint(
                name="measure_report_after_warning",
                condition=Q(reported_on__isnull=True)
                | Q(ground__in=_FIRST)
                | Q(warned_on__isnull=False, warned_on__lte=F("reported_on")),
            ),
            models.CheckConstraint(
                name="measure_open_since_a_day",
                condition=~Q(state__in=[MeasureState.OPEN.value, MeasureState.DECIDED.value])
                | Q(opened_on__isnull=False),
            ),
            models.CheckConstraint(
                name="measure_notice_after_opening",
                condition=Q(notice_received_on__isnull=True)
                | Q(opened_on__isnull=False, voice_until__isnull=False, notice_received_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guest_id} {self.ground}"


class MeasureLetter(TenantRow):
    """A letter of a measure, kept with its hash. Written again until it leaves; then it stands as it was sent.

    The receipt of the notice and of the decision, and the dispatch to the Commission, are those of the measure.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=20, choices=choices(MeasurePaper))
    addressee = models.CharField(max_length=200)
    language = models.CharField(max_length=5, blank=True)  # of the short translation
    document = models.OneToOneField("core.StoredDocument", on_delete=models.PROTECT, related_name="+")
    written_on = models.DateField()
    written_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, choices=choices(Delivery), blank=True)
    protocol_number = models.CharField(max_length=40, blank=True)
    dispatched_on = models.DateField(null=True)
    received_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "kind"], name="measure_letter_once"),
            models.CheckConstraint(name="measure_letter_kind_known", condition=known("kind", MeasurePaper)),
            models.CheckConstraint(
                name="measure_letter_sent_somehow",
                condition=Q(dispatched_on__isnull=True, channel="")
                | Q(channel__in=[way.value for way in SENDINGS], dispatched_on__gte=F("written_on")),
            ),
            models.CheckConstraint(
                name="measure_letter_received_after_dispatch",
                condition=Q(received_on__isnull=True)
                | Q(dispatched_on__isnull=False, received_on__gte=F("dispatched_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.kind}"


class MeasureAssessment(TenantRow):
    """Proportionality, lesser measures and vulnerability, each with its reasons."""

    measure = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="assessment")
    proportionality = EncryptedTextField()
    lesser = EncryptedTextField()  # why nothing milder is enough
    vulnerable = models.BooleanField()
    vulnerability = EncryptedTextField()
    assessed_on = models.DateField()
    assessed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.measure_id)


class MeasureDecision(TenantRow):
    """What the prefecture decided, who signed it, and how it was carried out. `ground`: kept for the constraints."""

    measure = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="decision")
    ground = models.CharField(max_length=20, choices=choices(Ground))
    applied = models.BooleanField()
    kinds = ArrayField(models.CharField(max_length=20), default=list)  # words of MeasureKind
    services = ArrayField(models.CharField(max_length=30), default=list)  # words of ExcludedService
    exclusion_until = models.DateField(null=True)
    benefits_days = models.PositiveIntegerField(null=True)
    centre = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="+")
    reasons = EncryptedTextField()
    remedies = models.CharField(max_length=500)
    decided_on = models.DateField()
    signed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField(null=True)
    delivery = models.CharField(max_length=20, choices=choices(Delivery), blank=True)
    carried_out_on = models.DateField(null=True)
    carried_out_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="withdrawal_only_on_first_grounds",
                condition=Q(applied=False, kinds=[])
                | Q(applied=True, ground__in=_FIRST, kinds=[MeasureKind.WITHDRAWAL.value])
                | Q(applied=True) & ~Q(ground__in=_FIRST) & ~Q(kinds=[]) & ~Q(kinds__contains=["withdrawal"]),
            ),
            models.CheckConstraint(
                name="suspension_has_its_days",
                condition=Q(benefits_days__isnull=True) & ~Q(kinds__contains=["benefits_suspension"])
                | Q(benefits_days__gt=0, kinds__contains=["benefits_suspension"]),
            ),
            models.CheckConstraint(
                name="decision_received_after_signing",
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("decided_on")),
            ),
            models.CheckConstraint(
                name="decision_carried_out_when_received",
                condition=Q(carried_out_on__isnull=True)
                | Q(received_on__isnull=False, carried_out_on__gte=F("received_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.measure_id)


class MeasureRestoration(TenantRow):
    """Whether reception is restored to whom was traced or came back after a withdrawal."""

    measure = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="restoration")
    restored = models.BooleanField()
    cause = models.CharField(max_length=20, choices=choices(RestorationCause), blank=True)
    reasons = EncryptedTextField()
    decided_on = models.DateField()
    signed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="restoration_has_a_cause",
                condition=Q(restored=False, cause="") | Q(restored=True) & known("cause", RestorationCause),
            )
        ]

    def __str__(self) -> str:
        return str(self.measure_id)


class PocketMoneySuspension(TenantRow):
    """Nights without pocket money, without an end where the benefits were withdrawn: what the accounting reads.

    By a measure decided here, or by one decided on paper that `reference` names.
    """

    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="suspensions")
    measure = models.OneToOneField(Measure, null=True, on_delete=models.PROTECT, related_name="suspension")
    reference = models.CharField(max_length=120, blank=True)
    during = DateRangeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="pocket_money_suspended_once",
                expressions=[("guest", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="suspension_of_some_nights", condition=Q(during__isempty=False)),
            models.CheckConstraint(
                name="suspension_by_a_measure", condition=Q(measure__isnull=False) | ~Q(reference="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guest_id} {self.during}"
