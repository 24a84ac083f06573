"""The Italian tax code: its arithmetic, and whether it is this person's.

A code of sixteen characters says family name, given name, birth date, sex and birth place; digits that two persons
would share are replaced by letters ("omocodia"). A provisional code has eleven digits and says nothing of the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from approdo.people.rules.names import normalise
from approdo.people.rules.vocabulary import BirthPrecision, Sex, TaxCodeKind

_MONTHS = "ABCDEHLMPRST"
_REPLACED = "LMNPQRSTUV"  # letters that stand for the digits 0 to 9
_DIGIT_PLACES = (6, 7, 9, 10, 12, 13, 14)
SHAPE = re.compile(r"[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPR-T][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]")
_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_FEMALE_DAYS = 40


class Fault(StrEnum):
    """Why a text is not a tax code."""

    SHAPE = "shape"
    CHECK = "check"
    DATE = "date"


class Part(StrEnum):
    """What of a tax code disagrees with the person."""

    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    BIRTH_PLACE = "birth_place"


class NotATaxCode(ValueError):
    """The text is no tax code; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A tax code read. Of a provisional one only `text` and `kind` mean something."""

    text: str
    kind: TaxCodeKind
    family: str = ""
    given: str = ""
    year: int = 0  # two digits
    month: int = 0
    day: int = 0
    sex: Sex = Sex.UNKNOWN
    place: str = ""  # cadastral code of the comune, or Z and three digits for a foreign state


@dataclass(frozen=True, slots=True)
class Holder:
    """The person whose tax code it should be. Names are (family, given): the passport's first, then every other."""

    names: tuple[tuple[str, str], ...]
    sex: Sex
    birth_date: date | None
    birth_precision: BirthPrecision
    places: frozenset[str] = frozenset()  # Z codes of the birth country, or IT; empty: not known


@dataclass(frozen=True, slots=True)
class Comparison:
    """Parts that do not match, and whether so many that the code is another person's."""

    differing: tuple[Part, ...]
    refused: bool


def read(text: str) -> TaxCode:
    """Read a tax code of any kind; spaces and case do not matter.

    Raises NotATaxCode.
    Source: D.M. 23 December 1976, arts. 2-7 (omocodia: art. 6); D.P.R. 605/1973 for the provisional code.
    """
    code = re.sub(r"\s", "", text).upper()
    if re.fullmatch(r"[0-9]{11}", code):
        if provisional_check(code[:10]) != code[10]:
            raise NotATaxCode(Fault.CHECK)
        return TaxCode(code, TaxCodeKind.PROVISIONAL)
    if not SHAPE.fullmatch(code):
        raise NotATaxCode(Fault.SHAPE)
    if check_letter(code[:15]) != code[15]:
        raise NotATaxCode(Fault.CHECK)
    plain = without_omocodia(code)
    day = int(plain[9:11])
    sex = Sex.FEMALE if day > _FEMALE_DAYS else Sex.MALE
    day -= _FEMALE_DAYS if sex == Sex.FEMALE else 0
    month = _MONTHS.index(plain[8]) + 1
    if not 1 <= day <= _longest(month, int(plain[6:8])):
        raise NotATaxCode(Fault.DATE)
    kind = TaxCodeKind.REGULAR if plain == code else TaxCodeKind.OMOCODIC
    return TaxCode(code, kind, plain[:3], plain[3:6], int(plain[6:8]), month, day, sex, plain[11:15])


def _longest(month: int, year: int) -> int:
    """Days of a month in a year of two digits; 1900 had no 29 February but 2000 had."""
    return 30 if month in (4, 6, 9, 11) else 31 if month != 2 else 29 if year % 4 == 0 else 28


def without_omocodia(code: str) -> str:
    """The sixteen characters with letters put back to digits, and the check letter that then belongs to them.

    Source: D.M. 23 December 1976, art. 6.
    """
    signs = list(code)
    for place in _DIGIT_PLACES:
        if signs[place] in _REPLACED:
            signs[place] = str(_REPLACED.index(signs[place]))
    return "".join(signs[:15]) + check_letter("".join(signs[:15]))


