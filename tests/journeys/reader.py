"""Somebody at a browser: goes from page to page, by keyboard where it can, and lets axe look at each page."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Response, expect
from pypdf import PdfReader

PASSWORD = "prova-prova-prova"
GUIDE_IMAGES = Path(__file__).resolve().parents[2] / "docs" / "guide" / "images"
WRITING_THE_GUIDE = os.environ.get("APPRODO_GUIDE") == "1"
LONGEST_WAY = 250  # presses of the tab key: who needs more does not get there


def words_of(content: bytes) -> str:
    """The text of a PDF, its words one space apart."""
    assert content.startswith(b"%PDF")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


class Reader:
    """A page of the browser with what a person does on it."""

    def __init__(self, page: Page, address: str, pictures: Path) -> None:
        self.page = page
        self.address = address
        self.pictures = GUIDE_IMAGES if WRITING_THE_GUIDE else pictures

    def opens(self, path: str) -> Response:
        """Type an address."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        return answer

    def is_at(self, path: str) -> None:
        """The page that stands there now is this one, whole, in Italian and without fault for axe."""
        self.page.wait_for_url(lambda url: urlsplit(url).path == path)
        self.page.wait_for_load_state("load")
        self.finds_no_barrier()

    def finds_no_barrier(self) -> None:
        """No violation of WCAG that axe knows, on a page that says it is Italian."""
        expect(self.page.locator("html")).to_have_attribute("lang", "it")
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"

    def gets_to(self, target: Locator) -> None:
        """Move the focus there with the tab key, forwards, from where it is."""
        expect(target).to_be_visible()
        for _press in range(LONGEST_WAY):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The tab key does not reach {target} on {self.page.url}")

    def presses(self, target: Locator) -> None:
        """Follow a link or press a button by keyboard."""
        self.gets_to(target)
        self.page.keyboard.press("Enter")

    def types(self, field: str, text: str) -> None:
        """Get to the field of that name and type in it, in place of what it holds."""
        target = self.field(field)
        self.gets_to(target)
        if target.evaluate("element => element.type") in ("date", "month"):
            target.fill(text)  # which keys write a date depends on the language of the machine
            return
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def chooses(self, field: str, value: str) -> None:
        """Get to the field of that name and choose the option of that value."""
        target = self.field(field)
        self.gets_to(target)
        target.select_option(value)

    def picks(self, field: str, value: str) -> None:
        """Get to the round buttons of that name and go down to the one of that value."""
        wanted = self.page.locator(f"main form [name='{field}'][value='{value}']")
        held = self.page.locator(f"main form [name='{field}']:checked")
        self.gets_to(held if held.count() else self.field(field))
        self.page.keyboard.press("Space")
        for _press in range(self.page.locator(f"main form [name='{field}']").count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The keys do not choose {value} of {field} on {self.page.url}")

    def field(self, name: str) -> Locator:
        """A field of a form in the body of the page."""
        return self.page.locator(f"main form [name='{name}']:not([type=hidden])").first

    def sends(self) -> None:
        """Send the form of the page."""
        self.presses(self.page.locator("main form .form-actions button[type=submit]").first)

    def downloads(self, target: Locator, folder: Path) -> str:
        """Follow a link that brings a PDF, and read the text of it."""
        with self.page.expect_download() as brought:
            self.presses(target)
        file = folder / brought.value.suggested_filename
        brought.value.save_as(file)
        return words_of(file.read_bytes())

    def link_to(self, path: str) -> Locator:
        """The link of the body of the page to that address."""
        return self.page.locator(f"main a[href='{path}']").first

    def signs_in(self, email: str, home: str = "/") -> None:
        """From the sign-in page to the first page of who signs in: the worklist, or what else the menu begins with."""
        self.opens("/")
        self.is_at("/accounts/login/")
        self.types("login", email)
        self.types("password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.is_at(home)

    def types_search(self, words: str) -> None:
        """Look for something with the field at the top of every page."""
        self.gets_to(self.page.locator("#head-search"))
        self.page.keyboard.insert_text(words)
        self.page.keyboard.press("Enter")

    def due_date(self) -> str:
        """The date by which the case file is to be decided, as it is written on its page."""
        return self.page.locator(".case-due-date").inner_text()

    def takes_picture(self, name: str, height: int = 760, first: Locator | None = None) -> None:
        """A picture for the guide: the upper part of the page, or the screen from `first` down."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        if first is not None:
            first.evaluate("element => element.scrollIntoView({block: 'start', behavior: 'instant'})")
            self.page.screenshot(path=self.pictures / f"{name}.png", animations="disabled")
            return
        self.page.evaluate("window.scrollTo(0, 0)")
        width = self.page.viewport_size["width"] if self.page.viewport_size else 1280
        whole = self.page.evaluate("document.documentElement.scrollHeight")
        area = {"x": 0, "y": 0, "width": width, "height": min(height, whole)}
        self.page.screenshot(path=self.pictures / f"{name}.png", clip=area, full_page=True, animations="disabled")
