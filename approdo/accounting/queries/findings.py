"""The only door to findings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from approdo.accounting.models import Finding
from approdo.accounting.rules.vocabulary import FindingState
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.rules.money import ZERO
from approdo.reception.models import Centre

GONE = "gone"


def visible_to(by: Actor) -> QuerySet[Finding]:
    """Findings of the actor's office, also those that are gone. Raises NotAllowed."""
    require(by, Permission.ACCOUNTING_SEE)
    rows = Finding.objects.filter(prefecture_id=by.prefecture)
    return rows.select_related("contract__body", "centre", "guest__person", "decided_by")


def finding(by: Actor, identifier: UUID) -> Finding:
    """One finding. Raises NotAllowed, NotFound."""
    found = visible_to(by).filter(pk=identifier).first()
    if found is None:
        raise NotFound("finding_not_found", _("This finding does not exist, or is not of your office."))
    return found


def listed(
    by: Actor, *, text: str = "", kind: str = "", state: str = "", month: date | None = None,
    contract: UUID | None = None,
) -> QuerySet[Finding]:  # fmt: skip
    """Findings that answer the filters; `state` may be `gone`, for those that are no longer found. Raises NotAllowed."""
    rows = visible_to(by).filter(gone_at__isnull=state != GONE)
    if state and state != GONE:
        rows = rows.filter(state=state)
    wanted = {"kind": kind, "month": month, "contract_id": contract}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if text:
        named = Q(centre__name__icontains=text) | Q(contract__title__icontains=text) | Q(contract__cig__icontains=text)
        rows = rows.filter(named | Q(guest__person__family_name__icontains=text))
    return rows


def sums(rows: QuerySet[Finding]) -> dict[str, Any]:
    """How many findings a list holds, their euros left out of statements already and still in them."""
    return rows.order_by().aggregate(
        number=Count("pk"),
        left_out=Sum("amount", filter=Q(withheld=True), default=Decimal(ZERO)),
        still_in=Sum("amount", filter=Q(withheld=False), default=Decimal(ZERO)),
    )


def open_of(contract_id: UUID, month: date | None = None) -> int:
    """How many findings of a contract nobody answered for yet; of one month, or of all."""
    rows = Finding.objects.filter(contract_id=contract_id, gone_at__isnull=True)
    if month:
        rows = rows.filter(month=month)
    return rows.filter(state=FindingState.OPEN.value).count()


def centre_names(by: Actor) -> dict[str, str]:
    """The centres of the actor's office by their identifier as text, for what findings rest on."""
    rows = Centre.objects.filter(prefecture_id=by.prefecture)
    return {str(key): name for key, name in rows.values_list("pk", "name")}
