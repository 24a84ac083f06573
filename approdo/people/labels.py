"""Words of this floor for the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from babel import Locale
from babel.dates import format_date
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from approdo.people.rules import person, tax_code
from approdo.people.rules.vocabulary import STATELESS, BirthPrecision

SEX = {"female": _("Female"), "male": _("Male"), "other": _("Other"), "unknown": _("Not known")}
BIRTH_PRECISION = {
    "day": _("Exact day"),
    "month": _("Month only"),
    "year": _("Year only"),
    "estimated": _("Estimated"),
    "unknown": _("Not known"),
}
TAX_CODE_KIND = {
    "": "",
    "regular": _("regular"),
    "omocodic": _("omocodic (with replaced digits)"),
    "provisional": _("provisional, numeric"),
}
NAME_KIND = {
    "alias": _("Alias"),
    "maiden": _("Name before marriage"),
    "transliteration": _("Other spelling"),
    "former": _("Former name"),
    "religious": _("Religious name"),
}
SCRIPT = {
    "Latn": _("Latin"),
    "Arab": _("Arabic"),
    "Cyrl": _("Cyrillic"),
    "Beng": _("Bengali"),
    "Deva": _("Devanagari"),
    "Guru": _("Gurmukhi"),
    "Hans": _("Chinese"),
    "Grek": _("Greek"),
    "Geor": _("Georgian"),
    "Armn": _("Armenian"),
    "Ethi": _("Ethiopic"),
    "Sinh": _("Sinhala"),
    "Taml": _("Tamil"),
    "Hebr": _("Hebrew"),
    "Zyyy": _("Other script"),
}
# Language tag of a name by its script: a screen reader must not read it as Italian.
SCRIPT_TAG = {script: f"und-{script}" for script in SCRIPT}
RIGHT_TO_LEFT = frozenset({"Arab", "Hebr"})
TRANSLITERATION = {
    "passport": _("As in the passport"),
    "iso": _("ISO standard"),
    "french": _("French spelling"),
    "english": _("English spelling"),
    "unknown": _("Not known"),
}
CONTACT_KIND = {
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "certified_mail": _("Certified e-mail"),
    "postal": _("Postal address"),
    "messaging": _("Messaging"),
}
LANGUAGE_LEVEL = {
    "unknown": _("Level not known"),
    "basic": _("Basic (A1-A2)"),
    "independent": _("Independent (B1-B2)"),
    "proficient": _("Proficient (C1-C2)"),
    "native": _("Native"),
}
RELATION = {
    "spouse": _("Spouse"),
    "civil_partner": _("Civil partner"),
    "child": _("Child"),
    "parent": _("Parent"),
    "sibling": _("Brother or sister"),
    "guardian": _("Guardian"),
    "other": _("Other relation"),
    "": _("Reference person"),
}
FACT_KIND = {
    "health": _("Health"),
    "vulnerability": _("Vulnerability"),
    "religion": _("Religion"),
    "judicial": _("Judicial"),
    "other": _("Other special fact"),
}
FAULT = {
    person.Fault.MISSING: _("Write this."),
    person.Fault.NOT_LATIN: _("Only Latin letters, as in the passport. The name in its own script has its own field."),
    person.Fault.FUTURE: _("This date is in the future."),
    person.Fault.TOO_OLD: _("This date is more than 130 years ago."),
    person.Fault.PRECISION_WITHOUT_DATE: _("Write the date, or choose “Not known”."),
    person.Fault.DATE_WITHOUT_PRECISION: _("Say how exactly the date is known."),
    person.Fault.BEFORE_BIRTH: _("This date is before the birth."),
    person.Fault.COUNTRY: _(
        "This country is not known. Write its name or its two letters (MA, BD); XXA means stateless."
    ),
    person.Fault.LANGUAGE: _("Write the two or three letters of the language (ar, bn, wo)."),
    person.Fault.TWICE: _("The same entry stands here twice."),
    person.Fault.STATELESS_AND_CITIZEN: _("A stateless person has no citizenship: remove one of the two."),
    person.Fault.ORDER: _("The end must come after the beginning."),
    person.Fault.SHAPE: _("This does not look like a contact of this kind."),
    person.Fault.UNSAFE_PREFERRED: _("A contact that is not safe cannot be the preferred one."),
}
TAX_CODE_FAULT = {
    tax_code.Fault.SHAPE: _("A tax code has 16 characters, or 11 digits when provisional."),
    tax_code.Fault.CHECK: _("The last character does not agree with the others: one of them is mistyped."),
    tax_code.Fault.DATE: _("The date inside this tax code does not exist."),
}
TAX_CODE_PART = {
    tax_code.Part.FAMILY_NAME: _("family name"),
    tax_code.Part.GIVEN_NAME: _("given name"),
    tax_code.Part.BIRTH_DATE: _("birth date"),
    tax_code.Part.SEX: _("sex"),
    tax_code.Part.BIRTH_PLACE: _("birth place"),
}
FIELD = {
    "family_name": _("Family name"),
    "given_name": _("Given name"),
    "original_family_name": _("Family name in its own script"),
    "original_given_name": _("Given name in its own script"),
    "sex": _("Sex"),
    "birth_date": _("Birth date"),
    "birth_place": _("Birth place"),
    "birth_country": _("Country of birth"),
    "tax_code": _("Tax code"),
    "preferred_language": _("Language to write in"),
}
ACT = {
    "person.recorded": _("Person recorded"),
    "person.corrected": _("Person corrected"),
    "person.alias_added": _("Other name added"),
    "person.contact_added": _("Contact added"),
    "person.contact_corrected": _("Contact corrected"),
    "person.contact_removed": _("Contact removed"),
    "person.merged": _("Another person merged into this one"),
    "person.merge_undone": _("Merge undone"),
}


def country(code: str) -> str:
    """Name of a country in the reader's language; the code itself when it has none."""
    if code == STATELESS:
        return gettext("Stateless")
    return str(_locale().territories.get(code, code))


