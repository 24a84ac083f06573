"""A telephone, two quick clicks, a browser without scripts: the product does the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from approdo.core.models import User
from approdo.procedures.models import CaseFile
from tests.journeys.conftest import OpenReader
from tests.journeys.reader import PASSWORD, Reader

pytestmark = [pytest.mark.journey, pytest.mark.slow]

SEND = "main form .form-actions button[type=submit]"
NARROW = 360  # CSS pixels
TOO_WIDE = """Array.from(document.querySelectorAll('body *'))
  .filter(element => element.getBoundingClientRect().right > innerWidth)
  .map(element => element.tagName + '.' + element.className)"""


def test_on_a_telephone_nothing_scrolls_sideways(
    committed: None, reader: OpenReader, officer_user: User, case: CaseFile
) -> None:
    # Given a telephone
    phone = reader(width=NARROW, height=740)
    phone.opens("/")
    _fits(phone)
    # When the officer signs in and opens a case file
    phone.signs_in(officer_user.email)
    # then every page fits, and the menu is there
    _fits(phone)
    for address in (
        f"{reverse('worklist')}?scope=all",
        reverse("case", args=[case.pk]),
        *(f"{reverse('case', args=[case.pk])}?tab={tab}" for tab in ("documents", "letters", "people", "time")),
        reverse("propose", args=[case.pk]),
    ):
        phone.opens(address)
        phone.finds_no_barrier()
        _fits(phone)
        entry = phone.page.locator(f"#menu a[href='{reverse('measures')}']")
        box = entry.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW
    # and its entries open
    phone.presses(phone.page.locator(f"#menu a[href='{reverse('search')}']"))
    phone.is_at(reverse("search"))


def _fits(phone: Reader) -> None:
    width = phone.page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW, f"{phone.page.url} is {width} pixels wide: {phone.page.evaluate(TOO_WIDE)}"


@pytest.mark.parametrize("scripts", [True, False])
def test_two_quick_clicks_have_one_effect(
    committed: None, reader: OpenReader, officer_user: User, case: CaseFile, scripts: bool
) -> None:
    # Given a form filled in
    officer = reader(java_script_enabled=scripts)
    _fills_in_a_lawsuit(officer, officer_user.email, case)
    # When its button is clicked twice
    officer.page.locator(SEND).first.dblclick()
    # then the page says that it was done or, to whom no script holds back the second click, that it was done before
    expect(officer.page.locator("main .flash .notice, .callout[role=alert]").first).to_be_visible()
    # and one lawsuit is recorded
    assert case.litigations.count() == 1


def _fills_in_a_lawsuit(officer: Reader, email: str, case: CaseFile) -> None:
    _signs_in_plainly(officer, email)
    officer.opens(reverse("record-litigation", args=[case.pk]))
    officer.page.locator("main [name=kind]").select_option("appeal")
    officer.page.locator("main [name=court]").fill("Tribunale di Savona")


def test_without_scripts_an_act_is_done(
    committed: None, reader: OpenReader, officer_user: User, case: CaseFile
) -> None:
    # Given a browser that runs no script
    plain = reader(java_script_enabled=False)
    _signs_in_plainly(plain, officer_user.email)
    # When papers are asked from the page of the case file
    plain.page.locator(f"main a[href='{reverse('case', args=[case.pk])}']").first.click()
    plain.page.locator(f"main a[href='{reverse('request-integration', args=[case.pk])}']").first.click()
    received = (case.filed_on + timedelta(days=10)).isoformat()  # type: ignore[operator]
    plain.page.locator("main form [name=received_on]").fill(received)
    plain.page.locator(SEND).first.click()
    plain.page.wait_for_url(lambda url: url.endswith(reverse("case", args=[case.pk])))
    # then the clock is stopped, and the reasons of the date open without scripts too
    case.refresh_from_db()
    assert case.state == "integration_requested"
    plain.page.locator("#why-due > summary").click()
    expect(plain.page.locator("#why-due ol li").first).to_be_visible()


def _signs_in_plainly(reader: Reader, email: str) -> None:
    reader.opens("/")
    reader.page.locator("[name=login]").fill(email)
    reader.page.locator("[name=password]").fill(PASSWORD)
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url(f"{reader.address}/")
