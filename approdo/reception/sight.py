"""Who asks of reception: an office that sees all of it, or a managing body that sees its own centres."""

from __future__ import annotations

from django.http import HttpRequest

from approdo.core.access.actor import Actor
from approdo.core.access.asking import who_asks
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission


def sight_of(by: Actor) -> Permission:
    """The permission by which the actor sees reception: the whole, or one's own."""
    return Permission.RECEPTION_SEE_OWN if by.may(Permission.RECEPTION_SEE_OWN) else Permission.RECEPTION_SEE


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, with the sight of reception or of one's own part of it. Raises NotAllowed."""
    by = who_asks(request)
    require(by, sight_of(by))
    return by
