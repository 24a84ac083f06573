"""What the month of a centre is computed from: the sealed register, and around it what the rules need, read in periods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from approdo.accounting.definitions import figure
from approdo.accounting.queries.readings import Reading, Slept, touches
from approdo.accounting.rules.claims import Absence, Stay
from approdo.accounting.rules.ledger import RULE, Inputs, KnownStay, OtherPlace
from approdo.accounting.rules.sealed import Sealed, place_of
from approdo.accounting.rules.terms import Capacity, DatedPolicy, Price
from approdo.core.rules.nights import Nights, month_of
from approdo.reception.models import CentreContract, Contract, RegisterMonth

Dated = TypeVar("Dated", bound=Price | Capacity | DatedPolicy)


@dataclass(frozen=True, slots=True)
class Around:
    """The other registers that the guests of a month and their families stand in, and the sheets they signed."""

    sealed: tuple[Sealed, ...]
    guests: frozenset[str]
    families: frozenset[str]


def whole(month: date) -> Nights:
    """The nights of the month of a day."""
    return month_of(month.year, month.month)


def centres_under(contract: Contract, month: Nights) -> QuerySet[CentreContract]:
    """The centres that work under a contract in a month, by name."""
    during = DateRange(month.first, month.until)
    rows = CentreContract.objects.filter(contract=contract, during__overlap=during)
    return rows.select_related("centre").order_by("centre__name", "centre_id", "during")


def inputs_of(contract: UUID, register: RegisterMonth, asked: Reading) -> Inputs:
    """All that the month of a centre under a contract is computed from; `asked` has read that register.

    Raises UnknownFigure.
    """
    month, own, centre = whole(register.month), asked.register(register), register.centre_id
    place = place_of(str(centre), str(contract))
    mine = [stay for stay in own.stays if stay.centre == place]
    guests = frozenset(stay.guest for stay in mine)
    around = _around(asked, centre, month, guests, frozenset(stay.family for stay in mine if stay.family))
    stays, absences = _claimed(own, around)
    strays = _takes_strays(asked, contract, centre, month)
    standing = {stay.guest for stay in own.stays}
    present = tuple(one for one in own.present if one.guest in guests or (strays and one.guest not in standing))
    told = guests | {one.guest for one in present}
    contracts = {stay.centre: stay.centre.partition("/")[2] for stay in stays if stay.centre != place}
    return Inputs(
        rule=RULE, contract=str(contract), centre=str(centre), place=place, month=month,
        edition=register.edition, register=register.hash, stays=stays, absences=absences, present=present,
        known=_known(asked.stays(told), month), suspensions=asked.suspensions(around.guests, month),
        signatures=_signatures(asked, stays, month), confirmations=asked.confirmations(centre, month),
        identical_nights=int(figure("identical_confirmations", month.first).value),
        prices=_of_month(asked.prices(contract), month), capacities=_of_month(asked.capacities(centre), month),
        policies=_of_month(asked.policies(contract), month),
        others=tuple(
            OtherPlace(key, _of_month(asked.policies(UUID(of)), month)) for key, of in sorted(contracts.items())
        ),
    )  # fmt: skip


def _around(asked: Reading, centre: UUID, month: Nights, guests: frozenset[str], families: frozenset[str]) -> Around:
    everybody = guests | asked.relatives(families)
    # Also stays that were corrected since: a register sealed before still claims them.
    others = {stay.centre for stay in asked.stays(everybody) if stay.centre != centre and touches(stay, month)}
    return Around(tuple(asked.registers(month.first, others)), everybody, families)


def _claimed(own: Sealed, around: Around) -> tuple[tuple[Stay, ...], tuple[Absence, ...]]:
    """Stays and absences of the register itself, and in others those of its guests and of their families."""
    stays, absences = list(own.stays), list(own.absences)
    for one in around.sealed:
        theirs = [stay for stay in one.stays if stay.guest in around.guests or stay.family in around.families]
        names = {stay.guest for stay in theirs}
        stays += theirs
        absences += [absence for absence in one.absences if absence.guest in names]
    stays.sort(key=lambda one: (one.guest, one.entry, one.centre, one.exit or date.max))
    absences.sort(key=lambda one: (one.guest, one.first, one.centre, one.kind, one.until or date.max))
    return tuple(stays), tuple(absences)


def _takes_strays(asked: Reading, contract: UUID, centre: UUID, month: Nights) -> bool:
    """Whether signatures of persons without any stay belong to this contract: to the first of the month."""
    held = [row for row in asked.contracts(centre) if works(row.during, month)]
    return bool(held) and held[0].contract_id == contract


def works(during: DateRange, month: Nights) -> bool:
    """Whether a centre works under a contract in a month. `during`: the days on which it does."""
    begun = during.lower is None or during.lower < month.until
    return begun and (during.upper is None or during.upper > month.first)


def _known(stays: Iterable[Slept], month: Nights) -> tuple[KnownStay, ...]:
    """Stays as they are known now. What happens after the month does not stand in it; of who left before, the last."""
    found: dict[str, list[KnownStay]] = {}
    for row in stays:
        if row.held and row.entry < month.until:
            left = row.exit if row.exit and row.exit < month.until else None
            reason = row.reason if left else ""
            one = KnownStay(row.guest, str(row.centre), row.entry, left, reason, row.by_transfer)
            found.setdefault(one.guest, []).append(one)
    kept = [
        [one for one in known if one.exit is None or one.exit >= month.first] or known[-1:] for known in found.values()
    ]
    return tuple(one for known in kept for one in known)


def _signatures(asked: Reading, stays: Iterable[Stay], month: Nights) -> tuple[tuple[str, str], ...]:
    every = {(stay.guest, stay.centre, stay.centre.partition("/")[0]) for stay in stays}
    signed = asked.signed(month.first, {centre for _guest, _place, centre in every})
    return tuple(sorted((guest, place) for guest, place, centre in every if (guest, centre) in signed))


def _of_month(rows: list[Dated], month: Nights) -> tuple[Dated, ...]:
    """What is in force in a month: the last value from before it, and those that begin in it."""
    before = [row for row in rows if row.valid_from <= month.first]
    return (*before[-1:], *(row for row in rows if month.first < row.valid_from < month.until))
