"""A case file at each point of its life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from approdo.core.access.actor import Actor
from approdo.people.models import Person
from approdo.procedures.commands import deciding, opening
from approdo.procedures.commands.opening import Opening, Party
from approdo.procedures.models import CaseFile

FILED = date(2026, 1, 12)


@pytest.fixture
def person(officer: Actor) -> Person:
    """An invented applicant."""
    return Person.objects.create(prefecture_id="SV", family_name="Provetta", given_name="Inventata")


OpenCase = Callable[..., CaseFile]


@pytest.fixture
def open_case(officer: Actor, person: Person) -> OpenCase:
    """Open a case file of family reunification filed on 12 January 2026."""

    def make(procedure: str = "family_reunification", filed_on: date = FILED, **values: object) -> CaseFile:
        parties = (Party("applicant", person.pk),)
        return opening.open_case(by=officer, opening=Opening(procedure, filed_on, parties, **values), today=filed_on)

    return make


@pytest.fixture
def assigned(officer: Actor, open_case: OpenCase) -> CaseFile:
    """Registered with a protocol number and assigned to the officer."""
    case = open_case()
    opening.register_case(by=officer, case_id=case.pk, protocol_number="2026/0001", on=FILED, today=FILED)
    return opening.assign_case(by=officer, case_id=case.pk, user_id=officer.user_id, today=FILED)


@pytest.fixture
def investigated(officer: Actor, assigned: CaseFile) -> CaseFile:
    """Admitted: under investigation."""
    return deciding.admit(by=officer, case_id=assigned.pk, today=FILED)
