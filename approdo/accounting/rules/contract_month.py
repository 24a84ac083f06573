"""The statement of a contract's month: the sum of its centres' months, the taxes of its supplier, its staff."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from approdo.accounting.rules.irregularities import Found, of_staff
from approdo.accounting.rules.staffing import StaffRow, check_staff
from approdo.accounting.rules.supplier import Due, due
from approdo.accounting.rules.terms import Supplier
from approdo.core.rules.money import ZERO
from approdo.core.rules.nights import Nights


@dataclass(frozen=True, slots=True)
class CentreSum:
    """What the month of a centre adds. `inputs`: the hash of what it was computed from; euros."""

    centre: str
    inputs: str
    nights: int
    paid_nights: int
    per_diem: Decimal
    pocket_money: Decimal
    entry_kits: Decimal
    phone_cards: Decimal


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours worked in the month by one figure of the staff."""

    figure: str
    worked: Decimal


@dataclass(frozen=True, slots=True)
class Wage:
    """What an hour of a figure is recovered at, euros."""

    figure: str
    hourly: Decimal


@dataclass(frozen=True, slots=True)
class ContractInputs:
    """All that the statement of a contract's month is computed from. `missing`: centres without a sealed register."""

    rule: int
    contract: str
    month: Nights
    supplier: Supplier
    scheme: str
    lot_class: str
    centres: tuple[CentreSum, ...]
    missing: tuple[str, ...]
    staff_table: tuple[StaffRow, ...]
    hours: tuple[Hours, ...]
    wages: tuple[Wage, ...]


@dataclass(frozen=True, slots=True)
class ContractStatement:
    """The whole month; euros."""

    nights: int
    paid_nights: int
    per_diem: Decimal
    pocket_money: Decimal
    entry_kits: Decimal
    phone_cards: Decimal
    due: Due
    findings: tuple[Found, ...]


def contract_statement(inputs: ContractInputs) -> ContractStatement:
    """What is due for a contract and a month, with its taxes, and what its staff lacks.

    The table of the staff is read for the guests of an average night, rounded up.
    Source: domain rules 2.3 and 2.5; the Revenue Agency's resolution 74/E of 2018.
    """
    per_diem, pocket, kits, cards = (
        sum((getattr(one, name) for one in inputs.centres), ZERO)
        for name in ("per_diem", "pocket_money", "entry_kits", "phone_cards")
    )
    paid = sum(one.paid_nights for one in inputs.centres)
    days = inputs.month.count
    checks = check_staff(
        inputs.staff_table, inputs.scheme, inputs.lot_class, -(-paid // days),
        {one.figure: one.worked for one in inputs.hours}, {one.figure: one.hourly for one in inputs.wages}, days=days,
    )  # fmt: skip
    return ContractStatement(
        sum(one.nights for one in inputs.centres), paid, per_diem, pocket, kits, cards,
        due(per_diem, pocket + kits + cards, inputs.supplier), tuple(of_staff(checks)),
    )  # fmt: skip
