"""A small search of the portal that other sites may show inside their pages: the only addresses that may be framed."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from approdo.network.definitions import categories
from approdo.portal.answering import public, show
from approdo.portal.areas import area_of
from approdo.portal.eligible import under
from approdo.portal.views.pages import label
from approdo.portal.words import Speech


@xframe_options_exempt
@csp_replace({"frame-ancestors": settings.WIDGET_SITES})
@require_safe
@public
def widget(request: HttpRequest, speech: Speech, area: str) -> HttpResponse:
    """A box to search the services of a province, and the kinds of help of a need, or the needs."""
    need = request.GET.get("need", "")
    need = need if under(need) else ""
    inside = [(one.id, label(one, speech)) for one in categories().values() if one.need == need]
    name = label(categories()[need], speech) if need else ""
    return show(request, speech, "widget", {"area": area_of(area), "inside": inside, "need": need, "name": name})
