"""From the sum of a month to the invoice and the payment: value added tax, stamp, retention."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from approdo.accounting.rules.terms import Supplier
from approdo.core.rules.money import ZERO, cents, percent


@dataclass(frozen=True, slots=True)
class Due:
    """Amounts in euros. `taxable` is the per diem, `reimbursed` what stands outside it."""

    taxable: Decimal
    reimbursed: Decimal
    gross: Decimal
    vat: Decimal
    stamp: Decimal
    invoice_total: Decimal
    retention: Decimal
    payable_now: Decimal


def due(taxable: Decimal, reimbursed: Decimal, supplier: Supplier) -> Due:
    """The invoice and the payment of a month.

    Under split payment the tax goes to the Treasury and not to the supplier.
    Source: DPR 633/1972, arts. 10 n. 21 and 17-ter; law 208/2015 (social cooperatives); DPR 642/1972 (stamp);
    legislative decree 36/2023, art. 11 c. 6 (retention of 0.50 %).
    """
    exempt = supplier.vat_percent is None
    vat = ZERO if supplier.vat_percent is None else percent(taxable, supplier.vat_percent)
    stamp = cents(supplier.stamp_duty) if exempt and taxable > supplier.stamp_above else ZERO
    gross = cents(taxable + reimbursed)
    retention = percent(taxable, supplier.retention_percent)
    payable = gross - retention + stamp + (ZERO if supplier.split_payment else vat)
    return Due(cents(taxable), cents(reimbursed), gross, vat, stamp, gross + vat + stamp, retention, cents(payable))
