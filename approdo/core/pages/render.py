"""One door from a view to a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from jinja2_fragments import render_block


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    block: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a whole page or, for an htmx request that names one, only its `block`."""
    values = {
        **(context or {}),
        "request": request,
        "actor": getattr(request, "actor", None),
    }
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    partial = getattr(request, "htmx", None)
    if block and partial and not partial.boosted:
        body = render_block(environment, template, block, **values)
    else:
        body = environment.get_template(template).render(values)
    response = HttpResponse(body, status=status)
    response.headers["Vary"] = "HX-Request, Cookie"
    response.headers["Cache-Control"] = "no-store"
    return response
