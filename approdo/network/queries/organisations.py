"""The only door to organisations, and the rule of who sees what belongs to one."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.errors import NotFound
from approdo.core.models import User
from approdo.network.models import Contact, FocalPoint, NetworkMember, Organisation
from approdo.network.rules.facts import OrganisationFacts
from approdo.network.rules.phones import PhoneFacts

Row = TypeVar("Row", bound=Model)


def of_own(by: Actor, rows: QuerySet[Row], organisation: str) -> QuerySet[Row]:
    """Those rows of the actor's prefecture that the actor may see; `organisation` is the way from a row to its own.

    All of them with the sight of the network; with the sight of one's own, those of the organisation one keeps.
    """
    rows = rows.filter(prefecture_id=by.prefecture)
    if by.may(Permission.NETWORK_SEE):
        return rows
    if by.may(Permission.NETWORK_SEE_OWN) and by.user_id is not None:
        mine = NetworkMember.objects.filter(prefecture_id=by.prefecture, user_id=by.user_id)
        return rows.filter(**{f"{organisation}__in": mine.values("organisation")})
    return rows.none()


def visible_to(by: Actor) -> QuerySet[Organisation]:
    """Organisations that the actor may know of."""
    return of_own(by, Organisation.objects.all(), "id")


def organisation(by: Actor, identifier: UUID) -> Organisation:
    """One organisation with its telephones. Raises NotFound."""
    rows = visible_to(by).select_related("parent", "confirmed_by").prefetch_related("phones")
    found = rows.filter(pk=identifier).first()
    if found is None:
        raise organisation_not_found()
    return found


def organisation_not_found() -> NotFound:
    """There is no such organisation, or the actor may not know that there is."""
    return NotFound("organisation_not_found", _("This organisation does not exist, or is not one of yours."))


def listed(by: Actor, text: str = "", node_type: str = "", state: str = "") -> QuerySet[Any]:
    """Organisations with how many services and places they have; `text` is looked for in names and codes."""
    rows = visible_to(by).annotate(
        service_count=Count("services", distinct=True), place_count=Count("locations", distinct=True)
    )
    if text:
        named = Q(name__icontains=text) | Q(alternate_names__icontains=text)
        rows = rows.filter(named | Q(ipa_code__iexact=text) | Q(tax_code__iexact=text))
    if node_type:
        rows = rows.filter(node_type=node_type)
    return rows.filter(state=state) if state else rows


def choices(by: Actor) -> list[tuple[str, str]]:
    """The organisations that the actor sees, as the choices of a form."""
    return [(str(pk), name) for pk, name in visible_to(by).order_by("name", "id").values_list("pk", "name")]


def facts_of(found: Organisation) -> OrganisationFacts:
    """What is written of an organisation, as its form says it."""
    told = {name: getattr(found, name) for name in OrganisationFacts.__dataclass_fields__ if name != "phones"}
    told["alternate_names"] = tuple(found.alternate_names)
    return OrganisationFacts(**told, phones=phones_of(found))


def phones_of(found: Any) -> tuple[PhoneFacts, ...]:
    """The telephones of an organisation or of a service, in their order."""
    return tuple(PhoneFacts(one.number, one.description) for one in found.phones.all())


def members(found: Organisation) -> QuerySet[NetworkMember]:
    """Who keeps the records of an organisation."""
    return found.members.select_related("user").order_by("user__full_name", "id")


def free_members(by: Actor) -> QuerySet[User]:
    """Users with the role of a member of the network who keep no organisation's records yet."""
    if not by.may(Permission.NETWORK_MANAGE):
        return User.objects.none()
    taken = NetworkMember.objects.filter(prefecture_id=by.prefecture).values("user")
    return (
        User.objects.filter(prefecture_id=by.prefecture, is_active=True, memberships__role=Role.NETWORK_MEMBER.value)
        .exclude(pk__in=taken)
        .distinct()
        .order_by("full_name", "id")
    )


def contacts(by: Actor) -> QuerySet[Contact]:
    """Contacts that still hold, of the organisations the actor sees."""
    return of_own(by, Contact.objects.filter(ended_on__isnull=True), "organisation").select_related("organisation")


def focal_points(by: Actor, text: str = "", matter: str | None = None, trained: bool = False) -> QuerySet[FocalPoint]:
    """Focal points that still hold; of a `matter` also those who answer for every matter."""
    rows = of_own(by, FocalPoint.objects.filter(ended_on__isnull=True), "organisation").select_related("organisation")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(role__icontains=text) | Q(organisation__name__icontains=text))
    if matter:
        rows = rows.filter(matter__in=[matter, ""])
    return rows.filter(vulnerability_trained=True) if trained else rows
