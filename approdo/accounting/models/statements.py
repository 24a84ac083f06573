"""What is due: the months of centres, the statements that are their sums, what does not agree in them.

Rows are never rewritten: a new edition of a register, or anything else that changes what a month is computed from, makes
another version, and the one before stays with its inputs.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from approdo.accounting.rules.irregularities import Irregularity
from approdo.accounting.rules.ledger import LineKind
from approdo.accounting.rules.vocabulary import FindingState
from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.reception.models import Centre, Contract, Guest, RegisterMonth


def _euros() -> models.DecimalField[Decimal, Decimal]:
    return models.DecimalField(max_digits=14, decimal_places=2)


class CentreMonth(TenantRow):
    """A month of a centre under a contract, as computed from its sealed register. `inputs`: canonical JSON, hashed."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    register = models.ForeignKey(RegisterMonth, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    version = models.PositiveIntegerField()
    rule = models.PositiveIntegerField()  # version of the rules that computed it
    inputs = models.TextField()
    input_hash = models.CharField(max_length=64)
    result_hash = models.CharField(max_length=64)
    computed_at = models.DateTimeField()
    checked_at = models.DateTimeField()  # when what it is computed from was last found the same
    superseded_at = models.DateTimeField(null=True)
    nights = models.PositiveIntegerField()
    paid_nights = models.PositiveIntegerField()
    entries = models.PositiveIntegerField()
    per_diem = _euros()
    pocket_money = _euros()
    entry_kits = _euros()
    phone_cards = _euros()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "centre", "month", "version"], name="centre_month_version_once"),
            models.UniqueConstraint(
                fields=["contract", "centre", "month"], condition=Q(superseded_at__isnull=True),
                name="centre_month_one_in_force",
            ),
            models.CheckConstraint(name="centre_month_first_day", condition=Q(month__day=1)),
        ]  # fmt: skip
        indexes = [models.Index(fields=["prefecture", "month"], name="centre_month_of_month")]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.month}"


class CentreLine(TenantRow):
    """Nights of a centre at one price. `paid` of the `owed` person-nights fit the places; without a price none is paid."""

    centre_month = models.ForeignKey(CentreMonth, on_delete=models.PROTECT, related_name="lines")
    during = DateRangeField()
    owed = models.PositiveIntegerField()
    paid = models.PositiveIntegerField()
    base = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    discount_percent = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    price_from = models.DateField(null=True)
    unit = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    amount = _euros()

    class Meta:
        ordering = ("during", "id")
        constraints = [models.CheckConstraint(name="centre_line_some_nights", condition=Q(during__isempty=False))]

    def __str__(self) -> str:
        return f"{self.during} {self.amount}"


class GuestLine(TenantRow):
    """Nights of a guest of one kind, as a period: never one row a night. Pocket money is one line a family."""

    centre_month = models.ForeignKey(CentreMonth, on_delete=models.PROTECT, related_name="guest_lines")
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="+")
    family = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, choices=choices(LineKind))
    during = DateRangeField()
    members = models.PositiveIntegerField(default=1)
    unit = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    amount = _euros()

    class Meta:
        ordering = ("kind", "during", "id")
        indexes = [models.Index(fields=["prefecture", "guest"], name="guest_line_of_guest")]
        constraints = [
            models.CheckConstraint(name="guest_line_kind_known", condition=known("kind", LineKind)),
            models.CheckConstraint(name="guest_line_some_nights", condition=Q(during__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.guest_id} {self.during} {self.kind}"

    @property
    def last(self) -> date:
        """The last night."""
        day: date = self.during.upper - timedelta(days=1)
        return day


class MonthlyStatement(TenantRow):
    """What is due for a contract and a month: the sum of its centres, with the taxes of its supplier."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    version = models.PositiveIntegerField()
    rule = models.PositiveIntegerField()
    inputs = models.TextField()
    input_hash = models.CharField(max_length=64)
    result_hash = models.CharField(max_length=64)
    computed_at = models.DateTimeField()
    computed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)
    missing = models.PositiveIntegerField(default=0)  # centres of the contract without a sealed register
    nights = models.PositiveIntegerField()
    paid_nights = models.PositiveIntegerField()
    per_diem = _euros()
    pocket_money = _euros()
    entry_kits = _euros()
    phone_cards = _euros()
    gross = _euros()
    vat = _euros()
    stamp = _euros()
    invoice_total = _euros()
    retention = _euros()
    payable_now = _euros()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "month", "version"], name="statement_version_once"),
            models.UniqueConstraint(
                fields=["contract", "month"], condition=Q(superseded_at__isnull=True), name="statement_one_in_force"
            ),
            models.CheckConstraint(name="statement_first_day", condition=Q(month__day=1)),
        ]
        indexes = [models.Index(fields=["prefecture", "month"], name="statement_of_month")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.month} {self.version}"


class StatementPart(TenantRow):
    """Which version of a centre's month a statement adds up."""

    statement = models.ForeignKey(MonthlyStatement, on_delete=models.PROTECT, related_name="parts")
    centre_month = models.ForeignKey(CentreMonth, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "centre_month"], name="statement_part_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.centre_month_id}"


class Finding(TenantRow):
    """Something that does not agree in a month. Found again with other nights or another amount, it is open again.

    `key`: what makes it the same finding when the month is computed again. `gone_at`: it is no longer found.
    `withheld`: the amount is left out of the statement already.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="+")
    guest = models.ForeignKey(Guest, null=True, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    kind = models.CharField(max_length=24, choices=choices(Irregularity))
    key = models.CharField(max_length=64)
    nights = models.PositiveIntegerField()
    amount = _euros()
    withheld = models.BooleanField()
    detail = models.CharField(max_length=200, blank=True)
    evidence = models.JSONField(default=list)  # [first day, day after the last], one a period
    state = models.CharField(max_length=12, choices=choices(FindingState), default=FindingState.OPEN.value)
    reason = models.CharField(max_length=500, blank=True)
    found_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "month", "key"], name="finding_once"),
            models.CheckConstraint(name="finding_kind_known", condition=known("kind", Irregularity)),
            models.CheckConstraint(name="finding_state_known", condition=known("state", FindingState)),
            models.CheckConstraint(
                name="finding_decided_with_reason", condition=Q(state=FindingState.OPEN.value) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["prefecture", "state", "month"], name="finding_by_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.month}"

    @property
    def periods(self) -> list[list[date]]:
        """The nights it is about: the first and the day after the last, one a period."""
        return [[date.fromisoformat(day) for day in one] for one in self.evidence]
