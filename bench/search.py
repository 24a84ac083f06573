"""Search over case files and persons: five kinds of question, under the role of the web process."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection

from approdo.core import tenancy
from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.identifiers import new_id
from approdo.people.likeness import keys_of, sounds_of
from approdo.people.models import NameWord, Person, PersonKey
from approdo.people.rules import names
from approdo.procedures.models import CaseFile, CaseParty
from approdo.procedures.queries.search import search
from bench import caseload
from bench.database import copy, scratch, settle
from bench.measure import Goal, Result, milliseconds, noise

TITLE = "Search"
FILES = {"S": 100_000, "N": 1_000_000, "3N": 3_000_000}  # and as many persons
ROUNDS = 20  # questions of each kind, for each of the rounds asked
FAMILIES, GIVEN = 3_000, 800  # names: a common one is borne by hundreds
SHARE = 12  # of so many persons, and files, one is in the largest office
_STARTS = (
    "Ba",
    "Bel",
    "Cha",
    "Da",
    "El",
    "Fa",
    "Gha",
    "Ha",
    "Ka",
    "La",
    "Ma",
    "Na",
    "Ou",
    "Ra",
    "Sa",
    "Ta",
    "Va",
    "Za",
)
_MIDDLES = ("bri", "cha", "dou", "gue", "hma", "jou", "kha", "li", "mou", "nde", "ri", "ssa", "tti", "zo")
_ENDS = ("d", "ed", "ini", "ko", "la", "li", "ma", "ne", "ni", "ra", "ri", "sh", "ta", "ti", "ya")
_PERSON = (
    "id", "prefecture_id", "family_name", "given_name", "original_family_name", "original_given_name", "script",
    "transliteration", "sex", "birth_date", "birth_precision", "birth_place", "birth_country", "tax_code",
    "tax_code_kind", "preferred_language", "search_name", "phonetic_keys", "version", "created_at", "updated_at",
)  # fmt: skip


def _pool(dice: random.Random, many: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < many:
        middles = "".join(dice.choices(_MIDDLES, k=dice.choice((1, 1, 2))))
        found[dice.choice(_STARTS) + middles + dice.choice(_ENDS)] = None
    return list(found)


@cache
def _keys(name: str) -> tuple[tuple[str, ...], str, tuple[str, ...], tuple[str, ...]]:
    keys, words, text = keys_of([name])
    return tuple(keys), text, tuple(words), sounds_of(keys)


Human = tuple[Any, str, str, str, str]  # identifier, office, family name, given name, tax code


def _humans(dice: random.Random, many: int, codes: list[str]) -> list[Human]:
    families, given = _pool(dice, FAMILIES), _pool(dice, GIVEN)
    return [
        (
            new_id(), codes[0] if number % SHARE == 0 else dice.choice(codes[1:]),
            families[int(FAMILIES * dice.random() ** 2)], given[int(GIVEN * dice.random() ** 2)], _code(number),
        )
        for number in range(many)
    ]  # fmt: skip


def _code(number: int) -> str:
    """A text of the form of a tax code; nobody's."""
    letters = "".join(chr(65 + number // 26**place % 26) for place in range(6))
    return f"{letters}70A01Z{number % 1000:03d}X"


def _persons(humans: list[Human]) -> Iterator[tuple[Any, ...]]:
    now = datetime.now(UTC)
    for number, (identifier, office, family, given, code) in enumerate(humans):
        _all, text, _words, sounds = _keys(f"{family} {given}")
        born = date(1955, 1, 1) + timedelta(number % 18_000)
        yield (
            identifier, office, family, given, "", "", "Latn", "unknown", "unknown", born, "day", "", "MA", code,
            "regular", "", text, list(sounds), 1, now, now,
        )  # fmt: skip


def _person_keys(humans: list[Human]) -> Iterator[tuple[Any, ...]]:
    for identifier, office, family, given, _code in humans:
        for key in _keys(f"{family} {given}")[0]:
            yield office, key, identifier


def _name_words(humans: list[Human]) -> Iterator[tuple[Any, ...]]:
    known = {(office, word) for _id, office, family, given, _code in humans for word in _keys(f"{family} {given}")[2]}
    for office, word in sorted(known):
        for variant in sorted(names.shortened(word)):
            yield office, variant, word


def _files(humans: list[Human], today: date) -> Iterator[tuple[Any, ...]]:
    now = datetime.now(UTC)
    for number, (_id, office, family, given, _code) in enumerate(humans):
        due = today + timedelta(number % 300 - 40)
        yield (
            new_id(), office, "family_reunification", "sui", "investigation", "", f"2026/{number:08d}",
            f"K10{number:09d}", "", "", "{}", False, "", f"{family} {given}", None, today - timedelta(90), None, "", 1,
            now, now, "running", today - timedelta(90), due, due, 0, "", None, False, today, "office", "",
        )  # fmt: skip


def _parties(humans: list[Human]) -> Iterator[tuple[Any, ...]]:
    # Read before the first row: a connection that is copying answers no question.
    by_code = dict(CaseFile.objects.values_list("external_code", "pk").iterator(10_000))
    return (
        (new_id(), office, by_code[f"K10{number:09d}"], "applicant", "", identifier, "", "")
        for number, (identifier, office, *_names) in enumerate(humans)
    )


def _fill(many: int) -> tuple[Actor, list[tuple[int, Human]], dict[str, int]]:
    """Files and persons of many offices; who asks, their own persons by number, and the rows written."""
    dice = random.Random(20261122)  # the same rows every time
    offices = caseload.prefectures(30)
    user = caseload.user_of(offices[0], "officer", caseload.Role.OFFICER)
    humans = _humans(dice, many, [office.pk for office in offices])
    written = {
        "persons": copy(Person, _PERSON, _persons(humans)),
        "keys": copy(PersonKey, ("prefecture_id", "key", "person_id"), _person_keys(humans)),
        "words": copy(NameWord, ("prefecture_id", "variant", "word"), _name_words(humans)),
        "files": copy(CaseFile, caseload.COLUMNS, _files(humans, date.today())),  # noqa: DTZ011  # any day will do
        "parties": copy(
            CaseParty,
            ("id", "prefecture_id", "case_id", "part", "relation", "person_id", "entity_name", "entity_tax_code"),
            _parties(humans),
        ),
    }
    settle(Person, PersonKey, NameWord, CaseFile, CaseParty)
    mine = [(number, human) for number, human in enumerate(humans) if human[1] == caseload.LARGEST]
    return actor_of(user, "it"), mine, written


def _misspelt(name: str, dice: random.Random) -> str:
    """The same name with a letter left out, doubled, or two exchanged."""
    place = dice.randrange(1, len(name) - 1)
    return dice.choice(
        (
            name[:place] + name[place + 1 :],
            name[:place] + name[place] + name[place:],
            name[:place] + name[place + 1] + name[place] + name[place + 2 :],
        )
    )


def _questions(mine: list[tuple[int, Human]], dice: random.Random, many: int) -> dict[str, list[tuple[str, Any]]]:
    """Texts of each kind, each with the person or the number that should be among the answers."""

    def asked(text: Callable[[int, Human], str]) -> list[tuple[str, Any]]:
        return [(text(number, human), (number, human[0])) for number, human in dice.choices(mine, k=many)]

    return {
        "protocol": asked(lambda number, human: f"2026/{number:08d}"),
        "code": asked(lambda number, human: f"K10{number:09d}"),
        "exact name": asked(lambda number, human: f"{human[2]} {human[3]}"),
        "misspelt name": asked(lambda number, human: f"{human[3]} {_misspelt(human[2], dice)}"),
        "tax code": asked(lambda number, human: human[4]),
    }


def _ask(by: Actor, questions: list[tuple[str, Any]], today: date) -> tuple[list[float], float]:
    """Seconds of each question, and the share of those that found what was looked for."""
    times, good = [], 0
    for text, (number, person) in questions:
        begun = time.perf_counter()
        with tenancy.within(by.prefecture):
            answer = search(by, text, today)
        times.append(time.perf_counter() - begun)
        good += any(hit.case.protocol_number == f"2026/{number:08d}" for hit in answer.files) or any(
            found.person.id == person for found in answer.people
        )
    return times, good / len(questions)


def _plain() -> list[float]:
    """The shortest statement, as often as a kind of question: shows how noisy the machine is."""
    times = []
    for _ in range(200):
        begun = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM generate_series(1, 20000)")
        times.append(time.perf_counter() - begun)
    return times


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    today, dice = date.today(), random.Random(7)  # noqa: DTZ011  # any day will do
    with scratch():
        by, mine, written = _fill(FILES[scale])
        questions = _questions(mine, dice, repeat * ROUNDS)
        for kind in questions.values():
            _ask(by, kind[:5], today)
        first = _plain()
        answers = {kind: _ask(by, texts, today) for kind, texts in questions.items()}
        second = _plain()
    figures: dict[str, Any] = {
        kind: {**milliseconds(times), "found": share} for kind, (times, share) in answers.items()
    }
    goals = [Goal(f"{kind}, p95", figures[kind]["p95"], 60, "ms") for kind in answers]
    figures["rows"] = written
    return Result("SEARCH", TITLE, scale, repeat, noise(first, second), goals, figures)
