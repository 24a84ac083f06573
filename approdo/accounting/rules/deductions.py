"""The proceeding of a deduction: what is proposed, how its amount is reached, what it waits for, when it may be decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from approdo.accounting.rules.penalties import (
    BreachRule,
    DeductionState,
    DelayRule,
    breach_penalty,
    breach_rate,
    delay_penalty,
    within_cap,
)
from approdo.core.rules.money import ZERO, cents, percent


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
    cap_article: str = ""
    already: Decimal | None = None
    applied_rate: Decimal | None = None

    @property
    def room(self) -> Decimal:
        """Euros of penalties that the cap leaves after the earlier ones; zero without a cap."""
        if self.net_value is None or self.cap_percent is None:
            return ZERO
        return max(ZERO, percent(self.net_value, self.cap_percent) - (self.already or ZERO))


@dataclass(frozen=True, slots=True)
class Cap:
    """What holds all the penalties of a contract: per cent of its net value, and those so far, euros."""

    net_value: Decimal
    percent: Decimal
    already: Decimal
    article: str


def delay_reckoned(cap: Cap, per_mille: Decimal, days: int, rule: DelayRule, article: str) -> Reckoning:
    """The penalty for so many days of delay with all it rests on. Raises OutsideTheLaw, ValueError as `delay_penalty`.

    Source: legislative decree 36/2023, art. 126 c. 1.
    """
    found = delay_penalty(cap.net_value, per_mille, days, rule, already=cap.already)
    return Reckoning(
        DeductionKind.DELAY, found.computed, found.due, article, base=cap.net_value, rate=per_mille, days=days,
        net_value=cap.net_value, cap_percent=cap.percent, cap_article=cap.article, already=cap.already,
    )  # fmt: skip


def breach_reckoned(
    cap: Cap, month_fee: Decimal, rate: Decimal, times: int, rule: BreachRule, article: str, *, chosen: bool = False
) -> Reckoning:
    """The penalty for a breach with all it rests on, cut to the cap. Raises OutsideTheLaw, ValueError.

    Source: the contract's table of penalties; legislative decree 36/2023, art. 126 c. 1; domain rule 2.6.
    """
    computed = breach_penalty(month_fee, rule, rate, times=times)
    (due,), _met = within_cap([computed], cap.net_value, cap.percent, already=cap.already)
    return Reckoning(
        DeductionKind.BREACH, computed, due, article, chosen, base=month_fee, rate=rate, times=times,
        repeat_factor=rule.repeat_factor, most=rule.percent_most, net_value=cap.net_value, cap_percent=cap.percent,
        cap_article=cap.article, already=cap.already, applied_rate=breach_rate(rule, rate, times),
    )  # fmt: skip


def recovery_reckoned(amount: Decimal, article: str) -> Reckoning:
    """What was paid and was not due: no cap holds it. Raises ValueError for nothing to recover.

    Source: art. 2033 c.c.; domain rule 2.7, step 8.
    """
    return _recovered(cents(amount), cents(amount), article)


def rectified_reckoned(paid_for: Decimal, due: Decimal, already: Decimal, article: str) -> Reckoning:
    """What the version of a month that was paid gave more than the one in force, without what is recovered already.

    Raises ValueError for nothing to recover. Source: art. 2033 c.c.; domain rule 2.7, step 8.
    """
    computed = cents(paid_for - due)
    return _recovered(computed, computed - already, article, base=paid_for, already=already)


def _recovered(
    computed: Decimal, due: Decimal, article: str, base: Decimal | None = None, already: Decimal | None = None
) -> Reckoning:
    if due <= 0:
        raise ValueError(f"nothing to recover: {due}")
    return Reckoning(DeductionKind.RECOVERY, computed, due, article, base=base, already=already)


class DeductionStep(StrEnum):
    """What a deduction waits for, in the order of the proceeding. Source: domain rule 2.6."""

    CONTESTATION = "contestation"
    RECEIPT = "receipt"
    COUNTER_ARGUMENTS = "counter_arguments"
    DECISION = "decision"
    COMMUNICATION = "communication"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Course:
    """What was done of a deduction, as days; None for what was not. `answer_until`: the last day of the managing body."""

    state: DeductionState
    received: date | None = None
    answer_until: date | None = None
    answered: date | None = None
    communicated: date | None = None


def counter_arguments_over(course: Course, today: date) -> date | None:
    """The day on which the counter-arguments arrived or the days to send them ended; None while they run.

    The last day belongs to the managing body whole. Source: law 241/1990, arts. 7, 8 and 10.
    """
    if course.answered is not None:
        return course.answered
    if course.answer_until is not None and today > course.answer_until:
        return course.answer_until
    return None


def may_be_decided(course: Course, on: date) -> bool:
    """Whether a decision may bear that day: after the counter-arguments, or after the days to send them.

    Source: law 241/1990, arts. 3, 7 and 10; domain rule 2.6.
    """
    over = counter_arguments_over(course, on)
    return course.state in (DeductionState.CONTESTED, DeductionState.ANSWERED) and over is not None and over <= on


def deduction_step(course: Course, today: date) -> DeductionStep:
    """What a deduction waits for on a day. Source: domain rule 2.6."""
    if course.state is DeductionState.PROPOSED:
        return DeductionStep.CONTESTATION
    if course.state in DECIDED:
        return DeductionStep.COMMUNICATION if course.communicated is None else DeductionStep.DONE
    if course.state is DeductionState.WITHDRAWN:
        return DeductionStep.DONE
    if may_be_decided(course, today):
        return DeductionStep.DECISION
    return DeductionStep.RECEIPT if course.received is None else DeductionStep.COUNTER_ARGUMENTS
