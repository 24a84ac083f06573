"""From what was invoiced and what the month recognises to what is paid, to whom, and what is kept back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from approdo.accounting.rules.invoice_lines import Component
from approdo.accounting.rules.penalties import Deducted, Deduction, deduct
from approdo.accounting.rules.terms import Supplier
from approdo.core.rules.money import ZERO, cents, percent

RULE = 1  # version of this rule, kept with what it computed


@dataclass(frozen=True, slots=True)
class Part:
    """One component of a month, euros: asked (credit notes taken away), due, and already settled before."""

    component: Component
    asked: Decimal
    due: Decimal
    already: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice or a credit note that is settled: its identifier, number and total, euros."""

    reference: str
    number: str
    gives_back: bool
    amount: Decimal


@dataclass(frozen=True, slots=True)
class SettlementInputs:
    """All that a settlement is computed from. `statement`: the hash of the statement it was compared with.

    `tax_asked`: value added tax of the documents; `retention_on_invoice`: what the supplier kept back by itself;
    `retained_already`: by the settlements of the same month before; `deductions`: what is left of each; euros.
    """

    rule: int
    on: date
    statement: str
    supplier: Supplier
    documents: tuple[Document, ...]
    parts: tuple[Part, ...]
    tax_asked: Decimal
    retention_on_invoice: Decimal
    retained_already: Decimal
    deductions: tuple[Deduction, ...]


@dataclass(frozen=True, slots=True)
class Recognised:
    """What is paid of one component, euros."""

    component: Component
    amount: Decimal


class StepKind(StrEnum):
    """A step of the reckoning, in the order in which it is told."""

    AS_ASKED = "as_asked"
    ASKED_LESS = "asked_less"
    ASKED_MORE = "asked_more"
    VAT_EXEMPT = "vat_exempt"
    VAT = "vat"
    VAT_AS_ASKED = "vat_as_asked"
    TOTAL = "total"
    TO_TREASURY = "to_treasury"
    RETENTION = "retention"
    DEDUCTION = "deduction"
    DEDUCTION_LEFT = "deduction_left"
    PAYABLE = "payable"
    CHARGED = "charged"


@dataclass(frozen=True, slots=True)
class Step:
    """An amount in euros with what it comes from: the numbers of its sentence, and what it is about."""

    kind: StepKind
    amount: Decimal
    numbers: tuple[Decimal, ...] = ()
    component: Component | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """The whole reckoning, euros. `taxable` is the per diem; `total` what the documents are worth with their tax.

    `total` = `payable` + `vat_to_treasury` + `retention` + `deducted`; `charged` is what the commitment bears.
    """

    recognised: tuple[Recognised, ...]
    taxable: Decimal
    reimbursed: Decimal
    stamp: Decimal
    vat: Decimal
    total: Decimal
    vat_to_treasury: Decimal
    retention: Decimal
    taken: tuple[tuple[str, Decimal], ...]
    deducted: Decimal
    left: Decimal
    payable: Decimal
    charged: Decimal
    steps: tuple[Step, ...]

    def of(self, component: Component) -> Decimal:
        """What is paid of a component, euros. Source: arithmetic."""
        return sum((one.amount for one in self.recognised if one.component is component), ZERO)


