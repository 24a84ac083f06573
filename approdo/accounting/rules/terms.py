"""What a contract says about money: prices with a date, what counts as a night, allowances, the supplier's taxes.

Every value is data of the contract (see `data/`), never of this code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Protocol, TypeVar

from approdo.core.rules.money import cents
from approdo.core.rules.nights import Nights

HUNDRED = Decimal(100)


class FromADay(Protocol):
    """Something that holds from a day on, until the next one of its kind."""

    @property
    def valid_from(self) -> date:
        """The first day."""


Dated = TypeVar("Dated", bound=FromADay)


@lru_cache(maxsize=1024)
def _unit(base: Decimal, discount_percent: Decimal) -> Decimal:
    """Asked for each line of each guest, of few prices."""
    return cents(base * (HUNDRED - discount_percent) / HUNDRED)


@dataclass(frozen=True, slots=True)
class Price:
    """The price of a person and night from a day on, before the discount; euros."""

    valid_from: date
    base: Decimal
    discount_percent: Decimal = Decimal(0)

    @property
    def unit(self) -> Decimal:
        """The price that is paid: the discount first, then the cent.

        Source: the practice of the contracts: the unit price is what is rounded; domain rule 2.3, `offered_price`.
        """
        return _unit(self.base, self.discount_percent)


@dataclass(frozen=True, slots=True)
class PresencePolicy:
    """Which days of a stay are paid. `paid_absences`: kind of absence to the first nights of each that are paid."""

    count_entry_day: bool = True
    count_exit_day: bool = False
    transfer_day_paid_to_origin: bool = False
    paid_absences: tuple[tuple[str, int], ...] = ()
    cap_to_capacity: bool = True

    @property
    def moves_transfer_day(self) -> bool:
        """Whether a transfer's day is given to the centre left, which otherwise would not count it.

        Source: our choice, to be agreed with each prefecture: no national rule was found.
        """
        return self.transfer_day_paid_to_origin and self.count_entry_day and not self.count_exit_day


@dataclass(frozen=True, slots=True)
class Allowances:
    """What is reimbursed beside the price: euros a night, a family and night, an entry, an entry."""

    pocket_money_per_day: Decimal = Decimal(0)
    pocket_money_family_cap: Decimal | None = None
    entry_kit: Decimal = Decimal(0)
    phone_card: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class DatedPolicy:
    """What a contract counts and pays from a day on. `abandonment_after_hours`: of absence without a reason."""

    valid_from: date
    policy: PresencePolicy
    allowances: Allowances
    abandonment_after_hours: int


@dataclass(frozen=True, slots=True)
class Supplier:
    """How the managing body is taxed. `vat_percent` None: exempt. `stamp_duty` euros, due `stamp_above` euros."""

    vat_percent: Decimal | None
    split_payment: bool
    retention_percent: Decimal
    stamp_duty: Decimal
    stamp_above: Decimal


@dataclass(frozen=True, slots=True)
class Capacity:
    """The authorised places of a centre from a day on; None when a prefecture's order lifts the limit."""

    valid_from: date
    places: int | None


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre as a contract pays it. Without a capacity in force nothing limits the nights paid."""

    id: str
    prices: tuple[Price, ...]
    capacities: tuple[Capacity, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """The whole of it, in force for the month of a statement."""

    centres: tuple[Centre, ...]
    policy: PresencePolicy
    allowances: Allowances
    supplier: Supplier


def in_force(values: tuple[Dated, ...], period: Nights) -> list[tuple[Nights, Dated | None]]:
    """The period divided where the value changes; None where none is in force yet.

    Source: the contract's tables, by date of the night.
    """
    parts: list[tuple[Nights, Dated | None]] = []
    first, current = period.first, None
    for value in sorted(values, key=lambda value: value.valid_from):
        if value.valid_from >= period.until:
            break
        if value.valid_from > first:
            parts.append((Nights(first, value.valid_from), current))
            first = value.valid_from
        current = value
    parts.append((Nights(first, period.until), current))
    return parts
