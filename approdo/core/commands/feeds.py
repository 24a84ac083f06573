"""The secret address at which a calendar program reads somebody's deadlines."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require, user_of
from approdo.core.access.permissions import Permission
from approdo.core.models import FeedAddress, User
from approdo.core.rest.authentication import digest_of

SECRET_BYTES = 32


@transaction.atomic
def make_feed(*, by: Actor) -> str:
    """A new secret for the actor's calendar, returned this once and not kept; the one before stops working."""
    require(by, Permission.CASE_SEE)
    User.objects.select_for_update(of=("self",)).get(pk=user_of(by))  # two requests at once leave one address
    _revoke(by)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = FeedAddress.objects.create(prefecture_id=by.prefecture, user_id=user_of(by), digest=digest_of(secret))
    audit.record(by, "feed.made", "feed", row.pk)
    return secret


@transaction.atomic
def revoke_feed(*, by: Actor) -> bool:
    """Close the actor's calendar address. Whether there was one."""
    require(by, Permission.CASE_SEE)
    return _revoke(by)


def _revoke(by: Actor) -> bool:
    rows = FeedAddress.objects.select_for_update().filter(
        prefecture_id=by.prefecture, user_id=user_of(by), revoked_at__isnull=True
    )
    row = rows.first()
    if row is None:
        return False
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    audit.record(by, "feed.revoked", "feed", row.pk)
    return True
