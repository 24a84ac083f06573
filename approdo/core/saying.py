"""What commands ask of whoever acts, in the same words everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from approdo.core.errors import InvalidInput
from approdo.core.pages.formats import short_date

LONGEST_REASON = 300  # characters


def reason_said(reason: str, longest: int = LONGEST_REASON) -> str:
    """The reason in one line, at most so many characters. Raises InvalidInput where none is given."""
    told = " ".join(reason.split())[:longest]
    if not told:
        raise InvalidInput("reason_missing", _("Say why."), fields={"reason": _("Write this.")})
    return told


def wrong_fields(code: str, fields: Mapping[str, Any]) -> InvalidInput:
    """Input of which these fields cannot stand, each with its sentence."""
    return InvalidInput(code, _("Some fields cannot stand as they are."), fields=dict(fields))


def texts_said(**texts: str) -> None:
    """Refuse texts that nobody wrote. Raises InvalidInput."""
    missing = {name: _("Write this.") for name, text in texts.items() if not text.strip()}
    if missing:
        raise wrong_fields("text_missing", missing)


def not_later(day: date, today: date, field: str) -> None:
    """Refuse a fact of the future. Raises InvalidInput."""
    if day > today:
        sentence = _("This has not happened yet: write a day that is not later than today.")
        raise InvalidInput("not_yet", sentence, fields={field: sentence})


def between(day: date, first: date | None, today: date, field: str) -> None:
    """Refuse a day to come, or before what it follows. Raises InvalidInput."""
    not_later(day, today, field)
    if first is not None and day < first:
        words = _("This cannot have happened before %(day)s.") % {"day": short_date(first)}
        raise InvalidInput("too_early", words, fields={field: words})
