"""What must be explained of a translation before it is accepted."""

from __future__ import annotations

from approdo.network.glossary import terms
from approdo.network.models import Rendering
from approdo.network.rules.glossary import Warned, warnings
from approdo.network.rules.renderings import sentence_state
from approdo.network.rules.translations import TranslationState
from approdo.network.text_rows import source_of, standing_of

WAITING = (TranslationState.DRAFT, TranslationState.MACHINE)


def doubts_of(rendering: Rendering) -> list[Warned]:
    """The doubts about the sentences that wait to be reviewed; those accepted once were answered then."""
    standing = standing_of(rendering)
    found: list[Warned] = []
    for one in source_of(rendering.text.sentences):
        if sentence_state(one, standing) in WAITING:
            words = standing[one.key, one.mark].last.words
            found += warnings(one.key, one.words, words, rendering.language, terms())
    return found
