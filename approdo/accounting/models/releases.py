"""What is given back when a contract has ended: the final conformity, and the release of what was kept as a guarantee."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from approdo.accounting.models.payments import Payment, of_two_people
from approdo.accounting.models.settlements import Commitment, Settlement
from approdo.accounting.rules.vocabulary import SettlementState
from approdo.core.models import StoredDocument, TenantRow
from approdo.reception.models import Contract


def _euros() -> models.DecimalField[Decimal, Decimal]:
    return models.DecimalField(max_digits=14, decimal_places=2)


class FinalConformity(TenantRow):
    """That the whole service of a contract was done as agreed, certified after its last day. Kept for ever.

    Where the contract was made longer afterwards it counts no more, and another is given.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="final_conformities")
    last_day = models.DateField()  # of the contract, as it was when this was given
    certified_on = models.DateField()
    notes = models.CharField(max_length=500, blank=True)
    certificate = models.ForeignKey(StoredDocument, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    certified_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "last_day"], name="final_conformity_once"),
            models.CheckConstraint(name="final_conformity_after_the_end", condition=Q(certified_on__gt=F("last_day"))),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.certified_on}"


class RetentionRelease(Payment):
    """What the settlements of a contract kept, given back. Its amounts never change, euros.

    `vat`: on what a supplier left out of the tax because it was kept; the `commitment` bears it, what was kept is on
    its own commitments already. `invoice_number`: of the supplier for that tax.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="releases")
    edition = models.PositiveIntegerField()
    conformity = models.ForeignKey(FinalConformity, on_delete=models.PROTECT, related_name="+")
    commitment = models.ForeignKey(Commitment, null=True, on_delete=models.PROTECT, related_name="releases")
    invoice_number = models.CharField(max_length=60, blank=True)
    retention = _euros()
    vat = _euros()
    vat_to_treasury = _euros()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "edition"], name="release_edition_once"),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(state=SettlementState.PREPARED.value), name="release_one_prepared"
            ),
            *of_two_people("release"),
            models.CheckConstraint(
                name="release_adds_up",
                condition=Q(
                    retention__gt=0, vat__gte=0, vat_to_treasury__gte=0, vat_to_treasury__lte=F("vat"),
                    payable=F("retention") + F("vat") - F("vat_to_treasury"),
                ),
            ),
            models.CheckConstraint(
                name="release_tax_on_a_commitment",
                condition=Q(vat=0) | Q(commitment__isnull=False) & ~Q(invoice_number=""),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["prefecture", "state"], name="release_by_state")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.edition}"


class ReleasedRetention(TenantRow):
    """What one settlement kept, in the release that gives it back. `live`: the release stands, and no other may."""

    release = models.ForeignKey(RetentionRelease, on_delete=models.PROTECT, related_name="lines")
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="released_by")
    amount = _euros()
    vat = _euros()
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "settlement"], name="released_retention_once"),
            models.UniqueConstraint(fields=["settlement"], condition=Q(live=True), name="retention_released_once"),
            models.CheckConstraint(name="released_retention_some", condition=Q(amount__gt=0, vat__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.settlement_id}"
