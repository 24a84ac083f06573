"""The database fails at every call of an act in turn: the act happens whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError, connection, transaction

from approdo.core.access.actor import Actor
from approdo.core.models import AuditRecord, StoredDocument
from approdo.people.models import Person
from approdo.procedures import letter_printing
from approdo.procedures.commands import deciding, letters, opening
from approdo.procedures.commands.opening import Opening, Party
from approdo.procedures.models import CaseFile, Letter
from tests.procedures.conftest import FILED, SIGNED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MODELS = [*apps.get_app_config("procedures").get_models(), AuditRecord, StoredDocument]
MOST = 200  # calls: no act asks more of the database


class Fault:
    """Fails at the n-th statement, once."""

    def __init__(self, at: int) -> None:
        self.left, self.struck = at, False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            self.struck = True
            raise OperationalError("the line was cut")
        return execute(sql, params, many, context)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    return {model.__name__: sorted(map(repr, model.objects.values_list())) for model in MODELS}  # type: ignore[misc]


def survives(act: Callable[[], Any]) -> int:
    """At how many calls the act was cut before it went through; after each cut nothing had changed."""
    before = everything()
    for at in range(1, MOST):
        fault = Fault(at)
        try:
            with transaction.atomic(), connection.execute_wrapper(fault):
                act()
        except OperationalError:
            assert everything() == before, f"half done after a fault at call {at}"
        else:
            assert not fault.struck, f"a fault at call {at} was swallowed"
            assert everything() != before
            return at - 1
    raise AssertionError("the act never went through")


def test_opening(officer: Actor, person: Person) -> None:
    told = Opening("family_reunification", FILED, (Party("applicant", person.pk),), external_code="SV-1")
    assert survives(lambda: opening.open_case(by=officer, opening=told, today=FILED)) > 8


def test_registering(officer: Actor, submitted: CaseFile) -> None:
    assert (
        survives(
            lambda: opening.register_case(
                by=officer, case_id=submitted.pk, protocol_number="2026/1", on=FILED, today=FILED
            )
        )
        > 5
    )


def test_signing(officer: Actor, proposed: CaseFile) -> None:
    assert survives(lambda: deciding.sign_decision(by=officer, case_id=proposed.pk, on=SIGNED, today=SIGNED)) > 8


def test_writing_a_letter(officer: Actor, assigned: CaseFile, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = letter_printing.render_letter
    kept: list[Any] = []

    def once(*told: Any) -> Any:
        kept.append(kept[0] if kept else pdf(*told))
        return kept[0]

    monkeypatch.setattr(letter_printing, "render_letter", once)
    assert (
        survives(
            lambda: letters.write_letter(
                by=officer, case_id=assigned.pk, kind="receipt_start_notice", language="it", today=FILED
            )
        )
        > 8
    )


def test_a_receipt_that_notifies(officer: Actor, decided: CaseFile) -> None:
    letters.write_letter(by=officer, case_id=decided.pk, kind="grant", language="it", today=SIGNED)
    letter = Letter.objects.get()
    told = {"by": officer, "case_id": decided.pk, "letter_id": letter.pk, "on": SIGNED, "today": SIGNED}
    letters.dispatch_letter(**told, channel="ali")
    assert survives(lambda: letters.record_receipt(**told)) > 10
    assert CaseFile.objects.get(pk=decided.pk).state == "notified"
