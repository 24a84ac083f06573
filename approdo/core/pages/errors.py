"""Error pages that say what happened, what is safe and what to do; the API gets a problem instead."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse

from approdo.core.pages.render import page
from approdo.core.rest.middleware import PREFIX
from approdo.core.rest.problems import of_status

# When even the page of an error cannot be made: both languages, nothing to load.
LAST_RESORT = (
    '<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><title>Approdo</title></head><body>'
    "<h1>Approdo non riesce a rispondere</h1>"
    "<p>Ciò che era già salvato è al sicuro. Riprova tra qualche minuto.</p>"
    '<p lang="en">Approdo cannot answer. What was saved is safe. Try again in some minutes.</p></body></html>'
)


def _answer(request: HttpRequest, status: int, kind: str) -> HttpResponse:
    if request.path.startswith(PREFIX):
        return of_status(status)
    return page(request, "core/error.html", {"kind": kind}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _answer(request, 400, "bad_request")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _answer(request, 403, "forbidden")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _answer(request, 404, "not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Always answers: when its own page fails, with a text that needs nothing."""
    try:
        return _answer(request, 500, "server_error")
    except Exception:
        logging.getLogger(__name__).exception("the page of an error could not be made")
        return HttpResponse(LAST_RESORT, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret is missing or old."""
    return _answer(request, 403, "old_form")
