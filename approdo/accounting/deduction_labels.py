"""Words of deductions, for people: states, kinds, steps, and why an amount is what it is."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approdo.accounting.rules.deductions import (
    DeductionDelivery,
    DeductionKind,
    DeductionStep,
    Reckoning,
    SourceKind,
)
from approdo.accounting.rules.penalties import DeductionState
from approdo.core.pages.formats import money, number
from approdo.core.rules.money import ZERO

KINDS = {
    DeductionKind.DELAY: _("Penalty for delay"),
    DeductionKind.BREACH: _("Penalty for a breach"),
    DeductionKind.RECOVERY: _("Recovery of amounts not due"),
}
STATES = {
    DeductionState.PROPOSED: _("Proposed"),
    DeductionState.CONTESTED: _("Contested"),
    DeductionState.ANSWERED: _("Counter-arguments arrived"),
    DeductionState.CONFIRMED: _("Decided, to be deducted"),
    DeductionState.DISMISSED: _("Decided, dropped"),
    DeductionState.WITHDRAWN: _("Withdrawn before the contestation"),
}
TONES = {
    DeductionState.PROPOSED: "info",
    DeductionState.CONTESTED: "warning",
    DeductionState.ANSWERED: "warning",
    DeductionState.CONFIRMED: "success",
    DeductionState.DISMISSED: "neutral",
    DeductionState.WITHDRAWN: "neutral",
}
STEPS = {
    DeductionStep.CONTESTATION: _("The contestation to be sent"),
    DeductionStep.RECEIPT: _("The receipt of the contestation"),
    DeductionStep.COUNTER_ARGUMENTS: _("The counter-arguments, or their last day"),
    DeductionStep.DECISION: _("The decision"),
    DeductionStep.COMMUNICATION: _("The communication of the decision"),
    DeductionStep.DONE: _("Nothing more"),
}
TERMS = {
    "contestation": _("Contestation by"),
    "counter_arguments": _("Counter-arguments by"),
    "decision": _("Decision by"),
    "communication": _("Communication of the decision by"),
}
SOURCES = {
    SourceKind.OFFICE: _("The office"),
    SourceKind.FINDING: _("Findings of the statement"),
    SourceKind.STATEMENT: _("A month that was rectified"),
    SourceKind.INSPECTION: _("An inspection"),
}
DELIVERIES = {
    DeductionDelivery.CERTIFIED_MAIL: _("Certified mail"),
    DeductionDelivery.REGISTERED_MAIL: _("Registered mail"),
    DeductionDelivery.IN_HAND: _("In hand"),
}
GRAVITIES = {
    "minor": _("Minor breach"),
    "medium": _("Medium breach"),
    "major": _("Major breach"),
    "critical": _("Critical breach"),
}
ACTS = {
    "deduction.proposed": _("Proposed"),
    "deduction.withdrawn": _("Withdrawn"),
    "deduction.contestation_written": _("Contestation written"),
    "deduction.contested": _("Contestation sent"),
    "deduction.contestation_received": _("Contestation received"),
    "deduction.answered": _("Counter-arguments arrived"),
    "deduction.confirmed": _("Decided: to be deducted"),
    "deduction.dismissed": _("Decided: dropped"),
    "deduction.communicated": _("Decision communicated"),
}


class Sentence(NamedTuple):
    """A step of the explanation, with the article."""

    text: str
    source: str


def why(reckoning: Reckoning) -> list[Sentence]:
    """How the amount of a deduction was reached, step by step, in the reader's language."""
    return _WHY[reckoning.kind](reckoning)


def _delay(one: Reckoning) -> list[Sentence]:
    values = {
        "base": money(one.base or ZERO), "rate": number(one.rate or ZERO), "days": number(one.days or 0),
        "computed": money(one.computed),
    }  # fmt: skip
    words = gettext(
        "%(base)s, the net value of the contract × %(rate)s per mille × %(days)s days of delay = %(computed)s"
    )
    return [Sentence(words % values, one.article), *_cap(one)]


def _breach(one: Reckoning) -> list[Sentence]:
    rate, factor = one.rate or ZERO, one.repeat_factor or ZERO
    told = [gettext("%(base)s, the per diem of the month of the centre") % {"base": money(one.base or ZERO)}]
    if (one.times or 1) > 1:
        words = gettext(
            "time number %(times)s that it happens: the rate %(rate)s %% × %(factor)s each time, at most %(most)s %%"
        )
        values = {"times": number(one.times or 1), "rate": number(rate), "factor": number(factor)}
        told.append(words % {**values, "most": number(one.most or ZERO)})
    told.append(gettext("× %(rate)s %% for this breach = %(computed)s") % {
        "rate": number(one.applied_rate or rate), "computed": money(one.computed),
    })  # fmt: skip
    steps = [Sentence(text, one.article if place else "") for place, text in enumerate(told)]
    if one.chosen:
        words = gettext("The rate is a proposal of ours: the table of penalties of the contract was not written down.")
        steps.append(Sentence(words, ""))
    return [*steps, *_cap(one)]


def _recovery(one: Reckoning) -> list[Sentence]:
    if one.base is None:
        return [Sentence(gettext("%(amount)s, as the evidence says") % {"amount": money(one.due)}, one.article)]
    values = {
        "paid": money(one.base), "due": money(one.base - one.computed), "computed": money(one.computed),
        "already": money(one.already or ZERO), "amount": money(one.due),
    }  # fmt: skip
    words = gettext("%(paid)s in the version that was paid − %(due)s in the version in force = %(computed)s")
    steps = [Sentence(words % values, one.article)]
    if one.already:
        words = gettext("− %(already)s already recovered by the findings of the month = %(amount)s")
        steps.append(Sentence(words % values, ""))
    return steps


def _cap(one: Reckoning) -> list[Sentence]:
    values = {
        "net": money(one.net_value or ZERO), "percent": number(one.cap_percent or ZERO),
        "already": money(one.already or ZERO), "room": money(one.room), "due": money(one.due),
    }  # fmt: skip
    words = gettext(
        "All penalties together at most %(percent)s %% of %(net)s; proposed or decided before: %(already)s; left: %(room)s"
    )
    steps = [Sentence(words % values, one.cap_article)]
    if one.due < one.computed:
        steps.append(Sentence(gettext("It is cut to what is left: %(due)s") % values, ""))
    return steps


_WHY = {DeductionKind.DELAY: _delay, DeductionKind.BREACH: _breach, DeductionKind.RECOVERY: _recovery}
