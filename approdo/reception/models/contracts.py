"""Who runs centres and under which contract: prices, policies and expiries, each with its date."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.reception.rules.vocabulary import ComplianceKind, ExtensionKind, LegalForm, LotClass, SchemeVersion


class ManagingBody(TenantRow):
    """Who runs centres: a cooperative, an association, a company."""

    name = models.CharField(max_length=160)
    tax_code = models.CharField(max_length=16)
    vat_number = models.CharField(max_length=11, blank=True)
    legal_form = models.CharField(max_length=30, choices=choices(LegalForm))
    certified_mail = models.EmailField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    dedicated_iban = models.CharField(max_length=34, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "tax_code"], name="body_tax_code_once"),
            models.CheckConstraint(name="body_legal_form_known", condition=known("legal_form", LegalForm)),
            models.CheckConstraint(name="body_has_a_name", condition=~Q(name="") & ~Q(tax_code="")),
        ]

    def __str__(self) -> str:
        return self.name


class BodyMember(TenantRow):
    """A user who works for a managing body, and sees and does what is its own."""

    body = models.ForeignKey(ManagingBody, on_delete=models.PROTECT, related_name="members")
    user = models.OneToOneField("core.User", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.user_id} {self.body_id}"


class Compliance(TenantRow):
    """A proof that a body holds until a day: contributions paid, anti-mafia, traceability of payments."""

    body = models.ForeignKey(ManagingBody, on_delete=models.PROTECT, related_name="compliances")
    kind = models.CharField(max_length=20, choices=choices(ComplianceKind))
    issued_on = models.DateField()
    expires_on = models.DateField(null=True)
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("kind", "-issued_on")
        constraints = [
            models.CheckConstraint(name="compliance_kind_known", condition=known("kind", ComplianceKind)),
            models.CheckConstraint(
                name="compliance_expires_after_issue",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.issued_on}"


class FrameworkAgreement(TenantRow):
    """A framework agreement, under which contracts are made."""

    title = models.CharField(max_length=200)
    cig = models.CharField(max_length=10)
    starts_on = models.DateField()
    ends_on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ("-starts_on", "id")
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "cig"], name="framework_cig_once"),
            models.CheckConstraint(name="framework_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.title


class Contract(TenantRow):
    """A contract for so many places, both its days included. `in_force` grows with each extension."""

    body = models.ForeignKey(ManagingBody, on_delete=models.PROTECT, related_name="contracts")
    framework = models.ForeignKey(FrameworkAgreement, null=True, on_delete=models.PROTECT, related_name="contracts")
    title = models.CharField(max_length=200)
    cig = models.CharField(max_length=10)
    scheme = models.CharField(max_length=10, choices=choices(SchemeVersion))
    lot_class = models.CharField(max_length=12, choices=choices(LotClass))
    places = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    in_force = DateRangeField()  # from the first day to the day after the last, extensions included
    value = models.DecimalField(max_digits=14, decimal_places=2)  # euros, net of tax
    procurement_officer = models.CharField(max_length=120, blank=True)
    contract_director = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-starts_on", "id")
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "cig"], name="contract_cig_once"),
            models.CheckConstraint(name="contract_cig_of_ten", condition=Q(cig__regex=r"^[0-9A-Z]{10}$")),
            models.CheckConstraint(name="contract_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="contract_in_force_from_start", condition=Q(in_force__startswith=F("starts_on"))
            ),
            models.CheckConstraint(name="contract_value_positive", condition=Q(value__gte=0, places__gte=1)),
            models.CheckConstraint(name="contract_scheme_known", condition=known("scheme", SchemeVersion)),
            models.CheckConstraint(name="contract_lot_class_known", condition=known("lot_class", LotClass)),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.cig})"

    @property
    def last_day(self) -> date:
        """The last day in force, extensions included."""
        day: date = self.in_force.upper - timedelta(days=1)
        return day


class ContractPrice(TenantRow):
    """The price of a person and night from a day on, in euros, before the discount."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="prices")
    valid_from = models.DateField()
    base = models.DecimalField(max_digits=10, decimal_places=4)
    discount_percent = models.DecimalField(max_digits=7, decimal_places=4, default=0)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("valid_from",)
        constraints = [
            models.UniqueConstraint(fields=["contract", "valid_from"], name="price_once_a_day"),
            models.CheckConstraint(
                name="price_plausible", condition=Q(base__gte=0, discount_percent__gte=0, discount_percent__lte=100)
            ),
            models.CheckConstraint(name="price_has_a_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.base} {self.valid_from}"


class ContractPolicy(TenantRow):
    """What the contract counts and pays from a day on; the defaults are those of the domain."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="policies")
    valid_from = models.DateField()
    count_entry_day = models.BooleanField(default=True)
    count_exit_day = models.BooleanField(default=False)
    transfer_day_to_origin = models.BooleanField(default=False)
    paid_absences = models.JSONField(default=dict)  # kind of absence: first nights of each that are paid
    cap_to_capacity = models.BooleanField(default=True)
    abandonment_after_hours = models.PositiveIntegerField(default=72)
    pocket_money_per_day = models.DecimalField(max_digits=8, decimal_places=2)
    pocket_money_family_cap = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    entry_kit = models.DecimalField(max_digits=8, decimal_places=2)
    phone_card = models.DecimalField(max_digits=8, decimal_places=2)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("valid_from",)
        constraints = [
            models.UniqueConstraint(fields=["contract", "valid_from"], name="policy_once_a_day"),
            models.CheckConstraint(name="policy_has_a_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.valid_from}"


class Extension(TenantRow):
    """A contract made longer or larger: its new last day and the value added, euros."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="extensions")
    kind = models.CharField(max_length=12, choices=choices(ExtensionKind))
    decided_on = models.DateField()
    ends_on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    reason = models.TextField()

    class Meta:
        ordering = ("decided_on", "id")
        constraints = [
            models.CheckConstraint(name="extension_kind_known", condition=known("kind", ExtensionKind)),
            models.CheckConstraint(name="extension_has_a_reason", condition=~Q(reason="") & Q(value__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ends_on}"


class Guarantee(TenantRow):
    """What stands for the contract until a day: a bond of so many euros."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="guarantees")
    issuer = models.CharField(max_length=160)
    reference = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    expires_on = models.DateField()

    class Meta:
        ordering = ("expires_on", "id")
        constraints = [models.CheckConstraint(name="guarantee_positive", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.issuer} {self.reference}"


class CentreContract(TenantRow):
    """Under which contract a centre works, and when: never under two at once."""

    centre = models.ForeignKey("reception.Centre", on_delete=models.PROTECT, related_name="contracts")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="centres")
    during = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="centre_under_one_contract",
                expressions=[("centre", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="centre_contract_some_days", condition=Q(during__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.during}"
