"""The only door to places, and the only one to where a protected place is."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.access.special import log_reading
from approdo.core.errors import NotFound
from approdo.network.models import Location
from approdo.network.queries.organisations import of_own
from approdo.network.rules.directory import AccessFact, Told
from approdo.network.rules.facts import PlaceFacts

WHERE = tuple(name for name in PlaceFacts.__dataclass_fields__ if name != "name")


def visible_to(by: Actor) -> QuerySet[Location]:
    """Places that the actor may know of; where the protected ones are stands elsewhere."""
    return of_own(by, Location.objects.all(), "organisation")


def place(by: Actor, identifier: UUID) -> Location:
    """One place with its organisation. Raises NotFound."""
    found = visible_to(by).select_related("organisation", "confirmed_by").filter(pk=identifier).first()
    if found is None:
        raise place_not_found()
    return found


def place_not_found() -> NotFound:
    """There is no such place, or the actor may not know that there is."""
    return NotFound("place_not_found", _("This place does not exist, or is not one of yours."))


def listed(by: Actor, text: str = "", state: str = "", comune: str = "") -> QuerySet[Any]:
    """Places with how many desks they have; `text` is looked for in names and addresses."""
    rows = visible_to(by).select_related("organisation")
    rows = rows.annotate(desk_count=Count("desks", filter=Q(desks__ended_on__isnull=True)))
    if text:
        rows = rows.filter(
            Q(name__icontains=text) | Q(address_1__icontains=text) | Q(organisation__name__icontains=text)
        )
    if comune:
        rows = rows.filter(comune_code=comune)
    return rows.filter(state=state) if state else rows


def comuni(by: Actor) -> list[tuple[str, str]]:
    """The comuni of the places that the actor sees, code and name, as the choices of a filter."""
    rows = visible_to(by).filter(protected=False).order_by("city", "comune_code")
    return list(dict(rows.values_list("comune_code", "city").distinct()).items())


def facts_of(found: Location) -> PlaceFacts:
    """What is written of a place, as its form says it; of a protected one its name alone."""
    told = {name: getattr(found, name) for name in PlaceFacts.__dataclass_fields__}
    return PlaceFacts(**{**told, "accessibility": _answers(found.accessibility)})


def read_sealed(by: Actor, found: Location, purpose: str) -> PlaceFacts | None:
    """Where a protected place is, None where nobody wrote it. The reading is written down with its purpose.

    Raises NotAllowed, InvalidInput (no purpose).
    """
    require(by, Permission.NETWORK_SEE_PROTECTED)
    log_reading(by, kind="place", identifier=found.pk, category="protected_place", purpose=purpose)
    sealed = getattr(found, "sealed", None)
    if sealed is None:
        return None
    told = json.loads(sealed.where)
    degrees = {name: Decimal(told[name]) if told[name] else None for name in ("latitude", "longitude")}
    return PlaceFacts(**{**told, **degrees, "name": found.name, "accessibility": _answers(told["accessibility"])})


def _answers(told: dict[str, str]) -> dict[AccessFact, Told]:
    return {fact: Told(told[fact.value]) for fact in AccessFact if fact.value in told}
