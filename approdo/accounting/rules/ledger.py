"""The month of one centre under one contract, computed from what was sealed and kept: the same input, the same answer.

The statement of a contract is the sum of its centres' months. A month of a centre needs, besides its own register, only
what the registers of other centres say of its guests and of their families.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from approdo.accounting.rules.claims import ONE_DAY, Absence, Claim, EntryKind, Stay, away, claims
from approdo.accounting.rules.pocket import Suspension, family_nights
from approdo.accounting.rules.sealed import Signed
from approdo.accounting.rules.statement import PaidLine, centre_month
from approdo.accounting.rules.terms import Allowances, Capacity, Centre, DatedPolicy, Price, in_force
from approdo.core.rules.money import ZERO, cents
from approdo.core.rules.nights import Nights, NightSet, common, count, minus, nights, union

RULE = 3  # a new number whenever the same input would give another answer


class LineKind(StrEnum):
    """What a line of a guest is about."""

    PER_DIEM = "per_diem"
    PAID_ABSENCE = "paid_absence"
    ABSENT = "absent"
    BLOCKED = "blocked"
    POCKET_MONEY = "pocket_money"
    ENTRY_KIT = "entry_kit"
    PHONE_CARD = "phone_card"


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """A centre under a contract, where guests of this month slept too."""

    place: str
    policies: tuple[DatedPolicy, ...]


@dataclass(frozen=True, slots=True)
class KnownStay:
    """What is known now of a stay, whatever was sealed. `reason` of the exit."""

    guest: str
    centre: str
    entry: date
    exit: date | None
    reason: str
    by_transfer: bool


OfGuest = TypeVar("OfGuest", KnownStay, Absence, Suspension)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """When the centre said that its register of a night was whole: day and minute, as text."""

    night: date
    at: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that the month of a centre is computed from. Identifiers are texts; `place` is the centre under the contract.

    `edition` and `register`: which sealed register, by its hash. `stays`, `absences`: also those of the same guests and
    of their families in other places. `signatures`: guest and place of the pocket money signed for.
    `identical_nights`: so many nights confirmed in one minute are told.
    """

    rule: int
    contract: str
    centre: str
    place: str
    month: Nights
    edition: int
    register: str
    stays: tuple[Stay, ...]
    absences: tuple[Absence, ...]
    present: tuple[Signed, ...]
    known: tuple[KnownStay, ...]
    suspensions: tuple[Suspension, ...]
    signatures: tuple[tuple[str, str], ...]
    confirmations: tuple[Confirmation, ...]
    identical_nights: int
    prices: tuple[Price, ...]
    capacities: tuple[Capacity, ...]
    policies: tuple[DatedPolicy, ...]
    others: tuple[OtherPlace, ...]


@dataclass(frozen=True, slots=True)
class GuestLine:
    """Nights of a guest of one kind. `unit` euros a night, None where nothing is paid; `amount` euros.

    Pocket money is one line a family: `guest` is who comes first of those present, `members` how many they are.
    """

    guest: str
    family: str
    kind: LineKind
    period: Nights
    members: int
    unit: Decimal | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class CentreStatement:
    """The month of a centre; euros. `nights` the register claims, `paid_nights` are due, `entries` began in the month."""

    nights: int
    paid_nights: int
    per_diem: Decimal
    pocket_money: Decimal
    entries: int
    entry_kits: Decimal
    phone_cards: Decimal
    lines: tuple[PaidLine, ...]
    guest_lines: tuple[GuestLine, ...]

    @property
    def gross(self) -> Decimal:
        """Everything that is due for the centre. Source: domain rule 2.3, `gross`."""
        return self.per_diem + self.pocket_money + self.entry_kits + self.phone_cards


@dataclass(frozen=True, slots=True)
class Part:
    """Nights of the month under one policy: every claim on them, and those of the place itself."""

    period: Nights
    dated: DatedPolicy
    found: tuple[Claim, ...]
    mine: tuple[Claim, ...]
    unsigned: tuple[Suspension, ...]


@dataclass(frozen=True, slots=True)
class Handed:
    """Pocket money of a family on some nights: who receives it, where."""

    guest: str
    family: str
    place: str
    period: Nights
    members: int
    a_night: Decimal


