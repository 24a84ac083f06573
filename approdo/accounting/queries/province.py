"""The whole province at once: who slept where, what a night costs, what is left, what is not done, what does not agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, DecimalField, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Abs, Coalesce

from approdo.accounting import definitions
from approdo.accounting.models import CentreMonth, Finding, Invoice, MonthlyStatement
from approdo.accounting.queries.sources import whole
from approdo.accounting.rules.unit_costs import Bounds, CentreCost, Judged, judged
from approdo.accounting.rules.vocabulary import FindingState, InvoiceState
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.rules.money import ZERO
from approdo.core.rules.nights import Nights
from approdo.reception.models import Centre, CentreContract, Contract, Extension
from approdo.reception.queries import contracts, expiries, filling, register
from approdo.reception.queries.expiries import Expiry
from approdo.reception.queries.filling import Occupancy
from approdo.reception.rules.expiries import Band, Subject
from approdo.reception.rules.filling import by_month, months_slept
from approdo.reception.rules.vocabulary import MonthState

EARLIEST = date(2000, 1, 1)  # no register is older; the days before it are typing errors
TO_RENEW = (Band.EXPIRED, Band.WITHIN_60, Band.WITHIN_90, Band.WITHIN_180)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: whole months, the first and the last by their first day, of all centres, a body's or one."""

    first: date
    last: date
    body: UUID | None = None
    centre: UUID | None = None

    def holds(self, centre: Centre) -> bool:
        """Whether a centre is looked at."""
        return self.body in (None, centre.body_id) and self.centre in (None, centre.pk)

    def nights(self, today: date) -> Nights:
        """The nights of the period up to tonight; at least the first one."""
        until = min(whole(self.last).until, today + timedelta(days=1))
        return Nights(self.first, max(until, self.first + timedelta(days=1)))


@dataclass(frozen=True, slots=True)
class Residual:
    """What is left of a contract, euros net of tax. `value` with its extensions; `recognised` by the statements in
    force, `months` of them, the last one of `through`. `invoiced`: accepted invoices less credit notes, taxes included.
    """

    contract: Contract
    last_day: date
    value: Decimal
    recognised: Decimal
    months: int
    through: date | None
    invoiced: Decimal

    @property
    def residual(self) -> Decimal:
        """What is left; below zero where more was recognised than the contract is worth."""
        return self.value - self.recognised


@dataclass(frozen=True, slots=True)
class MonthStanding:
    """A month that is over, of a centre in which somebody slept, and how far its register is."""

    month: date
    centre: Centre
    state: MonthState


@dataclass(frozen=True, slots=True)
class KindOfFinding:
    """Open findings of a kind: how many, euros left out of the statements already and still in them."""

    kind: str
    number: int
    left_out: Decimal
    still_in: Decimal


@dataclass(frozen=True, slots=True)
class Province:
    """One page. What is about money is empty for who does not see accounting."""

    scope: Scope
    known: list[Centre]
    occupancy: Occupancy
    renewals: list[Expiry]
    months: list[MonthStanding]
    costs: list[Judged]
    residuals: list[Residual]
    findings: list[KindOfFinding]

    @property
    def names(self) -> dict[str, str]:
        """The centres by identifier as text."""
        return {str(one.pk): one.name for one in self.known}


def province(by: Actor, scope: Scope, today: date, known: list[Centre] | None = None) -> Province:
    """Everything of a scope. Seven queries, whatever stands behind. `known`: the centres the actor may know of, where
    they were read already."""
    known = filling.seen(by) if known is None else known
    wanted = [one for one in known if scope.holds(one)]
    told = filling.occupancy(by, wanted, scope.nights(today))
    money = by.may(Permission.ACCOUNTING_SEE)
    return Province(
        scope, known, told, renewals(by, scope, today), standings(told, today),
        costs(by, scope, wanted) if money else [], residuals(by, scope, today) if money else [],
        open_findings(by, scope) if money else [],
    )  # fmt: skip


def renewals(by: Actor, scope: Scope, today: date) -> list[Expiry]:
    """Contracts that ended lately or end within 180 days, the earliest first."""
    found = expiries.calendar(by, today, subject=Subject.CONTRACT.value, bands=TO_RENEW)
    if scope.body is None and scope.centre is None:
        return found
    mine = set(_contracts(by, scope).values_list("pk", flat=True))
    return [one for one in found if one.id in mine]


