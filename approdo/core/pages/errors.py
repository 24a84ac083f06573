"""Error pages that say what happened, what is safe and what to do. None of them reads the database."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse

from approdo.core.pages.render import page

# When even the page of an error cannot be made: both languages, nothing to load.
LAST_RESORT = (
    '<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><title>Approdo</title></head><body>'
    "<h1>Approdo non riesce a rispondere</h1>"
    "<p>Ciò che era già salvato è al sicuro. Riprova tra qualche minuto.</p>"
    '<p lang="en">Approdo cannot answer. What was saved is safe. Try again in some minutes.</p></body></html>'
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return page(request, "core/error.html", {"kind": "bad_request"}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return page(request, "core/error.html", {"kind": "forbidden"}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return page(request, "core/error.html", {"kind": "not_found"}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Always answers: when its own page fails, with a text that needs nothing."""
    try:
        return page(request, "core/error.html", {"kind": "server_error"}, status=500)
    except Exception:
        logging.getLogger(__name__).exception("the page of an error could not be made")
        return HttpResponse(LAST_RESORT, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret is missing or old."""
    return page(request, "core/error.html", {"kind": "old_form"}, status=403)
