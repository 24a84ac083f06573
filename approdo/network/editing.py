"""A rendering as its editor shows it: each Italian sentence beside its words, what changed, what the glossary asks."""

from __future__ import annotations

from dataclasses import dataclass

from approdo.network.doubts import WAITING
from approdo.network.glossary import terms
from approdo.network.models import Rendering
from approdo.network.queries import texts
from approdo.network.rules.glossary import Rendered, Term, Warned, terms_in, warnings
from approdo.network.rules.reading_ease import ReadingEase, reading_ease
from approdo.network.rules.renderings import older, sentence_state
from approdo.network.rules.sources import Difference, SourceSentence, differences
from approdo.network.rules.translations import TranslationState
from approdo.network.text_rows import source_of, standing_of

# Under it the Italian of a sentence is hard for who left school early: the translator hears of it.
EASY_ENOUGH = 60
FEW_WORDS = 8  # of a sentence of which the index says nothing


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence. `changes`: from the Italian of which `words` were made to that of now, where it changed."""

    number: int
    sentence: SourceSentence
    words: str
    state: TranslationState
    sent_back: bool
    changes: tuple[tuple[Difference, str], ...]
    hints: tuple[tuple[Term, Rendered], ...]
    doubts: tuple[Warned, ...]
    ease: ReadingEase | None

    @property
    def is_stale(self) -> bool:
        """Whether the words are of an older sentence."""
        return self.state is TranslationState.STALE

    @property
    def is_hard(self) -> bool:
        """Whether the Italian is hard to read."""
        return self.ease is not None and self.ease.words >= FEW_WORDS and self.ease.index < EASY_ENOUGH


def lines_of(rendering: Rendering) -> list[Line]:
    """The sentences of a rendering, in order. Asks once for the history of the Italian where something is stale."""
    standing, source = standing_of(rendering), source_of(rendering.text.sentences)
    before = {one.key: older(one, standing) for one in source if (one.key, one.mark) not in standing}
    wanted = {(key, found[0]) for key, found in before.items() if found}
    said = texts.earlier_words(rendering.text, wanted)
    lines = []
    for number, one in enumerate(source, start=1):
        kept, past = standing.get((one.key, one.mark)), before.get(one.key)
        words = kept.last.words if kept else past[1].words if past else ""
        old = said.get((one.key, past[0]), "") if past else ""
        state = sentence_state(one, standing)
        present = [(term, term.rendered.get(rendering.language)) for term in terms_in(one.words, terms())]
        lines.append(
            Line(
                number, one, words, state, bool(kept and kept.last.sent_back),
                differences(old, one.words) if old else (),
                tuple((term, rendered) for term, rendered in present if rendered and rendered.required),
                warnings(one.key, one.words, words, rendering.language, terms()) if state in WAITING else (),
                reading_ease(one.words),
            )
        )  # fmt: skip
    return lines
