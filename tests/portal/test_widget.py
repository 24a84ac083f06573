"""The search that other sites show inside their pages: light, in new windows, and the only page that may be framed."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from approdo.config import environment
from approdo.core.models import Prefecture

pytestmark = pytest.mark.slow

WIDGET = "/fr/widget/sv/"


@pytest.mark.django_db
def test_only_the_widget_may_be_framed(savona: Prefecture) -> None:
    widget = Client().get(WIDGET)
    assert widget.status_code == 200
    assert "frame-ancestors *;" in f"{widget.headers['Content-Security-Policy']};"
    assert "X-Frame-Options" not in widget.headers
    assert "script-src 'self'" in widget.headers["Content-Security-Policy"]
    for path in ("/fr/", "/fr/services/sv/", "/fr/eligible/sv/", "/fr/feedback/", "/accounts/login/"):
        answer = Client().get(path, follow=True)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Frame-Options"] == "DENY", path


@pytest.mark.django_db
def test_every_way_out_is_a_new_window_that_knows_nothing_of_this_one(savona: Prefecture) -> None:
    text = Client().get(f"{WIDGET}?need=health").content.decode()
    ways = re.findall(r"<(?:a|form) [^>]*>", text)
    assert len(ways) > 3
    assert all('target="_blank"' in one and 'rel="noopener"' in one for one in ways)
    assert 'name="category" value="health"' in text
    assert "/fr/services/sv/?category=" in text
    assert "<script" not in text
    assert Client().get(f"{WIDGET}?need=%00").status_code == 200
    assert Client().get("/fr/widget/nowhere/").status_code == 404


@pytest.mark.django_db
def test_it_is_light(savona: Prefecture) -> None:
    sheet = Path(str(finders.find("portal/portal.css"))).read_bytes()
    assert len(gzip.compress(sheet)) + len(gzip.compress(Client().get(WIDGET).content)) <= 20_000


@pytest.mark.parametrize(
    "told", ["*", "http://example.org", "https://example.org/path", "https://a.example;script-src *"]
)
def test_sites_are_addresses_and_nothing_else(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("APPRODO_WIDGET_SITES", told)
    with pytest.raises(environment.ConfigurationError):
        environment.web_addresses("APPRODO_WIDGET_SITES")


def test_several_sites_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPRODO_WIDGET_SITES", "https://comune.example, https://scuola.example:8443")
    found = environment.web_addresses("APPRODO_WIDGET_SITES")
    assert found == ["https://comune.example", "https://scuola.example:8443"]
