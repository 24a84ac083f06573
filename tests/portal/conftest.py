"""A browser that visits the portal, with nothing else on the network."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.journeys.conftest import HERE, browser, served

__all__ = ["browser", "served"]


@pytest.fixture
def visit(committed: None, served: object, browser: Browser) -> Iterator[object]:
    """Open an address of the portal on a small phone, without scripts where it is asked; anything else is refused."""
    contexts, strangers = [], []

    def gate(route: Route) -> None:
        if urlsplit(route.request.url).hostname == HERE:
            return route.continue_()
        strangers.append(route.request.url)
        return route.abort()

    def open_one(path: str, width: int = 320, scripts: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 640}, java_script_enabled=scripts)
        context.route("**/*", gate)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{served.url}{path}")  # type: ignore[attr-defined]
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not strangers
