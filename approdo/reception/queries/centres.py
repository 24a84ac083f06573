"""The only door to centres, their places and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound
from approdo.core.rules.ordering import counted
from approdo.reception.models import (
    Bed,
    BedUse,
    Centre,
    CentreCapacity,
    CentreContract,
    OutOfUse,
    RegisterMonth,
    Stay,
)
from approdo.reception.queries.bodies import of_own_bodies
from approdo.reception.rules.contracts import first_open_day
from approdo.reception.rules.facts import CentreFacts
from approdo.reception.rules.vocabulary import CentreType, MonthState, SexProfile


@dataclass(frozen=True, slots=True)
class Totals:
    """What the centres of a list hold together on a day."""

    centres: int = 0
    authorised: int = 0
    usable: int = 0
    present: int = 0
    free: int = 0  # usable places without anybody: who is too many in one centre sleeps in no free place of another
    beyond: int = 0  # guests for whom their centre has no place


def visible_to(by: Actor) -> QuerySet[Centre]:
    """Centres that the actor may know of."""
    return of_own_bodies(by, Centre.objects.all(), "body")


def centre(by: Actor, identifier: UUID) -> Centre:
    """One centre with its body. Raises NotFound."""
    found: Centre = _one(visible_to(by), identifier)
    return found


def centre_with_places(by: Actor, identifier: UUID, on: date) -> Any:
    """One centre with its body and its places on a day, as `with_places`. Raises NotFound."""
    return _one(with_places(visible_to(by), on), identifier)


def _one(rows: QuerySet[Any], identifier: UUID) -> Any:
    found = rows.select_related("body").filter(pk=identifier).first()
    if found is None:
        raise centre_not_found()
    return found


def facts_of(centre: Centre) -> CentreFacts:
    """What is written of a centre, as its form says it."""
    told = {name: getattr(centre, name) for name in CentreFacts.__dataclass_fields__}
    return CentreFacts(**{**told, "type": CentreType(centre.type), "sex_profile": SexProfile(centre.sex_profile)})


def centre_not_found() -> NotFound:
    """There is no such centre, or the actor may not know that there is."""
    return NotFound("centre_not_found", _("This centre does not exist, or is not of your managing body."))


def with_places(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """The centres with their places on a day: `authorised`, `emergency`, `beds_laid`, `beds_out`, `usable` (as the rule
    `places.usable` says), `present` and `free` (usable less present)."""
    held = CentreCapacity.objects.filter(centre=OuterRef("pk"), valid_from__lte=on).order_by("-valid_from")
    rows = rows.annotate(
        authorised=Coalesce(Subquery(held.values("authorised")[:1]), 0),
        emergency=Coalesce(Subquery(held.values("emergency")[:1]), 0),
        beds_laid=_counted(Bed.objects.filter(centre=OuterRef("pk")), "centre"),
        beds_out=_counted(OutOfUse.objects.filter(bed__centre=OuterRef("pk"), during__contains=on), "bed__centre"),
        present=_counted(sleeping(on).filter(centre=OuterRef("pk")), "centre"),
    )
    allowed = F("authorised") + F("emergency")
    usable = Case(When(beds_laid=0, then=allowed), default=Least(allowed, F("beds_laid") - F("beds_out")))
    found: QuerySet[Any] = rows.annotate(usable=usable).annotate(free=F("usable") - F("present"))
    return found


def sleeping(on: date) -> QuerySet[Stay]:
    """The stays of who sleeps somewhere in the night of a day, as they are known now."""
    return Stay.objects.filter(superseded_at__isnull=True, entry__lte=on).filter(Q(exit__isnull=True) | Q(exit__gt=on))


def _counted(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(told=Count("pk")).values("told")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def listed(
    by: Actor, on: date, text: str = "", type_: str = "", comune: str = "", state: str = "open"
) -> QuerySet[Any]:
    """Centres with their places; `text` is looked for in name, code, address and body's name. `state`: `open` on the
    day, `closed`, or all."""
    rows: QuerySet[Any] = with_places(visible_to(by).select_related("body"), on)
    if text:
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(code__icontains=text)
            | Q(address__icontains=text)
            | Q(body__name__icontains=text)
        )
    if type_:
        rows = rows.filter(type=type_)
    if comune:
        rows = rows.filter(comune=comune)
    closed = Q(closed_on__isnull=False, closed_on__lte=on)
    return rows.filter(closed) if state == "closed" else rows.exclude(closed) if state == "open" else rows


def totals(rows: QuerySet[Any]) -> Totals:
    """What those centres, taken from `listed`, hold together."""
    found = rows.values_list("authorised", "usable", "present", "free")
    authorised, usable, present, free = zip(*found, strict=True) if found else ((), (), (), ())
    return Totals(
        len(found), sum(authorised), sum(usable), sum(present), sum(max(0, one) for one in free),
        sum(max(0, -one) for one in free),
    )  # fmt: skip


def comuni(by: Actor) -> list[str]:
    """Codes of the comuni where there is a centre."""
    return list(visible_to(by).order_by("comune").values_list("comune", flat=True).distinct())


def capacities(found: Centre) -> QuerySet[CentreCapacity]:
    """How the places of a centre changed, the latest first."""
    return found.capacities.order_by("-valid_from")


def contracts_of(found: Centre) -> QuerySet[CentreContract]:
    """Under which contracts a centre works and worked, the latest first."""
    return found.contracts.select_related("contract").order_by("-during")


@dataclass(frozen=True, slots=True)
class RoomShown:
    """A room of a unit with its beds: how many are out of use and slept in on the day."""

    unit: str
    unit_id: UUID
    minors_section: bool
    id: UUID
    name: str
    sex_profile: str
    accessible: bool
    square_metres: Any
    beds: int
    out: int
    taken: int


def rooms_of(found: Centre, on: date) -> list[RoomShown]:
    """The rooms of a centre, unit by unit."""
    rooms: dict[UUID, list[Any]] = {}
    rows = (
        Bed.objects.filter(centre=found)
        .select_related("room__unit")
        .annotate(
            out=Exists(OutOfUse.objects.filter(bed=OuterRef("pk"), during__contains=on)),
            taken=Exists(BedUse.objects.filter(bed=OuterRef("pk"), during__contains=on)),
        )
    )
    for bed in sorted(rows, key=place_of_bed):
        rooms.setdefault(bed.room_id, []).append(bed)
    return [_shown(beds) for beds in rooms.values()]


def _shown(beds: list[Any]) -> RoomShown:
    room = beds[0].room
    return RoomShown(
        unit=room.unit.name, unit_id=room.unit_id, minors_section=room.unit.minors_section, id=room.pk, name=room.name,
        sex_profile=room.sex_profile, accessible=room.accessible, square_metres=room.square_metres, beds=len(beds),
        out=sum(bed.out for bed in beds), taken=sum(bed.taken for bed in beds),
    )  # fmt: skip


def beds_of(found: Centre) -> list[Bed]:
    """The beds of a centre, in order."""
    return sorted(found.beds.select_related("room__unit"), key=place_of_bed)


def place_of_bed(bed: Bed) -> tuple[Any, ...]:
    """What orders the beds of a centre: unit, room and bed as people count them."""
    return counted(bed.room.unit.name), counted(bed.room.name), counted(bed.name), bed.pk


def out_of_use(found: Centre) -> QuerySet[OutOfUse]:
    """Beds out of use, now, later and in the past, the latest first."""
    return (
        OutOfUse.objects.filter(bed__centre=found)
        .select_related("bed__room__unit", "recorded_by")
        .order_by("-during", "id")
    )


def open_from(found: Centre) -> date | None:
    """The first day on which the places of a centre may still change: after its last sealed month."""
    last = RegisterMonth.objects.filter(centre=found, state=MonthState.SEALED.value).aggregate(last=Max("month"))[
        "last"
    ]
    return first_open_day([last] if last else [])


def last_slept(found: Centre) -> date | None:
    """The last day a stay of the centre reaches; `date.max` when somebody is there without an end."""
    stays = Stay.objects.filter(centre=found, superseded_at__isnull=True, entry__isnull=False)
    if stays.filter(exit__isnull=True).exists():
        return date.max
    last: date | None = stays.aggregate(last=Max("exit"))["last"]
    return last
