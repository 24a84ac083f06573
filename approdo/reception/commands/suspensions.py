"""Pocket money suspended by a measure that was decided on paper; those decided here write their own."""

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
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import InvalidInput, Refusal
from approdo.reception.models import PocketMoneySuspension
from approdo.reception.queries import guests


@transaction.atomic
def suspend_pocket_money(
    *, by: Actor, guest_id: UUID, first: date, until: date | None, reference: str
) -> PocketMoneySuspension:
    """Suspend a guest's pocket money from `first` to the day before `until`, by a measure of the prefect.

    Raises NotAllowed, NotFound, InvalidInput (no night, no measure), Refusal (suspended already in these nights).
    Source: legislative decree 142/2015, art. 23 c. 2 lett. c.
    """
    require(by, Permission.EVIDENCE_RECORD)
    guest = guests.guest(by, guest_id)
    if until is not None and until <= first:
        words = _("The day on which it ends comes after the first.")
        raise InvalidInput("nights_inverted", words, fields={"until": words})
    measure = " ".join(reference.split())[:120]
    if not measure:
        raise InvalidInput("measure_missing", _("Write which measure."), fields={"reference": _("Write this.")})
    refusal = Refusal("suspended_already", _("The pocket money of this guest is suspended in these nights already."))
    with refusing("pocket_money_suspended_once", refusal):
        row = PocketMoneySuspension.objects.create(
            prefecture_id=by.prefecture, guest=guest, during=DateRange(first, until), reference=measure,
            recorded_at=timezone.now(), recorded_by_id=by.user_id,
        )  # fmt: skip
    audit.record(by, "pocket_money.suspended", "guest", guest.pk, first=first, until=until, measure=measure)
    return row
