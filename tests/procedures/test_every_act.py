"""What holds for every act on a case file: who may do it, on which version, and that it is written down once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from approdo.core.access.actor import Actor
from approdo.core.access.roles import ROLES, Role
from approdo.core.errors import NotAllowed, NotFound, Refusal, Stale
from approdo.core.models import AuditRecord
from approdo.procedures.commands import checklist
from approdo.procedures.models import CaseFile
from tests.procedures.acts import ACTS, TODAY, Act

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

every_act = pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)


@pytest.fixture
def case(request: pytest.FixtureRequest, act: Act) -> CaseFile:
    """The case file at the point in which the act is possible."""
    found: CaseFile = request.getfixturevalue(act.point)
    return CaseFile.objects.get(pk=found.pk)


def records(case: CaseFile) -> list[AuditRecord]:
    return list(AuditRecord.objects.filter(object_kind="case", object_id=str(case.pk)).order_by("number"))


@every_act
def test_a_colleague_does_it_and_one_record_with_the_version_is_kept(
    act: Act, case: CaseFile, colleague: Actor
) -> None:
    before = len(records(case))
    act.do(colleague, case, expected_version=case.version)
    now = CaseFile.objects.get(pk=case.pk)
    kept = records(case)[before:]
    assert [(row.act, row.actor_id) for row in kept] == [(act.audited, colleague.user_id)]
    assert json.loads(kept[0].payload)["details"]["version"] == now.version == case.version + 1
    assert now.computed_on == TODAY


@every_act
def test_an_officer_of_another_prefecture_finds_nothing(act: Act, case: CaseFile, outsider: Actor) -> None:
    with pytest.raises(NotFound):
        act.do(outsider, case)


@every_act
def test_a_legal_operator_prepares_and_decides_nothing(act: Act, case: CaseFile, operator: Actor) -> None:
    if act.permission in ROLES[Role.LEGAL_OPERATOR]:
        act.do(operator, case)
        return
    with pytest.raises(NotAllowed):
        act.do(operator, case)
    assert CaseFile.objects.get(pk=case.pk).version == case.version


@every_act
def test_on_an_older_version_it_is_refused_with_what_changed(act: Act, case: CaseFile, officer: Actor) -> None:
    document: Any = case.checklist.first()
    checklist.check_document(by=officer, case_id=case.pk, document=document.document, status="ok", today=TODAY)
    with pytest.raises(Stale) as refused:
        act.do(officer, case, expected_version=case.version)
    assert [change["what"] for change in refused.value.changes] == ["case.document_checked"]


@pytest.mark.parametrize("act", [act for act in ACTS if act.closed], ids=lambda act: act.name)
def test_on_a_closed_case_file_nothing_more_can_be_done(act: Act, closed: CaseFile, officer: Actor) -> None:
    with pytest.raises(Refusal):
        act.do(officer, closed)
    assert CaseFile.objects.get(pk=closed.pk).version == closed.version


@every_act
def test_a_file_that_does_not_exist_is_not_found(act: Act, case: CaseFile, officer: Actor) -> None:
    ghost = CaseFile.objects.get(pk=case.pk)
    with pytest.raises(NotFound):
        act.call(ghost, by=officer, case_id=officer.user_id, today=TODAY)
