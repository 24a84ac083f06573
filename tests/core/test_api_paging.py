"""Lists by cursor: each row once, in order, and no cursor of somebody else's making."""

from __future__ import annotations

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.test import RequestFactory

from approdo.core.errors import InvalidInput
from approdo.core.models import Membership, User
from approdo.core.rest.paging import Paging, page_of

pytestmark = pytest.mark.django_db

ORDER = ("-valid_from", "role", "pk")


@pytest.fixture
def rows(officer_user: User) -> list[Membership]:
    """Ten rows with ties on the first and on the second column."""
    Membership.objects.all().delete()
    for number in range(10):
        Membership.objects.create(
            prefecture_id="SV",
            user=officer_user,
            role=("officer", "auditor", "executive")[number % 3],
            valid_from=datetime.date(2026, 1, 1 + number // 4),
            valid_to=datetime.date(2026, 2, 1),
        )
    return list(Membership.objects.order_by(*ORDER))


def walk(limit: int) -> list[Membership]:
    seen, address = [], "/list?x=1"
    while address:
        cursor = parse_qs(urlsplit(address).query).get("cursor", [None])[0]
        page = page_of(
            RequestFactory().get(address), Membership.objects.all(), Paging(limit=limit, cursor=cursor), order=ORDER
        )
        assert len(page["items"]) <= limit
        assert page["next"] is None or "x=1" in page["next"]
        seen += page["items"]
        address = page["next"]
    return seen


@pytest.mark.parametrize("limit", [1, 3, 10, 200])
def test_every_row_comes_once_and_in_order(rows: list[Membership], limit: int) -> None:
    assert walk(limit) == rows


@pytest.mark.parametrize("kind", ["nonsense", "of another list"])
def test_a_cursor_of_another_list_is_refused(rows: list[Membership], kind: str) -> None:
    other = signing.dumps(["2026-01-01", "a", "b"], salt="cursor /other -x")
    paging = Paging(cursor="nothing" if kind == "nonsense" else other)
    with pytest.raises(InvalidInput, match="cursor_unknown"):
        page_of(RequestFactory().get("/list"), Membership.objects.all(), paging, order=ORDER)
