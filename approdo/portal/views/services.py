"""The directory of services: where one looks, what is found, and the page of one service."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from uuid import UUID

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from markupsafe import Markup

from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.definitions import holiday_calendar
from approdo.core.models import Prefecture
from approdo.core.pages.render import page
from approdo.core.rest import rates
from approdo.network import naming
from approdo.network.definitions import PLAIN_ITALIAN, categories, languages, search_vocabulary
from approdo.network.queries import published, reading
from approdo.network.queries.mapped import pins
from approdo.network.queries.search import MOST, Answered, cards, search
from approdo.network.rules.search_question import TooLong
from approdo.network.rules.search_words import LONGEST_QUERY
from approdo.network.rules.sources import HolderKind
from approdo.network.search_documents import category_words
from approdo.portal import labels, queries, terms
from approdo.portal.answering import around, public, show, too_many
from approdo.portal.areas import area_of, areas
from approdo.portal.commands import count_unanswered
from approdo.portal.definitions import quick_exit_needs
from approdo.portal.directory import TEXTS, Said, Telling, italian, linked_data
from approdo.portal.eligible import comuni_of
from approdo.portal.finding import MOST_PAGES, SHOWN, Asked, Spot, asked_of, moment_of, sought_of, spot_of
from approdo.portal.leaflets import MOST as MOST_PRINTED
from approdo.portal.leaflets import Paper, data_of, names_of, printable, set_paper
from approdo.portal.mapping import MOST_OPEN, centre_of, drawing_of, named, tiles_of
from approdo.portal.sharing import square, told_by_text
from approdo.portal.views.pages import label
from approdo.portal.words import Speech
from approdo.territory.queries import comuni
from approdo.territory.queries.outlines import attributions, province_map

COUNTED_A_MINUTE = 10  # searches without an answer of one caller


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody asks of a province; `answered` is None where too much was typed."""

    area: Prefecture
    asked: Asked
    spot: Spot | None
    telling: Telling
    context: dict[str, Any]
    answered: Answered | None


@require_safe
@public
def where(request: HttpRequest, speech: Speech) -> HttpResponse:
    """Where does one look? The only province there is, that of the place that was told, or a choice."""
    asked, offices = asked_of(request.GET.dict()), list(areas().values())
    spot = spot_of(asked.get("near"), timezone.localdate())
    there = next((one for one in offices if spot and one.code == spot.sign), offices[0] if len(offices) == 1 else None)
    if there is not None:
        told = asked.but("near", near=spot.address) if spot else asked.but()
        return HttpResponseRedirect(_address(speech, there) + (told if told != "?" else ""))
    return show(request, speech, "where", {"asked": asked, "areas": offices, "spot": spot, "longest": LONGEST_QUERY})


@require_safe
@public
def found(request: HttpRequest, speech: Speech, area: str) -> HttpResponse:
    """The services of a province that answer what was typed and chosen."""
    look = _look(request, speech, area)
    office, asked, answered = look.area, look.asked, look.answered
    if answered is None:
        return show(request, speech, "too_long", look.context, status=400)
    shown = answered.hits[(asked.page - 1) * SHOWN : asked.page * SHOWN]
    read = cards(office.pk, answered, shown, text_language(speech), timezone.localdate()) if shown else []
    _count(request, speech, asked, look.spot, answered)
    more = asked.page * SHOWN < len(answered.hits) and asked.page < MOST_PAGES
    context = look.context | {
        "cards": [look.telling.card(one) for one in read], "answered": answered, "total": len(answered.hits), "most": MOST,
        "next": asked.but(page=str(asked.page + 1)) if more else "",
        "quick_exit": settings.QUICK_EXIT if any(one.protected for one in read) else _exit(asked, answered),
    }  # fmt: skip
    return show(request, speech, "found", context, kept=False)


