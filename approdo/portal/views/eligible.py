"""What can I use? The list with its conditions, and the data with which the browser of the reader compares them."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from approdo.core.definitions import holiday_calendar
from approdo.core.models import Prefecture
from approdo.network.definitions import categories
from approdo.network.queries import published, reading
from approdo.network.queries.published import PublicConditions
from approdo.network.rules.sources import HolderKind
from approdo.portal import labels, terms
from approdo.portal.answering import public, show, tagged
from approdo.portal.areas import area_of, areas
from approdo.portal.definitions import quick_exit_needs
from approdo.portal.directory import Telling
from approdo.portal.eligible import MOST, named, rules, told, under
from approdo.portal.views.pages import label
from approdo.portal.views.services import text_language
from approdo.portal.words import Speech
from approdo.territory.queries import comuni


@require_safe
@public
def which(request: HttpRequest, speech: Speech) -> HttpResponse:
    """Where? The only province there is, or a choice."""
    links = [(one.seat, _address("portal_eligible", speech, sign)) for sign, one in areas().items()]
    if len(links) == 1:
        return HttpResponseRedirect(links[0][1])
    return show(request, speech, "areas", {"title": speech.say(labels.ELIGIBLE), "links": links})


@require_safe
@public
def eligible(request: HttpRequest, speech: Speech, area: str) -> HttpResponse:
    """The services of a province with for whom each is; a script compares them with the answers of who reads."""
    office, need = area_of(area), _need(request)
    rules_at = _address("portal_eligible_rules", speech, area) + (f"?need={need}" if need else "")
    context = {
        "area": office, "need": need, "rules_at": rules_at, "most": MOST, **_list(office, need, speech),
        "needs": [(one.id, label(one, speech)) for one in categories().values() if not one.need],
        "quick_exit": settings.QUICK_EXIT if need in quick_exit_needs() else "",
    }  # fmt: skip
    return show(request, speech, "eligible", context)


@require_safe
@public
def conditions(request: HttpRequest, speech: Speech, area: str) -> HttpResponse:
    """The published conditions as data: nothing of who reads is in the question or in the answer."""
    found, _cut = _found(area_of(area), _need(request))
    body = json.dumps(rules(found), separators=(",", ":"), sort_keys=True).encode()
    return tagged(request, HttpResponse(body, content_type="application/json", headers={"X-Robots-Tag": "noindex"}))


def _need(request: HttpRequest) -> str:
    asked = request.GET.get("need", "")
    return asked if under(asked) else ""


def _found(office: Prefecture, need: str) -> tuple[list[PublicConditions], bool]:
    """The services of a need, or all, and whether there are more than a page shows."""
    found = published.conditions_of(office.pk, timezone.localdate(), under(need), MOST + 1)
    return found[:MOST], len(found) > MOST


def _list(office: Prefecture, need: str, speech: Speech) -> dict[str, Any]:
    """The services with their conditions, and what the questions offer."""
    (found, cut), today = _found(office, need), timezone.localdate()
    telling, names = Telling(speech, timezone.now(), holiday_calendar()), named(found)
    texts = reading.readable_of(office.pk, HolderKind.SERVICE, [one.id for one in found], text_language(speech))
    # Also comuni of other provinces that a condition names: only then is "elsewhere" certainly none of them.
    places = dict(comuni.of_province(office.code, today).values_list("code", "name")) | names
    return {
        "services": told(found, texts, telling, names), "cut": cut,
        "permits": terms.permits(speech), "families": terms.families(speech),
        "comuni": sorted(places.items(), key=lambda one: one[1]),
    }  # fmt: skip


def _address(name: str, speech: Speech, area: str) -> str:
    return reverse(name, kwargs={"speech": speech.code, "area": area})
