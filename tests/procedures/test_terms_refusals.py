"""Histories that cannot have happened are refused with a code and a sentence; odd but possible ones are computed."""

from __future__ import annotations

from datetime import date

import pytest

from approdo.core.definitions import holiday_calendar
from approdo.procedures.rules.definition import Procedure, StopKind
from approdo.procedures.rules.history import Event, HistoryError, read_history
from approdo.procedures.rules.terms import (
    Clock,
    OfficeSettings,
    TermResult,
    compute_term,
)
from approdo.procedures.wording import sentence
from tests.procedures.sample_procedures import (
    AGREEMENT,
    BLUE_CARD,
    CITIZENSHIP_RESIDENCE,
    CONVERSION,
    FAMILY,
    ICT,
    LEGACY,
    QUOTA,
    SEASONAL,
    TEST_A2,
    UNTOUCHED,
)

TODAY = date(2026, 11, 22)


def told(text: str) -> list[Event]:
    short = {
        "quota": "quota_imputed",
        "asked": "integration_requested",
        "came": "integration_received",
        "notice": "preliminary_rejection_received",
        "reply": "observations_received",
        "extension": "extension_granted",
    }
    words = text.split()
    pairs = zip(words[::2], words[1::2], strict=True)
    return [Event(short.get(kind, kind), date.fromisoformat(day)) for kind, day in pairs]


def term(
    procedure: Procedure,
    text: str,
    today: date | str = TODAY,
    comune: str = "",
    settings: OfficeSettings | None = None,
    pinned: str | None = None,
    term_id: str | None = None,
) -> TermResult:
    result = compute_term(
        procedure,
        told(text),
        today=date.fromisoformat(today) if isinstance(today, str) else today,
        calendar=holiday_calendar(),
        comune=comune,
        settings=settings or OfficeSettings(),
        pinned_version=None if pinned is None else date.fromisoformat(pinned),
        term_id=term_id,
    )
    for step in result.steps:
        assert "{" not in sentence(step.code, step.params) + sentence(step.code, step.params, "en")
    assert sum(stop.days for stop in result.stops) == result.stopped_days
    return result


def codes(result: TermResult) -> list[str]:
    return [step.code for step in result.steps]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("procedure", "history", "code"),
    [
        (FAMILY, "filed 2026-01-12 filed 2026-01-13", "twice"),
        (QUOTA, "filed 2026-01-12 quota 2026-02-01 quota 2026-02-02", "twice"),
        (FAMILY, "filed 2026-01-12 decided 2026-02-01 decided 2026-02-02", "twice"),
        (FAMILY, "filed 2026-01-12 decided 2026-01-11", "before_filing"),
        (QUOTA, "filed 2026-01-12 quota 2026-01-11", "before_filing"),
        (FAMILY, "filed 2026-01-12 entered_italy 2026-01-11", "before_filing"),
        (FAMILY, "filed 2026-01-12 came 2026-02-01", "papers_without_request"),
        (FAMILY, "filed 2026-01-12 asked 2026-02-02 came 2026-02-01", "papers_without_request"),
        (FAMILY, "filed 2026-01-12 asked 2026-02-02 came 2026-02-03 came 2026-02-04", "papers_without_request"),
        (FAMILY, "filed 2026-01-12 asked 2026-02-02 asked 2026-02-05", "request_already_open"),
        (FAMILY, "filed 2026-01-12 reply 2026-02-02", "observations_without_notice"),
        (FAMILY, "filed 2026-01-12 notice 2026-02-03 reply 2026-02-02", "observations_without_notice"),
        (FAMILY, "filed 2026-01-12 decided 2026-02-01 asked 2026-02-02", "after_closing"),
        (FAMILY, "filed 2026-01-12 withdrawn 2026-02-01 decided 2026-02-02", "after_closing"),
        (FAMILY, "filed 2026-01-12 teleported 2026-02-01", "unknown_event"),
        (FAMILY, "filed 2026-11-23", "in_future"),
    ],
)
def test_an_impossible_history_is_refused(procedure: Procedure, history: str, code: str) -> None:
    with pytest.raises(HistoryError) as refusal:
        term(procedure, history)
    assert refusal.value.code == code
    for language in ("it", "en"):
        words = sentence(code, refusal.value.params, language)
        assert words.endswith(".")
        assert "{" not in words


