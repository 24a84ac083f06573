"""The closed lists of this floor. Each value is what stands in the database."""

from __future__ import annotations

from enum import StrEnum


class Sex(StrEnum):
    """As in the passport."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class BirthPrecision(StrEnum):
    """How much of a birth date is known. `year` and `month` count from the first day of the period."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


class TaxCodeKind(StrEnum):
    """What a tax code looks like: sixteen characters, sixteen with replaced digits, eleven digits."""

    REGULAR = "regular"
    OMOCODIC = "omocodic"
    PROVISIONAL = "provisional"


class NameKind(StrEnum):
    """Why somebody has another name."""

    ALIAS = "alias"
    MAIDEN = "maiden"
    TRANSLITERATION = "transliteration"
    FORMER = "former"
    RELIGIOUS = "religious"


class Script(StrEnum):
    """Writing systems of original names, by their ISO 15924 code."""

    LATIN = "Latn"
    ARABIC = "Arab"
    CYRILLIC = "Cyrl"
    BENGALI = "Beng"
    DEVANAGARI = "Deva"
    GURMUKHI = "Guru"
    CHINESE = "Hans"
    GREEK = "Grek"
    GEORGIAN = "Geor"
    ARMENIAN = "Armn"
    ETHIOPIC = "Ethi"
    SINHALA = "Sinh"
    TAMIL = "Taml"
    HEBREW = "Hebr"
    OTHER = "Zyyy"


class Transliteration(StrEnum):
    """How an original name was put into Latin letters."""

    PASSPORT = "passport"  # the machine-readable zone, ICAO Doc 9303
    ISO = "iso"
    FRENCH = "french"
    ENGLISH = "english"
    UNKNOWN = "unknown"


class ContactKind(StrEnum):
    """Ways to reach somebody."""

    PHONE = "phone"
    EMAIL = "email"
    CERTIFIED_MAIL = "certified_mail"
    POSTAL = "postal"
    MESSAGING = "messaging"


class LanguageLevel(StrEnum):
    """How well somebody speaks a language (Common European Framework, three steps), or since birth."""

    UNKNOWN = "unknown"
    BASIC = "basic"
    INDEPENDENT = "independent"
    PROFICIENT = "proficient"
    NATIVE = "native"


class Relation(StrEnum):
    """What a member of a family is to its reference person."""

    SPOUSE = "spouse"
    CIVIL_PARTNER = "civil_partner"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    GUARDIAN = "guardian"
    OTHER = "other"


class FamilyRole(StrEnum):
    """Around whom a family is drawn."""

    REFERENCE = "reference"
    MEMBER = "member"


class FactKind(StrEnum):
    """Special categories of data (arts. 9 and 10 GDPR) and vulnerability."""

    HEALTH = "health"
    VULNERABILITY = "vulnerability"
    RELIGION = "religion"
    JUDICIAL = "judicial"
    OTHER = "other"


STATELESS = "XXA"  # ICAO Doc 9303: person without a citizenship
