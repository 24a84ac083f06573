"""What somebody may keep on a telephone: the portal among its applications, and a copy of a province."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from approdo.core.definitions import holiday_calendar
from approdo.core.rest import rates
from approdo.network.definitions import categories
from approdo.portal import labels
from approdo.portal.answering import public, show, tagged, too_many
from approdo.portal.areas import area_of, areas
from approdo.portal.directory import Telling
from approdo.portal.keeping import guides_of, services_of
from approdo.portal.views.pages import label
from approdo.portal.views.services import text_language
from approdo.portal.words import Speech

WORKER = Path(__file__).resolve().parents[1] / "static" / "portal" / "worker.js"
BRAND, PAPER = "#0059b3", "#ffffff"


@require_safe
@public
def manifest(request: HttpRequest, speech: Speech) -> HttpResponse:
    """How the portal in one language stands among the applications of a telephone."""
    home = reverse("portal_home", kwargs={"speech": speech.code})
    told = {
        "id": home, "name": "Approdo", "short_name": "Approdo", "lang": speech.code,
        "dir": speech.language.direction.value, "start_url": home, "scope": home, "display": "minimal-ui",
        "theme_color": BRAND, "background_color": PAPER,
        "icons": [{"src": static("portal/tile.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"}],
    }  # fmt: skip
    body = json.dumps(told, ensure_ascii=False)
    return tagged(request, HttpResponse(body, content_type="application/manifest+json"))


@require_safe
@public
def worker(request: HttpRequest, speech: Speech) -> HttpResponse:
    """The script that answers when there is no connection; it stands in the folder of its language, and sees no other."""
    script = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    return tagged(request, script, "no-cache")


@require_safe
@public
def which(request: HttpRequest, speech: Speech) -> HttpResponse:
    """Of where? The only province there is, or a choice."""
    links = [(one.seat, _address("portal_keep", speech, sign)) for sign, one in areas().items()]
    if len(links) == 1:
        return HttpResponseRedirect(links[0][1])
    return show(request, speech, "areas", {"title": speech.say(labels.KEEP), "links": links})


@require_safe
@public
def keep(request: HttpRequest, speech: Speech, area: str) -> HttpResponse:
    """What the copy is, and where one keeps it, looks at it and deletes it."""
    return show(request, speech, "keep", {"area": area_of(area)})


@require_safe
@public
def copy(request: HttpRequest, speech: Speech, area: str) -> HttpResponse:
    """The copy itself: one page that needs nothing but its sheet of styles, which its header names."""
    allowance = rates.count(f"copy {request.META.get('REMOTE_ADDR', '')}", settings.COPIES_A_MINUTE)
    if allowance.exceeded:
        return too_many(request, speech, allowance.reset, sent=False)
    office, telling = area_of(area), Telling(speech, timezone.now(), holiday_calendar())
    services, cut = services_of(office, telling, text_language(speech))
    context = {
        "area": office, "services": services, "cut": cut, "guides": guides_of(telling),
        "titles": {one.id: label(one, speech) for one in categories().values() if not one.need},
        "today": speech.day(telling.today),
    }  # fmt: skip
    response = show(request, speech, "copy", context)
    response.headers["Link"] = f'<{static("portal/portal.css")}>; rel="stylesheet"'
    return response


def _address(name: str, speech: Speech, area: str) -> str:
    return reverse(name, kwargs={"speech": speech.code, "area": area})
