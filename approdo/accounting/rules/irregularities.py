"""What does not agree in the month of a centre: each finding with its nights, its amount and what it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from approdo.accounting.rules.claims import Claim, EntryKind, Stay, counted
from approdo.accounting.rules.ledger import (
    CentreStatement,
    Inputs,
    KnownStay,
    Part,
    against_absences,
    by_guest,
    centre_statement,
    handed_out,
    is_of,
    outside,
    parts,
    worth,
)
from approdo.accounting.rules.pocket import Suspension
from approdo.accounting.rules.staffing import Outcome, StaffCheck
from approdo.core.rules.money import ZERO, cents
from approdo.core.rules.nights import Nights, NightSet, common, count, minus, nights, union
from approdo.reception.rules.vocabulary import AbsenceKind, ExitReason


class Irregularity(StrEnum):
    """What is wrong, in the order in which it is told."""

    DOUBLE_PRESENCE = "double_presence"
    OVER_CAPACITY = "over_capacity"
    AFTER_EXIT = "after_exit"
    AFTER_DECREE = "after_decree"
    EXIT_ELSEWHERE = "exit_elsewhere"
    AFTER_ABSENCE = "after_absence"
    POCKET_UNSIGNED = "pocket_unsigned"
    NO_PRICE = "no_price"
    IDENTICAL_TIMES = "identical_times"
    STAFF_SHORT = "staff_short"
    STAFF_HOURS_MISSING = "staff_hours_missing"
    STAFF_TABLE_MISSING = "staff_table_missing"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that does not agree. `guest` "" where no single person is meant; `amount` euros.

    `withheld`: the amount is left out of the statement already; otherwise it is in it. `detail`: what it rests on: a
    centre, a minute, a figure of the staff, by the kind.
    """

    kind: Irregularity
    guest: str
    periods: NightSet
    nights: int
    amount: Decimal
    withheld: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """All that the month of a centre gives."""

    month: CentreStatement
    findings: tuple[Found, ...]


def result(inputs: Inputs) -> Result:
    """What is due and what does not agree. The same inputs give the same result, always. Source: domain rules 2.1-2.3."""
    divided = parts(inputs)
    month = centre_statement(inputs, divided)
    return Result(month, of_centre(inputs, divided, month))


def of_centre(inputs: Inputs, divided: Sequence[Part], month: CentreStatement) -> tuple[Found, ...]:
    """Everything that does not agree in the month of a centre, in a fixed order. Source: issue of the domain, 2.3 and 5."""
    elsewhere = exits_elsewhere(inputs, divided)
    found = [
        *double_presences(inputs, divided), *of_places(inputs, month), *outside_stays(inputs),
        *after_known_exit(inputs, divided, elsewhere), *elsewhere, *after_absences(inputs, divided),
        *unsigned(inputs, divided), *identical_times(inputs, month),
    ]  # fmt: skip
    order = {kind: place for place, kind in enumerate(Irregularity)}
    return tuple(sorted(_together(found), key=lambda one: (order[one.kind], one.guest, one.detail, one.periods)))


def double_presences(inputs: Inputs, divided: Iterable[Part]) -> list[Found]:
    """Nights claimed here for somebody who is paid in another place. `detail`: the other places.

    Source: domain rule 2.3: at most one payment per person and date, all centres together.
    """
    held: dict[str, list[NightSet]] = defaultdict(list)
    where: dict[str, set[str]] = defaultdict(set)
    for part in divided:
        for claim in part.mine:
            if claim.blocked:
                held[claim.stay.guest].append(claim.blocked)
                where[claim.stay.guest] |= {
                    _centre(other.stay.centre)
                    for other in part.found
                    if other.stay.guest == claim.stay.guest and common(other.paid, claim.blocked)
                }
    return [
        _found(Irregularity.DOUBLE_PRESENCE, guest, union(*sets), inputs, withheld=True, detail=_listed(where[guest]))
        for guest, sets in sorted(held.items())
    ]


def of_places(inputs: Inputs, month: CentreStatement) -> list[Found]:
    """Nights over the places without an order, and nights for which the contract has no price.

    Source: domain rule 2.2, `cap_to_authorised_capacity`; the contract's table of prices.
    """
    found = []
    over = [line for line in month.lines if line.price and line.paid < line.owed]
    if over:
        amount = cents(sum(((line.owed - line.paid) * line.price.unit for line in over if line.price), ZERO))
        excess = sum(line.owed - line.paid for line in over)
        periods = union(tuple(line.period for line in over))
        found.append(Found(Irregularity.OVER_CAPACITY, "", periods, excess, amount, withheld=True))
    unpriced = [line for line in month.lines if not line.price]
    if unpriced:
        periods = union(tuple(line.period for line in unpriced))
        number = sum(line.owed for line in unpriced)
        found.append(Found(Irregularity.NO_PRICE, "", periods, number, ZERO, withheld=True))
    return found


