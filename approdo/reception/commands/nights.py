"""The nights of a centre: who was there, as one source says, and the centre's word that a night is whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotAllowed, Refusal
from approdo.reception import register_rows as rows
from approdo.reception.models import NightConfirmation
from approdo.reception.place_locks import locked_centre
from approdo.reception.queries import register
from approdo.reception.rules.presence import OF_THE_CENTRE
from approdo.reception.rules.vocabulary import NightSource, NightState


@transaction.atomic
def record_nights(
    *,
    by: Actor,
    centre_id: UUID,
    first: date,
    until: date,
    states: Mapping[UUID, NightState],
    source: NightSource,
    today: date,
    note: str = "",
) -> int:
    """Say where guests of a centre were in the nights from `first` to the one before `until`. All of it, or nothing.

    What it contradicts is superseded and kept. Says how many new rows it took.
    Raises NotAllowed (a source that is not the centre's), NotFound, InvalidInput (no night, a night to come, outside
    a stay), Refusal (month closed or sealed). Source: domain rule 2.2.
    """
    require(by, Permission.NIGHT_RECORD)
    centre = locked_centre(by, centre_id)
    if source not in OF_THE_CENTRE and not by.may(Permission.RECEPTION_SEE):
        raise NotAllowed(
            "source_not_yours", _("Only the prefecture records what police, hospitals or inspections say.")
        )
    nights = rows.period(first, until, today)
    if not states:
        words = _("Say of at least one guest where they were.")
        raise InvalidInput("nobody_told", words, fields={"states": words})
    rows.refuse_closed(centre, nights)
    words_of = rows.by_guest(states, nights)
    rows.refuse_strangers(centre, words_of)
    written = rows.write(by, centre, words_of, source, " ".join(note.split())[:200])
    audit.record(
        by, "night.recorded", "centre", centre.pk, first=nights.first, until=nights.until, source=source,
        guests=len(states), written=written,
        states={state: sum(1 for one in states.values() if one is state) for state in sorted(set(states.values()))},
    )  # fmt: skip
    return written


@transaction.atomic
def confirm_night(*, by: Actor, centre_id: UUID, night: date, today: date) -> NightConfirmation:
    """Say that the register of a night is whole. The number of present guests is kept as it was that moment.

    Raises NotAllowed, NotFound, InvalidInput (a night to come), Refusal (somebody has no state, confirmed already,
    month closed or sealed). Source: domain rule 2.7, step 1.
    """
    require(by, Permission.NIGHT_RECORD)
    centre = locked_centre(by, centre_id)
    nights = rows.period(night, night + timedelta(days=1), today, field="night")
    rows.refuse_closed(centre, nights)
    if NightConfirmation.objects.filter(centre=centre, night=night).exists():
        raise Refusal("night_confirmed", _("This night was confirmed already. Nothing was done a second time."))
    told = register.states_of_night(centre, night)
    missing = [guest for guest, state in told.items() if state is None]
    if missing:
        words = _("%(n)s guests of the centre have no state for this night: record them first.")
        raise Refusal("night_not_whole", words % {"n": len(missing)})
    made = NightConfirmation.objects.create(
        prefecture_id=by.prefecture, centre=centre, night=night, confirmed_at=timezone.now(),
        confirmed_by_id=by.user_id, present=sum(1 for state in told.values() if state is NightState.PRESENT),
    )  # fmt: skip
    audit.record(by, "night.confirmed", "centre", centre.pk, night=night, present=made.present, guests=len(told))
    return made
