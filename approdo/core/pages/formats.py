"""Dates, numbers and money in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext


def _locale() -> str:
    language = (get_language() or "it").replace("-", "_")
    return "en_GB" if language == "en" else language  # the day before the month, as in every sentence of the pages


def long_date(value: date | None) -> str:
    """`giovedì 11 giugno 2026`; a dash when there is no date."""
    return _written(value, "full", _locale()) if value else "–"


def short_date(value: date | None) -> str:
    """`11 giu 2026`; a dash when there is no date."""
    return _written(value, "medium", _locale()) if value else "–"


def short_dates() -> Callable[[date], str]:
    """`short_date` for lists that write many: asking for the language each time takes longer than writing."""
    locale = _locale()
    return lambda value: _written(value, "medium", locale)


@lru_cache(20_000)
def _written(value: date, form: str, locale: str) -> str:
    """Lists name the same days again and again, and Babel reads its pattern each time."""
    return format_date(value, form, locale)


def month(value: date) -> str:
    """`settembre 2026`."""
    return _month(value, _locale())


@lru_cache(2_000)
def _month(value: date, locale: str) -> str:
    return format_skeleton("yMMMM", value, locale=locale)


def moment(value: datetime | None) -> str:
    """Day and minute in Italian time; a dash when there is none."""
    return format_datetime(timezone.localtime(value), "medium", locale=_locale()) if value else "–"


def money(value: Decimal) -> str:
    """Euro with two decimals."""
    return _priced(value, _locale())


def amounts() -> Callable[[Decimal], str]:
    """`money` for tables that write many."""
    locale = _locale()
    return lambda value: _priced(value, locale)


@lru_cache(20_000)
def _priced(value: Decimal, locale: str) -> str:
    return format_currency(value, "EUR", locale=locale)


def number(value: Decimal | float, digits: int | None = None) -> str:
    """A number with the separators of the locale; `digits` fixes the decimals shown."""
    return _numbered(value, _pattern(digits), _locale())


def numbers(digits: int | None = None) -> Callable[[Decimal | float], str]:
    """`number` for tables that write many."""
    locale, pattern = _locale(), _pattern(digits)
    return lambda value: _numbered(value, pattern, locale)


def _pattern(digits: int | None) -> str | None:
    return None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")


@lru_cache(20_000)
def _numbered(value: Decimal | float, pattern: str | None, locale: str) -> str:
    return format_decimal(value, format=pattern, locale=locale)


def days_away(days: int | None) -> str:
    """`mancano 12 giorni`, `oggi`, `da 3 giorni`; empty when there is no date."""
    if days is None:
        return ""
    if days == 0:
        return gettext("today")
    if days > 0:
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}
    return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
