"""What may be written about a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from approdo.people.rules.vocabulary import (
    STATELESS,
    BirthPrecision,
    ContactKind,
    LanguageLevel,
    Script,
    Sex,
    Transliteration,
)

OLDEST = 130  # years
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_PHONE = re.compile(r"\+?[0-9]{6,15}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")
_SHAPES = {ContactKind.PHONE: _PHONE, ContactKind.EMAIL: _EMAIL, ContactKind.CERTIFIED_MAIL: _EMAIL}
# Letters of Latin alphabets with their marks, and what passports put between them
_LATIN_NAME = re.compile(r"[A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿ' ’ʼ.\-]+")


class Fault(StrEnum):
    """Why a field cannot stand as it is."""

    MISSING = "missing"
    NOT_LATIN = "not_latin"
    FUTURE = "future"
    TOO_OLD = "too_old"
    PRECISION_WITHOUT_DATE = "precision_without_date"
    DATE_WITHOUT_PRECISION = "date_without_precision"
    BEFORE_BIRTH = "before_birth"
    COUNTRY = "country"
    LANGUAGE = "language"
    TWICE = "twice"
    STATELESS_AND_CITIZEN = "stateless_and_citizen"
    ORDER = "order"
    SHAPE = "shape"
    UNSAFE_PREFERRED = "unsafe_preferred"


@dataclass(frozen=True, slots=True)
class Citizenship:
    """A citizenship with its days; the last one is excluded. XXA: none."""

    country: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """A language spoken."""

    language: str
    level: LanguageLevel = LanguageLevel.UNKNOWN
    needs_mediator: bool = False


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Everything a person's form says."""

    family_name: str
    given_name: str = ""
    original_family_name: str = ""
    original_given_name: str = ""
    script: Script = Script.LATIN
    transliteration: Transliteration = Transliteration.UNKNOWN
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    birth_precision: BirthPrecision = BirthPrecision.UNKNOWN
    birth_place: str = ""
    birth_country: str = ""
    tax_code: str = ""
    preferred_language: str = ""
    deceased_on: date | None = None
    citizenships: tuple[Citizenship, ...] = ()
    languages: tuple[Language, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Everything a contact's form says."""

    kind: ContactKind
    value: str
    is_safe: bool = True
    is_preferred: bool = False
    note: str = ""


def faults(facts: PersonFacts, today: date) -> dict[str, Fault]:
    """First fault of each field; empty when the facts can be written. The tax code is judged apart.

    Source: ICAO Doc 9303-3 (Latin names), ISO 3166-1 and ISO 639 (codes).
    """
    found: dict[str, Fault] = {}
    if not facts.family_name:
        found["family_name"] = Fault.MISSING
    for field, text in (("family_name", facts.family_name), ("given_name", facts.given_name)):
        if text and not _LATIN_NAME.fullmatch(text):
            found[field] = Fault.NOT_LATIN
    if facts.birth_country and not _COUNTRY.fullmatch(facts.birth_country):
        found["birth_country"] = Fault.COUNTRY
    if facts.preferred_language and not _LANGUAGE.fullmatch(facts.preferred_language):
        found["preferred_language"] = Fault.LANGUAGE
    found.update(_date_faults(facts, today))
    found.update(_list_faults(facts))
    return found


def _date_faults(facts: PersonFacts, today: date) -> dict[str, Fault]:
    found: dict[str, Fault] = {}
    if facts.birth_date is None:
        if facts.birth_precision != BirthPrecision.UNKNOWN:
            found["birth_precision"] = Fault.PRECISION_WITHOUT_DATE
    elif facts.birth_precision == BirthPrecision.UNKNOWN:
        found["birth_precision"] = Fault.DATE_WITHOUT_PRECISION
    elif facts.birth_date > today:
        found["birth_date"] = Fault.FUTURE
    elif today.year - facts.birth_date.year > OLDEST:
        found["birth_date"] = Fault.TOO_OLD
    if facts.deceased_on is not None:
        if facts.deceased_on > today:
            found["deceased_on"] = Fault.FUTURE
        elif facts.birth_date is not None and facts.deceased_on < facts.birth_date:
            found["deceased_on"] = Fault.BEFORE_BIRTH
    return found


def _list_faults(facts: PersonFacts) -> dict[str, Fault]:
    found: dict[str, Fault] = {}
    held = [row.country for row in facts.citizenships if row.valid_to is None]
    if any(row.country != STATELESS and not _COUNTRY.fullmatch(row.country) for row in facts.citizenships):
        found["citizenships"] = Fault.COUNTRY
    elif len(set(held)) < len(held):
        found["citizenships"] = Fault.TWICE
    elif STATELESS in held and len(held) > 1:
        found["citizenships"] = Fault.STATELESS_AND_CITIZEN
    elif any(row.valid_from and row.valid_to and row.valid_to <= row.valid_from for row in facts.citizenships):
        found["citizenships"] = Fault.ORDER
    spoken = [row.language for row in facts.languages]
    if any(not _LANGUAGE.fullmatch(code) for code in spoken):
        found["languages"] = Fault.LANGUAGE
    elif len(set(spoken)) < len(spoken):
        found["languages"] = Fault.TWICE
    return found


def contact_faults(facts: ContactFacts) -> dict[str, Fault]:
    """First fault of each field of a contact.

    Source: ITU-T E.164 (telephone numbers); house convention for the rest.
    """
    found: dict[str, Fault] = {}
    if not facts.value:
        found["value"] = Fault.MISSING
    elif (shape := _SHAPES.get(facts.kind)) and not shape.fullmatch(facts.value):
        found["value"] = Fault.SHAPE
    if facts.is_preferred and not facts.is_safe:
        found["is_preferred"] = Fault.UNSAFE_PREFERRED
    return found


def plain_contact(kind: ContactKind, value: str) -> str:
    """A contact as it is kept: telephone numbers without spaces, points, hyphens and brackets; addresses trimmed.

    Source: ITU-T E.123 (the signs left out).
    """
    value = " ".join(value.split())
    if kind == ContactKind.PHONE:
        bare = re.sub(r"[\s().\-/]", "", value)
        return "+" + bare[2:] if bare.startswith("00") else bare
    return value.lower() if kind in (ContactKind.EMAIL, ContactKind.CERTIFIED_MAIL) else value
