"""The API does what its own description says, whatever is sent."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings

from approdo.core.access.roles import Role
from approdo.core.models import User
from tests.core.api_caller import Caller, caller_of


@pytest.fixture
def caller(officer_user: User) -> Caller:
    return caller_of(officer_user, Role.EXECUTIVE)


@pytest.fixture
def described(db: None) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_description_allows(case: Any, caller: Caller, settings: Any) -> None:
    settings.API_CALLS_A_MINUTE = 100_000
    case.call_and_validate(headers={"Authorization": f"Bearer {caller.secret}"})
