"""What people write in the cells of a table, read into values."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_HOURS = r"(?:[ T]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_ITALIAN = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})" + _HOURS, re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})" + _HOURS, re.ASCII)
_NO_WORD = re.compile("[^a-z0-9]+")
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?", re.ASCII)
_DAY_ZERO = date(1899, 12, 30)  # of spreadsheets, for every day after 28 February 1900
EARLIEST, LATEST = 1900, 2200  # years that a cell may mean


class NotADate(ValueError):
    """The text is no date that can be read in one way only."""


def read_date(text: str) -> date:
    """The day written as 31/12/2026, 31.12.2026, 31-12-2026, 2026-12-31, or as the number of a spreadsheet.

    The day comes before the month; a year of two digits is refused, because it may be read in two ways. Hours are
    dropped; any other word beside the day is refused. Raises NotADate.
    Source: our choice: the ways in which Italian offices and their programs write a day; ISO 8601.
    """
    plain = text.strip()
    if found := _ISO.fullmatch(plain):
        year, month, day = found.groups()
    elif found := _ITALIAN.fullmatch(plain):
        day, month, year = found.groups()
    elif found := _SERIAL.fullmatch(plain):
        return _within(_DAY_ZERO + timedelta(int(found.group(1))))
    else:
        raise NotADate(plain)
    try:
        return _within(date(int(year), int(month), int(day)))
    except ValueError:
        raise NotADate(plain) from None


def _within(day: date) -> date:
    if not EARLIEST <= day.year <= LATEST:
        raise NotADate(day.isoformat())
    return day


def plain_word(text: str) -> str:
    """A heading or a choice without case, accents, signs and double spaces, so that its spellings meet.

    Source: our choice.
    """
    small = text.casefold()
    if small.isascii():  # nearly every word: the same answer, ten times sooner
        return _NO_WORD.sub(" ", small).strip()
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", small) if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in bare).split())


def column_letter(index: int) -> str:
    """The name of a column in a spreadsheet: 0 is A, 26 is AA.

    Source: convention of spreadsheets.
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def plain_code(text: str) -> str:
    """A code as it is compared: in capitals, without any space. Source: our choice."""
    return "".join(text.split()).upper()
