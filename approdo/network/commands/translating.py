"""Putting texts of the network in other languages: by hand, sentence by sentence or at once, or by a machine."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.versions import keep
from approdo.network.commands.rendering_parts import happened, write_words
from approdo.network.commands.sources import begun
from approdo.network.definitions import languages
from approdo.network.machine.base import MachineFailed, installed
from approdo.network.models import Rendering
from approdo.network.queries import texts
from approdo.network.rules.renderings import ITALIAN, RenderingAct, sentence_state
from approdo.network.rules.sentences import split, tidy
from approdo.network.rules.translations import TranslationState
from approdo.network.text_locks import locked_rendering
from approdo.network.text_rows import source_of, standing_of

TO_DO = (TranslationState.MISSING, TranslationState.STALE)


@transaction.atomic
def translate_sentences(
    *,
    by: Actor,
    rendering_id: UUID,
    said: Mapping[int, str],
    holds: frozenset[int] = frozenset(),
    expected_version: int | None = None,
) -> int:
    """Write the words of sentences, by their number. Says how many changed.

    `holds`: stale sentences whose older words are still right. An empty one says nothing, and what stands already is not
    written again. Raises NotAllowed, NotFound, Stale, InvalidInput (too long).
    """
    require(by, Permission.NETWORK_TRANSLATE)
    rendering = locked_rendering(by, rendering_id, expected_version)
    return write_words(by, rendering, said, holds=holds)


@transaction.atomic
def translate_text(*, by: Actor, rendering_id: UUID, words: str, expected_version: int | None = None) -> int:
    """Write a whole translated text, cut into sentences as the Italian is. Says how many sentences changed.

    Raises NotAllowed, NotFound, Stale, InvalidInput (empty, or not as many sentences as the Italian).
    """
    require(by, Permission.NETWORK_TRANSLATE)
    rendering = locked_rendering(by, rendering_id, expected_version)
    source, found = source_of(rendering.text.sentences), split(tidy(words))
    if len(found) != len(source):
        sentence = _(
            "The Italian has %(wanted)s sentences and this has %(found)s. Write one for each, or translate them one by one."
        ) % {"wanted": len(source), "found": len(found)}
        raise InvalidInput("sentences_differ", sentence, fields={"words": sentence})
    said = {one.key: other.words for one, other in zip(source, found, strict=True)}
    return write_words(by, rendering, said, holds=frozenset(said))


@transaction.atomic
def machine_translate(*, by: Actor, rendering_id: UUID, expected_version: int | None = None) -> int:
    """Let the machine write the sentences that are missing or stale, never over what a person wrote. Says how many.

    Raises NotAllowed, NotFound, Stale, Refusal (no machine, nothing to do, the machine failed).
    """
    require(by, Permission.NETWORK_TRANSLATE)
    rendering = locked_rendering(by, rendering_id, expected_version)
    machine, standing = installed(), standing_of(rendering)
    if machine is None or not machine.speaks(rendering.language):
        raise Refusal("no_machine", _("No machine of this installation translates into this language."))
    wanted = [one for one in source_of(rendering.text.sentences) if sentence_state(one, standing) in TO_DO]
    if not wanted:
        raise Refusal("nothing_to_translate", _("No sentence is missing or of an older text."))
    try:
        said = [tidy(words) for words in machine.translate([one.words for one in wanted], rendering.language)]
    except MachineFailed:
        said = []
    if len(said) != len(wanted) or not all(said):
        raise Refusal("machine_failed", _("The machine did not answer as it should. Nothing changed: try again later."))
    told = [
        {"key": one.key, "mark": one.mark, "words": words, "made_with": machine.name}
        for one, words in zip(wanted, said, strict=True)
    ]
    happened(by, rendering, RenderingAct.MACHINE, *told)
    keys = [one.key for one in wanted]
    keep(by, "rendering", rendering, "rendering.machine", sentences=keys, made_with=machine.name)
    return len(told)


@transaction.atomic
def add_language(*, by: Actor, text_id: UUID, language: str) -> Rendering:
    """Begin a text in a language that is not of the release. Raises NotAllowed, NotFound, InvalidInput, Refusal."""
    require(by, Permission.NETWORK_TRANSLATE)
    text = texts.text(by, text_id)
    if language not in languages() or language == ITALIAN:
        words = _("This is no language of the network.")
        raise InvalidInput("language_unknown", words, fields={"language": words})
    words = _("This text has that language already.")
    row = begun(text, language)
    with refusing("rendering_once", Refusal("language_known", words, fields={"language": words})):
        row.save(force_insert=True)
    audit.record(by, "rendering.begun", "rendering", row.pk, version=row.version, language=language)
    return row
