"""Write persons down and correct them."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.saying import wrong_fields
from approdo.people import labels, likeness, queries
from approdo.people.commands.duplicates import look_for_duplicates
from approdo.people.locks import locked, touch
from approdo.people.models import Person, PersonCitizenship, PersonLanguage, PersonName
from approdo.people.rules import person as rules
from approdo.people.rules import tax_code
from approdo.people.rules.person import PersonFacts
from approdo.people.rules.vocabulary import NameKind
from approdo.people.written import facts_of

_LISTS = ("citizenships", "languages")


@transaction.atomic
def record_person(*, by: Actor, facts: PersonFacts, today: date | None = None) -> Person:
    """Write a new person down.

    Raises NotAllowed, InvalidInput (a field, a tax code that is wrong or of another person), Refusal (a tax code that
    another person already has).
    """
    require(by, Permission.PERSON_EDIT)
    person = Person(prefecture_id=by.prefecture)
    facts = _checked(facts, (), today or timezone.localdate())
    _fill(person, facts)
    _save(person)
    _write_lists(person, facts)
    likeness.index(person)
    look_for_duplicates(by=by, person=person)
    audit.record(by, "person.recorded", "person", person.pk, version=person.version, facts=asdict(facts))
    return person


@transaction.atomic
def correct_person(
    *, by: Actor, person_id: UUID, facts: PersonFacts, expected_version: int | None = None, today: date | None = None
) -> Person:
    """Replace everything the person's form says.

    Raises NotAllowed, NotFound, Stale (with what changed since `expected_version`), InvalidInput, Refusal.
    """
    require(by, Permission.PERSON_EDIT)
    person = locked(by, person_id, expected_version)
    before = facts_of(person)
    aliases = tuple(person.names.values_list("family_name", "given_name"))
    facts = _checked(facts, aliases, today or timezone.localdate())
    changed = _changes(before, facts)
    if not changed:
        return person
    _fill(person, facts)
    person.version += 1
    _save(person)
    if any(field in changed for field in _LISTS):
        person.citizenships.all().delete()
        person.languages.all().delete()
        _write_lists(person, facts)
    likeness.index(person)
    look_for_duplicates(by=by, person=person)
    audit.record(by, "person.corrected", "person", person.pk, version=person.version, changed=changed)
    return person


@transaction.atomic
def add_alias(*, by: Actor, person_id: UUID, kind: NameKind, family_name: str, given_name: str = "") -> PersonName:
    """Write another name of a person down, in any script.

    Raises NotAllowed, NotFound, InvalidInput, Refusal (the name stands there already).
    """
    require(by, Permission.PERSON_EDIT)
    person = locked(by, person_id)
    family, given = (" ".join(text.split()) for text in (family_name, given_name))
    if not family:
        raise InvalidInput("alias_missing", _("Write the name."), fields={"family_name": _("Write this.")})
    values = {"kind": kind.value, "family_name": family, "given_name": given}
    if person.names.filter(**values).exists():
        raise Refusal("alias_known", _("This name stands there already."))
    alias = PersonName.objects.create(prefecture_id=by.prefecture, person=person, **values)
    likeness.index(person)
    look_for_duplicates(by=by, person=person)
    audit.record(by, "person.alias_added", "person", person.pk, version=touch(person), alias=alias.pk, name=values)
    return alias


def unsaved(by: Actor, facts: PersonFacts, today: date) -> Person:
    """A person as it would be written, neither saved nor found by searches yet.

    Raises InvalidInput (a field, a tax code that is wrong or of another person).
    """
    person = Person(prefecture_id=by.prefecture)
    _fill(person, _checked(facts, (), today))
    return person


def _checked(facts: PersonFacts, aliases: tuple[tuple[str, str], ...], today: date) -> PersonFacts:
    facts = _tidy(facts)
    found = labels.faults(rules.faults(facts, today))
    if found:
        raise wrong_fields("person_invalid", found)
    if not facts.tax_code:
        return facts
    try:
        code = tax_code.read(facts.tax_code)
    except tax_code.NotATaxCode as error:
        wrong = labels.TAX_CODE_FAULT[error.fault]
        raise InvalidInput("tax_code_wrong", wrong, fields={"tax_code": wrong}) from None
    person = Person()
    _fill(person, replace(facts, tax_code=""))
    verdict = tax_code.compare(code, queries.holder(person, aliases))
    if verdict.refused:
        sentence = _("This tax code is of another person. It does not match: %(parts)s.") % {
            "parts": labels.parts(verdict.differing)
        }
        raise InvalidInput("tax_code_of_another", sentence, fields={"tax_code": sentence})
    return replace(facts, tax_code=code.text)


def _tidy(facts: PersonFacts) -> PersonFacts:
    plain = {
        name: " ".join(getattr(facts, name).split())
        for name in ("family_name", "given_name", "original_family_name", "original_given_name", "birth_place")
    }
    return replace(
        facts,
        **plain,  # type: ignore[arg-type]
        birth_country=facts.birth_country.strip().upper(),
        preferred_language=facts.preferred_language.strip().lower(),
        citizenships=tuple(sorted(facts.citizenships, key=lambda row: (row.country, row.valid_from or date.min))),
        languages=tuple(sorted(facts.languages, key=lambda row: row.language)),
    )


def _fill(person: Person, facts: PersonFacts) -> None:
    for name in PersonFacts.__dataclass_fields__:
        if name not in _LISTS:
            value = getattr(facts, name)
            setattr(person, name, getattr(value, "value", value))
    person.tax_code_kind = tax_code.read(facts.tax_code).kind.value if facts.tax_code else ""


def _save(person: Person) -> None:
    refusal = Refusal(
        "tax_code_taken",
        _("Another person already has this tax code. Search for it: it may be the same person."),
        fields={"tax_code": _("Already used.")},
    )
    with refusing("person_tax_code_once", refusal):
        person.save()


def _write_lists(person: Person, facts: PersonFacts) -> None:
    for citizenship in facts.citizenships:
        PersonCitizenship.objects.create(prefecture_id=person.prefecture_id, person=person, **asdict(citizenship))
    for spoken in facts.languages:
        PersonLanguage.objects.create(
            prefecture_id=person.prefecture_id,
            person=person,
            language=spoken.language,
            level=spoken.level.value,
            needs_mediator=spoken.needs_mediator,
        )


def _changes(before: PersonFacts, after: PersonFacts) -> dict[str, list[Any]]:
    old, new = asdict(before), asdict(after)
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}