def test_an_unknown_term_or_version_is_refused() -> None:
    with pytest.raises(HistoryError, match="unknown_term"):
        term(FAMILY, "filed 2026-01-12", term_id="no_such_term")
    with pytest.raises(HistoryError, match="unknown_version"):
        term(FAMILY, "filed 2026-01-12", pinned="2020-01-01")


def test_an_official_may_pin_a_version() -> None:
    result = term(FAMILY, "filed 2025-10-03", pinned="2025-10-04")
    assert (result.effective_due, codes(result)[0]) == (day("2026-03-02"), "version_pinned")


def test_papers_on_the_day_of_a_new_request_answer_the_one_already_open() -> None:
    result = term(ICT, "filed 2026-01-12 asked 2026-01-20 asked 2026-01-25 came 2026-01-25 came 2026-01-30")
    assert [stop.days for stop in result.stops] == [5, 5]
    result = term(ICT, "filed 2026-01-12 asked 2026-01-20 asked 2026-01-25 notice 2026-01-25 came 2026-01-25")
    assert result.stopped_by is None or result.stopped_by is StopKind.INTEGRATION_REQUEST


def test_a_request_left_open_cannot_be_followed_on_the_same_day_by_another() -> None:
    with pytest.raises(HistoryError, match="request_already_open"):
        term(ICT, "filed 2026-01-12 asked 2026-01-20 asked 2026-01-20")


def test_only_the_first_observations_answer_a_notice() -> None:
    result = term(FAMILY, "filed 2026-01-12 notice 2026-05-20 reply 2026-05-28 reply 2026-05-29")
    assert result.effective_due == day("2026-06-29")


def test_several_notices_each_have_their_own_reply() -> None:
    result = term(FAMILY, "filed 2026-01-12 notice 2026-02-02 reply 2026-02-05 notice 2026-03-02 reply 2026-03-04")
    assert [stop.days for stop in result.stops] == [13, 12]
    overlapping = term(FAMILY, "filed 2026-01-12 notice 2026-02-02 notice 2026-02-06 reply 2026-02-09")
    assert [(stop.start, stop.days) for stop in overlapping.stops] == [(day("2026-02-02"), 10), (day("2026-02-06"), 7)]
    assert "counted_once" in codes(overlapping)


def test_without_any_event_todays_version_is_shown_and_the_clock_has_not_started() -> None:
    result = term(FAMILY, "", today="2025-10-03")
    assert result.version is not None
    assert (result.clock, result.version.amount, result.days_left) == (Clock.NOT_STARTED, 90, None)


def test_a_request_without_quota_is_never_late() -> None:
    result = term(QUOTA, "filed 2026-01-12", today="2030-01-01")
    assert (result.clock, result.effective_due, result.days_left) == (Clock.NOT_STARTED, None, None)
    assert "not_started" in codes(result)


def test_the_quota_day_picks_the_version_when_the_filing_is_unknown() -> None:
    result = term(QUOTA, "quota 2026-03-03")
    assert result.effective_due == day("2026-05-02")


def test_a_filing_older_than_every_known_version_has_no_due_date() -> None:
    result = term(FAMILY, "filed 2010-01-12")
    assert (result.clock, result.version, result.starts_on) == (Clock.RUNNING, None, day("2010-01-12"))
    assert term(FAMILY, "filed 2010-01-12 decided 2010-03-01").clock is Clock.ENDED
    assert term(SEASONAL, "", today="2001-01-01").clock is Clock.NOT_STARTED


def test_a_procedure_without_a_term_has_no_clock_that_runs() -> None:
    assert term(LEGACY, "").clock is Clock.NOT_STARTED
    assert term(LEGACY, "filed 2020-06-15").clock is Clock.NOT_STARTED
    assert term(LEGACY, "filed 2020-06-15 decided 2021-06-15").clock is Clock.ENDED


def test_a_term_without_a_figure_has_no_due_date_but_says_who_holds_the_file() -> None:
    result = term(CONVERSION, "filed 2026-01-12 asked 2026-11-10")
    assert (result.clock, result.effective_due, result.days_left) == (Clock.STOPPED, None, None)
    assert "no_amount" in codes(result)
    result = term(CONVERSION, "filed 2026-01-12 extension 2026-02-01")
    assert (result.clock, result.max_due) == (Clock.RUNNING, None)
    assert "extension_not_allowed" in codes(result)
    assert term(CONVERSION, "filed 2026-01-12 decided 2026-02-01").clock is Clock.ENDED


