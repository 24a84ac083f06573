"""How much a deduction is worth: the figures and rows that its rule needs, and the refusals where one is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from approdo.accounting import definitions
from approdo.accounting.models import CentreMonth, Finding
from approdo.accounting.queries import deductions, statements
from approdo.accounting.rules.deductions import (
    Cap,
    DeductionKind,
    Reckoning,
    breach_reckoned,
    delay_reckoned,
    recovery_reckoned,
    rectified_reckoned,
)
from approdo.accounting.rules.penalties import BreachRule, OutsideTheLaw
from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.pages.formats import number
from approdo.core.rules.figures import FigureVersion
from approdo.core.rules.money import ZERO
from approdo.core.saying import wrong_fields
from approdo.reception.models import Contract

UNDUE = "Art. 2033 c.c."


@dataclass(frozen=True, slots=True)
class Basis:
    """From what an amount follows: the rate and the days of a delay, the code and the rate of a breach, or for a recovery
    the version of a month that was paid, or an amount in euros that the evidence shows."""

    rate: Decimal | None = None
    days: int | None = None
    code: str = ""
    statement_id: UUID | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """An amount with how it was reached, and the month and the row of the table that it turned out to be of."""

    reckoning: Reckoning
    month: date | None
    code: str = ""


def reckoned(
    by: Actor, contract: Contract, kind: DeductionKind, happened_on: date, month: date | None, centre: UUID | None,
    basis: Basis, findings: Sequence[Finding],
) -> Worked:  # fmt: skip
    """What the rule of a kind gives. The contract is locked. Raises InvalidInput, NotFound, Refusal."""
    if kind is DeductionKind.RECOVERY:
        return _recovery(by, contract, month, basis, findings)
    cap = _cap(contract)
    if kind is DeductionKind.DELAY:
        worked = Worked(_delay(contract, cap, basis), month)
    else:
        worked = Worked(_breach(contract, cap, happened_on, month, centre, basis), month, basis.code)
    if worked.reckoning.due <= 0:
        words = _("The penalties of this contract have met their cap: nothing more can be asked.")
        raise Refusal("cap_met", words)
    return worked


def _cap(contract: Contract) -> Cap:
    figure = _figure("penalties_cap_percent", contract.starts_on)
    return Cap(contract.value, figure.value, deductions.penalties_so_far(contract), figure.source.article)


def _figure(name: str, on: date) -> FigureVersion:
    try:
        return definitions.figure(name, on)
    except definitions.UnknownFigure:
        words = _("The law of the day on which this contract began is not among the figures: nothing is guessed.")
        raise Refusal("figure_unknown", words) from None


def _delay(contract: Contract, cap: Cap, basis: Basis) -> Reckoning:
    figure = _figure("delay_per_mille_most", contract.starts_on)
    _needed(rate=basis.rate, days=basis.days)
    rule = definitions.delay_rule(contract.starts_on)
    try:
        return delay_reckoned(cap, basis.rate or ZERO, basis.days or 0, rule, figure.source.article)
    except OutsideTheLaw:
        words = _("The law allows from %(least)s to %(most)s per mille a day.")
        raise _outside(words, rule.per_mille_least, rule.per_mille_most) from None


def _breach(
    contract: Contract, cap: Cap, happened_on: date, month: date | None, centre: UUID | None, basis: Basis
) -> Reckoning:
    _needed(code=basis.code or None, month=month, centre=centre)
    rule, article, chosen = _rule(contract, basis.code, happened_on)
    of = {"contract": contract, "centre": centre, "month": month, "superseded_at": None}
    fee = CentreMonth.objects.filter(**of).values_list("per_diem", flat=True).first()
    if not fee:
        words = _(
            "The month of this centre was not computed yet, or nothing is due for it: the penalty is a part of it."
        )
        raise Refusal("month_not_computed", words)
    times = deductions.times_before(contract, basis.code, happened_on) + 1
    rate = rule.percent_least if basis.rate is None else basis.rate
    try:
        return breach_reckoned(cap, fee, rate, times, rule, article, chosen=chosen)
    except OutsideTheLaw:
        words = _("For this breach the table allows from %(least)s to %(most)s per cent.")
        raise _outside(words, rule.percent_least, rule.percent_most) from None


def _rule(contract: Contract, code: str, on: date) -> tuple[BreachRule, str, bool]:
    """The row of the contract's table, its article, and whether it is only our proposal, for want of a table."""
    table = {row.code: row for row in deductions.penalty_rules(contract)}
    if row := table.get(code):
        rule = BreachRule(code, row.percent_least, row.percent_most, row.repeat_factor)
        return rule, row.article, False
    words = _("The table of penalties of this contract has no such breach.")
    unknown = InvalidInput("breach_unknown", words, fields={"code": words})
    if table or code not in definitions.BREACHES:
        raise unknown
    figure = _figure(f"breach_{code}_percent", on)
    return BreachRule(code, figure.value, figure.value), figure.source.article, True


def _recovery(by: Actor, contract: Contract, month: date | None, basis: Basis, findings: Sequence[Finding]) -> Worked:
    ways = [bool(findings), basis.statement_id is not None, basis.amount is not None]
    if sum(ways) != 1:
        words = _(
            "A recovery follows from findings, from a month that was rectified, or from an amount: from one of them."
        )
        raise InvalidInput("basis_unclear", words, fields={"amount": words})
    try:
        if basis.statement_id is not None:
            return _rectified(by, contract, basis.statement_id)
        amount = basis.amount if basis.amount is not None else sum((one.amount for one in findings), ZERO)
        return Worked(recovery_reckoned(amount, UNDUE), month)
    except ValueError:
        raise Refusal("nothing_to_recover", _("Nothing was paid too much: there is nothing to recover.")) from None


def _rectified(by: Actor, contract: Contract, paid_id: UUID) -> Worked:
    paid = statements.statement(by, paid_id)
    now = statements.in_force(by, contract.pk, paid.month)
    if paid.contract_id != contract.pk or paid.superseded_at is None or now is None:
        words = _("Name a version of a month of this contract that was paid and then replaced.")
        raise InvalidInput("statement_not_replaced", words, fields={"statement": words})
    already = deductions.recovered_of_month(contract, paid.month)
    return Worked(rectified_reckoned(paid.gross, now.gross, already, UNDUE), paid.month)


def _needed(**values: object) -> None:
    missing = {name: _("Write this.") for name, value in values.items() if value is None}
    if missing:
        raise wrong_fields("basis_missing", missing)


def _outside(words: object, least: Decimal, most: Decimal) -> InvalidInput:
    told = str(words) % {"least": number(least), "most": number(most)}
    return InvalidInput("rate_outside", told, fields={"rate": told})
