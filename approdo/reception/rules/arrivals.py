"""A list of people announced, row by row: what each row says, and what in it cannot be read."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from approdo.people.rules.person import Citizenship, Fault, Language, PersonFacts, faults
from approdo.people.rules.vocabulary import BirthPrecision, Sex
from approdo.reception.rules.vocabulary import Need

OLDEST = 120
LONGEST = 20  # characters of a label or code
# Headings as offices write them, without accents, spaces and case.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "group": ("group", "nucleo", "gruppo", "famiglia"),
    "family_name": ("familyname", "cognome"),
    "given_name": ("givenname", "nome"),
    "sex": ("sex", "sesso"),
    "birth_date": ("birthdate", "datadinascita", "nascita", "datadinascitaoeta"),
    "age": ("age", "eta"),
    "nationality": ("nationality", "nazionalita", "cittadinanza"),
    "languages": ("languages", "lingue", "lingua"),
    "needs": ("needs", "esigenze"),
    "unaccompanied": ("unaccompanied", "nonaccompagnato", "msna"),
    "separated": ("notincentres", "noncentri"),
    "apart": ("notwithgroups", "nonconnuclei"),
    "comune": ("comune",),
}
NEEDED = ("group", "family_name")
_SEX = {"m": Sex.MALE, "f": Sex.FEMALE, "": Sex.UNKNOWN}
_YES = {"si", "yes", "x", "1", "vero", "true"}
_NO = {"", "no", "0", "falso", "false"}
_NEEDS = {
    "accessibile": Need.ACCESSIBLE, "ospedale": Need.HOSPITAL, "psicologo": Need.PSYCHOLOGICAL,
    "protetto": Need.PROTECTED, "maternita": Need.MATERNITY, "infermiere": Need.NURSING,
}  # fmt: skip
_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)[/.](\d\d?)[/.](\d{4})")


class RowFault(StrEnum):
    """Why a cell of a list cannot be read."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    SEX = "sex"
    DAY = "day"
    AGE = "age"
    NEED = "need"
    YES_OR_NO = "yes_or_no"
    CENTRE = "centre"
    GROUP = "group"
    COMUNE = "comune"
    ADULT_ALONE = "adult_alone"
    MINOR_IN_GROUP = "minor_in_group"


@dataclass(frozen=True, slots=True)
class Listed:
    """A row that was read. `facts`: of the person; the rest is of the group or of this journey."""

    number: int
    group: str
    facts: PersonFacts
    needs: tuple[Need, ...] = ()
    unaccompanied: bool = False
    separated: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    comune: str = ""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row with its faults, by column; `listed` is there when it has none."""

    number: int
    group: str
    name: str
    listed: Listed | None
    faults: Mapping[str, RowFault | Fault]


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Which column holds what, by the words of the heading. Source: our definition."""
    plain = [_plain(one) for one in headings]
    return {
        name: next(place for place, word in enumerate(plain) if word in words)
        for name, words in COLUMNS.items()
        if any(word in words for word in plain)
    }


def read_row(number: int, cells: Mapping[str, str], on: date) -> ReadRow:
    """One row of the list; `on` is the day of arrival, from which an age counts.

    A declared age stands for a birth that is estimated. Source: our definition; art. 19-bis D.Lgs. 142/2015.
    """
    found: dict[str, RowFault | Fault] = {}
    told = {name: " ".join(cells.get(name, "").split()) for name in COLUMNS}
    for name in NEEDED:
        if not told[name]:
            found[name] = RowFault.MISSING
    if len(told["group"]) > LONGEST:
        found["group"] = RowFault.TOO_LONG
    sex = _SEX.get(told["sex"].lower()[:1])
    if sex is None:
        found["sex"] = RowFault.SEX
    born, precision = _birth(told, on, found)
    facts = PersonFacts(
        family_name=told["family_name"], given_name=told["given_name"], sex=sex or Sex.UNKNOWN, birth_date=born,
        birth_precision=precision,
        citizenships=(Citizenship(told["nationality"].upper()),) if told["nationality"] else (),
        languages=tuple(Language(one.lower()) for one in many(told["languages"])),
    )  # fmt: skip
    names = {"citizenships": "nationality"}
    for name, fault in faults(facts, on).items() if told["family_name"] else ():
        found.setdefault(names.get(name, name), fault)
    needs = [_need(word) for word in many(told["needs"])]
    if None in needs:
        found["needs"] = RowFault.NEED
    alone = _plain(told["unaccompanied"])
    if alone not in _YES | _NO:
        found["unaccompanied"] = RowFault.YES_OR_NO
    if alone in _YES and born is not None and _years(born, on) >= 18:
        found["unaccompanied"] = RowFault.ADULT_ALONE
    known = tuple(need for need in needs if need is not None)
    listed = Listed(
        number, told["group"], facts, known, alone in _YES, many(told["separated"]), many(told["apart"]),
        told["comune"],
    )  # fmt: skip
    name = f"{told['family_name']} {told['given_name']}".strip()
    return ReadRow(number, told["group"], name, None if found else listed, found)