def test_an_open_request_counts_up_to_today_and_then_to_its_limit() -> None:
    open_yet = term(FAMILY, "filed 2026-01-12 asked 2026-02-20", today="2026-03-01")
    assert (open_yet.clock, open_yet.stopped_days, open_yet.provisional) == (Clock.STOPPED, 9, True)
    assert (open_yet.stopped_by, open_yet.stop_ends_on) == (StopKind.INTEGRATION_REQUEST, day("2026-03-22"))
    assert (open_yet.effective_due, open_yet.stops[0].open) == (day("2026-06-20"), True)
    capped = term(FAMILY, "filed 2026-01-12 asked 2026-02-20", today="2026-03-22")
    assert (capped.clock, capped.stopped_days, capped.provisional) == (Clock.RUNNING, 30, False)
    fresh = term(FAMILY, "filed 2026-01-12 asked 2026-02-20", today="2026-02-20")
    assert (fresh.clock, fresh.stopped_days, fresh.provisional) == (Clock.STOPPED, 0, True)


def test_an_open_notice_counts_up_to_today_and_then_to_the_reply_deadline() -> None:
    history = "filed 2026-01-12 notice 2026-05-23"
    waiting = term(FAMILY, history, today="2026-06-02")
    assert (waiting.clock, waiting.provisional, waiting.stop_ends_on) == (Clock.STOPPED, True, day("2026-06-03"))
    assert (waiting.stopped_days, waiting.next_deadline) == (10, day("2026-06-03"))
    last = term(FAMILY, history, today="2026-06-03")
    assert (last.clock, last.provisional, last.next_deadline) == (Clock.RUNNING, False, day("2026-06-03"))
    assert term(FAMILY, history, today="2026-06-04").next_deadline is None


def test_a_notice_answered_in_time_stops_the_clock_for_days_still_to_come() -> None:
    result = term(FAMILY, "filed 2026-01-12 notice 2026-05-20 reply 2026-05-28", today="2026-05-28")
    assert (result.clock, result.provisional, result.stop_ends_on) == (Clock.STOPPED, False, day("2026-06-07"))
    assert result.effective_due == day("2026-06-29")
    assert (
        term(FAMILY, "filed 2026-01-12 notice 2026-05-20 reply 2026-05-28", today="2026-06-07").clock is Clock.RUNNING
    )


def test_of_two_stops_the_one_that_ends_last_holds_the_clock() -> None:
    result = term(ICT, "filed 2026-01-12 notice 2026-02-01 asked 2026-02-02", today="2026-02-05")
    assert (result.stopped_by, result.stop_ends_on) == (StopKind.INTEGRATION_REQUEST, None)


def test_the_due_day_is_still_in_time_and_the_day_after_is_late() -> None:
    on_time, late = term(BLUE_CARD, "filed 2026-01-12", "2026-02-11"), term(BLUE_CARD, "filed 2026-01-12", "2026-02-12")
    assert (on_time.clock, on_time.days_left) == (Clock.RUNNING, 0)
    assert (late.clock, late.days_left) == (Clock.EXPIRED, -1)


def test_a_stop_on_the_moved_due_day_counts_and_one_after_it_does_not() -> None:
    moved = "filed 2026-01-23"  # +30 = Sunday 22 February
    assert term(BLUE_CARD, moved).effective_due == day("2026-02-23")
    assert term(BLUE_CARD, f"{moved} asked 2026-02-23 came 2026-02-28").effective_due == day("2026-02-27")
    late = term(BLUE_CARD, f"{moved} asked 2026-02-24 came 2026-02-28")
    assert (late.effective_due, late.stops) == (day("2026-02-23"), ())
    assert "stop_after_due" in codes(late)


def test_a_request_that_never_held_the_clock_leaves_the_only_suspension_whole() -> None:
    before = "filed 2026-01-12 asked 2026-01-20 came 2026-01-25 quota 2026-02-10"
    result = term(SEASONAL, f"{before} asked 2026-02-16 came 2026-02-19")
    assert (result.stopped_days, result.effective_due) == (3, day("2026-03-05"))
    assert "stop_before_start" in codes(result)
    same_day = term(FAMILY, "filed 2026-01-12 asked 2026-02-02 came 2026-02-02 asked 2026-02-10 came 2026-02-20")
    assert same_day.stopped_days == 10
    assert "same_day" in codes(same_day)


