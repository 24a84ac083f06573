"""Papers asked to the person: the clock stops when they receive the request, and runs again when papers come."""

from __future__ import annotations

from datetime import date

import pytest

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotFound, Refusal, Stale
from approdo.procedures.commands import checklist, integration
from approdo.procedures.models import CaseFile

pytestmark = pytest.mark.django_db

ASKED, ARRIVED, TODAY = date(2026, 2, 20), date(2026, 3, 10), date(2026, 3, 12)


def test_the_due_date_moves_by_the_days_the_person_took(officer: Actor, investigated: CaseFile) -> None:
    assert investigated.effective_due == date(2026, 6, 11)
    integration.request_integration(by=officer, case_id=investigated.pk, received_on=ASKED, today=ASKED)
    case = integration.receive_integration(by=officer, case_id=investigated.pk, on=ARRIVED, today=TODAY)
    assert (case.effective_due, case.stopped_days, case.clock) == (date(2026, 6, 29), 18, "running")
    assert (case.state, case.ball) == ("investigation", "office")


def test_while_papers_are_awaited_the_clock_is_stopped_and_the_person_has_the_ball(
    officer: Actor, investigated: CaseFile
) -> None:
    case = integration.request_integration(by=officer, case_id=investigated.pk, received_on=ASKED, today=ASKED)
    assert (case.clock, case.stopped_by, case.ball) == ("stopped", "integration_request", "applicant")
    assert case.stop_ends_on == date(2026, 3, 22)
    assert case.provisional


def test_a_request_not_yet_received_does_not_stop_the_clock(officer: Actor, investigated: CaseFile) -> None:
    case = integration.request_integration(by=officer, case_id=investigated.pk, today=ASKED)
    assert (case.clock, case.effective_due) == ("running", date(2026, 6, 11))


def test_nothing_to_ask_for_is_refused(officer: Actor, investigated: CaseFile) -> None:
    for item in investigated.checklist.all():
        checklist.check_document(by=officer, case_id=investigated.pk, document=item.document, status="ok", today=ASKED)
    with pytest.raises(Refusal) as refused:
        integration.request_integration(by=officer, case_id=investigated.pk, received_on=ASKED, today=ASKED)
    assert refused.value.code == "nothing_to_ask"


def test_a_day_in_the_future_is_refused_and_nothing_is_half_done(officer: Actor, investigated: CaseFile) -> None:
    with pytest.raises(InvalidInput) as refused:
        integration.request_integration(by=officer, case_id=investigated.pk, received_on=TODAY, today=ASKED)
    assert refused.value.code == "date_in_the_future"
    investigated.refresh_from_db()
    assert investigated.state == "investigation"
    assert investigated.events.count() == 1


def test_a_colleague_who_read_an_older_version_is_told_what_changed(
    officer: Actor, colleague: Actor, investigated: CaseFile
) -> None:
    seen = investigated.version
    integration.request_integration(by=officer, case_id=investigated.pk, received_on=ASKED, today=ASKED)
    with pytest.raises(Stale) as refused:
        integration.request_integration(
            by=colleague, case_id=investigated.pk, received_on=ASKED, expected_version=seen, today=ASKED
        )
    assert [(change["what"], change["by"]) for change in refused.value.changes] == [
        ("case.integration_requested", "Officer")
    ]


def test_an_officer_of_another_prefecture_does_not_find_the_file(outsider: Actor, investigated: CaseFile) -> None:
    with pytest.raises(NotFound):
        integration.request_integration(by=outsider, case_id=investigated.pk, received_on=ASKED, today=ASKED)
