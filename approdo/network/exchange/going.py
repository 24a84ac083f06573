"""Sentences that leave to be translated elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from approdo.network.glossary import terms
from approdo.network.models import Rendering
from approdo.network.rules.glossary import terms_in
from approdo.network.rules.renderings import older, sentence_state
from approdo.network.rules.sources import SourceSentence
from approdo.network.rules.translations import TranslationState
from approdo.network.text_rows import source_of, standing_of

MOST_RENDERINGS = 2_000  # of one file


@dataclass(frozen=True, slots=True)
class Going:
    """A sentence with what is said of it so far; words of an older sentence are given, and their state says so."""

    sentence: SourceSentence
    words: str
    state: TranslationState
    hints: tuple[str, ...]

    @property
    def id(self) -> str:
        """By which it is known again when it comes back."""
        return f"{self.sentence.key}-{self.sentence.mark}"


def going(rendering: Rendering) -> list[Going]:
    """The sentences of a text and of its rendering."""
    standing, found = standing_of(rendering), []
    for one in source_of(rendering.text.sentences):
        kept, before = standing.get((one.key, one.mark)), older(one, standing)
        words = kept.last.words if kept else before[1].words if before else ""
        found.append(Going(one, words, sentence_state(one, standing), tuple(_hints(one.words, rendering.language))))
    return found


def all_going(rows: Iterable[Rendering]) -> Iterator[tuple[Rendering, list[Going]]]:
    """The sentences of many renderings."""
    return ((row, going(row)) for row in rows)


def _hints(italian: str, language: str) -> Iterator[str]:
    for term in terms_in(italian, terms()):
        rendered = term.rendered.get(language)
        if rendered and rendered.required:
            yield f"{term.italian[0]} = {' | '.join(rendered.required)}"
