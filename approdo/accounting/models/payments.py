"""What every payment goes through: one prepares, another approves, then it is paid, or taken back with reasons."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from approdo.accounting.rules.vocabulary import BINDING, SettlementState
from approdo.core.models import StoredDocument, TenantRow
from approdo.core.words import choices, known

_STATE = SettlementState


class Payment(TenantRow):
    """A payment of two people. `checks`: what each check said when it was approved; `paid_checks`: on the day of payment."""

    payable = models.DecimalField(max_digits=14, decimal_places=2)  # euros, to the supplier
    state = models.CharField(max_length=10, choices=choices(SettlementState), default=_STATE.PREPARED.value)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    approved_on = models.DateField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    checks = models.JSONField(default=list)
    proposal = models.ForeignKey(StoredDocument, null=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    cancellation = models.CharField(max_length=500, blank=True)  # why
    paid_on = models.DateField(null=True)
    payment_reference = models.CharField(max_length=80, blank=True)
    paid_recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    paid_checks = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


def of_two_people(name: str) -> list[models.BaseConstraint]:
    """What the database asks of every payment; `name` of the kind of payment, in front of each constraint."""
    return [
        models.CheckConstraint(name=f"{name}_state_known", condition=known("state", SettlementState)),
        models.CheckConstraint(
            name=f"{name}_two_people", condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by"))
        ),
        models.CheckConstraint(
            name=f"{name}_approved_by_somebody",
            condition=~Q(state__in=[one.value for one in BINDING])
            | Q(approved_by__isnull=False, approved_on__isnull=False, proposal__isnull=False),
        ),
        models.CheckConstraint(
            name=f"{name}_cancelled_with_reasons",
            condition=~Q(state=_STATE.CANCELLED.value)
            | Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancellation=""),
        ),
        models.CheckConstraint(
            name=f"{name}_paid_with_its_order",
            condition=Q(paid_on__isnull=True, payment_reference="") & ~Q(state=_STATE.PAID.value)
            | Q(state=_STATE.PAID.value, paid_on__isnull=False, paid_on__gte=F("approved_on"))
            & ~Q(payment_reference=""),
        ),
    ]
