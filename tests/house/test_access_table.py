"""Every cell of the access table, address by role, in one's own prefecture; the other one: `test_access_elsewhere.py`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from approdo.core.access.roles import Role
from tests.house.access_table import TABLE, WITHOUT_ROLE, WITHOUT_ROLE_API
from tests.house.addresses import addresses
from tests.house.calls import call
from tests.house.conftest import World
from tests.house.test_urls_need_login import OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# What an act that the role may do answers: done, or not possible on this thing as it stands now.
MAY = {"GET": range(200, 400), "other": (*range(200, 400), 409, 412, 422)}


def test_every_address_has_its_row() -> None:
    known = {row.name for row in TABLE}
    missing = [
        address
        for address in addresses()
        if address.name
        and address.name not in known
        and not address.name.startswith(WITHOUT_ROLE)
        and address.name not in WITHOUT_ROLE_API
    ]
    assert missing == []


def test_every_row_has_its_address() -> None:
    assert {row.name for row in TABLE} <= {address.name for address in addresses()}


@pytest.mark.parametrize("role", Role)
def test_a_role_in_its_own_prefecture(role: Role, world: World, signed_in: Callable[..., Client]) -> None:
    browser, wrong = signed_in(world.caller_as(role)), []
    for row in TABLE:
        status = call(browser, row, world.things).status_code
        right = MAY.get(row.method, MAY["other"]) if role in row.roles else (403,)
        if status not in right:
            wrong.append((row.method, row.name, status))
    assert wrong == []


def test_a_stranger_is_sent_to_the_login_page_or_answered_401(world: World) -> None:
    wrong = []
    for row in TABLE:
        if row.name in OPEN:
            continue
        answer = call(Client(), row, world.things)
        api = row.name.startswith("api:")
        if answer.status_code != (401 if api else 302):
            wrong.append((row.method, row.name, answer.status_code))
        elif not api and not answer.headers["Location"].startswith("/accounts/login/"):
            wrong.append((row.method, row.name, answer.headers["Location"]))
    assert wrong == []
