"""From the proposal to the signature: no refusal without its notice, no grant by a side door."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, Refusal
from approdo.procedures.commands import deciding, events, integration, opening, rejection
from approdo.procedures.commands.deciding import Grounds
from approdo.procedures.models import CaseFile
from tests.procedures.conftest import FILED, GRANT, NOTICE_READ, NOTIFIED, PROPOSED, REFUSAL, SIGNED

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 20)


def propose(officer: Actor, case: CaseFile, grounds: Grounds, today: date = PROPOSED) -> CaseFile:
    return deciding.propose_decision(by=officer, case_id=case.pk, grounds=grounds, today=today)


def sign(officer: Actor, case: CaseFile, on: date, today: date = TODAY) -> CaseFile:
    return deciding.sign_decision(by=officer, case_id=case.pk, on=on, today=today)


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


def test_a_grant_ends_the_clock_and_starts_what_follows(decided: CaseFile) -> None:
    assert (decided.state, decided.outcome, decided.decided_on, decided.clock) == (
        "decided",
        "granted",
        SIGNED,
        "ended",
    )
    assert (decided.follow_up_term, decided.follow_up_due) == ("nulla_osta_use", date(2026, 10, 20))
    assert set(decided.events.values_list("type", "occurred_on")) == {
        ("filed", FILED), ("decided", SIGNED), ("granted", SIGNED)
    }  # fmt: skip


def test_a_proposal_says_everything_and_ends_as_the_procedure_may(officer: Actor, investigated: CaseFile) -> None:
    for outcome in ("test_passed", "withdrawn", "revoked", ""):
        with pytest.raises(InvalidInput) as refused:
            propose(officer, investigated, replace(GRANT, outcome=outcome))
        assert code_of(refused) == "unknown_outcome"
    with pytest.raises(InvalidInput) as refused:
        propose(officer, investigated, Grounds("granted", " ", "", "\n"))
    assert set(refused.value.fields) == {"reasons", "legal_basis", "remedies"}
    assert CaseFile.objects.get(pk=investigated.pk).state == "investigation"


def test_a_second_proposal_replaces_the_first(officer: Actor, proposed: CaseFile) -> None:
    case = propose(officer, proposed, REFUSAL)
    assert [row.outcome for row in case.decisions.all()] == ["denied"]


def test_nothing_is_proposed_before_the_investigation_or_after_the_decision(
    officer: Actor, decided: CaseFile, submitted: CaseFile
) -> None:
    for case in (decided, submitted):
        with pytest.raises(Refusal) as refused:
            propose(officer, case, REFUSAL, TODAY)
        assert code_of(refused) == "not_now"


def test_at_the_door_a_request_is_neither_granted_nor_refused_on_its_merits(officer: Actor, assigned: CaseFile) -> None:
    """Art. 10-bis: declaring inadmissible is no way round the investigation and the notice."""
    for grounds in (GRANT, REFUSAL):
        with pytest.raises(Refusal) as refused:
            propose(officer, assigned, grounds)
        assert code_of(refused) == "not_now"
    case = propose(officer, assigned, replace(REFUSAL, outcome="inadmissible"))
    assert case.state == "admissibility_check"
    case = sign(officer, case, SIGNED)
    assert (case.state, case.outcome) == ("decided", "inadmissible")
    assert [row.act for row in case.passages.order_by("at")][-1] == "declare_inadmissible"


def test_an_inadmissible_request_needs_no_notice_after_the_investigation_either(
    officer: Actor, investigated: CaseFile
) -> None:
    case = propose(officer, investigated, replace(REFUSAL, outcome="inadmissible"))
    assert sign(officer, case, SIGNED).outcome == "inadmissible"


def test_a_refusal_without_notice_is_not_signed(officer: Actor, refusal_proposed: CaseFile) -> None:
    with pytest.raises(Refusal) as refused:
        sign(officer, refusal_proposed, SIGNED)
    assert code_of(refused) == "preliminary_rejection_missing"
    assert CaseFile.objects.get(pk=refusal_proposed.pk).decided_on is None


def test_signing_needs_a_proposal_a_past_day_and_an_officer_who_answers(
    officer: Actor, investigated: CaseFile, assigned: CaseFile
) -> None:
    with pytest.raises(Refusal) as refused:
        sign(officer, investigated, SIGNED)
    assert code_of(refused) == "nothing_to_sign"
    case = propose(officer, investigated, GRANT)
    with pytest.raises(InvalidInput) as wrong:
        sign(officer, case, date(2026, 6, 21))
    assert code_of(wrong) == "date_in_the_future"
    with pytest.raises(InvalidInput) as wrong:
        sign(officer, case, date(2026, 1, 11))
    assert wrong.value.fields
    opening.end_assignment(by=officer, case_id=case.pk, user_id=officer.user_id, today=SIGNED)
    with pytest.raises(Refusal) as refused:
        sign(officer, case, SIGNED)
    assert code_of(refused) == "responsible_officer_missing"


def test_a_notice_needs_a_refusal_to_announce_and_its_reasons(officer: Actor, proposed: CaseFile) -> None:
    def notice(reasons: str) -> CaseFile:
        return rejection.notify_10bis(by=officer, case_id=proposed.pk, reasons=reasons, today=NOTICE_READ)

    with pytest.raises(InvalidInput) as wrong:
        notice("  ")
    assert code_of(wrong) == "reasons_missing"
    with pytest.raises(Refusal) as refused:
        notice("Il reddito non basta.")
    assert code_of(refused) == "nothing_to_refuse"
    assert proposed.decisions.get().reasons == GRANT.reasons


def test_a_notice_after_papers_that_never_came_keeps_its_reasons(officer: Actor, asked: CaseFile) -> None:
    """Without a proposal the reasons would be written nowhere."""
    day = date(2026, 4, 1)
    case = integration.integration_expired(by=officer, case_id=asked.pk, today=day)
    with pytest.raises(Refusal) as refused:
        rejection.notify_10bis(by=officer, case_id=case.pk, reasons="Mancano le carte.", today=day)
    assert code_of(refused) == "nothing_to_refuse"
    propose(officer, case, REFUSAL, day)
    case = rejection.notify_10bis(by=officer, case_id=case.pk, reasons="Mancano le carte.", today=day)
    assert case.decisions.get().reasons == "Mancano le carte."
    assert (case.state, case.ball, case.clock) == ("preliminary_rejection", "applicant", "running")


def test_the_notice_stops_the_clock_until_the_ten_days_are_over(officer: Actor, noticed: CaseFile) -> None:
    """T10: received on 20 May, reply by 30 May, due 22 June."""
    assert (noticed.clock, noticed.stopped_by, noticed.stop_ends_on) == (
        "stopped", "preliminary_rejection", date(2026, 5, 30)
    )  # fmt: skip
    with pytest.raises(Refusal) as refused:
        sign(officer, noticed, date(2026, 5, 30), date(2026, 5, 30))
    assert code_of(refused) == "observations_time_running"
    case = sign(officer, noticed, date(2026, 6, 20))
    assert (case.state, case.outcome, case.effective_due) == ("decided", "denied", date(2026, 6, 22))


def test_the_ten_days_run_from_a_receipt_that_is_recorded(officer: Actor, refusal_proposed: CaseFile) -> None:
    case = rejection.notify_10bis(by=officer, case_id=refusal_proposed.pk, reasons="x", today=NOTICE_READ)
    with pytest.raises(Refusal) as refused:
        sign(officer, case, TODAY)
    assert code_of(refused) == "notice_not_received"
    with pytest.raises(Refusal) as early:
        rejection.receive_observations(by=officer, case_id=case.pk, on=TODAY, today=TODAY)
    assert code_of(early) == "notice_not_received"


def test_a_grant_after_a_notice_waits_for_nothing(officer: Actor, refusal_proposed: CaseFile) -> None:
    """Whoever gets what they asked for has nothing to answer, whether or not they have read the notice yet."""
    case = rejection.notify_10bis(by=officer, case_id=refusal_proposed.pk, reasons="x", today=NOTICE_READ)
    case = sign(officer, propose(officer, case, GRANT, NOTICE_READ), NOTICE_READ)
    assert (case.state, case.outcome, case.clock, case.decided_on) == ("decided", "granted", "ended", NOTICE_READ)


def test_a_grant_during_the_ten_days_waits_for_nothing(officer: Actor, noticed: CaseFile) -> None:
    day = date(2026, 5, 25)
    case = sign(officer, propose(officer, noticed, GRANT, day), day, day)
    assert (case.state, case.outcome, case.clock) == ("decided", "granted", "ended")


def test_a_refusal_answers_the_observations(officer: Actor, observed: CaseFile) -> None:
    assert (observed.state, observed.ball) == ("observations_review", "office")
    with pytest.raises(Refusal) as refused:
        sign(officer, observed, TODAY)
    assert code_of(refused) == "observations_not_answered"
    answered = replace(REFUSAL, answers_observations="Il reddito indicato è di un altro anno.")
    case = sign(officer, propose(officer, observed, answered, TODAY), TODAY)
    assert (case.outcome, case.effective_due) == ("denied", date(2026, 6, 29))


def test_the_observations_may_persuade_the_office(officer: Actor, observed: CaseFile) -> None:
    case = sign(officer, propose(officer, observed, GRANT, TODAY), TODAY)
    assert (case.outcome, case.state) == ("granted", "decided")


def test_observations_before_the_notice_are_refused(officer: Actor, noticed: CaseFile, investigated: CaseFile) -> None:
    with pytest.raises(InvalidInput) as wrong:
        rejection.receive_observations(by=officer, case_id=noticed.pk, on=date(2026, 5, 19), today=TODAY)
    assert code_of(wrong) == "observations_without_notice"
    assert not noticed.events.filter(type="observations_received").exists()


def test_notification_follows_the_signature(officer: Actor, proposed: CaseFile, decided: CaseFile) -> None:
    def notify(on: date) -> CaseFile:
        return deciding.notify_decision(by=officer, case_id=decided.pk, on=on, today=TODAY)

    for on, code in ((date(2026, 4, 19), "before_signature"), (date(2026, 6, 21), "date_in_the_future")):
        with pytest.raises(InvalidInput) as wrong:
            notify(on)
        assert code_of(wrong) == code
    case = notify(NOTIFIED)
    assert (case.state, case.decisions.get().notified_on) == ("notified", NOTIFIED)
    with pytest.raises(Refusal) as refused:
        notify(NOTIFIED)
    assert code_of(refused) == "act_not_allowed"


def test_nothing_is_notified_before_it_is_signed(officer: Actor, investigated: CaseFile) -> None:
    for case in (investigated, propose(officer, investigated, GRANT)):
        with pytest.raises(Refusal) as refused:
            deciding.notify_decision(by=officer, case_id=case.pk, on=TODAY, today=TODAY)
        assert code_of(refused) == "not_decided"


def test_nothing_follows_a_refusal(officer: Actor, noticed: CaseFile) -> None:
    case = sign(officer, noticed, TODAY)
    case = deciding.notify_decision(by=officer, case_id=case.pk, on=TODAY, today=TODAY)
    with pytest.raises(Refusal) as refused:
        deciding.start_follow_up(by=officer, case_id=case.pk, today=TODAY)
    assert code_of(refused) == "nothing_follows"
    with pytest.raises(Refusal) as refused:
        deciding.revoke_decision(by=officer, case_id=case.pk, on=TODAY, grounds=GRANT, today=TODAY)
    assert code_of(refused) == "nothing_to_revoke"
    case = deciding.close_case(by=officer, case_id=case.pk, today=TODAY)
    assert (case.state, case.closed_on) == ("closed", TODAY)


def test_a_withdrawal_closes_the_file_and_keeps_why(officer: Actor, investigated: CaseFile) -> None:
    def withdraw(on: date, reason: str) -> CaseFile:
        return deciding.withdraw(by=officer, case_id=investigated.pk, on=on, reason=reason, today=TODAY)

    for on, reason, code in (
        (date(2026, 6, 21), "Lettera", "date_in_the_future"),
        (TODAY, " ", "reason_missing"),
        (date(2026, 1, 11), "Lettera", "before_filing"),
    ):
        with pytest.raises(InvalidInput) as wrong:
            withdraw(on, reason)
        assert code_of(wrong) == code
    case = withdraw(date(2026, 2, 2), "Lettera del 2 febbraio")
    assert (case.state, case.outcome, case.clock, case.closed_on) == ("closed", "withdrawn", "ended", date(2026, 2, 2))
    assert case.events.get(type="withdrawn").note == "Lettera del 2 febbraio"


def test_a_withdrawal_after_the_decision_leaves_the_decision_as_it_was(officer: Actor, followed: CaseFile) -> None:
    with pytest.raises(InvalidInput) as wrong:
        deciding.withdraw(by=officer, case_id=followed.pk, on=date(2026, 4, 19), reason="Lettera", today=TODAY)
    assert code_of(wrong) == "too_early"
    case = deciding.withdraw(by=officer, case_id=followed.pk, on=TODAY, reason="Lettera", today=TODAY)
    assert (case.outcome, case.closed_on, case.follow_up_due) == ("granted", TODAY, None)
    assert not case.events.filter(type="withdrawn").exists()


def test_a_revocation_replaces_the_grant_and_nothing_is_waited_for_any_more(officer: Actor, followed: CaseFile) -> None:
    def revoke(on: date, grounds: Grounds = GRANT) -> CaseFile:
        return deciding.revoke_decision(by=officer, case_id=followed.pk, on=on, grounds=grounds, today=TODAY)

    for on, grounds, code in (
        (date(2026, 4, 23), GRANT, "too_early"),
        (date(2026, 6, 21), GRANT, "date_in_the_future"),
        (TODAY, replace(GRANT, reasons=""), "grounds_missing"),
    ):
        with pytest.raises(InvalidInput) as wrong:
            revoke(on, grounds)
        assert code_of(wrong) == code
    case = revoke(TODAY, replace(GRANT, reasons="Documenti falsi."))
    assert (case.state, case.outcome, case.follow_up_term, case.follow_up_due) == ("decided", "revoked", "", None)
    assert [(row.outcome, row.revoked_on) for row in case.decisions.order_by("proposed_on")] == [
        ("granted", TODAY), ("revoked", None)
    ]  # fmt: skip
    with pytest.raises(Refusal) as refused:
        sign(officer, case, TODAY)
    assert code_of(refused) == "act_not_allowed"
    case = deciding.notify_decision(by=officer, case_id=case.pk, on=TODAY, today=TODAY)
    assert deciding.close_case(by=officer, case_id=case.pk, today=TODAY).state == "closed"


def test_a_test_passed_may_be_revoked_too(officer: Actor, open_case: object) -> None:
    """A procedure without a denial among its outcomes."""
    case = open_case("italian_test_a2")  # type: ignore[operator]
    opening.register_case(by=officer, case_id=case.pk, protocol_number="7", on=FILED, today=FILED)
    opening.assign_case(by=officer, case_id=case.pk, user_id=officer.user_id, today=FILED)
    deciding.admit(by=officer, case_id=case.pk, today=FILED)
    propose(officer, case, replace(GRANT, outcome="test_passed"))
    sign(officer, case, SIGNED)
    deciding.notify_decision(by=officer, case_id=case.pk, on=NOTIFIED, today=NOTIFIED)
    revoked = deciding.revoke_decision(by=officer, case_id=case.pk, on=TODAY, grounds=GRANT, today=TODAY)
    assert revoked.outcome == "revoked"


def test_papers_that_did_not_come_end_the_wait_when_their_time_is_over(
    officer: Actor, asked: CaseFile, investigated: CaseFile
) -> None:
    def expired(today: date) -> CaseFile:
        return integration.integration_expired(by=officer, case_id=asked.pk, today=today)

    with pytest.raises(Refusal) as refused:
        expired(date(2026, 3, 21))
    assert code_of(refused) == "integration_time_running"
    case = expired(date(2026, 3, 22))
    assert (case.state, case.clock, case.effective_due) == ("decision_proposal", "running", date(2026, 7, 11))


def test_papers_are_not_given_up_before_the_request_was_received(officer: Actor, investigated: CaseFile) -> None:
    case = integration.request_integration(by=officer, case_id=investigated.pk, today=PROPOSED)
    with pytest.raises(Refusal) as refused:
        integration.integration_expired(by=officer, case_id=case.pk, today=TODAY)
    assert code_of(refused) == "request_not_received"
    case = integration.receive_integration(by=officer, case_id=case.pk, on=TODAY, today=TODAY)
    assert (case.state, case.effective_due) == ("investigation", date(2026, 6, 11))


def test_the_ball_goes_where_the_next_event_is(officer: Actor, followed: CaseFile) -> None:
    assert followed.ball == "applicant"

    def record(type_: str, on: date) -> CaseFile:
        return events.record_event(by=officer, case_id=followed.pk, type_=type_, on=on, today=TODAY)

    assert record("visa_requested", date(2026, 5, 4)).ball == "consulate"
    case = record("entered_italy", date(2026, 6, 1))
    assert (case.ball, case.follow_up_term) == ("applicant", "first_visit")
