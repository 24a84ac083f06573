"""What stands around a page depends on who reads it and on what this installation has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import ROLES, Role
from approdo.core.models import User
from approdo.core.pages import frame

MENU = [
    ("Gallery", "gallery", Permission.CASE_SEE),
    ("Users", "gallery", Permission.USER_MANAGE),
    ("Not built", "no-such-address", Permission.CASE_SEE),
]


@pytest.fixture(autouse=True)
def menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MENU", f"{__name__}.MENU")


def actor_as(*roles: Role) -> Actor:
    return system_actor("SV", *frozenset().union(*(ROLES[role] for role in roles)))


def test_the_menu_shows_what_the_actor_may_open_and_what_exists() -> None:
    links = frame.menu_of(actor_as(Role.OFFICER), "/gallery/")
    assert [(link.label, link.url, link.current) for link in links] == [("Gallery", "/gallery/", True)]
    assert [link.label for link in frame.menu_of(actor_as(Role.ADMINISTRATOR), "/")] == ["Users"]
    assert frame.menu_of(actor_as(Role.AUDITOR), "/") == []


@pytest.mark.parametrize(
    "roles", [[Role.OFFICER], [Role.EXECUTIVE], [Role.LEGAL_OPERATOR], [Role.AUDITOR], [Role.OFFICER, Role.AUDITOR]]
)
def test_the_widest_roles_are_named(roles: list[Role]) -> None:
    assert set(frame.roles_of(actor_as(*roles))) == {frame.ROLE[role] for role in roles}


def test_the_page_marks_where_one_is(signed_in: Callable[[User], Client], officer_user: User) -> None:
    body = signed_in(officer_user).get("/gallery/").content.decode()
    assert '<a href="/gallery/" aria-current="page">Gallery</a>' in body
    assert 'href="#menu"' in body
    assert "Not built" not in body


def test_links_at_the_foot_are_those_that_exist() -> None:
    assert [link.url for link in frame.foot_links() if link.url == "/status"] == ["/status"]
