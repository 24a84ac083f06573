"""Every cell of the access table, address by role, on the things of another prefecture."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from approdo.core.access.roles import Role
from approdo.core.models import Prefecture
from tests.house.access_table import TABLE
from tests.house.calls import call, path_of
from tests.house.conftest import World
from tests.house.things import MARKERS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("role", Role)
def test_a_thing_of_another_prefecture_is_like_one_that_does_not_exist(
    role: Role, world: World, palermo: Prefecture, make_user: Callable[..., Any], signed_in: Callable[..., Client]
) -> None:
    things, browser = world.things, signed_in(make_user("caller", palermo, role))
    nothing = {**things, **{kind: uuid.uuid4() for row in TABLE for kind in row.of.values()}}
    wrong = []
    # Who may not call it at home may not call it here: test_access_table.py
    for row in (one for one in TABLE if one.of and role in one.roles):
        found = call(browser, row, things)
        if found.status_code != 404:
            wrong.append((row.method, row.name, found.status_code))
        # Whether it exists is asked of one role: what the answer says does not depend on who may
        elif role is Role.OFFICER:
            absent = call(browser, row, nothing)
            if _shown(found, path_of(row, things)) != _shown(absent, path_of(row, nothing)):
                wrong.append((row.method, row.name, "differs"))
    assert wrong == []


@pytest.mark.parametrize("role", Role)
def test_no_page_shows_a_thing_of_another_prefecture(
    role: Role, world: World, palermo: Prefecture, make_user: Callable[..., Any], signed_in: Callable[..., Client]
) -> None:
    things, browser = world.things, signed_in(make_user("caller", palermo, role))
    pages = [row for row in TABLE if row.method == "GET" and not row.of and row.name != "feed"]
    assert pages
    shown = {row.name: call(browser, row, things).shown.decode(errors="replace") for row in pages}
    assert [(name, marker) for name, text in shown.items() for marker in MARKERS if marker in text] == []


def _shown(answer: HttpResponse, path: str) -> str:
    """What the reader gets, without what changes at each answer."""
    text = answer.shown.decode(errors="replace").replace(path, "")
    return re.sub(r'(name="(?:csrfmiddlewaretoken|form_id)" value|nonce|"X-CSRFToken")(="|": ?")[^"]*"', "", text)
