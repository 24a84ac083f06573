"""What the public's search finds, written anew whenever a service, its organisation, its places or its texts change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection

from approdo.core.identifiers import new_id
from approdo.network.definitions import PLAIN_ITALIAN, categories, languages
from approdo.network.models import SearchDocument, SearchWord, Service, ServiceAtLocation
from approdo.network.queries.reading import readable_in_each
from approdo.network.rules.directory import RecordState
from approdo.network.rules.renderings import ITALIAN, Reading, Told
from approdo.network.rules.search_question import CONCEPT, SOUND
from approdo.network.rules.search_words import words_of
from approdo.network.rules.sources import HolderKind
from approdo.network.rules.transliteration import arabic_sounds

PUBLISHED = RecordState.PUBLISHED.value
SUMMARY, MOST_WORDS = 300, 400  # characters of a summary; words of a service in a language
_WRITE = """
INSERT INTO network_searchdocument (id, prefecture_id, service_id, language, state, confirmed_on, title, title_language,
                                    summary, summary_language, told, words)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::tsvector)
ON CONFLICT (service_id, language) DO UPDATE SET
  state = excluded.state, confirmed_on = excluded.confirmed_on, title = excluded.title,
  title_language = excluded.title_language, summary = excluded.summary, summary_language = excluded.summary_language,
  told = excluded.told, words = excluded.words
"""
Read = Mapping[str, Reading]


def document_languages() -> list[str]:
    """The languages in which a service is searched: those of the portal, plain Italian being Italian."""
    return [one.id for one in languages().values() if one.release_1 and one.id != PLAIN_ITALIAN]


def documents_written(prefecture: str, services: Collection[UUID]) -> None:
    """Write the documents of services anew; those that are not published have none."""
    rows = Service.objects.filter(
        prefecture_id=prefecture, pk__in=services, state=PUBLISHED, organisation__state=PUBLISHED
    )
    shown = list(rows.select_related("organisation"))
    gone = set(services) - {row.pk for row in shown}
    if gone:
        SearchDocument.objects.filter(prefecture_id=prefecture, service_id__in=gone).delete()
    if not shown:
        return
    codes, towns = document_languages(), _towns(prefecture, [row.pk for row in shown])
    read = readable_in_each(prefecture, HolderKind.SERVICE, [row.pk for row in shown], codes)
    vocabulary: set[str] = set()
    told = []
    for row in shown:
        for code in codes:
            values, words = _document(row, code, read[code].get(row.pk, {}), towns.get(row.pk, ()))
            told.append((new_id(), prefecture, row.pk, code, row.state, row.confirmed_on, *values))
            vocabulary |= words
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE, told)
    known = (SearchWord(prefecture_id=prefecture, word=word) for word in sorted(vocabulary))
    SearchWord.objects.bulk_create(known, ignore_conflicts=True)


def _towns(prefecture: str, services: Collection[UUID]) -> dict[UUID, list[str]]:
    """The towns in which services are met, but protected ones."""
    met = ServiceAtLocation.objects.filter(
        prefecture_id=prefecture, service__in=services, protected=False, ended_on__isnull=True,
        location__state=PUBLISHED, location__protected=False,
    )  # fmt: skip
    found: dict[UUID, list[str]] = {}
    for service, town in met.order_by().values_list("service_id", "location__city").distinct():
        found.setdefault(service, []).append(town)
    return found


def _document(row: Service, code: str, read: Read, towns: Iterable[str]) -> tuple[tuple[Any, ...], set[str]]:
    """The columns of a document that depend on its language, and its words."""
    title, title_language, title_told = _text(read.get("name"), row.name)
    summary, summary_language, summary_told = _text(read.get("description"), row.description)
    own = code == ITALIAN
    weighed = {
        "A": [*(words_of(title) if title_language == code else ()), *(words_of(row.alternate_name) if own else ())],
        "B": [word for one in row.categories for word in category_words(one, code)],
        "C": [
            word
            for text in (row.organisation.name, *row.organisation.alternate_names, *towns)
            for word in words_of(text)
        ]
        if own
        else [],
        "D": words_of(summary) if summary_language == code else [],
    }
    marks = [CONCEPT + one for one in row.categories] if own else []
    most = max((title_told, summary_told), key=list(Told).index)
    values = (title[:200], title_language, summary[:SUMMARY], summary_language, most.value, vector_of(weighed, marks))
    return values, {word for words in weighed.values() for word in words if len(word) > 2 and not word.isdigit()}


def vector_of(weighed: Mapping[str, Iterable[str]], marks: Iterable[str]) -> str:
    """A text search vector as PostgreSQL reads it: words by weight, marks of categories at the highest."""
    best: dict[str, tuple[str, int]] = {}
    for place, (weight, word) in enumerate(islice(_in_order(weighed, marks), MOST_WORDS), start=1):
        best.setdefault(word, (weight, place))
    return " ".join(f"'{word}':{place}{weight}" for word, (weight, place) in best.items())


def _in_order(weighed: Mapping[str, Iterable[str]], marks: Iterable[str]) -> Iterator[tuple[str, str]]:
    for one in marks:
        yield "A", one
    for weight, words in weighed.items():
        for word in words:
            yield weight, word
            if sounds := arabic_sounds(word):
                yield "D", SOUND + sounds


@cache
def category_words(category: str, code: str) -> tuple[str, ...]:
    """The words of the label and of the synonyms of a category in a language; none where it is no longer in the lists."""
    one = categories().get(category)
    if one is None:
        return ()
    return tuple(word for text in (one.labels[code], *one.synonyms.get(code, ())) for word in words_of(text))


def _text(read: Reading | None, italian: str) -> tuple[str, str, Told]:
    """The words of a text for a reader, their language, and the most that is said of them."""
    if read is None:
        return italian, ITALIAN, Told.NOTHING
    most = max((one.told for one in read.pieces), key=list(Told).index, default=Told.NOTHING)
    return "".join(one.lead + one.words for one in read.pieces), read.language, most
