"""P17: what a phone loads for a page of the portal, and an official for a page of the office, in a real browser.

Each page is opened as the first one, nothing being kept from another. Every answer counts as it travels: texts through
gzip, as the web process sends them, letters and pictures as they are; without the lines of HTTP before them.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

from approdo.config.bootstrap import browser_there
from approdo.config.demonstration import network, offices, territory
from approdo.config.demonstration.accounts import OFFICES
from approdo.core import tenancy
from approdo.core.models import User
from approdo.network.models import Service
from approdo.territory.loading import read_packages
from bench.database import scratch
from bench.measure import Goal, Result

TITLE = "Weight of a page"
LANGUAGES = ("it", "ar", "bn")
PORTAL = (
    "/", "/services/sv/", "/services/sv/map/", "/guides/family_reunification/",
    "/guides/family_reunification/documents/", "/eligible/sv/", "/opportunities/", "/outreach/",
)  # fmt: skip
STAFF = ("/", "/?scope=all", "/plan/", "/measures/")
OFFICER = "savona.funzionaria@approdo.example"
HERE, KB = "localhost", 1000
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


@contextmanager
def _served() -> Iterator[tuple[Browser, str]]:
    """A browser, and the application with the network of the demonstration on a free port of the loopback."""
    program = browser_there(settings.VAR)
    if program is None:
        raise RuntimeError("P17 needs Chromium: `python3 approdo/config/bootstrap.py browser` looks for it.")
    server = LiveServer(HERE)
    try:
        with sync_playwright() as playwright:
            # The browser's library keeps a loop of events in this thread, where the benchmark asks the database
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
            browser = playwright.chromium.launch(executable_path=program, args=["--disable-gpu", "--no-sandbox"])
            yield browser, server.url
            browser.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        server.stop()


def _fill() -> str:
    """The network of Savona and the comuni; the address of one of its services."""
    today, savona = timezone.localdate(), OFFICES[0]
    territory.load(read_packages(), lambda *told: None)
    offices.prepare()
    with tenancy.within(savona.code):
        network.write_network(savona, today)
        shown = Service.objects.filter(state="published", protected=False).order_by("name", "id").first()
    return f"/services/{savona.code.lower()}/{shown.pk}/"  # type: ignore[union-attr]


def _signed_in() -> str:
    client = Client()
    client.force_login(User.objects.get(email=OFFICER))
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _heaviest(weights: Sequence[Weight]) -> Weight:
    return max(weights, key=lambda one: one.all)


def run(scale: str, repeat: int) -> Result:
    """Measure; neither scale nor repetitions change what a page weighs."""
    with scratch():
        service, session = _fill(), _signed_in()
        with _served() as (browser, url):
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
