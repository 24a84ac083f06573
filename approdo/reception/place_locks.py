"""Bodies, contracts and centres locked for a change, and the refusal of a change made from an old page."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound
from approdo.core.versions import refuse_changed
from approdo.reception import labels
from approdo.reception.models import ArrivalNotice, Centre, Contract, ManagingBody
from approdo.reception.queries import arrivals, bodies, centres, contracts

Versioned = TypeVar("Versioned", ManagingBody, Contract, Centre)


def locked_body(by: Actor, identifier: UUID, expected_version: int | None = None) -> ManagingBody:
    """The body, locked until the transaction ends. Raises NotFound, Stale."""
    return _locked(by, bodies.visible_to(by), identifier, expected_version, bodies.body_not_found(), "body")


def locked_contract(by: Actor, identifier: UUID, expected_version: int | None = None) -> Contract:
    """The contract, locked until the transaction ends. Raises NotFound, Stale."""
    rows = contracts.visible_to(by)
    return _locked(by, rows, identifier, expected_version, contracts.contract_not_found(), "contract")


def locked_centre(by: Actor, identifier: UUID, expected_version: int | None = None) -> Centre:
    """The centre, locked until the transaction ends. Raises NotFound, Stale."""
    return _locked(by, centres.visible_to(by), identifier, expected_version, centres.centre_not_found(), "centre")


def locked_notice(by: Actor, identifier: UUID) -> ArrivalNotice:
    """The notice of arrival, locked until the transaction ends. Raises NotFound."""
    found = arrivals.notice(by, identifier)
    return ArrivalNotice.objects.select_for_update(of=("self",)).select_related("document").get(pk=found.pk)


def _locked(
    by: Actor, rows: QuerySet[Versioned], identifier: UUID, version: int | None, absent: NotFound, kind: str
) -> Versioned:
    found = rows.select_for_update(of=("self",)).filter(pk=identifier).first()
    if found is None:
        raise absent
    words = _("A colleague changed this while you were writing. Nothing of yours was saved; see what changed.")
    refuse_changed(by, kind, found, version, words, acts=labels.PLACE_ACTS)
    return found


def touch(found: ManagingBody | Contract | Centre) -> int:
    """Count one more version and say which."""
    type(found).objects.filter(pk=found.pk).update(version=F("version") + 1)
    found.version += 1
    return found.version
