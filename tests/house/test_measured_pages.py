"""The page that P8 measures and the two it is measured against are one page, or the measure says nothing."""

from __future__ import annotations

import pytest
from django.test.utils import override_settings

from bench import caseload
from bench.p06_dashboard import browser_of
from bench.plain_pages import agree


@pytest.mark.django_db
def test_the_three_pages_of_the_measure_show_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caseload, "settle", lambda *tables: None)  # a vacuum is refused inside a test's transaction
    with override_settings(ROOT_URLCONF="bench.plain_pages"):
        agree(browser_of(caseload.fill(60)))
