"""Words of texts, translations and news, for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from approdo.network.definitions import languages, text_kinds
from approdo.network.holders import HOLDERS
from approdo.network.labels import EASE, TRANSLATIONS
from approdo.network.rules.glossary import Doubt
from approdo.network.rules.news import When
from approdo.network.rules.renderings import RenderingAct, Told
from approdo.network.rules.returned import RowFate
from approdo.network.rules.sources import HolderKind, NotMinor
from approdo.network.rules.translations import TranslationState

__all__ = ["EASE", "TRANSLATIONS"]

NEWS_KINDS = ("news", "rights", "emergency", "practical")
STATE_TONES = {
    TranslationState.MISSING: "neutral",
    TranslationState.DRAFT: "info",
    TranslationState.MACHINE: "warning",
    TranslationState.REVIEWED: "success",
    TranslationState.STALE: "danger",
}
STATES_SHORT = {
    TranslationState.MISSING: _("Missing"),
    TranslationState.DRAFT: _("Begun"),
    TranslationState.MACHINE: _("By a program"),
    TranslationState.REVIEWED: _("Reviewed"),
    TranslationState.STALE: _("Of an older text"),
}
NOT_MINOR = {
    NotMinor.NEW_SENTENCE: _("this sentence is new."),
    NotMinor.NUMBER: _("a number changed."),
    NotMinor.DECISIVE_WORD: _("a word such as “non”, “devi” or “entro” changed."),
}
DOUBTS = {
    Doubt.TERM_LACKS: _("The glossary asks for: %(words)s"),
    Doubt.FORBIDDEN_WORD: _("The glossary does not allow: %(words)s"),
    Doubt.NUMBERS_DIFFER: _("The numbers are not those of the Italian: %(words)s"),
}
TOLD = {
    Told.NOTHING: "",
    Told.MACHINE: _("Translated by a program, not reviewed"),
    Told.OLDER: _("Translation of an older version"),
    Told.ITALIAN_CHANGED: _("In Italian: this sentence changed and its translation is not ready"),
    Told.ITALIAN_MISSING: _("In Italian: the translation of this sentence is not ready"),
}
RENDERING_ACTS = {
    RenderingAct.WRITTEN: _("Translated"),
    RenderingAct.MACHINE: _("Translated by a program"),
    RenderingAct.ACCEPTED: _("Accepted"),
    RenderingAct.REJECTED: _("Sent back to the translator"),
    RenderingAct.REOPENED: _("Accepted no more"),
}
WHENS = {
    When.PUBLISHED: _("Published"),
    When.TO_COME: _("To come"),
    When.OVER: _("Over"),
    When.WITHDRAWN: _("Withdrawn from the public"),
}
WHEN_TONES = {When.PUBLISHED: "success", When.TO_COME: "info", When.OVER: "neutral", When.WITHDRAWN: "stopped"}
FATES = {
    RowFate.TAKEN: _("would be written"),
    RowFate.SAME: _("stands so already"),
    RowFate.EMPTY: _("not translated in the file"),
    RowFate.STALE: _("stale, not taken: the Italian changed since the file left"),
    RowFate.UNKNOWN: _("not taken: no such sentence here"),
    RowFate.TOO_LONG: _("not taken: too long"),
    RowFate.TWICE: _("not taken: the sentence stands twice in the file"),
}
FATE_TONES = {
    RowFate.TAKEN: "success",
    RowFate.SAME: "neutral",
    RowFate.EMPTY: "neutral",
    RowFate.STALE: "warning",
    RowFate.UNKNOWN: "danger",
    RowFate.TOO_LONG: "danger",
    RowFate.TWICE: "danger",
}
# Acts as the audit names them.
ACTS: dict[str, str | Promise] = {
    "rendering.written": _("Translated"),
    "rendering.machine": _("Translated by a program"),
    "rendering.accepted": _("Accepted"),
    "rendering.rejected": _("Sent back to the translator"),
    "rendering.reopened": _("Accepted no more"),
    "rendering.begun": _("Language added"),
    "news.recorded": _("News written"),
    "news.corrected": _("News corrected"),
    "news.withdrawn": _("News withdrawn"),
}


def kind_word(kind: str) -> str:
    """A kind of text in the reader's language."""
    found = text_kinds()[kind]
    return found.name_it if get_language() == "it" else found.name_en


def language_word(code: str) -> str:
    """A language by its own name, with its code for who does not read its script."""
    return f"{languages()[code].name} ({code})"


def holder_word(kind: str) -> str | Promise:
    """A kind of record."""
    return HOLDERS[HolderKind(kind)].label


def field_word(kind: str, field: str) -> str | Promise:
    """A field of a kind of record."""
    return HOLDERS[HolderKind(kind)].fields[field]
