"""Deductions from what a managing body is paid, from the proposal to the decision; nothing is deducted before it.

A settlement takes a deduction by a row of its own, unique for each deduction: the trigger function
`accounting_deducted_after_decision` refuses there whatever was not confirmed and communicated.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from approdo.accounting.models.statements import Finding, MonthlyStatement
from approdo.accounting.rules.deductions import DECIDED, LIVE, DeductionDelivery, DeductionKind, SourceKind
from approdo.accounting.rules.penalties import DeductionState
from approdo.core.models import StoredDocument, TenantRow
from approdo.core.words import choices, known
from approdo.reception.models import Centre, Contract

_STATE = DeductionState
_DECIDED = [one.value for one in DECIDED]
_TOLD = [_STATE.CONTESTED.value, _STATE.ANSWERED.value, *_DECIDED]


class PenaltyRule(TenantRow):
    """A row of a contract's table of penalties: per cent of the month's fee of the centre for one kind of breach."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=160)
    percent_least = models.DecimalField(max_digits=7, decimal_places=4)
    percent_most = models.DecimalField(max_digits=7, decimal_places=4)
    repeat_factor = models.DecimalField(max_digits=6, decimal_places=3, default=1)
    article = models.CharField(max_length=160)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(fields=["contract", "code"], name="penalty_rule_once"),
            models.CheckConstraint(
                name="penalty_rule_plausible",
                condition=Q(
                    percent_least__gt=0, percent_most__gte=F("percent_least"), percent_most__lte=100,
                    repeat_factor__gte=1,
                ) & ~Q(article="") & ~Q(code=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.percent_least}"


class Deduction(TenantRow):
    """An amount that is proposed, contested, decided. What it rests on never changes; what was decided neither.

    `reckoning`: how the amount was reached, canonical JSON. `source_reference`: the thing it comes from, which is not
    proposed twice. `answer_until`: the last day of the managing body.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="deductions")
    centre = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(MonthlyStatement, null=True, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(null=True)  # its first day
    kind = models.CharField(max_length=10, choices=choices(DeductionKind))
    code = models.CharField(max_length=20, blank=True)  # the row of the table of penalties
    happened_on = models.DateField()
    article = models.CharField(max_length=160)
    facts = models.TextField()
    evidence = models.ForeignKey(StoredDocument, null=True, on_delete=models.PROTECT, related_name="+")
    reckoning = models.TextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    cap_percent = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    source_kind = models.CharField(max_length=12, choices=choices(SourceKind))
    source_reference = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=choices(DeductionState), default=_STATE.PROPOSED.value)
    proposed_on = models.DateField()
    proposed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True)
    withdrawal = models.CharField(max_length=500, blank=True)  # why
    letter = models.ForeignKey(StoredDocument, null=True, on_delete=models.PROTECT, related_name="+")
    contested_on = models.DateField(null=True)  # the letter left
    contested_by = models.CharField(max_length=16, choices=choices(DeductionDelivery), blank=True)
    received_on = models.DateField(null=True)
    answer_until = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    answer_document = models.ForeignKey(StoredDocument, null=True, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)
    decided_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    reasons = models.TextField(blank=True)
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    decision_letter = models.ForeignKey(StoredDocument, null=True, on_delete=models.PROTECT, related_name="+")
    communicated_on = models.DateField(null=True)
    communicated_by = models.CharField(max_length=16, choices=choices(DeductionDelivery), blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["prefecture", "state", "proposed_on"], name="deduction_by_state"),
            models.Index(fields=["contract", "state"], name="deduction_of_contract"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "kind", "source_kind", "source_reference"],
                condition=Q(state__in=[one.value for one in LIVE]) & ~Q(source_reference=""),
                name="deduction_source_once",
            ),
            models.CheckConstraint(name="deduction_kind_known", condition=known("kind", DeductionKind)),
            models.CheckConstraint(name="deduction_source_known", condition=known("source_kind", SourceKind)),
            models.CheckConstraint(name="deduction_state_known", condition=known("state", DeductionState)),
            models.CheckConstraint(
                name="deduction_deliveries_known",
                condition=known("contested_by", DeductionDelivery, blank=True)
                & known("communicated_by", DeductionDelivery, blank=True),
            ),
            models.CheckConstraint(name="deduction_month_first_day", condition=Q(month__isnull=True) | Q(month__day=1)),
            models.CheckConstraint(
                name="deduction_has_a_basis", condition=Q(amount__gt=0) & ~Q(facts="") & ~Q(article="")
            ),
            models.CheckConstraint(
                name="deduction_penalty_has_a_cap",
                condition=Q(kind=DeductionKind.RECOVERY.value) | Q(cap_percent__isnull=False),
            ),
            models.CheckConstraint(
                name="deduction_told_by_letter",
                condition=~Q(state__in=_TOLD)
                | Q(letter__isnull=False, contested_on__isnull=False, contested_on__gte=F("proposed_on"))
                & ~Q(contested_by=""),
            ),
            models.CheckConstraint(
                name="deduction_received_after_sent",
                condition=Q(received_on__isnull=True, answer_until__isnull=True)
                | Q(
                    contested_on__isnull=False, received_on__isnull=False, answer_until__isnull=False,
                    received_on__gte=F("contested_on"), answer_until__gte=F("received_on"),
                ),
            ),
            models.CheckConstraint(
                name="deduction_answered_after_sent",
                condition=Q(answered_on__isnull=True, answer="") & ~Q(state=_STATE.ANSWERED.value)
                | Q(answered_on__isnull=False, contested_on__isnull=False, answered_on__gte=F("contested_on"))
                & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="deduction_decided_after_contestation",
                condition=Q(decided_on__isnull=True)
                | Q(answered_on__isnull=False, answered_on__lte=F("decided_on"))
                | Q(answer_until__isnull=False, answer_until__lt=F("decided_on")),
            ),
            models.CheckConstraint(
                name="deduction_decided_with_reasons",
                condition=Q(decided_on__isnull=True, decided_amount__isnull=True) & ~Q(state__in=_DECIDED)
                | Q(decided_on__isnull=False, decided_amount__isnull=False, decided_by__isnull=False)
                & ~Q(reasons="")
                & (
                    Q(state=_STATE.CONFIRMED.value, decided_amount__gt=0, decided_amount__lte=F("amount"))
                    | Q(state=_STATE.DISMISSED.value, decided_amount=0)
                ),
            ),
            models.CheckConstraint(
                name="deduction_communicated_after_decision",
                condition=Q(communicated_on__isnull=True)
                | Q(decided_on__isnull=False, decision_letter__isnull=False, communicated_on__gte=F("decided_on"))
                & ~Q(communicated_by=""),
            ),
            models.CheckConstraint(
                name="deduction_withdrawn_with_a_reason",
                condition=~Q(state=_STATE.WITHDRAWN.value) | Q(withdrawn_on__isnull=False) & ~Q(withdrawal=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.proposed_on}"


class DeductionFinding(TenantRow):
    """A finding that a deduction rests on. `live`: the deduction stands, and no other of its kind may rest on it."""

    deduction = models.ForeignKey(Deduction, on_delete=models.PROTECT, related_name="findings")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="deductions")
    kind = models.CharField(max_length=10, choices=choices(DeductionKind))
    live = models.BooleanField(default=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)  # what the finding was worth then

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deduction", "finding"], name="deduction_finding_once"),
            models.UniqueConstraint(fields=["finding", "kind"], condition=Q(live=True), name="finding_deducted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.deduction_id} {self.finding_id}"
