"""What stands of a translation, what is stale, what a reader is shown: by hand, and against a second reading of history."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.network.definitions import languages, text_kinds
from approdo.network.rules.renderings import (
    Reading,
    RenderingAct,
    RenderingEvent,
    Told,
    authors_unreviewed,
    reading,
    sentence_state,
    standing_of,
    text_state,
)
from approdo.network.rules.sources import Source, rewritten, written
from approdo.network.rules.translations import TranslationState as S

W, M, A, R, O = RenderingAct  # noqa: E741 - written, machine, accepted, rejected, reopened
SOURCE = written("Vieni domani. Porta due foto.")
CHANGED = rewritten(SOURCE, "Vieni domani. Porta due foto a colori.", last_key=2)
KINDS = text_kinds()


def place(source: Source, number: int) -> tuple[int, str]:
    return source[number].key, source[number].mark


def history(*acts: tuple[RenderingAct, int], source: Source = SOURCE) -> list[RenderingEvent]:
    """Events in order; a number says which sentence is written, or is ignored."""
    return [
        RenderingEvent(
            number, act, "someone", place(source, which), f"{act.value} {which} {number}",
            frozenset(place(source, one) for one in range(len(source))) if act is A else frozenset(),
        )
        for number, (act, which) in enumerate(acts, start=1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("acts", "each", "whole"),
    [
        ([], [S.MISSING, S.MISSING], S.MISSING),
        ([(W, 0)], [S.DRAFT, S.MISSING], S.DRAFT),
        ([(M, 0), (M, 1)], [S.MACHINE, S.MACHINE], S.MACHINE),
        ([(M, 0), (W, 1)], [S.MACHINE, S.DRAFT], S.DRAFT),
        ([(W, 0), (W, 1), (A, 0)], [S.REVIEWED, S.REVIEWED], S.REVIEWED),
        ([(W, 0), (W, 1), (A, 0), (W, 1)], [S.REVIEWED, S.DRAFT], S.DRAFT),
        ([(W, 0), (W, 1), (A, 0), (O, 0)], [S.DRAFT, S.DRAFT], S.DRAFT),
        ([(M, 0), (M, 1), (R, 0)], [S.DRAFT, S.DRAFT], S.DRAFT),
        ([(W, 0), (W, 1), (A, 0), (R, 0)], [S.REVIEWED, S.REVIEWED], S.REVIEWED),
    ],
)
def test_states(acts: list[tuple[RenderingAct, int]], each: list[S], whole: S) -> None:
    standing = standing_of(history(*acts))
    assert [sentence_state(one, standing) for one in SOURCE] == each
    assert text_state(SOURCE, standing) is whole


def test_only_the_changed_sentence_is_stale_and_going_back_mends_it() -> None:
    standing = standing_of(history((W, 0), (W, 1), (A, 0)))
    assert [sentence_state(one, standing) for one in CHANGED] == [S.REVIEWED, S.STALE]
    assert text_state(CHANGED, standing) is S.STALE
    back = rewritten(CHANGED, "Vieni domani. Porta due foto.", last_key=2)
    assert text_state(back, standing) is S.REVIEWED
    minor = rewritten(SOURCE, "Vieni domani. Porta due fotto.", last_key=2, minor=True)
    assert text_state(minor, standing) is S.REVIEWED


def read(
    kind: str, source: Source, acts: list[tuple[RenderingAct, int]], asked: str = "fr", other: str = "fr"
) -> Reading:
    chain = languages()[asked].falls_back_to
    return reading(KINDS[kind], source, {other: standing_of(history(*acts))}, asked, chain)


REVIEWED = [(W, 0), (W, 1), (A, 0)]


@pytest.mark.parametrize(
    ("kind", "source", "acts", "language", "told"),
    [
        ("news", SOURCE, REVIEWED, "fr", [Told.NOTHING, Told.NOTHING]),
        ("rights", SOURCE, REVIEWED, "fr", [Told.NOTHING, Told.NOTHING]),
        ("news", CHANGED, REVIEWED, "fr", [Told.NOTHING, Told.OLDER]),
        ("rights", CHANGED, REVIEWED, "fr", [Told.NOTHING, Told.ITALIAN_CHANGED]),
        ("news", SOURCE, [(M, 0), (M, 1)], "fr", [Told.MACHINE, Told.MACHINE]),
        ("rights", SOURCE, [(M, 0), (M, 1)], "it", [Told.NOTHING, Told.NOTHING]),
        ("emergency", SOURCE, [(W, 0), (W, 1)], "it", [Told.NOTHING, Told.NOTHING]),
        ("news", SOURCE, [(W, 0), (W, 1)], "it", [Told.NOTHING, Told.NOTHING]),
        ("news", SOURCE, [(M, 0)], "it", [Told.NOTHING, Told.NOTHING]),
        ("news", SOURCE, [(M, 0), (M, 1), (R, 0)], "it", [Told.NOTHING, Told.NOTHING]),
        ("rights", SOURCE, [*REVIEWED, (W, 1)], "fr", [Told.NOTHING, Told.NOTHING]),
        ("rights", SOURCE, [*REVIEWED, (O, 0)], "it", [Told.NOTHING, Told.NOTHING]),
    ],
)
def test_what_a_reader_is_shown(
    kind: str, source: Source, acts: list[tuple[RenderingAct, int]], language: str, told: list[Told]
) -> None:
    found = read(kind, source, acts)
    assert (found.language, [one.told for one in found.pieces]) == (language, told)
    italian = [one.words for one, piece in zip(source, found.pieces, strict=True) if piece.language == "it"]
    assert italian == [piece.words for piece in found.pieces if piece.language == "it"]


def test_a_language_without_anything_to_read_gives_way_along_its_chain() -> None:
    found = read("rights", SOURCE, REVIEWED, asked="ar", other="fr")
    assert (found.asked, found.language) == ("ar", "fr")
    assert read("rights", SOURCE, REVIEWED, asked="uk", other="fr").language == "it"


@pytest.mark.parametrize(
    ("acts", "authors"),
    [
        ("a b", {"a", "b"}),
        ("a b A", set()),
        ("a A b", {"b"}),
        ("a A b O", {"a", "b"}),
        ("a A b O A c", {"c"}),
        ("", set()),
    ],
)
def test_who_wrote_since_the_last_acceptance(acts: str, authors: set[str]) -> None:
    events = [
        RenderingEvent(number, {"A": A, "O": O}.get(sign, W), sign) for number, sign in enumerate(acts.split(), start=1)
    ]
    assert authors_unreviewed(events) == authors


EVENTS = st.lists(st.tuples(st.sampled_from(list(RenderingAct)), st.integers(0, 1), st.booleans()), max_size=12)


def second_reading(events: list[RenderingEvent], at: tuple[int, str]) -> tuple[S, str | None]:
    """The state of a sentence and its accepted words, read backwards from the whole history."""
    wrote = [one for one in events if one.act in (W, M) and one.of == at]
    accepted = None
    for one in events:
        if one.act is O:
            accepted = None
        elif one.act is A and at in one.accepts:
            accepted = max((w for w in wrote if w.number < one.number), key=lambda w: w.number, default=accepted)
    if not wrote:
        return S.MISSING, None
    last = wrote[-1]
    words = accepted.words if accepted else None
    if accepted is last:
        return S.REVIEWED, words
    turned = any(
        one.number > last.number and (one.act is O or (one.act is R and not reviewed_at(events, last, one.number)))
        for one in events
    )
    return (S.MACHINE if last.act is M and not turned else S.DRAFT), words


def reviewed_at(events: list[RenderingEvent], last: RenderingEvent, number: int) -> bool:
    """Whether those words were accepted, and still were, just before an event."""
    state = False
    for one in events:
        if last.number < one.number < number:
            state = True if one.act is A and last.of in one.accepts else False if one.act is O else state
    return state


@given(EVENTS)
def test_any_history_against_a_second_reading(acts: list[tuple[RenderingAct, int, bool]]) -> None:
    events = [
        RenderingEvent(
            number, act, "x", place(SOURCE if first else CHANGED, which), str(number),
            frozenset(place(SOURCE if first else CHANGED, one) for one in (0, 1)) if act is A else frozenset(),
        )
        for number, (act, which, first) in enumerate(acts, start=1)
    ]  # fmt: skip
    standing = standing_of(events)
    for source in (SOURCE, CHANGED):
        for one in source:
            state, words = second_reading(events, (one.key, one.mark))
            if state is S.MISSING and any(key == one.key for key, _mark in standing):
                state = S.STALE
            assert sentence_state(one, standing) is state
            kept = standing.get((one.key, one.mark))
            assert (kept.accepted.words if kept and kept.accepted else None) == words


@given(EVENTS, st.sampled_from(["rights", "emergency"]), st.booleans())
def test_nothing_unreviewed_on_rights_ever_passes(
    acts: list[tuple[RenderingAct, int, bool]], kind: str, new: bool
) -> None:
    events = history(*[(act, which) for act, which, _first in acts])
    source = CHANGED if new else SOURCE
    found = reading(KINDS[kind], source, {"fr": standing_of(events)}, "fr", ["it"])
    for sentence, piece in zip(source, found.pieces, strict=True):
        if piece.language == "fr":
            assert second_reading(events, (sentence.key, sentence.mark))[1] == piece.words
            assert piece.told is Told.NOTHING
        else:
            assert piece.words == sentence.words
