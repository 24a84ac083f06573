"""The first line of every command."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotAllowed


def require(by: Actor, permission: Permission) -> None:
    """Let the act go on only when the actor holds the permission.

    Raises NotAllowed.
    """
    if not by.may(permission):
        raise NotAllowed(
            "not_allowed",
            _("Your role does not allow this act. Ask the administrator of your office if you need it."),
        )


def user_of(by: Actor) -> UUID:
    """The user behind the actor, for what belongs to a person. Raises NotAllowed to a token and to the system."""
    if by.user_id is None:
        raise NotAllowed("users_only", _("Only somebody who signs in can do this."))
    return by.user_id