def test_a_stop_that_begins_before_the_clock_counts_from_its_start() -> None:
    result = term(SEASONAL, "filed 2026-01-12 asked 2026-02-01 quota 2026-02-10 came 2026-02-20")
    assert [(stop.start, stop.days) for stop in result.stops] == [(day("2026-02-10"), 10)]
    assert "stop_cut_at_start" in codes(result)


def test_the_office_setting_says_what_a_citizenship_request_does() -> None:
    history = "filed 2025-03-10 asked 2025-04-05"
    interrupted = term(CITIZENSHIP_RESIDENCE, history, "2025-06-20")
    assert (interrupted.clock, interrupted.effective_due, interrupted.provisional) == (
        Clock.STOPPED,
        day("2027-06-21"),
        True,
    )
    assert "interruption_open" in codes(interrupted)
    none = term(
        CITIZENSHIP_RESIDENCE, history, "2025-06-20", settings=OfficeSettings(citizenship_integration_effect="none")
    )
    assert (none.clock, none.stopped_days, none.effective_due) == (Clock.RUNNING, 0, day("2027-03-10"))
    assert "no_effect_by_setting" in codes(none)


def test_an_interruption_forgets_the_stops_before_it_and_keeps_those_after() -> None:
    history = "filed 2025-03-10 notice 2025-04-01 reply 2025-04-05 asked 2025-06-01 came 2025-06-20"
    result = term(CITIZENSHIP_RESIDENCE, history)
    assert (result.effective_due, result.stopped_days) == (day("2027-06-21"), 14 + 19)
    # Papers brought on the day of the request interrupt all the same.
    result = term(CITIZENSHIP_RESIDENCE, "filed 2025-03-10 asked 2025-06-20 came 2025-06-20")
    assert (result.effective_due, result.stopped_days) == (day("2027-06-21"), 0)
    # A notice that outlasts the interruption goes on holding the new term.
    history = "filed 2025-03-10 notice 2025-06-15 reply 2025-06-20 asked 2025-06-16 came 2025-06-18"
    result = term(CITIZENSHIP_RESIDENCE, history)
    assert (result.effective_due, result.stopped_days) == (day("2027-06-30"), 15)


def test_a_file_closed_while_stopped_keeps_the_days_up_to_the_end() -> None:
    result = term(FAMILY, "filed 2026-01-12 asked 2026-02-20 decided 2026-02-25")
    assert (result.clock, result.stopped_days, result.provisional) == (Clock.ENDED, 5, False)
    assert (result.days_left, result.stopped_by, result.stops[0].open) == (None, None, False)
    assert "request_at_end" in codes(result)
    result = term(FAMILY, "filed 2026-01-12 notice 2026-02-20 withdrawn 2026-02-25")
    assert (result.clock, result.stopped_days, codes(result)[-1]) == (Clock.ENDED, 5, "ended_withdrawn")
    assert "notice_at_end" in codes(result)
    result = term(FAMILY, "filed 2026-01-12 notice 2026-02-20 reply 2026-02-22 decided 2026-02-25")
    assert result.stopped_days == 5
    result = term(CITIZENSHIP_RESIDENCE, "filed 2025-03-10 asked 2025-04-05 withdrawn 2025-04-10")
    assert "interruption_at_end" in codes(result)
    assert term(QUOTA, "filed 2026-01-12 decided 2026-02-25").clock is Clock.ENDED


def test_an_extension_needs_the_law_and_comes_in_time() -> None:
    result = term(FAMILY, "filed 2026-01-12 extension 2026-02-01")
    assert (result.effective_due, result.max_due) == (day("2026-06-11"), None)
    assert "extension_not_allowed" in codes(result)
    in_time = term(CITIZENSHIP_RESIDENCE, "filed 2020-12-20 extension 2022-12-20 extension 2022-12-21")
    assert (in_time.effective_due, in_time.max_due) == (day("2023-12-20"), day("2023-12-20"))
    late = term(CITIZENSHIP_RESIDENCE, "filed 2020-12-20 extension 2022-12-21")
    assert (late.effective_due, late.max_due) == (day("2022-12-20"), day("2023-12-20"))
    assert "extension_too_late" in codes(late)
    before_a_stop = term(
        CITIZENSHIP_RESIDENCE, "filed 2020-12-20 extension 2022-12-20 notice 2023-12-01 reply 2023-12-05"
    )
    assert before_a_stop.effective_due == day("2024-01-03")


