"""The API of case files: the same commands and queries as the pages."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from approdo.core.models import ApiToken, Prefecture, User
from approdo.people.models import Person
from approdo.procedures.models import CaseFile

pytestmark = pytest.mark.django_db

Call = Callable[..., HttpResponse]


@pytest.fixture
def call(officer_user: User) -> Call:
    """A call with the token of an officer of Savona."""
    return caller(officer_user, "SV")


def caller(user: User, prefecture: str) -> Call:
    secret = f"token-of-{prefecture}-{uuid4()}"
    ApiToken.objects.create(
        prefecture_id=prefecture,
        name="test",
        role="officer",
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        created_by=user,
        expires_on=datetime.date(2099, 1, 1),
    )
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def make(method: str, path: str, content: Any = None, *, version: int | None = None, key: str = "") -> HttpResponse:
        headers = {"Idempotency-Key": key or str(uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return client.generic(
            method,
            f"/api/v1{path}",
            data="" if content is None else json.dumps(content),
            content_type="application/json",
            headers=headers,
        )

    return make


def test_open_a_case_file_and_read_its_term(call: Call, person: Person) -> None:
    content = {
        "procedure": "family_reunification",
        "filed_on": "2026-01-12",
        "parties": [{"part": "applicant", "person_id": str(person.pk)}],
    }
    opened = call("POST", "/case-files", content)
    assert opened.status_code == 201
    term = call("GET", f"/case-files/{opened.json()['id']}/term").json()
    assert term["effective_due"] == "2026-06-11"
    assert any("29 c. 8" in (step["source"] or "") for step in term["steps"])


def test_an_act_moves_the_clock_and_the_version(call: Call, investigated: CaseFile) -> None:
    path = f"/case-files/{investigated.pk}"
    read = call("GET", path)
    answer = call("POST", f"{path}/request-integration", {"received_on": "2026-02-20"}, version=read.json()["version"])
    assert answer.status_code == 200
    assert answer.json()["state"] == "integration_requested"
    assert answer["ETag"] == f'"{answer.json()["version"]}"'


def test_an_act_on_an_old_version_says_what_changed(call: Call, investigated: CaseFile) -> None:
    path = f"/case-files/{investigated.pk}/prioritise"
    assert call("POST", path, {"reason": "health"}, version=investigated.version).status_code == 200
    answer = call("POST", path, {"reason": "minor"}, version=investigated.version)
    assert answer.status_code == 412
    assert answer["Content-Type"].startswith("application/problem+json")
    assert "case.prioritised" in answer.content.decode()


def test_the_same_call_twice_has_one_effect(call: Call, investigated: CaseFile) -> None:
    path, key = f"/case-files/{investigated.pk}/prioritise", "one-act"
    first = call("POST", path, {"reason": "health"}, version=investigated.version, key=key)
    second = call("POST", path, {"reason": "health"}, version=investigated.version, key=key)
    assert first.json() == second.json()
    investigated.refresh_from_db()
    assert investigated.version == first.json()["version"]


def test_another_prefecture_finds_nothing(outsider_user: User, palermo: Prefecture, investigated: CaseFile) -> None:
    call = caller(outsider_user, "PA")
    missing = call("GET", f"/case-files/{uuid4()}")
    for path in ("", "/term", "/events", "/documents", "/opinions", "/letters"):
        answer = call("GET", f"/case-files/{investigated.pk}{path}")
        assert answer.status_code == 404
        assert answer.json()["code"] == missing.json()["code"]
    assert call("GET", "/case-files").json()["items"] == []


def test_a_refusal_by_the_law_is_a_problem_that_says_what_to_do(call: Call, investigated: CaseFile) -> None:
    path = f"/case-files/{investigated.pk}"
    grounds = {"outcome": "denied", "reasons": "x", "legal_basis": "y", "remedies": "z"}
    proposed = call("POST", f"{path}/propose", grounds, version=investigated.version)
    answer = call("POST", f"{path}/sign", {"on": "2026-03-02"}, version=proposed.json()["version"])
    assert answer.status_code == 409
    assert answer.json()["code"] == "preliminary_rejection_missing"
