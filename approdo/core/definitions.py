"""Reads the data files of this app into rule values. A file that lacks a source is refused, and the message says where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from approdo.core.rules.calendar import (
    Citation,
    Counting,
    HolidayCalendar,
    HolidayRule,
    LegalSuspension,
)

_DATA = Path(__file__).parent / "data"
_EVIDENCE = frozenset({"found", "known", "chosen"})
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HOLIDAY_KEYS = frozenset(
    {"id", "name_it", "name_en", "month", "day", "easter_offset", "valid_from", "valid_to", "comune"}
    | {"article", "evidence", "reference", "verified_by"}
)


class DefinitionError(Exception):
    """A data file cannot be used; the message names the file and the entry."""


def _citation(entry: Mapping[str, Any], where: str) -> Citation:
    article = entry.get("article")
    if not isinstance(article, str) or not article.strip():
        raise DefinitionError(f"{where}: the source is missing (key 'article')")
    if entry.get("evidence") not in _EVIDENCE:
        raise DefinitionError(f"{where}: 'evidence' must be found, known or chosen")
    if "verified_by" not in entry:
        raise DefinitionError(f"{where}: 'verified_by' is missing (null until an official signs)")
    return Citation(article, entry["evidence"], entry.get("reference") or "")


def _date(entry: Mapping[str, Any], key: str, where: str) -> date:
    value = entry.get(key)
    if type(value) is not date:
        raise DefinitionError(f"{where}: '{key}' must be a date such as 2026-01-01")
    return value


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise DefinitionError(f"{where}: '{key}' must be a text")
    return value


def _holiday(entry: Mapping[str, Any], where: str) -> HolidayRule:
    strange = sorted(set(entry) - _HOLIDAY_KEYS)
    if strange:
        raise DefinitionError(f"{where}: unknown key '{strange[0]}'")
    fixed, moving = ("month" in entry and "day" in entry), "easter_offset" in entry
    if fixed == moving:
        raise DefinitionError(f"{where}: give either 'month' and 'day' or 'easter_offset'")
    comune = entry.get("comune", "")
    if comune and not (isinstance(comune, str) and len(comune) == 6 and comune.isdigit()):
        raise DefinitionError(f"{where}: 'comune' must be an ISTAT code of six digits in quotes")
    if fixed:
        try:
            date(2001, entry["month"], entry["day"])
        except (TypeError, ValueError) as error:
            raise DefinitionError(f"{where}: 'month' and 'day' do not make a day") from error
    return HolidayRule(
        id=_text(entry, "id", where),
        name_it=_text(entry, "name_it", where),
        name_en=_text(entry, "name_en", where),
        valid_from=_date(entry, "valid_from", where),
        valid_to=_date(entry, "valid_to", where) if "valid_to" in entry else None,
        source=_citation(entry, where),
        month=entry.get("month", 0),
        day=entry.get("day", 0),
        easter_offset=entry.get("easter_offset"),
        comune=comune,
    )


def _entries(document: Mapping[str, Any], section: str, name: str) -> list[tuple[str, Mapping[str, Any]]]:
    entries = document.get(section)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise DefinitionError(f"{name}: '{section}' must be a list of entries")
    return [(f"{name}, {section}, {entry.get('id', number)}", entry) for number, entry in enumerate(entries, 1)]


def _days(entry: Mapping[str, Any], where: str) -> int:
    days = entry.get("days")
    if type(days) is not int or days < 1:
        raise DefinitionError(f"{where}: 'days' must be a whole number from 1 up")
    return days


def _counting(document: Mapping[str, Any], name: str) -> Counting:
    section = document.get("counting")
    if not isinstance(section, dict):
        raise DefinitionError(f"{name}: 'counting' is missing")
    found: dict[str, Citation] = {}
    for key in ("day_zero", "holiday_move", "sunday", "notice_reply", "notice_resume"):
        if not isinstance(section.get(key), dict):
            raise DefinitionError(f"{name}, counting: '{key}' is missing")
        found[key] = _citation(section[key], f"{name}, counting, {key}")
    return Counting(
        day_zero=found["day_zero"],
        holiday_move=found["holiday_move"],
        sunday=found["sunday"],
        notice=found["notice_reply"],
        reply_days=_days(section["notice_reply"], f"{name}, counting, notice_reply"),
        resume_days=_days(section["notice_resume"], f"{name}, counting, notice_resume"),
    )


def read_calendar(path: Path) -> HolidayCalendar:
    """The calendar of a data file. Raises DefinitionError, naming file and entry, when the file cannot be used."""
    try:
        document = yaml.load(path.read_text("utf-8"), Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{path.name}: not a readable YAML file") from error
    if not isinstance(document, dict) or document.get("schema") != "approdo/calendar@1":
        raise DefinitionError(f"{path.name}: 'schema' must be approdo/calendar@1")
    return HolidayCalendar(
        rules=tuple(_holiday(entry, where) for where, entry in _entries(document, "holidays", path.name)),
        suspensions=tuple(
            LegalSuspension(
                _text(entry, "id", where),
                _date(entry, "first", where),
                _date(entry, "last", where),
                _citation(entry, where),
            )
            for where, entry in _entries(document, "suspensions", path.name)
        ),
        counting=_counting(document, path.name),
    )


@cache
def holiday_calendar() -> HolidayCalendar:
    """The calendar of Approdo, read once."""
    return read_calendar(_DATA / "calendar.yaml")
