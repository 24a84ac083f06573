"""A text in another language: what was said of each sentence, what of it still holds, what a reader is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from approdo.network.rules.sources import Source, SourceSentence
from approdo.network.rules.translations import Shown, TextKind, TranslationState, shown

ITALIAN = "it"


class RenderingAct(StrEnum):
    """What happened to a rendering. `machine`: a program wrote; `reopened`: what was accepted is no longer."""

    WRITTEN = "written"
    MACHINE = "machine"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REOPENED = "reopened"


class Told(StrEnum):
    """What a reader is told of a sentence."""

    NOTHING = "nothing"
    MACHINE = "machine"
    OLDER = "older"
    ITALIAN_CHANGED = "italian_changed"
    ITALIAN_MISSING = "italian_missing"


@dataclass(frozen=True, slots=True)
class RenderingEvent:
    """One thing that happened. `of`: the sentence, by number and mark; `accepts`: the sentences that were accepted."""

    number: int
    act: RenderingAct
    by: str = ""
    of: tuple[int, str] = (0, "")
    words: str = ""
    accepts: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Wording:
    """Words for a sentence, and the number of the event that brought them. `sent_back`: rejected, or accepted no more."""

    number: int
    words: str
    machine: bool = False
    sent_back: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """Of one sentence as it was once: the last words, and the last that were accepted."""

    last: Wording
    accepted: Wording | None = None


Standing = Mapping[tuple[int, str], Kept]


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence as a reader gets it: its words, their language, and what is told of them."""

    lead: str
    words: str
    language: str
    told: Told


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as a reader gets it. `language`: the first of the reader's chain in which there is something to read."""

    asked: str
    language: str
    pieces: tuple[Piece, ...]


def after(standing: Standing, event: RenderingEvent) -> dict[tuple[int, str], Kept]:
    """What stands once one more thing has happened.

    Source: features of the network, 27: review apart from publication; our choice for the rest.
    """
    found = dict(standing)
    if event.act in (RenderingAct.WRITTEN, RenderingAct.MACHINE):
        old = found.get(event.of)
        words = Wording(event.number, event.words, machine=event.act is RenderingAct.MACHINE)
        found[event.of] = Kept(words, old.accepted if old else None)
    elif event.act is RenderingAct.ACCEPTED:
        for place in event.accepts & found.keys():
            found[place] = Kept(found[place].last, found[place].last)
    elif event.act is RenderingAct.REJECTED:
        found = {place: one if _is_read(one) else _sent_back(one, one.accepted) for place, one in found.items()}
    else:
        found = {place: _sent_back(one, None) for place, one in found.items()}
    return found


def standing_of(events: Iterable[RenderingEvent]) -> dict[tuple[int, str], Kept]:
    """What stands after a whole history.

    Source: our choice: history is only added to, the present follows from it.
    """
    found: dict[tuple[int, str], Kept] = {}
    for event in events:
        found = after(found, event)
    return found


def authors_unreviewed(events: Iterable[RenderingEvent]) -> frozenset[str]:
    """Who wrote since the last acceptance that still counts: none of them may accept a text on rights or emergencies.

    Source: the issue of the portal: the reviewer of a text on rights or emergencies is not its translator.
    """
    found: set[str] = set()
    everybody: set[str] = set()
    for event in events:
        if event.act is RenderingAct.WRITTEN:
            found.add(event.by)
            everybody.add(event.by)
        elif event.act is RenderingAct.ACCEPTED:
            found = set()
        elif event.act is RenderingAct.REOPENED:
            found = set(everybody)
    return frozenset(found)


def sentence_state(sentence: SourceSentence, standing: Standing) -> TranslationState:
    """How far one sentence is. `stale`: there are words for what it said once, none for what it says.

    Source: features of the network, 28 and 29.
    """
    kept = standing.get((sentence.key, sentence.mark))
    if kept is None:
        return TranslationState.STALE if older(sentence, standing) else TranslationState.MISSING
    if _is_read(kept):
        return TranslationState.REVIEWED
    return TranslationState.MACHINE if kept.last.machine and not kept.last.sent_back else TranslationState.DRAFT


