"""The people of the story as rows, with the search keys that the commands of persons give them."""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.codes import written_code
from approdo.config.demonstration.names import BIRTH_PLACE, INVENTED
from approdo.config.demonstration.plans import Household, Human, identifier
from approdo.config.demonstration.sheets import Sheet
from approdo.people import likeness
from approdo.people.models import (
    Contact,
    Family,
    FamilyMember,
    NameWord,
    Person,
    PersonCitizenship,
    PersonKey,
    PersonLanguage,
    SpecialFact,
)
from approdo.people.rules import names, tax_code
from approdo.people.rules.vocabulary import (
    ContactKind,
    FactKind,
    FamilyRole,
    LanguageLevel,
)


def person_id(household: Household, place: int) -> UUID:
    """The identifier of the person of that place in a household."""
    return identifier(household.day, household.humans[place].key)


class PeopleSheets:
    """Rows of the persons of one office. `fresh` says that the office has none yet."""

    def __init__(self, office: Office, recorder: UUID, *, fresh: bool) -> None:
        self.office, self.recorder, self.fresh = office, recorder, fresh
        models = (
            Person, PersonCitizenship, PersonLanguage, Contact, SpecialFact, Family, FamilyMember, PersonKey, NameWord
        )  # fmt: skip
        self.sheets = {model: Sheet(model) for model in models}
        known = Person.objects.filter(prefecture_id=office.code, tax_code__gt="", merged_into=None)
        self.taken = set() if fresh else set(known.values_list("tax_code", flat=True))
        words = NameWord.objects.filter(prefecture_id=office.code).values_list("word", flat=True)
        self.words: set[str] = set() if fresh else set(words)
        self.spellings: set[tuple[str, str]] = set()

    def add(self, household: Household) -> None:
        """Everybody of a household, and their family when they are more than one."""
        for place, human in enumerate(household.humans):
            self._person(human, person_id(household, place), household)
        if household.relations:
            self._family(household)

    def write(self) -> int:
        """Copy what was gathered. How many rows."""
        return sum(sheet.write(over=not self.fresh) for sheet in self.sheets.values())

    def _person(self, human: Human, pk: UUID, household: Household) -> None:
        code = self._tax_code(human)
        written = _written(human)
        keys, words, text, sounds = _searched(written)
        moment = datetime.combine(household.day, time(7), UTC)
        self.sheets[Person].add(
            id=pk, prefecture_id=self.office.code, family_name=human.family_name, given_name=human.given_name,
            original_family_name=human.original_family_name, original_given_name=human.original_given_name,
            script=human.script, transliteration=human.transliteration, sex=human.sex, birth_date=human.born,
            birth_precision=human.precision, birth_place=BIRTH_PLACE, birth_country=human.country, tax_code=code,
            tax_code_kind=tax_code.read(code).kind if code else "", preferred_language=human.language,
            search_name=text, phonetic_keys=list(sounds), created_at=moment, updated_at=moment,
        )  # fmt: skip
        for key in keys:
            self.sheets[PersonKey].add(prefecture_id=self.office.code, key=key, person_id=pk)
        self._learn(words)
        self._facts(human, pk, household)

    def _facts(self, human: Human, pk: UUID, household: Household) -> None:
        common: dict[str, Any] = {"prefecture_id": self.office.code, "person_id": pk}
        moment = datetime.combine(household.day, time(7), UTC)
        self.sheets[PersonCitizenship].add(
            id=identifier(household.day, human.key, "c"), country=human.country, **common
        )
        self.sheets[PersonLanguage].add(
            id=identifier(household.day, human.key, "l"), language=human.language, level=LanguageLevel.NATIVE,
            needs_mediator=human.needs_mediator, **common,
        )  # fmt: skip
        for place, (kind, value) in enumerate(human.contacts):
            self.sheets[Contact].add(
                id=identifier(household.day, human.key, "contact", place), kind=ContactKind(kind), value=value,
                is_preferred=place == 0, note=INVENTED, created_at=moment, **common,
            )  # fmt: skip
        if human.special_fact:
            self.sheets[SpecialFact].add(
                id=identifier(household.day, human.key, "fact"), kind=FactKind.HEALTH, text=human.special_fact,
                recorded_by_id=self.recorder, recorded_at=moment, **common,
            )  # fmt: skip

    def _family(self, household: Household) -> None:
        moment = datetime.combine(household.day, time(7), UTC)
        family = identifier(household.day, household.key, "family")
        self.sheets[Family].add(id=family, prefecture_id=self.office.code, note=INVENTED, created_at=moment)
        for place in range(len(household.humans)):
            self.sheets[FamilyMember].add(
                id=identifier(household.day, household.key, "member", place), prefecture_id=self.office.code,
                family_id=family, person_id=person_id(household, place),
                role=FamilyRole.MEMBER if place else FamilyRole.REFERENCE,
                relation=household.relations[place - 1] if place else "",
            )  # fmt: skip

    def _learn(self, words: frozenset[str]) -> None:
        for word in words - self.words:
            for variant in names.shortened(word):
                self.sheets[NameWord].add(prefecture_id=self.office.code, variant=variant, word=word)
        self.words |= words

    def _tax_code(self, human: Human) -> str:
        """The code of the person's data; none where another person has it already."""
        if not human.has_tax_code and not human.tax_code:
            return ""
        code = human.tax_code or written_code(human)
        if code in self.taken:
            return ""
        self.taken.add(code)
        return code


def _written(human: Human) -> tuple[str, ...]:
    """As `likeness.written_names`, of a person who is not a row yet."""
    pairs = ((human.family_name, human.given_name), (human.original_family_name, human.original_given_name))
    return tuple(f"{family} {given}".strip() for family, given in pairs if family or given)


@cache
def _searched(written: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str], str, tuple[str, ...]]:
    keys, words, text = likeness.keys_of(written)
    return tuple(sorted(keys)), words, text, likeness.sounds_of(keys)
