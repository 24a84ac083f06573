"""What the house's own pages and endpoints may read."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require, user_of
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import ROLES, Role
from approdo.core.models import (
    AccessLogEntry,
    ApiToken,
    AuditRecord,
    FeedAddress,
    Membership,
    OfficeSettings,
    SavedFilter,
    User,
)


def settings_of(by: Actor) -> OfficeSettings:
    """The settings of the actor's office."""
    return OfficeSettings.objects.select_related("prefecture", "changed_by").get(prefecture_id=by.prefecture)


def users_visible_to(by: Actor) -> QuerySet[User]:
    """The users of the actor's office, with their roles. Raises NotAllowed."""
    require(by, Permission.USER_MANAGE)
    return User.objects.filter(prefecture_id=by.prefecture).prefetch_related("memberships")


def tokens_visible_to(by: Actor) -> QuerySet[ApiToken]:
    """The tokens of the actor's office. Raises NotAllowed."""
    require(by, Permission.TOKEN_MANAGE)
    return ApiToken.objects.filter(prefecture_id=by.prefecture).select_related("created_by")


def audit_visible_to(by: Actor) -> QuerySet[AuditRecord]:
    """The audit of the actor's office. Raises NotAllowed."""
    require(by, Permission.AUDIT_SEE)
    return AuditRecord.objects.filter(prefecture_id=by.prefecture)


def access_log_visible_to(by: Actor) -> QuerySet[AccessLogEntry]:
    """The access log of the actor's office. Raises NotAllowed."""
    require(by, Permission.AUDIT_SEE)
    return AccessLogEntry.objects.filter(prefecture_id=by.prefecture)


def audit_page(by: Actor, wanted: dict[str, str], size: int) -> tuple[list[AuditRecord], bool]:
    """A page of the audit, newest first, before the number in `wanted["before"]`; and whether older ones follow.

    `wanted` may name an `act`, an `actor` (part of the name), an `object_kind` and an `object_id`. Raises NotAllowed.
    """
    rows = audit_visible_to(by)
    if "actor" in wanted:
        rows = rows.filter(actor_label__icontains=wanted["actor"])
    rows = rows.filter(**{name: wanted[name] for name in ("act", "object_kind", "object_id") if name in wanted})
    if wanted.get("before", "").isdecimal():
        rows = rows.filter(number__lt=int(wanted["before"]))
    found = list(rows.order_by("-number")[: size + 1])
    return found[:size], len(found) > size


def access_log_page(by: Actor, before: str, size: int) -> tuple[list[AccessLogEntry], bool]:
    """A page of the access log, newest first, before the entry named; and whether older ones follow.

    Identifiers are ordered by time. Raises NotAllowed.
    """
    rows = access_log_visible_to(by)
    if before:
        rows = rows.filter(pk__lt=UUID(before))
    found = list(rows.order_by("-pk")[: size + 1])
    return found[:size], len(found) > size


def filters_of(by: Actor) -> QuerySet[SavedFilter]:
    """The lists the actor keeps, by name."""
    return SavedFilter.objects.filter(prefecture_id=by.prefecture, user_id=user_of(by)).order_by("name")


def feed_of(by: Actor) -> FeedAddress | None:
    """The calendar address in force of the actor, None when there is none."""
    return FeedAddress.objects.filter(prefecture_id=by.prefecture, user_id=user_of(by), revoked_at__isnull=True).first()


def feed_owner(digest: str) -> User | None:
    """Whose deadlines a secret address gives, None for one that is unknown or revoked, or whose owner was disabled.

    Asked while nobody is recognised yet: in the scope `tenancy.SIGN_IN`.
    """
    found = FeedAddress.objects.filter(digest=digest, revoked_at__isnull=True, user__is_active=True)
    row = found.select_related("user").prefetch_related("user__memberships").first()
    return row.user if row else None


# Every worklist asks: the ORM takes three times as long to write the question as the database to answer it.
_HELD = """
SELECT core_user.id, core_user.full_name, core_membership.role
  FROM core_membership JOIN core_user ON core_user.id = core_membership.user_id
 WHERE core_membership.prefecture_id = %(prefecture)s AND core_user.prefecture_id = %(prefecture)s
   AND core_user.is_active AND core_membership.valid_from <= %(today)s
   AND (core_membership.valid_to IS NULL OR core_membership.valid_to > %(today)s)
 ORDER BY core_user.full_name, core_user.id
"""


def permitted(prefecture: str, today: date) -> list[tuple[UUID, str, frozenset[Permission]]]:
    """The active users of a prefecture by name, and what their roles allow on `today`; one query."""
    found: dict[tuple[UUID, str], frozenset[Permission]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"prefecture": prefecture, "today": today})
        for key, name, role in cursor.fetchall():
            found[key, name] = found.get((key, name), frozenset()) | ROLES[Role(role)]
    return [(key, name, allowed) for (key, name), allowed in found.items()]


def holders(prefecture: str, permission: Permission, today: date) -> QuerySet[User]:
    """The active users of a prefecture whose roles allow something on `today`, by name."""
    roles = [role.value for role, allowed in ROLES.items() if permission in allowed]
    held = Membership.objects.filter(prefecture_id=prefecture, role__in=roles, valid_from__lte=today).filter(
        Q(valid_to=None) | Q(valid_to__gt=today)
    )
    return User.objects.filter(prefecture_id=prefecture, is_active=True, pk__in=held.values("user_id")).order_by(
        "full_name"
    )