@require_safe
@public
def mapped(request: HttpRequest, speech: Speech, area: str) -> HttpResponse:
    """The same services on a map of the province; those that are protected are not on it."""
    look = _look(request, speech, area)
    if look.answered is None:
        return show(request, speech, "too_long", look.context, status=400)
    today, centre = timezone.localdate(), centre_of(request.GET.get("centre", ""))
    found = pins(look.area.pk, [one.id for one in look.answered.hits], text_language(speech), today)
    province = province_map(look.area.code, today)
    owed = {one.comune.outlined_by_id for one in province.comuni} if province else set()
    leave = _exit(look.asked, look.answered)
    # Another host would learn what somebody is afraid of
    tiles = None if leave else tiles_of(settings.MAP_TILES, settings.MAP_TILES_CREDIT)
    context = look.context | {
        "answered": look.answered, "most": MOST, "tiles": tiles, "printable": printable(speech),
        "total": len({one.service for one in found}), "pins": found,
        "named": named, "most_open": MOST_OPEN, "province": province,
        "drawing": drawing_of(found, province, centre), "closer": centre is not None,
        "owed": attributions(sorted(owed)) if owed else [], "quick_exit": leave,
    }  # fmt: skip

    def drawn(request: HttpRequest) -> HttpResponse:
        return show(request, speech, "map", context, kept=False)

    return cast(HttpResponse, csp_update({"img-src": [tiles.site] if tiles else []})(drawn)(request))


