"""The money of a contract: what was committed, what was settled of it, how long the rest lasts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from approdo.accounting.models import Commitment, CommitmentCharge, RetentionRelease, Settlement
from approdo.accounting.queries import settlements, statements
from approdo.accounting.rules.commitments import CommitmentForecast, MonthCharged, forecast
from approdo.accounting.rules.vocabulary import BINDING, SettlementState
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.rules.money import ZERO
from approdo.reception.models import Contract, Extension

STANDING = (SettlementState.PREPARED, *BINDING)


@dataclass(frozen=True, slots=True)
class Money:
    """The money of a contract, euros. `value` with its extensions and `recognised` are net of tax; `retained`: kept so
    far, `released`: given back of it. `charged`: what each settled month took."""

    contract: Contract
    last_day: date
    commitments: list[Any]
    forecast: CommitmentForecast
    charged: tuple[MonthCharged, ...]
    value: Decimal
    recognised: Decimal
    retained: Decimal
    released: Decimal
    releases: list[RetentionRelease]

    @property
    def held(self) -> Decimal:
        """What is kept and was not given back."""
        return self.retained - self.released

    @property
    def residual(self) -> Decimal:
        """What is left of the value of the contract."""
        return self.value - self.recognised


def visible_to(by: Actor) -> QuerySet[Commitment]:
    """Commitments of the actor's office. Raises NotAllowed."""
    require(by, Permission.ACCOUNTING_SEE)
    return Commitment.objects.filter(prefecture_id=by.prefecture).select_related("contract__body")


def commitment(by: Actor, identifier: UUID) -> Commitment:
    """One commitment. Raises NotAllowed, NotFound."""
    found = visible_to(by).filter(pk=identifier).first()
    if found is None:
        raise NotFound("commitment_not_found", _("This commitment does not exist, or is not of your office."))
    return found


def of_contract(by: Actor, contract_id: UUID) -> QuerySet[Any]:
    """The commitments of a contract, the oldest first, with what was `settled` of each, its `residual`, and what is
    `free`: not even charged by a settlement that waits for its approval. Raises NotAllowed."""
    settled = _charged(BINDING) + _released(BINDING)
    planned = _charged(STANDING) + _released(STANDING)
    rows = visible_to(by).filter(contract=contract_id)
    return rows.annotate(settled=settled, residual=F("amount") - F("settled"), free=F("amount") - planned)


def with_room(rows: QuerySet[CommitmentCharge]) -> QuerySet[Any]:
    """Charges with what is `left` of their commitment, as if their own settlement were not there."""
    mine = OuterRef("settlement")
    charged = CommitmentCharge.objects.filter(commitment=OuterRef("commitment"), settlement__state__in=[*BINDING])
    given = RetentionRelease.objects.filter(commitment=OuterRef("commitment"), state__in=[*BINDING])
    held = _summed(charged.exclude(settlement=mine), "amount") + _summed(given, "vat")
    return rows.select_related("commitment").annotate(left=F("commitment__amount") - held)


def rooms(identifiers: Iterable[UUID], *, without: Settlement | RetentionRelease | None = None) -> dict[UUID, Decimal]:
    """What is left of each commitment, euros; `without`: as if that payment were not there."""
    left = F("amount") - _charged(BINDING, without) - _released(BINDING, without)
    return dict(Commitment.objects.filter(pk__in=list(identifiers)).annotate(left=left).values_list("pk", "left"))


def lock(identifiers: Iterable[UUID]) -> None:
    """Hold commitments until the end of the transaction, always in the same order."""
    list(Commitment.objects.select_for_update().filter(pk__in=list(identifiers)).order_by("pk").values_list("pk"))


def _charged(states: Iterable[SettlementState], without: Any = None) -> Coalesce:
    rows = CommitmentCharge.objects.filter(commitment=OuterRef("pk"), settlement__state__in=[*states])
    return _summed(rows.exclude(settlement=without.pk) if without else rows, "amount")


def _released(states: Iterable[SettlementState], without: Any = None) -> Coalesce:
    rows = RetentionRelease.objects.filter(commitment=OuterRef("pk"), state__in=[*states])
    return _summed(rows.exclude(pk=without.pk) if without else rows, "vat")


def _summed(rows: QuerySet[Any], column: str) -> Coalesce:
    told = rows.order_by().values("commitment").annotate(told=Sum(column)).values("told")
    return Coalesce(Subquery(told), ZERO, output_field=DecimalField(max_digits=14, decimal_places=2))


def money(by: Actor, contract_id: UUID) -> Money:
    """The money of a contract. Raises NotAllowed, NotFound."""
    contract: Any = statements.one_of(statements.contracts(by).annotate(added=_added()), contract_id)
    rows, releases = list(of_contract(by, contract_id)), list(releases_of(by, contract_id))
    settled = Settlement.objects.filter(contract=contract, state__in=[*BINDING]).order_by("month", "edition")
    told = list(settled.values_list("month", "charged", "total", "vat", "retention"))
    charged = tuple(MonthCharged(month, amount) for month, amount, *_rest in told)
    given = [one for one in releases if one.state in BINDING]
    last, committed = settlements.last_day_of(contract), _sum(row.amount for row in rows)
    return Money(
        contract, last, rows, forecast(committed, charged, last, besides=_sum(one.vat for one in given)), charged,
        contract.value + contract.added, _sum(total - vat for _month, _charged, total, vat, _kept in told),
        _sum(one[-1] for one in told), _sum(one.retention for one in given), releases,
    )  # fmt: skip


def releases_of(by: Actor, contract_id: UUID) -> QuerySet[RetentionRelease]:
    """The releases of a contract, the last first, with their final conformity. Raises NotAllowed."""
    require(by, Permission.ACCOUNTING_SEE)
    rows = RetentionRelease.objects.filter(prefecture_id=by.prefecture, contract=contract_id)
    return rows.select_related("conformity").order_by("-edition")


def _added() -> Coalesce:
    """What the extensions of a contract add to its value."""
    told = Extension.objects.filter(contract=OuterRef("pk")).order_by().values("contract").annotate(told=Sum("value"))
    return Coalesce(Subquery(told.values("told")), ZERO, output_field=DecimalField(max_digits=14, decimal_places=2))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
