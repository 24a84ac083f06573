"""What the month of a centre is computed from: the sealed register, and around it what the rules need, read in periods."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from approdo.accounting.definitions import figure
from approdo.accounting.models import PocketMoneySignature
from approdo.accounting.rules.claims import Absence, Stay
from approdo.accounting.rules.ledger import RULE, Confirmation, Inputs, KnownStay, OtherPlace
from approdo.accounting.rules.pocket import Suspension
from approdo.accounting.rules.sealed import Sealed, place_of, read
from approdo.accounting.rules.terms import Allowances, Capacity, DatedPolicy, PresencePolicy, Price
from approdo.core.rules.nights import Nights, month_of
from approdo.people.models import FamilyMember
from approdo.reception.models import (
    Centre,
    CentreCapacity,
    CentreContract,
    Contract,
    ContractPolicy,
    ContractPrice,
    Guest,
    NightConfirmation,
    RegisterMonth,
)
from approdo.reception.models import Stay as StayRow
from approdo.reception.queries import measures
from approdo.reception.rules.vocabulary import MonthState

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


def last_sealed(prefecture: str) -> QuerySet[RegisterMonth]:
    """The last sealed edition of each month of each centre."""
    rows = RegisterMonth.objects.filter(prefecture_id=prefecture, state=MonthState.SEALED.value)
    newer = rows.filter(centre=OuterRef("centre"), month=OuterRef("month"), edition__gt=OuterRef("edition"))
    return rows.filter(~Exists(newer))


def centres_under(contract: Contract, month: Nights) -> QuerySet[CentreContract]:
    """The centres that work under a contract in a month, by name."""
    during = DateRange(month.first, month.until)
    rows = CentreContract.objects.filter(contract=contract, during__overlap=during)
    return rows.select_related("centre").order_by("centre__name", "centre_id", "during")


def inputs_of(contract: Contract, centre: Centre, register: RegisterMonth) -> Inputs:
    """All that the month of a centre under a contract is computed from.

    Raises ValueError for a register in a format that is not known, UnknownFigure.
    """
    month, own = whole(register.month), read(register.content)
    place = place_of(str(centre.pk), str(contract.pk))
    mine = [stay for stay in own.stays if stay.centre == place]
    guests = frozenset(stay.guest for stay in mine)
    around = _around(centre, month, guests, frozenset(stay.family for stay in mine if stay.family))
    stays, absences = _claimed(own, around)
    strays = _takes_strays(contract, centre, month)
    standing = {stay.guest for stay in own.stays}
    present = tuple(one for one in own.present if one.guest in guests or (strays and one.guest not in standing))
    told = guests | {one.guest for one in present}
    contracts = {stay.centre: stay.centre.partition("/")[2] for stay in stays if stay.centre != place}
    return Inputs(
        rule=RULE, contract=str(contract.pk), centre=str(centre.pk), place=place, month=month,
        edition=register.edition, register=register.hash, stays=stays, absences=absences, present=present,
        known=_known(told, month), suspensions=_suspensions(around.guests, month),
        signatures=_signatures(stays, month), confirmations=_confirmations(centre, month),
        identical_nights=int(figure("identical_confirmations", month.first).value),
        prices=_prices(contract, month), capacities=_capacities(centre, month), policies=_policies(contract.pk, month),
        others=tuple(OtherPlace(key, _policies(UUID(of), month)) for key, of in sorted(contracts.items())),
    )  # fmt: skip


def _keys(identifiers: Iterable[str]) -> list[UUID]:
    return [UUID(one) for one in identifiers]


def _around(centre: Centre, month: Nights, guests: frozenset[str], families: frozenset[str]) -> Around:
    members = FamilyMember.objects.filter(family__in=_keys(families)).values("person")
    relatives = Guest.objects.filter(person__in=members)
    everybody = guests | {str(key) for key in relatives.values_list("pk", flat=True)}
    # Also stays that were corrected since: a register sealed before still claims them.
    rows = StayRow.objects.filter(guest__in=_keys(everybody), entry__lt=month.until).exclude(centre=centre)
    rows = rows.filter(Q(exit__isnull=True) | Q(exit__gte=month.first))
    others = last_sealed(centre.prefecture_id).filter(month=month.first, centre__in=rows.values("centre"))
    return Around(tuple(read(row.content) for row in others.order_by("centre_id")), everybody, families)


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


def _takes_strays(contract: Contract, centre: Centre, month: Nights) -> bool:
    """Whether signatures of persons without any stay belong to this contract: to the first of the month."""
    held = CentreContract.objects.filter(centre=centre, during__overlap=DateRange(month.first, month.until))
    first = held.order_by("during").values_list("contract_id", flat=True).first()
    return first == contract.pk


def _known(guests: Collection[str], month: Nights) -> tuple[KnownStay, ...]:
    """Stays as they are known now. What happens after the month does not stand in it; of who left before, the last."""
    rows = StayRow.objects.filter(guest__in=_keys(guests), superseded_at__isnull=True, entry__lt=month.until)
    found: dict[str, list[KnownStay]] = {}
    for row in rows.order_by("guest_id", "entry", "id"):
        if row.entry is None:
            continue
        left = row.exit if row.exit and row.exit < month.until else None
        reason = row.exit_reason if left else ""
        one = KnownStay(str(row.guest_id), str(row.centre_id), row.entry, left, reason, row.by_transfer)
        found.setdefault(one.guest, []).append(one)
    kept = [
        [one for one in known if one.exit is None or one.exit >= month.first] or known[-1:] for known in found.values()
    ]
    return tuple(one for known in kept for one in known)


def _suspensions(guests: Collection[str], month: Nights) -> tuple[Suspension, ...]:
    rows = measures.suspensions(_keys(guests)).filter(during__overlap=DateRange(month.first, month.until))
    return tuple(
        Suspension(
            str(row.guest_id), max(row.during.lower, month.first), min(row.during.upper or date.max, month.until)
        )
        for row in rows
    )


def _signatures(stays: Iterable[Stay], month: Nights) -> tuple[tuple[str, str], ...]:
    places = {(stay.guest, stay.centre.partition("/")[0]): stay.centre for stay in stays}
    rows = PocketMoneySignature.objects.filter(
        sheet__month=month.first, sheet__centre__in={centre for _guest, centre in places}
    ).values_list("guest_id", "sheet__centre_id")
    signed = {(str(guest), str(centre)) for guest, centre in rows}
    every = {(stay.guest, stay.centre) for stay in stays}
    return tuple(sorted(one for one in every if (one[0], one[1].partition("/")[0]) in signed))


def _confirmations(centre: Centre, month: Nights) -> tuple[Confirmation, ...]:
    rows = NightConfirmation.objects.filter(centre=centre, night__gte=month.first, night__lt=month.until)
    return tuple(
        Confirmation(row.night, f"{timezone.localtime(row.confirmed_at):%Y-%m-%d %H:%M}")
        for row in rows.order_by("night")
    )


def _prices(contract: Contract, month: Nights) -> tuple[Price, ...]:
    rows = ContractPrice.objects.filter(contract=contract, valid_from__lt=month.until).order_by("valid_from")
    return _of_month([Price(row.valid_from, row.base, row.discount_percent) for row in rows], month)


def _capacities(centre: Centre, month: Nights) -> tuple[Capacity, ...]:
    """Authorised places, and those that an order of the prefect adds."""
    rows = CentreCapacity.objects.filter(centre=centre, valid_from__lt=month.until).order_by("valid_from")
    return _of_month([Capacity(row.valid_from, row.authorised + row.emergency) for row in rows], month)


def _policies(contract: UUID, month: Nights) -> tuple[DatedPolicy, ...]:
    rows = ContractPolicy.objects.filter(contract_id=contract, valid_from__lt=month.until).order_by("valid_from")
    return _of_month([_policy(row) for row in rows], month)


def _policy(row: ContractPolicy) -> DatedPolicy:
    paid = tuple(sorted((str(kind), int(number)) for kind, number in row.paid_absences.items()))
    return DatedPolicy(
        row.valid_from,
        PresencePolicy(row.count_entry_day, row.count_exit_day, row.transfer_day_to_origin, paid, row.cap_to_capacity),
        Allowances(row.pocket_money_per_day, row.pocket_money_family_cap, row.entry_kit, row.phone_card),
        row.abandonment_after_hours,
    )


def _of_month(rows: list[Dated], month: Nights) -> tuple[Dated, ...]:
    """What is in force in a month: the last value from before it, and those that begin in it."""
    before = [row for row in rows if row.valid_from <= month.first]
    return (*before[-1:], *(row for row in rows if row.valid_from > month.first))