def older(sentence: SourceSentence, standing: Standing) -> tuple[str, Wording] | None:
    """The words for what a sentence said once, with the mark of that: the last accepted, else the last of all.

    Source: our choice.
    """
    others = [(mark, one) for (key, mark), one in standing.items() if key == sentence.key and mark != sentence.mark]
    if not others:
        return None
    accepted = [(mark, one.accepted) for mark, one in others if one.accepted is not None]
    return max(accepted or [(mark, one.last) for mark, one in others], key=lambda pair: pair[1].number)


def text_state(source: Source, standing: Standing) -> TranslationState:
    """How far a whole text is: missing where nobody began, reviewed where every sentence is, draft where a person is
    at work, machine where a program did all that nobody reviewed, else stale.

    Source: the issue of the portal, "missing, draft, machine, reviewed, stale".
    """
    states = {sentence_state(one, standing) for one in source}
    if states <= {TranslationState.MISSING}:
        return TranslationState.MISSING
    if states == {TranslationState.REVIEWED}:
        return TranslationState.REVIEWED
    if TranslationState.DRAFT in states:
        return TranslationState.DRAFT
    if states <= {TranslationState.MACHINE, TranslationState.REVIEWED}:
        return TranslationState.MACHINE
    return TranslationState.STALE


def reading(
    kind: TextKind, source: Source, standings: Mapping[str, Standing], asked: str, falls_back_to: Iterable[str]
) -> Reading:
    """A text as a reader of a language gets it, sentence by sentence.

    Accepted words of what a sentence says now are shown as they are. What a program wrote is shown, and said, where the
    kind of text allows it; so are accepted words of what a sentence said once. A text on rights or emergencies has the
    Italian sentence instead. A language in which nothing of the text can be read, or of which only a part was ever
    ready, gives way to the next of the chain; Italian is always the last.

    Source: domain rule 6 of the network; the issue of the portal, 1.3.
    """
    for language in dict.fromkeys((asked, *falls_back_to)):
        if language == ITALIAN:
            break
        standing = standings.get(language, {})
        pieces = tuple(_piece(kind, one, standing, language) for one in source)
        inside = [one.language == language for one in pieces]
        once_whole = any(one.accepted for one in standing.values())
        if any(inside) and (once_whole or all(inside)):
            return Reading(asked, language, pieces)
    return Reading(asked, ITALIAN, tuple(Piece(one.lead, one.words, ITALIAN, Told.NOTHING) for one in source))


def _piece(kind: TextKind, sentence: SourceSentence, standing: Standing, language: str) -> Piece:
    kept = standing.get((sentence.key, sentence.mark))
    if kept is not None and kept.accepted is not None:
        return Piece(sentence.lead, kept.accepted.words, language, Told.NOTHING)
    if shown(sentence_state(sentence, standing), kind) is not Shown.LABELLED:
        changed = any(key == sentence.key and one.accepted for (key, _mark), one in standing.items())
        told = Told.ITALIAN_CHANGED if changed else Told.ITALIAN_MISSING
        return Piece(sentence.lead, sentence.words, ITALIAN, told)
    if kept is not None:
        return Piece(sentence.lead, kept.last.words, language, Told.MACHINE)
    before = older(sentence, standing)
    if before is None or not any(one.accepted is before[1] for one in standing.values()):
        return Piece(sentence.lead, sentence.words, ITALIAN, Told.ITALIAN_MISSING)
    return Piece(sentence.lead, before[1].words, language, Told.OLDER)


def _is_read(one: Kept) -> bool:
    return one.accepted is not None and one.accepted.number == one.last.number


def _sent_back(one: Kept, accepted: Wording | None) -> Kept:
    return Kept(replace(one.last, sent_back=True), accepted)
