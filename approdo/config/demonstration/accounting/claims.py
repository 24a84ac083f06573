"""What a contract is due for a month, as its kept statement says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from approdo.accounting.models import MonthlyStatement
from approdo.accounting.queries.invoices import as_rule
from approdo.accounting.queries.statements import supplier_of
from approdo.accounting.rules.statement import Statement
from approdo.accounting.rules.terms import Supplier
from approdo.core.rules.nights import Nights, month_of
from approdo.reception.models import Centre, Contract, ContractPolicy


@dataclass(frozen=True, slots=True)
class Claimed:
    """A month of a contract, all of whose centres are sealed; `names` of the centres by identifier, kit and card euros."""

    contract: Contract
    month: Nights
    statement: Statement
    supplier: Supplier
    entries: int
    entry_kit: Decimal
    phone_card: Decimal
    names: dict[str, str]


def claimed(prefecture: str, since: date | None = None) -> Iterator[Claimed]:
    """The months of every contract of an office that can be invoiced, from `since` on, by CIG and then by month."""
    rows = MonthlyStatement.objects.filter(prefecture_id=prefecture, superseded_at__isnull=True, missing=0)
    if since is not None:
        rows = rows.filter(month__gte=since)
    policies = {row.contract_id: row for row in ContractPolicy.objects.filter(prefecture_id=prefecture)}
    names = {str(key): name for key, name in Centre.objects.filter(prefecture_id=prefecture).values_list("pk", "name")}
    for row in rows.select_related("contract__body").order_by("contract__cig", "month"):
        policy = policies[row.contract_id]
        entries = sum(part.centre_month.entries for part in row.parts.select_related("centre_month"))
        yield Claimed(
            row.contract, month_of(row.month.year, row.month.month), as_rule(row), supplier_of(row), entries,
            policy.entry_kit, policy.phone_card, names,
        )  # fmt: skip


def last_months(prefecture: str, months: int) -> list[Claimed]:
    """The last months of every contract that can be invoiced."""
    first = MonthlyStatement.objects.filter(prefecture_id=prefecture, superseded_at__isnull=True, missing=0)
    days = sorted(set(first.values_list("month", flat=True)))[-(months + 2) :]
    by_contract: dict[UUID, list[Claimed]] = defaultdict(list)
    for one in claimed(prefecture, days[0] if days else None):
        by_contract[one.contract.pk].append(one)
    return [one for found in by_contract.values() for one in found[-months:]]
