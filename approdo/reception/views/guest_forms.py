"""What every page with a form about a guest does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from approdo.core.pages import form_page as pages
from approdo.reception import labels
from approdo.reception.models import Guest


def guest_context(found: Guest) -> dict[str, Any]:
    """What pages about a guest show on top."""
    return {"labels": labels, "guest": found, "subtitle": found.person}


def form_page(
    request: HttpRequest, form: forms.Form, act: Callable[[], HttpResponse], context: dict[str, Any]
) -> HttpResponse:
    """The form of an act on a guest or a stay, with what one must see to do it."""
    return pages.form_page(request, form, act, context, "reception/act.html")


def done(request: HttpRequest, guest_id: UUID, words: str) -> HttpResponseRedirect:
    """Back to the guest, with what was done."""
    messages.success(request, words)
    return redirect("guest", guest_id)