def parts(inputs: Inputs) -> list[Part]:
    """The month divided where the policy of the contract changes. Raises ValueError for a contract without policy.

    Source: the contract's policies, by date of the night.
    """
    if not inputs.policies:
        raise ValueError("a contract without any policy pays nothing")
    return [
        _part(inputs, period, dated or inputs.policies[0]) for period, dated in in_force(inputs.policies, inputs.month)
    ]


def _part(inputs: Inputs, period: Nights, dated: DatedPolicy) -> Part:
    night = Nights(period.first, period.first + ONE_DAY)
    theirs = {other.place: in_force(other.policies, night)[0][1] for other in inputs.others}
    others = {place: held.policy for place, held in theirs.items() if held}
    found = tuple(claims(inputs.stays, inputs.absences, dated.policy, period, others))
    mine = tuple(claim for claim in found if claim.stay.centre == inputs.place)
    signed = set(inputs.signatures)
    unsigned = tuple(
        Suspension(claim.stay.guest, held.first, held.until)
        for claim in found
        if (claim.stay.guest, claim.stay.centre) not in signed
        for held in claim.present
    )
    return Part(period, dated, found, mine, unsigned)


def outside(inputs: Inputs) -> dict[str, NightSet]:
    """Nights signed in the register outside every stay of the guest in the centre.

    Source: domain rules 2.2 and 5 n. 2: signatures of persons who are not there.
    """
    slept: dict[str, list[NightSet]] = defaultdict(list)
    for stay in inputs.stays:
        if stay.centre.partition("/")[0] == inputs.centre:
            slept[stay.guest].append(nights(stay.entry, stay.exit or inputs.month.until))
    held: dict[str, list[NightSet]] = defaultdict(list)
    for signed in inputs.present:
        held[signed.guest].append(minus(common(signed.periods, (inputs.month,)), union(*slept[signed.guest])))
    return {guest: periods for guest, sets in held.items() if (periods := union(*sets))}


def against_absences(inputs: Inputs, divided: Iterable[Part]) -> dict[str, NightSet]:
    """Nights signed as present during an absence of the guest that is not paid.

    Source: domain rule 2.2, `paid_absence_kinds`.
    """
    signed = {one.guest: one.periods for one in inputs.present}
    absences = by_guest(inputs.absences)
    held: dict[str, list[NightSet]] = defaultdict(list)
    for part in divided if absences else ():
        for claim in part.mine:
            mine = [one for one in absences.get(claim.stay.guest, ()) if is_of(one, claim.stay)]
            slept = common(nights(claim.stay.entry, claim.stay.exit or part.period.until), (part.period,))
            _all, unpaid = away(mine, part.dated.policy)
            held[claim.stay.guest].append(common(common(signed.get(claim.stay.guest, ()), unpaid), slept))
    return {guest: periods for guest, sets in held.items() if (periods := union(*sets))}


def by_guest(rows: Iterable[OfGuest]) -> dict[str, list[OfGuest]]:
    """Rows by the guest they are about, in their order. Source: our format, a month has thousands of them."""
    found: dict[str, list[OfGuest]] = {}
    for one in rows:
        found.setdefault(one.guest, []).append(one)
    return found


def is_of(absence: Absence, stay: Stay) -> bool:
    """Whether an absence is one from that stay. Source: our format: an absence without a centre is from all."""
    return absence.guest == stay.guest and absence.centre in ("", stay.centre)


def centre_statement(inputs: Inputs, divided: Sequence[Part]) -> CentreStatement:
    """What is due for a centre and a month, and for whom. Nothing is exploded into days. `divided`: its `parts`.

    What the register claims is what its stays may be paid, and whatever else it signs for: nights outside every stay,
    or during an absence that is not paid. So claimed nights are the paid ones and those of the findings left out.
    Pocket money is due where the guest signed for it; families share the cap wherever their members sleep.
    Source: domain rules 2.1-2.3.
    """
    lines: list[PaidLine] = []
    guests: list[GuestLine] = []
    claimed = sum(count(one) for held in (outside(inputs), against_absences(inputs, divided)) for one in held.values())
    for part in divided:
        centre = Centre(inputs.place, inputs.prices, inputs.capacities)
        month = centre_month(centre, part.mine, cap=part.dated.policy.cap_to_capacity)
        claimed += month.nights
        lines += month.lines
        for claim in part.mine:
            guests += _of_claim(claim, inputs.prices)
        handed = handed_out(part.found, (*inputs.suspensions, *part.unsigned), part.dated.allowances)
        guests += [
            GuestLine(one.guest, one.family, LineKind.POCKET_MONEY, one.period, one.members, one.a_night,
                      cents(one.a_night * one.period.count))
            for one in handed if one.place == inputs.place
        ]  # fmt: skip
        guests += _entries(inputs, part)
    return _summed(claimed, lines, guests)


