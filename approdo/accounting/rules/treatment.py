"""How a managing body is taxed, by its legal form and the day of the invoice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from approdo.accounting.rules.terms import Supplier
from approdo.core.rules.calendar import Citation


@dataclass(frozen=True, slots=True)
class Treatment:
    """The VAT of some legal forms from a day on; see `data/invoices.yaml`."""

    id: str
    forms: tuple[str, ...]
    valid_from: date
    vat_percent: Decimal | None
    natures: tuple[str, ...]
    reimbursed_natures: tuple[str, ...]
    source: Citation


@dataclass(frozen=True, slots=True)
class InvoiceLaw:
    """The numbers of the law about invoices; days, euros, per cent. Their sources stand by their names."""

    refusal_days: int
    stamp_duty: Decimal
    stamp_above: Decimal
    retention_percent: Decimal
    treatments: tuple[Treatment, ...]
    sources: tuple[tuple[str, Citation], ...]


def treatment(law: InvoiceLaw, legal_form: str, day: date) -> Treatment:
    """The treatment in force for a legal form on a day. Raises KeyError when the law as loaded says nothing.

    Source: DPR 633/1972, art. 10 n. 21; law 208/2015, art. 1 c. 960-963; the data file names each.
    """
    known = [one for one in law.treatments if legal_form in one.forms and one.valid_from <= day]
    if not known:
        raise KeyError(legal_form)
    return max(known, key=lambda one: one.valid_from)


def taxed_supplier(law: InvoiceLaw, legal_form: str, day: date, *, split_payment: bool = True) -> Supplier:
    """The supplier of a statement or of an invoice, for a legal form on a day. Raises KeyError as `treatment`.

    Source: as `treatment`; DPR 633/1972, art. 17-ter, for the split payment.
    """
    return Supplier(
        treatment(law, legal_form, day).vat_percent,
        split_payment,
        law.retention_percent,
        law.stamp_duty,
        law.stamp_above,
    )
