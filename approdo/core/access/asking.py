"""Who asks: every page and endpoint begins here."""

from __future__ import annotations

from django.http import HttpRequest

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission


def who_asks(request: HttpRequest, *permissions: Permission) -> Actor:
    """The actor of a request, with all of those permissions. Raises NotAllowed."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    for permission in permissions:
        require(by, permission)
    return by
