"""What every page of the network does: who asks, the way to the page, lists that leave, acts of one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from approdo.core.access.actor import Actor
from approdo.core.access.asking import who_asks
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.work import Context, Crumbs, done, query_without
from approdo.core.transfer import exports


def sight_of(by: Actor) -> Permission:
    """The permission by which the actor sees the network: the whole, or one's own."""
    return Permission.NETWORK_SEE_OWN if by.may(Permission.NETWORK_SEE_OWN) else Permission.NETWORK_SEE


def actor_of(request: HttpRequest, *further: Permission) -> Actor:
    """Who asks, with the sight of the network or of one's own part of it, and those permissions. Raises NotAllowed."""
    by = who_asks(request)
    for permission in (sight_of(by), *further):
        require(by, permission)
    return by


def crumbs(*further: tuple[str, str | None]) -> Crumbs:
    """The way from the home to a page of the network."""
    return [(_("Home"), "/"), (_("Network"), address("services")), *further]


def form_of(title: str, submit: str, back: str, *way: tuple[str, str | None], subtitle: str | None = None) -> Context:
    """What the page of a form shows around it."""
    return {
        "title": title, "submit": submit, "back": back, "crumbs": crumbs(*way, (title, None)), "subtitle": subtitle,
    }  # fmt: skip


def version_sent(request: HttpRequest) -> int:
    """The version that a page with one button was read at; 0, which no row has, where none is said."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def one_button(
    request: HttpRequest, act: Callable[[Actor], Any], words: str, name: str, identifier: object, permission: Permission
) -> HttpResponse:
    """Do what a button asks and go back to the page. Raises what the act raises."""
    act(actor_of(request, permission))
    return done(request, words, name, identifier)


def sheet(
    request: HttpRequest,
    kind: str,
    name: str,
    headings: Sequence[Any],
    rows: Sequence[Sequence[Any]],
    sight: Permission,
) -> FileResponse:
    """A list as a file, written in the audit."""
    by = actor_of(request)
    exports.allow_export(by, name, kind, len(rows), sight, query=query_without(request, "q"))
    file_name = f"{name}-{timezone.localdate().isoformat()}"
    return exports.response(kind, file_name, [str(heading) for heading in headings], rows)
