"""What stands around the months of centres: asked for one month at a time, or read at once for a whole prefecture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from approdo.accounting.models import PocketMoneySignature
from approdo.accounting.rules.ledger import Confirmation
from approdo.accounting.rules.pocket import Suspension
from approdo.accounting.rules.sealed import Sealed, Signed, read
from approdo.accounting.rules.terms import Allowances, Capacity, DatedPolicy, PresencePolicy, Price
from approdo.core.rules.nights import Nights, union
from approdo.people.models import FamilyMember
from approdo.reception.models import (
    CentreCapacity,
    CentreContract,
    ContractPolicy,
    ContractPrice,
    Guest,
    NightConfirmation,
    PocketMoneySuspension,
    RegisterMonth,
    Stay,
)
from approdo.reception.queries import measures
from approdo.reception.rules.vocabulary import MonthState

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Slept:
    """A stay that began, as one row tells it; not `held`: a correction took its place."""

    guest: str
    centre: UUID
    entry: date
    exit: date | None
    reason: str
    by_transfer: bool
    held: bool


def last_sealed(prefecture: str) -> QuerySet[RegisterMonth]:
    """The last sealed edition of each month of each centre."""
    rows = RegisterMonth.objects.filter(prefecture_id=prefecture, state=MonthState.SEALED.value)
    newer = rows.filter(centre=OuterRef("centre"), month=OuterRef("month"), edition__gt=OuterRef("edition"))
    return rows.filter(~Exists(newer))


class Reading:
    """Asks the database for what one month needs, each time."""

    def __init__(self, prefecture: str) -> None:
        self.prefecture = prefecture
        self.merged = merged_guests(prefecture)

    def register(self, row: RegisterMonth) -> Sealed:
        """A sealed register. Raises ValueError for a format that is not known."""
        return of_one_name(read(row.content), self.merged)

    def registers(self, month: date, centres: Collection[UUID]) -> list[Sealed]:
        """The sealed registers of a month of those centres, in the order of their identifiers."""
        rows = last_sealed(self.prefecture).filter(month=month, centre__in=centres).order_by("centre_id")
        return [self.register(row) for row in rows]

    def relatives(self, families: Collection[str]) -> set[str]:
        """The guests of those families."""
        members = FamilyMember.objects.filter(family__in=keys(families)).values("person")
        rows = Guest.objects.filter(person__in=members)
        return {str(key) for key in rows.values_list("pk", flat=True)}

    def stays(self, guests: Collection[str]) -> list[Slept]:
        """Every stay of those guests that began, corrected ones too, by guest and entry."""
        return slept(Stay.objects.filter(guest__in=keys(guests)))

    def suspensions(self, guests: Collection[str], month: Nights) -> tuple[Suspension, ...]:
        """Nights of the month on which those guests receive no pocket money."""
        rows = measures.suspensions(keys(guests)).filter(during__overlap=DateRange(month.first, month.until))
        return tuple(
            Suspension(
                str(row.guest_id), max(row.during.lower, month.first), min(row.during.upper or date.max, month.until)
            )
            for row in rows
        )

    def signed(self, month: date, centres: Collection[str]) -> set[tuple[str, str]]:
        """Guest and centre of the signatures for the pocket money of a month."""
        rows = PocketMoneySignature.objects.filter(sheet__month=month, sheet__centre__in=keys(centres))
        signed = rows.values_list("guest_id", "sheet__centre_id")
        return {(self.merged.get(str(guest), str(guest)), str(centre)) for guest, centre in signed}

    def confirmations(self, centre: UUID, month: Nights) -> tuple[Confirmation, ...]:
        """When the centre confirmed each night of a month."""
        rows = NightConfirmation.objects.filter(centre=centre, night__gte=month.first, night__lt=month.until)
        return tuple(confirmation(*row) for row in rows.order_by("night").values_list("night", "confirmed_at"))

    def prices(self, contract: UUID) -> list[Price]:
        """The prices of a contract, from the oldest."""
        return [price(row) for row in ContractPrice.objects.filter(contract=contract).order_by("valid_from")]

    def capacities(self, centre: UUID) -> list[Capacity]:
        """The places of a centre, from the oldest."""
        return [capacity(row) for row in CentreCapacity.objects.filter(centre=centre).order_by("valid_from")]

    def policies(self, contract: UUID) -> list[DatedPolicy]:
        """What a contract pays for, from the oldest."""
        return [policy(row) for row in ContractPolicy.objects.filter(contract_id=contract).order_by("valid_from")]

    def contracts(self, centre: UUID) -> list[CentreContract]:
        """Under which contracts a centre works, from the oldest."""
        return list(CentreContract.objects.filter(centre=centre).order_by("during"))


class WholeReading(Reading):
    """Reads a prefecture once and answers from it: for many months at a time, as long as nobody writes meanwhile."""

    def __init__(self, prefecture: str) -> None:
        super().__init__(prefecture)
        mine = {"prefecture_id": prefecture}
        self._registers = {(row.month, row.centre_id): row for row in last_sealed(prefecture)}
        self._read: dict[UUID, Sealed] = {}
        self._families: dict[str, set[str]] = defaultdict(set)
        for family, guest in FamilyMember.objects.filter(**mine).values_list("family", "person__guest__pk"):
            if guest:
                self._families[str(family)].add(str(guest))
        self._stays = _by(slept(Stay.objects.filter(**mine)), "guest")
        self._signed: dict[tuple[date, str], set[str]] = defaultdict(set)
        signatures = PocketMoneySignature.objects.filter(**mine)
        for month, centre, guest in signatures.values_list("sheet__month", "sheet__centre_id", "guest_id"):
            self._signed[month, str(centre)].add(self.merged.get(str(guest), str(guest)))
        self._confirmed: dict[tuple[UUID, date], list[Confirmation]] = defaultdict(list)
        nights = NightConfirmation.objects.filter(**mine).order_by("night")
        for centre, night, at in nights.values_list("centre_id", "night", "confirmed_at"):
            self._confirmed[centre, night.replace(day=1)].append(confirmation(night, at))
        self._prices = _by(ContractPrice.objects.filter(**mine).order_by("valid_from"), "contract_id")
        self._capacities = _by(CentreCapacity.objects.filter(**mine).order_by("valid_from"), "centre_id")
        self._policies = _by(ContractPolicy.objects.filter(**mine).order_by("valid_from"), "contract_id")
        self._contracts = _by(CentreContract.objects.filter(**mine).order_by("during"), "centre_id")
        suspended = PocketMoneySuspension.objects.filter(**mine)
        self._suspended = {str(key) for key in suspended.values_list("guest_id", flat=True)}

    def register(self, row: RegisterMonth) -> Sealed:
        """The same, each read once."""
        if row.pk not in self._read:
            self._read[row.pk] = super().register(row)
        return self._read[row.pk]

    def registers(self, month: date, centres: Collection[UUID]) -> list[Sealed]:
        """The same."""
        found = [self._registers.get((month, centre)) for centre in sorted(centres)]
        return [self.register(row) for row in found if row]

    def relatives(self, families: Collection[str]) -> set[str]:
        """The same."""
        return {guest for family in families for guest in self._families[family]}

    def stays(self, guests: Collection[str]) -> list[Slept]:
        """The same."""
        return [stay for guest in sorted(guests) for stay in self._stays[guest]]

    def suspensions(self, guests: Collection[str], month: Nights) -> tuple[Suspension, ...]:
        """The same; the database is asked where somebody was ever suspended."""
        theirs = self._suspended.intersection(guests)
        return super().suspensions(theirs, month) if theirs else ()

    def signed(self, month: date, centres: Collection[str]) -> set[tuple[str, str]]:
        """The same."""
        return {(guest, centre) for centre in centres for guest in self._signed[month, centre]}

    def confirmations(self, centre: UUID, month: Nights) -> tuple[Confirmation, ...]:
        """The same."""
        return tuple(self._confirmed[centre, month.first])

    def prices(self, contract: UUID) -> list[Price]:
        """The same."""
        return [price(row) for row in self._prices[contract]]

    def capacities(self, centre: UUID) -> list[Capacity]:
        """The same."""
        return [capacity(row) for row in self._capacities[centre]]

    def policies(self, contract: UUID) -> list[DatedPolicy]:
        """The same."""
        return [policy(row) for row in self._policies[contract]]

    def contracts(self, centre: UUID) -> list[CentreContract]:
        """The same."""
        return self._contracts[centre]


def merged_guests(prefecture: str) -> dict[str, str]:
    """Guests whose persons were found to be one: under which guest they stand now. Sealed registers keep the old one."""
    pairs = Guest.objects.filter(prefecture_id=prefecture, person__merged_into__guest__isnull=False)
    found = {str(one): str(other) for one, other in pairs.values_list("pk", "person__merged_into__guest__pk")}
    for one in found:
        while found[one] in found:
            found[one] = found[found[one]]
    return found


def of_one_name(told: Sealed, merged: Mapping[str, str]) -> Sealed:
    """A register in which every guest has the name under which they are known now."""
    if not merged:
        return told
    stays = tuple(replace(one, guest=merged.get(one.guest, one.guest)) for one in told.stays)
    absences = tuple(replace(one, guest=merged.get(one.guest, one.guest)) for one in told.absences)
    signed: dict[str, Signed] = {}
    for one in told.present:
        guest = merged.get(one.guest, one.guest)
        before = signed[guest].periods if guest in signed else ()
        signed[guest] = replace(one, guest=guest, periods=union(before, one.periods))
    return Sealed(told.centre, stays, absences, tuple(signed[guest] for guest in sorted(signed)))


def keys(identifiers: Iterable[str]) -> list[UUID]:
    """Identifiers as the database has them."""
    return [UUID(one) for one in identifiers]


def slept(rows: QuerySet[Stay]) -> list[Slept]:
    """Stays that began, by guest and entry."""
    told = rows.filter(entry__isnull=False).order_by("guest_id", "entry", "id")
    names = ("guest_id", "centre_id", "entry", "exit", "exit_reason", "by_transfer", "superseded_at")
    return [
        Slept(str(guest), centre, entry, left, reason, by_transfer, held=corrected is None)
        for guest, centre, entry, left, reason, by_transfer, corrected in told.values_list(*names)
        if entry
    ]


def confirmation(night: date, at: datetime) -> Confirmation:
    """A confirmed night, with the minute of the office."""
    return Confirmation(night, f"{timezone.localtime(at):%Y-%m-%d %H:%M}")


def price(row: ContractPrice) -> Price:
    """A price of a contract."""
    return Price(row.valid_from, row.base, row.discount_percent)


def capacity(row: CentreCapacity) -> Capacity:
    """Authorised places, and those that an order of the prefect adds."""
    return Capacity(row.valid_from, row.authorised + row.emergency)


def policy(row: ContractPolicy) -> DatedPolicy:
    """What a contract pays for, and what it gives to guests."""
    paid = tuple(sorted((str(kind), int(number)) for kind, number in row.paid_absences.items()))
    return DatedPolicy(
        row.valid_from,
        PresencePolicy(row.count_entry_day, row.count_exit_day, row.transfer_day_to_origin, paid, row.cap_to_capacity),
        Allowances(row.pocket_money_per_day, row.pocket_money_family_cap, row.entry_kit, row.phone_card),
        row.abandonment_after_hours,
    )


def _by(rows: Iterable[Row], name: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
