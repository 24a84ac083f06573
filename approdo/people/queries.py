"""The only door to persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from jellyfish import damerau_levenshtein_distance

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.people import likeness, lists
from approdo.people.definitions import birth_place_codes
from approdo.people.models import (
    Contact,
    DuplicateCandidate,
    Family,
    FamilyMember,
    Merge,
    Person,
    SpecialFact,
)
from approdo.people.rules import asked, names, tax_code
from approdo.people.rules.vocabulary import BirthPrecision, Sex, TaxCodeKind

CANDIDATES = 200  # persons compared for one search
DEEPEST = 3000  # persons of one pair of words looked at
GOOD = 0.93  # score from which spellings need not be guessed
WORST = 0.72  # score below which an answer would surprise
MOST_SOUNDS = 12  # that one misspelt word may have
_FAMILY_ORDER = ("family__created_at", "family_id", "-role", "id")


Found = dict[UUID, str]
# The latest persons of each key, so that the commonest name costs no more than a rare one.
_FOUND = """
SELECT person.id, person.search_name
  FROM (SELECT found.person_id
          FROM unnest(%(keys)s::text[]) AS asked(key)
         CROSS JOIN LATERAL (SELECT person_id FROM people_personkey
                              WHERE prefecture_id = %(prefecture)s AND key = asked.key COLLATE "C"
                              ORDER BY person_id DESC LIMIT %(deep)s) AS found
         GROUP BY found.person_id ORDER BY count(*) DESC, found.person_id DESC LIMIT %(most)s) AS candidate
  JOIN people_person AS person ON person.id = candidate.person_id AND person.prefecture_id = %(prefecture)s
"""
_NEAR = "SELECT DISTINCT word FROM people_nameword WHERE prefecture_id = %s AND variant = ANY(%s) LIMIT %s"


@dataclass(frozen=True, slots=True)
class PersonHit:
    """One answer of a search, enough to tell who it is. `score` from 0 to 1."""

    id: UUID
    family_name: str
    given_name: str
    original_family_name: str
    original_given_name: str
    script: str
    birth_date: date | None
    birth_precision: str
    birth_country: str
    tax_code: str
    citizenships: tuple[str, ...]
    other_names: tuple[str, ...]
    score: float


def visible_to(by: Actor) -> QuerySet[Person]:
    """Persons the actor may know of; those merged into another one are left out."""
    return everyone(by).filter(merged_into__isnull=True)


def everyone(by: Actor) -> QuerySet[Person]:
    """Every person of the actor's prefecture, merged ones included; nobody for who may not see persons."""
    if not by.may(Permission.PERSON_SEE):
        return Person.objects.none()
    return Person.objects.filter(prefecture_id=by.prefecture)


def person(by: Actor, identifier: UUID) -> Person:
    """One person, merged ones included (follow `merged_into`).

    Raises NotFound.
    """
    found = everyone(by).filter(pk=identifier).first()
    if found is None:
        raise NotFound("person_not_found", _("This person does not exist, or your office does not know them."))
    return found


def contacts(by: Actor, of: Person) -> QuerySet[Contact]:
    """Ways to reach a person, the preferred ones first."""
    return Contact.objects.filter(prefecture_id=by.prefecture, person=of, person__in=visible_to(by))


def families(by: Actor, of: Person) -> dict[Family, list[FamilyMember]]:
    """Families the person is in, each with its members; one query."""
    mine = FamilyMember.objects.filter(prefecture_id=by.prefecture, person=of, person__in=visible_to(by))
    rows = FamilyMember.objects.filter(prefecture_id=by.prefecture, family__in=mine.values("family_id"))
    found: dict[Family, list[FamilyMember]] = {}
    for member in rows.select_related("family", "person").order_by(*_FAMILY_ORDER):
        found.setdefault(member.family, []).append(member)
    return found


def special_facts(by: Actor, of: Person) -> QuerySet[SpecialFact]:
    """Which special facts are kept, without their text; nothing for who may not see them."""
    if not by.may(Permission.PERSON_SEE_SPECIAL):
        return SpecialFact.objects.none()
    return (
        SpecialFact.objects.filter(prefecture_id=by.prefecture, person=of).defer("text").select_related("recorded_by")
    )


def merges(by: Actor, of: Person) -> QuerySet[Merge]:
    """Merges of other persons into this one that are not undone."""
    return Merge.objects.filter(
        prefecture_id=by.prefecture, kept=of, kept__in=everyone(by), undone_at__isnull=True
    ).select_related("merged", "by")


def contact(by: Actor, person_id: UUID, contact_id: UUID) -> Contact:
    """One contact of a person.

    Raises NotFound.
    """
    found = contacts(by, person(by, person_id)).filter(pk=contact_id).first()
    if found is None:
        raise NotFound("contact_not_found", _("This contact does not exist any more."))
    return found


