"""Every step and every refusal has its sentence in both languages."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest

from approdo.procedures import wording
from approdo.procedures.rules.definition import StopKind, Unit
from approdo.procedures.rules.events import EventType
from approdo.procedures.sentences import EVENTS
from approdo.procedures.wording import (
    REFUSALS,
    STEPS,
    amount_words,
    date_words,
    event_words,
    sentence,
)

RULES = Path(wording.__file__).parent / "rules"
BUILT = {f"{kind}{end}" for kind in ("request", "interruption") for end in ("", "_capped", "_open", "_at_end")}
BUILT |= {"notice_answered", "notice_answered_late", "notice_unanswered", "notice_open", "notice_at_end"}
BUILT |= {"legal_suspension", "ended_decided", "ended_withdrawn"}


def _codes(called: str) -> set[str]:
    """The codes given to `called(...)` in the rules, both arms of a choice included."""
    found: set[str] = set()
    for file in RULES.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == called and node.args:
                parts = node.args[0]
                options = [parts.body, parts.orelse] if isinstance(parts, ast.IfExp) else [parts]
                found |= {one.value for one in options if isinstance(one, ast.Constant)}
    return found


def test_every_code_of_the_rules_has_its_words_and_no_words_are_left_over() -> None:
    assert _codes("HistoryError") == set(REFUSALS)
    assert _codes("Step") | BUILT | {"saturday_working", "saturday_not_working"} == set(STEPS)


@pytest.mark.parametrize("code", [*STEPS, *REFUSALS])
def test_both_languages_say_it_and_differ(code: str) -> None:
    day = date(2026, 6, 11)
    names = "event closing date first filed since closed today procedure term valid_from length start due end days"
    params: dict[str, object] = dict.fromkeys(names.split(), day)
    params |= {"reply_by": day, "observations": day, "last": day, "clock": day, "granted": day, "moved": day}
    params |= {
        "event": "filed",
        "closing": "decided",
        "procedure": "p",
        "term": "t",
        "kind": StopKind.PRELIMINARY_REJECTION,
    }
    params |= {"length": (150, Unit.DAYS), "days": 18, "cap": 30, "name_it": "Natale", "name_en": "Christmas"}
    italian, english = sentence(code, params), sentence(code, params, "en")
    assert italian != english
    for words in (italian, english):
        assert words.endswith(".")
        assert not set("{}%") & set(words)
        assert words[0].isupper() or words[0].isdigit()


@pytest.mark.parametrize(
    ("day", "italian", "english"),
    [
        ("2026-06-11", "L'11 giugno 2026 è domenica: la scadenza passa all'11 giugno 2026.", "11 June 2026"),
        ("2026-08-01", "Il 1º agosto 2026 è domenica: la scadenza passa al 1º agosto 2026.", "1 August 2026"),
        ("2026-03-08", "L'8 marzo 2026 è domenica: la scadenza passa all'8 marzo 2026.", "8 March 2026"),
    ],
)
def test_dates_are_written_out_with_their_article(day: str, italian: str, english: str) -> None:
    params = {"due": date.fromisoformat(day), "moved": date.fromisoformat(day)}
    assert sentence("moved_sunday", params) == italian
    assert english in sentence("moved_sunday", params, "en")
    assert date_words(date.fromisoformat(day), "en") == english


def test_one_is_singular() -> None:
    assert (amount_words(1, Unit.MONTHS, "it"), amount_words(-1, Unit.MONTHS, "it")) == ("1 mese", "-1 mese")
    assert amount_words(8, Unit.WORKING_DAYS, "it") == "8 giorni lavorativi"
    assert amount_words(1, Unit.YEARS, "en") == "1 year"


def test_every_event_of_the_vocabulary_has_words_in_both_languages_and_no_two_the_same() -> None:
    assert set(EVENTS) == {event.value for event in EventType}
    for place in (0, 1):
        assert len({words[place] for words in EVENTS.values()}) == len(EVENTS)
    assert all(italian != english for italian, english in EVENTS.values())


def test_an_event_without_a_name_keeps_its_own() -> None:
    assert event_words("moon_landing", "it") == "moon landing"
