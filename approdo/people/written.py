"""What is written of a person, as a form says it."""

from __future__ import annotations

from approdo.people.models import Person
from approdo.people.rules.person import Citizenship, Language, PersonFacts
from approdo.people.rules.vocabulary import BirthPrecision, LanguageLevel, Script, Sex, Transliteration


def facts_of(person: Person) -> PersonFacts:
    """What is written of a person, as its form would say it."""
    return PersonFacts(
        family_name=person.family_name,
        given_name=person.given_name,
        original_family_name=person.original_family_name,
        original_given_name=person.original_given_name,
        script=Script(person.script),
        transliteration=Transliteration(person.transliteration),
        sex=Sex(person.sex),
        birth_date=person.birth_date,
        birth_precision=BirthPrecision(person.birth_precision),
        birth_place=person.birth_place,
        birth_country=person.birth_country,
        tax_code=person.tax_code,
        preferred_language=person.preferred_language,
        deceased_on=person.deceased_on,
        citizenships=tuple(
            Citizenship(row.country, row.valid_from, row.valid_to)
            for row in person.citizenships.order_by("country", "id")
        ),
        languages=tuple(
            Language(row.language, LanguageLevel(row.level), row.needs_mediator)
            for row in person.languages.order_by("language")
        ),
    )