def language(code: str) -> str:
    """Name of a language in the reader's language; the code itself when it has none."""
    return str(_locale().languages.get(code, code))


def birth(born: date | None, precision: str) -> str:
    """A birth date in words: `12 March 1985`, `March 1985`, `1985`, `about 1985 (estimated)`, `not known`."""
    if born is None or precision == BirthPrecision.UNKNOWN:
        return gettext("not known")
    if precision == BirthPrecision.MONTH:
        return format_date(born, "MMMM y", _locale())
    if precision == BirthPrecision.YEAR:
        return str(born.year)
    if precision == BirthPrecision.ESTIMATED:
        return gettext("about %(year)s (estimated)") % {"year": born.year}
    return format_date(born, "d MMMM y", _locale())


def parts(differing: tuple[tax_code.Part, ...]) -> str:
    """Parts of a tax code as a list in words."""
    return ", ".join(str(TAX_CODE_PART[part]) for part in differing)


def faults(found: dict[str, person.Fault]) -> dict[str, Any]:
    """Sentences of the faults of a form, by field."""
    return {field: FAULT[fault] for field, fault in found.items()}


def _locale() -> Locale:
    return Locale.parse((get_language() or "it").replace("-", "_"))


# Languages without a two-letter code that people at the counter speak.
_MORE_LANGUAGES = (
    "ary",
    "arz",
    "aeb",
    "kab",
    "tzm",
    "fil",
    "bin",
    "ckb",
    "ceb",
    "man",
    "ful",
    "dyu",
    "snk",
    "syr",
    "rom",
)


def countries() -> list[tuple[str, str]]:
    """Countries as choices, by name, after an empty one."""
    named = [(code, name) for code, name in _locale().territories.items() if len(code) == 2 and code not in _NOT_STATES]
    return [("", "–"), *sorted(named, key=lambda pair: pair[1])]


def citizenships() -> list[tuple[str, str]]:
    """Countries and the lack of any citizenship, as choices."""
    return [*countries(), (STATELESS, gettext("Stateless"))]


def languages() -> list[tuple[str, str]]:
    """Languages as choices, by name, after an empty one."""
    known = _locale().languages
    named = [(code, name) for code, name in known.items() if len(code) == 2 or code in _MORE_LANGUAGES]
    return [("", "–"), *sorted(named, key=lambda pair: pair[1])]


_NOT_STATES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


_MOVED = {
    "people.PersonName": _("Other names"),
    "people.PersonCitizenship": _("Citizenships"),
    "people.PersonLanguage": _("Languages spoken"),
    "people.Contact": _("Contacts"),
    "people.FamilyMember": _("Places in families"),
    "people.SpecialFact": _("Special facts"),
    "procedures.CaseParty": _("Places in case files"),
    "reception.Guest": _("Being a guest of the reception"),
    "reception.Guest fields": _("Numbers and documents of the guest"),
    "reception.Stay": _("Stays"),
    "reception.BedUse": _("Beds slept in"),
    "reception.NightRecord": _("Periods of the register"),
    "reception.Absence": _("Absences"),
    "reception.Measure": _("Art. 23 measures"),
    "reception.PocketMoneySuspension": _("Suspensions of pocket money"),
    "reception.SectionTerm": _("Days of a minor among adults"),
    "reception.ArrivalPerson": _("Places in lists of arrival"),
}


def moved(kind: str) -> str:
    """What rows of a table are called when they move from one person to another; the table's own name at worst."""
    return str(_MOVED.get(kind, kind.rpartition(".")[2]))


class Named(Protocol):
    """Whoever has a name, which is its text, and a birth."""

    birth_date: date | None
    birth_precision: str


def told_apart(persons: Mapping[UUID, Named]) -> dict[UUID, str]:
    """The name of each person of a list; beside a name that two of them share stands the birth, and a number where
    that does not tell them apart either."""
    plain = {key: str(person) for key, person in persons.items()}
    shared = {name for name, times in Counter(plain.values()).items() if times > 1}
    full = {
        key: f"{name} ({birth(persons[key].birth_date, persons[key].birth_precision)})" if name in shared else name
        for key, name in plain.items()
    }
    seen: Counter[str] = Counter()
    told = {}
    for key in sorted(full):
        seen[full[key]] += 1
        told[key] = f"{full[key]} – {seen[full[key]]}" if seen[full[key]] > 1 else full[key]
    return {key: told[key] for key in persons}
