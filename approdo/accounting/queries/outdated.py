"""Which months of centres are no longer what their registers and facts say: few, found by the rows that changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q, QuerySet

from approdo.accounting.models import (
    CentreMonth,
    GuestLine,
    MonthlyStatement,
    PocketMoneySheet,
    StaffHours,
    StaffRequirement,
)
from approdo.accounting.queries.readings import last_sealed
from approdo.accounting.queries.sources import whole, works
from approdo.people.models import Merge
from approdo.reception.models import CentreContract, PocketMoneySuspension, Stay


@dataclass(frozen=True, slots=True, order=True)
class Touched:
    """A month of a centre under a contract that is to be computed again."""

    month: date
    contract: UUID
    centre: UUID


def current(prefecture: str) -> QuerySet[CentreMonth]:
    """The months of centres that count now."""
    return CentreMonth.objects.filter(prefecture_id=prefecture, superseded_at__isnull=True)


def touched(prefecture: str) -> set[Touched]:
    """Everything that a sealed register, a stay, a suspension or a sheet of signatures changed since it was computed."""
    return by_registers(prefecture) | by_facts(prefecture) | by_sheets(prefecture)


def by_registers(prefecture: str) -> set[Touched]:
    """Sealed months never computed, and those computed from an edition that is not the last one."""
    known = {
        (row["contract"], row["centre"], row["month"]): row["register"]
        for row in current(prefecture).values("contract", "centre", "month", "register")
    }
    held: dict[UUID, list[CentreContract]] = defaultdict(list)
    for row in CentreContract.objects.filter(prefecture_id=prefecture):
        held[row.centre_id].append(row)
    found = set()
    for register, centre, month in last_sealed(prefecture).values_list("pk", "centre_id", "month"):
        nights = whole(month)
        for one in held[centre]:
            key = (one.contract_id, centre, month)
            if works(one.during, nights) and known.get(key) != register:
                found.add(Touched(month, one.contract_id, centre))
    return found


def by_facts(prefecture: str, guests: Collection[UUID] | None = None) -> set[Touched]:
    """Months in which a guest stands whose stays or suspensions changed since, or who was found to be another.

    Of `guests` alone where they are named.
    """
    lines = GuestLine.objects.filter(prefecture_id=prefecture, centre_month__superseded_at__isnull=True)
    if guests is not None:
        lines = lines.filter(guest__in=guests)
    since = OuterRef("centre_month__checked_at")
    stays = Stay.objects.filter(guest=OuterRef("guest")).filter(
        Q(exit__isnull=True) | Q(exit__gte=OuterRef("centre_month__month"))
    )
    stays = stays.filter(Q(recorded_at__gt=since) | Q(superseded_at__gt=since))
    suspensions = PocketMoneySuspension.objects.filter(guest=OuterRef("guest"), recorded_at__gt=since)
    theirs = Q(kept__guest=OuterRef("guest")) | Q(merged__guest=OuterRef("guest"))
    merges = Merge.objects.filter(theirs).filter(Q(at__gt=since) | Q(undone_at__gt=since))
    return _touched(lines.filter(Exists(stays) | Exists(suspensions) | Exists(merges)), "centre_month__")


def by_sheets(prefecture: str) -> set[Touched]:
    """Months whose sheet of signatures for pocket money was written since."""
    sheets = PocketMoneySheet.objects.filter(
        centre=OuterRef("centre"), month=OuterRef("month"), recorded_at__gt=OuterRef("checked_at")
    )
    return _touched(current(prefecture).filter(Exists(sheets)), "")


def beside(prefecture: str, changed: Collection[tuple[CentreMonth, set[str], set[str]]]) -> set[Touched]:
    """The other months of centres in which guests that changed, or somebody of their families, stand at the same time.

    `changed`: each month of a centre with its guests and families.
    """
    guests, families = (set().union(*(one[place] for one in changed)) for place in (1, 2))
    if not guests and not families:
        return set()
    lines = GuestLine.objects.filter(
        prefecture_id=prefecture, centre_month__superseded_at__isnull=True,
        centre_month__month__in={row.month for row, _guests, _families in changed},
    )  # fmt: skip
    named = Q(guest__in=guests) | Q(family__in=families) if families else Q(guest__in=guests)
    names = ("month", "contract_id", "centre_id")
    found = lines.filter(named).order_by().values_list(*(f"centre_month__{one}" for one in names), "guest", "family")
    standing = [(Touched(*key), str(guest), family) for *key, guest, family in found.distinct()]
    return {
        touched
        for row, theirs, kin in changed
        for touched, guest, family in standing
        if touched.month == row.month and (guest in theirs or family in kin)
        if (touched.contract, touched.centre) != (row.contract_id, row.centre_id)
    }


def centres_of(
    contracts: Collection[UUID], months: Collection[tuple[UUID, date]]
) -> dict[tuple[UUID, date], set[UUID]]:
    """The centres under each contract in each of those months."""
    found: dict[tuple[UUID, date], set[UUID]] = {key: set() for key in months}
    held = CentreContract.objects.filter(contract__in=contracts).values_list("contract_id", "centre_id", "during")
    by_contract: dict[UUID, list[tuple[UUID, DateRange]]] = defaultdict(list)
    for contract, centre, during in held:
        by_contract[contract].append((centre, during))
    for contract, month in months:
        nights = whole(month)
        found[contract, month] = {centre for centre, during in by_contract[contract] if works(during, nights)}
    return found


def sealed_months(prefecture: str, under: Mapping[tuple[UUID, date], set[UUID]]) -> set[tuple[UUID, date]]:
    """Which of those centres have a sealed register of which of those months."""
    rows = last_sealed(prefecture).filter(
        centre__in=set().union(*under.values()), month__in={month for _contract, month in under}
    )
    return set(rows.values_list("centre_id", "month"))


def statements_of_staff(prefecture: str) -> set[tuple[UUID, date]]:
    """Contract and month of the statements computed before the last word on their staff."""
    rows = MonthlyStatement.objects.filter(prefecture_id=prefecture, superseded_at__isnull=True)
    hours = StaffHours.objects.filter(
        contract=OuterRef("contract"), month=OuterRef("month"), recorded_at__gt=OuterRef("computed_at")
    )
    table = StaffRequirement.objects.filter(contract=OuterRef("contract"), recorded_at__gt=OuterRef("computed_at"))
    return set(rows.filter(Exists(hours) | Exists(table)).values_list("contract_id", "month"))


def _touched(rows: QuerySet, prefix: str) -> set[Touched]:  # type: ignore[type-arg]
    values = rows.order_by().values_list(f"{prefix}month", f"{prefix}contract_id", f"{prefix}centre_id").distinct()
    return {Touched(*row) for row in values}
