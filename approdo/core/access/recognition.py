"""From a request to its actor."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone
from ninja.utils import check_csrf

from approdo.core.access import sessions
from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role, permissions_of
from approdo.core.models import User
from approdo.core.rest.authentication import actor_of_token, bearer

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def actor_of(user: User, language: str) -> Actor:
    """The actor behind a signed-in user: the roles that hold today."""
    today = timezone.localdate()
    rows = list(user.memberships.select_related("prefecture"))
    for row in rows:
        if row.prefecture_id == user.prefecture_id:
            user.prefecture = row.prefecture  # every page names it: one query less
    roles = frozenset(
        Role(row.role) for row in rows if row.valid_from <= today and (row.valid_to is None or today < row.valid_to)
    )
    return Actor(
        prefecture=user.prefecture_id,
        user_id=user.pk,
        label=user.full_name,
        permissions=permissions_of(roles),
        language=language,
    )


def actor_of_request(request: HttpRequest, *, api: bool) -> Actor | None:
    """The actor of a token (only for the API) or of a session; None for a stranger.

    A session that ended, or whose user has no role left today, is closed.
    """
    secret = bearer(request) if api else None
    if secret is not None:
        return actor_of_token(secret)
    user = request.user
    if not isinstance(user, User):
        return None
    if sessions.is_over(request.session, timezone.now()):
        logout(request)
        return None
    actor = actor_of(user, request.LANGUAGE_CODE)
    if not actor.permissions:
        logout(request)
        return None
    if api and request.method not in SAFE_METHODS and check_csrf(request) is not None:
        return None
    return actor
