"""What every page of accounting does: who asks, the way to the page, lists that leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from approdo.accounting import labels
from approdo.accounting.rules.settlement_checks import Checked
from approdo.accounting.settlement_words import check_why
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.work import Context, Crumbs, query_without
from approdo.core.transfer import exports


def actor_of(request: HttpRequest, *permissions: Permission) -> Actor:
    """Who asks, with the sight of accounting and those permissions besides. Raises NotAllowed."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    for permission in (Permission.ACCOUNTING_SEE, *permissions):
        require(by, permission)
    return by


def crumbs(*further: tuple[str, str | None]) -> Crumbs:
    """The way from the home to a page of accounting."""
    return [(_("Home"), "/"), (_("Accounting"), address("statements")), *further]


def checks_told(checks: Iterable[Checked]) -> list[Context]:
    """What each check says, for the table of checks."""
    return [
        {"name": labels.CHECKS[one.kind], "colour": labels.COLOURS[one.colour], "tone": labels.COLOUR_TONES[one.colour],
         "why": check_why(one), "source": labels.CHECK_SOURCES[one.kind]}
        for one in checks
    ]  # fmt: skip


def sheet(
    request: HttpRequest,
    kind: str,
    name: str,
    headings: Sequence[Any],
    rows: Sequence[Sequence[Any]],
    sight: Permission = Permission.ACCOUNTING_SEE,
) -> FileResponse:
    """A list as a file, written in the audit. `sight`: the permission by which the actor sees it."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    exports.allow_export(by, name, kind, len(rows), sight, query=query_without(request, "q"))
    file_name = f"{name}-{timezone.localdate().isoformat()}"
    return exports.response(kind, file_name, [str(heading) for heading in headings], rows)
