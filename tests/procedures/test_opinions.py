"""Opinions of other offices: asked, solicited, received, silent, and read only for a purpose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal
from approdo.core.models import AccessLogEntry, AuditRecord
from approdo.procedures.commands import checklist, deciding, events, opening, opinions
from approdo.procedures.models import CaseFile, Opinion
from approdo.procedures.numbers import high_risk_countries
from approdo.procedures.queries import pages
from tests.procedures.conftest import GRANT, REFUSAL, OpenCase

pytestmark = pytest.mark.django_db

ASKED, ANSWERED, TODAY = date(2026, 1, 15), date(2026, 2, 16), date(2026, 3, 2)

DAY = timedelta(1)


@pytest.fixture
def quota_file(officer: Actor, open_case: OpenCase) -> CaseFile:
    """A work file under investigation, whose Questura is silent with effect."""
    case = open_case("work_employee_quota")
    day = case.filed_on
    opening.register_case(by=officer, case_id=case.pk, protocol_number="2026/9", on=day, today=day)
    opening.assign_case(by=officer, case_id=case.pk, user_id=officer.user_id, today=day)
    return deciding.admit(by=officer, case_id=case.pk, today=day)


def opinion(case: CaseFile, office: str = "questura") -> Opinion:
    return Opinion.objects.get(case=case, office=office)


def test_asking_passes_the_ball_and_leaves_the_clock_alone(opinion_awaited: CaseFile) -> None:
    assert (opinion_awaited.ball, opinion_awaited.clock) == ("other_office", "running")
    assert opinion_awaited.effective_due == date(2026, 6, 11)
    row = opinion(opinion_awaited)
    assert (row.state, row.requested_on, row.restricted, row.silent_on) == ("requested", ASKED, True, None)


def test_the_days_of_the_other_office_are_counted_as_its_own(officer: Actor, opinion_awaited: CaseFile) -> None:
    case = opinions.receive_opinion(
        by=officer, case_id=opinion_awaited.pk, office="questura", result="received_positive", on=ANSWERED, today=TODAY
    )
    assert case.ball == "office"
    held = {row.ball: row.days for row in pages.time_held(case, TODAY)}
    assert held["other_office"] == 32
    assert sum(held.values()) == (TODAY - case.filed_on).days


def test_solicited_as_often_as_needed(officer: Actor, opinion_awaited: CaseFile) -> None:
    for day in (date(2026, 2, 2), ANSWERED):
        opinions.solicit_opinion(by=officer, case_id=opinion_awaited.pk, office="questura", on=day, today=TODAY)
    row = opinion(opinion_awaited)
    assert (row.state, row.solicitations, row.solicited_on) == ("solicited", 2, ANSWERED)


def test_asking_twice_an_office_not_consulted_or_before_the_filing_is_refused(
    officer: Actor, opinion_awaited: CaseFile, open_case: OpenCase
) -> None:
    for office, on, code in (
        ("questura", ASKED, "already_asked"),
        ("cpia", ASKED, "unknown_office"),
        ("questura", date(2026, 3, 3), "date_in_the_future"),
        ("questura", date(2026, 1, 11), "too_early"),
    ):
        with pytest.raises(Refusal) as refused:
            opinions.ask_opinion(by=officer, case_id=opinion_awaited.pk, office=office, on=on, today=TODAY)
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        opinions.ask_opinion(by=officer, case_id=open_case().pk, office="questura", on=ASKED, today=TODAY)
    assert refused.value.code == "act_not_allowed"


def test_what_was_not_asked_is_neither_solicited_nor_received_nor_silent(
    officer: Actor, investigated: CaseFile
) -> None:
    told = {"by": officer, "case_id": investigated.pk, "office": "questura", "today": TODAY}
    with pytest.raises(NotFound):
        opinions.solicit_opinion(**told, on=TODAY)
    with pytest.raises(NotFound):
        opinions.receive_opinion(**told, result="received_positive", on=TODAY)
    with pytest.raises(NotFound):
        opinions.record_silence(**told)


def test_answers_and_reminders_before_the_question_are_refused(officer: Actor, opinion_awaited: CaseFile) -> None:
    told = {"by": officer, "case_id": opinion_awaited.pk, "office": "questura", "today": TODAY}
    early = date(2026, 1, 14)
    with pytest.raises(InvalidInput) as refused:
        opinions.solicit_opinion(**told, on=early)
    assert refused.value.code == "before_request"
    with pytest.raises(InvalidInput) as refused:
        opinions.receive_opinion(**told, result="received_positive", on=early)
    assert refused.value.code == "before_request"
    with pytest.raises(InvalidInput) as refused:
        opinions.receive_opinion(**told, result="perhaps", on=TODAY)
    assert refused.value.code == "unknown_result"


def test_an_answer_is_given_once(officer: Actor, opinion_awaited: CaseFile) -> None:
    told = {"by": officer, "case_id": opinion_awaited.pk, "office": "questura", "today": TODAY}
    opinions.receive_opinion(**told, result="received_negative", on=ANSWERED)
    with pytest.raises(Refusal) as refused:
        opinions.receive_opinion(**told, result="received_positive", on=ANSWERED)
    assert refused.value.code == "opinion_act_not_allowed"


def test_the_questura_of_a_family_file_must_be_waited_for(officer: Actor, opinion_awaited: CaseFile) -> None:
    with pytest.raises(Refusal) as refused:
        opinions.record_silence(by=officer, case_id=opinion_awaited.pk, office="questura", today=TODAY)
    assert refused.value.code == "silence_has_no_effect"


def test_the_silence_of_the_employment_centre_counts_once_its_eight_days_are_over(
    officer: Actor, quota_file: CaseFile
) -> None:
    """TUI art. 22 c. 2; the employment centre is asked by the employer, before the filing."""
    told = {"by": officer, "case_id": quota_file.pk, "office": "employment_centre"}
    opinions.ask_opinion(**told, on=date(2026, 1, 8), today=ASKED)
    assert opinion(quota_file, "employment_centre").silent_on == date(2026, 1, 16)
    with pytest.raises(Refusal) as refused:
        opinions.record_silence(**told, today=date(2026, 1, 16))
    assert refused.value.code == "silence_too_early"
    case = opinions.record_silence(**told, today=date(2026, 1, 17))
    assert (opinion(case, "employment_centre").state, case.ball) == ("silent_expired", "office")
    late = opinions.receive_opinion(**told, result="received_negative", on=TODAY, today=TODAY)
    assert opinion(late, "employment_centre").state == "received_negative"


def test_the_questura_has_the_term_of_the_clearance(officer: Actor, quota_file: CaseFile) -> None:
    """TUI art. 22 c. 5.01: on the last day the clearance issues even without its reply. T04: due on 2 May 2026."""
    told = {"by": officer, "case_id": quota_file.pk, "office": "questura"}
    opinions.ask_opinion(**told, on=ASKED, today=ASKED)
    with pytest.raises(Refusal) as refused:
        opinions.record_silence(**told, today=TODAY)
    assert refused.value.code == "silence_means_nothing"
    events.record_event(
        by=officer, case_id=quota_file.pk, type_="quota_imputed", on=date(2026, 3, 3), today=date(2026, 3, 3)
    )
    with pytest.raises(Refusal) as refused:
        opinions.record_silence(**told, today=date(2026, 5, 1))
    assert refused.value.code == "silence_too_early"
    case = opinions.record_silence(**told, today=date(2026, 5, 2))
    assert (opinion(case).state, case.ball) == ("silent_expired", "office")


def test_silence_that_the_law_gives_no_term_means_nothing(officer: Actor, quota_file: CaseFile) -> None:
    told = {"by": officer, "case_id": quota_file.pk, "office": "itl"}
    opinions.ask_opinion(**told, on=ASKED, today=ASKED)
    with pytest.raises(Refusal) as refused:
        opinions.record_silence(**told, today=TODAY)
    assert refused.value.code == "silence_means_nothing"


def test_a_country_is_at_high_risk_from_its_first_day_on_the_list_to_its_last() -> None:
    (listed,) = (one for one in high_risk_countries() if one.country == "BD")
    first, last = listed.valid_from, date(2027, 6, 30)
    left = replace(listed, valid_until=last)
    assert [left.holds_on(day) for day in (first - DAY, first, last, last + DAY)] == [False, True, True, False]
    assert listed.holds_on(last + DAY)


def test_silence_means_nothing_for_a_country_at_high_risk(officer: Actor, quota_file: CaseFile) -> None:
    """TUI art. 22 c. 5.01; D.L. 145/2024 art. 3."""
    told = {"by": officer, "case_id": quota_file.pk}
    checklist.answer_questions(**told, answers={"country_of_worker": "high_risk_country"}, today=ASKED)
    opinions.ask_opinion(**told, office="questura", on=ASKED, today=ASKED)
    events.record_event(**told, type_="quota_imputed", on=date(2026, 3, 3), today=date(2026, 3, 3))
    with pytest.raises(Refusal) as refused:
        opinions.record_silence(**told, office="questura", today=date(2026, 12, 31))
    assert refused.value.code == "silence_has_no_effect"


def test_silence_of_a_closed_file_is_not_recorded(officer: Actor, quota_file: CaseFile) -> None:
    opinions.ask_opinion(by=officer, case_id=quota_file.pk, office="questura", on=ASKED, today=ASKED)
    deciding.withdraw(by=officer, case_id=quota_file.pk, on=TODAY, reason="Lettera", today=TODAY)
    with pytest.raises(Refusal) as refused:
        opinions.record_silence(by=officer, case_id=quota_file.pk, office="questura", today=TODAY)
    assert refused.value.code == "case_closed"


def test_a_grant_waits_for_the_opinion_and_a_refusal_does_not(officer: Actor, opinion_awaited: CaseFile) -> None:
    with pytest.raises(Refusal) as refused:
        deciding.propose_decision(by=officer, case_id=opinion_awaited.pk, grounds=GRANT, today=TODAY)
    assert refused.value.code == "opinion_awaited"
    case = deciding.propose_decision(by=officer, case_id=opinion_awaited.pk, grounds=REFUSAL, today=TODAY)
    with pytest.raises(Refusal) as refused:
        deciding.propose_decision(by=officer, case_id=case.pk, grounds=GRANT, today=TODAY)
    assert refused.value.code == "opinion_awaited"


def test_the_content_is_read_for_a_purpose_that_is_kept_and_never_stands_in_the_audit(
    officer: Actor, operator: Actor, outsider: Actor, opinion_awaited: CaseFile
) -> None:
    case = opinion_awaited
    opinions.receive_opinion(
        by=officer, case_id=case.pk, office="questura", result="received_conditional", on=ANSWERED,
        content="Contenuto riservato", today=TODAY,
    )  # fmt: skip
    told = {"case_id": case.pk, "office": "questura"}
    assert opinions.read_opinion(by=officer, **told, purpose="Istruttoria") == "Contenuto riservato"
    assert AccessLogEntry.objects.get().purpose == "Istruttoria"
    for reader, kind in ((operator, NotAllowed), (outsider, NotFound)):
        with pytest.raises(kind):
            opinions.read_opinion(by=reader, **told, purpose="Istruttoria")
    with pytest.raises(InvalidInput):
        opinions.read_opinion(by=officer, **told, purpose=" ")
    with pytest.raises(NotFound):
        opinions.read_opinion(by=officer, case_id=case.pk, office="itl", purpose="Istruttoria")
    assert not AuditRecord.objects.filter(payload__contains="riservato").exists()
    assert AccessLogEntry.objects.count() == 1


def test_an_opinion_that_is_not_restricted_is_read_without_a_log(officer: Actor, quota_file: CaseFile) -> None:
    opinions.ask_opinion(by=officer, case_id=quota_file.pk, office="itl", on=ASKED, today=ASKED)
    assert opinions.read_opinion(by=officer, case_id=quota_file.pk, office="itl", purpose="") == ""
    assert not AccessLogEntry.objects.exists()
