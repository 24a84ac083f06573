"""Which nights of each stay a centre may claim, and to whom a night goes that two of them claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from approdo.accounting.rules.terms import PresencePolicy
from approdo.core.rules.nights import Nights, NightSet, common, depths, minus, nights, union

ONE_DAY = timedelta(days=1)
FOREVER = date.max


class EntryKind(StrEnum):
    """How a stay began."""

    NEW = "new"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Stay:
    """One person in one centre. `exit` is the day of leaving, None while in; `family` "" for a person alone."""

    guest: str
    centre: str
    entry: date
    exit: date | None = None
    family: str = ""
    entry_kind: EntryKind = EntryKind.NEW


@dataclass(frozen=True, slots=True)
class Absence:
    """Nights away: of `first` and of every day before `until` (None: still away); `centre` "" from wherever one is."""

    guest: str
    first: date
    until: date | None
    kind: str
    centre: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A stay and its nights of a month.

    `claimed`: nights the centre may ask to be paid, paid absences included; they are either `paid`, owed to this stay,
    or `blocked`, owed to another stay of the same person. `present`: the paid nights on which the guest was there.
    `absent`: nights away that are not paid.
    """

    stay: Stay
    claimed: NightSet
    paid: NightSet
    present: NightSet
    absent: NightSet
    blocked: NightSet


def counted(stay: Stay, policy: PresencePolicy, *, leaves_for_a_transfer: bool) -> NightSet:
    """The days of a stay that count, absences aside.

    Source: the contract's policy (no national rule was found): domain rule 2.2.
    """
    moved = policy.moves_transfer_day
    later = not policy.count_entry_day or (moved and stay.entry_kind == EntryKind.TRANSFER)
    first = stay.entry + ONE_DAY if later else stay.entry
    if stay.exit is None:
        return nights(first, FOREVER)
    longer = policy.count_exit_day or (moved and leaves_for_a_transfer)
    return nights(first, stay.exit + ONE_DAY if longer else stay.exit)


def away(absences: Iterable[Absence], policy: PresencePolicy) -> tuple[NightSet, NightSet]:
    """The nights away of one guest: all of them, and those that are not paid.

    The first nights of each absence of a paid kind are paid; a night that two absences cover only if both pay it.
    Source: the contract's policy, domain rule 2.2 (`paid_absence_kinds`); nothing is due for absent guests.
    """
    paid = dict(policy.paid_absences)
    everything, unpaid = [], []
    for absence in absences:
        until = absence.until or FOREVER
        everything.append(nights(absence.first, until))
        allowed = paid.get(absence.kind, 0)
        within = (until - absence.first).days <= allowed
        unpaid.append(() if within else nights(absence.first + timedelta(days=allowed), until))
    return union(*everything), union(*unpaid)


def claims(
    stays: Sequence[Stay], absences: Sequence[Absence], policy: PresencePolicy, month: Nights,
    others: Mapping[str, PresencePolicy] | None = None,
) -> list[Claim]:  # fmt: skip
    """What each stay may claim of a month, in the order of the stays. `others`: centres under another policy.

    A night that two stays of a person claim goes to the one that began last; to the first when the policy of both pays
    the origin of a transfer. The order of the lines never decides.
    Source: one person, one night, one payment: domain rule 2.3, `paid_days`.
    """
    by_guest: dict[str, list[Absence]] = defaultdict(list)
    for absence in absences:
        by_guest[absence.guest].append(absence)
    places = sorted(range(len(stays)), key=lambda place: stays[place].guest)
    found: dict[int, Claim] = {}
    for guest, group in groupby(places, key=lambda place: stays[place].guest):
        numbers = list(group)
        theirs = [stays[number] for number in numbers]
        of_guest = _of_one_stay if len(theirs) == 1 else _of_one_guest
        told = of_guest(theirs, by_guest.get(guest, ()), policy, (month,), others or {})
        found.update(zip(numbers, told, strict=True))
    return [found[place] for place in range(len(stays))]


def _of_one_stay(
    stays: Sequence[Stay], absences: Sequence[Absence], policy: PresencePolicy, month: NightSet,
    others: Mapping[str, PresencePolicy],
) -> list[Claim]:  # fmt: skip
    """What most guests are: one stay, which nobody else claims."""
    stay = stays[0]
    held = others.get(stay.centre, policy)
    leaves = stay.entry_kind == EntryKind.TRANSFER and stay.exit == stay.entry
    claimed = common(counted(stay, held, leaves_for_a_transfer=leaves), month)
    if not absences:
        return [Claim(stay, claimed, claimed, claimed, (), ())]
    absent, unpaid = _away_from(stay.centre, absences, held, month)
    paid = minus(claimed, unpaid)
    return [Claim(stay, paid, paid, minus(paid, absent), common(claimed, unpaid), ())]


def _of_one_guest(
    stays: Sequence[Stay], absences: Sequence[Absence], policy: PresencePolicy, month: NightSet,
    others: Mapping[str, PresencePolicy],
) -> list[Claim]:  # fmt: skip
    departures = {stay.entry for stay in stays if stay.entry_kind == EntryKind.TRANSFER}
    policies = {stay.centre: others.get(stay.centre, policy) for stay in stays}
    away_from = {centre: _away_from(centre, absences, held, month) for centre, held in policies.items()}
    claimed = [
        common(counted(stay, policies[stay.centre], leaves_for_a_transfer=stay.exit in departures), month)
        for stay in stays
    ]
    owed = [minus(one, away_from[stay.centre][1]) for stay, one in zip(stays, claimed, strict=True)]
    order = sorted(range(len(stays)), key=lambda place: _began(stays[place]))
    if not all(one.transfer_day_paid_to_origin for one in policies.values()):
        order.reverse()
    paid: dict[int, list[Nights]] = defaultdict(list)
    for period, holders in depths([(place, owed[place]) for place in order]):
        paid[holders[0]].append(period)
    kept = [union(paid[place]) for place in range(len(stays))]
    return [
        Claim(
            stay,
            due,
            mine,
            minus(mine, away_from[stay.centre][0]),
            common(one, away_from[stay.centre][1]),
            minus(due, mine),
        )
        for stay, one, due, mine in zip(stays, claimed, owed, kept, strict=True)
    ]


def _away_from(
    centre: str, absences: Sequence[Absence], policy: PresencePolicy, month: NightSet
) -> tuple[NightSet, NightSet]:
    absent, unpaid = away([one for one in absences if one.centre in ("", centre)], policy)
    return common(absent, month), common(unpaid, month)


def _began(stay: Stay) -> tuple[date, bool, date, str, str]:
    """Puts stays in the order in which they began. Of one day: a transfer after an arrival, then the one that lasts."""
    return stay.entry, stay.entry_kind == EntryKind.TRANSFER, stay.exit or FOREVER, stay.centre, stay.family
