"""What was kept on the payments of a contract and is given back at its end, with the tax it did not bear yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from approdo.core.rules.money import ZERO, cents, percent


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What one settlement kept, euros: its taxable and the part of it left out of the tax because it was kept."""

    reference: str
    amount: Decimal
    taxable: Decimal
    untaxed: Decimal
    vat_percent: Decimal | None
    split_payment: bool


@dataclass(frozen=True, slots=True)
class GivenBack:
    """One settlement's part of a release, euros."""

    reference: str
    amount: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Released:
    """What is given back in all, euros. `payable`: to the supplier; the tax beside it goes to the Treasury."""

    lines: tuple[GivenBack, ...]
    retention: Decimal
    vat: Decimal
    vat_to_treasury: Decimal
    payable: Decimal


def released(kept: Iterable[KeptBack]) -> Released:
    """Everything that was kept, given back whole.

    What was written less on the invoice bore no tax: it bears it now, so that the tax of the month and this one are
    together the tax of the whole, to the cent. With split payment that tax goes to the Treasury.
    Source: legislative decree 36/2023, art. 11 c. 6; DPR 633/1972, arts. 6, 13 and 17-ter.
    """
    rows = [(one, _tax(one)) for one in kept if one.amount > 0]
    lines = tuple(GivenBack(one.reference, one.amount, tax) for one, tax in rows)
    retention = cents(sum((one.amount for one in lines), ZERO))
    vat = cents(sum((one.vat for one in lines), ZERO))
    treasury = cents(sum((tax for one, tax in rows if one.split_payment), ZERO))
    return Released(lines, retention, vat, treasury, retention + vat - treasury)


def _tax(one: KeptBack) -> Decimal:
    if one.vat_percent is None or one.untaxed <= 0:
        return ZERO
    untaxed = min(one.untaxed, one.amount)
    return percent(one.taxable, one.vat_percent) - percent(one.taxable - untaxed, one.vat_percent)
