"""What stands around the sealed months of centres: read at once, for as many months as are computed together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from approdo.accounting.queries.facts import Held, read_facts
from approdo.accounting.rules.ledger import Confirmation
from approdo.accounting.rules.pocket import Suspension
from approdo.accounting.rules.sealed import Sealed, Signed, read
from approdo.accounting.rules.terms import Capacity, DatedPolicy, Price
from approdo.core.rules.nights import Nights, month_of, union
from approdo.people.models import FamilyMember
from approdo.reception.models import Guest, RegisterMonth
from approdo.reception.rules.vocabulary import MonthState

MERGED = "SELECT id, merged_into_id FROM people_person WHERE prefecture_id = %s AND merged_into_id IS NOT NULL"
STAYS = """
SELECT guest_id::text, centre_id, entry, exit, exit_reason, by_transfer, superseded_at IS NULL
  FROM reception_stay WHERE guest_id = ANY(%s::uuid[]) AND entry IS NOT NULL ORDER BY guest_id, entry, id
"""


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
    """Answers what some months of centres need, from at most six queries made before; nobody may write meanwhile."""

    def __init__(self, prefecture: str, months: Collection[RegisterMonth]) -> None:
        self.prefecture, self.merged = prefecture, merged_guests(prefecture)
        self._rows = {(row.month, row.centre_id): row for row in months}
        self._sealed: dict[UUID, Sealed] = {}
        own = self._readable()
        self._families = _relatives({stay.family for one in own for stay in one.stays if stay.family})
        named = {stay.guest for one in own for stay in one.stays}
        named |= {signed.guest for one in own for signed in one.present}
        named = named.union(*self._families.values())
        self._stays: dict[str, list[Slept]] = defaultdict(list)
        for stay in slept(named):
            self._stays[stay.guest].append(stay)
        centres, calendar = {row.centre_id for row in months}, {row.month for row in months}
        self._read_others(calendar)
        contracts = {stay.centre.partition("/")[2] for one in self._readable() for stay in one.stays}
        self._facts = read_facts(
            calendar, centres, {centre for _month, centre in self._rows}, contracts, named
        )  # fmt: skip

    def _readable(self) -> list[Sealed]:
        """The registers in a known format; one that is not is refused when its own month is asked for."""
        found = []
        for row in self._rows.values():
            with suppress(ValueError, KeyError):
                found.append(self.register(row))
        return found

    def _read_others(self, months: Collection[date]) -> None:
        """The registers of the other centres in which the guests stood in those months."""
        wanted = {
            (month, stay.centre)
            for month in months
            for stays in self._stays.values()
            for stay in stays
            if (month, stay.centre) not in self._rows and touches(stay, month_of(month.year, month.month))
        }
        if not wanted:
            return
        named = Q(month__in={month for month, _centre in wanted}, centre__in={centre for _month, centre in wanted})
        for row in last_sealed(self.prefecture).filter(named):
            self._rows.setdefault((row.month, row.centre_id), row)

    def register(self, row: RegisterMonth) -> Sealed:
        """A sealed register, each read once. Raises ValueError for a format that is not known."""
        if row.pk not in self._sealed:
            self._sealed[row.pk] = of_one_name(read(row.content), self.merged)
        return self._sealed[row.pk]

    def registers(self, month: date, centres: Collection[UUID]) -> list[Sealed]:
        """The sealed registers of a month of those centres, in the order of their identifiers."""
        return [self.register(self._rows[month, one]) for one in sorted(centres) if (month, one) in self._rows]

    def relatives(self, families: Collection[str]) -> set[str]:
        """The guests of those families."""
        return {guest for family in families for guest in self._families[family]}

    def stays(self, guests: Collection[str]) -> Iterator[Slept]:
        """Every stay of those guests that began, corrected ones too, by guest and entry."""
        for guest in sorted(guests):
            yield from self._stays.get(guest, ())

    def suspensions(self, guests: Collection[str], month: Nights) -> tuple[Suspension, ...]:
        """Nights of the month on which those guests receive no pocket money."""
        told = self._facts.suspended
        return tuple(
            Suspension(guest, max(first, month.first), min(until or date.max, month.until))
            for guest in sorted(told.keys() & set(guests))
            for first, until in told[guest]
            if first < month.until and (until is None or until > month.first)
        )

    def signed(self, month: date, centres: Collection[str]) -> set[tuple[str, str]]:
        """Guest and centre of the signatures for the pocket money of a month."""
        told = ((centre, guest) for centre in centres for guest in self._facts.signed.get((UUID(centre), month), ()))
        return {(self.merged.get(guest, guest), centre) for centre, guest in told}

    def confirmations(self, centre: UUID, month: Nights) -> tuple[Confirmation, ...]:
        """When the centre confirmed each night of a month."""
        return tuple(self._facts.confirmed.get((centre, month.first), ()))

    def prices(self, contract: UUID) -> list[Price]:
        """The prices of a contract, from the oldest."""
        return self._facts.prices.get(contract, [])

    def capacities(self, centre: UUID) -> list[Capacity]:
        """The places of a centre, from the oldest: authorised ones, and those that an order of the prefect adds."""
        return self._facts.capacities.get(centre, [])

    def policies(self, contract: UUID) -> list[DatedPolicy]:
        """What a contract pays for, from the oldest."""
        return self._facts.policies.get(contract, [])

    def contracts(self, centre: UUID) -> list[Held]:
        """Under which contracts a centre works, from the oldest."""
        return self._facts.contracts.get(centre, [])


def touches(stay: Slept, month: Nights) -> bool:
    """Whether a stay reaches into a month, or ends on its first day."""
    return stay.entry < month.until and (stay.exit is None or stay.exit >= month.first)


def merged_guests(prefecture: str) -> dict[str, str]:
    """Guests whose persons were found to be one: under which guest they stand now. Sealed registers keep the old one."""
    with connection.cursor() as cursor:
        cursor.execute(MERGED, [prefecture])
        persons: dict[UUID, UUID] = dict(cursor.fetchall())
    if not persons:
        return {}
    held = dict(Guest.objects.filter(person__in={*persons, *persons.values()}).values_list("person", "pk"))
    pairs = ((held.get(one), held.get(other)) for one, other in persons.items())
    found = {str(one): str(other) for one, other in pairs if one and other}
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


def slept(guests: Iterable[str]) -> Iterator[Slept]:
    """Stays of those guests that began, by guest and entry."""
    with connection.cursor() as cursor:
        cursor.execute(STAYS, [list(guests)])
        for row in cursor.fetchall():
            yield Slept(*row)


def _relatives(families: Collection[str]) -> dict[str, set[str]]:
    """The guests of each of those families."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = FamilyMember.objects.filter(family__in=keys(families)) if families else FamilyMember.objects.none()
    for family, guest in rows.values_list("family", "person__guest__pk"):
        if guest:
            found[str(family)].add(str(guest))
    return found
