"""Case files written straight into the tables, as many and as odd as a test wants."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.models import User
from approdo.people.models import Person
from approdo.procedures.models import CaseFile, CaseParty

MakeCase = Callable[..., CaseFile]
PROCEDURES = ("family_reunification", "work_seasonal", "citizenship_residence")
STATES = ("registered", "investigation", "integration_requested", "decision_proposal")


@pytest.fixture
def today() -> date:
    """Today in Italy, as the pages have it."""
    return timezone.localdate()


@pytest.fixture
def make_case(officer_user: User, today: date) -> MakeCase:
    """A running case file of the officer, due in 60 days unless told otherwise."""
    made = iter(range(1, 100_000))

    def make(**values: Any) -> CaseFile:
        number = next(made)
        usual = {
            "prefecture_id": "SV", "procedure": "family_reunification", "office": "sui", "state": "investigation",
            "protocol_number": f"2026/{number:05d}", "title": f"Provetta Inventata {number}",
            "responsible": officer_user, "filed_on": today - timedelta(days=90), "clock": "running",
            "effective_due": today + timedelta(days=60), "computed_on": today,
        }  # fmt: skip
        return CaseFile.objects.create(**{**usual, **values})

    return make


@pytest.fixture
def make_party() -> Callable[..., Person]:
    """A person in a case file."""

    def make(case: CaseFile, family: str, given: str, part: str = "applicant", **values: Any) -> Person:
        person = Person.objects.create(prefecture_id=case.prefecture_id, family_name=family, given_name=given, **values)
        CaseParty.objects.create(prefecture_id=case.prefecture_id, case=case, part=part, person=person)
        return person

    return make


def random_cases(actor: Actor, seed: int, many: int, today: date, colleagues: list[User]) -> list[CaseFile]:
    """Case files of every sort, in the prefecture of the actor."""
    dice = random.Random(seed)
    cases = []
    for number in range(many):
        clock = dice.choice(["running", "running", "running", "stopped", "stopped", "not_started"])
        due = None if clock == "not_started" else today + timedelta(days=dice.randint(-40, 60))
        decided = dice.random() < 0.25
        cases.append(
            CaseFile(
                prefecture_id=actor.prefecture,
                procedure=dice.choice(PROCEDURES),
                office=dice.choice(["sui", "citizenship"]),
                state="notified" if decided else dice.choice(STATES),
                protocol_number=f"R/{seed}/{number}",
                title=dice.choice(["Alfa", "Beta", "Gamma"]) + f" {dice.randint(1, 40)}",
                responsible=dice.choice([*colleagues, None]),
                filed_on=today - timedelta(days=dice.randint(0, 300)) if dice.random() < 0.95 else None,
                decided_on=today if decided else None,
                closed_on=today if decided and dice.random() < 0.4 else None,
                outcome="granted" if decided else "",
                clock="ended" if decided else clock,
                effective_due=due,
                stopped_by=dice.choice(["integration_request", "preliminary_rejection", "legal_suspension"])
                if clock == "stopped" and not decided else "",
                stop_ends_on=dice.choice([None, today + timedelta(days=dice.randint(-2, 3))])
                if clock == "stopped" and not decided else None,
                ball=dice.choice(["office", "desk", "applicant", "other_office", "consulate"]),
                follow_up_term="visa" if dice.random() < 0.2 else "",
                follow_up_due=today + timedelta(days=dice.randint(-9, 30)) if dice.random() < 0.2 else None,
                priority=(chosen := dice.random() < 0.2),
                priority_reason="health" if chosen else "",
                computed_on=today - timedelta(days=dice.randint(0, 2)),
            )
        )  # fmt: skip
    return CaseFile.objects.bulk_create(cases)