def standings(of: Occupancy, today: date) -> list[MonthStanding]:
    """Each month that is over of each centre in which somebody slept, the earliest first. One query."""
    states = register.states([one.centre.pk for one in of.centres], of.over.first, of.over.until)
    over = {month.first for month, _steps in by_month(of.steps) if month.until <= today}
    found = [
        MonthStanding(month, one.centre, states.get((one.centre.pk, month), MonthState.OPEN))
        for one in of.centres
        for month in months_slept(one.steps) & over
    ]
    return sorted(found, key=lambda one: (one.month, one.centre.name, one.centre.pk))


def costs(by: Actor, scope: Scope, wanted: Iterable[Centre]) -> list[Judged]:
    """The cost of a person-night of those centres, compared with all centres of the office; the dearest first."""
    require(by, Permission.ACCOUNTING_SEE)
    rows = CentreMonth.objects.filter(
        prefecture_id=by.prefecture, superseded_at__isnull=True, month__range=(scope.first, scope.last)
    )
    sums = ("paid_nights", "per_diem", "pocket_money", "entry_kits", "phone_cards")
    told = rows.order_by().values_list("centre", "contract__lot_class").annotate(*(Sum(name) for name in sums))
    every = [CentreCost(str(centre), group, nights, tuple(amounts)) for centre, group, nights, *amounts in told]
    mine = {str(one.pk) for one in wanted}
    found = [one for one in judged(every, bounds(scope.last)) if one.cost.centre in mine]
    return sorted(found, key=lambda one: (-one.unit, one.cost.centre))


def bounds(on: date) -> Bounds:
    """When a cost is told as far from the others."""
    score, percent, centres = (
        definitions.figure(name, on).value
        for name in ("outlier_score", "outlier_least_percent", "outlier_least_centres")
    )
    return Bounds(score, percent, int(centres))


def residuals(by: Actor, scope: Scope, today: date) -> list[Residual]:
    """What is left of the contracts in force today or in the period, what has least left first. One query."""
    require(by, Permission.ACCOUNTING_SEE)
    during = (min(scope.first, today), max(whole(scope.last).until, today + timedelta(days=1)))
    rows = _contracts(by, scope).select_related("body").filter(in_force__overlap=during)
    mine = MonthlyStatement.objects.filter(contract=OuterRef("pk"), superseded_at__isnull=True)
    accepted = Invoice.objects.filter(contract=OuterRef("pk"), state=InvoiceState.ACCEPTED.value)
    rows = rows.annotate(
        added=_of(Extension.objects.filter(contract=OuterRef("pk")), Sum("value")),
        recognised=_of(mine, Sum("gross")),
        statements=Subquery(mine.order_by().values("contract").annotate(told=Count("pk")).values("told")),
        through=Subquery(mine.order_by().values("contract").annotate(told=Max("month")).values("told")),
        billed=_of(accepted.filter(gives_back=False), Sum("amount")),
        given_back=_of(accepted.filter(gives_back=True), Sum(Abs("amount"))),
    )
    found = [
        Residual(
            row, row.last_day, row.value + row.added, row.recognised, row.statements or 0,
            row.through, row.billed - row.given_back,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.residual, one.contract.title, one.contract.pk))


def _of(rows: QuerySet[Any], total: Any) -> Coalesce:
    euros: DecimalField[Decimal, Decimal] = DecimalField(max_digits=18, decimal_places=2)
    summed = rows.order_by().values("contract").annotate(told=total).values("told")
    return Coalesce(Subquery(summed, output_field=euros), ZERO, output_field=euros)


def open_findings(by: Actor, scope: Scope) -> list[KindOfFinding]:
    """What nobody answered for yet, by kind; what is worth most first. One query.

    Findings on the whole of a contract belong to its body, and to no single centre.
    """
    require(by, Permission.ACCOUNTING_SEE)
    rows = Finding.objects.filter(
        prefecture_id=by.prefecture, state=FindingState.OPEN.value, gone_at__isnull=True,
        month__range=(scope.first, scope.last),
    )  # fmt: skip
    if scope.body:
        rows = rows.filter(contract__body=scope.body)
    if scope.centre:
        rows = rows.filter(centre=scope.centre)
    told = rows.order_by().values_list("kind").annotate(
        number=Count("pk"), left_out=Sum("amount", filter=Q(withheld=True), default=ZERO),
        still_in=Sum("amount", filter=Q(withheld=False), default=ZERO),
    )  # fmt: skip
    return sorted((KindOfFinding(*row) for row in told), key=lambda one: (-one.left_out - one.still_in, one.kind))


def _contracts(by: Actor, scope: Scope) -> QuerySet[Any]:
    rows = contracts.visible_to(by)
    if scope.body:
        rows = rows.filter(body=scope.body)
    if scope.centre:
        rows = rows.filter(pk__in=CentreContract.objects.filter(centre=scope.centre).values("contract"))
    return rows
