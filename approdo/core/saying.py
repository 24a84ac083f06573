"""What commands ask of whoever acts, in the same words everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from approdo.core.errors import InvalidInput

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
