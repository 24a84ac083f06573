"""The generated documents say what the code says."""

from __future__ import annotations

import ast

import pytest
from click.testing import CliRunner

from approdo.config.cli import documents
from approdo.config.documents.rules import rooms, rules
from approdo.config.documents.states import states_page
from approdo.procedures.rules.states import GUARDS, TRANSITIONS, Act, State


def test_every_generated_document_is_fresh() -> None:
    answer = CliRunner().invoke(documents.docs, ["check"])
    assert answer.exit_code == 0, answer.output


def test_a_stale_document_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    head, maker = documents.DOCUMENTS["docs/rules.md"]
    monkeypatch.setitem(documents.DOCUMENTS, "docs/rules.md", (f"{head}changed", maker))
    answer = CliRunner().invoke(documents.docs, ["check"])
    assert answer.exit_code == 1
    assert "docs/rules.md" in answer.output
    assert "docs/states.md" not in answer.output


def test_the_document_of_rules_names_each_public_function_once() -> None:
    written = [
        function.name
        for room in rooms()
        for function in ast.parse(room.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
    ]
    listed = list(rules())
    assert sorted(rule.name for rule in listed) == sorted(written)
    assert all(rule.question and rule.source for rule in listed)


def test_the_document_of_states_shows_each_state_act_and_guard() -> None:
    page = states_page()
    for state in State:
        assert f"| `{state.value}` |" in page
    for move in TRANSITIONS:
        if move.source is not move.target and move.act is not Act.WITHDRAW:
            assert f"    {move.source} --> {move.target}: {move.act}\n" in page
    for act, guards in GUARDS.items():
        for guard in guards:
            assert f"| `{act.value}` | `{guard.code}` | {guard.article} |" in page
