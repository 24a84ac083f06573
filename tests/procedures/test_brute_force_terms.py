"""The day-by-day walk gives the dates worked out by hand, and the random histories reach the corners they should."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import holidays
import pytest

from tests.procedures.brute_force_terms import (
    ROME,
    BruteTerm,
    Event,
    holidays_of,
    is_closed,
    walk,
    working_days,
)
from tests.procedures.random_histories import PROCEDURES, History, histories

LATER = date(2030, 1, 2)


def day(text: str) -> date:
    return date.fromisoformat(text)


def told(*parts: str) -> list[Event]:
    """Events written `type day`, in short."""
    names = {
        "asked": "integration_requested",
        "came": "integration_received",
        "notice": "preliminary_rejection_received",
        "reply": "observations_received",
        "extension": "extension_granted",
        "quota": "quota_imputed",
    }
    pairs = [part.split() for part in parts]
    return [(names.get(name, name), day(when)) for name, when in pairs]


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("2026-01-12", 150, "2026-06-11"),
        ("2025-10-03", 90, "2026-01-02"),
        ("2025-10-04", 150, "2026-03-03"),
        ("2027-05-07", 150, "2027-10-05"),
        ("2026-03-03", 60, "2026-05-02"),
        ("2026-02-10", 20, "2026-03-02"),
        ("2026-12-05", 20, "2026-12-28"),
        ("2025-12-17", 90, "2026-03-17"),
        ("2025-12-18", 30, "2026-01-17"),
        ("2026-04-10", 15, "2026-04-27"),
        ("2026-05-18", 15, "2026-06-03"),
        ("2026-07-01", 45, "2026-08-17"),
        ("2026-09-01", 60, "2026-10-31"),
        ("2026-10-20", 90, "2027-01-18"),
        ("2026-10-30", 15, "2026-11-14"),
        ("2026-06-15", 75, "2026-08-29"),
        ("2026-09-18", 22, "2026-10-10"),
        ("2026-07-31", 30, "2026-08-31"),
    ],
)
def test_a_plain_term_in_days(start: str, amount: int, expected: str) -> None:
    assert walk(BruteTerm(amount), told(f"filed {start}"), LATER)["effective_due"] == day(expected)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "expected"),
    [
        ("2024-02-29", 24, "months", "2026-02-28"),
        ("2024-02-29", 36, "months", "2027-03-01"),
        ("2020-12-19", 48, "months", "2024-12-19"),
        ("2020-12-20", 24, "months", "2022-12-20"),
        ("2020-12-20", 36, "months", "2023-12-20"),
        ("2026-08-31", 6, "months", "2027-03-01"),
        ("2024-11-30", 24, "months", "2026-11-30"),
        ("2026-06-11", 12, "months", "2027-06-11"),
        ("2026-01-20", 6, "months", "2026-07-20"),
        ("2024-11-30", 2, "years", "2026-11-30"),
        ("2024-02-29", 1, "years", "2025-02-28"),
    ],
)
def test_a_plain_term_in_months_or_years(start: str, amount: int, unit: str, expected: str) -> None:
    assert walk(BruteTerm(amount, unit), told(f"filed {start}"), LATER)["effective_due"] == day(expected)


@pytest.mark.parametrize(
    ("events", "expected", "stopped"),
    [
        (["asked 2026-02-20", "came 2026-03-10"], "2026-06-29", 18),
        (["asked 2026-02-20", "came 2026-04-15"], "2026-07-11", 30),
        (
            [
                "asked 2026-02-20",
                "came 2026-03-10",
                "asked 2026-05-04",
                "came 2026-05-14",
            ],
            "2026-06-29",
            18,
        ),
        (["notice 2026-05-20"], "2026-06-22", 10),
        (["notice 2026-05-20", "reply 2026-05-28"], "2026-06-29", 18),
        (["notice 2026-05-23"], "2026-06-22", 11),
        (
            [
                "asked 2026-02-20",
                "came 2026-03-10",
                "notice 2026-06-01",
                "reply 2026-06-09",
            ],
            "2026-07-17",
            36,
        ),
        (
            ["asked 2026-05-11", "came 2026-06-05", "notice 2026-05-25"],
            "2026-07-06",
            25,
        ),
        (["notice 2026-06-20"], "2026-06-11", 0),
        (["notice 2026-05-20", "reply 2026-06-05"], "2026-06-22", 10),
    ],
)
def test_family_reunification_with_stops(events: list[str], expected: str, stopped: int) -> None:
    answer = walk(BruteTerm(150), told("filed 2026-01-12", *events), LATER)
    assert (answer["effective_due"], answer["stopped_days"]) == (day(expected), stopped)


def test_saturday_and_rome_move_the_due_date_only_where_they_count() -> None:
    assert walk(BruteTerm(60), told("filed 2026-03-03"), LATER, None, True)["effective_due"] == date(2026, 5, 4)
    papers = told("filed 2026-01-12", "asked 2026-02-20", "came 2026-03-10")
    assert walk(BruteTerm(150), papers, LATER, ROME)["effective_due"] == date(2026, 6, 30)


def test_an_uncapped_stop_counts_whole() -> None:
    events = told("filed 2026-07-01", "asked 2026-07-10", "came 2026-08-05")
    assert walk(BruteTerm(45, integration="uncapped"), events, LATER)["effective_due"] == date(2026, 9, 10)


@pytest.mark.parametrize(
    ("effect", "expected"),
    [("interrupt", "2027-06-21"), ("suspend", "2027-05-25"), ("none", "2027-03-10")],
)
def test_the_setting_decides_what_papers_do_to_citizenship(effect: str, expected: str) -> None:
    term = BruteTerm(24, "months", integration="setting")
    events = told("filed 2025-03-10", "asked 2025-04-05", "came 2025-06-20")
    answer = walk(term, events, LATER, integration_effect=effect)
    assert answer["effective_due"] == day(expected)
    assert answer["stopped_days"] == (0 if effect == "none" else 76)


@pytest.mark.parametrize(("saturday", "expected"), [(True, "2026-05-11"), (False, "2026-05-13")])
def test_eight_working_days(saturday: bool, expected: str) -> None:
    assert working_days(date(2026, 4, 30), 8, saturday_works=saturday) == day(expected)


@pytest.mark.parametrize("year", range(2015, 2046))
def test_holidays_are_those_of_the_italian_calendar(year: int) -> None:
    listed = set(holidays.country_holidays("IT", years=year))
    sundays = {that for that in listed if that.weekday() == 6}
    ours = {date.fromordinal(number) for number in holidays_of(year)}
    assert {that for that in ours if that.weekday() != 6} == listed - sundays
    assert all(is_closed(that.toordinal(), None, False) for that in listed)


def test_rome_closes_on_29_june_and_nobody_else_does() -> None:
    monday = date(2026, 6, 29).toordinal()
    assert is_closed(monday, ROME, False)
    assert not is_closed(monday, "009056", False)


@pytest.mark.parametrize(
    ("filed", "expected", "stopped"),
    [
        ("2020-01-15", "2020-07-06", 83),  # 14 April, then 83 days
        (
            "2020-04-01",
            "2020-08-13",
            44,
        ),  # begins inside: day 1 would be 2 April and is 16 May
        ("2020-05-15", "2020-08-13", 0),  # day 1 is 16 May
        ("2020-02-23", "2020-08-13", 82),  # its own day never counts
        ("2020-05-16", "2020-08-14", 0),
        ("2019-11-20", "2020-02-18", 0),  # over before
        (
            "2019-11-25",
            "2020-05-16",
            83,
        ),  # falls due on the first day of the suspension, a Sunday
    ],
)
def test_the_spring_of_2020_does_not_count(filed: str, expected: str, stopped: int) -> None:
    answer = walk(BruteTerm(90), told(f"filed {filed}"), LATER)
    assert (answer["effective_due"], answer["stopped_days"]) == (day(expected), stopped)


def test_a_stop_on_the_moved_due_day_still_counts_and_one_day_later_does_not() -> None:
    on_time = told("filed 2026-12-05", "asked 2026-12-28", "came 2027-01-08")
    too_late = told("filed 2026-12-05", "asked 2026-12-29", "came 2027-01-08")
    assert walk(BruteTerm(20), on_time, LATER)["effective_due"] == date(2027, 1, 5)
    assert walk(BruteTerm(20), too_late, LATER)["effective_due"] == date(2026, 12, 28)


def test_an_open_request_lasts_until_today_then_until_its_cap() -> None:
    events = told("filed 2026-01-12", "asked 2026-02-20")
    looks = {when: walk(BruteTerm(150), events, day(when)) for when in ("2026-02-20", "2026-03-01", "2026-03-22")}
    assert [(look["clock"], look["stopped_days"], look["provisional"]) for look in looks.values()] == [
        ("stopped", 0, True),
        ("stopped", 9, True),
        ("running", 30, False),
    ]
    assert looks["2026-03-01"]["effective_due"] == date(2026, 6, 20)
    assert looks["2026-03-01"]["days_left"] == 111


def test_a_request_that_never_held_the_clock_leaves_the_only_suspension_whole() -> None:
    term = BruteTerm(20, starts_on="quota_imputed")
    before = told("filed 2026-02-01", "asked 2026-02-02", "came 2026-02-09", "quota 2026-02-10")
    events = before + told("asked 2026-02-16", "came 2026-02-19")
    answer = walk(term, events, LATER)
    assert (answer["stopped_days"], answer["effective_due"]) == (3, date(2026, 3, 5))


def test_the_clock_says_where_it_is() -> None:
    term = BruteTerm(20, starts_on="quota_imputed")
    waiting = walk(term, told("filed 2026-02-01"), LATER)
    assert (waiting["clock"], waiting["starts_on"], waiting["days_left"]) == (
        "not_started",
        None,
        None,
    )
    events = told("filed 2026-02-01", "quota 2026-02-10")
    assert walk(term, events, day("2026-03-02"))["clock"] == "running"
    assert (
        walk(term, events, day("2026-03-03"))["clock"],
        walk(term, events, day("2026-03-03"))["days_left"],
    ) == ("expired", -1)
    ended = walk(
        term,
        [
            *events,
            ("integration_requested", day("2026-02-20")),
            ("decided", day("2026-02-25")),
        ],
        LATER,
    )
    assert (ended["clock"], ended["stopped_days"], ended["provisional"]) == (
        "ended",
        5,
        False,
    )


def test_a_term_without_a_figure_has_no_dates() -> None:
    answer = walk(
        BruteTerm(None),
        told("filed 2026-02-01", "notice 2026-02-10"),
        day("2026-02-12"),
    )
    assert (answer["clock"], answer["starts_on"], answer["effective_due"]) == (
        "stopped",
        day("2026-02-01"),
        None,
    )


def test_an_extension_counts_only_when_granted_in_time() -> None:
    term = BruteTerm(24, "months", extendable_to=36)
    in_time = walk(term, told("filed 2020-12-20", "extension 2022-12-20"), LATER)
    too_late = walk(term, told("filed 2020-12-20", "extension 2022-12-21"), LATER)
    assert (in_time["effective_due"], in_time["max_due"]) == (
        date(2023, 12, 20),
        date(2023, 12, 20),
    )
    assert (too_late["effective_due"], too_late["max_due"]) == (
        date(2022, 12, 20),
        date(2023, 12, 20),
    )


def _corners(history: History) -> set[str]:
    """The corners that a history reaches."""
    kinds = Counter(kind for kind, _ in history.events)
    days = Counter(when for _, when in history.events)
    answer = walk(
        history.term,
        history.events,
        history.today,
        history.comune,
        history.saturday_rolls,
        history.integration_effect,
    )
    due = answer["effective_due"]
    reached = {
        f"procedure {history.procedure}": True,
        f"clock {answer['clock']}": True,
        f"{history.procedure} {history.integration_effect}": kinds["integration_requested"] > 0,
        "provisional": answer["provisional"] is True,
        "same day": max(days.values()) > 1,
        "several notices": kinds["preliminary_rejection_received"] > 1,
        "second integration": kinds["integration_requested"] > 1,
        "extension": kinds["extension_granted"] > 0,
        "extension in time": kinds["extension_granted"] > 0 and due == answer["max_due"],
        "extension too late": kinds["extension_granted"] > 0 and due != answer["max_due"],
        "withdrawn": kinds["withdrawn"] > 0,
        "decided": kinds["decided"] > 0,
        "looked at on the due day": answer["days_left"] == 0,
        "month's end": history.term.unit == "months" and history.events[0][1].day > 28,
        "a stop on the due day": isinstance(due, date) and days[due] > 0,
        "2020": date(2019, 12, 1) < history.events[0][1] < date(2020, 5, 15) and answer["stopped_days"] != 0,
        "Rome": history.comune == ROME,
        "saturday": history.saturday_rolls,
    }
    return {name for name, there in reached.items() if there}


def test_random_histories_are_plausible_and_reach_every_corner() -> None:
    seen: Counter[str] = Counter()
    for history in histories(seed=7, count=6000):
        dates = [when for _, when in history.events]
        assert dates == sorted(dates)
        assert history.events[0][0] == "filed"
        assert dates[-1] <= history.today
        assert all(
            kind in ("decided", "withdrawn") or not _ended_before(history, when) for kind, when in history.events
        )
        seen.update(_corners(history))
    wanted = {f"procedure {name}" for name in PROCEDURES}
    wanted |= {f"clock {state}" for state in ("not_started", "running", "stopped", "expired", "ended")}
    wanted |= {f"citizenship_residence {effect}" for effect in ("interrupt", "suspend", "none")}
    wanted |= {
        "provisional",
        "same day",
        "several notices",
        "second integration",
        "extension in time",
        "extension too late",
    }
    wanted |= {
        "withdrawn",
        "decided",
        "looked at on the due day",
        "month's end",
        "a stop on the due day",
        "2020",
        "Rome",
    }
    wanted |= {"saturday"}
    assert {name for name in wanted if seen[name] < 10} == set()


def _ended_before(history: History, when: date) -> bool:
    return any(kind in ("decided", "withdrawn") and end < when for kind, end in history.events)


def test_the_same_seed_tells_the_same_stories() -> None:
    assert list(histories(3, 50)) == list(histories(3, 50))
    assert list(histories(3, 50)) != list(histories(4, 50))


def test_a_second_suspension_of_the_same_days_adds_nothing() -> None:
    once = told("filed 2026-07-01", "asked 2026-07-10", "came 2026-07-20")
    twice = told("filed 2026-07-01", "asked 2026-07-10", "asked 2026-07-15", "came 2026-07-20")
    term = BruteTerm(45, integration="uncapped")
    assert walk(term, once, LATER) == walk(term, twice, LATER)


def test_a_later_look_never_brings_a_settled_due_date_closer() -> None:
    for history in histories(seed=11, count=300):
        place = (history.comune, history.saturday_rolls, history.integration_effect)
        first = walk(history.term, history.events, history.today, *place)
        later = walk(history.term, history.events, history.today + timedelta(400), *place)
        if not first["provisional"]:
            assert first["effective_due"] == later["effective_due"]
