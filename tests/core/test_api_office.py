"""The office's settings through the API: the example of a versioned resource."""

from __future__ import annotations

import json

import pytest

from approdo.core.access.roles import Role
from approdo.core.models import AuditRecord, IdempotentCall, OfficeSettings, User
from tests.core.api_caller import Caller, caller_of

pytestmark = pytest.mark.django_db

CHANGE = {"saturday_rolls": True, "reason": "Circular of the office"}


@pytest.fixture
def caller(officer_user: User) -> Caller:
    return caller_of(officer_user, Role.EXECUTIVE)


def saturday() -> bool:
    return OfficeSettings.objects.get(prefecture="SV").saturday_rolls


def test_what_was_read_is_changed_and_audited(caller: Caller) -> None:
    read = caller.get("/office")
    answer = caller.send("PATCH", "/office", CHANGE, If_Match=read.headers["ETag"])
    assert (answer.status_code, answer.headers["ETag"], answer.json()["saturday_rolls"]) == (200, '"2"', True)
    assert saturday()
    details = json.loads(AuditRecord.objects.get(act="office.configured").payload)["details"]
    assert details["changed"] == {"saturday_rolls": {"from": False, "to": True}}


def test_an_unchanged_resource_is_not_sent_again(caller: Caller) -> None:
    assert caller.get("/office", If_None_Match='"1"').status_code == 304


def test_a_change_on_an_old_version_is_refused_and_shows_what_changed(caller: Caller) -> None:
    caller.send("PATCH", "/office", CHANGE, If_Match='"1"')
    answer = caller.send("PATCH", "/office", {"saturday_rolls": False, "reason": "other"}, If_Match='"1"')
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    assert [(change["what"], change["by"]) for change in answer.json()["changes"]] == [
        ("office.configured", "Programma di prova")
    ]
    assert saturday()


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 428, "if_match_missing"),
        ({"If_Match": "*"}, 422, "if_match_unreadable"),
        ({"If_Match": '"1"', "Idempotency_Key": ""}, 428, "idempotency_key_missing"),
        ({"If_Match": '"1"', "Idempotency_Key": "k" * 201}, 428, "idempotency_key_missing"),
        ({"If_Match": '"1"', "Content_Type": "text/plain"}, 415, "media_type"),
    ],
)
def test_a_change_without_its_precautions_is_refused(
    caller: Caller, headers: dict[str, str], status: int, code: str
) -> None:
    answer = caller.send("PATCH", "/office", CHANGE, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not saturday()


@pytest.mark.parametrize(
    ("content", "status", "field"),
    [
        ({"saturday_rolls": True}, 422, "reason"),
        ({"saturday_rolls": "perhaps", "reason": "because"}, 422, "saturday_rolls"),
        (
            {"citizenship_integration_effect": "forget", "reason": "because"},
            422,
            "citizenship_integration_effect",
        ),
        ({"saturday_rolls": True, "reason": "     "}, 422, "reason"),
    ],
)
def test_wrong_values_are_named_one_by_one(caller: Caller, content: object, status: int, field: str) -> None:
    answer = caller.send("PATCH", "/office", content, If_Match='"1"')
    assert answer.status_code == status
    assert list(answer.json()["fields"]) == [field]


@pytest.mark.parametrize(
    "content", ["{", '{"reason": "a\\u0000bcdef"}', '{"reason": "\\ud800 alone"}', "[" * 100_000, "NaN"]
)
def test_unreadable_content_is_refused(caller: Caller, content: str) -> None:
    assert caller.send("PATCH", "/office", content, If_Match='"1"').status_code == 400


def test_a_role_that_may_not_is_told_so(officer_user: User) -> None:
    answer = caller_of(officer_user, Role.OFFICER).send("PATCH", "/office", CHANGE, If_Match='"1"')
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert not saturday()


def test_the_same_call_twice_has_one_effect_and_one_answer(caller: Caller) -> None:
    first = caller.send("PATCH", "/office", CHANGE, If_Match='"1"', Idempotency_Key="a")
    second = caller.send("PATCH", "/office", CHANGE, If_Match='"1"', Idempotency_Key="a")
    assert second.status_code == 200
    assert second.json() == first.json()
    assert (second.headers["ETag"], second.headers["Idempotency-Replayed"]) == ('"2"', "true")
    assert AuditRecord.objects.filter(act="office.configured").count() == 1


def test_the_same_key_for_another_call_is_refused(caller: Caller) -> None:
    caller.send("PATCH", "/office", CHANGE, If_Match='"1"', Idempotency_Key="a")
    answer = caller.send("PATCH", "/office", {**CHANGE, "saturday_rolls": False}, If_Match='"2"', Idempotency_Key="a")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert saturday()


def test_a_refused_call_keeps_nothing_and_its_key_may_be_used_again(caller: Caller) -> None:
    caller.send("PATCH", "/office", {"reason": "x"}, If_Match='"1"', Idempotency_Key="a")
    assert not IdempotentCall.objects.exists()
    assert caller.send("PATCH", "/office", CHANGE, If_Match='"1"', Idempotency_Key="a").status_code == 200


def test_another_caller_may_use_the_same_key(caller: Caller, outsider_user: User) -> None:
    caller.send("PATCH", "/office", CHANGE, If_Match='"1"', Idempotency_Key="a")
    other = caller_of(outsider_user, Role.EXECUTIVE)
    answer = other.send("PATCH", "/office", CHANGE, If_Match='"1"', Idempotency_Key="a")
    assert "Idempotency-Replayed" not in answer.headers
    assert OfficeSettings.objects.filter(saturday_rolls=True).count() == 2
