"""Penalties: for delay, for breaches of the contract, and when they may be deducted. Rates and caps are data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from approdo.core.rules.money import ZERO, cents, percent

ONE = Decimal(1)
THOUSAND = Decimal(1000)


class OutsideTheLaw(ValueError):
    """A rate that the law or the contract does not allow."""


@dataclass(frozen=True, slots=True)
class DelayRule:
    """What the law allows for a day of delay: per mille of the net value, and per cent of it for all penalties."""

    per_mille_least: Decimal
    per_mille_most: Decimal
    cap_percent: Decimal


@dataclass(frozen=True, slots=True)
class DelayPenalty:
    """Euros: what the rate gives and what is due within the cap."""

    computed: Decimal
    due: Decimal


@dataclass(frozen=True, slots=True)
class BreachRule:
    """A kind of breach: per cent of the month's fee of the centre, and how much a repeated one is worth."""

    code: str
    percent_least: Decimal
    percent_most: Decimal
    repeat_factor: Decimal = ONE


class DeductionState(StrEnum):
    """How far a deduction is: proposed, contested in writing, answered, then decided in one way or the other.

    `withdrawn`: set aside before the managing body was told.
    """

    PROPOSED = "proposed"
    CONTESTED = "contested"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Deduction:
    """An amount in euros that may one day be deducted, and the day of its decision."""

    reference: str
    amount: Decimal
    state: DeductionState
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Deducted:
    """What a payment bears: `taken` from it for each deduction, its `net`, and what is `left` for another; euros."""

    taken: tuple[tuple[Deduction, Decimal], ...]
    net: Decimal
    left: Decimal


def delay_penalty(
    net_value: Decimal, per_mille: Decimal, days: int, rule: DelayRule, *, already: Decimal = ZERO
) -> DelayPenalty:
    """The penalty for so many days of delay, within what earlier penalties (`already`, euros) leave of the cap.

    Raises OutsideTheLaw for a rate that the law does not allow, ValueError for days below zero.
    Source: legislative decree 36/2023, art. 126; for older contracts legislative decree 50/2016, art. 113-bis.
    """
    _within(per_mille, rule.per_mille_least, rule.per_mille_most, "per mille")
    if days < 0:
        raise ValueError(f"days of delay are {days}")
    computed = cents(net_value * per_mille * days / THOUSAND)
    room = max(ZERO, percent(net_value, rule.cap_percent) - already)
    return DelayPenalty(computed, min(computed, room))


def breach_penalty(month_fee: Decimal, rule: BreachRule, rate: Decimal, *, times: int = 1) -> Decimal:
    """The penalty in euros for a breach: `rate` per cent of the month's fee of the centre where it happened.

    From its second time the rate is multiplied, each time again, never above the most of the rule. Raises
    OutsideTheLaw for a rate outside the rule, ValueError for a count below one.
    Source: the contract's table of penalties; domain rule 2.6.
    """
    _within(rate, rule.percent_least, rule.percent_most, "per cent")
    if times < 1:
        raise ValueError(f"a breach that happened {times} times")
    return percent(month_fee, breach_rate(rule, rate, times))


def breach_rate(rule: BreachRule, rate: Decimal, times: int) -> Decimal:
    """The rate, in per cent, of a breach that happens for the so many time: never above the most of its rule.

    Source: the contract's table of penalties; domain rule 2.6.
    """
    return min(rate * rule.repeat_factor ** (times - 1), rule.percent_most)


def within_cap(
    amounts: Sequence[Decimal], net_value: Decimal, cap_percent: Decimal, *, already: Decimal = ZERO
) -> tuple[tuple[Decimal, ...], bool]:
    """The penalties in their order, cut where their sum meets the cap, and whether it met it: then the contract may end.

    Source: legislative decree 36/2023, art. 126 c. 1; for breaches our choice, to be agreed with each prefecture.
    """
    room = max(ZERO, percent(net_value, cap_percent) - already)
    kept = []
    for amount in amounts:
        kept.append(min(amount, room))
        room -= kept[-1]
    return tuple(kept), room == 0


def deductible(deductions: Iterable[Deduction], on: date) -> tuple[Deduction, ...]:
    """The deductions that may be taken from a payment of that day: those confirmed by then, by day of decision.

    Source: law 241/1990, arts. 3 and 7: contestation, counter-arguments, reasoned decision; nothing before it.
    """
    decided = [
        (one.decided_on, one.reference, one)
        for one in deductions
        if one.state == DeductionState.CONFIRMED and one.decided_on is not None and one.decided_on <= on
    ]
    return tuple(one for _day, _reference, one in sorted(decided, key=lambda each: each[:2]))


def deduct(payable: Decimal, deductions: Iterable[Deduction], on: date) -> Deducted:
    """What is left of a payment, in euros, after the deductions decided by that day, the oldest first.

    A payment is never below zero: what it cannot bear is left for the next one or for the guarantee.
    Source: domain rule 2.6: from the first payable invoice, otherwise from the guarantee.
    """
    net, left, taken = payable, ZERO, []
    for one in deductible(deductions, on):
        part = max(ZERO, min(one.amount, net))
        taken.append((one, part))
        net -= part
        left += one.amount - part
    return Deducted(tuple(taken), cents(net), cents(left))


def _within(rate: Decimal, least: Decimal, most: Decimal, unit: str) -> None:
    if not least <= rate <= most:
        raise OutsideTheLaw(f"{rate} {unit} is not from {least} to {most}")
