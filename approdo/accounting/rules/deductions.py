"""The proceeding of a deduction: what is proposed, how its amount is reached, what it waits for, when it may be decided."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from approdo.accounting.rules.penalties import BreachRule, DeductionState, DelayRule, breach_penalty, delay_penalty
from approdo.accounting.rules.penalties import within_cap as cut_to_cap
from approdo.core.rules.money import ZERO, cents


class DeductionKind(StrEnum):
    """Why something is deducted. Source: domain rule 2.6; legislative decree 36/2023, art. 126; art. 2033 c.c."""

    DELAY = "delay"
    BREACH = "breach"
    RECOVERY = "recovery"


class SourceKind(StrEnum):
    """Where a proposal comes from; `inspection`: a later floor calls the same act. Source: our choice."""

    OFFICE = "office"
    FINDING = "finding"
    STATEMENT = "statement"
    INSPECTION = "inspection"


class DeductionDelivery(StrEnum):
    """How a letter reached the managing body. Source: law 241/1990, art. 8; CAD, art. 48."""

    CERTIFIED_MAIL = "certified_mail"
    REGISTERED_MAIL = "registered_mail"
    IN_HAND = "in_hand"


# What still counts towards the cap of the penalties, and keeps its source from being proposed again.
LIVE = (DeductionState.PROPOSED, DeductionState.CONTESTED, DeductionState.ANSWERED, DeductionState.CONFIRMED)
DECIDED = (DeductionState.CONFIRMED, DeductionState.DISMISSED)
PENALTIES = (DeductionKind.DELAY, DeductionKind.BREACH)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How an amount was reached: euros, per mille or per cent, days. None for what the kind does not need.

    `computed` is what the rate gives, `due` what is left of it within the cap after `already`, earlier penalties.
    `article`: where the rate stands; `chosen`: the rate is a proposal of ours, not read in the contract.
    """

    kind: DeductionKind
    computed: Decimal
    due: Decimal
    article: str
    chosen: bool = False
    base: Decimal | None = None
    rate: Decimal | None = None
    days: int | None = None
    times: int | None = None
    repeat_factor: Decimal | None = None
    most: Decimal | None = None
    net_value: Decimal | None = None
    cap_percent: Decimal | None = None
    already: Decimal | None = None


def delay_reckoned(
    net_value: Decimal, per_mille: Decimal, days: int, rule: DelayRule, article: str, *, already: Decimal = ZERO
) -> Reckoning:
    """The penalty for so many days of delay with all it rests on. Raises OutsideTheLaw, ValueError as `delay_penalty`.

    Source: legislative decree 36/2023, art. 126 c. 1.
    """
    found = delay_penalty(net_value, per_mille, days, rule, already=already)
    return Reckoning(
        DeductionKind.DELAY, found.computed, found.due, article, base=net_value, rate=per_mille, days=days,
        net_value=net_value, cap_percent=rule.cap_percent, already=already,
    )  # fmt: skip


def breach_reckoned(
    month_fee: Decimal, rule: BreachRule, rate: Decimal, times: int, net_value: Decimal, cap_percent: Decimal,
    article: str, *, chosen: bool = False, already: Decimal = ZERO,
) -> Reckoning:  # fmt: skip
    """The penalty for a breach with all it rests on, cut to the cap. Raises OutsideTheLaw, ValueError.

    Source: the contract's table of penalties; legislative decree 36/2023, art. 126 c. 1; domain rule 2.6.
    """
    computed = breach_penalty(month_fee, rule, rate, times=times)
    (due,), _met = cut_to_cap([computed], net_value, cap_percent, already=already)
    return Reckoning(
        DeductionKind.BREACH, computed, due, article, chosen, base=month_fee, rate=rate, times=times,
        repeat_factor=rule.repeat_factor, most=rule.percent_most, net_value=net_value, cap_percent=cap_percent,
        already=already,
    )  # fmt: skip


def recovery_reckoned(amount: Decimal, article: str, *, base: Decimal | None = None) -> Reckoning:
    """What was paid and was not due: no cap holds it. Raises ValueError for nothing to recover.

    Source: art. 2033 c.c.; domain rule 2.7, step 8.
    """
    if amount <= 0:
        raise ValueError(f"nothing to recover: {amount}")
    return Reckoning(DeductionKind.RECOVERY, cents(amount), cents(amount), article, base=base)
