"""P14: the public's search over fifty thousand services in five languages, with slips of the pen."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from approdo.core import tenancy
from approdo.core.definitions import holiday_calendar
from approdo.core.identifiers import new_id
from approdo.core.models import Prefecture
from approdo.network.definitions import categories, search_vocabulary
from approdo.network.models import Organisation, SearchDocument, SearchWord, Service
from approdo.network.queries.search import CLOSE_WORDS, MOST, NEAR, Answered, Sought, cards, search
from approdo.network.rules.search_question import CONCEPT, asked_of, understood
from approdo.network.rules.search_words import nearest, words_of
from approdo.network.search_documents import category_words, vector_of
from bench.database import copy, scratch, settle
from bench.measure import Goal, Result, as_served, milliseconds, noise

TITLE = "Search of the public"
SERVICES = {"S": 50_000, "N": 100_000, "3N": 300_000}  # the goal speaks of fifty thousand
LANGUAGES = ("it", "en", "fr", "ar", "bn")
ROUNDS, PAGE = 10, 20  # questions of each kind, for each of the rounds asked; services of a page
OFFICE = "ZZ"
_SYLLABLES = [
    "ba",
    "ce",
    "do",
    "fi",
    "gu",
    "la",
    "me",
    "ni",
    "po",
    "ra",
    "se",
    "ti",
    "vo",
    "zu",
    "lim",
    "ter",
    "gan",
    "sol",
]
_SERVICE = (
    "id", "prefecture_id", "version", "updated_at", "confirmed_on", "confirmed_as", "state", "organisation_id", "name",
    "alternate_name", "description", "categories", "eligibility", "eligibility_note", "cost", "fees_description",
    "cost_source", "required_documents", "ways_in", "application_process", "url", "email", "whole_province", "protected",
    "fields_said",
)  # fmt: skip
_DOCUMENT = (
    "id", "prefecture_id", "service_id", "language", "state", "confirmed_on", "title", "title_language", "summary",
    "summary_language", "told", "words",
)  # fmt: skip
_ORGANISATION = (
    "id", "prefecture_id", "version", "updated_at", "confirmed_on", "confirmed_as", "state", "node_type", "name",
    "alternate_names", "description", "ipa_code", "tax_code", "website", "email", "certified_mail", "fields_said",
)  # fmt: skip

# What somebody who writes SQL by hand would ask: the words that are like those typed, then the first page of answers.
LIKE = "SELECT asked, word FROM network_words_like(%(typed)s, %(close)s)"
ANSWERS = """
SELECT kept.service_id, kept.title, kept.title_language, kept.summary, body.name, service.categories
  FROM (SELECT service, score, whole FROM network_search(%(every)s::tsquery, %(one)s::tsquery, %(since)s, %(most)s)) AS found
  JOIN network_service AS service ON service.id = found.service
  JOIN network_organisation AS body ON body.id = service.organisation_id
  JOIN network_searchdocument AS kept ON kept.service_id = service.id AND kept.language = 'it'
 WHERE service.state = 'published' AND body.state = 'published'
 ORDER BY NOT found.whole, found.score DESC, service.id::text LIMIT 20
"""


# The peer: every word typed somewhere in a name or a text, without an index that helps.
WITHIN = """
SELECT DISTINCT ON (kept.service_id) kept.service_id, kept.title FROM network_searchdocument AS kept
 WHERE kept.prefecture_id = %(office)s AND kept.state = 'published'
   AND (kept.title ILIKE ALL (%(words)s) OR kept.summary ILIKE ALL (%(words)s))
 ORDER BY kept.service_id LIMIT 20
