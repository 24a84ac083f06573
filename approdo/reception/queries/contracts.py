"""The only door to contracts and framework agreements."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Func, Q, QuerySet
from django.db.models.fields import DateField
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.reception.models import (
    CentreContract,
    Contract,
    FrameworkAgreement,
    ManagingBody,
    RegisterMonth,
)
from approdo.reception.queries.bodies import of_own_bodies
from approdo.reception.rules.contracts import first_open_day
from approdo.reception.rules.vocabulary import MonthState

DAY = timedelta(days=1)
STATES = ("in_force", "future", "ended")


def visible_to(by: Actor) -> QuerySet[Contract]:
    """Contracts that the actor may know of."""
    return of_own_bodies(by, Contract.objects.all(), "body")


def contract(by: Actor, identifier: UUID) -> Contract:
    """One contract with its body and framework. Raises NotFound."""
    found = visible_to(by).select_related("body", "framework").filter(pk=identifier).first()
    if found is None:
        raise contract_not_found()
    return found


def contract_not_found() -> NotFound:
    """There is no such contract, or the actor may not know that there is."""
    return NotFound("contract_not_found", _("This contract does not exist, or is not of your managing body."))


def listed(by: Actor, today: date, text: str = "", state: str = "", scheme: str = "") -> QuerySet[Any]:
    """Contracts with their body; `until` is the day after the last, extensions included."""
    rows = (
        visible_to(by)
        .select_related("body")
        .annotate(until=Func(F("in_force"), function="upper", output_field=DateField()))
    )
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(cig__icontains=text) | Q(body__name__icontains=text))
    if state == "in_force":
        rows = rows.filter(in_force__contains=today)
    elif state == "future":
        rows = rows.filter(in_force__startswith__gt=today)
    elif state == "ended":
        rows = rows.filter(in_force__endswith__lte=today)
    return rows.filter(scheme=scheme) if scheme else rows


def of_body(found: ManagingBody) -> QuerySet[Contract]:
    """The contracts of a body, the latest first."""
    return found.contracts.order_by("-starts_on", "id")


def in_time_for_centres(by: Actor, body_id: UUID) -> QuerySet[Contract]:
    """Contracts of a body under which a centre may be put."""
    return visible_to(by).filter(body_id=body_id).order_by("-starts_on", "id")


def frameworks(by: Actor) -> QuerySet[FrameworkAgreement]:
    """Framework agreements, for who sees the whole of reception."""
    if not by.may(Permission.RECEPTION_SEE):
        return FrameworkAgreement.objects.none()
    return FrameworkAgreement.objects.filter(prefecture_id=by.prefecture)


def centres_of(found: Contract) -> QuerySet[CentreContract]:
    """The centres under a contract and since when."""
    return found.centres.select_related("centre").order_by("centre__name", "during")


def open_from(found: Contract) -> date | None:
    """The first day on which what the contract pays may still change: after the last sealed month of its centres."""
    month = Func(F("month"), template="daterange(%(expressions)s, (%(expressions)s + interval '1 month')::date)")
    theirs = RegisterMonth.objects.filter(prefecture_id=found.prefecture_id, state=MonthState.SEALED.value)
    sealed = theirs.filter(centre__contracts__contract=found, centre__contracts__during__overlap=month)
    return first_open_day(sealed.values_list("month", flat=True))
