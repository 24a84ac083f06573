"""A browser, the real application behind a socket of this machine, and nothing else on the network."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Route, sync_playwright
from pytest_django.live_server_helper import LiveServer

from approdo.config.bootstrap import browser_there
from approdo.core.access.actor import Actor
from approdo.people.models import Person
from approdo.procedures.commands import deciding, opening
from approdo.procedures.models import CaseFile
from tests.journeys.reader import Reader

HERE = "127.0.0.1"
PATIENCE = 20_000  # milliseconds: of a machine that does other work too


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium: the one named, else the one that the installation found."""
    named = os.environ.get("APPRODO_TEST_BROWSER")
    program = Path(named) if named else browser_there(settings.VAR)
    if program is None:
        pytest.fail("The journeys need Chromium: `python3 approdo/config/bootstrap.py browser` looks for it.")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # The browser's library keeps a loop of events in this thread, where the fixtures write to the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        opened = playwright.chromium.launch(executable_path=program, args=["--disable-gpu", "--disable-dev-shm-usage"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def served() -> Iterator[LiveServer]:
    """The application on a free port of the loopback; it ends with the journeys."""
    server = LiveServer(HERE)
    yield server
    server.stop()


@pytest.fixture
def strangers() -> list[str]:
    """Addresses outside this machine that a page asked for."""
    return []


OpenReader = Callable[..., Reader]


@pytest.fixture
def reader(
    committed: None, served: LiveServer, browser: Browser, strangers: list[str], tmp_path: Path
) -> Iterator[OpenReader]:
    """Open a browser of one's own: cookies are not shared. Values are those of a Playwright context."""
    contexts = []

    def gate(route: Route) -> None:
        if urlsplit(route.request.url).hostname == HERE:
            return route.continue_()
        strangers.append(route.request.url)
        return route.abort()

    def open_one(width: int = 1280, height: int = 800, **values: Any) -> Reader:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="it-IT", timezone_id="Europe/Rome", **values
        )
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(PATIENCE)
        context.route("**/*", gate)
        contexts.append(context)
        return Reader(context.new_page(), served.url, tmp_path / "pictures")

    yield open_one
    for context in contexts:
        context.close()
    assert not strangers


@pytest.fixture
def case(committed: None, officer: Actor) -> CaseFile:
    """A family reunification of an invented person, assigned to the officer of Savona and under investigation."""
    person = Person.objects.create(prefecture_id="SV", family_name="Provetta", given_name="Inventata")
    parties = (opening.Party("applicant", person.pk),)
    filed = timezone.localdate() - timedelta(days=30)
    request = opening.Opening("family_reunification", filed, parties, external_code="PROVA-1")
    made = opening.open_case(by=officer, opening=request, today=filed)
    number = f"{filed.year}/0001"
    opening.register_case(by=officer, case_id=made.pk, protocol_number=number, on=filed, today=filed)
    opening.assign_case(by=officer, case_id=made.pk, user_id=officer.user_id, today=filed)
    return deciding.admit(by=officer, case_id=made.pk, today=filed)