def settle(inputs: SettlementInputs) -> Settled:
    """What is paid for the documents of a month.

    Of each component what is asked, up to what the month recognises and was not settled before: never more than the
    sealed registers give, never more than the supplier asks. Under split payment the tax goes to the Treasury. The
    retention is reckoned on the sum of the month so far, so that the cents of several settlements agree. Decided
    deductions are taken from what the supplier would be paid, the oldest first, and never below zero: what does not
    fit is left for the next settlement or for the guarantee. Penalties are outside the tax and do not change it.
    Source: domain rules 2.3 and 2.6; DPR 633/1972, arts. 15 and 17-ter; legislative decree 36/2023, art. 11 c. 6.
    """
    parts = tuple(Recognised(one.component, _recognised(one)) for one in inputs.parts)
    taxable, stamp = (_sum(parts, one) for one in (Component.PER_DIEM, Component.STAMP))
    reimbursed = sum((one.amount for one in parts), ZERO) - taxable - stamp
    retention = _retention(inputs, taxable)
    vat = _vat(inputs, taxable, retention)
    total = cents(taxable + reimbursed + stamp + vat)
    treasury = vat if inputs.supplier.split_payment else ZERO
    borne = deduct(cents(total - treasury - retention), inputs.deductions, inputs.on)
    taken = tuple((one.reference, part) for one, part in borne.taken if part > 0)
    deducted = sum((part for _reference, part in taken), ZERO)
    told = (
        *_part_steps(inputs), _vat_step(inputs, taxable, retention, vat),
        *_last_steps(inputs, total, treasury, retention, taxable, borne),
    )  # fmt: skip
    return Settled(
        parts, taxable, cents(reimbursed), stamp, vat, total, treasury, retention, taken, deducted, borne.left,
        borne.net, cents(total - deducted), told,
    )  # fmt: skip


def _recognised(part: Part) -> Decimal:
    return cents(max(ZERO, min(part.asked, part.due - part.already)))


def _sum(parts: tuple[Recognised, ...], component: Component) -> Decimal:
    return sum((one.amount for one in parts if one.component is component), ZERO)


def _retention(inputs: SettlementInputs, taxable: Decimal) -> Decimal:
    before = sum((one.already for one in inputs.parts if one.component is Component.PER_DIEM), ZERO)
    whole = percent(before + taxable, inputs.supplier.retention_percent)
    return min(taxable, max(ZERO, whole - inputs.retained_already))


def _taxed(inputs: SettlementInputs, taxable: Decimal, retention: Decimal) -> Decimal:
    """What bears the tax: a retention that the supplier wrote on the invoice is taxed when it is given back."""
    return taxable - min(max(ZERO, inputs.retention_on_invoice), retention)


def _vat(inputs: SettlementInputs, taxable: Decimal, retention: Decimal) -> Decimal:
    rate = inputs.supplier.vat_percent
    if rate is None:
        return ZERO
    return max(ZERO, min(cents(inputs.tax_asked), percent(_taxed(inputs, taxable, retention), rate)))


def _part_steps(inputs: SettlementInputs) -> tuple[Step, ...]:
    steps = []
    for one in inputs.parts:
        room = max(ZERO, one.due - one.already)
        kind = StepKind.AS_ASKED if one.asked == room else StepKind.ASKED_LESS
        kind = StepKind.ASKED_MORE if one.asked > room else kind
        steps.append(Step(kind, _recognised(one), (one.asked, one.due, one.already), one.component))
    return tuple(steps)


def _vat_step(inputs: SettlementInputs, taxable: Decimal, retention: Decimal, vat: Decimal) -> Step:
    rate, taxed = inputs.supplier.vat_percent, _taxed(inputs, taxable, retention)
    if rate is None:
        return Step(StepKind.VAT_EXEMPT, ZERO)
    kind = StepKind.VAT if vat == percent(taxed, rate) else StepKind.VAT_AS_ASKED
    return Step(kind, vat, (rate, taxed))


def _last_steps(
    inputs: SettlementInputs, total: Decimal, treasury: Decimal, retention: Decimal, taxable: Decimal, borne: Deducted
) -> tuple[Step, ...]:
    deducted = sum((part for _one, part in borne.taken), ZERO)
    steps = [Step(StepKind.TOTAL, total)]
    if inputs.supplier.split_payment and treasury:
        steps.append(Step(StepKind.TO_TREASURY, treasury))
    steps.append(Step(StepKind.RETENTION, retention, (inputs.supplier.retention_percent, taxable)))
    for one, part in borne.taken:
        if part:
            steps.append(Step(StepKind.DEDUCTION, part, (one.amount,), reference=one.reference))
        if part < one.amount:
            steps.append(Step(StepKind.DEDUCTION_LEFT, one.amount - part, (one.amount,), reference=one.reference))
    steps.append(Step(StepKind.PAYABLE, borne.net, (total, treasury, retention, deducted)))
    steps.append(Step(StepKind.CHARGED, cents(total - deducted), (total, deducted)))
    return tuple(steps)
