"""Unaccompanied minors among adults: their nights, what is left of them, and whom to move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from approdo.core.access.actor import Actor
from approdo.core.rules.nights import Nights
from approdo.people.rules import birth
from approdo.people.rules.vocabulary import BirthPrecision
from approdo.reception.limits import minor_limits
from approdo.reception.models import Centre, Guest, HousingUnit, SectionTerm, Stay
from approdo.reception.queries import bodies, stays
from approdo.reception.queries.centres import RoomShown
from approdo.reception.rules.expiries import Stop
from approdo.reception.rules.minors import SectionCount, in_section, section_count
from approdo.reception.rules.occupancy import Sleeper, fits
from approdo.reception.rules.vocabulary import CentreType, SexProfile, StayState

DAY = timedelta(days=1)
GOING_ON = (StayState.PLANNED.value, StayState.PRESENT.value)


@dataclass(frozen=True, slots=True)
class SectionStanding:
    """A minor among adults, with the count of their days and the extension where there is one."""

    stay: Stay
    name: str
    count: SectionCount
    term: SectionTerm | None
    article: str
    warning: int | None
    has_section: bool


def majority_of(guest: Guest) -> date | None:
    """The first day on which a guest is an adult for certain."""
    return birth.majority_on(guest.person.birth_date, BirthPrecision(guest.person.birth_precision))


def is_minor(guest: Guest, on: date) -> bool:
    """Whether somebody is an unaccompanied minor on a day: in doubt, who was registered as one is."""
    majority = majority_of(guest)
    return guest.unaccompanied_minor and (majority is None or on < majority)


def youngest(guest: Guest, on: date) -> int | None:
    """The lowest age that the birth date of a guest allows."""
    found = birth.age(guest.person.birth_date, BirthPrecision(guest.person.birth_precision), on)
    return None if found is None else found.lowest


def among_adults(guest_ids: Iterable[UUID], without: Collection[UUID] = ()) -> dict[UUID, list[Nights]]:
    """The nights of guests in centres for adults, wherever in the prefecture, planned ones included."""
    rows = Stay.objects.filter(guest__in=list(guest_ids), superseded_at__isnull=True, state__in=stays.HOLDING)
    rows = rows.exclude(centre__type=CentreType.CAS_UAM.value).exclude(lineage__in=without)
    found: dict[UUID, list[Nights]] = defaultdict(list)
    for row in rows.only("guest_id", "entry", "planned_entry", "exit", "planned_exit", "lineage"):
        held = nights_of(row)
        if held is not None:
            found[row.guest_id].append(held)
    return found


def nights_of(row: Stay) -> Nights | None:
    """The nights that a stay is for: up to the day of leaving, else up to the planned one, else without an end."""
    first, until = row.entry or row.planned_entry, row.exit or row.planned_exit or date.max
    return Nights(first, until) if first is not None and first < until else None


def has_section(centre: Centre) -> bool:
    """Whether a unit of a centre is only for minors."""
    return HousingUnit.objects.filter(centre=centre, minors_section=True).exists()


@dataclass(frozen=True, slots=True)
class UnitShown:
    """A unit of a centre for adults, and whether it is only for minors."""

    id: UUID
    name: str
    minors_section: bool


def units_of(centre: Centre, rooms: Iterable[RoomShown]) -> list[UnitShown]:
    """The units of a centre for adults, any of which may be a section for minors; none of one for minors."""
    if not in_section(CentreType(centre.type)):
        return []
    return list({room.unit_id: UnitShown(room.unit_id, room.unit, room.minors_section) for room in rooms}.values())


def minors_centre_free(
    guest: Guest, sleeper: Sleeper, on: date, today: date, without: Collection[UUID]
) -> Centre | None:
    """A centre for unaccompanied minors that could receive one on a night; None when there is no place."""
    rows = Centre.objects.filter(prefecture_id=guest.prefecture_id, type=CentreType.CAS_UAM.value)
    for centre in rows.select_related("body").order_by("name", "pk"):
        able = fits(SexProfile(centre.sex_profile), sleeper) and stays.contract_of(centre, on) is not None
        if not able or bodies.lacking(centre.body, Stop.PLACEMENTS, today):
            continue
        if min(step.places for step in stays.free(centre, Nights(on, on + DAY), today, without)) > 0:
            return centre
    return None


def of_guest(by: Actor, guest: Guest, today: date) -> SectionStanding | None:
    """The count of one guest, None when they are not a minor among adults."""
    if not guest.unaccompanied_minor:
        return None
    found = _standings(stays.visible_to(by).filter(guest=guest), today)
    return found[0] if found else None


def of_centre(by: Actor, centre: Centre, today: date) -> list[SectionStanding]:
    """The minors of a centre for adults, those who must leave first before the others."""
    return _standings(stays.visible_to(by).filter(centre=centre), today) if in_section(CentreType(centre.type)) else []


def waiting(by: Actor, today: date) -> list[SectionStanding]:
    """Minors among adults who must leave soon or should have left, or whose centre has no section for them."""
    found = _standings(stays.visible_to(by), today)
    return [one for one in found if one.warning is not None or not one.has_section]


def _standings(rows: QuerySet[Stay], today: date) -> list[SectionStanding]:
    """Of those of the stays that go on; one question brings the other stays of the same minors as well."""
    shown = rows.filter(state__in=GOING_ON, guest__unaccompanied_minor=True)
    shown = shown.exclude(centre__type=CentreType.CAS_UAM.value)
    units = HousingUnit.objects.filter(centre=OuterRef("centre"), minors_section=True)
    every = Stay.objects.filter(guest__in=shown.values("guest"), superseded_at__isnull=True, state__in=stays.HOLDING)
    every = every.exclude(centre__type=CentreType.CAS_UAM.value).select_related(
        "guest__person", "guest__section_term__extended_by", "centre"
    )
    of: dict[UUID, list[Stay]] = defaultdict(list)
    for row in every.annotate(shown=Exists(shown.filter(pk=OuterRef("pk"))), sectioned=Exists(units)):
        of[row.guest_id].append(row)
    found = [
        _standing(row, held, today)
        for held in of.values()
        for row in held
        if row.shown and is_minor(row.guest, max(today, _first(row)))  # type: ignore[attr-defined]
    ]
    return sorted(found, key=lambda one: (one.count.until or date.max, one.name, one.stay.pk))


def _first(row: Stay) -> date:
    return row.entry or row.planned_entry or date.min


def _standing(row: Stay, held: Iterable[Stay], today: date) -> SectionStanding:
    limits, term = minor_limits(today), getattr(row.guest, "section_term", None)
    others = [nights_of(other) for other in held if other.pk != row.pk]
    counted = section_count(
        [nights for nights in others if nights is not None],
        Nights(_first(row), date.max),
        days=term.days if term else limits.section_days,
        extension=term.extension_days if term else 0,
        majority=majority_of(row.guest),
        today=today,
    )
    warning, sectioned = counted.warning(limits.warnings), row.sectioned  # type: ignore[attr-defined]
    return SectionStanding(row, str(row.guest.person), counted, term, limits.article, warning, sectioned)
