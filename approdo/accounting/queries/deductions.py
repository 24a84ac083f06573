"""The only door to deductions."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from approdo.accounting.models import Deduction
from approdo.accounting.rules.penalties import DeductionState
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission


def decided_deductions(by: Actor, contract_id: UUID, on: date) -> QuerySet[Deduction]:
    """What may be deducted from a payment of a contract on a day: confirmed and communicated by then, the oldest first.

    A settlement leaves out those that a settlement took already. Raises NotAllowed.
    """
    require(by, Permission.ACCOUNTING_SEE)
    rows = Deduction.objects.filter(
        prefecture_id=by.prefecture, contract=contract_id, state=DeductionState.CONFIRMED.value, decided_amount__gt=0,
        decided_on__lte=on, communicated_on__lte=on,
    )  # fmt: skip
    return rows.order_by("decided_on", "id")
