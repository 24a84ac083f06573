"""A landing as the rules of placement see it: groups of a notice, centres as they are, comuni with their load.

A fixed number of questions to the database, however many centres there are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from approdo.core.access.actor import Actor
from approdo.core.rules.nights import Nights, NightSet, nights
from approdo.people.models import PersonCitizenship
from approdo.people.rules import birth
from approdo.people.rules.vocabulary import BirthPrecision, Sex
from approdo.reception.definitions import weights
from approdo.reception.models import (
    ArrivalGroup,
    ArrivalNotice,
    ArrivalPerson,
    Bed,
    BedUse,
    Centre,
    CentreContract,
    Compliance,
    OutOfUse,
    Stay,
)
from approdo.reception.queries import arrivals, bodies, centres, stays
from approdo.reception.queries.sections import is_minor
from approdo.reception.rules.expiries import Stop, Subject, missing
from approdo.reception.rules.minors import in_section
from approdo.reception.rules.occupancy import PlacesFrom, free_places
from approdo.reception.rules.placement import Comune, Group, Member, Place, Problem, WhyNot
from approdo.reception.rules.vocabulary import ArrivalState, CentreType, Need, SexProfile, StayState

PROOFS = {Subject.DURC: WhyNot.DURC, Subject.ANTIMAFIA: WhyNot.ANTIMAFIA}


def problem_of(by: Actor, notice: ArrivalNotice, on: date, today: date) -> Problem:
    """Who of a notice still waits for a place, and every centre as it will be on a day."""
    waiting = notice.groups.filter(decision__isnull=True).prefetch_related("persons")
    groups = tuple(one for one in (group_of(row, on) for row in waiting) if one.members)
    told = _Told(by, on, today)
    rows = sorted(told.centres.values(), key=lambda row: row.code)
    loads = Counter[str]()
    for row in rows:
        loads[row.comune] += told.sleeping[row.pk]
    codes = sorted({row.comune for row in rows})
    known, nothing = arrivals.numbers(by, codes), arrivals.ComuneNumbers()
    told_of = ((code, known.get(code, nothing)) for code in codes)
    comuni = tuple(Comune(code, one.residents, loads[code], one.most) for code, one in told_of)
    return Problem(groups, tuple(told.place(row) for row in rows), comuni, weights(on)).canonical()


def group_of(row: ArrivalGroup, on: date) -> Group:
    """A group with those of it who are not known to be missing."""
    persons = [one for one in row.persons.all() if one.state != ArrivalState.NO_SHOW.value]
    return Group(
        row.label,
        tuple(_member(one, row.unaccompanied, on) for one in persons),
        row.unaccompanied,
        frozenset(row.separated),
        frozenset(row.apart),
        row.comune,
    )


def _member(row: ArrivalPerson, unaccompanied: bool, on: date) -> Member:
    born = row.birth_date
    return Member(
        row.sex == Sex.FEMALE.value,
        row.sex == Sex.MALE.value,
        unaccompanied or birth.may_be_minor(born, BirthPrecision(row.birth_precision), on),
        None if born is None else max(0, on.year - born.year - ((on.month, on.day) < (born.month, born.day))),
        frozenset(map(Need, row.needs.split())),
        frozenset(row.languages),
        row.nationality,
    )


@dataclass
class _Told:
    """What the database says of every centre at once."""

    by: Actor
    on: date
    today: date

    def __post_init__(self) -> None:
        rows = centres.visible_to(self.by).filter(opened_on__lte=self.on).exclude(closed_on__lte=self.on)
        found = rows.select_related("offer").prefetch_related("capacities")
        self.centres: dict[UUID, Centre] = {row.pk: row for row in found}
        self.over = Nights(self.on, date.max)
        self.taken: dict[UUID, list[NightSet]] = defaultdict(list)
        self.minors: dict[UUID, list[NightSet]] = defaultdict(list)
        self.sleeping: Counter[UUID] = Counter()
        self._stays()
        self.out: dict[UUID, list[NightSet]] = defaultdict(list)
        for one in OutOfUse.objects.filter(bed__centre__in=self.centres, during__overlap=(self.on, None)).values_list(
            "bed__centre_id", "during"
        ):
            self.out[one[0]].append(nights(one[1].lower or date.min, one[1].upper or date.max))
        self._beds()
        self._nationalities()
        self._contracts()
        self._proofs()

    def _stays(self) -> None:
        inside = Q(state__in=stays.INSIDE) & (Q(exit__isnull=True) | Q(exit__gt=self.on))
        planned = Q(state=StayState.PLANNED.value) & (Q(planned_exit__isnull=True) | Q(planned_exit__gt=self.on))
        held = Stay.objects.filter(inside | planned, centre__in=self.centres, superseded_at__isnull=True)
        told = held.select_related("guest__person").only(
            "centre_id", "state", "entry", "exit", "planned_entry", "planned_exit", "guest__unaccompanied_minor",
            "guest__person__birth_date", "guest__person__birth_precision",
        )  # fmt: skip
        for row in told:
            slept = stays.held(row, self.today)
            self.taken[row.centre_id].append(slept)
            if is_minor(row.guest, self.on):
                self.minors[row.centre_id].append(slept)
            self.sleeping[row.centre_id] += any(one.first <= self.on < one.until for one in slept)

    def _beds(self) -> None:
        used = BedUse.objects.filter(bed=OuterRef("pk"), during__overlap=(self.on, None))
        broken = OutOfUse.objects.filter(bed=OuterRef("pk"), during__contains=self.on)
        rows = Bed.objects.filter(centre__in=self.centres).annotate(
            usable=~Exists(broken), free=~Exists(used) & ~Exists(broken)
        )
        self.beds: dict[UUID, Counter[SexProfile]] = defaultdict(Counter)
        self.section_beds: dict[UUID, Counter[SexProfile]] = defaultdict(Counter)
        self.section_places: Counter[UUID] = Counter()  # beds of the section in use or free, none out of use
        self.accessible: Counter[UUID] = Counter()
        self.section_accessible: Counter[UUID] = Counter()
        self.marked: set[UUID] = set()  # where somebody said which rooms a wheelchair reaches
        self.sections: set[UUID] = set()  # centres with a part that is for unaccompanied minors
        for centre, profile, accessible, section, usable, free, count in (
            rows.order_by()
            .values_list(
                "centre_id", "room__sex_profile", "room__accessible", "room__unit__minors_section", "usable", "free"
            )
            .annotate(count=Count("pk"))
        ):
            beds, reached = (self.section_beds, self.section_accessible) if section else (self.beds, self.accessible)
            beds[centre][SexProfile(profile)] += count if free else 0
            if section:
                self.sections.add(centre)
                self.section_places[centre] += count if usable else 0
            if accessible:
                self.marked.add(centre)
                reached[centre] += count if free else 0

    def _nationalities(self) -> None:
        present = Stay.objects.filter(
            centre__in=self.centres, superseded_at__isnull=True, state=StayState.PRESENT.value
        )
        self.nationalities: dict[UUID, Counter[str]] = defaultdict(Counter)
        where: dict[UUID, UUID] = dict(present.values_list("guest__person_id", "centre_id"))
        rows = PersonCitizenship.objects.filter(person__in=present.values("guest__person_id"), valid_to__isnull=True)
        for person, country in rows.order_by("person_id", "country").values_list("person_id", "country"):
            if person in where:
                self.nationalities[where.pop(person)][country] += 1

    def _contracts(self) -> None:
        rows = CentreContract.objects.filter(
            centre__in=self.centres, during__contains=self.on, contract__in_force__contains=self.on
        )
        rows = rows.select_related("contract").prefetch_related("contract__prices", "contract__extensions")
        self.contracts = {row.centre_id: row.contract for row in rows}
        nights_of: Counter[UUID] = Counter()
        lived = Stay.objects.filter(
            contract__in={row.pk for row in self.contracts.values()}, superseded_at__isnull=True, entry__isnull=False
        )
        for contract, entry, left in lived.values_list("contract_id", "entry", "exit"):
            if entry is not None:
                nights_of[contract] += max(0, (min(left or self.today, self.today) - entry).days)
        self.prices = {row.pk: _price(row.prices.all(), self.on) for row in self.contracts.values()}
        # An estimate, at the price of the day: what was really paid stands in the accounts
        self.spent = set[UUID]()
        for row in self.contracts.values():
            price = self.prices[row.pk]
            worth = row.value + sum((one.value for one in row.extensions.all()), Decimal(0))
            if price is not None and Decimal(nights_of[row.pk] * price) / 100 >= worth:
                self.spent.add(row.pk)

    def _proofs(self) -> None:
        rows = Compliance.objects.filter(body__in={row.body_id for row in self.centres.values()})
        proofs: dict[UUID, list[Compliance]] = defaultdict(list)
        for row in rows:
            proofs[row.body_id].append(row)
        self.lacking = {
            body: tuple(missing(bodies.proofs(proofs[body]), Stop.PLACEMENTS, self.on))
            for body in {row.body_id for row in self.centres.values()}
        }

    def place(self, row: Centre) -> Place:
        """A centre as the rules see it."""
        offer = getattr(row, "offer", None)
        contract = self.contracts.get(row.pk)
        beds = self.beds.get(row.pk)
        return Place(
            id=row.code,
            comune=row.comune,
            type=CentreType(row.type),
            free=self._free(row),
            beds=dict(sorted(beds.items())) if beds else {},
            profile=SexProfile(row.sex_profile),
            accessible=row.accessible,
            accessible_beds=self.accessible[row.pk] if row.pk in self.marked else None,
            minors_section=row.pk in self.sections,
            services=frozenset(map(Need, offer.services)) if offer else frozenset(),
            languages=frozenset(offer.languages) if offer else frozenset(),
            hospital_minutes=offer.hospital_minutes if offer else None,
            school_minutes=offer.school_minutes if offer else None,
            commission_minutes=offer.commission_minutes if offer else None,
            nationalities=dict(sorted(self.nationalities[row.pk].items())),
            price=self.prices[contract.pk] if contract else None,
            stopped=tuple(self._stopped(row, offer)),
            section=self._section(row),
            section_beds=dict(sorted(self.section_beds[row.pk].items())) if row.pk in self.sections else {},
            section_accessible=self.section_accessible[row.pk],
        )

    def _free(self, row: Centre) -> int:
        """Places free on every night from the day of arrival until the centre closes."""
        steps = [PlacesFrom(one.valid_from, one.authorised + one.emergency) for one in row.capacities.all()]
        until = row.closed_on or date.max
        over = Nights(self.on, until)
        return max(0, min(one.places for one in free_places(over, steps, self.taken[row.pk], self.out[row.pk])))

    def _section(self, row: Centre) -> int:
        """Places of the section that no minor takes on any night from the day of arrival."""
        places = self.section_places[row.pk]
        if not places or not in_section(CentreType(row.type)):
            return 0
        over = Nights(self.on, row.closed_on or date.max)
        return max(
            0, min(one.places for one in free_places(over, [PlacesFrom(date.min, places)], self.minors[row.pk], []))
        )

    def _stopped(self, row: Centre, offer: Any) -> Iterable[WhyNot]:
        contract = self.contracts.get(row.pk)
        if offer and offer.stopped:
            yield WhyNot.SET_ASIDE
        if row.closed_on is not None:
            yield WhyNot.CLOSED
        if contract is None:
            yield WhyNot.NO_CONTRACT
        elif contract.pk in self.spent:
            yield WhyNot.CONTRACT_SPENT
        yield from (PROOFS[subject] for subject in self.lacking[row.body_id] if subject in PROOFS)


def _price(rows: Iterable[Any], on: date) -> int | None:
    """Cents a person and night in force on a day, after the discount."""
    dated = sorted((row.valid_from, row) for row in rows if row.valid_from <= on)
    if not dated:
        return None
    row = dated[-1][1]
    return round(Decimal(row.base * (100 - row.discount_percent)))
