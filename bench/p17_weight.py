"""P17: what a phone loads for a page of the portal, and an official for a page of the office, in a real browser.

Each page is opened as the first one, nothing being kept from another. Every answer counts as it travels: texts through
gzip, as the web process sends them, letters and pictures as they are; without the lines of HTTP before them.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Response

from approdo.core.models import User
from bench.database import scratch
from bench.measure import Goal, Result
from bench.public_pages import HERE, a_service, fill, served

TITLE = "Weight of a page"
LANGUAGES = ("it", "ar", "bn")
PORTAL = (
    "/", "/services/sv/", "/services/sv/map/", "/guides/family_reunification/",
    "/guides/family_reunification/documents/", "/eligible/sv/", "/opportunities/", "/outreach/",
)  # fmt: skip
STAFF = ("/", "/?scope=all", "/plan/", "/measures/")
OFFICER = "savona.funzionaria@approdo.example"
KB = 1000
_TEXTS = ("text/", "application/json", "application/javascript", "application/manifest", "image/svg")


@dataclass(frozen=True)
class Weight:
    """Bytes of a page with everything that it loads, of its scripts alone, and how much came from elsewhere."""

    address: str
    all: int
    scripts: int
    strangers: int


def _travels(answer: Response) -> int:
    """Bytes of an answer as they travel."""
    if answer.status >= 300:
        return 0
    body = answer.body()
    kind = answer.headers.get("content-type", "")
    return len(gzip.compress(body)) if kind.startswith(_TEXTS) else len(body)


def _weighed(browser: Browser, url: str, address: str, session: str = "") -> Weight:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    if session:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page, answers = context.new_page(), list[Response]()
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{url}{address}")
    page.wait_for_load_state("networkidle")
    scripts = sum(_travels(one) for one in answers if one.request.resource_type == "script")
    strangers = sum(urlsplit(one.url).hostname != HERE for one in answers)
    found = Weight(address, sum(map(_travels, answers)), scripts, strangers)
    wrong = answers[0].status
    context.close()
    if wrong != 200:
        raise RuntimeError(f"{address}: {wrong}")
    return found


def _signed_in() -> str:
    client = Client()
    client.force_login(User.objects.get(email=OFFICER))
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _heaviest(weights: Sequence[Weight]) -> Weight:
    return max(weights, key=lambda one: one.all)


def run(scale: str, repeat: int) -> Result:
    """Measure; neither scale nor repetitions change what a page weighs."""
    with scratch():
        fill()
        service, session = a_service(), _signed_in()
        with served() as (browser, url):
            addresses = [f"/{code}{path}" for code in LANGUAGES for path in (*PORTAL, service)]
            public = [_weighed(browser, url, address) for address in addresses]
            staff = [_weighed(browser, url, address, session) for address in STAFF]
    heaviest, own = _heaviest(public), _heaviest(staff)
    goals = [
        Goal("heaviest page of the portal", heaviest.all / KB, 100, "kB"),
        Goal("scripts of a page of the portal, at most", max(one.scripts for one in public) / KB, 30, "kB"),
        Goal("answers from elsewhere", sum(one.strangers for one in (*public, *staff)), 0, "answers"),
        Goal("heaviest page of the office", own.all / KB, 250, "kB"),
    ]
    figures: dict[str, Any] = {"portal": {}, "staff": {one.address: [one.all, one.scripts] for one in staff}}
    for one in public:
        figures["portal"][one.address.replace(service, "/services/sv/one/")] = [one.all, one.scripts]
    return Result("P17", TITLE, scale, repeat, 0.0, goals, figures)
