"""Whole lives of case files, told through their acts, with the dates that the law gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from approdo.core.access.actor import Actor
from approdo.core.models import OfficeSettings
from approdo.procedures.commands import deciding, events, integration, opening, opinions
from approdo.procedures.commands.deciding import Grounds
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import pages, terms
from tests.procedures.conftest import GRANT, OpenCase

pytestmark = pytest.mark.django_db


class Desk:
    """An officer who does every act on the day on which it happens."""

    def __init__(self, officer: Actor, case: CaseFile) -> None:
        self.officer, self.id = officer, case.pk

    def take_in(self, on: date, number: str) -> CaseFile:
        opening.register_case(by=self.officer, case_id=self.id, protocol_number=number, on=on, today=on)
        opening.assign_case(by=self.officer, case_id=self.id, user_id=self.officer.user_id, today=on)
        return deciding.admit(by=self.officer, case_id=self.id, today=on)

    def happened(self, type_: str, on: date) -> CaseFile:
        return events.record_event(by=self.officer, case_id=self.id, type_=type_, on=on, today=on)

    def decide(self, grounds: Grounds, on: date, notified: date) -> CaseFile:
        deciding.propose_decision(by=self.officer, case_id=self.id, grounds=grounds, today=on)
        deciding.sign_decision(by=self.officer, case_id=self.id, on=on, today=on)
        return deciding.notify_decision(by=self.officer, case_id=self.id, on=notified, today=notified)


def follow_up(case: CaseFile) -> tuple[str, date | None]:
    return case.follow_up_term, case.follow_up_due


def chain(case: CaseFile) -> list[tuple[str, str]]:
    return list(case.passages.order_by("at", "id").values_list("source", "target"))


def test_a_family_is_reunited(officer: Actor, open_case: OpenCase) -> None:
    """Granted on 20 April: clearance usable until 20 October; visa in 30 days; first visit in 8 working days (T19)."""
    desk = Desk(officer, open_case())
    desk.take_in(date(2026, 1, 12), "2026/100")
    opinions.ask_opinion(by=officer, case_id=desk.id, office="questura", on=date(2026, 1, 13), today=date(2026, 1, 13))
    opinions.receive_opinion(
        by=officer, case_id=desk.id, office="questura", result="received_positive", on=date(2026, 2, 3),
        today=date(2026, 2, 3),
    )  # fmt: skip
    desk.decide(GRANT, date(2026, 3, 2), date(2026, 3, 4))
    case = deciding.start_follow_up(by=officer, case_id=desk.id, today=date(2026, 3, 5))
    assert follow_up(case) == ("nulla_osta_use", date(2026, 9, 2))
    assert follow_up(desk.happened("visa_requested", date(2026, 3, 16))) == ("visa", date(2026, 4, 15))
    case = desk.happened("visa_issued", date(2026, 4, 10))
    assert (case.ball, follow_up(case)) == ("applicant", ("", None))
    case = desk.happened("entered_italy", date(2026, 4, 30))
    assert follow_up(case) in {("first_visit", date(2026, 5, 11)), ("first_visit", date(2026, 5, 13))}
    case = desk.happened("first_visit_done", date(2026, 5, 8))
    assert (case.ball, follow_up(case)) == ("office", ("", None))
    desk.happened("handed_to_questura", date(2026, 5, 12))
    case = deciding.close_case(by=officer, case_id=desk.id, today=date(2026, 5, 13))
    assert (case.state, case.effective_due, case.stopped_days) == ("closed", date(2026, 6, 11), 0)
    links = chain(case)
    assert links[0][0] == "draft"
    assert all(left[1] == right[0] for left, right in pairwise(links))
    held = {row.ball: row.days for row in pages.time_held(case, date(2026, 12, 31))}
    assert sum(held.values()) == (date(2026, 5, 13) - date(2026, 1, 12)).days
    assert held["other_office"] == 21


@pytest.mark.parametrize("looked_on", [date(2026, 2, 27), date(2027, 12, 31)])
def test_the_clock_of_a_quota_file_starts_with_the_quota_and_is_never_late_before(
    officer: Actor, open_case: OpenCase, looked_on: date
) -> None:
    case = open_case("work_employee_quota", filed_on=date(2026, 2, 16))
    assert (case.clock, case.effective_due, case.starts_on) == ("not_started", None, None)
    result = terms.main_term(case, looked_on)
    assert (result.clock.value, result.effective_due, result.days_left) == ("not_started", None, None)


def test_a_worker_enters_and_signs(officer: Actor, open_case: OpenCase) -> None:
    """T04, T16 and T17: quota on 3 March, confirmation by 27 April, contract by 3 June."""
    desk = Desk(officer, open_case("work_employee_quota", filed_on=date(2026, 2, 16)))
    desk.take_in(date(2026, 2, 17), "2026/200")
    case = desk.happened("quota_imputed", date(2026, 3, 3))
    assert (case.clock, case.effective_due) == ("running", date(2026, 5, 2))
    case = desk.decide(GRANT, date(2026, 3, 30), date(2026, 3, 31))
    deciding.start_follow_up(by=officer, case_id=case.pk, today=date(2026, 4, 1))
    case = desk.happened("visa_checks_done_notified", date(2026, 4, 10))
    assert (case.ball, follow_up(case)) == ("employer", ("employer_confirmation", date(2026, 4, 27)))
    desk.happened("employer_confirmed", date(2026, 4, 20))
    desk.happened("visa_issued", date(2026, 5, 4))
    case = desk.happened("entered_italy", date(2026, 5, 18))
    assert (case.ball, follow_up(case)) == ("employer", ("contract_signature", date(2026, 6, 3)))


@pytest.mark.parametrize(
    ("setting", "due"), [("interrupt", date(2027, 6, 21)), ("suspend", date(2027, 5, 25)), ("none", date(2027, 3, 10))]
)
def test_citizenship_and_what_the_office_has_chosen(
    officer: Actor, citizenship: CaseFile, setting: str, due: date
) -> None:
    """T22, with the three readings of DPR 362/1994."""
    OfficeSettings.objects.filter(prefecture_id="SV").update(citizenship_integration_effect=setting)
    deciding.admit(by=officer, case_id=citizenship.pk, today=date(2025, 3, 10))
    integration.request_integration(
        by=officer, case_id=citizenship.pk, received_on=date(2025, 4, 5), today=date(2025, 4, 5)
    )
    case = integration.receive_integration(
        by=officer, case_id=citizenship.pk, on=date(2025, 6, 20), today=date(2025, 6, 20)
    )
    assert case.effective_due == due


def test_a_citizen_swears_within_six_months_of_the_notification(officer: Actor, citizenship: CaseFile) -> None:
    """T23: the decree counts as notified on 31 August 2026, the oath is due by 1 March 2027."""
    deciding.admit(by=officer, case_id=citizenship.pk, today=date(2025, 3, 10))
    desk = Desk(officer, citizenship)
    desk.decide(replace(GRANT, legal_basis="L. 91/1992 art. 9"), date(2026, 8, 3), date(2026, 8, 31))
    case = deciding.start_follow_up(by=officer, case_id=desk.id, today=date(2026, 9, 1))
    assert (case.ball, follow_up(case)) == ("applicant", ("oath", date(2027, 3, 1)))
    assert follow_up(desk.happened("oath_taken", date(2026, 10, 5))) == ("", None)


def test_an_old_regularisation_has_no_term_and_is_never_late(officer: Actor, open_case: OpenCase) -> None:
    desk = Desk(officer, open_case("regularisation_2020", filed_on=date(2020, 7, 1)))
    case = desk.take_in(date(2020, 7, 2), "2020/5")
    assert (case.effective_due, case.max_due) == (None, None)
    result = terms.main_term(case, date(2026, 11, 22))
    assert (result.effective_due, result.days_left) == (None, None)
    case = desk.decide(replace(GRANT, outcome="archived_no_show"), date(2023, 5, 2), date(2023, 5, 4))
    assert (case.clock, case.outcome) == ("ended", "archived_no_show")
