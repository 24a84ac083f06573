"""Two calls at once with the same key, on two connections."""

from __future__ import annotations

import threading

from django.db import connection
from django.http import HttpResponse

from approdo.core.access.roles import Role
from approdo.core.commands import office
from approdo.core.models import AuditRecord, User
from tests.core.api_caller import caller_of

CHANGE = {"saturday_rolls": True, "reason": "Circular of the office"}


def test_the_same_call_at_once_has_one_effect(committed: None, officer_user: User) -> None:
    caller = caller_of(officer_user, Role.EXECUTIVE)
    start = threading.Barrier(2)
    answers: list[HttpResponse] = []

    def call() -> None:
        start.wait()
        answers.append(caller.send("PATCH", "/office", CHANGE, If_Match='"1"', Idempotency_Key="one"))
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 1
    assert AuditRecord.objects.filter(act="office.configured").count() == 1


def test_a_call_whose_key_is_held_for_long_is_told_to_come_back(
    committed: None, officer_user: User, monkeypatch
) -> None:
    caller = caller_of(officer_user, Role.EXECUTIVE)
    monkeypatch.setattr("approdo.core.rest.idempotency.WAIT", "50ms")
    inside, done = threading.Event(), threading.Event()
    configure = office.configure_office

    def slowly(**values: object) -> object:
        inside.set()
        done.wait(20)
        return configure(**values)

    monkeypatch.setattr("approdo.core.commands.office.configure_office", slowly)

    def call() -> None:
        caller.send("PATCH", "/office", CHANGE, If_Match='"1"', Idempotency_Key="one")
        connection.close()

    thread = threading.Thread(target=call)
    thread.start()
    assert inside.wait(20)
    answer = caller.send("PATCH", "/office", CHANGE, If_Match='"1"', Idempotency_Key="one")
    done.set()
    thread.join()
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (409, "call_at_work", "2")
