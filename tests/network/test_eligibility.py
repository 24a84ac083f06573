"""Who may use a service: yes, no, or ask."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.network.rules.eligibility import Asks, EligibilityError, May, eligible, from_json, to_json

YOUNG_WOMEN = from_json(
    {"all": [
        {"asks": "age", "from": 18, "to": 25},
        {"asks": "sex", "is": ["female"]},
        {"asks": "permit", "is": ["tourism"], "not": True},
    ]}
)  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "may"),
    [
        ({"age": 18, "sex": "female", "permit": ["work"]}, May.YES),
        ({"age": 25, "sex": "female", "permit": ["work"]}, May.YES),
        ({"age": 26, "sex": "female", "permit": ["work"]}, May.NO),
        ({"age": 20, "sex": "female"}, May.ASK),
        ({"age": 17}, May.NO),
        ({"age": 20, "sex": "female", "permit": ["work", "tourism"]}, May.NO),
        ({"age": 20, "sex": "female", "permit": None}, May.ASK),
    ],
)
def test_who_may(answers: dict[str, Any], may: May) -> None:
    assert eligible(YOUNG_WOMEN, answers).answer is may


def test_each_condition_is_explained() -> None:
    found = eligible(YOUNG_WOMEN, {"age": 30})
    assert [one.answer for one in found.conditions] == [May.NO, May.ASK, May.ASK]
    assert found.missing == (Asks.SEX, Asks.PERMIT)


def test_a_service_for_everybody() -> None:
    assert eligible(from_json({"all": []}), {}).answer is May.YES


WORDS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3, unique=True)
CONDITIONS = st.one_of(
    st.builds(
        lambda asks, words, opposite: {"asks": asks, "is": words} | ({"not": True} if opposite else {}),
        st.sampled_from([str(one) for one in Asks if one is not Asks.AGE]), WORDS, st.booleans(),
    ),
    st.builds(lambda low, more: {"asks": "age", "from": low, "to": low + more}, st.integers(0, 60), st.integers(0, 40)),
)  # fmt: skip
ANSWERS = st.fixed_dictionaries(
    {}, optional={str(one): st.integers(0, 120) if one is Asks.AGE else WORDS for one in Asks}
)


def in_the_browser(rule: dict[str, Any], answers: dict[str, Any]) -> str:
    """The same read straight from the JSON, as a page would."""
    worst = "yes"
    for one in rule["all"]:
        given_answer = answers.get(one["asks"])
        if given_answer is None:
            worst = "ask" if worst == "yes" else worst
            continue
        if one["asks"] == "age":
            held = one.get("from", 0) <= given_answer <= one.get("to", 999)
        else:
            held = any(word in one["is"] for word in given_answer)
        if held == one.get("not", False):
            worst = "no"
    return worst


@given(st.lists(CONDITIONS, max_size=5), ANSWERS)
def test_the_json_says_the_same(conditions: list[dict[str, Any]], answers: dict[str, Any]) -> None:
    rule = json.loads(json.dumps({"all": conditions}))
    assert to_json(from_json(rule)) == rule
    assert eligible(from_json(rule), answers).answer == in_the_browser(rule, answers)


@pytest.mark.parametrize(
    "rule",
    [
        {}, {"all": [{"asks": "height", "is": ["a"]}]}, {"all": [{"asks": "age"}]}, {"all": [{"asks": "sex", "is": []}]},
        {"all": [{"asks": "age", "from": 30, "to": 20}]}, {"all": [{"asks": "age", "from": True}]},
        {"all": [{"asks": "sex", "is": ["female"], "from": 3}]}, {"all": ["sex"]},
        {"all": [{"asks": "sex", "is": ["female"], "not": "yes"}]}, {"any": []},
    ],
)  # fmt: skip
def test_a_rule_of_another_shape_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(EligibilityError):
        from_json(rule)


@pytest.mark.parametrize("answers", [{"age": "20"}, {"age": -1}, {"age": True}, {"sex": 3}])
def test_an_answer_of_another_shape_is_refused(answers: dict[str, Any]) -> None:
    with pytest.raises(EligibilityError):
        eligible(YOUNG_WOMEN, answers)
