"""What the benchmarks of the portal share: a network to read, a browser, the application behind a socket."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from approdo.config.bootstrap import browser_there
from approdo.config.demonstration import network, offices, territory
from approdo.config.demonstration.accounts import OFFICES
from approdo.core import tenancy
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.network.commands import opportunities
from approdo.network.models import Opportunity, Organisation, Service
from approdo.territory.loading import read_packages
from tests.network.shared import course
from tests.portal.addresses import data, files, pages

HERE = "localhost"


@contextmanager
def served() -> Iterator[tuple[Browser, str]]:
    """A browser, and the application on a free port of the loopback."""
    program = browser_there(settings.VAR)
    if program is None:
        raise RuntimeError("There is no Chromium: `python3 approdo/config/bootstrap.py browser` looks for it.")
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


def fill() -> None:
    """The network of Savona as the demonstration has it, the comuni, and an opportunity."""
    territory.load(read_packages(), lambda *told: None)
    offices.prepare()
    by = system_actor(OFFICES[0].code, *Permission)
    with tenancy.within(OFFICES[0].code):
        network.write_network(OFFICES[0], timezone.localdate())
        whose = Organisation.objects.filter(state="published").order_by("name", "id").first()
        offer = opportunities.record_opportunity(by=by, organisation_id=whose.pk, facts=course())  # type: ignore[union-attr]
        opportunities.publish_opportunity(by=by, opportunity_id=offer.pk)


def a_service() -> str:
    """The address of a service, after the language."""
    shown = Service.objects.filter(state="published", protected=False).order_by("name", "id").first()
    return f"/services/{OFFICES[0].code.lower()}/{shown.pk}/"  # type: ignore[union-attr]


def every_page() -> dict[str, list[str]]:
    """The pages by the name of their address; among the services one that is protected."""
    found = Service.objects.filter(prefecture_id=OFFICES[0].code, state="published").order_by("protected", "name", "id")
    offer = Opportunity.objects.filter(prefecture_id=OFFICES[0].code, state="published").order_by("id").first()
    return pages([found.first().pk, found.last().pk], offer.pk)  # type: ignore[union-attr]


def every_address() -> dict[str, list[str]]:
    """The pages, the files and the data. The emblem is an operator's own: there is none here."""
    found = every_page() | files() | data(Client())
    del found["portal_emblem"]
    return found
