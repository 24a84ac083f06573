"""Keys of the API."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.errors import InvalidInput, NotAllowed, NotFound
from approdo.core.models import ApiToken
from approdo.core.rest.authentication import digest_of

LONGEST_LIFE = timedelta(days=366)
SECRET_BYTES = 32


@transaction.atomic
def create_token(*, by: Actor, name: str, role: Role, expires_on: date) -> tuple[ApiToken, str]:
    """Make a token with a role in the actor's office; its secret is returned this once and not kept.

    `expires_on` is the first day on which it no longer holds, at most a year away. Raises NotAllowed, InvalidInput.
    """
    require(by, Permission.TOKEN_MANAGE)
    if by.user_id is None:
        raise NotAllowed("token_by_program", _("Tokens are made by people."))
    today = timezone.localdate()
    if not today < expires_on <= today + LONGEST_LIFE:
        words = _("A token lasts from a day to a year.")
        raise InvalidInput("token_life", words, fields={"expires_on": words})
    secret = "approdo_" + secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken.objects.create(
        prefecture_id=by.prefecture,
        name=name.strip(),
        role=role.value,
        digest=digest_of(secret),
        created_by_id=by.user_id,
        expires_on=expires_on,
    )
    audit.record(by, "token.created", "token", token.pk, role=role, expires_on=expires_on)
    return token, secret


@transaction.atomic
def revoke_token(*, by: Actor, token: UUID) -> ApiToken:
    """Refuse a token from now on. Raises NotAllowed, NotFound."""
    require(by, Permission.TOKEN_MANAGE)
    found = (
        ApiToken.objects.select_for_update()
        .filter(pk=token, prefecture_id=by.prefecture, revoked_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotFound("token_unknown", _("There is no such token in use."))
    found.revoked_at = timezone.now()
    found.save(update_fields=["revoked_at"])
    audit.record(by, "token.revoked", "token", token)
    return found
