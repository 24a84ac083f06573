"""One door from a view to a public page: its language, its caching, what stands around it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.template import engines
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.gzip import gzip_page
from markupsafe import Markup

from approdo.network.definitions import hotlines, languages
from approdo.network.rules.vocabulary import Hotline, Language, read_in
from approdo.portal.words import N_, Speech, proposed, speech, spoken

KEPT = 300  # seconds for which a browser may show a page without asking
OFFER = N_("You can read this page in your language")
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Other:
    """The same page in another language."""

    language: Language
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A language that the browser wants and the page is not in, with the sentence that offers it."""

    language: Language
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A number to call. Words are (words, language); None is what nobody knows."""

    number: str
    dialled: str
    for_what: tuple[str, str]
    hours: tuple[str, str] | None
    languages: tuple[str, str] | None
    free: bool
    checked: str


def public(view: View) -> View:
    """A view of the portal: what is not found is said in the reader's language; the answer is compressed.

    Compressed safely: a public page holds no secret that its length could betray.
    """

    @wraps(view)
    def answered(request: HttpRequest, speech: Speech, **values: Any) -> HttpResponse:
        try:
            return view(request, speech, **values)
        except Http404:
            return show(request, speech, "not_found", status=404)

    return gzip_page(answered)


def show(
    request: HttpRequest, speech: Speech, name: str, context: dict[str, Any] | None = None, *,
    status: int = 200, kept: bool = True,
) -> HttpResponse:  # fmt: skip
    """A public page. With `kept` the browser may keep it a little and ask whether it changed (304 when it did not)."""
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    values = {"quick_exit": "", "indexed": False, "rated": True, **around(request, speech), **(context or {})}
    body = environment.get_template(f"portal/public/{name}.html").render(values).encode()
    response = HttpResponse(body, status=status)
    response.headers["Content-Language"] = speech.code
    response.headers["Vary"] = "Accept-Language"
    if not kept or status != 200 or values["quick_exit"]:
        response.headers["Cache-Control"] = "no-store"
        return response
    return tagged(request, response)


def tagged(request: HttpRequest, response: HttpResponse, keeps: str = f"public, max-age={KEPT}") -> HttpResponse:
    """An answer that may be kept, with its tag; 304 with the same header to who has it already.

    The compression is told here and not left to who compresses: a 304 has nothing to compress and must say it too.
    """
    tag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'  # weak: the same answer, compressed or not
    response.headers["Cache-Control"], response.headers["ETag"] = keeps, tag
    patch_vary_headers(response, ("Accept-Encoding",))
    return get_conditional_response(request, etag=tag, response=response) or HttpResponseNotModified()


def too_many(request: HttpRequest, speech: Speech, wait: int, *, sent: bool = True) -> HttpResponse:
    """Something was sent, or asked for, too often: `wait` in seconds."""
    response = show(request, speech, "too_many", {"sent": sent}, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


def around(request: HttpRequest, speech: Speech) -> dict[str, Any]:
    """What every public page needs: its words, its languages, the numbers to call."""
    path = request.path.removeprefix(f"/{speech.code}")
    asked = f"?{request.META['QUERY_STRING']}" if request.method == "GET" and request.META.get("QUERY_STRING") else ""
    return {
        "request": request,
        "speech": speech,
        "gettext": _gettext(speech),
        "at": lambda name, **values: reverse(f"portal_{name}", kwargs={"speech": speech.code, **values}),
        "page_path": path,
        "root": f"{request.scheme}://{request.get_host()}",
        "others": [Other(one, f"/{code}{path}{asked}", code == speech.code) for code, one in spoken().items()],
        "offer": _offer(request, speech, f"{path}{asked}"),
        "lines": [_line(one, speech) for one in hotlines().values()],
        "funding": settings.FUNDING_STATEMENT,
        "emblem": settings.FUNDING_EMBLEM is not None,
    }


def _gettext(speech: Speech) -> Callable[..., Markup]:
    def gettext(message: str, **values: object) -> Markup:
        said = Markup(speech.say(message))  # noqa: S704 - words of the catalogue; the values are escaped
        return said % values if values else said

    return gettext


def _offer(request: HttpRequest, here: Speech, rest: str) -> Offer | None:
    accepted = [tag for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    code = proposed(accepted, here.code)
    return Offer(spoken()[code], speech(code).say(OFFER), f"/{code}{rest}") if code else None


def _line(one: Hotline, speech: Speech) -> Line:
    code = speech.code if speech.code in ("it", "en") else read_in(languages(), speech.code, ("it", "en")) or "it"

    def read(pair: tuple[str, str]) -> tuple[str, str]:
        return pair[1 if code == "en" else 0], code

    return Line(
        one.number,
        one.number.replace(" ", ""),
        read(one.for_what),
        read(one.hours) if one.hours else None,
        read(one.languages) if one.languages else None,
        one.cost == "free",
        speech.day(one.last_checked) if one.last_checked else "",
    )