def check_letter(first_fifteen: str) -> str:
    """Check letter of fifteen characters: odd places by a table, even places by value, modulo 26.

    Source: D.M. 23 December 1976, art. 7.
    """
    values = [int(sign) if sign.isdigit() else ord(sign) - ord("A") for sign in first_fifteen]
    total = sum(_ODD[value] if place % 2 == 0 else value for place, value in enumerate(values))
    return chr(ord("A") + total % 26)


def provisional_check(first_ten: str) -> str:
    """Check digit of ten digits: even places doubled, digits of the doubles added.

    Source: D.M. 23 December 1976, annex (same arithmetic as the VAT number).
    """
    total = sum(
        digit if place % 2 == 0 else digit * 2 - (9 if digit > 4 else 0)
        for place, digit in enumerate(map(int, first_ten))
    )
    return str(-total % 10)


def family_letters(name: str) -> str:
    """Three letters of a family name: its consonants, then its vowels, then X.

    Source: D.M. 23 December 1976, art. 2.
    """
    consonants, vowels = _split(name)
    return (consonants + vowels + "XXX")[:3]


def given_letters(name: str) -> str:
    """Three letters of a given name: first, third and fourth consonant when there are four, else as a family name.

    Source: D.M. 23 December 1976, art. 3.
    """
    consonants, vowels = _split(name)
    if len(consonants) > 3:
        consonants = consonants[0] + consonants[2:4]
    return (consonants + vowels + "XXX")[:3]


def _split(name: str) -> tuple[str, str]:
    letters = [sign for sign in normalise(name).upper() if "A" <= sign <= "Z"]
    return "".join(s for s in letters if s not in "AEIOU"), "".join(s for s in letters if s in "AEIOU")


def compare(code: TaxCode, holder: Holder) -> Comparison:
    """Compare a tax code with a person.

    Refused: another birth date or sex (where the person's is known to the day), or both names different. Only a doubt:
    one name different (a married name, another transliteration, names split otherwise between family and given) or
    another birth place (states that no longer exist). A provisional code says nothing and matches everybody.
    Source: D.M. 23 December 1976, arts. 2-5; which differences are tolerated is a house convention.
    """
    if code.kind == TaxCodeKind.PROVISIONAL:
        return Comparison((), refused=False)
    place = code.place if code.place.startswith("Z") else "IT"
    differing = [
        *_names_differ(code, holder.names),
        *([Part.BIRTH_DATE] if _birth_differs(code, holder) else []),
        *([Part.SEX] if holder.sex in (Sex.FEMALE, Sex.MALE) and holder.sex != code.sex else []),
        *([Part.BIRTH_PLACE] if holder.places and place not in holder.places else []),
    ]
    sure_birth = holder.birth_precision == BirthPrecision.DAY
    refused = (
        Part.SEX in differing
        or (Part.BIRTH_DATE in differing and sure_birth)
        or {Part.FAMILY_NAME, Part.GIVEN_NAME} <= set(differing)
    )
    return Comparison(tuple(differing), refused)


def _names_differ(code: TaxCode, names: Iterable[tuple[str, str]]) -> list[Part]:
    """Parts of the name that no known name of the person explains; family and given name may be exchanged."""
    best = [Part.FAMILY_NAME, Part.GIVEN_NAME]
    for family, given in names:
        for one, other in ((family, given), (given, family)):
            wrong = [
                *([Part.FAMILY_NAME] if family_letters(one) != code.family else []),
                *([Part.GIVEN_NAME] if given_letters(other) != code.given else []),
            ]
            best = min(best, wrong, key=len)
    return best


def _birth_differs(code: TaxCode, holder: Holder) -> bool:
    """Compares what is known: day, month or year; nothing of an estimated date."""
    born = holder.birth_date
    if born is None or holder.birth_precision in (BirthPrecision.UNKNOWN, BirthPrecision.ESTIMATED):
        return False
    told = (code.year, code.month, code.day)
    known = (born.year % 100, born.month, born.day)
    parts = {BirthPrecision.YEAR: 1, BirthPrecision.MONTH: 2, BirthPrecision.DAY: 3}[holder.birth_precision]
    return told[:parts] != known[:parts]
