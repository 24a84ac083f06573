"""Units, rooms and beds of a centre, and the beds that cannot be used for some days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.saying import wrong_fields
from approdo.reception.models import Bed, BedUse, Centre, HousingUnit, OutOfUse, Room
from approdo.reception.place_locks import locked_centre, touch
from approdo.reception.rules.vocabulary import SexProfile

MOST_BEDS = 2000  # of one act


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """A room to be laid out: its unit by name, how many beds, who may sleep in it."""

    unit: str
    name: str
    beds: int
    sex_profile: SexProfile = SexProfile.ANY
    accessible: bool = False
    square_metres: Decimal | None = None


@transaction.atomic
def lay_out(*, by: Actor, centre_id: UUID, rooms: Sequence[RoomPlan]) -> int:
    """Lay out rooms and beds, all or none; how many beds were made. A unit that stands there gets the new rooms.

    Raises NotAllowed, NotFound, InvalidInput (nothing, a room without a bed or twice), Refusal (a room stands there).
    """
    require(by, Permission.CENTRE_EDIT)
    centre = locked_centre(by, centre_id)
    plans = [RoomPlan(**{**asdict(one), "unit": _plain(one.unit), "name": _plain(one.name)}) for one in rooms]
    _check(plans)
    units = {unit.name: unit for unit in centre.units.all()}
    standing = set(Room.objects.filter(unit__centre=centre).values_list("unit__name", "name"))
    for plan in plans:
        if (plan.unit, plan.name) in standing:
            raise Refusal(
                "room_known",
                _("Room “%(room)s” of “%(unit)s” stands there already.") % {"room": plan.name, "unit": plan.unit},
            )
        if plan.unit not in units:
            units[plan.unit] = HousingUnit.objects.create(prefecture_id=by.prefecture, centre=centre, name=plan.unit)
        _make_room(centre, units[plan.unit], plan)
    made = sum(plan.beds for plan in plans)
    audit.record(
        by, "centre.laid_out", "centre", centre.pk, version=touch(centre), rooms=[asdict(plan) for plan in plans],
        beds=made,
    )  # fmt: skip
    return made


@transaction.atomic
def take_out_of_use(
    *, by: Actor, centre_id: UUID, bed_ids: Sequence[UUID], first: date, reason: str, until: date | None = None
) -> list[OutOfUse]:
    """Take beds out of use from a day on, until the day of their return or without an end.

    Raises NotAllowed, NotFound, InvalidInput, Refusal (somebody sleeps there, a bed is out of use in those days).
    """
    require(by, Permission.CENTRE_EDIT)
    centre = locked_centre(by, centre_id)
    beds = {bed.pk: bed for bed in centre.beds.filter(pk__in=bed_ids)}
    if not beds or len(beds) != len(set(bed_ids)):
        raise NotFound("bed_not_found", _("One of these beds is not of this centre."))
    if not reason.strip():
        raise _wrong("reason", _("Write this."))
    if until is not None and until <= first:
        raise _wrong("until", _("It ends before it begins."))
    days = DateRange(first, until)
    if BedUse.objects.filter(bed__in=beds, during__overlap=days).exists():
        raise Refusal("bed_slept_in", _("Somebody sleeps in one of these beds in those days: give them another first."))
    taken = Refusal("bed_out_already", _("One of these beds is out of use in those days already."))
    with refusing("bed_out_of_use_once", taken):
        made = [
            OutOfUse.objects.create(
                prefecture_id=by.prefecture, bed=bed, during=days, reason=reason.strip(), recorded_by_id=by.user_id
            )
            for bed in beds.values()
        ]
    audit.record(
        by, "centre.beds_out", "centre", centre.pk, version=touch(centre), beds=list(beds), first=first, until=until,
        reason=reason.strip(),
    )  # fmt: skip
    return made


@transaction.atomic
def return_to_use(*, by: Actor, centre_id: UUID, out_id: UUID, on: date) -> OutOfUse:
    """A bed can be used again from a day on; the days before stay written.

    Raises NotAllowed, NotFound, InvalidInput (before it was taken out).
    """
    require(by, Permission.CENTRE_EDIT)
    centre = locked_centre(by, centre_id)
    row = OutOfUse.objects.filter(bed__centre=centre, pk=out_id).first()
    if row is None:
        raise NotFound("out_of_use_not_found", _("This bed is not out of use any more."))
    if on <= row.during.lower:
        raise _wrong("on", _("It must be later than the day it was taken out."))
    if row.during.upper is not None and on > row.during.upper:
        raise _wrong("on", _("It comes back earlier than that already."))
    before = row.during.upper
    row.during = DateRange(row.during.lower, on)
    row.save(update_fields=["during"])
    audit.record(
        by, "centre.bed_back", "centre", centre.pk, version=touch(centre), bed=row.bed_id, on=on, before=before
    )
    return row


def _check(plans: Sequence[RoomPlan]) -> None:
    if not plans:
        raise _wrong("rooms", _("Write at least one room."))
    if sum(plan.beds for plan in plans) > MOST_BEDS:
        raise _wrong("rooms", _("These are too many beds for one act."))
    if len({(plan.unit, plan.name) for plan in plans}) != len(plans):
        raise _wrong("rooms", _("The same room stands here twice."))
    for plan in plans:
        if not plan.unit or not plan.name or plan.beds < 1:
            raise _wrong("rooms", _("A room has a unit, a name and at least one bed."))
        if plan.square_metres is not None and plan.square_metres <= 0:
            raise _wrong("rooms", _("The area of a room is above zero."))


def _make_room(centre: Centre, unit: HousingUnit, plan: RoomPlan) -> None:
    room = Room.objects.create(
        prefecture_id=centre.prefecture_id, unit=unit, name=plan.name, sex_profile=plan.sex_profile.value,
        accessible=plan.accessible, square_metres=plan.square_metres,
    )  # fmt: skip
    Bed.objects.bulk_create(
        Bed(prefecture_id=centre.prefecture_id, room=room, centre=centre, name=str(number + 1))
        for number in range(plan.beds)
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _wrong(name: str, words: object) -> InvalidInput:
    return wrong_fields("beds_invalid", {name: words})
