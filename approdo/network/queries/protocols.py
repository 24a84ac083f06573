"""The only door to protocols, and the rule of who sees what bodies agreed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.network.council_definitions import warn_days
from approdo.network.models import NetworkMember, Protocol, ProtocolParty
from approdo.network.rules import protocols as rules
from approdo.network.rules.protocols import ProtocolFacts, ProtocolState, Renewal

Row = TypeVar("Row", bound=Model)
ENDLESS = date(9999, 12, 31)


def of_bodies(by: Actor, rows: QuerySet[Row], parts: QuerySet[Any], way: str) -> QuerySet[Row]:
    """Rows of the actor's prefecture that it may see: all of them to who keeps them, else those of which its own
    organisation is part. `parts`: the rows that name organisations; `way`: from a part to its row.
    """
    rows = rows.filter(prefecture_id=by.prefecture)
    if by.may(Permission.GOVERNANCE_EDIT):
        return rows
    if by.may(Permission.GOVERNANCE_SEE) and by.user_id is not None:
        mine = NetworkMember.objects.filter(prefecture_id=by.prefecture, user_id=by.user_id).values("organisation")
        return rows.filter(Exists(parts.filter(organisation__in=mine, **{way: OuterRef("pk")})))
    return rows.none()


def visible_to(by: Actor) -> QuerySet[Protocol]:
    """Protocols that the actor may know of."""
    return of_bodies(by, Protocol.objects.all(), ProtocolParty.objects.all(), "protocol")


def protocol(by: Actor, identifier: UUID) -> Protocol:
    """One protocol with its parties. Raises NotFound."""
    rows = visible_to(by).select_related("written_by").prefetch_related("parties__organisation")
    found = rows.filter(pk=identifier).first()
    if found is None:
        raise protocol_not_found()
    return found


def protocol_not_found() -> NotFound:
    """There is no such protocol, or the actor may not know that there is."""
    return NotFound("protocol_not_found", _("This protocol does not exist, or your organisation is not part of it."))


def listed(by: Actor, today: date, *, text: str = "", state: str = "") -> QuerySet[Any]:
    """Protocols with how many parties they have; `text` is looked for in title, number and names of parties.

    `signed` and `expires`: their days, the end of the calendar where there is none, so that lists can be cut there.
    """
    rows = visible_to(by).annotate(
        party_count=Count("parties", distinct=True), signed=Coalesce("signed_on", Value(ENDLESS)),
        expires=Coalesce("expires_on", Value(ENDLESS)),
    )  # fmt: skip
    if text:
        named = ProtocolParty.objects.filter(protocol=OuterRef("pk"), name__icontains=text)
        rows = rows.filter(Q(title__icontains=text) | Q(reference__icontains=text) | Exists(named))
    return rows.filter(_in_state(ProtocolState(state), today)) if state else rows


def state_of(found: Protocol, today: date) -> ProtocolState:
    """Where a protocol stands on a day."""
    return rules.protocol_state(found.signed_on, found.expires_on, found.ended_on, today, warn_days(today))


def facts_of(found: Protocol) -> ProtocolFacts:
    """What is written of a protocol, as its form says it."""
    told: dict[str, Any] = {name: getattr(found, name) for name in ProtocolFacts.__dataclass_fields__}
    return ProtocolFacts(**{**told, "renewal": Renewal(found.renewal)})


def _in_state(wanted: ProtocolState, today: date) -> Q:
    ended = Q(ended_on__isnull=False, ended_on__lte=today)
    if wanted is ProtocolState.ENDED:
        return ended
    if wanted is ProtocolState.DRAFT:
        return ~ended & Q(signed_on__isnull=True)
    signed, over = ~ended & Q(signed_on__isnull=False), Q(expires_on__lt=today)
    near = Q(expires_on__gte=today, expires_on__lte=today + timedelta(days=warn_days(today)))
    return {
        ProtocolState.EXPIRED: signed & over,
        ProtocolState.EXPIRING: signed & near,
        ProtocolState.IN_FORCE: signed & ~over & ~near,
    }[wanted]
