"""Whom outreach met, in anonymous counts, and what of them is published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import Refusal
from approdo.core.saying import not_later, wrong_fields
from approdo.network.commands.outreach import KIND, coming_day, locked_stop
from approdo.network.council_definitions import least_public_count
from approdo.network.definitions import categories, languages
from approdo.network.models import OutreachFigures, OutreachTally, OutreachVisit
from approdo.network.offer_labels import TALLY_FAULTS
from approdo.network.queries import outreach
from approdo.network.records import known_words, recorded
from approdo.network.rules.outreach import Tally, TallySex, VisitState, quarter_before, tally_faults
from approdo.network.rules.small_numbers import shown, total_shown


@transaction.atomic
def record_visit(*, by: Actor, stop_id: UUID, day: date, tally: Tally, today: date | None = None) -> OutreachVisit:
    """Write down how many people a stop met on one of its days, or correct it. Counts alone: nothing of anybody.

    Raises NotAllowed, NotFound, InvalidInput (a day to come or not its own, counts that cannot stand), Refusal (called off).
    """
    require(by, Permission.NETWORK_EDIT)
    found = locked_stop(by, stop_id, None)
    not_later(day, today or timezone.localdate(), "day")
    coming_day(found, day)
    tally = _checked(tally)
    visit = found.visits.select_for_update().filter(day=day).first()
    corrected = visit is not None
    if visit is None:
        visit = OutreachVisit(prefecture_id=by.prefecture, stop=found, day=day, state=VisitState.HELD.value)
    elif visit.state != VisitState.HELD.value:
        raise Refusal("day_called_off", _("This day was called off: take that back first."))
    else:
        visit.version += 1
    visit.contacts = tally.contacts
    visit.save()
    visit.tallies.all().delete()
    OutreachTally.objects.bulk_create(
        OutreachTally(prefecture_id=by.prefecture, visit=visit, axis=axis.value, key=key, count=count)
        for axis, counts in tally.by_axis().items()
        for key, count in counts.items()
    )
    act = "outreach_stop.visit_corrected" if corrected else "outreach_stop.visit_recorded"
    recorded(by, KIND, found, act, ["visits"])
    return visit


@transaction.atomic
def publish_figures(*, by: Actor, today: date | None = None) -> OutreachFigures:
    """Publish the counts of the last quarter that is over, small numbers hidden. Once: two could be subtracted.

    Raises NotAllowed, Refusal (published already, or nobody was met).
    """
    require(by, Permission.NETWORK_MANAGE)
    today = today or timezone.localdate()
    first, last = quarter_before(today)
    least = least_public_count(today)
    days, met, cells = outreach.counted(by, first, last)
    if not days:
        raise Refusal("nobody_met", _("No day of outreach was recorded in that quarter."))
    told: dict[str, dict[str, Any]] = {axis.value: shown(counts, met, least) for axis, counts in cells.items()}
    already = Refusal("figures_published", _("The figures of that quarter were published already."))
    with refusing("outreach_figures_once", already):
        made = OutreachFigures.objects.create(
            prefecture_id=by.prefecture, first_day=first, last_day=last, days_held=days,
            contacts=total_shown(met, least), cells=told, least=least, published_at=timezone.now(),
            published_by_id=by.user_id,
        )  # fmt: skip
    audit.record(by, "outreach.figures_published", "outreach_figures", made.pk, first_day=first, least=least)
    return made


def _checked(tally: Tally) -> Tally:
    known_words("languages", tally.languages, languages())
    known_words("needs", tally.needs, [one.id for one in categories().values() if not one.need])
    known_words("sexes", tally.sexes, [one.value for one in TallySex])
    faults = tally_faults(tally)
    if faults:
        raise wrong_fields("tally_invalid", {name: TALLY_FAULTS[fault] for name, fault in faults.items()})
    return Tally(tally.contacts, _some(tally.sexes), _some(tally.languages), _some(tally.needs))


def _some(counts: Mapping[str, int]) -> dict[str, int]:
    return {key: count for key, count in counts.items() if count}
