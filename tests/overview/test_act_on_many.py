"""One act on many case files says of each what became of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.errors import NotAllowed
from approdo.core.models import AuditRecord, User
from approdo.overview import commands
from approdo.procedures.models import CaseFile
from tests.overview.conftest import MakeCase

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_assigning_many(officer: Actor, colleague_user: User, make_case: MakeCase) -> None:
    cases = [make_case() for _ in range(3)]
    outcomes = commands.assign_many(by=officer, case_ids=[case.pk for case in cases], user_id=colleague_user.pk)
    assert [outcome.case_id for outcome in outcomes] == [case.pk for case in cases]
    assert all(outcome.case for outcome in outcomes)
    assert CaseFile.objects.filter(responsible=colleague_user).count() == 3
    assert AuditRecord.objects.filter(act="case.assigned").count() == 3


def test_what_one_refuses_does_not_stop_the_others(
    officer: Actor, colleague_user: User, make_case: MakeCase, outsider_user: User
) -> None:
    own, foreign = make_case(), make_case(prefecture_id="PA", responsible=outsider_user)
    outcomes = commands.assign_many(by=officer, case_ids=[foreign.pk, own.pk], user_id=colleague_user.pk)
    assert [bool(outcome.case) for outcome in outcomes] == [False, True]
    assert outcomes[0].refused
    foreign.refresh_from_db()
    assert foreign.responsible == outsider_user


def test_priority_of_many_from_the_page(officer_user: User, make_case: MakeCase, signed_in: SignIn) -> None:
    cases = [make_case(title="Marcatore Primo"), make_case(title="Marcatore Secondo")]
    data = {"act": "prioritise", "reason": "health", "chosen": [str(case.pk) for case in cases], "scope": "mine"}
    response = signed_in(officer_user).post("/worklist/act/", data)
    assert response.status_code == 200
    assert b"Marcatore Primo" in response.content
    assert CaseFile.objects.filter(priority=True, priority_reason="health").count() == 2


@pytest.mark.parametrize("data", [{"act": "assign"}, {"act": "assign", "user": ""}, {"act": "close"}, {}])
def test_nothing_is_done_when_the_form_says_too_little(
    officer_user: User, make_case: MakeCase, signed_in: SignIn, data: dict[str, str]
) -> None:
    case = make_case()
    response = signed_in(officer_user).post("/worklist/act/", {**data, "chosen": [str(case.pk)]})
    assert response.status_code == 422
    case.refresh_from_db()
    assert (case.version, case.responsible) == (1, officer_user)


def test_nothing_chosen_and_nonsense_chosen(officer_user: User, signed_in: SignIn) -> None:
    client = signed_in(officer_user)
    for chosen in ([], ["x"], ["' OR 1=1"]):
        response = client.post("/worklist/act/", {"act": "prioritise", "reason": "", "chosen": chosen})
        assert response.status_code == 422


def test_the_outsider_changes_nothing(
    outsider: Actor, outsider_user: User, make_case: MakeCase, signed_in: SignIn
) -> None:
    case = make_case(title="Marcatore Segreto")
    data = {"act": "assign", "user": str(outsider_user.pk), "chosen": [str(case.pk)]}
    response = signed_in(outsider_user).post("/worklist/act/", data)
    assert b"Segreto" not in response.content
    case.refresh_from_db()
    assert case.version == 1


def test_a_role_that_may_not_assign(make_user: Callable[..., User], make_case: MakeCase, signed_in: SignIn) -> None:
    case = make_case()
    reader = system_actor("SV", Permission.CASE_SEE)
    with pytest.raises(NotAllowed):
        commands.assign_many(by=reader, case_ids=[case.pk], user_id=case.responsible_id)
    with pytest.raises(NotAllowed):
        commands.prioritise_many(by=reader, case_ids=[case.pk], reason="health")
    operator = make_user("operator", case.prefecture, Role.LEGAL_OPERATOR)
    data = {"act": "assign", "user": str(operator.pk), "chosen": [str(case.pk)]}
    assert signed_in(operator).post("/worklist/act/", data).status_code == 403
