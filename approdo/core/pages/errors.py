"""Error pages that say what happened, what is safe and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from approdo.core.pages.render import page
from approdo.core.rest.middleware import PREFIX
from approdo.core.rest.problems import of_status


def _answer(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    if request.path.startswith(PREFIX):
        return of_status(status)
    return page(request, "core/error.html", {"status": status, **context}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _answer(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret is missing or old."""
    return _answer(request, 403, old_form=True)
