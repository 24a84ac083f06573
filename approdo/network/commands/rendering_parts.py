"""What commands on renderings share: one more event, and the rendering after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput
from approdo.core.versions import keep
from approdo.network.limits import LONGEST_SENTENCE
from approdo.network.models import Rendering, RenderingEvent
from approdo.network.rules import renderings as rules
from approdo.network.rules.renderings import RenderingAct
from approdo.network.rules.sentences import tidy
from approdo.network.rules.sources import HolderKind, SourceSentence
from approdo.network.search_documents import documents_written
from approdo.network.text_rows import event_of, recount, source_of, standing_of


def happened(by: Actor, rendering: Rendering, act: RenderingAct, *told: dict[str, Any]) -> None:
    """Write events of one act down, in order, and what stands after them. The rendering is locked and not yet saved."""
    now, standing = timezone.now(), standing_of(rendering)
    rows = []
    for values in told:
        rendering.number += 1
        made = RenderingEvent(
            prefecture_id=by.prefecture, rendering=rendering, number=rendering.number, act=act.value, at=now,
            by_id=by.user_id, **values,
        )  # fmt: skip
        rows.append(made)
        standing = rules.after(standing, event_of(made))
    RenderingEvent.objects.bulk_create(rows)
    rendering.changed_at = now
    recount(rendering, rendering.text, standing)
    if rendering.text.holder_kind == HolderKind.SERVICE.value:
        Rendering.objects.filter(pk=rendering.pk).update(standing=rendering.standing, number=rendering.number)
        documents_written(by.prefecture, [rendering.text.holder_id])


def write_words(
    by: Actor,
    rendering: Rendering,
    said: Mapping[int, str],
    *,
    holds: frozenset[int] = frozenset(),
    made_with: str = "",
) -> int:
    """Write the words that somebody gave for sentences, by number, and save. Says how many sentences changed.

    Words that stand already are not written again; those of an older sentence only where it `holds` still.
    Raises InvalidInput for words that are too long, with the field `s<number>`.
    """
    standing = standing_of(rendering)
    told = []
    for one in source_of(rendering.text.sentences):
        words = tidy(said.get(one.key, ""))
        if len(words) > LONGEST_SENTENCE:
            sentence = _("At most %(most)s signs.") % {"most": LONGEST_SENTENCE}
            raise InvalidInput("sentence_too_long", sentence, fields={f"s{one.key}": sentence})
        if words and not _stands(one, words, standing, one.key in holds):
            told.append({"key": one.key, "mark": one.mark, "words": words, "made_with": made_with})
    if told:
        happened(by, rendering, RenderingAct.WRITTEN, *told)
        keep(
            by, "rendering", rendering, "rendering.written", sentences=[one["key"] for one in told], made_with=made_with
        )
    return len(told)


def _stands(one: SourceSentence, words: str, standing: rules.Standing, holds: bool) -> bool:
    """Whether those words need not be written: they stand, or are the older ones shown and nobody says they hold."""
    kept = standing.get((one.key, one.mark))
    if kept is not None:
        return kept.last.words == words
    before = rules.older(one, standing)
    return before is not None and before[1].words == words and not holds
