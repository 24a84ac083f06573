"""No page of the portal has a barrier that axe knows, in any direction of writing, on the smallest phone."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pypdf import PdfReader

from approdo.network.definitions import languages

Visit = Callable[..., Page]
GUIDE = "/guides/family_reunification/"
ANSWERED = (
    f"{GUIDE}documents/?italian_now=no&ground=parent&applicant_status=other&housing_owner=applicant&parent_over_65=yes"
)
FEW = ["/", GUIDE, f"{GUIDE}documents/"]
EVERY = [
    *FEW, ANSWERED, "/guides/", "/guides/citizenship_residence/", "/needs/health/", "/needs/safety/anti_violence/",
    "/feedback/", "/feedback/thanks/", "/accessibility/", "/privacy/", "/nothing/",
]  # fmt: skip
RELEASE = [code for code, one in languages().items() if one.release_1]


def no_barrier(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth"), page.url


@pytest.mark.slow
@pytest.mark.parametrize("code", ["it", "ar", "bn"])
def test_home_guide_and_documents(visit: Visit, code: str) -> None:
    for path in FEW:
        no_barrier(visit(f"/{code}{path}"))


@pytest.mark.long
@pytest.mark.parametrize("code", RELEASE)
def test_every_kind_of_page_in_every_language(visit: Visit, code: str) -> None:
    for path in EVERY:
        no_barrier(visit(f"/{code}{path}"))
        no_barrier(visit(f"/{code}{path}", width=1280))


@pytest.mark.slow
def test_the_documents_are_found_by_keyboard_and_without_scripts(visit: Visit) -> None:
    page = visit("/ar/", scripts=False)
    page.locator("details.languages summary").press("Enter")
    page.locator("details.languages a[lang=bn]").press("Enter")
    page.locator("main a[href='/bn/guides/']").press("Enter")
    page.locator(f"main a[href='/bn{GUIDE}']").press("Enter")
    page.locator(f"main a[href='/bn{GUIDE}documents/']").press("Enter")
    for name, value in (
        ("italian_now", "no"), ("ground", "spouse"), ("applicant_status", "other"), ("housing_owner", "applicant"),
    ):  # fmt: skip
        page.locator(f"main input[name={name}][value={value}]").press("Space")
        page.locator("main button[type=submit]").press("Enter")
    assert page.locator("main form").count() == 0
    assert page.locator(".papers li").count() == 7


@pytest.mark.slow
@pytest.mark.parametrize("code", ["ar", "bn"])
def test_the_printed_documents_fit_a4(visit: Visit, code: str) -> None:
    page = visit(f"/{code}{ANSWERED}", width=794)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 794
    printed = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    assert len(printed.pages) <= 3
    width, height = printed.pages[0].mediabox[2:]
    assert (round(float(width)), round(float(height))) == (595, 842)
    text = " ".join("".join(one.extract_text() for one in printed.pages).split())
    assert "Prova del reddito" in text
    assert "1522" in text
