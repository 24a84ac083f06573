"""The money of a contract: what was committed, what was settled of it, how long the rest lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from approdo.accounting.models import Commitment, Settlement
from approdo.accounting.queries import settlements, statements
from approdo.accounting.rules.commitments import CommitmentForecast, MonthCharged, forecast
from approdo.accounting.rules.vocabulary import BINDING
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.rules.money import ZERO
from approdo.reception.models import Contract

_BINDING = [one.value for one in BINDING]


@dataclass(frozen=True, slots=True)
class Money:
    """The money of a contract, euros. `value` with its extensions and `recognised` are net of tax; `retained` is given
    back at the end. `charged`: what each settled month took."""

    contract: Contract
    last_day: date
    commitments: list[Any]
    forecast: CommitmentForecast
    charged: tuple[MonthCharged, ...]
    value: Decimal
    recognised: Decimal
    retained: Decimal

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
    """The commitments of a contract with what was `settled` of each and its `residual`. Raises NotAllowed."""
    settled = Sum("settlements__charged", filter=Q(settlements__state__in=_BINDING), default=ZERO)
    return visible_to(by).filter(contract=contract_id).annotate(settled=settled, residual=F("amount") - settled)


def money(by: Actor, contract_id: UUID) -> Money:
    """The money of a contract. Raises NotAllowed, NotFound."""
    contract = statements.contract(by, contract_id)
    rows = list(of_contract(by, contract_id))
    settled = Settlement.objects.filter(contract=contract, state__in=_BINDING)
    charged = tuple(MonthCharged(*one) for one in settled.order_by("month", "edition").values_list("month", "charged"))
    sums = settled.aggregate(gross=Sum(F("total") - F("vat"), default=ZERO), retained=Sum("retention", default=ZERO))
    added: Decimal = contract.extensions.aggregate(added=Sum("value", default=ZERO))["added"]
    last = settlements.last_day_of(contract)
    committed = sum((row.amount for row in rows), ZERO)
    return Money(
        contract,
        last,
        rows,
        forecast(committed, charged, last),
        charged,
        contract.value + added,
        sums["gross"],
        sums["retained"],
    )
