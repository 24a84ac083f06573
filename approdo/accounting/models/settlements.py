"""What is paid: commitments of a contract, settlements of its months, and what each of them took."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from approdo.accounting.models.deductions import Deduction
from approdo.accounting.models.invoices import Invoice
from approdo.accounting.models.payments import Payment, of_two_people
from approdo.accounting.models.statements import MonthlyStatement
from approdo.accounting.rules.vocabulary import SettlementState, TaxDebtOutcome
from approdo.core.models import StoredDocument, TenantRow
from approdo.core.words import choices, known
from approdo.reception.models import Contract

_STATE = SettlementState


def _euros() -> models.DecimalField[Decimal, Decimal]:
    return models.DecimalField(max_digits=14, decimal_places=2)


class Commitment(TenantRow):
    """Money set aside for a contract on a chapter of the budget of a year. What is settled never goes beyond it."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="commitments")
    year = models.PositiveSmallIntegerField()
    chapter = models.CharField(max_length=40)
    reference = models.CharField(max_length=80)
    decided_on = models.DateField()
    amount = _euros()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("year", "decided_on", "id")
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "year", "chapter", "reference"], name="commitment_once"),
            models.CheckConstraint(
                name="commitment_sound",
                condition=Q(amount__gt=0, year__gte=2000, year__lte=2200) & ~Q(chapter="") & ~Q(reference=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.year}, {self.chapter})"


class Settlement(Payment):
    """What is paid for the documents of a contract's month. Its amounts never change; `inputs`: canonical JSON, hashed.

    `edition` counts the settlements of a month, those taken back included. `charged`: what its commitments bear.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="settlements")
    month = models.DateField()  # its first day
    edition = models.PositiveIntegerField()
    statement = models.ForeignKey(MonthlyStatement, on_delete=models.PROTECT, related_name="+")
    rule = models.PositiveIntegerField()
    inputs = models.TextField()
    input_hash = models.CharField(max_length=64)
    result_hash = models.CharField(max_length=64)
    per_diem = _euros()
    pocket_money = _euros()
    entry_kits = _euros()
    phone_cards = _euros()
    stamp = _euros()
    vat = _euros()
    total = _euros()
    vat_to_treasury = _euros()
    retention = _euros()
    deducted = _euros()
    charged = _euros()
    received_on = models.DateField()  # the last of its invoices
    accepted_on = models.DateField()
    pay_days = models.PositiveSmallIntegerField()
    pay_clause = models.CharField(max_length=200, blank=True)  # where the contract says more days than the law
    pay_by = models.DateField()
    certified_on = models.DateField()
    certificate = models.ForeignKey(StoredDocument, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "month", "edition"], name="settlement_edition_once"),
            models.UniqueConstraint(
                fields=["contract", "month"], condition=Q(state=_STATE.PREPARED.value), name="settlement_one_prepared"
            ),
            *of_two_people("settlement"),
            models.CheckConstraint(name="settlement_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="settlement_never_below_zero",
                condition=Q(
                    per_diem__gte=0, pocket_money__gte=0, entry_kits__gte=0, phone_cards__gte=0, stamp__gte=0, vat__gte=0,
                    vat_to_treasury__gte=0, retention__gte=0, deducted__gte=0, payable__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="settlement_adds_up",
                condition=Q(
                    total=F("per_diem") + F("pocket_money") + F("entry_kits") + F("phone_cards") + F("stamp") + F("vat")
                )
                & Q(total=F("payable") + F("vat_to_treasury") + F("retention") + F("deducted"))
                & Q(charged=F("total") - F("deducted")),
            ),
            models.CheckConstraint(
                name="settlement_longer_term_has_a_clause",
                condition=Q(pay_days__gte=1, pay_days__lte=30) | Q(pay_days__lte=60) & ~Q(pay_clause=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["prefecture", "state", "pay_by"], name="settlement_by_state"),
            models.Index(fields=["prefecture", "month"], name="settlement_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.month} {self.edition}"


class CommitmentCharge(TenantRow):
    """What a commitment bears of a settlement; together all that the settlement charges. It never changes."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="charges")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="charges")
    amount = _euros()

    class Meta:
        ordering = ("commitment__year", "commitment__decided_on", "commitment_id")
        constraints = [
            models.UniqueConstraint(fields=["settlement", "commitment"], name="commitment_charged_once"),
            models.CheckConstraint(name="commitment_charged_some", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.commitment_id}"


class SettlementInvoice(TenantRow):
    """A document that a settlement pays. `live`: the settlement stands, and no other may pay it."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="documents")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="settled_by")
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "invoice"], name="settlement_invoice_once"),
            models.UniqueConstraint(fields=["invoice"], condition=Q(live=True), name="invoice_settled_once"),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.invoice_id}"


class SettlementDeduction(TenantRow):
    """What a settlement takes of a decided deduction; together never more than was decided. `live` as of documents."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="deductions")
    deduction = models.ForeignKey(Deduction, on_delete=models.PROTECT, related_name="taken_by")
    amount = _euros()
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "deduction"], name="settlement_deduction_once"),
            models.CheckConstraint(name="settlement_deduction_some", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.deduction_id}"


class TaxDebtCheck(TenantRow):
    """What the collection agent answered about the tax debts of who is paid; the last one recorded counts."""

    settlement = models.ForeignKey(Settlement, null=True, on_delete=models.PROTECT, related_name="tax_checks")
    release = models.ForeignKey(
        "accounting.RetentionRelease", null=True, on_delete=models.PROTECT, related_name="tax_checks"
    )
    outcome = models.CharField(max_length=12, choices=choices(TaxDebtOutcome))
    answered_on = models.DateField()
    reference = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-recorded_at", "-id")
        constraints = [
            models.CheckConstraint(name="tax_check_outcome_known", condition=known("outcome", TaxDebtOutcome)),
            models.CheckConstraint(name="tax_check_has_a_reference", condition=~Q(reference="")),
            models.CheckConstraint(
                name="tax_check_of_one_payment",
                condition=Q(settlement__isnull=False, release__isnull=True)
                | Q(settlement__isnull=True, release__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.answered_on}"
