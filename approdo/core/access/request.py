"""A request of somebody who signed in."""

from __future__ import annotations

from django.http import HttpRequest

from approdo.core.access.actor import Actor


class StaffRequest(HttpRequest):
    """What a view of the back office gets: the middleware has recognised the actor."""

    actor: Actor
