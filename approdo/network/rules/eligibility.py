"""Who may use a service, as a small structure that a browser can compute too.

Its shape in JSON, `{"all": [condition, ...]}`, is all of:

- `{"asks": "permit", "is": ["work", "family"]}`: the answer is one of those words (permit, status, sex, comune, area,
  family); an answer that is a list (a person has two permits) needs one of its words to be there;
- `{"asks": "age", "from": 18, "to": 25}`: whole years, both ends included, either may be absent;
- `{"asks": "family", "is": ["pregnant"], "not": true}`: the opposite.

A service for everybody has no condition: `{"all": []}`. Answers are `{"permit": ["work"], "age": 20}`; one that is
missing or null was not given, and then the service says `ask`, never `no`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_AGE = 130


class Asks(StrEnum):
    """What a condition asks of a person."""

    PERMIT = "permit"
    STATUS = "status"
    SEX = "sex"
    COMUNE = "comune"
    AREA = "area"
    FAMILY = "family"
    AGE = "age"


class May(StrEnum):
    """Whether a person may use a service. `ask`: an answer is missing, the desk tells."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


class EligibilityError(ValueError):
    """A rule or an answer that has not the shape above."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `words` for every question but the age, `least` and `most` for the age alone."""

    asks: Asks
    words: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    opposite: bool = False


@dataclass(frozen=True, slots=True)
class Met:
    """What became of a condition."""

    condition: Condition
    answer: May


@dataclass(frozen=True, slots=True)
class Eligible:
    """The answer with each condition explained, in the order of the rule, and what is still to be asked."""

    answer: May
    conditions: tuple[Met, ...]
    missing: tuple[Asks, ...]


Answer = str | int | Sequence[str] | None


def eligible(conditions: Sequence[Condition], answers: Mapping[str, Answer]) -> Eligible:
    """Whether a person who answered so may use the service.

    One condition not met is a no whatever else is missing. Raises EligibilityError for an answer of a wrong shape.

    Source: the issue of the portal, "am I eligible"; each service says its own conditions.
    """
    met = tuple(Met(one, _met(one, answers.get(one.asks))) for one in conditions)
    said = {one.answer for one in met}
    missing = tuple(dict.fromkeys(one.condition.asks for one in met if one.answer is May.ASK))
    return Eligible(next((word for word in (May.NO, May.ASK) if word in said), May.YES), met, missing)


def to_json(conditions: Sequence[Condition]) -> dict[str, Any]:
    """The conditions in the shape above, ready for `json.dumps`.

    Source: our choice, the shape at the head of this room.
    """
    return {"all": [_written(one) for one in conditions]}


def from_json(rule: Mapping[str, Any]) -> tuple[Condition, ...]:
    """The conditions of a rule in the shape above. Raises EligibilityError, also for a key that it does not know.

    Source: our choice, the shape at the head of this room.
    """
    if set(rule) != {"all"} or not isinstance(rule["all"], list):
        raise EligibilityError('write {"all": [conditions]}')
    return tuple(_read(one) for one in rule["all"])


def _met(condition: Condition, answer: Answer) -> May:
    if answer is None or answer == "" or answer == []:
        return May.ASK
    if condition.asks is Asks.AGE:
        if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer <= MOST_AGE:
            raise EligibilityError("the age is a whole number of years")
        held = (condition.least or 0) <= answer <= (MOST_AGE if condition.most is None else condition.most)
    else:
        if isinstance(answer, int):
            raise EligibilityError(f"{condition.asks} is a word or a list of words")
        given = {answer} if isinstance(answer, str) else set(answer)
        held = bool(given & set(condition.words))
    return May.YES if held is not condition.opposite else May.NO


def _written(condition: Condition) -> dict[str, Any]:
    found: dict[str, Any] = {"asks": str(condition.asks)}
    if condition.words:
        found["is"] = list(condition.words)
    if condition.least is not None:
        found["from"] = condition.least
    if condition.most is not None:
        found["to"] = condition.most
    if condition.opposite:
        found["not"] = True
    return found


def _read(one: Any) -> Condition:
    if not isinstance(one, dict) or one.get("asks") not in list(Asks):
        raise EligibilityError(f"a condition asks one of: {', '.join(Asks)}")
    asks = Asks(one["asks"])
    allowed = {"asks", "not"} | ({"from", "to"} if asks is Asks.AGE else {"is"})
    if set(one) - allowed:
        raise EligibilityError(f"unknown: {', '.join(sorted(map(str, set(one) - allowed)))}")
    if not isinstance(one.get("not", False), bool):
        raise EligibilityError("'not' is true or false")
    if asks is Asks.AGE:
        return Condition(asks, (), *_ages(one), opposite=one.get("not", False))
    words = one.get("is")
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
        raise EligibilityError("'is' is a list of words")
    return Condition(asks, tuple(words), opposite=one.get("not", False))


def _ages(one: dict[str, Any]) -> tuple[int | None, int | None]:
    least, most = one.get("from"), one.get("to")
    for age in (least, most):
        if age is not None and (isinstance(age, bool) or not isinstance(age, int) or not 0 <= age <= MOST_AGE):
            raise EligibilityError("an age is a whole number of years")
    if (least is None and most is None) or (least is not None and most is not None and most < least):
        raise EligibilityError("an age goes 'from' a year 'to' a year not before it")
    return least, most
