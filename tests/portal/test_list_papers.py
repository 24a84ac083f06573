"""The papers of the province, listed for who hands them out."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture
from approdo.core.pages.formats import short_date
from approdo.network.commands import services
from approdo.portal import leaflets
from approdo.portal.words import spoken
from tests.network.directory import new_entry

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def client(make_user: Any, signed_in: Any, savona: Prefecture) -> Any:
    """The editor of the network of Savona at a browser."""
    return signed_in(make_user("editor", savona, Role.NETWORK_EDITOR))


def _links(told: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'href="([^"]*\.pdf[^"]*)"', told)]


def test_every_paper_is_there_in_every_language_and_each_opens(client: Any) -> None:
    told = client.get("/papers/").content.decode()
    assert "<small>bengalese</small>" in told  # who prints does not read every script
    links = _links(told)
    assert links == [
        f"/{code}/services/sv/{kind}.pdf" for code in spoken() for kind in ("list", "poster", "pocket")
    ]  # fmt: skip
    for address in (links[0], "/zh-Hans/services/sv/pocket.pdf"):
        assert client.get(address).headers["Content-Type"] == "application/pdf"


def test_the_day_of_the_data_is_told(client: Any) -> None:
    assert "i fogli sarebbero vuoti" in client.get("/papers/").content.decode()
    by = system_actor("SV", *Permission)
    entry = new_entry(by, 1)
    services.confirm_service(by=by, service_id=entry.service.pk, today=timezone.localdate())
    told = client.get("/papers/").content.decode()
    assert short_date(timezone.localdate()) in told.partition("La conferma più recente")[2].partition("</p>")[0]


def test_papers_of_a_need_are_those_of_its_category_and_never_of_safety(client: Any) -> None:
    told = client.get("/papers/?need=health").content.decode()
    assert _links(told)[0].endswith("list.pdf?category=health")
    assert '<option value="safety"' not in told
    for asked in ("safety", "nothing", "residence_permit"):
        assert all(one.endswith(".pdf") for one in _links(client.get(f"/papers/?need={asked}").content.decode()))


def test_a_language_that_no_font_writes_is_not_offered(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaflets, "can_draw", lambda words: words.isascii())
    assert not [one for one in _links(client.get("/papers/").content.decode()) if one.startswith("/zh-Hans/")]


def test_who_does_not_keep_the_network_is_refused(make_user: Any, signed_in: Any, savona: Prefecture) -> None:
    member = signed_in(make_user("member", savona, Role.NETWORK_MEMBER))
    assert member.get("/papers/").status_code == 403
