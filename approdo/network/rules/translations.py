"""Whether a translated text is shown to the public, and with which label."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TranslationState(StrEnum):
    """`stale`: reviewed once, the Italian changed since; `machine`: made by a program, nobody read it."""

    MISSING = "missing"
    DRAFT = "draft"
    MACHINE = "machine"
    REVIEWED = "reviewed"
    STALE = "stale"


class Shown(StrEnum):
    """What the reader sees. `labelled`: the text with the warning that nobody reviewed it, or that it is older."""

    AS_IT_IS = "as_it_is"
    LABELLED = "labelled"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class TextKind:
    """A kind of text, and whether one that nobody reviewed may be shown with a label."""

    id: str
    name_it: str
    name_en: str
    unreviewed_shown: bool


def shown(state: TranslationState, kind: TextKind) -> Shown:
    """How a translation is shown. A draft never is: its author has not finished it.

    Source: domain rule 6 of the network, machine drafts of rights and emergency texts are never published.
    """
    if state is TranslationState.REVIEWED:
        return Shown.AS_IT_IS
    if state in (TranslationState.MACHINE, TranslationState.STALE) and kind.unreviewed_shown:
        return Shown.LABELLED
    return Shown.NOT_SHOWN
