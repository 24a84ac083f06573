"""The API does what its own description says, whatever is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from schemathesis.specs.openapi.checks import positive_data_acceptance

from approdo.core.access.roles import Role
from approdo.core.models import User
from tests.core.api_caller import Caller, caller_of

EXAMPLES = examples(
    max_examples=15,
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
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_every_answer_is_one_that_the_description_allows(
    described: Any, caller: Caller, mode: schemathesis.GenerationMode, settings: Any
) -> None:
    settings.API_CALLS_A_MINUTE = 100_000
    operations = [result.ok() for result in described.get_all_operations()]
    assert operations
    for operation in operations:

        @EXAMPLES
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: schemathesis.Case) -> None:
            # A well-formed change of an old version is rightly refused: being accepted depends on the state
            case.call_and_validate(
                headers={"Authorization": f"Bearer {caller.secret}"}, excluded_checks=[positive_data_acceptance]
            )

        send()
