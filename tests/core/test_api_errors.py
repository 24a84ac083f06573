"""Whatever goes wrong under /api/ is answered as a problem."""

from __future__ import annotations

import pytest
from django.test import Client

from approdo.core import api as endpoints
from approdo.core.access.roles import Role
from approdo.core.models import AuditRecord, IdempotentCall, User
from tests.core.api_caller import caller_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("DELETE", "/me", 405),
        ("GET", "/me%00", 400),
        ("GET", "/me?x=%00", 400),
    ],
)
def test_an_address_or_method_that_is_not_there(officer_user: User, method: str, path: str, status: int) -> None:
    answer = caller_of(officer_user, Role.AUDITOR).send(method, path)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail", "code", "fields", "changes"}
    assert (answer.headers.get("Allow") == "GET") == (status == 405)


def test_a_failure_keeps_nothing_and_says_so(officer_user: User, monkeypatch) -> None:
    def record_then_fail(**values: object) -> None:
        endpoints.office.audit.record(values["by"], "office.configured", "office_settings", "SV")
        raise RuntimeError

    monkeypatch.setattr(endpoints.office, "configure_office", record_then_fail)
    caller = caller_of(officer_user, Role.EXECUTIVE)
    answer = caller.send("PATCH", "/office", {"reason": "because"}, If_Match='"1"')
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert not AuditRecord.objects.exists()
    assert not IdempotentCall.objects.exists()


@pytest.mark.parametrize(
    ("tongue", "version", "detail"),
    [
        ("", "Scrivi un numero intero.", "Alcuni valori mancano o sono sbagliati."),
        ("it-IT,it;q=0.9", "Scrivi un numero intero.", "Alcuni valori mancano o sono sbagliati."),
        ("en-GB,en;q=0.8", "Write a whole number.", "Some values are missing or wrong."),
        ("fr, en;q=0.5", "Write a whole number.", "Some values are missing or wrong."),
    ],
)
def test_a_program_reads_what_is_wrong_in_the_language_it_asks_for(
    officer_user: User, tongue: str, version: str, detail: str
) -> None:
    caller = caller_of(officer_user, Role.OFFICER)
    answer = caller.send("GET", "/case-files?limit=many", Accept_Language=tongue)
    assert answer.status_code == 422
    assert (answer.json()["detail"], answer.json()["fields"]) == (detail, {"limit": version})
    assert answer.headers["Content-Language"] == ("en" if "en" in tongue else "it")


@pytest.mark.parametrize("path", ["/case-files?procedura=ict", "/office?limit=5", "/people/search?q=rossi&page=2"])
def test_a_parameter_that_does_not_exist_is_not_passed_over_in_silence(officer_user: User, path: str) -> None:
    answer = caller_of(officer_user, Role.OFFICER).get(path)
    assert answer.status_code == 422
    [name] = answer.json()["fields"]
    assert name in ("procedura", "limit", "page")


def test_an_act_with_an_unknown_parameter_is_not_done(officer_user: User) -> None:
    caller = caller_of(officer_user, Role.EXECUTIVE)
    change = {"reason": "only to try", "saturday_rolls": True}
    answer = caller.send("PATCH", "/office?dry_run=true", change, If_Match='"1"')
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["dry_run"])
    assert caller.get("/office").json()["saturday_rolls"] is False


def test_too_large_a_call_is_refused(officer_user: User, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = caller_of(officer_user, Role.EXECUTIVE).send("PATCH", "/office", {"reason": "x" * 200}, If_Match='"1"')
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_description_of_the_api_is_public(db: None) -> None:
    schema = Client().get("/api/v1/openapi.json").json()
    assert schema["openapi"] == "3.1.0"
    assert schema["servers"] == [{"url": "/api/v1", "description": "This installation"}]
    assert schema["info"]["contact"]["name"] == "Approdo"


def test_every_operation_declares_its_refusals_and_every_unsafe_one_its_key(db: None) -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    for operations in paths.values():
        for method, operation in operations.items():
            wanted = {"400", "401", "422", "429", "500"} | ({"409", "415", "428"} if method != "get" else set())
            assert wanted <= set(operation["responses"]), operation["operationId"]
            refusals = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
            assert all(list(answer["content"]) == ["application/problem+json"] for answer in refusals.values())
            keys = [value["name"] for value in operation.get("parameters", []) if value["in"] == "header"]
            assert ("Idempotency-Key" in keys) == (method != "get"), operation["operationId"]
