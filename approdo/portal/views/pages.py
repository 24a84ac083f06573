"""The home, the needs, and the pages of plain words."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from approdo.network.definitions import PLAIN_ITALIAN, categories
from approdo.network.rules.search_words import LONGEST_QUERY
from approdo.network.rules.vocabulary import Category
from approdo.portal.answering import public, show, tagged
from approdo.portal.areas import areas
from approdo.portal.definitions import guides, quick_exit_needs
from approdo.portal.guides import Teller
from approdo.portal.words import Speech, speech

EMBLEMS = {".svg": "image/svg+xml", ".png": "image/png"}


@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    """Every language in its own name: nobody is sent anywhere without having chosen."""
    return show(request, speech("it"), "languages")


@require_safe
@gzip_page
def emblem(request: HttpRequest) -> HttpResponse:
    """The emblem of who funds the portal."""
    if settings.FUNDING_EMBLEM is None:
        raise Http404
    kind = EMBLEMS[settings.FUNDING_EMBLEM.suffix]
    drawing = HttpResponse(settings.FUNDING_EMBLEM.read_bytes(), content_type=kind)
    return tagged(request, drawing, "public, max-age=86400")


@require_safe
@public
def home(request: HttpRequest, speech: Speech) -> HttpResponse:
    """What do you need?"""
    needs = [(one, label(one, speech)) for one in categories().values() if not one.need]
    return show(request, speech, "home", {"needs": needs, "longest": LONGEST_QUERY})


@require_safe
@public
def need(request: HttpRequest, speech: Speech, need: str) -> HttpResponse:
    """The categories and the guides under a need."""
    shown = _category(need, "")
    inside = [(one, label(one, speech)) for one in categories().values() if one.need == need]
    found = [(one.id, Teller(one, speech, timezone.localdate()).name()) for one in guides().get(need, ())]
    context = {"need": shown, "name": label(shown, speech), "inside": inside, "guides": found}
    return show(request, speech, "need", {**context, "quick_exit": _exit(need)})


@require_safe
@public
def category(request: HttpRequest, speech: Speech, need: str, category: str) -> HttpResponse:
    """A category: where one looks for its services."""
    shown, above = _category(category, need), _category(need, "")
    context = {"need": above, "need_name": label(above, speech), "name": label(shown, speech)}
    context |= {"category": shown, "areas": list(areas().values())}
    return show(request, speech, "category", {**context, "quick_exit": _exit(need)})


@require_safe
@public
def words(request: HttpRequest, speech: Speech, name: str) -> HttpResponse:
    """A page of plain words: accessibility, privacy."""
    return show(request, speech, name)


@require_safe
@public
def nothing(request: HttpRequest, speech: Speech, rest: str) -> HttpResponse:
    """An address that does not exist, told in its language."""
    raise Http404


def label(one: Category, speech: Speech) -> str:
    """The name of a need or of a category in a language."""
    return one.labels["it" if speech.code == PLAIN_ITALIAN else speech.code]


def _category(name: str, need: str) -> Category:
    found = categories().get(name)
    if found is None or found.need != need:
        raise Http404
    return found


def _exit(need: str) -> str:
    return settings.QUICK_EXIT if need in quick_exit_needs() else ""
