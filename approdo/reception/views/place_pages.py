"""What every page of places and contracts does: who asks, the way to the page, lists that leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.work import Crumbs, query_without
from approdo.core.transfer import exports
from approdo.reception.sight import actor_of, sight_of


def editor_of(request: HttpRequest, permission: Permission) -> Actor:
    """Who asks, with that permission besides. Raises NotAllowed."""
    by = actor_of(request)
    require(by, permission)
    return by


def crumbs(*further: tuple[str, str | None]) -> Crumbs:
    """The way from the home to a page of reception."""
    return [(_("Home"), "/"), (_("Reception"), address("reception")), *further]


def sheet(
    request: HttpRequest, kind: str, name: str, headings: Sequence[Any], rows: Sequence[Sequence[Any]]
) -> FileResponse:
    """A list as a file, written in the audit."""
    by = actor_of(request)
    exports.allow_export(by, name, kind, len(rows), sight_of(by), query=query_without(request, "q"))
    file_name = f"{name}-{timezone.localdate().isoformat()}"
    return exports.response(kind, file_name, [str(heading) for heading in headings], rows)
