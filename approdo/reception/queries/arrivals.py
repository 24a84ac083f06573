"""The only door to arrivals announced, to proposals of placement and to the orders that follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.reception.models import (
    ArrivalGroup,
    ArrivalNotice,
    ArrivalPerson,
    CentreOffer,
    ComuneQuota,
    PlacementLine,
    PlacementOrder,
    PlacementProposal,
)
from approdo.reception.queries.bodies import of_own_bodies
from approdo.reception.rules.vocabulary import ArrivalState
from approdo.territory.models import Comune

ORDER = ("-expected_on", "id")


def visible_to(by: Actor) -> QuerySet[ArrivalNotice]:
    """Notices of arrival: the office's own work, which who runs a centre sees only as orders to it."""
    rows = ArrivalNotice.objects.filter(prefecture_id=by.prefecture)
    return rows if by.may(Permission.RECEPTION_SEE) else rows.none()


def listed(by: Actor, text: str = "") -> QuerySet[Any]:
    """Notices with how many persons are listed, came or not, and how many groups have a place; the latest first."""
    rows = visible_to(by).annotate(
        listed=Count("groups__persons", distinct=True),
        absent=Count("groups__persons", filter=Q(groups__persons__state=ArrivalState.NO_SHOW.value), distinct=True),
        group_count=Count("groups", distinct=True),
        decided=Count("groups__decision", distinct=True),
    )
    if text:
        rows = rows.filter(Q(reference__icontains=text) | Q(origin__icontains=text))
    return rows.order_by(*ORDER)


def notice(by: Actor, identifier: UUID) -> ArrivalNotice:
    """One notice. Raises NotFound."""
    found = visible_to(by).filter(pk=identifier).select_related("document").first()
    if found is None:
        raise NotFound("notice_not_found", _("This notice of arrival does not exist."))
    return found


def groups_of(found: ArrivalNotice) -> QuerySet[ArrivalGroup]:
    """The groups of a notice with their persons, and where each was sent."""
    rows = found.groups.select_related("decision__centre", "decision__decided_by", "decision__order")
    return rows.prefetch_related("persons")


def persons_of(found: ArrivalNotice) -> QuerySet[ArrivalPerson]:
    """Everybody on the list of a notice, in its order."""
    return ArrivalPerson.objects.filter(group__notice=found).select_related("group").order_by("number", "id")


def proposals_of(found: ArrivalNotice) -> QuerySet[PlacementProposal]:
    """The proposals made for a notice, the latest first, without what they were computed from."""
    return found.proposals.select_related("made_by").defer("inputs")


def proposal(by: Actor, identifier: UUID) -> PlacementProposal:
    """One proposal. Raises NotFound."""
    rows = PlacementProposal.objects.filter(notice__in=visible_to(by), pk=identifier)
    found = rows.select_related("notice", "made_by").first()
    if found is None:
        raise NotFound("proposal_not_found", _("This proposal does not exist."))
    return found


def lines_of(found: PlacementProposal) -> QuerySet[PlacementLine]:
    """What a proposal says of each group, by their labels."""
    rows = found.lines.select_related("group", "centre", "greedy", "group__decision__centre")
    return rows.prefetch_related("group__persons").order_by("group__label", "id")


def line(found: PlacementProposal, identifier: UUID) -> PlacementLine:
    """What a proposal says of one group. Raises NotFound."""
    row = lines_of(found).filter(group_id=identifier).first()
    if row is None:
        raise NotFound("group_not_found", _("This proposal does not speak of this group."))
    return row


def orders(by: Actor) -> QuerySet[PlacementOrder]:
    """Orders to centres: all of the office's, or those to the centres of one's own managing body."""
    rows = of_own_bodies(by, PlacementOrder.objects.all(), "centre__body")
    return rows.select_related("centre", "notice", "document").annotate(groups=Count("decisions"))


def order(by: Actor, identifier: UUID) -> PlacementOrder:
    """One order. Raises NotFound."""
    found = orders(by).filter(pk=identifier).first()
    if found is None:
        raise NotFound("order_not_found", _("This order does not exist, or is not to one of your centres."))
    return found


def offer_of(centre_id: UUID) -> CentreOffer | None:
    """What a centre has for those placed in it, if somebody wrote it."""
    return CentreOffer.objects.filter(centre_id=centre_id).first()


@dataclass(frozen=True, slots=True)
class ComuneNumbers:
    """Residents and cap of a comune, None where unknown; `source`: who says them."""

    residents: int | None = None
    most: int | None = None
    source: str = ""


def numbers(by: Actor, comuni: Iterable[str]) -> dict[str, ComuneNumbers]:
    """Residents and cap of those comuni: what the office wrote, else the residents that the territory's data count."""
    told, codes = quotas(by), set(comuni)
    counted = Comune.objects.filter(pk__in=codes).exclude(population=None).select_related("counted_by")
    known = {
        one.pk: ComuneNumbers(one.population, None, f"{one.counted_by.publisher}, {one.population_year}")
        for one in counted
        if one.counted_by
    }
    for code in codes & told.keys():
        row, usual = told[code], known.get(code, ComuneNumbers())
        sources = (row.source,) if row.residents or not usual.source else (usual.source, row.source)
        known[code] = ComuneNumbers(row.residents or usual.residents, row.most, "; ".join(sources))
    return known


def quotas(by: Actor) -> dict[str, ComuneQuota]:
    """Residents and caps by comune."""
    return {row.comune: row for row in ComuneQuota.objects.filter(prefecture_id=by.prefecture)}
