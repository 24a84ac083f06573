"""The only door to stays: those that hold now, and what was believed of them before."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.rules.nights import Nights, NightSet, nights
from approdo.reception.models import BedUse, Centre, CentreContract, Guest, OutOfUse, RegisterMonth, Stay
from approdo.reception.queries import centres
from approdo.reception.rules.occupancy import Free, PlacesFrom, free_places, held_nights
from approdo.reception.rules.vocabulary import MonthState, StayState

INSIDE = (StayState.PRESENT.value, StayState.LEFT.value)
HOLDING = (StayState.PLANNED.value, *INSIDE)


def every_version(by: Actor) -> QuerySet[Stay]:
    """Stays of the actor's centres with what was believed of them before; nothing for who may see no reception."""
    rows = Stay.objects.filter(prefecture_id=by.prefecture)
    return rows if by.may(Permission.RECEPTION_SEE) else rows.filter(centre__in=centres.visible_to(by))


def visible_to(by: Actor) -> QuerySet[Stay]:
    """Stays that the actor may see, as they hold now."""
    return every_version(by).filter(superseded_at__isnull=True)


def stay(by: Actor, lineage: UUID) -> Stay:
    """One stay as it holds now.

    Raises NotFound.
    """
    found = visible_to(by).filter(lineage=lineage).select_related("guest__person", "centre", "contract").first()
    if found is None:
        raise NotFound("stay_not_found", _("This stay does not exist, or it is not of your centres."))
    return found


def version_of(row: Stay) -> int:
    """How many times a stay was written: what one must have read in order to change it."""
    return Stay.objects.filter(prefecture_id=row.prefecture_id, lineage=row.lineage).count()


def history(by: Actor, lineage: UUID) -> list[Stay]:
    """Everything ever written of a stay, the oldest first."""
    rows = every_version(by).filter(lineage=lineage).select_related("centre", "recorded_by")
    return list(rows.order_by("recorded_at", "superseded_at"))


def of_guest(by: Actor, guest_id: UUID, known_at: datetime | None = None) -> list[Stay]:
    """Stays of a guest, the latest first: as they hold now, or as they were known at a moment."""
    rows = every_version(by).filter(guest_id=guest_id).select_related("centre", "contract", "recorded_by")
    if known_at is None:
        rows = rows.filter(superseded_at__isnull=True)
    else:
        rows = rows.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_at), recorded_at__lte=known_at)
    return sorted(rows, key=_day, reverse=True)


def _day(row: Stay) -> date:
    return row.entry or row.planned_entry or date.min


def free(centre: Centre, over: Nights, today: date, without: Collection[UUID] = ()) -> tuple[Free, ...]:
    """Free places of a centre over a period, leaving out the stays of some lineages."""
    steps = [PlacesFrom(row.valid_from, row.authorised + row.emergency) for row in centre.capacities.all()]
    if centre.closed_on is not None:
        steps = [step for step in steps if step.valid_from < centre.closed_on] + [PlacesFrom(centre.closed_on, 0)]
    taken = (held(row, today) for row in holding(centre.pk, over) if row.lineage not in without)
    return free_places(over, steps, taken, out_of_use(centre.pk, over))


def holding(centre_id: UUID, over: Nights) -> Iterable[Stay]:
    """Stays that may take a place of a centre in a period."""
    inside = Q(state__in=INSIDE, entry__lt=over.until) & (Q(exit__isnull=True) | Q(exit__gt=over.first))
    planned = Q(state=StayState.PLANNED.value, planned_entry__lt=over.until) & (
        Q(planned_exit__isnull=True) | Q(planned_exit__gt=over.first)
    )
    return Stay.objects.filter(inside | planned, centre_id=centre_id, superseded_at__isnull=True)


def held(row: Stay, today: date) -> NightSet:
    """The nights on which a stay takes a place; none when it was cancelled or nobody came."""
    first = row.entry if row.state in INSIDE else row.planned_entry
    if first is None or row.state not in HOLDING:
        return ()
    return held_nights(first, row.planned_exit, row.exit, row.state == StayState.PRESENT.value, today)


def out_of_use(centre_id: UUID, over: Nights) -> list[NightSet]:
    """Nights on which beds of a centre cannot be used, one set for each entry."""
    rows = OutOfUse.objects.filter(bed__centre_id=centre_id, during__overlap=(over.first, over.until))
    return [nights(row.during.lower or date.min, row.during.upper or date.max) for row in rows]


def contract_of(centre: Centre, on: date) -> CentreContract | None:
    """Under which contract a centre works on a day, if it is in force that day."""
    rows = CentreContract.objects.filter(centre=centre, during__contains=on, contract__in_force__contains=on)
    return rows.select_related("contract").first()


def last_night(held_by: CentreContract) -> date | None:
    """The day after the last night for which the contract lets a centre receive somebody; None without an end."""
    ends = [day for day in (held_by.during.upper, held_by.contract.in_force.upper) if day is not None]
    return min(ends, default=None)


def shut_months(centre_ids: Collection[UUID]) -> list[RegisterMonth]:
    """Months of some centres that were closed, checked or sealed and not opened again; locked, so that none changes."""
    latest = RegisterMonth.objects.filter(centre_id__in=centre_ids).order_by("centre_id", "month", "-edition")
    one_each = latest.distinct("centre_id", "month").values("pk")
    rows = RegisterMonth.objects.filter(pk__in=one_each).select_related("centre").order_by("pk")
    return [row for row in rows.select_for_update(of=("self",)) if row.state != MonthState.OPEN.value]


def beds_of(row: Stay) -> QuerySet[BedUse]:
    """The beds of a stay, the first one first."""
    return BedUse.objects.filter(place=row.lineage).select_related("bed__room__unit").order_by("during")


def written_of_guest(by: Actor, guest_id: UUID) -> QuerySet[Stay]:
    """Everything ever written of the stays of a guest, the latest first."""
    rows = every_version(by).filter(guest_id=guest_id).select_related("centre", "recorded_by")
    return rows.order_by("-recorded_at", "-superseded_at")


def beds_of_guest(by: Actor, guest_id: UUID) -> QuerySet[BedUse]:
    """The beds of a guest in centres that the actor may see, the latest first."""
    rows = BedUse.objects.filter(guest_id=guest_id, bed__centre__in=centres.visible_to(by))
    return rows.select_related("bed__room__unit", "bed__centre").order_by("-during")


def present_with(by: Actor, row: Stay, others: QuerySet[Guest]) -> QuerySet[Stay]:
    """The stays of those guests who are present in the same centre."""
    rows = visible_to(by).filter(guest__in=others.order_by().values("pk"), centre_id=row.centre_id)
    return rows.filter(state=StayState.PRESENT.value).select_related("guest__person")
