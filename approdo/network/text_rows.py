"""Texts and renderings between their rows and the values of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from approdo.network.models import Rendering, RenderingEvent, Text
from approdo.network.rules import renderings as rules
from approdo.network.rules.renderings import Kept, RenderingAct, Standing, Wording
from approdo.network.rules.sources import Source, SourceSentence
from approdo.network.rules.translations import TranslationState


def source_of(sentences: Iterable[list[Any]]) -> Source:
    """The sentences of a text, or of one of its versions."""
    return tuple(SourceSentence(*row) for row in sentences)


def source_rows(source: Source) -> list[list[Any]]:
    """The same, as they are kept."""
    return [[one.key, one.lead, one.words, one.mark] for one in source]


def standing_of(rendering: Rendering) -> dict[tuple[int, str], Kept]:
    """What stands of a rendering."""
    found = {}
    for key, mark, last, accepted in rendering.standing:
        words = Wording(*last)
        # The very same words where the last are the accepted ones
        found[key, mark] = Kept(words, words if accepted == last else Wording(*accepted) if accepted else None)
    return found


def standing_rows(standing: Standing) -> list[list[Any]]:
    """The same, as it is kept."""
    return [
        [key, mark, _wording_row(one.last), _wording_row(one.accepted) if one.accepted else None]
        for (key, mark), one in sorted(standing.items())
    ]


def event_of(row: RenderingEvent) -> rules.RenderingEvent:
    """An event of the history of a rendering."""
    return rules.RenderingEvent(
        row.number, RenderingAct(row.act), str(row.by_id or ""), (row.key, row.mark), row.words,
        frozenset((key, mark) for key, mark in row.accepts),
    )  # fmt: skip


def recount(rendering: Rendering, text: Text, standing: Standing) -> None:
    """Set what lists need of a rendering. The row is not written."""
    source = source_of(text.sentences)
    states = [rules.sentence_state(one, standing) for one in source]
    rendering.standing = standing_rows(standing)
    rendering.state = rules.text_state(source, standing).value
    rendering.missing = states.count(TranslationState.MISSING)
    rendering.stale = states.count(TranslationState.STALE)


def _wording_row(one: Wording) -> list[Any]:
    return [one.number, one.words, one.machine, one.sent_back]
