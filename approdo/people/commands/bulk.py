"""Many persons written down at once, as imports need: the same checks, keys and doubts as one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.transfer.insertion import as_row, insert_rows
from approdo.people import likeness
from approdo.people.commands import persons
from approdo.people.models import DuplicateCandidate, NameWord, Person, PersonCitizenship, PersonKey
from approdo.people.rules.person import PersonFacts


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person to write down, and those already known who may be the same, with their score from 70 to 100."""

    facts: PersonFacts
    alike: tuple[tuple[UUID, int], ...] = ()


@transaction.atomic
def record_persons(*, by: Actor, newcomers: Sequence[Newcomer], today: date) -> list[Person]:
    """Write new persons down in a handful of statements. The caller writes the audit record of the whole.

    Persons have neither aliases nor languages here. Raises NotAllowed, InvalidInput (as `record_person`).
    """
    require(by, Permission.PERSON_EDIT)
    rows: list[Person] = []
    keys: list[dict[str, object]] = []
    words: set[str] = set()
    for newcomer in newcomers:
        person = persons.unsaved(by, newcomer.facts, today)
        found, known, text = likeness.keys_of([str(person)])
        person.search_name = text
        person.phonetic_keys = list(likeness.sounds_of(found))
        keys += [{"prefecture_id": by.prefecture, "key": key, "person_id": person.pk} for key in found]
        words |= known
        rows.append(person)
    insert_rows(Person, [as_row(person) for person in rows])
    held = [
        {"prefecture_id": by.prefecture, "person_id": person.pk, "country": one.country}
        for person, newcomer in zip(rows, newcomers, strict=True)
        for one in newcomer.facts.citizenships
    ]
    insert_rows(PersonCitizenship, held)
    insert_rows(PersonKey, keys, ignore=True)
    _learn(by.prefecture, words)
    _doubt(by, rows, newcomers)
    return rows


def _learn(prefecture: str, words: set[str]) -> None:
    # A word stands among its own spellings: whoever is there is learned already.
    known = NameWord.objects.filter(prefecture_id=prefecture, variant__in=words).values_list("variant", "word")
    likeness.learn(prefecture, words - {word for variant, word in known if variant == word})


def _doubt(by: Actor, rows: list[Person], newcomers: Sequence[Newcomer]) -> None:
    pairs = [
        (person.pk, other, score)
        for person, newcomer in zip(rows, newcomers, strict=True)
        for other, score in newcomer.alike
    ]
    insert_rows(
        DuplicateCandidate,
        [
            {"prefecture_id": by.prefecture, "first_id": min(one, other), "second_id": max(one, other), "score": score}
            for one, other, score in pairs
        ],
        ignore=True,
    )
