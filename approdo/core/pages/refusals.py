"""A refusal that no view caught becomes a page that says what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from approdo.core.access.middleware import Handler
from approdo.core.errors import Refusal
from approdo.core.pages.render import page


class RefusalMiddleware:
    """Shows a Refusal as a page of its own status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a refusal; None for anything else."""
        if not isinstance(exception, Refusal):
            return None
        return page(
            request,
            "core/refusal.html",
            {"refusal": exception},
            status=exception.status,
        )
