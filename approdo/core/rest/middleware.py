"""What every answer under `/api/` and of the open data has, even one that no endpoint gave: a rate, a problem instead of
a page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from approdo.core.access.middleware import Handler
from approdo.core.rest import problems, rates

PREFIX, OPEN_DATA = "/api/", ("/hsds/", "/open-data/")
EXPOSED = "ETag, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"


class ApiMiddleware:
    """Counts the calls, refuses the unreadable ones, turns error pages into problems, spares unchanged answers."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith((PREFIX, *OPEN_DATA)):
            return self.get_response(request)
        open_data = request.path.startswith(OPEN_DATA)
        if not open_data:
            request.urlconf = settings.API_URLCONF
        allowance = rates.count_call(request, known=not open_data)
        response = self._answer(request, allowance)
        allowance.write_on(response)
        if open_data:  # no key and no cookie is read there: pages of any site may ask
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _answer(self, request: HttpRequest, allowance: rates.Allowance) -> HttpResponse:
        if allowance.exceeded:
            wait = {"Retry-After": str(allowance.reset)}
            return problems.problem(429, "too_many_calls", _("Too many calls. Wait, then repeat."), headers=wait)
        if "\x00" in request.path or any(
            "\x00" in text for pair in request.GET.lists() for text in (pair[0], *pair[1])
        ):
            return problems.of_status(400)
        response = self.get_response(request)
        if response.status_code >= 400 and not response.headers.get("Content-Type", "").startswith(problems.MEDIA_TYPE):
            refused = problems.of_status(response.status_code)
            if "Allow" in response.headers:
                refused.headers["Allow"] = response.headers["Allow"]
            return refused
        tag = response.headers.get("ETag")
        if response.status_code == 304:  # the open data says itself what did not change, and how long it is kept
            return response
        if request.method == "GET" and tag and tag in request.headers.get("If-None-Match", ""):
            return HttpResponse(status=304, headers={"ETag": tag})
        return response
