"""The only door to opportunities: those of who signs in, and what the public reads of them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound
from approdo.network.models import Opportunity
from approdo.network.queries.organisations import of_own
from approdo.network.rules import opportunities as rules
from approdo.network.rules.directory import RecordState
from approdo.network.rules.opportunities import OpportunityFacts, OpportunityKind, Standing

PUBLISHED = RecordState.PUBLISHED.value
ENDLESS = date(9999, 12, 31)


def visible_to(by: Actor) -> QuerySet[Opportunity]:
    """Opportunities that the actor may know of, with their organisation."""
    return of_own(by, Opportunity.objects.select_related("organisation"), "organisation")


def opportunity(by: Actor, identifier: UUID) -> Opportunity:
    """One opportunity. Raises NotFound."""
    found = visible_to(by).select_related("written_by").filter(pk=identifier).first()
    if found is None:
        raise opportunity_not_found()
    return found


def opportunity_not_found() -> NotFound:
    """There is no such opportunity, or the actor may not know that there is."""
    return NotFound("opportunity_not_found", _("This opportunity does not exist, or is not one of yours."))


def listed(
    by: Actor, today: date, *, text: str = "", kind: str = "", standing: str = "", language: str = ""
) -> QuerySet[Any]:
    """Opportunities whose words hold the text, of a kind, as they stand on a day, held in a language.

    `ends`: the last day of each, the end of the calendar for drafts that have none yet, so that lists can be cut there.
    """
    rows = visible_to(by).annotate(ends=Coalesce("last_day", Value(ENDLESS)))
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(body__icontains=text) | Q(organisation__name__icontains=text))
    if kind:
        rows = rows.filter(kind=kind)
    if language:
        rows = rows.filter(languages__contains=[language])
    return rows.filter(_standing(Standing(standing), today)) if standing else rows


def published(
    prefecture: str, on: date, *, kind: str = "", language: str = "", comune: str = ""
) -> QuerySet[Opportunity]:
    """What the public reads of a prefecture on a day, what ends first before. Of a comune also what is for the province.

    Read the words of each through `queries.reading`.
    """
    rows = Opportunity.objects.filter(
        _standing(Standing.PUBLISHED, on), prefecture_id=prefecture, organisation__state=PUBLISHED
    )
    if kind:
        rows = rows.filter(kind=kind)
    if language:
        rows = rows.filter(languages__contains=[language])
    if comune:
        rows = rows.filter(comune_code__in=[comune, ""])
    return rows.select_related("organisation").order_by("last_day", "title", "id")


def standing_of(row: Opportunity, on: date) -> Standing:
    """Where an opportunity stands on a day."""
    return rules.standing(RecordState(row.state), row.last_day, on)


def facts_of(found: Opportunity) -> OpportunityFacts:
    """What is written of an opportunity, as its form says it."""
    told: dict[str, Any] = {name: getattr(found, name) for name in OpportunityFacts.__dataclass_fields__}
    return OpportunityFacts(**{**told, "kind": OpportunityKind(found.kind), "languages": tuple(found.languages)})


def _standing(wanted: Standing, on: date) -> Q:
    over = Q(last_day__lt=on)
    if wanted is Standing.EXPIRED:
        return Q(state=PUBLISHED) & over
    return Q(state=PUBLISHED) & ~over if wanted is Standing.PUBLISHED else Q(state=wanted.value)
