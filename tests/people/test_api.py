"""Persons by API: the same queries and commands as the pages."""

from __future__ import annotations

import pytest

from approdo.core.access.roles import Role
from approdo.core.models import User
from approdo.people.models import Person
from tests.core.api_caller import Caller, caller_of
from tests.people.conftest import Make

NEW = {
    "family_name": "Benprova", "given_name": "Yusuf", "sex": "male", "birth_date": "1985-03-12",
    "birth_precision": "day",
    "citizenships": [{"country": "MA"}], "languages": [{"language": "ar", "level": "native", "needs_mediator": True}],
}  # fmt: skip


@pytest.fixture
def caller(officer_user: User) -> Caller:
    """A program with an officer's token."""
    return caller_of(officer_user, Role.OFFICER)


def test_a_person_is_recorded_read_searched_and_corrected(caller: Caller) -> None:
    made = caller.send("POST", "/people", NEW)
    assert made.status_code == 201
    address = made.headers["Location"].removeprefix("/api/v1")
    read = caller.get(address)
    assert read.json() == made.json()
    assert read.json()["languages"] == NEW["languages"]
    assert [hit["id"] for hit in caller.get("/people/search?q=Iusuf+Benpova").json()] == [made.json()["id"]]
    assert [row["id"] for row in caller.get("/people").json()["items"]] == [made.json()["id"]]
    changed = caller.send("PATCH", address, {"birth_place": "Fes"}, If_Match=read.headers["ETag"])
    assert (changed.status_code, changed.json()["birth_place"], changed.json()["given_name"]) == (200, "Fes", "Yusuf")


def test_a_stale_change_is_refused_and_says_what_changed(caller: Caller) -> None:
    address = caller.send("POST", "/people", NEW).headers["Location"].removeprefix("/api/v1")
    assert caller.send("PATCH", address, {"birth_place": "Fes"}, If_Match='"1"').status_code == 200
    late = caller.send("PATCH", address, {"birth_place": "Meknes"}, If_Match='"1"')
    assert late.status_code == 412
    assert len(late.json()["changes"]) == 1
    assert caller.send("PATCH", address, {"birth_place": "Meknes"}).status_code == 428


def test_a_tax_code_of_another_person_is_refused_by_field(caller: Caller) -> None:
    answer = caller.send("POST", "/people", {**NEW, "tax_code": "RSSMRA80A01H501U"})
    assert (answer.status_code, answer.json()["code"]) == (422, "tax_code_of_another")
    assert "tax_code" in answer.json()["fields"]
    assert not Person.objects.exists()


def test_contacts_are_added_corrected_and_removed(caller: Caller, yusuf: Person) -> None:
    address = f"/people/{yusuf.pk}/contacts"
    made = caller.send("POST", address, {"kind": "phone", "value": "+39 333 0000000", "is_safe": False})
    assert (made.status_code, made.json()["value"]) == (201, "+393330000000")
    one = f"{address}/{made.json()['id']}"
    assert caller.send("PUT", one, {"kind": "phone", "value": "3330000001"}, If_Match='"1"').status_code == 200
    assert caller.send("PUT", one, {"kind": "phone", "value": "3330000002"}, If_Match='"1"').status_code == 412
    assert [row["value"] for row in caller.get(address).json()] == ["3330000001"]
    assert caller.send("DELETE", one).status_code == 204
    assert caller.get(address).json() == []


def test_a_merge_and_its_undoing(caller: Caller, yusuf: Person, make_person: Make) -> None:
    twin = make_person("Benprova", "Youssef")
    order = {"merged": str(twin.pk), "merged_version": 1}
    made = caller.send("POST", f"/people/{yusuf.pk}/merges", order, If_Match='"1"')
    assert made.status_code == 201
    assert caller.get(f"/people/{twin.pk}").json()["merged_into"] == str(yusuf.pk)
    undone = caller.send("POST", f"/merges/{made.json()['id']}/undo", {})
    assert (undone.status_code, undone.json()) == (200, {"lost": []})
    assert caller.get(f"/people/{twin.pk}").json()["merged_into"] is None


def test_two_alike_are_said_to_be_two(caller: Caller, yusuf: Person, make_person: Make) -> None:
    twin = make_person("Benprova", "Youssef", birth_date=yusuf.birth_date)
    value = {"other": str(twin.pk), "reason": "fratelli gemelli"}
    assert caller.send("POST", f"/people/{yusuf.pk}/not-duplicates", value).status_code == 204


def test_another_name_is_added(caller: Caller, yusuf: Person) -> None:
    value = {"kind": "former", "family_name": "Zitouna", "given_name": ""}
    assert caller.send("POST", f"/people/{yusuf.pk}/names", value).json() == value


def test_the_outsider_finds_nobody(outsider_user: User, yusuf: Person) -> None:
    stranger = caller_of(outsider_user, Role.OFFICER)
    assert stranger.get(f"/people/{yusuf.pk}").status_code == 404
    assert stranger.get("/people").json()["items"] == []
    assert stranger.get("/people/search?q=Benprova").json() == []
    assert stranger.send("PATCH", f"/people/{yusuf.pk}", {"birth_place": "Fes"}, If_Match='"1"').status_code == 404
    assert (
        stranger.send("POST", f"/people/{yusuf.pk}/contacts", {"kind": "phone", "value": "333000000"}).status_code
        == 404
    )


def test_an_auditor_may_not_ask(officer_user: User, yusuf: Person) -> None:
    auditor = caller_of(officer_user, Role.AUDITOR)
    assert auditor.get(f"/people/{yusuf.pk}").status_code == 403
    assert auditor.send("POST", "/people", NEW).status_code == 403
