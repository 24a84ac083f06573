"""The tax code that somebody's data give."""

from __future__ import annotations

from approdo.config.demonstration.plans import Human
from approdo.people.definitions import birth_place_codes
from approdo.people.rules import tax_code
from approdo.people.rules.vocabulary import BirthPrecision, Sex

_MONTHS = "ABCDEHLMPRST"
_FEMALE_DAYS = 40


def written_code(human: Human) -> str:
    """The tax code that somebody's data give. Raises ValueError for somebody whose day of birth is not known.

    Source: D.M. 23 December 1976, arts. 2-7.
    """
    if human.precision is not BirthPrecision.DAY:
        raise ValueError("no tax code without the day of birth")
    day = human.born.day + (_FEMALE_DAYS if human.sex is Sex.FEMALE else 0)
    place = max(birth_place_codes(human.country))
    first = (
        f"{tax_code.family_letters(human.family_name)}{tax_code.given_letters(human.given_name)}"
        f"{human.born.year % 100:02d}{_MONTHS[human.born.month - 1]}{day:02d}{place}"
    )
    return first + tax_code.check_letter(first)