"""


@dataclass(frozen=True)
class Made:
    """A service that was made: its names by language and its category."""

    id: UUID
    names: dict[str, str]
    category: str


def _pool(dice: random.Random, many: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < many:
        found["".join(dice.choices(_SYLLABLES, k=dice.choice((2, 3, 3, 4))))] = None
    return list(found)


def _made(dice: random.Random, many: int) -> list[Made]:
    """Services with a name of two words of their own beside the label of their category."""
    rare = _pool(dice, 8_000)
    kinds = [one for one in categories().values() if one.need]
    made = []
    for _number in range(many):
        kind, own = dice.choice(kinds), " ".join(rare[int(len(rare) * dice.random() ** 2)] for _each in range(2))
        made.append(Made(new_id(), {code: f"{kind.labels[code]} {own}" for code in LANGUAGES}, kind.id))
    return made


def _fill(many: int, today: date) -> list[Made]:
    dice, now = random.Random(20261123), datetime.now(UTC)  # the same rows every time
    Prefecture.objects.create(code=OFFICE, name="Prefettura", seat="Prova", seat_comune="000000")
    made, common = _made(dice, many), _pool(dice, 3_000)
    bodies = [new_id() for _each in range(2_000)]
    words: set[str] = set()

    def documents() -> Iterator[tuple[Any, ...]]:
        for number, one in enumerate(made):
            text = " ".join(common[int(len(common) * dice.random() ** 3)] for _each in range(15))
            for code in LANGUAGES:
                weighed = {
                    "A": words_of(one.names[code]), "B": category_words(one.category, code),
                    "C": words_of(f"ente {number % 2_000} prova") if code == "it" else (), "D": words_of(text),
                }  # fmt: skip
                words.update(word for found in weighed.values() for word in found if len(word) > 2)
                vector = vector_of(weighed, [CONCEPT + one.category] if code == "it" else [])
                yield (
                    new_id(), OFFICE, one.id, code, "published", today, one.names[code], code, text, code, "nothing",
                    vector,
                )  # fmt: skip

    copy(
        Organisation, _ORGANISATION,
        (
            (key, OFFICE, 1, now, today, "editor", "published", "ngo", f"Ente {number} prova", [], "", "", "", "", "", "", "{}")
            for number, key in enumerate(bodies)
        ),
    )  # fmt: skip
    copy(
        Service, _SERVICE,
        (
            (
                one.id, OFFICE, 1, now, today, "editor", "published", bodies[number % 2_000], one.names["it"], "", "Testo",
                [one.category], "{}", "", "free", "", "", [], [], "", "", "", True, False, "{}",
            )
            for number, one in enumerate(made)
        ),
    )  # fmt: skip
    copy(SearchDocument, _DOCUMENT, documents())
    copy(SearchWord, ("id", "prefecture_id", "word"), ((new_id(), OFFICE, word) for word in sorted(words)))
    settle(Organisation, Service, SearchDocument, SearchWord)
    return made


def _misspelt(text: str, dice: random.Random) -> str:
    """The same words, the longest with a letter left out, doubled, or two exchanged."""
    words = text.split()
    place = max(range(len(words)), key=lambda n: len(words[n]))
    word = words[place]
    at = dice.randrange(1, len(word) - 1)
    words[place] = dice.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return " ".join(words)


def _questions(made: list[Made], dice: random.Random, many: int) -> dict[str, list[tuple[str, Made]]]:
    """Texts of each kind, each with the service that should be among the answers, or whose category should."""

    def asked(text: Callable[[Made], str]) -> list[tuple[str, Made]]:
        return [(text(one), one) for one in dice.choices(made, k=many)]

    def own(one: Made) -> str:
        return " ".join(one.names["it"].split()[-2:])

    return {
        "own words": asked(own),
        "own words, misspelt": asked(lambda one: _misspelt(own(one), dice)),
        "category, any language": asked(lambda one: categories()[one.category].labels[dice.choice(LANGUAGES)]),
        "category, misspelt": asked(lambda one: _misspelt(categories()[one.category].labels["it"], dice)),
        "category and own word": asked(lambda one: one.names[dice.choice(LANGUAGES)]),
    }


def _ours(text: str, today: date) -> tuple[Answered, list[Any]]:
    """The search and the first page, as a reader of Italian gets it."""
    with transaction.atomic():
        tenancy.enter_public(OFFICE)
        answered = search(OFFICE, Sought(text), today, holiday_calendar())
        return answered, cards(OFFICE, answered, answered.hits[:PAGE], "it", today)


def _by_hand(text: str, today: date) -> list[tuple[Any, ...]]:
    """The same answers by two statements, what was typed being understood already."""
    groups = understood(text, search_vocabulary())
    typed = sorted({word for one in groups for word in one.typed})
    with transaction.atomic():
        tenancy.enter_public(OFFICE)
        with connection.cursor() as cursor:
            cursor.execute(LIKE, {"typed": typed, "close": CLOSE_WORDS})
            known: dict[str, list[str]] = {}
            for asked, word in cursor.fetchall():
                known.setdefault(asked, []).append(word)
            close = {word: found for word in typed if (found := nearest(word, known.get(word, ()), NEAR))}
            every, one = (asked_of(groups, close, every=whole) for whole in (True, False))
            told = {"every": every, "one": None if every == one else one, "since": today, "most": MOST}
            cursor.execute(ANSWERS, told)
            return cursor.fetchall()


def _within(text: str, today: date) -> list[tuple[Any, ...]]:
    """What LIKE finds."""
    with connection.cursor() as cursor:
        cursor.execute(WITHIN, {"office": OFFICE, "words": [f"%{word}%" for word in text.split()]})
        return cursor.fetchall()


def _timed(act: Callable[[str, date], Any], text: str, today: date, times: list[float]) -> Any:
    begun = time.perf_counter()
    answer = act(text, today)
    times.append(time.perf_counter() - begun)
    return answer


def _found(read: list[Any], wanted: Made, kind: str) -> bool:
    first = read[:5]
    if kind.startswith("category,"):
        return any(wanted.category in one.categories for one in first)
    return any(one.id == wanted.id for one in first)


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    today, dice = date.today(), random.Random(7)  # noqa: DTZ011  # any day will do
    figures: dict[str, Any] = {}
    ours: list[float] = []
    limits: list[list[float]] = [[], []]
    peers: list[float] = []
    with scratch():
        made = _fill(SERVICES[scale], today)
        for kind, texts in _questions(made, dice, repeat * ROUNDS).items():
            for text, _wanted in texts[:5]:
                read = _ours(text, today)[1]
                if [one.id for one in read] != [row[0] for row in _by_hand(text, today)][: len(read)]:
                    raise AssertionError(f"the limit answers otherwise: {text}")
            times: list[float] = []
            share = of_peer = 0
            with as_served():
                for text, wanted in texts:
                    _timed(_by_hand, text, today, limits[0])
                    read = _timed(_ours, text, today, times)[1]
                    _timed(_by_hand, text, today, limits[1])
                    share += _found(read, wanted, kind)
                for text, wanted in texts[:ROUNDS]:
                    rows = _timed(_within, text, today, peers)
                    of_peer += wanted.id in {row[0] for row in rows[:5]}
            figures[kind] = {
                **milliseconds(times),
                "success_at_5": share / len(texts),
                "like_success_at_5": of_peer / ROUNDS,
            }
            ours += times
    figures["all"] = {**milliseconds(ours), "by_hand": milliseconds(limits[0] + limits[1]), "like": milliseconds(peers)}
    figures["services"] = SERVICES[scale]
    goals = [
        Goal(f"{kind}, p95", figures[kind]["p95"], 60, "ms")
        for kind in figures
        if isinstance(figures[kind], dict) and kind != "all"
    ]
    goals.append(Goal("against LIKE", median(ours) / median(peers), 1, "×"))
    goals.append(Goal("against SQL by hand", median(ours) / median(limits[0] + limits[1]), 2, "×"))
    return Result("P14", TITLE, scale, repeat, noise(*limits), goals, figures)
