"""Error pages that say what happened, what is safe and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from approdo.core.pages.render import page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return page(request, "core/error.html", {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return page(request, "core/error.html", {"status": 403}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return page(request, "core/error.html", {"status": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return page(request, "core/error.html", {"status": 500}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret is missing or old."""
    return page(
        request, "core/error.html", {"status": 403, "old_form": True}, status=403
    )
