"""What every page with a form about a guest does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotAllowed, NotFound, Refusal, Stale
from approdo.core.pages.render import page
from approdo.reception import labels
from approdo.reception.models import Guest


def reader(request: HttpRequest) -> Actor:
    """Who asks; only who may see reception, or a part of it, comes in."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if not by.may(Permission.RECEPTION_SEE):
        require(by, Permission.RECEPTION_SEE_OWN)
    return by


def guest_context(found: Guest) -> dict[str, Any]:
    """What pages about a guest show on top."""
    return {"labels": labels, "guest": found, "subtitle": found.person}


def form_page(
    request: HttpRequest, form: forms.Form, act: Callable[[], HttpResponse], context: dict[str, Any]
) -> HttpResponse:
    """Show the form; when it is sent and valid, act. A refusal comes back with everything typed still there."""
    status, changes = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return act()
            except (NotFound, NotAllowed):
                raise
            except Refusal as refusal:
                status, changes = refusal.status, refusal.changes if isinstance(refusal, Stale) else []
                _blame(form, refusal)
    return page(request, "reception/act.html", {"form": form, "changes": changes, **context}, status=status)


def _blame(form: forms.Form, refusal: Refusal) -> None:
    for field, words in refusal.fields.items():
        form.add_error(field if field in form.fields else None, words)
    if not refusal.fields:
        form.add_error(None, refusal.message)


def done(request: HttpRequest, guest_id: UUID, words: str) -> HttpResponseRedirect:
    """Back to the guest, with what was done."""
    messages.success(request, words)
    return redirect("guest", guest_id)
