"""Pocket money: who of a family has it on which nights, and how much for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from approdo.accounting.rules.claims import Claim, Stay
from approdo.accounting.rules.terms import Allowances
from approdo.core.rules.nights import Nights, NightSet, depths, minus, nights, union

Member = TypeVar("Member", str, tuple[str, str])


@dataclass(frozen=True, slots=True)
class Suspension:
    """Nights without pocket money: of `first` and of every day before `until` (None: still suspended)."""

    guest: str
    first: date
    until: date | None


@dataclass(frozen=True, slots=True)
class FamilyNights(Generic[Member]):
    """Nights with the same `members` present. `family` is "" for a guest alone; `a_night` euros for all of them."""

    family: str
    period: Nights
    members: tuple[Member, ...]
    a_night: Decimal


def family_nights(
    found: Iterable[Claim],
    suspensions: Iterable[Suspension],
    allowances: Allowances,
    member: Callable[[Stay], Member],
) -> Iterator[FamilyNights[Member]]:
    """Pocket money by family: for nights present, once per person, not while suspended, up to the family's cap.

    `member` names who is present: a guest, or a guest in a place where the place matters.
    Source: the contract's allowances; legislative decree 142/2015, art. 23 c. 2 lett. c, for the suspension.
    """
    if not allowances.pocket_money_per_day:
        return
    suspended: dict[str, list[NightSet]] = defaultdict(list)
    for one in suspensions:
        suspended[one.guest].append(nights(one.first, one.until or date.max))
    families: dict[tuple[bool, str], list[tuple[Member, NightSet]]] = defaultdict(list)
    for claim in found:
        stay, eligible = claim.stay, minus(claim.present, union(*suspended[claim.stay.guest]))
        families[not stay.family, stay.family or stay.guest].append((member(stay), eligible))
    cap = allowances.pocket_money_family_cap
    for (alone, name), members in sorted(families.items()):
        for period, present in depths(members):
            each = allowances.pocket_money_per_day * len(present)
            yield FamilyNights(
                "" if alone else name, period, tuple(sorted(present)), each if cap is None else min(each, cap)
            )