def _together(found: Iterable[Found]) -> list[Found]:
    """The same thing found in two ways is one."""
    known: dict[tuple[str, str, str, bool], Found] = {}
    for one in found:
        key = (one.kind, one.guest, one.detail, one.withheld)
        if before := known.get(key):
            periods = union(before.periods, one.periods)
            one = replace(one, periods=periods, nights=count(periods), amount=before.amount + one.amount)
        known[key] = one
    return list(known.values())


def outside_stays(inputs: Inputs) -> list[Found]:
    """Nights signed in the register outside every stay of the guest in the centre; they are not in the statement.

    Before the guest ever came, while they slept in another centre, it is the same person twice (`detail`: the other
    places); otherwise it is a signature after the exit.
    Source: domain rules 2.2 and 5 n. 2: signatures of persons who are not there.
    """
    found = []
    for guest, periods in outside(inputs).items():
        found += _outside(inputs, guest, periods)
    return found


def _outside(inputs: Inputs, guest: str, signed: NightSet) -> list[Found]:
    stays = [(_centre(one.centre), one.entry, one.exit) for one in inputs.stays if one.guest == guest]
    stays += [(one.centre, one.entry, one.exit) for one in inputs.known if one.guest == guest]
    came = min((entry for centre, entry, _left in stays if centre == inputs.centre), default=date.max)
    early = common(signed, nights(date.min, came))
    twice: dict[str, NightSet] = {}
    for centre, entry, left in stays:
        if centre != inputs.centre and (held := common(early, nights(entry, left or date.max))):
            twice[centre] = union(twice.get(centre, ()), held)
    found, held = [], union(*twice.values())
    if held:
        found.append(
            _found(Irregularity.DOUBLE_PRESENCE, guest, held, inputs, withheld=True, detail=_listed(twice))
        )  # fmt: skip
    if rest := minus(signed, held):
        found.append(_found(_kind_of_exit(inputs, guest, rest), guest, rest, inputs, withheld=True))
    return found


def after_known_exit(inputs: Inputs, divided: Iterable[Part], elsewhere: Iterable[Found]) -> list[Found]:
    """Nights paid that what is known now denies: the guest had left, by exit or by decree, or was never there.

    What `elsewhere` tells already is not told again. Source: domain rule 2.7, step 3.
    """
    told = {one.guest: one.periods for one in elsewhere}
    here = by_guest(one for one in inputs.known if one.centre == inputs.centre)
    held: dict[str, list[NightSet]] = defaultdict(list)
    for part in divided:
        for claim in part.mine:
            known = [
                counted(_as_stay(one), part.dated.policy, leaves_for_a_transfer=True)
                for one in here.get(claim.stay.guest, ())
            ]
            held[claim.stay.guest].append(minus(claim.paid, union(*known)))
    found = []
    for guest, sets in sorted(held.items()):
        denied = minus(union(*sets), told.get(guest, ()))
        if denied:
            found.append(_found(_kind_of_exit(inputs, guest, denied), guest, denied, inputs, withheld=False))
    return found


def exits_elsewhere(inputs: Inputs, divided: Iterable[Part]) -> list[Found]:
    """Nights paid here after the guest, who was here already, left another centre. `detail`: that centre.

    Source: domain rule 5 n. 2: signatures after an exit.
    """
    held: dict[tuple[str, str], list[NightSet]] = defaultdict(list)
    told = [(one.guest, _centre(one.centre), one.exit) for one in inputs.stays]
    told += [(one.guest, one.centre, one.exit) for one in inputs.known if one.reason != ExitReason.ERROR]
    exits: dict[str, list[tuple[str, date]]] = defaultdict(list)
    for guest, centre, left in told:
        if left is not None and centre != inputs.centre:
            exits[guest].append((centre, left))
    for part in divided if exits else ():
        for claim in part.mine:
            for centre, left in exits.get(claim.stay.guest, ()):
                if left > claim.stay.entry and (after := common(claim.paid, nights(left, date.max))):
                    held[claim.stay.guest, centre].append(after)
    return [
        _found(Irregularity.EXIT_ELSEWHERE, guest, union(*sets), inputs, withheld=False, detail=centre)
        for (guest, centre), sets in sorted(held.items())
    ]


def after_absences(inputs: Inputs, divided: Iterable[Part]) -> list[Found]:
    """Nights signed as present during an absence that is not paid, which are not in the statement; and nights paid
    after the return from an absence without reason as long as an abandonment, on which nobody decided yet.

    Source: legislative decree 142/2015, art. 23 c. 3; domain rule 2.2, `abandonment_after_hours`.
    """
    absences = by_guest(inputs.absences)
    returned: dict[str, list[NightSet]] = defaultdict(list)
    for part in divided if absences else ():
        for claim in part.mine:
            longest = timedelta(hours=part.dated.abandonment_after_hours)
            for one in (one for one in absences.get(claim.stay.guest, ()) if is_of(one, claim.stay)):
                if one.until and one.kind == AbsenceKind.UNJUSTIFIED and one.until - one.first >= longest:
                    returned[claim.stay.guest].append(common(claim.paid, nights(one.until, date.max)))
    against = {guest: [periods] for guest, periods in against_absences(inputs, divided).items()}
    return [
        _found(Irregularity.AFTER_ABSENCE, guest, periods, inputs, withheld=withheld)
        for held, withheld in ((against, True), (returned, False))
        for guest, sets in sorted(held.items())
        if (periods := union(*sets))
    ]


