"""What a forecast begins from: who is there, who is planned to come and go, places, prices. Read once, counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from approdo.accounting.rules.forecast import Known, MeanPrice
from approdo.accounting.rules.terms import Price, in_force
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.rules.money import ZERO
from approdo.core.rules.nights import Nights
from approdo.reception.models import Centre, CentreContract, ContractPolicy, ContractPrice, Stay
from approdo.reception.queries import centres as places
from approdo.reception.queries import filling
from approdo.reception.rules.filling import together
from approdo.reception.rules.vocabulary import StayState

Weights = Counter[UUID]


def known(by: Actor, of: Sequence[Centre], over: Nights) -> Known:
    """What is known on the first night of a period about some centres. Five queries. Raises NotAllowed.

    A planned exit that has passed counts as none: the guest is still there.
    """
    require(by, Permission.ACCOUNTING_SEE)
    here = Q(prefecture_id=by.prefecture, centre__in=[one.pk for one in of])
    staying, leaving, weights = _there(here, over.first)
    contracts = weights or _under_contract(of, over.first)
    pocket, entry = _allowances(contracts, over.first)
    return Known(
        staying, leaving, _coming(here, over.first), together(filling.places_allowed(of, over).values()),
        _prices(contracts, over), pocket, entry,
    )  # fmt: skip


def _there(here: Q, night: date) -> tuple[int, Counter[date], Weights]:
    """Guests without a planned exit, those with one by its day, and everybody by contract."""
    inside = places.sleeping(night).filter(here)
    staying, leaving, weights = 0, Counter[date](), Weights()
    for contract, day, number in inside.order_by().values_list("contract", "planned_exit").annotate(Count("pk")):
        weights[contract] += number
        if day is not None and day > night:
            leaving[day] += number
        else:
            staying += number
    return staying, leaving, weights


def _coming(here: Q, night: date) -> dict[date, int]:
    planned = Stay.objects.filter(here, superseded_at__isnull=True, state=StayState.PLANNED.value)
    planned = planned.annotate(day=Coalesce("expected_entry", "planned_entry")).filter(day__gt=night)
    return dict(planned.order_by().values_list("day").annotate(Count("pk")))


def _under_contract(of: Sequence[Centre], night: date) -> Weights:
    """Where nobody is there, the contracts of the centres, by their number of centres."""
    held = CentreContract.objects.filter(centre__in=[one.pk for one in of], during__contains=night)
    return Weights(held.values_list("contract", flat=True))


def _prices(weights: Weights, over: Nights) -> tuple[MeanPrice, ...]:
    """The mean price of a night on each day from which one of the contracts has another, weighted by their guests."""
    held: dict[UUID, list[Price]] = defaultdict(list)
    rows = ContractPrice.objects.filter(contract__in=list(weights), valid_from__lt=over.until)
    for row in rows:
        held[row.contract_id].append(Price(row.valid_from, row.base, row.discount_percent))
    days = sorted({max(one.valid_from, over.first) for prices in held.values() for one in prices})
    return tuple(MeanPrice(day, mean) for day in days if (mean := _mean(held, weights, day)) is not None)


def _mean(held: dict[UUID, list[Price]], weights: Weights, day: date) -> Decimal | None:
    units = [
        (price.unit, weights[contract])
        for contract, prices in held.items()
        for _during, price in in_force(tuple(prices), Nights(day, day.fromordinal(day.toordinal() + 1)))
        if price
    ]
    return _weighted(units)


def _allowances(weights: Weights, on: date) -> tuple[Decimal, Decimal]:
    """Pocket money of a night, and kit with card of an entry: means weighted by guests."""
    rows = ContractPolicy.objects.filter(contract__in=list(weights), valid_from__lte=on).order_by("valid_from")
    last: dict[UUID, Any] = {row.contract_id: row for row in rows}
    pocket = [(row.pocket_money_per_day, weights[key]) for key, row in last.items()]
    entry = [(row.entry_kit + row.phone_card, weights[key]) for key, row in last.items()]
    return _weighted(pocket) or ZERO, _weighted(entry) or ZERO


def _weighted(values: list[tuple[Decimal, int]]) -> Decimal | None:
    weight = sum(number for _value, number in values)
    return sum((value * number for value, number in values), ZERO) / weight if weight else None