def merge(by: Actor, identifier: UUID) -> Merge:
    """One merge, undone or not.

    Raises NotFound.
    """
    found = Merge.objects.filter(prefecture_id=by.prefecture, pk=identifier, kept__in=everyone(by)).first()
    if found is None:
        raise NotFound("merge_not_found", _("This merge does not exist."))
    return found


def whole(by: Actor, of: Person) -> dict[str, Any]:
    """What the page of one person shows beside the person."""
    prefetch_related_objects([of], "names")
    return {
        **lists.of_person(
            of,
            contacts=contacts(by, of),
            citizenships=of.citizenships.all(),
            languages=of.languages.all(),
            facts_kept=special_facts(by, of),
        ),
        "families": families(by, of),
        "merges": list(merges(by, of)),
        "names": list(of.names.all()),
        "alike": duplicate_candidates(by, of),
        "may": {
            "edit": by.may(Permission.PERSON_EDIT),
            "merge": by.may(Permission.PERSON_MERGE),
            "see_special": by.may(Permission.PERSON_SEE_SPECIAL),
            "edit_special": by.may(Permission.PERSON_EDIT_SPECIAL),
        },
    }


def holder(of: Person, aliases: Iterable[tuple[str, str]]) -> tax_code.Holder:
    """The person as the rule on tax codes wants them."""
    return tax_code.Holder(
        names=((of.family_name, of.given_name), *aliases),
        sex=Sex(of.sex),
        birth_date=of.birth_date,
        birth_precision=BirthPrecision(of.birth_precision),
        places=birth_place_codes(of.birth_country),
    )


def tax_code_doubts(of: Person) -> tuple[tax_code.Part, ...]:
    """Parts of the person's tax code that do not match what is written of them; none when there is no code."""
    if not of.tax_code or of.tax_code_kind == TaxCodeKind.PROVISIONAL.value:
        return ()
    aliases = [(row.family_name, row.given_name) for row in of.names.all()]
    return tax_code.compare(tax_code.read(of.tax_code), holder(of, aliases)).differing


# Search


def search(by: Actor, text: str, limit: int = 20) -> list[PersonHit]:
    """Persons who answer a tax code, a name (any order, script, spelling, small mistakes) or a birth date, best first.

    First the spellings as heard; when none of them is good, words one letter away; at last persons who answer only one
    of the words.
    """
    if not by.may(Permission.PERSON_SEE):
        return []
    question = asked.read(text)
    if question.tax_code:
        rows = visible_to(by).filter(tax_code=question.tax_code)[:limit]
        return _hits({row.pk: 1.0 for row in rows}, list(rows))
    groups = names.groups(question.name)
    if question.born is not None:
        return _born_on(by, question.born, groups, limit)
    if not groups:
        return []
    scores: dict[UUID, float] = {}
    sounds = [_heard(group) for group in groups]
    for tier in (_as_heard, _one_letter_away, _by_one_word):
        scores.update(_scores(groups, tier(by, groups, sounds, question.name)))
        good = sum(score >= GOOD for score in scores.values())
        if good >= limit or (good and tier is _one_letter_away):
            break
    best = dict(sorted(scores.items(), key=lambda item: (-item[1], item[0].int))[:limit])
    return _hits(best, list(visible_to(by).filter(pk__in=best)))


def _heard(group: names.Group) -> list[str]:
    return sorted({names.sound(writing) for writing in group} - {""})


def _as_heard(by: Actor, groups: tuple[names.Group, ...], sounds: list[list[str]], text: str) -> Found:
    if len(groups) == 1:
        written = [f"={word}" for word in {*groups[0], *names.original_words(text)}]
        return _found(by, [f"~{sound}" for sound in sounds[0]]) | _found(by, written)
    return _found(by, _pairs(sounds))


def _one_letter_away(by: Actor, groups: tuple[names.Group, ...], sounds: list[list[str]], text: str) -> Found:
    near = [_near(by, group) for group in groups]
    if len(groups) == 1:
        return _found(by, [f"={word}" for word in near[0]])
    guesses = [
        list(dict.fromkeys([*heard, *map(names.sound, words)]))[:MOST_SOUNDS]
        for heard, words in zip(sounds, near, strict=True)
    ]
    return _found(by, sorted(set(_pairs(guesses)) - set(_pairs(sounds))))


def _by_one_word(by: Actor, groups: tuple[names.Group, ...], sounds: list[list[str]], text: str) -> Found:
    if len(groups) == 1:
        return {}
    found: Found = {}
    for group in groups:
        found |= _found(by, [f"={word}" for word in group])
    return found


def _pairs(sounds: list[list[str]]) -> list[str]:
    return sorted(
        {
            names.pair_key(one, other)
            for place, left in enumerate(sounds)
            for right in sounds[place + 1 :]
            for one in left
            for other in right
        }
    )


