"""What contracts, centres and guests had in some months: one question to the database for all of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from approdo.accounting.rules.ledger import Confirmation
from approdo.accounting.rules.terms import Allowances, Capacity, DatedPolicy, PresencePolicy, Price
from approdo.core.rules.nights import month_of

# Every kind of fact in the same columns: whose, since when, until when, its values as text. The contracts are those
# under which the centres ever worked, and those that are named.
FACTS = """
WITH held AS (
  SELECT centre_id, contract_id, during FROM reception_centrecontract WHERE centre_id = ANY(%(centres)s)),
named AS (SELECT contract_id FROM held UNION SELECT unnest(%(contracts)s::uuid[]))
SELECT 'contract' AS kind, centre_id AS whose, lower(during) AS since, upper(during) AS until,
       ARRAY[contract_id::text] AS told
  FROM held
UNION ALL
SELECT 'price', contract_id, valid_from, NULL, ARRAY[base::text, discount_percent::text]
  FROM reception_contractprice WHERE contract_id IN (SELECT contract_id FROM named)
UNION ALL
SELECT 'policy', contract_id, valid_from, NULL,
       ARRAY[count_entry_day::text, count_exit_day::text, transfer_day_to_origin::text, paid_absences::text,
             cap_to_capacity::text, pocket_money_per_day::text, pocket_money_family_cap::text, entry_kit::text,
             phone_card::text, abandonment_after_hours::text]
  FROM reception_contractpolicy WHERE contract_id IN (SELECT contract_id FROM named)
UNION ALL
SELECT 'capacity', centre_id, valid_from, NULL, ARRAY[(authorised + emergency)::text]
  FROM reception_centrecapacity WHERE centre_id = ANY(%(centres)s)
UNION ALL
SELECT 'confirmed', centre_id, date_trunc('month', night)::date, NULL,
       array_agg(night || to_char(confirmed_at AT TIME ZONE %(zone)s, ' YYYY-MM-DD HH24:MI') ORDER BY night)
  FROM reception_nightconfirmation
 WHERE centre_id = ANY(%(centres)s) AND night >= %(first)s AND night < %(until)s
 GROUP BY centre_id, date_trunc('month', night)
UNION ALL
SELECT 'signed', sheet.centre_id, sheet.month, NULL, array_agg(signature.guest_id::text)
  FROM accounting_pocketmoneysheet AS sheet
  JOIN accounting_pocketmoneysignature AS signature ON signature.sheet_id = sheet.id
 WHERE sheet.centre_id = ANY(%(everywhere)s) AND sheet.month >= %(first)s AND sheet.month < %(until)s
 GROUP BY sheet.centre_id, sheet.month
UNION ALL
SELECT 'suspended', guest_id, lower(during), upper(during), NULL
  FROM reception_pocketmoneysuspension
 WHERE guest_id = ANY(%(guests)s::uuid[]) AND during && daterange(%(first)s, %(until)s)
 ORDER BY kind, whose, since NULLS FIRST
"""


@dataclass(frozen=True, slots=True)
class Held:
    """Under which contract a centre works, and when."""

    contract_id: UUID
    during: DateRange


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it in the order of the days, by whose it is: a centre, a contract, a guest; `confirmed`, `signed` also by month."""

    contracts: dict[UUID, list[Held]] = field(default_factory=lambda: defaultdict(list))
    prices: dict[UUID, list[Price]] = field(default_factory=lambda: defaultdict(list))
    policies: dict[UUID, list[DatedPolicy]] = field(default_factory=lambda: defaultdict(list))
    capacities: dict[UUID, list[Capacity]] = field(default_factory=lambda: defaultdict(list))
    confirmed: dict[tuple[UUID, date], list[Confirmation]] = field(default_factory=dict)
    signed: dict[tuple[UUID, date], list[str]] = field(default_factory=dict)
    suspended: dict[str, list[tuple[date, date | None]]] = field(default_factory=lambda: defaultdict(list))


def read_facts(
    months: Collection[date], centres: Collection[UUID], everywhere: Collection[UUID], contracts: Collection[str],
    guests: Collection[str],
) -> Facts:  # fmt: skip
    """The facts of those centres, contracts and guests; confirmations, signatures and suspensions of those months.

    `everywhere`: the centres whose sheets of signatures count. One query.
    """
    last = max(months)
    asked: dict[str, Any] = {
        "first": min(months), "until": month_of(last.year, last.month).until, "centres": list(centres),
        "everywhere": list(everywhere), "contracts": list(contracts), "guests": list(guests),
        "zone": timezone.get_current_timezone_name(),
    }  # fmt: skip
    found = Facts()
    with connection.cursor() as cursor:
        cursor.execute(FACTS, asked)
        for kind, whose, since, until, told in cursor.fetchall():
            _TAKE[kind](found, whose, since, until, told)
    return found


Told = list[str]
_Taker = Callable[[Facts, UUID, date, date | None, Told], None]


def _contract(found: Facts, whose: UUID, since: date, until: date | None, told: Told) -> None:
    found.contracts[whose].append(Held(UUID(told[0]), DateRange(since, until)))


def _price(found: Facts, whose: UUID, since: date, until: date | None, told: Told) -> None:
    found.prices[whose].append(Price(since, Decimal(told[0]), Decimal(told[1])))


def _policy(found: Facts, whose: UUID, since: date, until: date | None, told: Told) -> None:
    entry_day, exit_day, origin, absences, capped, pocket, cap, kit, card, hours = told
    paid = tuple(sorted((str(kind), int(number)) for kind, number in json.loads(absences).items()))
    found.policies[whose].append(
        DatedPolicy(
            since,
            PresencePolicy(entry_day == "true", exit_day == "true", origin == "true", paid, capped == "true"),
            Allowances(Decimal(pocket), Decimal(cap) if cap else None, Decimal(kit), Decimal(card)),
            int(hours),
        )
    )


def _capacity(found: Facts, whose: UUID, since: date, until: date | None, told: Told) -> None:
    found.capacities[whose].append(Capacity(since, int(told[0])))


def _confirmed(found: Facts, whose: UUID, since: date, until: date | None, told: Told) -> None:
    parted = (one.partition(" ") for one in told)
    found.confirmed[whose, since] = [Confirmation(date.fromisoformat(night), at) for night, _space, at in parted]


def _signed(found: Facts, whose: UUID, since: date, until: date | None, told: Told) -> None:
    found.signed[whose, since] = told


def _suspended(found: Facts, whose: UUID, since: date, until: date | None, told: Told) -> None:
    found.suspended[str(whose)].append((since, until))


_TAKE: dict[str, _Taker] = {
    "contract": _contract, "price": _price, "policy": _policy, "capacity": _capacity, "confirmed": _confirmed,
    "signed": _signed, "suspended": _suspended,
}  # fmt: skip
