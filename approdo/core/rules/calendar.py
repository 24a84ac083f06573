"""Which days are closed, and how days, months and working days are counted.

Days inside these functions are proleptic ordinals (`date.toordinal()`) where speed matters; the public functions that
take and give `date` say so.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule of the calendar comes from; `evidence` is found, known or chosen."""

    article: str
    evidence: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """One holiday: a fixed month and day, or a number of days from Easter Sunday when `easter_offset` is given.

    `valid_from` and `valid_to` are included; `comune` is an ISTAT code of six digits, "" for the whole country.
    """

    id: str
    name_it: str
    name_en: str
    valid_from: date
    source: Citation
    month: int = 0
    day: int = 0
    easter_offset: int | None = None
    valid_to: date | None = None
    comune: str = ""

    def falls_on(self, year: int) -> date | None:
        """The day of that year, None when the rule is not in force on it.

        Source: the rule's own `source`.
        """
        if self.easter_offset is None:
            day = date(year, self.month, self.day)
        else:
            day = date.fromordinal(easter(year).toordinal() + self.easter_offset)
        in_force = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return day if in_force else None


@dataclass(frozen=True, slots=True)
class LegalSuspension:
    """Days that do not count by law, from `first` to `last`, both included."""

    id: str
    first: date
    last: date
    source: Citation


@dataclass(frozen=True, slots=True)
class Counting:
    """How days are counted: the numbers of the notice before refusal, and the articles behind each habit."""

    day_zero: Citation
    holiday_move: Citation
    sunday: Citation
    notice: Citation
    reply_days: int
    resume_days: int


class _Rolled(dict[date, date]):
    """Days and the open day each moves to, found once. Days asked are few: a century has 36,525."""

    def __init__(self, calendar: HolidayCalendar, comune: str, saturday_rolls: bool) -> None:
        super().__init__()
        self.calendar, self.comune, self.saturday_rolls = calendar, comune, saturday_rolls

    def __missing__(self, day: date) -> date:
        open_day = day
        while self.calendar.is_closed(open_day, self.comune, self.saturday_rolls):
            open_day = date.fromordinal(open_day.toordinal() + 1)
        self[day] = open_day
        return open_day


@dataclass(frozen=True)
class HolidayCalendar:
    """The holidays of the country and of its comuni, the suspended days and the way of counting."""

    rules: tuple[HolidayRule, ...]
    suspensions: tuple[LegalSuspension, ...]
    counting: Counting
    _local: frozenset[str] = field(init=False, repr=False, compare=False)
    _tables: dict[tuple[str, bool], _Rolled] = field(init=False, repr=False, compare=False, default_factory=dict)
    _years: dict[tuple[int, str], dict[int, HolidayRule]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "_local", frozenset(rule.comune for rule in self.rules))

    def _holidays(self, year: int, comune: str) -> dict[int, HolidayRule]:
        # Comuni without a holiday of their own share one entry, so the cache stays small whatever is asked.
        key = (year, comune if comune in self._local else "")
        known = self._years.get(key)
        if known is None:
            known = self._years[key] = {}
            for rule in self.rules:
                day = rule.falls_on(year) if rule.comune in ("", key[1]) else None
                if day is not None:
                    known.setdefault(day.toordinal(), rule)  # of two on one day, the first of the file names it
        return known

    def holiday(self, day: date, comune: str = "") -> HolidayRule | None:
        """The holiday of that day in that comune, None on every other day (a plain Sunday included).

        Source: art. 2 L. 260/1949 and the later laws named by each rule.
        """
        return self._holidays(day.year, comune).get(day.toordinal())

    def is_closed(self, day: date, comune: str = "", saturday_rolls: bool = False) -> bool:
        """True on Sundays and holidays, and on Saturdays when the office's setting closes them.

        Source: art. 1 and 2 L. 260/1949; art. 155 c. 4 c.p.c.
        """
        ordinal = day.toordinal()
        weekday = ordinal % 7  # 0 Sunday, 6 Saturday
        if weekday == 0 or (saturday_rolls and weekday == 6):
            return True
        return ordinal in self._holidays(day.year, comune)

    def roll(self, day: date, comune: str = "", saturday_rolls: bool = False) -> date:
        """The day itself, or the first open day after it.

        Source: art. 2963 c. 3 c.c.; art. 155 c. 4 c.p.c.
        """
        return self.open_days(comune, saturday_rolls)[day]

    def open_days(self, comune: str = "", saturday_rolls: bool = False) -> Mapping[date, date]:
        """The same as a mapping from each day to the day it moves to, for those who ask many times.

        Source: art. 2963 c. 3 c.c.; art. 155 c. 4 c.p.c.
        """
        key = (comune if comune in self._local else "", saturday_rolls)
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = _Rolled(self, *key)
        return table

    def add_working_days(self, start: date, n: int, saturday_is_working: bool = True, comune: str = "") -> date:
        """The n-th working day after `start`, which is day zero. Raises ValueError when n is negative.

        Source: art. 2963 c.c.; that Saturday works is an office setting.
        """
        if n < 0:
            raise ValueError("working days are counted forward")
        day = start
        for _ in range(n):
            day = self.roll(date.fromordinal(day.toordinal() + 1), comune, not saturday_is_working)
        return day


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar.

    Source: Gregorian computus (Meeus, Jones and Butcher).
    """
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leaps, leap_rest = divmod(in_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leaps - epact - leap_rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def add_months(day: date, n: int) -> date:
    """The same day number n months later, the last day of that month where it has no such day; n may be negative.

    Source: art. 2963 c. 4 and 5 c.c.; art. 155 c. 2 c.p.c.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
