"""The Italian calendar: which days are closed, and how days and months are counted."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from approdo.core.data_files import DefinitionError
from approdo.core.definitions import holiday_calendar, read_calendar
from approdo.core.rules.calendar import (
    Citation,
    HolidayCalendar,
    HolidayRule,
    add_months,
    easter,
)

ROME = "058091"
SAINT_FRANCIS, PETER_AND_PAUL = (10, 4), (6, 29)


def test_the_closed_days_are_those_of_an_independent_calendar() -> None:
    calendar, other = holiday_calendar(), holidays.country_holidays("IT", years=range(2000, 2036))
    day = date(2000, 1, 1)
    while day.year < 2036:
        theirs = day in other or day.isoweekday() == 7
        # Two known differences. The law brought 4 October back from 2026, which an older copy of the other calendar may
        # not know; and on 2 June 2000 the feast of the Republic was still kept on the first Sunday of the month.
        if (day.month, day.day) == SAINT_FRANCIS:
            assert calendar.is_closed(day) == (day.year >= 2026 or day.isoweekday() == 7)
        elif day == date(2000, 6, 2):
            assert not calendar.is_closed(day)
        else:
            assert calendar.is_closed(day) == theirs, day
        day += timedelta(1)


@pytest.mark.parametrize("day", ["2026-04-05", "2027-03-28", "2028-04-16", "1990-04-15", "2000-04-23", "2038-04-25"])
def test_easter(day: str) -> None:
    assert easter(int(day[:4])) == date.fromisoformat(day)


def test_the_patron_saint_closes_rome_and_no_other_comune() -> None:
    day, calendar = date(2026, 6, 29), holiday_calendar()
    assert calendar.is_closed(day, ROME)
    assert not calendar.is_closed(day, "082053")
    assert not calendar.is_closed(day)
    rule = calendar.holiday(day, ROME)
    assert rule is not None
    assert rule.id == "peter_and_paul_rome"
    assert calendar.holiday(day) is None


def test_saturday_closes_only_where_the_office_says_so() -> None:
    saturday, calendar = date(2026, 5, 2), holiday_calendar()
    assert calendar.roll(saturday) == saturday
    assert calendar.roll(saturday, saturday_rolls=True) == date(2026, 5, 4)
    assert calendar.roll(date(2026, 12, 25), "", True) == date(2026, 12, 28)


def test_a_holiday_stops_being_one_after_its_last_day() -> None:
    source = Citation("a law of the test", "known")
    rule = HolidayRule("old", "x", "x", date(2000, 1, 1), source, month=3, day=19, valid_to=date(2005, 12, 31))
    national = holiday_calendar()
    calendar = HolidayCalendar((rule,), (), national.counting)
    assert calendar.is_closed(date(2004, 3, 19))
    assert not calendar.is_closed(date(2007, 3, 19))
    assert not calendar.is_closed(date(1999, 3, 19))


@pytest.mark.parametrize(
    ("start", "saturday", "expected"), [("2026-04-30", True, "2026-05-11"), ("2026-04-30", False, "2026-05-13")]
)
def test_eight_working_days(start: str, saturday: bool, expected: str) -> None:
    counted = holiday_calendar().add_working_days(date.fromisoformat(start), 8, saturday)
    assert counted == date.fromisoformat(expected)


def test_working_days_are_counted_forward_only() -> None:
    with pytest.raises(ValueError, match="forward"):
        holiday_calendar().add_working_days(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2024-02-29", 24, "2026-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-11-30", -1, "2026-10-30"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
    ],
)
def test_months_keep_the_day_number_or_take_the_last_day(start: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


GOOD = (Path(__file__).parents[2] / "approdo/core/data/calendar.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("article: L. 151/2025, ", "", "holidays[9]: 'article' is missing"),
        (
            "article: art. 103 D.L. 18/2020; art. 37 D.L. 23/2020",
            "article: ''",
            "suspensions[0].article: the text is empty",
        ),
        (
            "    days: 10\n    article: art. 10-bis",
            "    days: 0\n    article: art. 10-bis",
            "counting.notice_reply.days: 0 is not",
        ),
        (
            'evidence: known, reference: "", verified_by: null}',
            "evidence: sure, verified_by: null}",
            "holidays[6].evidence: unknown evidence",
        ),
        (
            'evidence: known\n    reference: ""\n    verified_by: null',
            "evidence: known",
            "counting.sunday: 'verified_by' is missing",
        ),
        ("month: 10, day: 4,", "", "holidays[9]: the day is not told once"),
        ("month: 10, day: 4,", "month: 13, day: 4,", "holidays[9].month: 13 is not from 1 to 12"),
        ("month: 10, day: 4,", "month: 10, day: 4, moon: full,", "holidays[9].moon: unknown key 'moon'"),
        ('"058091"', "58091", "holidays[7].comune: 58091 is not a text"),
        ("valid_from: 2026-01-01", "valid_from: soon", "holidays[9].valid_from: 'soon' is not a date"),
        ("name_en: Labour Day", "name_en: 1", "holidays[5].name_en: 1 is not a text"),
        ("suspensions:", "suspension:", "suspension: unknown key 'suspension'"),
        ("first: 2020-02-23", "first: 2020-05-23", "suspensions[0].last: the suspension ends before it begins"),
        ("month: 10, day: 4,", "month: 11, day: 31,", "holidays[9].day: month 11 has no day 31"),
        ("counting:", "count:", "count: unknown key 'count'"),
        ("  sunday:", "  sundays:", "counting.sundays: unknown key"),
        ("approdo/calendar@1", "approdo/calendar@2", "schema: unknown schema"),
        ("schema:", "schema: [", "Correct the YAML"),
    ],
)
def test_a_data_file_that_cannot_be_trusted_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in GOOD
    file = tmp_path / "calendar.yaml"
    file.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionError, match=r"calendar\.yaml") as refusal:
        read_calendar(file)
    assert words in str(refusal.value)


def test_a_rule_may_end(tmp_path: Path) -> None:
    file = tmp_path / "calendar.yaml"
    file.write_text(GOOD.replace("valid_from: 2026-01-01", "valid_from: 2026-01-01, valid_to: 2030-01-01", 1), "utf-8")
    assert not read_calendar(file).is_closed(date(2031, 10, 4))