@require_safe
@public
def leaflet(request: HttpRequest, speech: Speech, area: str, kind: str) -> HttpResponse:
    """What was found, to be printed. In a script without a font it does not exist."""
    allowance = rates.count(f"paper {request.META.get('REMOTE_ADDR', '')}", settings.PAPERS_A_MINUTE)
    if allowance.exceeded:
        return too_many(request, speech, allowance.reset, sent=False)
    look, today = _look(request, speech, area), timezone.localdate()
    if look.answered is None or kind not in list(Paper) or not printable(speech):
        raise Http404
    wanted = [one.id for one in look.answered.hits][:MOST_PRINTED] if kind != Paper.POSTER else []
    names = names_of(pins(look.area.pk, wanted, text_language(speech), today))
    rows = [(one, names[one.id]) for one in published.published(look.area.pk, today, list(names))]
    lines = [(one.number, Said(*one.for_what)) for one in around(request, speech)["lines"]]
    live = request.build_absolute_uri(_address(speech, look.area) + look.asked.but())
    data = data_of(Paper(kind), speech, look.area.seat, live.removesuffix("?"), lines, rows, today)
    response = HttpResponse(set_paper(data), content_type="application/pdf")
    response.headers["Content-Disposition"] = (
        f'inline; filename="approdo-{look.area.code.lower()}-{kind}-{speech.code}.pdf"'
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@public
def service(request: HttpRequest, speech: Speech, area: str, service_id: UUID) -> HttpResponse:
    """Everything that the public may know of one service."""
    office, today = area_of(area), timezone.localdate()
    one = next(iter(published.published(office.pk, today, [service_id])), None)
    if one is None:
        raise Http404
    code = text_language(speech)
    texts = reading.readable_of(office.pk, HolderKind.SERVICE, [one.id], code).get(one.id, {})
    telling = Telling(speech, timezone.now(), holiday_calendar())
    said = {name: telling.pieces(texts.get(name), words) if (words := italian(one, name)) else [] for name in TEXTS}
    name = "".join(piece.words for piece in said["name"])
    needs = {categories()[each].need for each in one.facts.categories if each in categories()}
    fresh, stale = telling.fresh(one.fresh)
    url = request.build_absolute_uri(request.path)
    context = {
        "area": office, "service": one, "texts": said, "name": name, "desks": [telling.desk(desk) for desk in one.desks],
        "conditions": telling.conditions(one.facts.eligibility, comuni_of([one])), "fresh": fresh, "stale": stale,
        "helps": [(each, label(categories()[each], speech)) for each in one.facts.categories if each in categories()],
        "cost": speech.say(labels.COSTS[one.facts.cost.value]),
        "amount": speech.money(one.facts.cost_amount) if one.facts.cost_amount is not None else "",
        "ways_in": [speech.say(labels.WAYS_IN[each.value]) for each in one.facts.ways_in],
        "data": _data(linked_data(one, one.facts.name, url)), "square": square(url), "by_text": told_by_text(name, url),
        "quick_exit": settings.QUICK_EXIT if one.protected or needs & set(quick_exit_needs()) else "",
    }  # fmt: skip
    return show(request, speech, "service", context, kept=False)


@require_safe
def unanswered(request: HttpRequest) -> HttpResponse:
    """Searches that found nothing, counted, for who keeps the network: they are needs."""
    require(request.actor, Permission.FEEDBACK_SEE)  # type: ignore[attr-defined]
    rows = list(queries.unanswered(request.actor)[:LISTED])  # type: ignore[attr-defined]
    places = comuni.names({one.comune for one in rows} - {""})
    context = {"rows": rows, "places": places, "naming": naming, "languages": languages(), "most": LISTED}
    return page(request, "portal/unanswered.html", context)


LISTED = 200


def _address(speech: Speech, area: Prefecture) -> str:
    return reverse("portal_found", kwargs={"speech": speech.code, "area": area.code.lower()})


def _look(request: HttpRequest, speech: Speech, area: str) -> Look:
    """What an address asks of a province, and what was found."""
    office, asked, now = area_of(area), asked_of(request.GET.dict()), timezone.now()
    spot = spot_of(asked.get("near"), timezone.localdate())
    chosen = moment_of(asked, now)
    telling = Telling(speech, chosen or now, holiday_calendar(), chosen=asked.day is not None)
    context = {"area": office, "asked": asked, "spot": spot, "longest": LONGEST_QUERY}
    context |= _choices(speech)
    try:
        answered = search(office.pk, sought_of(asked, spot, now), timezone.localdate(), holiday_calendar())
    except TooLong:
        return Look(office, asked, spot, telling, context, None)
    return Look(office, asked, spot, telling, context, answered)


def text_language(speech: Speech) -> str:
    """The language in which texts of the network are read: plain Italian has none of its own."""
    return "it" if speech.code == PLAIN_ITALIAN else speech.code


def _choices(speech: Speech) -> dict[str, Any]:
    """What the filters offer."""
    needs = [
        (one.id, label(one, speech), [(each.id, label(each, speech)) for each in categories().values() if each.need == one.id])
        for one in categories().values()
        if not one.need
    ]  # fmt: skip
    spoken = [one for one in languages().values() if one.id != PLAIN_ITALIAN]
    names = {one.id: label(one, speech) for one in categories().values()}
    return {"needs": needs, "names": names, "permits": terms.permits(speech), "spoken": spoken}


def _exit(asked: Asked, answered: Answered) -> str:
    """The way out of a page that tells of what somebody may be afraid of."""
    about = {asked.get("category"), *(one for group in answered.groups for one in group.concepts)}
    needs = about | {categories()[one].need for one in about if one in categories()}
    typed = {word for group in answered.groups for word in group.typed}
    typed |= {other for word in typed for other in answered.nearby.get(word, ())}
    return settings.QUICK_EXIT if needs & set(quick_exit_needs()) or typed & _of_safety() else ""


@cache
def _of_safety() -> frozenset[str]:
    """The words of the labels of those needs that no other category has, in every language."""
    inside: set[str] = set()
    outside: set[str] = set(search_vocabulary().passed_over)
    for one in categories().values():
        words = {word for code in one.labels for word in category_words(one.id, code) if len(word) > 3}
        (inside if one.need in quick_exit_needs() else outside).update(words)
    return frozenset(inside - outside)


def _count(request: HttpRequest, speech: Speech, asked: Asked, spot: Spot | None, answered: Answered) -> None:
    """Count a search that found nothing, a few times a minute for one caller, who is not kept."""
    if answered.hits or not asked.anything or request.method != "GET":
        return
    caller = f"unanswered {timezone.localdate()} {request.META.get('REMOTE_ADDR', '')}"
    if rates.count(caller, COUNTED_A_MINUTE).exceeded:
        return
    meant = sorted(one for group in answered.groups for one in group.concepts)
    count_unanswered(
        today=timezone.localdate(), language=speech.code, comune=spot.comune if spot else "",
        category=asked.get("category") or next(iter(meant), ""), spoken=asked.get("lang"), filtered=asked.filtered,
    )  # fmt: skip


def _data(told: dict[str, Any]) -> Markup:
    """Data inside a page: signs with which a text could end it are written otherwise."""
    written = json.dumps(told, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(written)  # noqa: S704 - no sign of markup is left in it
