"""Invoices as they arrived and what was answered. The same one is kept once: the database refuses the second."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from approdo.accounting.rules.vocabulary import FALLEN, ArrivalOutcome, Channel, InvoiceState
from approdo.core.models import StoredDocument, TenantRow
from approdo.core.words import choices, known
from approdo.reception.models import Contract


class BillingAddress(TenantRow):
    """To whom invoices are addressed: the office's tax code and its code in the exchange system."""

    tax_code = models.CharField(max_length=16)
    office_code = models.CharField(max_length=6, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefecture"], name="billing_address_once"),
            models.CheckConstraint(name="billing_address_has_a_code", condition=~Q(tax_code="")),
        ]

    def __str__(self) -> str:
        return self.tax_code


class InvoiceUpload(TenantRow):
    """A file as it arrived: one invoice, signed or not, or an archive of many. Its bytes are in the document."""

    document = models.ForeignKey(StoredDocument, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    channel = models.CharField(max_length=10, choices=choices(Channel))
    received_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "sha256"], name="invoice_file_once"),
            models.CheckConstraint(name="invoice_channel_known", condition=known("channel", Channel)),
        ]

    def __str__(self) -> str:
        return self.name


class Invoice(TenantRow):
    """One document. `value`: all it says, canonical JSON; `content_hash`: the same whatever the file's name or signature.

    `supplier_key`, `number_key`, `year`, `gives_back` say when two documents are the same one.
    """

    upload = models.ForeignKey(InvoiceUpload, on_delete=models.PROTECT, related_name="invoices")
    part_name = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64)
    supplier_key = models.CharField(max_length=30)
    number_key = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    gives_back = models.BooleanField()
    number = models.CharField(max_length=40)
    issued_on = models.DateField()
    supplier_name = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    value = models.TextField()
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(null=True)  # first day of the month it is for
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="credit_notes")
    assigned = models.JSONField(default=dict)  # number of a line: what an officer says that it asks for
    received_on = models.DateField()
    refuse_by = models.DateField()  # the last day
    state = models.CharField(max_length=14, choices=choices(InvoiceState), default=InvoiceState.RECEIVED.value)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    answer_reason = models.CharField(max_length=500, blank=True)
    credit_asked = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    letter = models.ForeignKey(StoredDocument, null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.JSONField(default=dict)  # of the file: signatures and format, see `invoices/evidence.py`
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "content_hash"], condition=~Q(state=InvoiceState.REFUSED.value),
                name="invoice_content_once",
            ),
            models.UniqueConstraint(
                fields=["prefecture", "supplier_key", "number_key", "year", "gives_back"],
                condition=~Q(state__in=[one.value for one in FALLEN]), name="invoice_number_once",
            ),
            models.CheckConstraint(name="invoice_state_known", condition=known("state", InvoiceState)),
            models.CheckConstraint(
                name="invoice_answer_has_a_day",
                condition=Q(state__in=[InvoiceState.RECEIVED.value, InvoiceState.DUPLICATE.value])
                | Q(answered_on__isnull=False),
            ),
            models.CheckConstraint(name="invoice_month_first_day", condition=Q(month__isnull=True) | Q(month__day=1)),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["prefecture", "state", "refuse_by"], name="invoice_to_answer"),
            models.Index(fields=["contract", "month"], name="invoice_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.issued_on}"


class InvoiceArrival(TenantRow):
    """What became of each document of a file: received, there already under another name, or not readable and why."""

    upload = models.ForeignKey(InvoiceUpload, on_delete=models.PROTECT, related_name="arrivals")
    part_name = models.CharField(max_length=200)
    outcome = models.CharField(max_length=14, choices=choices(ArrivalOutcome))
    invoice = models.ForeignKey(Invoice, null=True, on_delete=models.PROTECT, related_name="arrivals")
    refusal = models.JSONField(default=dict)  # code, place and values of the sentence
    resolved_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="arrival_outcome_known", condition=known("outcome", ArrivalOutcome)),
            models.CheckConstraint(
                name="arrival_unreadable_or_invoice",
                condition=Q(outcome=ArrivalOutcome.UNREADABLE.value) | Q(invoice__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part_name} {self.outcome}"
