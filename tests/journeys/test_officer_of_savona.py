"""The officer's day: a table comes in, a request is worked, its date moves, a refusal is prepared; all by keyboard."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from approdo.core.models import ImportBatch, User
from approdo.procedures.jobs.imports import continue_import
from approdo.procedures.models import CaseFile
from tests.journeys.conftest import OpenReader
from tests.journeys.reader import Reader, words_of

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_from_a_table_of_the_portal_to_the_notice_before_refusal(
    committed: None, reader: OpenReader, officer_user: User, case: CaseFile, tmp_path: Path
) -> None:
    # Given an officer with a case file in charge, who signs in
    officer = reader()
    officer.opens("/")
    officer.takes_picture("accesso", 560)
    officer.signs_in(officer_user.email)
    # then it stands on the worklist
    expect(officer.link_to(reverse("case", args=[case.pk]))).to_be_visible()

    # When the sample table is imported
    imported = _imports_the_sample(officer, tmp_path)
    # then its requests stand on the list of those that nobody has
    officer.opens(f"{reverse('worklist')}?scope=unassigned")
    officer.finds_no_barrier()
    officer.takes_picture("da-fare", 780)
    officer.presses(officer.link_to(reverse("case", args=[imported.pk])))
    officer.is_at(reverse("case", args=[imported.pk]))

    # When the officer takes one of them in charge
    _does(officer, imported, "assign", user=str(officer_user.pk), part="responsible")
    _does(officer, imported, "admit")
    officer.is_at(reverse("case", args=[imported.pk]))
    # then it has a date, and the date has its reasons with the articles of the law
    before = _asks_why(officer)

    # When papers are asked that the person received five days after filing
    received = (imported.filed_on or case.created_at.date()) + timedelta(days=5)
    _does(officer, imported, "request-integration", received_on=received.isoformat())
    officer.is_at(reverse("case", args=[imported.pk]))
    # then the clock is stopped and the date has moved
    stopped = officer.due_date()
    assert stopped != before
    officer.takes_picture("sospensione", 620)
    # and when they arrive ten days later, the date has moved by those ten days
    _does(officer, imported, "receive-integration", on=(received + timedelta(days=10)).isoformat())
    officer.is_at(reverse("case", args=[imported.pk]))
    imported.refresh_from_db()
    assert officer.due_date() not in (before, stopped)

    # When a refusal is proposed and the notice before it is written
    reasons = "Il reddito documentato non raggiunge la soglia."
    _does(officer, imported, "propose", outcome="denied", reasons=reasons)
    notice = _writes(officer, imported, "preliminary_rejection")
    # then the letter is a PDF with the person's name and the reasons
    assert imported.title.split()[0].casefold() in notice.casefold()
    assert reasons in notice

    # When the officer looks for the person with a mistake in the name
    officer.types_search(_misspelt(imported.title))
    officer.is_at(reverse("search"))
    officer.takes_picture("ricerca", 700)
    # then the case file is found
    expect(officer.link_to(reverse("case", args=[imported.pk]))).to_be_visible()

    # When the officer looks at the measures
    officer.presses(officer.page.locator(f"#menu a[href='{reverse('measures')}']"))
    officer.is_at(reverse("measures"))
    # then they count
    expect(officer.page.locator("section.measure").first).to_be_visible()
    officer.takes_picture("misure", 900)


def _imports_the_sample(officer: Reader, folder: Path) -> CaseFile:
    """Download the sample, send it, say which column is what, look at what would happen, run. Its first request."""
    page = officer.page
    officer.presses(page.locator(f"#menu a[href='{reverse('imports')}']"))
    officer.is_at(reverse("imports"))
    with page.expect_download() as download:
        officer.presses(officer.link_to(reverse("import_sample")))
    download.value.save_as(folder / "pratiche.xlsx")
    officer.presses(officer.link_to(reverse("import_new")))
    officer.is_at(reverse("import_new"))
    officer.field("file").set_input_files(folder / "pratiche.xlsx")
    officer.sends()
    page.wait_for_url("**/mapping/")
    batch = ImportBatch.objects.get()
    officer.is_at(reverse("import_mapping", args=[batch.pk]))
    expect(officer.field("family_name")).not_to_have_value("")
    officer.sends()
    shown = reverse("import_batch", args=[batch.pk])
    page.wait_for_url(f"**{shown}")
    continue_import(batch.prefecture_id, str(batch.pk))
    officer.opens(shown)
    officer.finds_no_barrier()
    officer.takes_picture("importazione", 900)
    assert not CaseFile.objects.filter(external_code__startswith="ESEMPIO").exists()
    officer.presses(page.locator(f"form[action='{reverse('import_run', args=[batch.pk])}'] button"))
    page.wait_for_url(f"**{shown}")
    expect(page.locator(f"form[action='{reverse('import_run', args=[batch.pk])}']")).to_have_count(0)
    continue_import(batch.prefecture_id, str(batch.pk))
    officer.opens(shown)
    officer.finds_no_barrier()
    first = CaseFile.objects.get(external_code="ESEMPIO-0001")
    expect(officer.link_to(reverse("case", args=[first.pk]))).to_be_visible()
    return first


def _does(officer: Reader, case: CaseFile, act: str, **values: str) -> None:
    """Do an act from the page of the case file, and come back to it."""
    officer.opens(reverse("case", args=[case.pk]))
    target = officer.link_to(reverse(act, args=[case.pk]))
    if not target.is_visible():
        officer.presses(officer.page.locator(".case-others summary"))
    officer.presses(target)
    officer.is_at(reverse(act, args=[case.pk]))
    for name, value in values.items():
        field = officer.field(name)
        if field.evaluate("element => element.tagName") == "SELECT":
            officer.chooses(name, value)
        else:
            officer.types(name, value)
    officer.sends()
    officer.page.wait_for_url(lambda url: reverse(act, args=[case.pk]) not in url)


def _asks_why(officer: Reader) -> str:
    """Open the reasons of the date by keyboard; the date itself."""
    officer.presses(officer.page.locator("#why-due > summary"))
    steps = officer.page.locator("#why-due ol li")
    expect(steps.first).to_be_visible()
    expect(officer.page.locator("#why-due .why-source").filter(has_text="art.").first).to_be_visible()
    officer.finds_no_barrier()
    officer.takes_picture("scadenza", 760)
    return officer.due_date()


def _writes(officer: Reader, case: CaseFile, kind: str) -> str:
    """Write a letter and read its text as it is in the PDF."""
    officer.opens(f"{reverse('case', args=[case.pk])}?tab=letters")
    officer.finds_no_barrier()
    officer.presses(officer.link_to(reverse("write-letter", args=[case.pk, kind])))
    officer.is_at(reverse("write-letter", args=[case.pk, kind]))
    officer.sends()
    officer.is_at(reverse("case", args=[case.pk]))
    officer.takes_picture("lettere", 800)
    link = officer.page.locator("main a[href^='/letters/']").first
    answer = officer.page.request.get(f"{officer.address}{link.get_attribute('href')}")
    assert answer.ok
    return words_of(answer.body())


def _misspelt(name: str) -> str:
    """The same name with two neighbouring letters changed of place."""
    family = name.split()[0]
    return name.replace(family, family[:2] + family[3] + family[2] + family[4:])
