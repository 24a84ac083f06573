"""The Italian of a text over time: which sentences stay, which changed, which are new."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from approdo.network.rules.sentences import Sentence, mark_of, split, tidy

LEAST_LIKENESS = 0.5  # below it a sentence is another one, not the same one changed
MOST_SENTENCES = 300
LONGEST_TEXT = 20_000  # characters
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
# Words, without accents, that turn a sentence round or bind somebody: a change of one is never a slip of the pen.
DECISIVE = frozenset((
    "non", "mai", "senza", "nessun", "nessuno", "nessuna", "ne", "vietato", "vietata", "obbligatorio", "obbligatoria",
    "gratis", "gratuito", "gratuita", "devi", "deve", "devono", "puo", "puoi", "possono", "solo", "soltanto", "prima",
    "dopo", "entro", "salvo", "tranne", "eccetto",
))  # fmt: skip


class HolderKind(StrEnum):
    """What a text belongs to."""

    ORGANISATION = "organisation"
    SERVICE = "service"
    LOCATION = "location"
    OPPORTUNITY = "opportunity"
    NEWS = "news"
    OUTREACH = "outreach"


class NotMinor(StrEnum):
    """Why a change is not a slip of the pen."""

    NEW_SENTENCE = "new_sentence"
    NUMBER = "number"
    DECISIVE_WORD = "decisive_word"


class Difference(StrEnum):
    """Part of a sentence beside another."""

    SAME = "same"
    GONE = "gone"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of the Italian. `key`: its number in the text, kept when it changes and never given again.

    `mark`: of the words as they were when their meaning last changed; translations are made of that mark.
    """

    key: int
    lead: str
    words: str
    mark: str


Source = tuple[SourceSentence, ...]


def written(text: str) -> Source:
    """The sentences of a text that is written for the first time, numbered from 1.

    Source: our choice.
    """
    return tuple(_new(number, one) for number, one in enumerate(split(tidy(text)), start=1))


def rewritten(before: Source, text: str, *, last_key: int, minor: bool = False) -> Source:
    """The sentences of a text that is written again over `before`; `last_key` is the highest number ever given.

    A sentence with the same words is the same one, wherever it moved. The others are paired in order where they are
    alike, so that their likeness in all is greatest: a pair keeps its number, and its mark too where the change is
    `minor`.

    Source: features of the network, 29: only the changed sentences are stale; a slip of the pen makes nothing stale.
    """
    after = split(tidy(text))
    kept = _same(before, after)
    kept.update(_moved(before, after, kept))
    kept.update(_changed(before, after, kept))
    found: list[SourceSentence] = []
    for place, one in enumerate(after):
        old = before[kept[place]] if place in kept else None
        if old is None:
            last_key += 1
            found.append(_new(last_key, one))
        elif minor or old.words.split() == one.words.split():
            found.append(replace(old, lead=one.lead, words=one.words))
        else:
            found.append(SourceSentence(old.key, one.lead, one.words, mark_of(one.words)))
    return tuple(found)


def not_minor(before: Source, after: Source) -> dict[int, NotMinor]:
    """Why sentences of `after`, by number, cannot be a slip of the pen beside `before`; empty when all of them can.

    A new sentence, another number, or a word that turns the meaning round ("non", "devi", "entro").

    Source: our choice: a wrong "minor" would leave a false right in ten languages.
    """
    known = {one.key: one for one in before}
    found: dict[int, NotMinor] = {}
    for one in after:
        old = known.get(one.key)
        if old is None:
            found[one.key] = NotMinor.NEW_SENTENCE
        elif numbers_in(old.words) != numbers_in(one.words):
            found[one.key] = NotMinor.NUMBER
        elif _decisive(old.words) != _decisive(one.words):
            found[one.key] = NotMinor.DECISIVE_WORD
    return found


def numbers_in(words: str) -> Counter[str]:
    """The numbers of a sentence in the digits of any script, how often each.

    Source: our choice.
    """
    plain = "".join(str(unicodedata.digit(sign, sign)) for sign in words)
    plain = plain.translate({ord("٫"): ",", ord("٬"): "."})
    return Counter(_NUMBER.findall(plain))


def differences(before: str, after: str) -> tuple[tuple[Difference, str], ...]:
    """What became of a sentence, in runs of words: `after` is what is the same or added, in order.

    Source: our choice.
    """
    old, new = before.split(), after.split()
    found: list[tuple[Difference, str]] = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append((Difference.SAME, " ".join(old[first:last])))
            continue
        if last > first:
            found.append((Difference.GONE, " ".join(old[first:last])))
        if end > start:
            found.append((Difference.ADDED, " ".join(new[start:end])))
    return tuple(found)


def likeness(one: str, other: str) -> float:
    """How alike two sentences are, 0 to 1: the pairs of letters they share, twice, over all of theirs.

    Source: L. R. Dice, "Measures of the amount of ecologic association between species", Ecology 26, 1945.
    """
    return _shared(_pairs(one), _pairs(other))


def _new(key: int, one: Sentence) -> SourceSentence:
    return SourceSentence(key, one.lead, one.words, mark_of(one.words))


def _same(before: Source, after: Sequence[Sentence]) -> dict[int, int]:
    """Places after → places before of the sentences that stayed where they were."""
    old, new = [mark_of(one.words) for one in before], [mark_of(one.words) for one in after]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {block.b + step: block.a + step for block in blocks for step in range(block.size)}


def _moved(before: Source, after: Sequence[Sentence], kept: dict[int, int]) -> dict[int, int]:
    left: dict[str, list[int]] = {}
    taken = set(kept.values())
    for place, one in enumerate(before):
        if place not in taken:
            left.setdefault(mark_of(one.words), []).append(place)
    found: dict[int, int] = {}
    for place, sentence in enumerate(after):
        if place not in kept and (places := left.get(mark_of(sentence.words))):
            found[place] = places.pop(0)
    return found


def _changed(before: Source, after: Sequence[Sentence], kept: dict[int, int]) -> dict[int, int]:
    """Pairs among what is left, in order, of the greatest likeness in all."""
    taken = set(kept.values())
    old = [place for place in range(len(before)) if place not in taken]
    new = [place for place in range(len(after)) if place not in kept]
    pairs_of_old = [_pairs(before[place].words) for place in old]
    # best[i][j]: the greatest likeness of the first i of the new ones with the first j of the old ones
    best = [[0.0] * (len(old) + 1) for _row in range(len(new) + 1)]
    for i, place in enumerate(new):
        mine = _pairs(after[place].words)
        for j, other in enumerate(pairs_of_old):
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], best[i][j] + _worth(_shared(mine, other)))
    found: dict[int, int] = {}
    i, j = len(new), len(old)
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found[new[i]] = old[j]
    return found


def _worth(alike: float) -> float:
    return alike if alike >= LEAST_LIKENESS else 0.0


def _pairs(words: str) -> Counter[str]:
    plain = f" {' '.join(words.casefold().split())} "
    return Counter(plain[place : place + 2] for place in range(len(plain) - 1))


def _shared(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / (one.total() + other.total())


def _bare(words: str) -> str:
    """Small letters without accents, so that an accent put right is a slip of the pen."""
    return "".join(sign for sign in unicodedata.normalize("NFD", words.casefold()) if not unicodedata.combining(sign))


def _decisive(words: str) -> Counter[str]:
    bare = _bare(words)
    return Counter(word for word in _WORD.findall(bare) if word in DECISIVE)
