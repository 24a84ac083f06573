"""Where an open case file stands on a day: late, near its date, stopped, not started."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
OURS = frozenset({"office", "desk"})  # who has the ball when nobody else is waited for
ASKED = ("integration_requested", "preliminary_rejection")  # states that wait for an answer of the person
SILENT_AFTER = timedelta(days=30)  # an opinion asked longer ago than this is worth a solicitation


class Standing(StrEnum):
    """What an officer must know of a case file before opening it."""

    LATE = "late"
    WEEK = "week"
    MONTH = "month"
    LATER = "later"
    WITHOUT_DATE = "without_date"
    STOPPED = "stopped"
    NOT_STARTED = "not_started"
    ENDED = "ended"


def is_stopped(clock: str, stop_ends_on: date | None, today: date) -> bool:
    """Whether the clock is held on `today`: a stop whose last day has come holds it no more.

    Source: L. 241/1990 art. 2 c. 7 and art. 10-bis.
    """
    return clock == "stopped" and (stop_ends_on is None or stop_ends_on > today)


_WITHOUT_DAYS = {"not_started": Standing.NOT_STARTED, "ended": Standing.ENDED}


def standing(clock: str, due: date | None, stop_ends_on: date | None, today: date) -> Standing:
    """Where an open case file stands on `today`. A file whose clock has not started is never late.

    Source: L. 241/1990 art. 2; the bounds of 7 and 30 days are a convention of the house.
    """
    if clock in _WITHOUT_DAYS:
        return _WITHOUT_DAYS[clock]
    if is_stopped(clock, stop_ends_on, today):
        return Standing.STOPPED
    if due is None:
        return Standing.WITHOUT_DATE
    if due < today:
        return Standing.LATE
    if due <= today + WEEK:
        return Standing.WEEK
    return Standing.MONTH if due <= today + MONTH else Standing.LATER


def ball_on(state: str, ball: str, clock: str, stop_ends_on: date | None, today: date) -> str:
    """Who must move next on `today`, where `ball` is whom the last act left it to.

    A person asked for papers or observations has it while the clock is held for the answer. Before the receipt of what
    was asked is recorded, and once the days for the answer are over, the clock runs and the office must move.
    Source: L. 241/1990 art. 2 c. 7 and art. 10-bis.
    """
    runs = clock == "running" or (clock == "stopped" and not is_stopped(clock, stop_ends_on, today))
    return "office" if runs and ball == "applicant" and state in ASKED else ball


def held_by(stopped_by: str, ball: str) -> str:
    """Who holds a stopped clock: `law`, `other_office`, `office` (papers or observations are here) or `person`.

    Source: L. 241/1990 art. 2 c. 7 and art. 10-bis; the laws that suspend every term.
    """
    if stopped_by == "legal_suspension":
        return "law"
    if ball in OURS:
        return "office"
    return "other_office" if ball in ("other_office", "consulate") else "person"
