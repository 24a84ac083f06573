"""The calendar that a program reads at its secret address, without signing in."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from approdo.core import queries as core
from approdo.core import tenancy
from approdo.core.access.permissions import Permission
from approdo.core.access.recognition import actor_of
from approdo.core.rest.authentication import digest_of
from approdo.procedures.queries.deadlines import deadlines


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The deadlines of whoever made the address; 404 for any other address, and once they may see no case file."""
    # Web processes start without the calendar library: 80 modules for the few who follow a feed.
    from approdo.overview.calendar_file import calendar_file  # noqa: PLC0415

    owner = core.feed_owner(digest_of(secret))
    actor = actor_of(owner, owner.language) if owner else None
    if owner is None or actor is None or not actor.may(Permission.CASE_SEE):
        raise Http404
    tenancy.enter(actor.prefecture)
    with translation.override(owner.language):
        body = calendar_file(
            deadlines(actor, timezone.localdate()),
            lambda case: request.build_absolute_uri(reverse("case", args=[case])),
        )
    return _answer(request, body)


def _answer(request: HttpRequest, body: bytes) -> HttpResponse:
    """The calendar, or 304 to a program that already has these bytes."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = [found.strip().removeprefix("W/") for found in request.headers.get("If-None-Match", "").split(",")]
    response = (
        HttpResponseNotModified() if tag in known else HttpResponse(body, content_type="text/calendar; charset=utf-8")
    )
    response.headers["ETag"] = tag
    response.headers["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, private=True, no_cache=True)
    return response
