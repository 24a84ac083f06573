"""A case file gets its protocol number, and hands that work on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.models import Prefecture, User
from approdo.procedures.commands import opening
from approdo.procedures.models import CaseFile
from tests.procedures.conftest import FILED, OpenCase

pytestmark = pytest.mark.django_db

TODAY = date(2026, 2, 2)


def test_registering_gives_number_and_state(officer: Actor, submitted: CaseFile) -> None:
    case = opening.register_case(by=officer, case_id=submitted.pk, protocol_number=" 12/26 ", on=FILED, today=TODAY)
    assert (case.state, case.ball, case.protocol_number, case.protocol_date) == ("registered", "office", "12/26", FILED)
    assert case.effective_due == date(2026, 6, 11)


@pytest.mark.parametrize(
    ("number", "on", "code"),
    [
        ("  ", FILED, "protocol_missing"),
        ("1", date(2026, 2, 3), "date_in_the_future"),
        ("1", date(2026, 1, 11), "too_early"),
    ],
)
def test_a_number_or_a_day_that_cannot_be_is_refused(
    officer: Actor, submitted: CaseFile, number: str, on: date, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        opening.register_case(by=officer, case_id=submitted.pk, protocol_number=number, on=on, today=TODAY)
    assert refused.value.code == code
    assert CaseFile.objects.get(pk=submitted.pk).state == "submitted"


def test_a_number_belongs_to_one_case_file(officer: Actor, registered: CaseFile, open_case: OpenCase) -> None:
    other = open_case()
    with pytest.raises(Refusal) as refused:
        opening.register_case(by=officer, case_id=other.pk, protocol_number="2026/0001", on=FILED, today=TODAY)
    assert refused.value.code == "protocol_taken"
    other = CaseFile.objects.get(pk=other.pk)
    assert (other.state, other.protocol_number, other.passages.count()) == ("submitted", "", 1)


def test_registering_twice_is_refused(officer: Actor, registered: CaseFile) -> None:
    with pytest.raises(Refusal) as refused:
        opening.register_case(by=officer, case_id=registered.pk, protocol_number="9", on=FILED, today=TODAY)
    assert refused.value.code == "act_not_allowed"


def test_one_officer_answers_for_it_and_others_help(officer: Actor, colleague: Actor, registered: CaseFile) -> None:
    assign = opening.assign_case
    case = assign(by=officer, case_id=registered.pk, user_id=officer.user_id, today=FILED)
    assert (case.state, case.responsible_id) == ("admissibility_check", officer.user_id)
    assign(by=officer, case_id=case.pk, user_id=colleague.user_id, part="collaborator", today=TODAY)
    case = assign(by=officer, case_id=case.pk, user_id=colleague.user_id, today=TODAY)
    now = set(case.assignments.filter(until=None).values_list("user", "part"))
    assert now == {(colleague.user_id, "responsible")}
    assert case.responsible_id == colleague.user_id


def test_who_only_helps_does_not_answer_for_it(officer: Actor, assigned: CaseFile) -> None:
    """The responsible officer who becomes a collaborator leaves the case file without one."""
    case = opening.assign_case(
        by=officer, case_id=assigned.pk, user_id=officer.user_id, part="collaborator", today=TODAY
    )
    assert case.responsible_id is None
    assert list(case.assignments.filter(until=None).values_list("part", flat=True)) == ["collaborator"]


def test_a_collaborator_alone_does_not_begin_the_check(officer: Actor, registered: CaseFile) -> None:
    case = opening.assign_case(
        by=officer, case_id=registered.pk, user_id=officer.user_id, part="collaborator", today=TODAY
    )
    assert (case.state, case.responsible_id) == ("registered", None)


def test_a_stranger_a_former_colleague_and_an_unknown_part_are_refused(
    officer: Actor, registered: CaseFile, outsider_user: User, colleague_user: User
) -> None:
    colleague_user.is_active = False
    colleague_user.save()
    for user in (outsider_user.pk, colleague_user.pk, uuid4()):
        with pytest.raises(NotFound):
            opening.assign_case(by=officer, case_id=registered.pk, user_id=user, today=TODAY)
    with pytest.raises(InvalidInput) as refused:
        opening.assign_case(by=officer, case_id=registered.pk, user_id=officer.user_id, part="boss", today=TODAY)
    assert refused.value.code == "unknown_part"


def test_an_assignment_ends(officer: Actor, colleague: Actor, assigned: CaseFile) -> None:
    opening.assign_case(by=officer, case_id=assigned.pk, user_id=colleague.user_id, part="collaborator", today=TODAY)
    case = opening.end_assignment(by=officer, case_id=assigned.pk, user_id=colleague.user_id, today=TODAY)
    assert case.responsible_id == officer.user_id
    case = opening.end_assignment(by=officer, case_id=assigned.pk, user_id=officer.user_id, today=TODAY)
    assert case.responsible_id is None
    assert not case.assignments.filter(until=None).exists()
    with pytest.raises(NotFound) as refused:
        opening.end_assignment(by=officer, case_id=assigned.pk, user_id=officer.user_id, today=TODAY)
    assert refused.value.code == "not_assigned"


def test_priority_has_a_reason_of_the_list_and_goes_away(officer: Actor, registered: CaseFile) -> None:
    case = opening.prioritise(by=officer, case_id=registered.pk, reason="health", today=TODAY)
    assert (case.priority, case.priority_reason) == (True, "health")
    case = opening.prioritise(by=officer, case_id=registered.pk, reason="", today=TODAY)
    assert (case.priority, case.priority_reason) == (False, "")
    with pytest.raises(InvalidInput) as refused:
        opening.prioritise(by=officer, case_id=registered.pk, reason="friend", today=TODAY)
    assert refused.value.code == "unknown_reason"


def test_who_may_not_work_on_case_files_is_never_the_responsible_officer(
    officer: Actor, make_user: Callable[..., User], savona: Prefecture, open_case: OpenCase
) -> None:
    case = open_case()
    auditor = make_user("auditor", savona, Role.AUDITOR)
    operator = make_user("operator", savona, Role.LEGAL_OPERATOR)
    with pytest.raises(NotFound):
        opening.assign_case(by=officer, case_id=case.pk, user_id=auditor.pk)
    with pytest.raises(InvalidInput) as refused:
        opening.assign_case(by=officer, case_id=case.pk, user_id=operator.pk)
    assert refused.value.code == "not_an_officer"
    opening.assign_case(by=officer, case_id=case.pk, user_id=operator.pk, part="collaborator")


def test_a_filing_of_another_century_is_refused(officer: Actor, open_case: OpenCase) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_case(filed_on=date(1890, 1, 1))
    assert refused.value.code == "date_implausible"