def with_list_faults(rows: Sequence[ReadRow], centres: frozenset[str], comuni: Mapping[str, str]) -> list[ReadRow]:
    """The same rows, with what can only be told from the whole list: centres, groups and comuni that nobody knows, and
    an unaccompanied minor who is in a group with others. `comuni`: codes by the word that stands in the list.

    Source: our definition.
    """
    sizes = Counter(row.group for row in rows)
    found = []
    for row in rows:
        one, wrong = row.listed, dict[str, RowFault | Fault]()
        if one is not None:
            if not set(one.separated) <= centres:
                wrong["separated"] = RowFault.CENTRE
            if not set(one.apart) <= set(sizes) - {one.group}:
                wrong["apart"] = RowFault.GROUP
            if one.comune and not comuni.get(one.comune):
                wrong["comune"] = RowFault.COMUNE
            if one.unaccompanied and sizes[one.group] > 1:
                wrong["unaccompanied"] = RowFault.MINOR_IN_GROUP
        found.append(ReadRow(row.number, row.group, row.name, None if wrong else one, {**row.faults, **wrong}))
    return found


def whole_groups(rows: Sequence[ReadRow]) -> dict[str, list[Listed]]:
    """The groups whose rows could all be read: a family is never written in part.

    Source: D.Lgs. 142/2015 art. 10 (unity of families).
    """
    broken = {row.group for row in rows if row.listed is None}
    groups: dict[str, list[Listed]] = {}
    for row in rows:
        if row.listed is not None and row.group not in broken:
            groups.setdefault(row.group, []).append(row.listed)
    return groups


def _birth(told: Mapping[str, str], on: date, found: dict[str, RowFault | Fault]) -> tuple[date | None, BirthPrecision]:
    if told["birth_date"] and not _is_age(told["birth_date"]):
        day = _day(told["birth_date"])
        if day is None:
            found["birth_date"] = RowFault.DAY
        return day, BirthPrecision.DAY if day else BirthPrecision.UNKNOWN
    age = told["birth_date"] or told["age"]
    if not age:
        return None, BirthPrecision.UNKNOWN
    if not _is_age(age) or int(age) > OLDEST:
        found["age"] = RowFault.AGE
        return None, BirthPrecision.UNKNOWN
    return date(on.year - int(age), on.month, min(on.day, 28)), BirthPrecision.ESTIMATED


def _is_age(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text.split(" ")[0])
    if match is None:
        return None
    year, month, day, other_day, other_month, other_year = match.groups()
    try:
        return date(int(year or other_year), int(month or other_month), int(day or other_day))
    except ValueError:
        return None


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _need(word: str) -> Need | None:
    plain = _plain(word)
    return _NEEDS.get(plain) or next((need for need in Need if need.value == plain), None)


def many(text: str) -> tuple[str, ...]:
    """The words of a cell that holds several, each once. Source: our choice of the signs between them."""
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[;,/+]", text) if part.strip()))


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.lower())
    return "".join(sign for sign in bare if sign.isalnum())
