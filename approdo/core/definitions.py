"""Reads the data files of this app into rule values, as strictly as any other: what lacks a source is refused."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from approdo.core.data_files import Entry, read_mapping
from approdo.core.rules.calendar import (
    Citation,
    Counting,
    HolidayCalendar,
    HolidayRule,
    LegalSuspension,
)

SCHEMA = "approdo/calendar@1"
_DATA = Path(__file__).parent / "data"
_EVIDENCE = ("found", "known", "chosen")
_SOURCE_KEYS = " article evidence reference verified_by"


def _citation(entry: Entry) -> Citation:
    article, evidence = entry.text("article"), entry.text("evidence")
    if evidence not in _EVIDENCE:
        entry.refuse("evidence", f"unknown evidence {evidence!r}", f"Use one of: {', '.join(_EVIDENCE)}")
    if "verified_by" not in entry.data:
        entry.refuse(None, "'verified_by' is missing", "Write verified_by: null until an official signs it")
    return Citation(article, evidence, entry.data.get("reference") or "")


def _day(entry: Entry, key: str) -> date:
    day = entry.day(key)
    if day is None:
        entry.refuse(key, "the date is empty", "Write a date YYYY-MM-DD")
    return day


def _within(entry: Entry, key: str, low: int, high: int) -> int:
    number = entry.whole(key)
    if number is None or not low <= number <= high:
        entry.refuse(key, f"{number} is not from {low} to {high}", "Correct the number")
    return number


def _holiday(entry: Entry) -> HolidayRule:
    entry.only("id name_it name_en month day easter_offset valid_from valid_to comune" + _SOURCE_KEYS)
    fixed, moving = (entry.has("month") and entry.has("day")), entry.has("easter_offset")
    if fixed == moving:
        entry.refuse(None, "the day is not told once", "Give either 'month' and 'day' or 'easter_offset'")
    comune = entry.text("comune", "")
    if comune and not (len(comune) == 6 and comune.isdigit()):
        entry.refuse("comune", f"{comune!r} is no comune", "Write the ISTAT code of six digits in quotes")
    month, day = (_within(entry, "month", 1, 12), _within(entry, "day", 1, 31)) if fixed else (0, 0)
    if fixed:
        try:
            date(2001, month, day)
        except ValueError:
            entry.refuse("day", f"month {month} has no day {day}", "Correct one of the two")
    return HolidayRule(
        id=entry.text("id"),
        name_it=entry.text("name_it"),
        name_en=entry.text("name_en"),
        valid_from=_day(entry, "valid_from"),
        valid_to=_day(entry, "valid_to") if "valid_to" in entry.data else None,
        source=_citation(entry),
        month=month,
        day=day,
        easter_offset=entry.whole("easter_offset") if moving else None,
        comune=comune,
    )


def _suspension(entry: Entry) -> LegalSuspension:
    entry.only("id first last" + _SOURCE_KEYS)
    first, last = _day(entry, "first"), _day(entry, "last")
    if last < first:
        entry.refuse("last", "the suspension ends before it begins", "Correct one of the two dates")
    return LegalSuspension(entry.text("id"), first, last, _citation(entry))


def _counting(entry: Entry) -> Counting:
    entry.only("day_zero holiday_move sunday notice_reply notice_resume")
    reply, resume = entry.child("notice_reply"), entry.child("notice_resume")
    for notice in (reply, resume):
        notice.only("days" + _SOURCE_KEYS)
    return Counting(
        day_zero=_citation(entry.child("day_zero")),
        holiday_move=_citation(entry.child("holiday_move")),
        sunday=_citation(entry.child("sunday")),
        notice=_citation(reply),
        reply_days=_within(reply, "days", 1, 365),
        resume_days=_within(resume, "days", 1, 365),
    )


def read_calendar(path: Path) -> HolidayCalendar:
    """The calendar of a data file. Raises DefinitionError, naming file, line and key, when it cannot be used."""
    file = read_mapping(path)
    file.only("schema counting suspensions holidays")
    if file.text("schema") != SCHEMA:
        file.refuse("schema", f"unknown schema {file.text('schema')!r}", f"Write {SCHEMA}")
    return HolidayCalendar(
        rules=tuple(_holiday(one) for one in file.children("holidays")),
        suspensions=tuple(_suspension(one) for one in file.children("suspensions")),
        counting=_counting(file.child("counting")),
    )


@cache
def holiday_calendar() -> HolidayCalendar:
    """The calendar of Approdo, read once."""
    return read_calendar(_DATA / "calendar.yaml")
