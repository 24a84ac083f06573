"""Every cell of the access table: address, role, prefecture."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from approdo.core.access.roles import Role
from approdo.core.models import ApiToken, Prefecture
from approdo.people.models import Person
from approdo.procedures.models import CaseFile
from tests.house.access_table import TABLE, WITHOUT_ROLE, WITHOUT_ROLE_API, Row
from tests.house.addresses import addresses

pytestmark = pytest.mark.django_db

Things = dict[str, object]


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


@pytest.fixture
def things(savona: Prefecture, make_user) -> Things:
    """One thing of each kind, in Savona. A new kind of thing is made here."""
    user = make_user("somebody", savona)
    make_user("boss", savona, Role.ADMINISTRATOR)
    token = ApiToken.objects.create(
        prefecture=savona,
        name="Program",
        role=Role.AUDITOR.value,
        digest="0" * 64,
        created_by=user,
        expires_on=datetime.date(2090, 1, 1),
    )
    person = Person.objects.create(prefecture=savona, family_name="Provetta", given_name="Inventata")
    case = CaseFile.objects.create(prefecture=savona, procedure="family_reunification", office="sui", state="registered")
    return {
        "user": user.pk,
        "membership": user.memberships.get().pk,
        "token": token.pk,
        "person": person.pk,
        "case": case.pk,
    }


def call(browser: Client, row: Row, things: Things) -> int:
    address = next(found for found in addresses() if found.name == row.name)
    path = address.path({argument: things[kind] for argument, kind in row.of.items()})
    data = {
        name: things[value[1:]] if isinstance(value, str) and value.startswith("$") else value
        for name, value in row.data.items()
    }
    kind = {"content_type": "application/json"} if row.name.startswith("api:") and row.method != "GET" else {}
    return int(getattr(browser, row.method.lower())(path, data, headers=row.headers, **kind).status_code)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method} {row.name}")
def test_a_role_in_its_own_prefecture(
    row: Row, role: Role, things: Things, savona: Prefecture, make_user, signed_in: Callable
) -> None:
    status = call(signed_in(make_user("caller", savona, role)), row, things)
    if role in row.roles:
        assert status < 400 or status == 422, status
    else:
        assert status == 403, status


@pytest.mark.parametrize("row", [row for row in TABLE if row.of], ids=lambda row: f"{row.method} {row.name}")
@pytest.mark.parametrize("role", Role)
def test_a_thing_of_another_prefecture_does_not_exist(
    row: Row, role: Role, things: Things, palermo: Prefecture, make_user, signed_in: Callable
) -> None:
    status = call(signed_in(make_user("caller", palermo, role)), row, things)
    assert status == (404 if role in row.roles else 403)
