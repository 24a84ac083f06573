"""The API does what its own description says, whatever is sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from ninja import Schema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from approdo.config.api import api
from approdo.core.access.roles import Role
from approdo.core.models import User
from approdo.people.models import Contact, Person
from approdo.procedures.models import CaseFile
from tests.conftest import _leave_prefecture
from tests.core.api_caller import Caller, caller_of
from tests.house.things import Things, make_things

FEW, MANY = 3, 30
EXAMPLES = examples(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def caller(officer_user: User) -> Caller:
    return caller_of(officer_user, Role.EXECUTIVE)


@pytest.fixture
def described(caller: Caller) -> Iterator[Any]:
    """The description as the server gives it; the calls stay in the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    loaded = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    _leave_prefecture()
    yield loaded
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("most", [FEW, pytest.param(MANY, marks=pytest.mark.long)], ids=["few", "many"])
def test_every_answer_is_one_that_the_description_allows(
    described: Any, caller: Caller, mode: schemathesis.GenerationMode, most: int, settings: Any
) -> None:
    settings.API_CALLS_A_MINUTE = 100_000
    things = make_things("SV")
    operations = [result.ok() for result in described.get_all_operations()]
    assert len(operations) > 50
    for operation in operations:

        @examples(EXAMPLES, max_examples=most)
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: schemathesis.Case) -> None:
            if mode is schemathesis.GenerationMode.POSITIVE:
                aim(case, things)
            # A well-formed change of an old version is rightly refused: being accepted depends on the state
            with transaction.atomic():
                case.call_and_validate(
                    headers={"Authorization": f"Bearer {caller.secret}"}, excluded_checks=[positive_data_acceptance]
                )
                transaction.set_rollback(True)

        send()


def aim(case: schemathesis.Case, things: Things) -> None:
    """Send the call to things that exist, on the version they have: else nearly every answer would be 404 or 412."""
    real = {
        "office": "questura", "document": "passport_copy", "year": "2026", "month": "5", "comune": "009056",
        "code": "009056", "sign": "SV",
        "kind": "decision", "deduction_id": str(things["deduction_sent"]),
    }  # fmt: skip
    for name in case.path_parameters:
        case.path_parameters[name] = real.get(name) or str(things[name.removesuffix("_id")])
    if "If-Match" in case.headers:
        versions = {"contact_id": Contact, "person_id": Person, "case_id": CaseFile}
        for name, model in versions.items():
            if name in case.path_parameters:
                version = model.objects.get(pk=case.path_parameters[name]).version
                case.headers["If-Match"] = f'"{version}"'
                return


def test_no_two_shapes_share_a_name() -> None:
    """The description knows shapes by name alone: of two with one name it would describe the wrong one."""
    known: dict[str, set[str]] = defaultdict(set)
    assert api.urls  # every endpoint is loaded
    waiting = [Schema]
    while waiting:
        for shape in waiting.pop().__subclasses__():
            waiting.append(shape)
            if shape.__module__.startswith("approdo."):
                known[shape.__name__].add(shape.__module__)
    assert len(known) > 100
    assert {name: places for name, places in known.items() if len(places) > 1} == {}