def _summed(claimed: int, lines: Sequence[PaidLine], guests: Sequence[GuestLine]) -> CentreStatement:
    def total(kind: LineKind) -> Decimal:
        return sum((one.amount for one in guests if one.kind is kind), ZERO)

    return CentreStatement(
        claimed, sum(one.paid for one in lines), sum((one.amount for one in lines), ZERO),
        total(LineKind.POCKET_MONEY), sum(1 for one in guests if one.kind is LineKind.ENTRY_KIT),
        total(LineKind.ENTRY_KIT), total(LineKind.PHONE_CARD), tuple(lines),
        tuple(sorted(guests, key=lambda one: (one.guest, one.kind, one.period, one.family))),
    )  # fmt: skip


def _of_claim(claim: Claim, prices: tuple[Price, ...]) -> list[GuestLine]:
    held: tuple[tuple[LineKind, NightSet], ...] = (
        (LineKind.PER_DIEM, claim.present), (LineKind.PAID_ABSENCE, minus(claim.paid, claim.present)),
        (LineKind.ABSENT, claim.absent), (LineKind.BLOCKED, claim.blocked),
    )  # fmt: skip
    found = []
    for kind, periods in held:
        paid = kind in (LineKind.PER_DIEM, LineKind.PAID_ABSENCE)
        for period in periods:
            for piece, price in in_force(prices, period) if paid else [(period, None)]:
                unit = price.unit if price else None
                amount = cents(piece.count * unit) if unit is not None else ZERO
                found.append(GuestLine(claim.stay.guest, claim.stay.family, kind, piece, 1, unit, amount))
    return found


def _entries(inputs: Inputs, part: Part) -> list[GuestLine]:
    allowances, found = part.dated.allowances, []
    for stay in inputs.stays:
        if stay.centre != inputs.place or stay.entry_kind != EntryKind.NEW:
            continue
        if part.period.first <= stay.entry < part.period.until:
            day = Nights(stay.entry, stay.entry + ONE_DAY)
            for kind, each in (
                (LineKind.ENTRY_KIT, allowances.entry_kit), (LineKind.PHONE_CARD, allowances.phone_card),
            ):  # fmt: skip
                found.append(GuestLine(stay.guest, stay.family, kind, day, 1, each, cents(each)))
    return found


def handed_out(found: Iterable[Claim], suspensions: Iterable[Suspension], allowances: Allowances) -> list[Handed]:
    """Pocket money of each family, in periods with the same members, up to its cap.

    On nights on which a family sleeps in several places all of it stands where the first of its members is.
    Source: our choice of the place; `rules.pocket` for the rest.
    """
    return [
        Handed(one.members[0][0], one.family, one.members[0][1], one.period, len(one.members), one.a_night)
        for one in family_nights(found, suspensions, allowances, lambda stay: (stay.guest, stay.centre))
    ]


def worth(periods: NightSet, prices: tuple[Price, ...]) -> Decimal:
    """What one person's nights cost, euros. Source: the contract's table of prices, by date of the night."""
    pieces = [piece for period in periods for piece in in_force(prices, period)]
    return cents(sum((period.count * price.unit for period, price in pieces if price), ZERO))


def merged(lines: Sequence[PaidLine]) -> list[PaidLine]:
    """Lines of neighbouring periods at one price made one, for who reads them. Source: our choice."""
    found: list[PaidLine] = []
    for line in lines:
        last = found[-1] if found else None
        if last and last.price == line.price and last.period.until == line.period.first:
            period = Nights(last.period.first, line.period.until)
            found[-1] = replace(
                last, period=period, owed=last.owed + line.owed, paid=last.paid + line.paid,
                amount=last.amount + line.amount,
            )  # fmt: skip
        else:
            found.append(line)
    return found
