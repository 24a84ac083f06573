"""The monthly statement: what is due for the nights of a month, to the cent, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from approdo.accounting.rules.claims import Absence, Claim, EntryKind, Stay, claims
from approdo.accounting.rules.pocket import Suspension, family_nights
from approdo.accounting.rules.supplier import Due, due
from approdo.accounting.rules.terms import Allowances, Centre, Price, Terms, in_force
from approdo.core.rules.money import ZERO, cents
from approdo.core.rules.nights import Nights, NightSet, common, count, depths, nights, union


class FindingKind(StrEnum):
    """What is wrong with nights that were claimed."""

    DOUBLE_PRESENCE = "double_presence"
    OVER_CAPACITY = "over_capacity"
    NO_PRICE = "no_price"
    UNKNOWN_GUEST = "unknown_guest"
    SPELT_TWICE = "spelt_twice"


@dataclass(frozen=True, slots=True)
class Finding:
    """Nights that are not paid. `guest` is "" when no single person is meant, `centre` when no single centre.

    `amount` in euros, not paid.
    """

    kind: FindingKind
    guest: str
    centre: str
    nights: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PaidLine:
    """Nights of a centre at one price. `paid` of the `owed` person-nights of the period fit the places."""

    period: Nights
    owed: int
    paid: int
    price: Price | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class CentreMonth:
    """One centre: `nights` it may claim, `paid_nights` that are due (the others are findings), the lines of the sum."""

    centre: str
    nights: int
    paid_nights: int
    per_diem: Decimal
    lines: tuple[PaidLine, ...]


@dataclass(frozen=True, slots=True)
class PocketLine:
    """Pocket money of a family: so many members on each night of the period, so much for all of them."""

    family: str
    period: Nights
    members: int
    a_night: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """The whole month; amounts in euros."""

    month: Nights
    centres: tuple[CentreMonth, ...]
    claims: tuple[Claim, ...]
    pocket_lines: tuple[PocketLine, ...]
    entries: tuple[Stay, ...]
    entry_kits: Decimal
    phone_cards: Decimal
    due: Due
    findings: tuple[Finding, ...]


def statement(
    stays: Sequence[Stay], absences: Sequence[Absence], suspensions: Sequence[Suspension], terms: Terms, month: Nights
) -> Statement:
    """What is due for a month. The same input gives the same statement; nothing is exploded into days.

    Raises KeyError for a stay in a centre that the terms do not name.
    Source: domain rules 2.1-2.3: nights present, at the price of the night, within the authorised places.
    """
    known = {centre.id for centre in terms.centres}
    for stay in stays:
        if stay.centre not in known:
            raise KeyError(stay.centre)
    found = claims(stays, absences, terms.policy, month)
    by_centre: dict[str, list[Claim]] = defaultdict(list)
    for claim in found:
        by_centre[claim.stay.centre].append(claim)
    centres = tuple(
        centre_month(centre, by_centre[centre.id], cap=terms.policy.cap_to_capacity) for centre in terms.centres
    )
    pocket = tuple(pocket_money(found, suspensions, terms.allowances))
    entries = tuple(
        stay for stay in stays if stay.entry_kind == EntryKind.NEW and month.first <= stay.entry < month.until
    )
    kits, cards = (cents(len(entries) * each) for each in (terms.allowances.entry_kit, terms.allowances.phone_card))
    per_diem = sum((centre.per_diem for centre in centres), ZERO)
    reimbursed = sum((line.amount for line in pocket), ZERO) + kits + cards
    return Statement(
        month, centres, tuple(found), pocket, entries, kits, cards, due(per_diem, reimbursed, terms.supplier),
        (*double_presences(found, terms.centres), *without_pay(centres),
         *unknown_guests(stays, (*absences, *suspensions), month), *spelt_twice(stays)),
    )  # fmt: skip


def centre_month(centre: Centre, found: Sequence[Claim], *, cap: bool) -> CentreMonth:
    """The nights and the per diem of one centre.

    Source: domain rule 2.3, `per_diem`; authorised capacity: domain rule 2.2, `cap_to_authorised_capacity`.
    """
    lines: list[PaidLine] = []
    for period, owed in _stretches(found):
        for part, capacity in in_force(centre.capacities, period):
            places = capacity.places if cap and capacity else None
            each = owed if places is None else min(owed, places)
            lines += _lines(part, owed, each, centre.prices)
    return CentreMonth(
        centre.id,
        sum(count(claim.claimed) for claim in found),
        sum(line.paid for line in lines),
        sum((line.amount for line in lines), ZERO),
        tuple(lines),
    )


def _stretches(found: Sequence[Claim]) -> list[tuple[Nights, int]]:
    """How many persons are owed on each night, in periods as long as can be."""
    stretches: list[tuple[Nights, int]] = []
    for period, holders in depths([(None, claim.paid) for claim in found]):
        if stretches and stretches[-1] == (Nights(stretches[-1][0].first, period.first), len(holders)):
            stretches[-1] = (Nights(stretches[-1][0].first, period.until), len(holders))
        else:
            stretches.append((period, len(holders)))
    return stretches


def _lines(period: Nights, owed: int, each: int, prices: tuple[Price, ...]) -> list[PaidLine]:
    lines = []
    for part, price in in_force(prices, period):
        paid = each * part.count if price else 0
        lines.append(PaidLine(part, owed * part.count, paid, price, cents(paid * price.unit) if price else ZERO))
    return lines


def pocket_money(found: Iterable[Claim], suspensions: Iterable[Suspension], allowances: Allowances) -> list[PocketLine]:
    """Pocket money of the month, a line for each family and number of members; a guest alone is a family of one.

    The sum is rounded once: a line has the cents by which it moves the rounded sum, so that how stays are cut into rows
    changes nothing. Source: the contract's allowances.
    """
    lines: list[PocketLine] = []
    exact = ZERO
    for one in family_nights(found, suspensions, allowances, lambda stay: stay.guest):
        before, exact = exact, exact + one.a_night * one.period.count
        amount = cents(exact) - cents(before)
        lines.append(PocketLine(one.family or one.members[0], one.period, len(one.members), one.a_night, amount))
    return lines


def double_presences(found: Iterable[Claim], centres: Iterable[Centre]) -> list[Finding]:
    """Nights that a centre claims for a person who is paid elsewhere, at the price they would have had.

    Source: domain rule 2.3: at most one payment per person and date, all centres together.
    """
    prices = {centre.id: centre.prices for centre in centres}
    sums: dict[tuple[str, str], tuple[int, Decimal]] = {}
    for claim in found:
        key = (claim.stay.guest, claim.stay.centre)
        for period in claim.blocked:
            number, amount = sums.get(key, (0, ZERO))
            worth = sum((part.count * price.unit for part, price in in_force(prices[key[1]], period) if price), ZERO)
            sums[key] = (number + period.count, cents(amount + worth))
    return [
        Finding(FindingKind.DOUBLE_PRESENCE, guest, centre, number, amount)
        for (guest, centre), (number, amount) in sorted(sums.items())
    ]


def without_pay(centres: Iterable[CentreMonth]) -> list[Finding]:
    """Nights over the places of a centre, and nights for which its contract has no price.

    Source: domain rule 2.2, `cap_to_authorised_capacity`; the contract's table of prices.
    """
    found = []
    for centre in centres:
        over = [line for line in centre.lines if line.price and line.paid < line.owed]
        if over:
            worth = sum(((line.owed - line.paid) * line.price.unit for line in over if line.price), ZERO)
            excess = sum(line.owed - line.paid for line in over)
            found.append(Finding(FindingKind.OVER_CAPACITY, "", centre.centre, excess, cents(worth)))
        unpriced = sum(line.owed for line in centre.lines if not line.price)
        if unpriced:
            found.append(Finding(FindingKind.NO_PRICE, "", centre.centre, unpriced, ZERO))
    return found


def unknown_guests(stays: Iterable[Stay], nights_off: Iterable[Absence | Suspension], month: Nights) -> list[Finding]:
    """Absences and suspensions of persons without any stay: a name written in two ways would be paid in full.

    Source: our choice.
    """
    known = {stay.guest for stay in stays}
    off: dict[str, list[NightSet]] = defaultdict(list)
    for one in nights_off:
        if one.guest not in known:
            off[one.guest].append(common(nights(one.first, one.until or date.max), (month,)))
    return [
        Finding(FindingKind.UNKNOWN_GUEST, guest, "", count(union(*held)), ZERO)
        for guest, held in sorted(off.items())
        if any(held)
    ]


def spelt_twice(stays: Iterable[Stay]) -> list[Finding]:
    """Guests whose names differ by capital letters alone: one person would be paid as two.

    Source: our choice.
    """
    seen: dict[str, set[str]] = defaultdict(set)
    for stay in stays:
        seen[stay.guest.casefold()].add(stay.guest)
    doubtful = sorted(guest for names in seen.values() if len(names) > 1 for guest in names)
    return [Finding(FindingKind.SPELT_TWICE, guest, "", 0, ZERO) for guest in doubtful]
