"""The checklist follows the answers, and each document is checked with what the law or the colleague wants to know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotFound
from approdo.procedures.commands import checklist, integration
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import cases

pytestmark = pytest.mark.django_db

TODAY = date(2026, 2, 2)


def documents(case: CaseFile) -> set[str]:
    return set(case.checklist.values_list("document", flat=True))


def answer(officer: Actor, case: CaseFile, **answers: Any) -> CaseFile:
    return checklist.answer_questions(by=officer, case_id=case.pk, answers=answers, today=TODAY)


def check(officer: Actor, case: CaseFile, **values: Any) -> CaseFile:
    told = {"document": "income_proof", "status": "ok"}
    return checklist.check_document(by=officer, case_id=case.pk, today=TODAY, **{**told, **values})


def test_an_answer_brings_a_document_and_its_withdrawal_takes_it_away(officer: Actor, investigated: CaseFile) -> None:
    assert "owner_consent_S2" not in documents(investigated)
    case = answer(officer, investigated, housing_owner="someone_else")
    assert "owner_consent_S2" in documents(case)
    case = answer(officer, investigated, ground=["spouse", "minor_child"])
    assert {"owner_consent_S2", "consent_of_other_parent"} <= documents(case)
    case = answer(officer, investigated, housing_owner="", ground=[])
    assert not documents(case) & {"owner_consent_S2", "consent_of_other_parent"}
    assert case.answers == {}


def test_what_was_already_checked_stays(officer: Actor, investigated: CaseFile) -> None:
    check(officer, investigated)
    case = answer(officer, investigated, applicant_status="refugee")
    kept = set(case.checklist.values_list("document", "status"))
    assert ("income_proof", "ok") in kept
    assert "housing_title" not in documents(case)


def test_an_unknown_answer_is_named(officer: Actor, investigated: CaseFile) -> None:
    with pytest.raises(InvalidInput) as refused:
        answer(officer, investigated, applicant_status="king")
    assert (refused.value.code, set(refused.value.fields)) == ("unknown_answer", {"applicant_status"})
    assert CaseFile.objects.get(pk=investigated.pk).answers == {}


def test_a_document_to_fix_says_what_is_wrong_and_forgets_it_once_right(officer: Actor, investigated: CaseFile) -> None:
    check(officer, investigated, status="to_fix", defect="expired", expires_on=date(2026, 1, 1))
    row = investigated.checklist.get(document="income_proof")
    assert (row.status, row.defect, row.checked_by_id) == ("to_fix", "expired", officer.user_id)
    check(officer, investigated, defect="expired", note=" visto ")
    row.refresh_from_db()
    assert (row.status, row.defect, row.note) == ("ok", "", "visto")


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"status": "lost"}, "unknown_status", "status"),
        ({"status": "to_fix"}, "defect_missing", "defect"),
        ({"status": "to_fix", "defect": "ugly"}, "defect_missing", "defect"),
        ({"status": "waived"}, "reason_missing", "note"),
        ({"status": "waived", "note": "  "}, "reason_missing", "note"),
    ],
)
def test_a_state_that_says_too_little_is_refused(
    officer: Actor, investigated: CaseFile, values: dict[str, str], code: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(officer, investigated, **values)
    assert (refused.value.code, set(refused.value.fields)) == (code, {field})


def test_waiving_needs_and_keeps_its_reason(officer: Actor, investigated: CaseFile) -> None:
    check(officer, investigated, status="waived", note="Già agli atti")
    assert investigated.checklist.get(document="income_proof").note == "Già agli atti"


def test_a_document_that_is_not_due_is_not_found(officer: Actor, investigated: CaseFile) -> None:
    with pytest.raises(NotFound) as refused:
        check(officer, investigated, document="owner_consent_S1")
    assert refused.value.code == "document_not_found"


def test_what_is_due_at_the_consulate_is_not_asked_by_the_desk(officer: Actor, investigated: CaseFile) -> None:
    """TUI art. 29 c. 7: the proof of kinship is shown at the consulate, unless somebody found it wrong here."""
    assert "kinship_proof" not in {row.document for row in cases.papers_to_ask(investigated)}
    check(officer, investigated, document="kinship_proof", status="to_fix", defect="no_translation")
    assert "kinship_proof" in {row.document for row in cases.papers_to_ask(investigated)}
    case = integration.request_integration(by=officer, case_id=investigated.pk, today=TODAY)
    assert case.state == "integration_requested"
