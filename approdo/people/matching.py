"""Who of many persons about to be written is already known: asked of the database in two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from approdo.core.access.actor import Actor
from approdo.people import likeness, queries
from approdo.people.models import Person
from approdo.people.rules import names
from approdo.people.rules.person import PersonFacts

MOST_ALIKE = 5  # persons proposed for one


@dataclass(frozen=True, slots=True)
class Match:
    """What is known of somebody about to be written.

    `same` has the same tax code, or the same names and birth date; `why` is tax_code or name_and_birth. `alike` may be
    the same, with a score from 70 to 100. `code_of_another`: the tax code stands on somebody of another name.
    """

    same: UUID | None = None
    why: str = ""
    alike: tuple[tuple[UUID, int], ...] = ()
    code_of_another: bool = False


def match(by: Actor, people: Sequence[PersonFacts]) -> list[Match]:
    """For each of the persons, who of the prefecture is the same or may be; only those born the same day are compared.

    Persons merged into another are not proposed.
    """
    codes = {facts.tax_code for facts in people if facts.tax_code}
    days = {facts.birth_date for facts in people if facts.birth_date}
    by_code = {row.tax_code: row for row in queries.visible_to(by).filter(tax_code__in=codes)} if codes else {}
    by_day: dict[date, list[Person]] = defaultdict(list)
    if days:
        columns = ("id", "birth_date", "birth_precision", "sex", "search_name", "family_name", "given_name")
        for row in queries.visible_to(by).filter(birth_date__in=days).only(*columns).iterator(2000):
            by_day[row.birth_date].append(row)  # type: ignore[index]
    return [
        _match(facts, by_code.get(facts.tax_code), by_day.get(facts.birth_date, []) if facts.birth_date else [])
        for facts in people
    ]


def _match(facts: PersonFacts, holder: Person | None, born: Iterable[Person]) -> Match:
    written = _words(f"{facts.family_name} {facts.given_name}")
    if holder is not None:
        shared = written & _words(str(holder))
        return Match(holder.pk, "tax_code", code_of_another=not shared)
    alike: list[tuple[UUID, int]] = []
    candidate: Person | None = None
    for row in born:
        words = _words(str(row))
        if words == written:
            return Match(row.pk, "name_and_birth")
        if written & words:
            candidate = candidate or _as_person(facts)
            score = likeness.likeness(candidate, row)
            if score >= likeness.ALIKE:
                alike.append((row.pk, score))
    return Match(alike=tuple(sorted(alike, key=lambda pair: (-pair[1], pair[0].int))[:MOST_ALIKE]))


@lru_cache(maxsize=50_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(names.normalise(text).split())


def _as_person(facts: PersonFacts) -> Person:
    _keys, _latin, text = likeness.keys_of([f"{facts.family_name} {facts.given_name}"])
    return Person(
        birth_date=facts.birth_date, birth_precision=facts.birth_precision.value, sex=facts.sex.value, search_name=text
    )
