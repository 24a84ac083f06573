"""The life of a case file as a table, read both ways; what the questions still miss."""

from __future__ import annotations

import pytest

from approdo.procedures.definitions import procedure
from approdo.procedures.rules import states
from approdo.procedures.rules.checklist import first_missing_question
from approdo.procedures.rules.definition import Silence
from approdo.procedures.rules.states import Act, Facts, OpinionAct, OpinionState, State, TransitionRefused

EVERYTHING = Facts(*[True] * len(Facts.__dataclass_fields__))


@pytest.mark.parametrize("state", State)
def test_an_act_is_possible_exactly_where_the_table_says(state: State) -> None:
    for act in Act:
        if act in states.allowed_acts(state):
            assert states.next_state(state, act, EVERYTHING) in State
            continue
        with pytest.raises(TransitionRefused) as refused:
            states.next_state(state, act, EVERYTHING)
        assert refused.value.code == ("case_closed" if state is State.CLOSED else "act_not_allowed")


def test_nothing_is_decided_without_officer_basis_and_remedies() -> None:
    for move in states.TRANSITIONS:
        if move.target is State.DECIDED and move.source is not State.DECIDED:
            assert {"responsible_officer_missing", "legal_basis_missing", "remedies_clause_missing"} <= set(
                states.refusals(move.act, Facts())
            )


@pytest.mark.parametrize("state", OpinionState)
def test_an_opinion_goes_exactly_where_its_table_says(state: OpinionState) -> None:
    for act in OpinionAct:
        if act in states.allowed_opinion_acts(state):
            assert states.next_opinion_state(state, act, Silence.ASSENT) in OpinionState
            continue
        with pytest.raises(TransitionRefused):
            states.next_opinion_state(state, act, Silence.ASSENT)


def test_the_first_question_still_to_be_asked() -> None:
    family = procedure("family_reunification")
    given: dict[str, str | list[str]] = {}
    asked = []
    while (question := first_missing_question(family, given)) is not None:
        asked.append(question.id)
        chosen = "minor_child" if question.id == "ground" else question.choices[0].id
        given[question.id] = [chosen] if question.several else chosen
    assert asked == ["italian_now", "ground", "applicant_status", "housing_owner", "only_child_under_14"]
