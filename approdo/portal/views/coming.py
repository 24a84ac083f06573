"""Opportunities, the calendar of outreach and its file: what is published of one prefecture."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from approdo.core.models import Prefecture
from approdo.network.council_definitions import coming_days
from approdo.network.definitions import languages
from approdo.network.models import Opportunity
from approdo.network.queries import opportunities as offered
from approdo.network.queries import outreach as stops
from approdo.network.rules.opportunities import OpportunityKind
from approdo.portal import labels
from approdo.portal.answering import public, show, tagged
from approdo.portal.areas import area_of, areas, entered
from approdo.portal.coming import told_days, told_figures, told_opportunities
from approdo.portal.words import Speech

SHOWN = 40  # opportunities of a page
FEED_DAYS = 180  # of the calendar file
FEED_KEPT = 3600  # seconds for which a program may show the calendar without asking
Choices = list[tuple[str, str]]


@require_safe
@public
def opportunities(request: HttpRequest, speech: Speech) -> HttpResponse:
    """What is offered in a prefecture, what ends first before."""
    known = areas()
    area = entered(request, known)
    if area is None:
        return _which(request, speech, known, "opportunities", labels.OPPORTUNITIES_TITLE)
    today, asked, start = timezone.localdate(), _asked(request), _start(request)
    rows = offered.published(area.pk, today, **asked)
    found = list(rows[start : start + SHOWN + 1])
    further = _address({"area": area.code.lower(), **asked, "start": str(start + SHOWN)}) if len(found) > SHOWN else ""
    context = {
        **_frame(area, known, asked, _comuni_of(offered.published(area.pk, today))),
        "offers": told_opportunities(area.pk, found[:SHOWN], speech), "further": further,
        "kinds": [(one.value, speech.say(word)) for one, word in labels.OPPORTUNITIES.items()],
    }  # fmt: skip
    return show(request, speech, "opportunities", context)


@require_safe
@public
def opportunity(request: HttpRequest, speech: Speech, area: str, opportunity_id: UUID) -> HttpResponse:
    """One opportunity: what it is, who it is for, how to apply."""
    office = area_of(area)
    found = offered.published(office.pk, timezone.localdate()).filter(pk=opportunity_id).first()
    if found is None:
        raise Http404
    one = told_opportunities(office.pk, [found], speech)[0]
    return show(request, speech, "opportunity", {"one": one, "area": office})


@require_safe
@public
def outreach(request: HttpRequest, speech: Speech) -> HttpResponse:
    """Who comes where in the next weeks, and how many people were met."""
    known = areas()
    area = entered(request, known)
    if area is None:
        return _which(request, speech, known, "outreach", labels.OUTREACH)
    today, asked = timezone.localdate(), _asked(request)
    del asked["kind"]
    every = list(stops.published(area.pk, today))
    wanted = [one for one in every if _answers(one, asked)]
    days = stops.coming(wanted, today, today + timedelta(days=coming_days(today)))
    context = {
        **_frame(area, known, asked, sorted({_comune(one) for one in every}, key=lambda one: one[1])),
        "days": told_days(area.pk, days, speech), "figures": told_figures(stops.figures(area.pk).first(), speech),
        "feed": f"{reverse('portal_calendar', kwargs={'speech': speech.code})}{_address({'area': area.code.lower(), **asked})}",
    }  # fmt: skip
    return show(request, speech, "outreach", context)


@require_safe
@public
def calendar(request: HttpRequest, speech: Speech) -> HttpResponse:
    """Outreach and events of the next months, for a calendar program; 404 where no prefecture is named."""
    # Web processes start without the calendar library: 80 modules for the few who follow a calendar.
    from approdo.portal.calendar_file import calendar_file  # noqa: PLC0415

    area = entered(request, areas())
    if area is None:
        raise Http404
    today, asked = timezone.localdate(), _asked(request)
    del asked["kind"]
    days = stops.coming(stops.published(area.pk, today, **asked), today, today + timedelta(days=FEED_DAYS))
    events = offered.published(area.pk, today, kind=OpportunityKind.EVENT.value, **asked).filter(
        begins_on__isnull=False
    )
    body = calendar_file(area.pk, days, events, speech, lambda one: _absolute(request, speech, area.code.lower(), one))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    return tagged(request, answer, f"public, max-age={FEED_KEPT}")


def _absolute(request: HttpRequest, speech: Speech, area: str, one: Opportunity | None) -> str:
    here: dict[str, Any] = {"speech": speech.code}
    if one is None:
        return request.build_absolute_uri(f"{reverse('portal_outreach', kwargs=here)}{_address({'area': area})}")
    return request.build_absolute_uri(
        reverse("portal_opportunity", kwargs={**here, "area": area, "opportunity_id": one.pk})
    )


def _which(request: HttpRequest, speech: Speech, known: dict[str, Prefecture], name: str, title: str) -> HttpResponse:
    """Where is the reader? One link for each prefecture."""
    links = [(one.seat, _address({"area": sign})) for sign, one in known.items()]
    return show(request, speech, "areas", {"links": links, "title": speech.say(title)})


def _frame(area: Prefecture, known: dict[str, Prefecture], asked: dict[str, str], comuni: Choices) -> dict[str, Any]:
    """What the filters of a list show. The languages are those of the network, in their own names."""
    spoken = [(code, one.name) for code, one in languages().items()]
    return {
        "area": area, "several": len(known) > 1, "asked": asked, "spoken": spoken,
        "comuni": comuni, "filtered": any(asked.values()),
    }  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, str]:
    """The filters of the address; what is not known is no filter."""
    kind, language = request.GET.get("kind", ""), request.GET.get("language", "")
    comune = request.GET.get("comune", "")
    return {
        "kind": kind if kind in {one.value for one in OpportunityKind} else "",
        "language": language if language in languages() else "",
        "comune": comune if comune.isascii() and comune.isdigit() and len(comune) == 6 else "",
    }  # fmt: skip


def _start(request: HttpRequest) -> int:
    said = request.GET.get("start", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 5 else 0


def _comuni_of(rows: Any) -> Choices:
    found = rows.exclude(comune_code="").order_by("city").values_list("comune_code", "city")
    return list(dict(found).items())


def _comune(one: Any) -> tuple[str, str]:
    place = one.location or one
    return place.comune_code, place.city


def _answers(one: Any, asked: dict[str, str]) -> bool:
    spoken = not asked["language"] or asked["language"] in one.languages
    return spoken and (not asked["comune"] or asked["comune"] == _comune(one)[0])


def _address(values: dict[str, str]) -> str:
    kept = {name: value for name, value in values.items() if value}
    return f"?{urlencode(kept)}" if kept else ""
