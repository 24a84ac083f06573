"""Who sleeps in which bed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.pages.formats import short_date
from approdo.core.saying import not_later
from approdo.reception import placing, stay_rows
from approdo.reception.models import BedUse, Stay
from approdo.reception.rules.vocabulary import StayState


@transaction.atomic
def assign_bed(
    *,
    by: Actor,
    stay_id: UUID,
    bed_id: UUID,
    since: date,
    expected_version: int | None = None,
    today: date | None = None,
) -> BedUse:
    """Give a bed of the centre to a guest who is there and has none.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (taken, out of use, a room for others, a bed already).
    """
    require(by, Permission.STAY_RECORD)
    row, today = _present(by, stay_id, since, expected_version, today)
    use = stay_rows.lie_down(by, row, placing.fit_bed(by, row, bed_id, since, today), since)
    audit.record(by, "stay.bed_assigned", "stay", row.lineage, bed=bed_id, since=since)
    return use


@transaction.atomic
def move_bed(
    *,
    by: Actor,
    stay_id: UUID,
    bed_id: UUID,
    since: date,
    expected_version: int | None = None,
    today: date | None = None,
) -> BedUse:
    """Give a guest another bed of the same centre from a day on; the bed they had is free from that day.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (no bed yet, taken, out of use, a room for others).
    """
    require(by, Permission.STAY_RECORD)
    row, today = _present(by, stay_id, since, expected_version, today)
    uses = (
        BedUse.objects.select_for_update().filter(place=row.lineage, during__overlap=(since, None)).order_by("during")
    )
    had = list(uses)
    if not had:
        raise Refusal("no_bed_yet", _("They have no bed on that day: assign one instead."))
    if any(use.bed_id == bed_id and use.during.lower <= since for use in had):
        raise Refusal("same_bed", _("They sleep in this bed already."))
    for use in had:
        if use.during.lower >= since:
            use.delete()
        else:
            BedUse.objects.filter(pk=use.pk).update(during=DateRange(use.during.lower, since))
    made = stay_rows.lie_down(by, row, placing.fit_bed(by, row, bed_id, since, today), since)
    audit.record(
        by, "stay.bed_moved", "stay", row.lineage, bed=bed_id, since=since, before=[str(use.bed_id) for use in had]
    )
    return made


def _present(by: Actor, stay_id: UUID, since: date, expected: int | None, today: date | None) -> tuple[Stay, date]:
    today = today or timezone.localdate()
    not_later(since, today, "since")
    row, _centres = placing.lock_stay(by, stay_id, expected)
    placing.in_state(row, StayState.PRESENT)
    if row.entry is not None and since < row.entry:
        sentence = _("They entered on %(day)s.") % {"day": short_date(row.entry)}
        raise InvalidInput("before_entry", sentence, fields={"since": sentence})
    return row, today
