"""People of this floor's tests: all invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from approdo.core.access.actor import Actor
from approdo.people.commands.persons import record_person
from approdo.people.models import Person
from approdo.people.rules.person import PersonFacts
from approdo.people.rules.vocabulary import BirthPrecision, Sex

Make = Callable[..., Person]


def facts(family: str = "Prova", given: str = "Esempio", **values: Any) -> PersonFacts:
    """What a form says of an invented person."""
    if values.get("birth_date") and "birth_precision" not in values:
        values["birth_precision"] = BirthPrecision.DAY
    return PersonFacts(family_name=family, given_name=given, **values)


@pytest.fixture
def make_person(officer: Actor) -> Make:
    """A person recorded by the officer of Savona."""

    def make(family: str = "Prova", given: str = "Esempio", **values: Any) -> Person:
        return record_person(by=officer, facts=facts(family, given, **values))

    return make


@pytest.fixture
def yusuf(make_person: Make) -> Person:
    """Yusuf Benprova, with everything in his passport known."""
    return make_person(
        "Benprova", "Yusuf", sex=Sex.MALE, birth_date=date(1985, 3, 12), birth_country="MA", birth_place="Fes"
    )
