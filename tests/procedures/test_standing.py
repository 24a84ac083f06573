"""Where a case file stands on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from approdo.procedures.rules.standing import Standing, ball_on, held_by, standing

TODAY = date(2026, 6, 11)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, "late"), (0, "week"), (7, "week"), (8, "month"), (30, "month"), (31, "later"), (None, "without_date")],
)
def test_a_running_clock(days: int | None, expected: str) -> None:
    due = None if days is None else TODAY + timedelta(days=days)
    assert standing("running", due, None, TODAY) == expected


@pytest.mark.parametrize(("ends", "expected"), [(None, "stopped"), (1, "stopped"), (0, "late"), (-1, "late")])
def test_a_stop_whose_last_day_has_come_stops_no_more(ends: int | None, expected: str) -> None:
    day = None if ends is None else TODAY + timedelta(days=ends)
    assert standing("stopped", TODAY - timedelta(days=5), day, TODAY) == expected


def test_what_has_not_started_or_has_ended_is_never_late() -> None:
    assert standing("not_started", None, None, TODAY) is Standing.NOT_STARTED
    assert standing("ended", TODAY - timedelta(days=5), None, TODAY) is Standing.ENDED


def test_who_holds_the_clock() -> None:
    assert held_by("legal_suspension", "consulate") == "law"
    assert held_by("integration_request", "other_office") == "other_office"
    assert held_by("preliminary_rejection", "applicant") == "person"
    assert held_by("preliminary_rejection", "office") == "office"  # the observations came


@pytest.mark.parametrize("state", ["integration_requested", "preliminary_rejection"])
@pytest.mark.parametrize(
    ("clock", "ends", "expected"),
    [
        ("running", None, "office"),  # sent, and nobody knows yet that it was received; or its days are over
        ("stopped", 1, "applicant"),
        ("stopped", None, "applicant"),
        ("stopped", 0, "office"),  # the last day has come, the clocks are not yet computed again
        ("not_started", None, "applicant"),
    ],
)
def test_who_was_asked_has_the_ball_while_the_clock_is_held_for_the_answer(
    state: str, clock: str, ends: int | None, expected: str
) -> None:
    day = None if ends is None else TODAY + timedelta(days=ends)
    assert ball_on(state, "applicant", clock, day, TODAY) == expected


def test_elsewhere_the_ball_is_where_the_last_act_left_it() -> None:
    assert ball_on("notified", "applicant", "running", None, TODAY) == "applicant"
    assert ball_on("investigation", "other_office", "running", None, TODAY) == "other_office"
