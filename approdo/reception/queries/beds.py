"""Beds of a centre: which are free for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound
from approdo.reception.models import Bed, BedUse, OutOfUse
from approdo.reception.queries import centres


def bed(by: Actor, centre_id: UUID, bed_id: UUID) -> Bed:
    """A bed of a centre that the actor may see.

    Raises NotFound.
    """
    rows = Bed.objects.filter(pk=bed_id, centre_id=centre_id, centre__in=centres.visible_to(by))
    found = rows.select_related("room__unit", "centre").first()
    if found is None:
        raise NotFound("bed_not_found", _("This bed does not exist in this centre."))
    return found


def free_from(by: Actor, centre_id: UUID, since: date) -> list[Bed]:
    """Beds of a centre that nobody has from a day on and that can be used that night."""
    days = (since, None)
    used = BedUse.objects.filter(bed=OuterRef("pk"), during__overlap=days)
    broken = OutOfUse.objects.filter(bed=OuterRef("pk"), during__overlap=(since, since + timedelta(days=1)))
    rows = Bed.objects.filter(centre_id=centre_id, centre__in=centres.visible_to(by))
    free = rows.filter(~Exists(used), ~Exists(broken)).select_related("room__unit")
    return sorted(free, key=centres.place_of_bed)


def out_of_use(of: Bed, first: date, until: date) -> Sequence[OutOfUse]:
    """When and why a bed cannot be used in a period."""
    return list(OutOfUse.objects.filter(bed=of, during__overlap=(first, until)).order_by("during"))
