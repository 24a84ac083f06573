"""Which months of centres are no longer what their registers and facts say: few, found by the rows that changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from approdo.accounting.models import (
    CentreMonth,
    MonthlyStatement,
    PocketMoneySheet,
    StaffHours,
    StaffRequirement,
)
from approdo.accounting.queries.readings import last_sealed
from approdo.accounting.queries.sources import whole, works
from approdo.reception.models import CentreContract

# Plain SQL, for what asks is often one guest, and the words of the framework would take longer than the answer.
BY_FACTS = """
SELECT DISTINCT month.month, month.contract_id, month.centre_id
  FROM accounting_guestline AS line JOIN accounting_centremonth AS month ON month.id = line.centre_month_id
 WHERE line.prefecture_id = %(prefecture)s AND month.superseded_at IS NULL AND (
       EXISTS (SELECT FROM reception_stay AS stay
                WHERE stay.guest_id = line.guest_id AND (stay.exit IS NULL OR stay.exit >= month.month)
                  AND (stay.recorded_at > month.checked_at OR stay.superseded_at > month.checked_at))
       OR EXISTS (SELECT FROM reception_pocketmoneysuspension AS suspension
                   WHERE suspension.guest_id = line.guest_id AND suspension.recorded_at > month.checked_at)
       OR EXISTS (SELECT FROM people_merge AS merge JOIN reception_guest AS guest
                      ON guest.person_id IN (merge.kept_id, merge.merged_id)
                   WHERE guest.id = line.guest_id AND (merge.at > month.checked_at OR merge.undone_at > month.checked_at)))
"""
OF_GUESTS = " AND line.guest_id = ANY(%(guests)s)"
_BESIDE = """
SELECT DISTINCT month.month, month.contract_id, month.centre_id
  FROM unnest(%(named)s::{kind}[], %(contracts)s::uuid[], %(centres)s::uuid[], %(months)s::date[])
    AS changed (named, contract_id, centre_id, month)
  JOIN accounting_guestline AS line ON line.{column} = changed.named
  JOIN accounting_centremonth AS month ON month.id = line.centre_month_id AND month.month = changed.month
 WHERE month.superseded_at IS NULL AND (month.contract_id, month.centre_id) <> (changed.contract_id, changed.centre_id)
"""
CENTRES_OF = """
SELECT asked.contract_id, asked.month, held.centre_id,
       EXISTS (SELECT FROM reception_registermonth AS register
                WHERE register.centre_id = held.centre_id AND register.month = asked.month AND register.state = 'sealed')
  FROM unnest(%(contracts)s::uuid[], %(months)s::date[]) AS asked (contract_id, month)
  JOIN reception_centrecontract AS held ON held.contract_id = asked.contract_id
   AND held.during && daterange(asked.month, (asked.month + interval '1 month')::date)
"""
BESIDE_GUESTS = _BESIDE.format(kind="uuid", column="guest_id")
BESIDE_FAMILIES = _BESIDE.format(kind="text", column="family")


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
    named = OF_GUESTS if guests is not None else ""
    return _asked(BY_FACTS + named, {"prefecture": prefecture, "guests": list(guests or ())})


def by_sheets(prefecture: str) -> set[Touched]:
    """Months whose sheet of signatures for pocket money was written since."""
    sheets = PocketMoneySheet.objects.filter(
        centre=OuterRef("centre"), month=OuterRef("month"), recorded_at__gt=OuterRef("checked_at")
    )
    return _touched(current(prefecture).filter(Exists(sheets)), "")


def beside(changed: Collection[tuple[CentreMonth, set[str], set[str]]]) -> set[Touched]:
    """The other months of centres in which guests that changed, or somebody of their families, stand at the same time.

    `changed`: each month of a centre with its guests and families.
    """
    guests = [(guest, *_place(row)) for row, theirs, _families in changed for guest in theirs]
    families = [(family, *_place(row)) for row, _guests, theirs in changed for family in theirs]
    found: set[Touched] = set()
    for statement, rows in ((BESIDE_GUESTS, guests), (BESIDE_FAMILIES, families)):
        if rows:
            names = ("named", "contracts", "centres", "months")
            found |= _asked(statement, dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
    return found


def _place(row: CentreMonth) -> tuple[UUID, UUID, date]:
    return row.contract_id, row.centre_id, row.month


def _asked(statement: str, values: dict[str, Any]) -> set[Touched]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {Touched(*row) for row in cursor.fetchall()}


def centres_of(months: Collection[tuple[UUID, date]]) -> dict[tuple[UUID, date], set[tuple[UUID, bool]]]:
    """The centres under each contract in each of those months, and whether a register of theirs is sealed for it."""
    contracts, days = zip(*months, strict=True)
    found: dict[tuple[UUID, date], set[tuple[UUID, bool]]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(CENTRES_OF, {"contracts": list(contracts), "months": list(days)})
        for contract, month, centre, sealed in cursor.fetchall():
            found[contract, month].add((centre, sealed))
    return found


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
