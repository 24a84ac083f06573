"""The only door to managing bodies, and the rule of who sees what belongs to one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.errors import NotFound
from approdo.core.models import User
from approdo.reception.models import BodyMember, Compliance, ManagingBody
from approdo.reception.rules.expiries import Proof, Stop, Subject, missing
from approdo.reception.rules.facts import BodyFacts
from approdo.reception.rules.vocabulary import LegalForm

Row = TypeVar("Row", bound=Model)


def of_own_bodies(by: Actor, rows: QuerySet[Row], body: str) -> QuerySet[Row]:
    """Those rows of the actor's prefecture that the actor may see; `body` is the way from a row to its managing body.

    All of them with the sight of reception; with the sight of one's own, those of the body one works for.
    """
    rows = rows.filter(prefecture_id=by.prefecture)
    if by.may(Permission.RECEPTION_SEE):
        return rows
    if by.may(Permission.RECEPTION_SEE_OWN) and by.user_id is not None:
        mine = BodyMember.objects.filter(prefecture_id=by.prefecture, user_id=by.user_id)
        return rows.filter(**{f"{body}__in": mine.values("body")})
    return rows.none()


def visible_to(by: Actor) -> QuerySet[ManagingBody]:
    """Managing bodies that the actor may know of."""
    return of_own_bodies(by, ManagingBody.objects.all(), "id")


def body(by: Actor, identifier: UUID) -> ManagingBody:
    """One body. Raises NotFound."""
    found = visible_to(by).filter(pk=identifier).first()
    if found is None:
        raise body_not_found()
    return found


def facts_of(body: ManagingBody) -> BodyFacts:
    """What is written of a body, as its form says it."""
    told = {name: getattr(body, name) for name in BodyFacts.__dataclass_fields__}
    return BodyFacts(**{**told, "legal_form": LegalForm(body.legal_form)})


def body_not_found() -> NotFound:
    """There is no such body, or the actor may not know that there is."""
    return NotFound("body_not_found", _("This managing body does not exist, or is not one of yours."))


def listed(by: Actor, text: str = "", legal_form: str = "") -> QuerySet[Any]:
    """Bodies with how many centres and contracts they have; `text` is looked for in name, tax code and VAT number."""
    rows = visible_to(by).annotate(
        centre_count=Count("centres", distinct=True), contract_count=Count("contracts", distinct=True)
    )
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(tax_code__icontains=text) | Q(vat_number__icontains=text))
    return rows.filter(legal_form=legal_form) if legal_form else rows


def compliances(found: ManagingBody) -> QuerySet[Compliance]:
    """The proofs of a body, by kind, the latest first."""
    return found.compliances.all()


def members(found: ManagingBody) -> QuerySet[BodyMember]:
    """Who works for a body."""
    return found.members.select_related("user").order_by("user__full_name", "id")


def proofs(rows: Iterable[Compliance]) -> list[Proof]:
    """Proofs as the rules read them."""
    return [Proof(Subject(row.kind), row.issued_on, row.expires_on) for row in rows]


def lacking(found: ManagingBody, act: Stop, on: date) -> tuple[Subject, ...]:
    """The proofs a body lacks on a day for an act that is stopped without them."""
    return missing(proofs(found.compliances.all()), act, on)


def operators(by: Actor) -> QuerySet[User]:
    """Users with the role of a centre's operator who work for no body yet."""
    if not by.may(Permission.CONTRACT_EDIT):
        return User.objects.none()
    taken = BodyMember.objects.filter(prefecture_id=by.prefecture).values("user")
    return (
        User.objects.filter(prefecture_id=by.prefecture, is_active=True, memberships__role=Role.CENTRE_OPERATOR.value)
        .exclude(pk__in=taken)
        .distinct()
        .order_by("full_name", "id")
    )