def test_the_days_of_spring_2020_do_not_count() -> None:
    result = term(FAMILY, "filed 2020-01-12", today="2020-03-01")
    assert (result.effective_due, result.stopped_days) == (day("2020-07-03"), 83)
    assert (result.clock, result.stopped_by) == (Clock.STOPPED, StopKind.LEGAL_SUSPENSION)
    assert (result.stop_ends_on, result.provisional) == (day("2020-05-16"), False)
    inside = term(FAMILY, "filed 2020-05-15")
    assert (inside.effective_due, inside.stopped_days) == (day("2020-08-13"), 0)  # day 1 is 16 May
    inside = term(FAMILY, "filed 2020-02-23")
    assert (inside.effective_due, inside.stopped_days) == (day("2020-08-13"), 82)  # its own day never counts
    asked = term(FAMILY, "filed 2020-01-12 asked 2020-02-20 came 2020-03-10")
    assert asked.stopped_days == 85  # 21 February to 15 May, each once
    assert term(FAMILY, "filed 2020-01-12", today="2020-02-22").clock is Clock.RUNNING
    assert term(FAMILY, "filed 2020-01-12", today="2020-05-15").clock is Clock.STOPPED
    assert term(FAMILY, "filed 2020-05-16").stopped_days == 0
    assert term(FAMILY, "filed 2019-11-25").stopped_days == 83  # due on Sunday 23 February
    assert term(FAMILY, "filed 2019-11-24").stopped_days == 0  # due on Saturday 22 February
    assert term(FAMILY, "filed 2020-01-12 decided 2020-02-10").stopped_days == 0
    assert term(FAMILY, "filed 2020-01-12 decided 2020-03-01").stopped_days == 8  # 23 February to 1 March
    assert term(UNTOUCHED, "filed 2020-01-12").stopped_days == 0


def test_a_secondary_term_has_its_own_start_and_its_own_end() -> None:
    use = term(FAMILY, "filed 2026-01-12 decided 2026-03-01 granted 2026-03-01", term_id="nulla_osta_use")
    assert (use.clock, use.effective_due) == (Clock.EXPIRED, day("2026-09-01"))
    waiting = term(FAMILY, "filed 2026-01-12 decided 2026-03-01", term_id="nulla_osta_use")
    assert waiting.clock is Clock.NOT_STARTED
    over = term(ICT, "filed 2026-01-12 decided 2026-01-20", term_id="documents")
    assert over.clock is Clock.ENDED
    withdrawn = term(ICT, "filed 2026-01-12 withdrawn 2026-01-20", term_id="presence_declaration")
    assert withdrawn.clock is Clock.ENDED
    visit = term(FAMILY, "filed 2026-01-12 granted 2026-02-01 entered_italy 2026-04-30", term_id="first_visit")
    assert visit.effective_due == day("2026-05-11")
    assert "saturday_working" in codes(visit)
    closed = OfficeSettings(saturday_rolls=True)
    visit = term(FAMILY, "filed 2026-01-12 entered_italy 2026-04-30", term_id="first_visit", settings=closed)
    assert visit.effective_due == day("2026-05-13")
    assert term(AGREEMENT, "signed 2024-11-30").effective_due == day("2026-11-30")


def test_a_request_does_not_hold_a_term_that_no_rule_lets_it_hold() -> None:
    result = term(TEST_A2, "filed 2026-09-01 asked 2026-09-10 notice 2026-09-12")
    assert (result.effective_due, result.stops) == (day("2026-10-31"), ())
    assert {"request_no_rule", "notice_no_rule"} <= set(codes(result))


@pytest.mark.parametrize(
    ("settings", "comune", "filed", "code"),
    [
        (OfficeSettings(), "", "2026-01-16", "moved_sunday"),
        (OfficeSettings(saturday_rolls=True), "", "2026-01-15", "moved_saturday"),
        (OfficeSettings(), "058091", "2026-05-30", "moved_holiday"),
    ],
)
def test_the_steps_say_why_a_date_moved(settings: OfficeSettings, comune: str, filed: str, code: str) -> None:
    assert code in codes(term(BLUE_CARD, f"filed {filed}", settings=settings, comune=comune))


def test_a_history_is_read_whatever_the_order_of_the_list() -> None:
    events = told("filed 2026-01-12 asked 2026-02-02 came 2026-02-05 withdrawn 2026-02-05")
    there = read_history(FAMILY, reversed(events), today=TODAY)
    assert there == read_history(FAMILY, events, today=TODAY)
