"""The only door to mediators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.network.models import Mediator
from approdo.network.rules.directory import MediationMode, MediatorSex, SpokenLevel
from approdo.network.rules.facts import HoursFacts, MediatorFacts


def visible_to(by: Actor) -> QuerySet[Mediator]:
    """Mediators that the actor may know of."""
    rows = Mediator.objects.filter(prefecture_id=by.prefecture)
    return rows if by.may(Permission.MEDIATOR_SEE) else rows.none()


def mediator(by: Actor, identifier: UUID) -> Mediator:
    """One mediator with languages and hours. Raises NotFound."""
    rows = visible_to(by).select_related("organisation", "confirmed_by").prefetch_related("languages", "hours")
    found = rows.filter(pk=identifier).first()
    if found is None:
        raise mediator_not_found()
    return found


def mediator_not_found() -> NotFound:
    """There is no such mediator, or the actor may not know that there is."""
    return NotFound("mediator_not_found", _("This mediator does not exist, or you may not see mediators."))


def listed(
    by: Actor, text: str = "", language: str = "", mode: str = "", sex: str = "", comune: str = ""
) -> QuerySet[Any]:
    """Mediators who still work, with their languages; in a `comune` also those who go everywhere."""
    rows = visible_to(by).filter(ended_on__isnull=True).select_related("organisation").prefetch_related("languages")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(organisation__name__icontains=text))
    if language:
        rows = rows.filter(languages__code=language)
    if mode:
        rows = rows.filter(modes__contains=[mode])
    if comune:
        rows = rows.filter(Q(whole_province=True) | Q(comuni__contains=[comune]))
    return rows.filter(sex=sex) if sex else rows


def facts_of(found: Mediator) -> MediatorFacts:
    """What is written of a mediator, as its form says it."""
    told = {name: getattr(found, name) for name in MediatorFacts.__dataclass_fields__}
    told.update(
        sex=MediatorSex(found.sex), modes=tuple(MediationMode(one) for one in found.modes), comuni=tuple(found.comuni),
        languages=tuple((one.code, SpokenLevel(one.level)) for one in found.languages.all()),
        hours=tuple(HoursFacts(one.weekday, one.opens, one.closes) for one in found.hours.all()),
        conflicts=tuple(found.conflicts),
    )  # fmt: skip
    return MediatorFacts(**told)
