"""Telephones as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WRITTEN = re.compile(r"(\+?[0-9][0-9 ./()\-]{1,38}[0-9])\s*(.*)", re.DOTALL)
LEAST_DIGITS = 3  # 112
MOST_DIGITS = 15  # ITU-T E.164
LONGEST = 120  # signs of what it is for


class NotAPhone(ValueError):
    """The line does not begin with a number that can be dialled."""


@dataclass(frozen=True, slots=True)
class PhoneFacts:
    """A number, with single blanks and perhaps a plus, and what it is for."""

    number: str
    description: str = ""


def read_phone(line: str) -> PhoneFacts:
    """The number at the head of a line and the words after it ("019 123456, segreteria").

    Raises NotAPhone.

    Source: ITU-T E.164 for the number of digits; our choice for the rest.
    """
    found = _WRITTEN.fullmatch(line.strip())
    if found is None:
        raise NotAPhone(line)
    number = " ".join(re.sub(r"[./()\-]", " ", found.group(1)).split())
    if not LEAST_DIGITS <= sum(sign.isdigit() for sign in number) <= MOST_DIGITS:
        raise NotAPhone(line)
    return PhoneFacts(number, found.group(2).strip(" ,;:-–")[:LONGEST])