def _near(by: Actor, group: names.Group) -> list[str]:
    """Known words one letter away from what was typed, nearest first."""
    variants = sorted({variant for writing in group for variant in names.shortened(writing)})
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [by.prefecture, variants, CANDIDATES])
        known = [word for (word,) in cursor.fetchall()]
    distances = {word: min(damerau_levenshtein_distance(writing, word) for writing in group) for word in known}
    near = [word for word, far in sorted(distances.items(), key=lambda item: (item[1], item[0])) if far <= 2]
    return near[:MOST_SOUNDS]


def _found(by: Actor, keys: list[str]) -> Found:
    """Persons with any of the keys and their `search_name`: those with most keys first, then the latest written.

    A pair of words is looked at deeper than one word, because persons with several pairs come first.
    One statement: the rows of both tables pass the wall of row-level security, which lets equality use the index.
    """
    if not keys:
        return {}
    with connection.cursor() as cursor:
        deep = DEEPEST if " " in keys[0] else CANDIDATES
        cursor.execute(_FOUND, {"prefecture": by.prefecture, "keys": keys, "most": CANDIDATES, "deep": deep})
        return dict(cursor.fetchall())


def _scores(groups: tuple[names.Group, ...], found: Found) -> dict[UUID, float]:
    scored = ((pk, likeness.name_score(groups, text)) for pk, text in found.items())
    return {pk: score for pk, score in scored if score >= WORST}


def _born_on(by: Actor, born: date, groups: tuple[names.Group, ...], limit: int) -> list[PersonHit]:
    rows = list(visible_to(by).filter(birth_date=born)[:CANDIDATES])
    scores = {row.pk: likeness.name_score(groups, row.search_name) if groups else 1.0 for row in rows}
    best = dict(sorted(scores.items(), key=lambda item: -item[1])[:limit])
    return _hits({pk: score for pk, score in best.items() if score >= WORST}, rows)


def as_hits(rows: list[Person]) -> list[PersonHit]:
    """Rows of a list as a search would show them; read `names` and `citizenships` ahead."""
    return [_hit(row, 1.0) for row in rows]


def _hits(scores: dict[UUID, float], rows: list[Person]) -> list[PersonHit]:
    by_id = {row.pk: row for row in rows if row.pk in scores}
    likeness.with_names(list(by_id.values()))
    return [_hit(by_id[pk], score) for pk, score in scores.items() if pk in by_id]


def _hit(row: Person, score: float) -> PersonHit:
    return PersonHit(
        id=row.pk,
        family_name=row.family_name,
        given_name=row.given_name,
        original_family_name=row.original_family_name,
        original_given_name=row.original_given_name,
        script=row.script,
        birth_date=row.birth_date,
        birth_precision=row.birth_precision,
        birth_country=row.birth_country,
        tax_code=row.tax_code,
        citizenships=tuple(held.country for held in row.citizenships.all() if held.valid_to is None),
        other_names=tuple(str(other) for other in row.names.all()),
        score=score,
    )


# Duplicates


def duplicate_candidates(by: Actor, of: Person) -> list[tuple[Person, int]]:
    """Persons who may be the same as this one, with a score from 70 to 100, likeliest first; dismissed ones left out.

    Compared are those born the same day and those with two words of the name that sound the same.
    """
    keys, _words, text = likeness.keys_of(likeness.written_names(of))
    of.search_name = text
    found = _found(by, sorted(key for key in keys if " " in key))
    rows = list(visible_to(by).filter(pk__in=list(found)))
    if of.birth_date is not None:
        rows += visible_to(by).filter(birth_date=of.birth_date).exclude(pk__in=found)[:CANDIDATES]
    dismissed = _dismissed(by, of)
    scored = [(row, likeness.likeness(of, row)) for row in rows if row.pk != of.pk and row.pk not in dismissed]
    return sorted(
        ((row, score) for row, score in scored if score >= likeness.ALIKE), key=lambda pair: (-pair[1], pair[0].pk.int)
    )


def _dismissed(by: Actor, of: Person) -> set[UUID]:
    rows = DuplicateCandidate.objects.filter(prefecture_id=by.prefecture, dismissed_at__isnull=False)
    pairs = rows.filter(Q(first=of) | Q(second=of)) if of.pk else []
    return {pair.second_id if pair.first_id == of.pk else pair.first_id for pair in pairs}


def side_by_side(first: Person, second: Person) -> list[tuple[str, Any, Any]]:
    """Field, value of the one, value of the other: what one looks at to tell whether two persons are one."""
    fields = (
        "family_name", "given_name", "original_family_name", "original_given_name", "sex", "birth_date", "birth_place",
        "birth_country", "tax_code", "preferred_language",
    )  # fmt: skip
    return [(field, getattr(first, field), getattr(second, field)) for field in fields]


def open_duplicates(by: Actor) -> QuerySet[DuplicateCandidate]:
    """Pairs that may be one person and nobody has judged yet, likeliest first."""
    return (
        DuplicateCandidate.objects.filter(
            prefecture_id=by.prefecture,
            dismissed_at__isnull=True,
            first__in=visible_to(by),
            second__in=visible_to(by),
        )
        .select_related("first", "second")
        .order_by("-score", "id")
    )
