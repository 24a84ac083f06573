"""A body that is too large is refused before it is read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from approdo.core.access.middleware import Handler
from approdo.core.documents import TooLarge, require_room
from approdo.core.pages.render import page
from approdo.core.rest.middleware import PREFIX
from approdo.core.rest.problems import problem

FRAME = 1_000_000  # bytes that the rest of a form may take


class UploadMiddleware:
    """Answers 413, with what to do, to a request whose declared size is over the limit of uploads."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        size = int(declared) if declared.isascii() and declared.isdigit() else 0
        if size <= settings.LARGEST_UPLOAD + FRAME:
            return self.get_response(request)
        try:
            require_room(size)
        except TooLarge as refusal:
            if request.path.startswith(PREFIX):
                return problem(refusal.status, refusal.code, refusal.message)
            return page(request, "core/refusal.html", {"refusal": refusal}, status=refusal.status)
        return self.get_response(request)
