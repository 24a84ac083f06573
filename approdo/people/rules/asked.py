"""What somebody typed into the search box."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from approdo.people.rules.tax_code import SHAPE

_PROVISIONAL = re.compile(r"[0-9]{11}")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_ITALIAN_DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
LONGEST = 200  # characters read


@dataclass(frozen=True, slots=True)
class Asked:
    """A tax code, or a name and possibly a birth date."""

    name: str = ""
    tax_code: str = ""
    born: date | None = None


def read(text: str) -> Asked:
    """Tell apart a tax code, a date (12/03/1985 or 1985-03-12) and a name. An impossible date is left out.

    Source: house convention.
    """
    text = " ".join(text[:LONGEST].split())
    code = text.replace(" ", "").upper()
    if SHAPE.fullmatch(code) or _PROVISIONAL.fullmatch(code):
        return Asked(tax_code=code)
    born = None
    for pattern, order in ((_ISO_DATE, (1, 2, 3)), (_ITALIAN_DATE, (3, 2, 1))):
        if found := pattern.search(text):
            born = _date(*(int(found[place]) for place in order))
            text = text.replace(found[0], " ")
    return Asked(name=text.strip(), born=born)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
