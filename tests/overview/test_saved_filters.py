"""Lists kept under a name: mine only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from approdo.core.access.actor import Actor
from approdo.core.commands import filters
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.models import AuditRecord, SavedFilter, User
from approdo.core.queries import filters_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_save_rename_delete(officer: Actor) -> None:
    row = filters.save_filter(by=officer, name="  I miei   tardi ", query="bucket=late")
    assert (row.name, row.query) == ("I miei tardi", "bucket=late")
    assert filters.rename_filter(by=officer, filter_id=row.pk, name="Tardi").name == "Tardi"
    assert filters.rename_filter(by=officer, filter_id=row.pk, name=" Tardi ").name == "Tardi"
    assert AuditRecord.objects.filter(act="filter.renamed").count() == 1
    filters.delete_filter(by=officer, filter_id=row.pk)
    assert not filters_of(officer)


def test_a_name_is_used_once_and_is_a_name(officer: Actor, colleague: Actor) -> None:
    row = filters.save_filter(by=officer, name="Tardi", query="")
    other = filters.save_filter(by=officer, name="Altri", query="")
    filters.save_filter(by=colleague, name="Tardi", query="")
    with pytest.raises(InvalidInput):
        filters.save_filter(by=officer, name="Tardi", query="")
    with pytest.raises(InvalidInput):
        filters.rename_filter(by=officer, filter_id=other.pk, name="Tardi")
    for name in ("", "  ", "x" * 61):
        with pytest.raises(InvalidInput):
            filters.rename_filter(by=officer, filter_id=row.pk, name=name)


def test_nobody_else_touches_mine(officer: Actor, colleague: Actor, outsider: Actor) -> None:
    row = filters.save_filter(by=officer, name="Tardi", query="")
    for other in (colleague, outsider):
        with pytest.raises(NotFound):
            filters.rename_filter(by=other, filter_id=row.pk, name="Altro")
        with pytest.raises(NotFound):
            filters.delete_filter(by=other, filter_id=row.pk)
        assert not filters_of(other)


def test_there_is_a_bound(officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "MOST", 1)
    filters.save_filter(by=officer, name="Primo", query="")
    with pytest.raises(Refusal):
        filters.save_filter(by=officer, name="Secondo", query="")


def test_from_the_page(officer_user: User, signed_in: SignIn) -> None:
    client = signed_in(officer_user)
    query = "scope=office&bucket=late&at=00000000-0000-0000-0000-000000000000&nonsense=1"
    assert client.post("/worklist/lists/save/", {"name": "Tardi", "query": query}).url == "/?scope=office&bucket=late"
    row = SavedFilter.objects.get()
    assert row.query == "scope=office&bucket=late"
    assert b"Tardi" in client.get("/").content
    again = client.post("/worklist/lists/save/", {"name": "Tardi", "query": query})
    assert again.status_code == 422
    assert b'value="Tardi"' in again.content
    client.post(f"/worklist/lists/{row.pk}/rename/", {"name": "In ritardo"})
    assert b"In ritardo" in client.get("/worklist/lists/").content
    client.post(f"/worklist/lists/{row.pk}/delete/")
    assert not SavedFilter.objects.exists()
    assert client.post(f"/worklist/lists/{row.pk}/delete/").status_code == 404
    assert client.get("/worklist/lists/save/").status_code == 405
