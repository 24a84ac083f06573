"""What somebody types into the box of the search: which categories it names, and which words are left to look for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from approdo.network.rules.search_words import LONGEST_QUERY, MOST_WORDS, words_of
from approdo.network.rules.transliteration import latin_sounds
from approdo.network.rules.vocabulary import Category

CONCEPT, SOUND = "#", "~"  # how a lexeme that is no word begins: a category, the sounds of an Arabic word
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A category that a phrase names, and in which language it does."""

    category: str
    language: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The phrases that name categories, in every language, and the words that are passed over."""

    phrases: Mapping[Phrase, frozenset[Meaning]]
    longest: int
    passed_over: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """A part of what was typed: a phrase that names categories, or one word. `typed` is as it is compared."""

    typed: Phrase
    meanings: frozenset[Meaning] = frozenset()

    @property
    def concepts(self) -> frozenset[str]:
        """The categories that it names.

        Source: the issue of the portal, "a query in one language finds records written in another by concept".
        """
        return frozenset(one.category for one in self.meanings)


class TooLong(ValueError):
    """More was typed than anybody asks."""


def vocabulary(categories: Iterable[Category], passed_over: Collection[str]) -> Vocabulary:
    """The labels and synonyms of the categories, in every language. Needs of the home are no category of services.

    Source: the issue of the portal, labels and synonyms in every language.
    """
    silent = frozenset(word for one in passed_over for word in words_of(one))
    found: dict[Phrase, frozenset[Meaning]] = {}
    for one in categories:
        for language, label in one.labels.items():
            for phrase in (label, *one.synonyms.get(language, ())):
                key = _heard(words_of(phrase), silent)
                if key and one.need:
                    found[key] = found.get(key, frozenset()) | {Meaning(one.id, language)}
    return Vocabulary(found, max(map(len, found), default=1), silent)


def understood(text: str, known: Vocabulary) -> tuple[Group, ...]:
    """What was typed in parts: the longest phrases that name categories first, then the words that are left.

    Words that a question is made of are passed over, unless there is no other. Raises TooLong.

    Source: the issue of the portal, one box in any language.
    """
    if len(text) > LONGEST_QUERY:
        raise TooLong
    words = _heard(words_of(text), known.passed_over)
    if len(words) > MOST_WORDS:
        raise TooLong
    found, place = [], 0
    while place < len(words):
        size = next((n for n in range(known.longest, 0, -1) if words[place : place + n] in known.phrases), 0)
        typed = words[place : place + (size or 1)]
        found.append(Group(typed, known.phrases.get(typed, frozenset())))
        place += size or 1
    return tuple(dict.fromkeys(found))


def asked_of(groups: Iterable[Group], nearby: Mapping[str, Iterable[str]], *, every: bool) -> str:
    """The question to a text search, in the language of PostgreSQL; `nearby`: the words that each may stand for.

    With `every` all parts must be there, else one is enough. A word that nobody wrote stands for those that begin so.

    Source: PostgreSQL documentation, tsquery; our choice.
    """
    parts = [_part(one, nearby) for one in groups]
    return (" & " if every else " | ").join(f"({one})" for one in parts)


def one_of(categories: Iterable[str]) -> str:
    """The question for services of one of those categories.

    Source: PostgreSQL documentation, tsquery.
    """
    return " | ".join(_lexeme(CONCEPT + one) for one in categories)


def better_spelt(groups: Iterable[Group], nearby: Mapping[str, Iterable[str]]) -> str:
    """What was perhaps meant: the words that nobody wrote replaced by the nearest; empty where nothing is replaced.

    Source: the issue of the portal, "did you mean".
    """
    said, changed = [], False
    for group in groups:
        for word in group.typed:
            other = word if group.meanings else next(iter(nearby.get(word, ())), word)
            changed |= other != word
            said.append(other)
    return " ".join(said) if changed else ""


def _part(group: Group, nearby: Mapping[str, Iterable[str]]) -> str:
    ways = [_lexeme(CONCEPT + one) for one in sorted(group.concepts)]
    if len(group.typed) > 1:
        return " | ".join([*ways, "(" + " & ".join(_lexeme(one) for one in group.typed) + ")"])
    word = group.typed[0]
    close = tuple(nearby.get(word, ()))
    ways += [_lexeme(one) for one in dict.fromkeys((word, *close))]
    if not close and len(word) > 3 and not group.meanings:
        ways.append(_lexeme(word) + ":*")
    if (sounds := latin_sounds(word)) and word not in close and not group.meanings:
        ways.append(_lexeme(SOUND + sounds))
    return " | ".join(ways)


def _lexeme(word: str) -> str:
    return f"'{word}'"  # words are letters, digits and vowel signs: no sign of the language of queries is among them


def _heard(words: Phrase, silent: frozenset[str]) -> Phrase:
    heard = tuple(one for one in words if one not in silent and (len(one) > 1 or not one.isascii()))
    return heard or words
