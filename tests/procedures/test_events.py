"""Facts are recorded where they belong, corrected with both truths kept, and the clock follows."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.procedures.commands import deciding, events, integration, recomputing
from approdo.procedures.models import CaseEvent, CaseFile
from approdo.procedures.queries import pages
from tests.procedures.conftest import FILED, NOTIFIED, SIGNED, OpenCase

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 20)


def record(officer: Actor, case: CaseFile, type_: str, on: date, today: date = TODAY) -> CaseFile:
    return events.record_event(by=officer, case_id=case.pk, type_=type_, on=on, today=today)


def correct(officer: Actor, case: CaseFile, type_: str, right: date | None, reason: str = "Errore") -> CaseFile:
    event = case.events.get(type=type_, cancelled_at=None)
    return events.correct_event(
        by=officer, case_id=case.pk, event_id=event.pk, reason=reason, right_date=right, today=TODAY
    )


def standing(case: CaseFile) -> set[tuple[str, date]]:
    return set(case.events.filter(cancelled_at=None).values_list("type", "occurred_on"))


@pytest.mark.parametrize(
    ("type_", "on", "code"),
    [
        ("filed", FILED, "act_of_its_own"),
        ("decided", SIGNED, "act_of_its_own"),
        ("granted", SIGNED, "act_of_its_own"),
        ("integration_received", SIGNED, "act_of_its_own"),
        ("revoked", SIGNED, "act_of_its_own"),
        ("oath_taken", SIGNED, "unknown_event"),
        ("no_such_event", SIGNED, "unknown_event"),
        ("visa_issued", date(2026, 5, 4), "not_decided_yet"),
        ("quota_imputed", date(2026, 6, 21), "date_in_the_future"),
        ("quota_imputed", date(2026, 1, 11), "before_filing"),
    ],
)
def test_what_cannot_be_recorded_is_refused(
    officer: Actor, investigated: CaseFile, type_: str, on: date, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        record(officer, investigated, type_, on)
    assert refused.value.code == code
    assert standing(investigated) == {("filed", FILED)}


def test_nobody_enters_before_the_grant(officer: Actor, followed: CaseFile) -> None:
    with pytest.raises(InvalidInput) as refused:
        record(officer, followed, "entered_italy", date(2026, 4, 19))
    assert refused.value.code == "too_early"


def test_a_quota_is_imputed_once(officer: Actor, open_case: OpenCase) -> None:
    case = record(officer, open_case("work_employee_quota"), "quota_imputed", date(2026, 3, 3))
    assert case.effective_due == date(2026, 5, 2)
    with pytest.raises(InvalidInput) as refused:
        record(officer, case, "quota_imputed", date(2026, 3, 4))
    assert refused.value.code == "twice"


def test_a_corrected_filing_moves_the_clock_and_the_old_day_stays(officer: Actor, investigated: CaseFile) -> None:
    case = correct(officer, investigated, "filed", date(2026, 1, 9), "Letta male la ricevuta")
    assert (case.filed_on, case.effective_due) == (date(2026, 1, 9), date(2026, 6, 8))
    old = case.events.get(type="filed", cancelled_at__isnull=False)
    assert (old.occurred_on, old.cancel_reason, old.cancelled_by_id) == (
        FILED,
        "Letta male la ricevuta",
        officer.user_id,
    )
    assert sum(row.days for row in pages.time_held(case, TODAY)) == (TODAY - date(2026, 1, 9)).days


def test_a_stop_that_never_was_is_taken_out(officer: Actor, asked: CaseFile) -> None:
    case = correct(officer, asked, "integration_requested", None)
    assert (case.clock, case.effective_due, case.stopped_days) == ("running", date(2026, 6, 11), 0)


@pytest.mark.parametrize("type_", ["filed", "decided"])
def test_what_the_file_stands_on_is_corrected_never_cancelled(officer: Actor, decided: CaseFile, type_: str) -> None:
    with pytest.raises(Refusal) as refused:
        correct(officer, decided, type_, None)
    assert refused.value.code == "event_needed"


def test_a_withdrawal_is_corrected_and_never_cancelled(officer: Actor, investigated: CaseFile) -> None:
    case = deciding.withdraw(by=officer, case_id=investigated.pk, on=SIGNED, reason="Lettera", today=TODAY)
    with pytest.raises(Refusal):
        correct(officer, case, "withdrawn", None)
    case = correct(officer, case, "withdrawn", NOTIFIED)
    assert (case.closed_on, case.clock) == (NOTIFIED, "ended")


def test_a_correction_needs_its_reason_a_standing_event_and_a_possible_history(officer: Actor, asked: CaseFile) -> None:
    with pytest.raises(InvalidInput) as refused:
        correct(officer, asked, "filed", FILED, " ")
    assert refused.value.code == "reason_missing"
    for right, code in ((date(2026, 6, 21), "date_in_the_future"), (date(2026, 2, 21), "before_filing")):
        with pytest.raises(InvalidInput) as refused:
            correct(officer, asked, "filed", right)
        assert refused.value.code == code
    integration.receive_integration(by=officer, case_id=asked.pk, on=date(2026, 3, 10), today=TODAY)
    with pytest.raises(InvalidInput) as refused:
        correct(officer, asked, "integration_requested", None)
    assert refused.value.code == "papers_without_request"
    with pytest.raises(NotFound):
        events.correct_event(
            by=officer, case_id=asked.pk, event_id=uuid4(), reason="Errore", right_date=None, today=TODAY
        )
    assert not CaseEvent.objects.filter(cancelled_at__isnull=False).exists()


def test_an_event_already_corrected_is_not_found_again(officer: Actor, asked: CaseFile) -> None:
    event = asked.events.get(type="integration_requested")
    correct(officer, asked, "integration_requested", date(2026, 2, 23))
    with pytest.raises(NotFound):
        events.correct_event(
            by=officer, case_id=asked.pk, event_id=event.pk, reason="Errore", right_date=None, today=TODAY
        )


def test_a_corrected_signature_moves_the_grant_and_what_follows_it(officer: Actor, followed: CaseFile) -> None:
    case = correct(officer, followed, "decided", date(2026, 4, 17))
    assert (case.decided_on, case.decisions.get().signed_on) == (date(2026, 4, 17), date(2026, 4, 17))
    assert standing(case) == {("filed", FILED), ("decided", date(2026, 4, 17)), ("granted", date(2026, 4, 17))}
    assert case.follow_up_due == date(2026, 10, 17)


def test_a_signature_is_not_corrected_beyond_its_notification(officer: Actor, followed: CaseFile) -> None:
    with pytest.raises(InvalidInput) as refused:
        correct(officer, followed, "decided", date(2026, 4, 25))
    assert (refused.value.code, set(refused.value.fields)) == ("too_early", {"right_date"})


def test_the_signature_of_a_refusal_is_corrected(officer: Actor, noticed: CaseFile) -> None:
    case = deciding.sign_decision(by=officer, case_id=noticed.pk, on=TODAY, today=TODAY)
    assert correct(officer, case, "decided", date(2026, 6, 19)).decided_on == date(2026, 6, 19)


def test_the_signature_of_a_decision_taken_elsewhere_is_corrected(officer: Actor, decided: CaseFile) -> None:
    decided.decisions.all().delete()
    decided.events.filter(type="granted").delete()
    assert correct(officer, decided, "decided", date(2026, 4, 19)).decided_on == date(2026, 4, 19)


def test_a_pinned_version_counts_and_says_who_chose_it(officer: Actor, investigated: CaseFile) -> None:
    def pin(valid_from: date | None, reason: str) -> CaseFile:
        return events.pin_version(
            by=officer, case_id=investigated.pk, valid_from=valid_from, reason=reason, today=TODAY
        )

    case = pin(date(2017, 8, 18), "Circolare")
    assert (case.effective_due, case.pin_reason, case.pinned_by_id) == (
        date(2026, 4, 13), "Circolare", officer.user_id
    )  # fmt: skip
    for valid_from, reason, code in (
        (date(2017, 8, 19), "Circolare", "unknown_version"), (None, " ", "reason_missing")
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            pin(valid_from, reason)
        assert refused.value.code == code
    case = pin(None, "Ritirata")
    assert (case.effective_due, case.pin_reason, case.pinned_by_id) == (date(2026, 6, 11), "", None)


def test_an_extension_is_reasoned_in_time_and_once(officer: Actor, citizenship: CaseFile) -> None:
    def extend(on: date, reason: str, today: date = date(2026, 2, 2)) -> CaseFile:
        return events.extend_term(by=officer, case_id=citizenship.pk, on=on, reason=reason, today=today)

    assert (citizenship.effective_due, citizenship.max_due) == (date(2027, 3, 10), date(2028, 3, 10))
    for on, reason, today, code in (
        (date(2026, 2, 1), " ", date(2026, 2, 2), "reason_missing"),
        (date(2026, 2, 3), "Complessa", date(2026, 2, 2), "date_in_the_future"),
        (date(2027, 3, 11), "Complessa", date(2027, 3, 11), "term_over"),
    ):
        with pytest.raises(Refusal) as refused:
            extend(on, reason, today)
        assert refused.value.code == code
    case = extend(date(2026, 2, 1), "Complessa")
    assert case.effective_due == date(2028, 3, 10)
    with pytest.raises(Refusal) as refused:
        extend(date(2026, 2, 1), "Complessa")
    assert refused.value.code == "already_extended"


def test_a_term_without_extension_is_not_extended(officer: Actor, investigated: CaseFile) -> None:
    with pytest.raises(Refusal) as refused:
        events.extend_term(by=officer, case_id=investigated.pk, on=TODAY, reason="Complessa", today=TODAY)
    assert refused.value.code == "not_extendable"


def test_stopped_clocks_move_by_themselves_and_running_ones_do_not(
    officer: Actor, asked: CaseFile, open_case: OpenCase
) -> None:
    running = open_case()
    assert recomputing.advance_clocks(by=officer, today=date(2026, 2, 20)) == 0
    assert recomputing.advance_clocks(by=officer, today=date(2026, 4, 1)) == 1
    asked.refresh_from_db()
    running.refresh_from_db()
    assert (asked.clock, asked.effective_due, asked.computed_on) == ("running", date(2026, 7, 11), date(2026, 4, 1))
    assert running.computed_on == FILED


def test_after_a_change_of_settings_open_files_are_computed_again(
    officer: Actor, citizenship: CaseFile, decided: CaseFile, executive: Actor
) -> None:
    day = date(2027, 3, 13)
    with pytest.raises(InvalidInput):
        recomputing.recompute_all(by=executive, today=day, reason=" ")
    assert recomputing.recompute_all(by=executive, today=day, reason="Controllo") == 0
    CaseFile.objects.filter(pk=citizenship.pk).update(effective_due=FILED)
    assert recomputing.recompute_all(by=executive, today=day, reason="Controllo") == 1
