"""Keys under which persons are found, written beside them, and how alike two persons are."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import prefetch_related_objects
from jellyfish import jaro_winkler_similarity

from approdo.core.transfer.insertion import insert_rows
from approdo.people.models import NameWord, Person, PersonKey
from approdo.people.rules import birth, names
from approdo.people.rules.vocabulary import BirthPrecision, Sex

ALIKE = 70  # score from which two persons may be one


def written_names(person: Person) -> list[str]:
    """Every name of a person as one text each: passport, original script, aliases."""
    pairs = [
        (person.family_name, person.given_name),
        (person.original_family_name, person.original_given_name),
        *((row.family_name, row.given_name) for row in person.names.all()),
    ]
    return [f"{family} {given}".strip() for family, given in pairs if family or given]


def keys_of(written: Iterable[str]) -> tuple[frozenset[str], frozenset[str], str]:
    """Search keys, Latin words and normalised text of the names of one person."""
    keys: set[str] = set()
    words: dict[str, None] = {}
    for text in written:
        groups = names.groups(text)
        keys |= names.keys(groups)
        keys |= {f"={word}" for word in names.original_words(text)}
        words.update(dict.fromkeys(writing for group in groups for writing in group))
        words.update(dict.fromkeys(sorted(names.original_words(text))))
    latin = frozenset(word for word in words if word.isascii())
    return frozenset(keys), latin, " ".join(words)


def sounds_of(keys: Iterable[str]) -> tuple[str, ...]:
    """The sounds of single words among the search keys, in order."""
    return tuple(sorted(key[1:] for key in keys if key.startswith("~") and " " not in key))


def index(person: Person) -> None:
    """Write the search keys of a person again. Part of every command that changes a name."""
    keys, words, text = keys_of(written_names(person))
    sounds = list(sounds_of(keys))
    Person.objects.filter(pk=person.pk).update(search_name=text, phonetic_keys=sounds)
    person.search_name, person.phonetic_keys = text, sounds
    known = set(PersonKey.objects.filter(person=person).values_list("key", flat=True))
    if gone := known - keys:
        PersonKey.objects.filter(prefecture_id=person.prefecture_id, key__in=gone, person=person).delete()
    PersonKey.objects.bulk_create(
        [PersonKey(prefecture_id=person.prefecture_id, key=key, person=person) for key in sorted(keys - known)],
        ignore_conflicts=True,
    )
    learn(person.prefecture_id, words)


def forget(person_id: UUID) -> None:
    """Take a person out of the search: they were merged into another one."""
    PersonKey.objects.filter(person_id=person_id).delete()


def learn(prefecture: str, words: Iterable[str]) -> None:
    """Add words to those that a misspelt one may mean. In alphabetical order, so that two writers never deadlock."""
    pairs = sorted((variant, word) for word in words for variant in names.shortened(word))
    rows = [{"prefecture_id": prefecture, "variant": variant, "word": word} for variant, word in pairs]
    insert_rows(NameWord, rows, ignore=True)


def name_score(asked: tuple[names.Group, ...], known: str) -> float:
    """How well a normalised text (`search_name`) answers the words asked, from 0 to 1, in any order."""
    words = known.split()
    if not words or not asked:
        return 0.0
    best = [max(jaro_winkler_similarity(writing, word) for writing in group for word in words) for group in asked]
    return sum(best) / len(best)


def likeness(one: Person, other: Person) -> int:
    """How likely two persons are one, from 0 to 100: 60 for the names, 40 for the birth, less for another sex."""
    left, right = one.search_name, other.search_name
    mutual = (name_score(names.groups(left), right) + name_score(names.groups(right), left)) / 2
    alike = 60 * max(mutual, names.trigram_likeness(left, right)) + _birth_likeness(one, other)
    sexes = {one.sex, other.sex}
    return max(0, round(alike - (20 if sexes == {Sex.FEMALE.value, Sex.MALE.value} else 0)))


def _birth_likeness(one: Person, other: Person) -> int:
    left = birth.span(one.birth_date, BirthPrecision(one.birth_precision))
    right = birth.span(other.birth_date, BirthPrecision(other.birth_precision))
    if left is None or right is None:
        return 15
    if left == right:
        return 40
    if birth.may_agree(left, right):
        return 25
    # A slip of one part, or day and month exchanged
    a, b = left.first, right.first
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return 25
    return 15 if sum((a.year == b.year, a.month == b.month, a.day == b.day)) == 2 else 0


def with_names(persons: list[Person]) -> list[Person]:
    """The same persons with their other names and citizenships read in two queries."""
    prefetch_related_objects(persons, "names", "citizenships")
    return persons
