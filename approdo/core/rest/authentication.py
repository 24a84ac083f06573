"""Who calls the API: a token of an office, or the browser of somebody signed in on this site."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie

from approdo.core import tenancy
from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role, permissions_of
from approdo.core.models import ApiToken

SCHEME = "bearer "
USE_NOTED_EVERY = timedelta(minutes=1)


def digest_of(secret: str) -> str:
    """SHA-256 of a token's secret, hexadecimal: all that is kept of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def bearer(request: HttpRequest) -> str | None:
    """The secret in the `Authorization` header; None when there is no such header, empty when it is of another kind."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    return header[len(SCHEME) :].strip() if header.lower().startswith(SCHEME) else ""


def actor_of_token(secret: str) -> Actor | None:
    """The actor behind a token's secret; None when it is unknown, expired or revoked.

    Binds the transaction to the token's prefecture and notes its use, at most once a minute.
    """
    now = timezone.now()
    token = ApiToken.objects.filter(
        digest=digest_of(secret), revoked_at__isnull=True, expires_on__gt=timezone.localdate(now)
    ).first()
    if token is None:
        return None
    tenancy.enter(token.prefecture_id)
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        # A long call of the same token must not make the others wait
        free = ApiToken.objects.filter(pk=token.pk).select_for_update(skip_locked=True)
        if free.first() is not None:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return Actor(
        prefecture=token.prefecture_id,
        user_id=None,
        label=token.name,
        permissions=permissions_of(frozenset({Role(token.role)})),
        token_id=token.pk,
    )


class Token(HttpBearer):
    """Secret of a token made by the office's administrator."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor that the middleware recognised."""
        return request.actor  # type: ignore[attr-defined, no-any-return]


class Session(APIKeyCookie):
    """Session of somebody signed in on this site; unsafe calls carry the form secret (`X-CSRFToken`)."""

    param_name = "sessionid"

    def __init__(self) -> None:
        super().__init__(csrf=False)  # checked by the middleware, which knows both kinds of callers

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The actor that the middleware recognised."""
        return request.actor if bearer(request) is None else None  # type: ignore[attr-defined]
