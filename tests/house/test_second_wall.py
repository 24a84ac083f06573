"""With the first wall off the second one holds: the database itself shows nothing of another prefecture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import ProgrammingError
from django.test import Client

from approdo.core import tenancy
from approdo.core.access import middleware
from approdo.core.access.actor import Actor
from approdo.core.models import ImportBatch
from approdo.people import queries as people
from approdo.people.models import Person
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import cases, imports
from tests.house.access_table import TABLE, Row
from tests.house.calls import call
from tests.house.conftest import World
from tests.house.things import MARKERS, Things

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def things(world: World) -> Things:
    """Things of Savona."""
    return world.things


@pytest.fixture
def browser(things: Things, outsider_user: Any, signed_in: Callable[..., Client]) -> Client:
    """The browser of the officer of Palermo."""
    return signed_in(outsider_user)


@pytest.fixture
def every_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors to case files, persons and imports let everything through."""
    monkeypatch.setattr(cases, "visible_to", lambda _by: CaseFile.objects.select_related("prefecture", "responsible"))
    monkeypatch.setattr(people, "everyone", lambda _by: Person.objects.all())
    monkeypatch.setattr(people, "visible_to", lambda _by: Person.objects.all())
    monkeypatch.setattr(imports, "visible_to", lambda _by: ImportBatch.objects.order_by("-created_at"))


@pytest.fixture
def wrong_prefecture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question of the code is asked for Savona, while the transaction is bound to Palermo."""
    real, enter = middleware.actor_of_request, tenancy.enter

    def lying(request: Any, *, api: bool) -> Actor | None:
        actor = real(request, api=api)
        return replace(actor, prefecture="SV") if actor else None

    monkeypatch.setattr(middleware, "actor_of_request", lying)
    monkeypatch.setattr(tenancy, "enter", lambda place: enter("PA" if place == "SV" else place))


def test_a_thing_of_another_prefecture_is_not_found(every_row: None, browser: Client, things: Things) -> None:
    pages = [row for row in TABLE if row.method == "GET" and row.of]
    answers = {row.name: call(browser, row, things) for row in pages}
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert {name: status for name, status in statuses.items() if status not in (403, 404)} == {}
    assert leaks({name: answer.shown for name, answer in answers.items()}) == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("wall", ["every_row", "wrong_prefecture"])
def test_no_page_shows_a_thing_of_another_prefecture(
    wall: str, request: pytest.FixtureRequest, browser: Client, things: Things
) -> None:
    request.getfixturevalue(wall)
    pages = [row for row in TABLE if row.method == "GET" and row.name != "feed"]
    assert leaks({row.name: shown(browser, row, things) for row in pages}) == []


def test_no_act_changes_a_thing_of_another_prefecture(wrong_prefecture: None, browser: Client, things: Things) -> None:
    case = CaseFile.objects.get(pk=things["case"])
    acts = [row for row in TABLE if row.method != "GET" and "case_id" in row.of]
    assert acts
    for row in acts:
        shown(browser, row, things)
    assert CaseFile.objects.get(pk=case.pk).version == case.version


def shown(browser: Client, row: Row, things: Things) -> bytes:
    """What a page shows; nothing when the database hid what it needs or refused to write for another prefecture."""
    try:
        return bytes(call(browser, row, things).shown)  # type: ignore[attr-defined]
    except ObjectDoesNotExist:
        return b""
    except ProgrammingError as refused:
        if "row-level security" not in str(refused):
            raise
        return b""


def leaks(pages: dict[str, bytes]) -> list[tuple[str, str]]:
    """Words of Savona and the pages that show them."""
    return [(name, word) for name, page in pages.items() for word in MARKERS if word.encode() in page]
