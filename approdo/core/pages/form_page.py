"""A page with one form: shown, sent, and shown again with what was refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from approdo.core.errors import NotAllowed, NotFound, Refusal, Stale
from approdo.core.pages.render import page


def form_page(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], HttpResponse],
    context: Mapping[str, Any],
    template: str = "core/form_page.html",
    beside: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Show the form; when it is sent and valid, act. A refusal comes back with everything typed still there.

    `context` of the plain template: title, submit, crumbs, back and, where wanted, subtitle. `beside`: the field of the
    form by which a fact of the command is shown, where its name is another.
    """
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
                _blame(form, refusal, beside or {})
    return page(request, template, {"form": form, "changes": changes, "subtitle": None, **context}, status=status)


def _blame(form: forms.Form, refusal: Refusal, beside: Mapping[str, str]) -> None:
    """Put the sentences of a refusal beside their fields, or above the form."""
    for field, words in refusal.fields.items():
        name = beside.get(field, field)
        form.add_error(name if name in form.fields else None, words)
    if not refusal.fields:
        form.add_error(None, refusal.message)
