"""Names in the order in which people count them."""

from __future__ import annotations

import re

_NUMBERS = re.compile("([0-9]+)")


def counted(name: str) -> tuple[tuple[int, str], ...]:
    """What orders names that bear numbers: room 9 before room 10.

    Source: our choice.
    """
    parts = _NUMBERS.split(name.casefold())
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