def unsigned(inputs: Inputs, divided: Iterable[Part]) -> list[Found]:
    """Pocket money for which the guest did not sign; it is not in the statement.

    What each missing signature costs is what it takes from the family, one after the other.
    Source: ministerial scheme of the contract: only what was handed over is reimbursed.
    """
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    when: dict[str, list[NightSet]] = defaultdict(list)
    signed = set(inputs.signatures)
    for part in divided:
        by_family: dict[str, list[Claim]] = defaultdict(list)
        for claim in part.found:
            by_family[claim.stay.family or claim.stay.guest].append(claim)
        off = by_guest(part.unsigned)
        mine: dict[str, list[Claim]] = defaultdict(list)
        for claim in part.mine:
            if (claim.stay.guest, inputs.place) not in signed:
                mine[claim.stay.guest].append(claim)
        for guest in sorted(mine):
            families = {claim.stay.family or guest for claim in mine[guest]}
            theirs = [one for family in families for one in by_family[family]]
            others = {one.stay.guest for one in theirs if one.stay.guest < guest}
            before = [one for other in others for one in off.get(other, ())]
            sums[guest] += _pocket_sum(inputs, part, theirs, before) - _pocket_sum(
                inputs, part, theirs, [*before, *off.get(guest, ())]
            )
            when[guest] += [claim.present for claim in mine[guest]]
    return [
        Found(
            Irregularity.POCKET_UNSIGNED, guest, union(*when[guest]), count(union(*when[guest])), amount, withheld=True
        )
        for guest, amount in sorted(sums.items())
        if amount
    ]


def _pocket_sum(inputs: Inputs, part: Part, found: list[Claim], off: list[Suspension]) -> Decimal:
    handed = handed_out(found, (*inputs.suspensions, *off), part.dated.allowances)
    return sum((cents(one.a_night * one.period.count) for one in handed), ZERO)


def identical_times(inputs: Inputs, month: CentreStatement) -> list[Found]:
    """Nights whose registers were confirmed in the same minute: filled in afterwards, all at once. `detail`: the minute.

    Source: domain rule 5 n. 2, signature analytics; the number of nights is our choice.
    """
    by_minute = sorted(inputs.confirmations, key=lambda one: (one.at, one.night))
    found = []
    for minute, group in groupby(by_minute, key=lambda one: one.at):
        together = {one.night for one in group}
        if len(together) < inputs.identical_nights:
            continue
        periods = union(tuple(Nights(night, night + timedelta(days=1)) for night in together))
        shares = [(line.amount / line.period.count) * count(common((line.period,), periods)) for line in month.lines]
        amount = cents(sum(shares, ZERO))
        found.append(
            Found(Irregularity.IDENTICAL_TIMES, "", periods, count(periods), amount, withheld=False, detail=minute)
        )
    return found


def of_staff(checks: Iterable[StaffCheck]) -> list[Found]:
    """Hours under the table of a contract's month; where the table is not loaded that is what is told, never a pass.

    `detail`: the figure. Source: domain rule 2.5.
    """
    kinds = {
        Outcome.SHORT: Irregularity.STAFF_SHORT,
        Outcome.HOURS_MISSING: Irregularity.STAFF_HOURS_MISSING,
        Outcome.TABLE_MISSING: Irregularity.STAFF_TABLE_MISSING,
    }
    return [
        Found(kinds[one.outcome], "", (), 0, one.recovery or ZERO, withheld=False, detail=one.figure)
        for one in checks
        if one.outcome in kinds
    ]


def _found(
    kind: Irregularity, guest: str, periods: NightSet, inputs: Inputs, *, withheld: bool, detail: str = ""
) -> Found:
    return Found(kind, guest, periods, count(periods), worth(periods, inputs.prices), withheld, detail)


def _kind_of_exit(inputs: Inputs, guest: str, periods: NightSet) -> Irregularity:
    decrees = [
        one.exit
        for one in inputs.known
        if one.guest == guest and one.exit and one.reason == ExitReason.WITHDRAWAL_DECREE
    ]
    return Irregularity.AFTER_DECREE if any(day <= periods[0].first for day in decrees) else Irregularity.AFTER_EXIT


def _as_stay(one: KnownStay) -> Stay:
    kind = EntryKind.TRANSFER if one.by_transfer else EntryKind.NEW
    return Stay(one.guest, one.centre, one.entry, one.exit, "", kind)


def _centre(place: str) -> str:
    return place.partition("/")[0]


def _listed(places: Iterable[str]) -> str:
    return " ".join(sorted(places))
