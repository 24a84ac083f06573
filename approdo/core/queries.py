"""What the house's own pages and endpoints may read."""

from __future__ import annotations

from django.db.models import QuerySet

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.models import AccessLogEntry, ApiToken, AuditRecord, OfficeSettings, User


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
