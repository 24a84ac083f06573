"""Any sequence of acts, possible or not, against a naive model: the case file never says two different things."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from approdo.core.access.actor import Actor
from approdo.core.errors import Refusal
from approdo.core.models import AuditRecord
from approdo.people.models import Person
from approdo.procedures.commands import clock, deciding, events, integration, opening, opinions, rejection
from approdo.procedures.commands.opening import Opening, Party
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import pages
from approdo.procedures.rules import states
from tests.procedures.conftest import FILED, GRANT, REFUSAL

pytestmark = pytest.mark.django_db

PROCEDURES = ("family_reunification", "work_employee_quota", "citizenship_residence", "regularisation_2020")
OUTCOMES = ("granted", "denied", "inadmissible", "archived")
FREE = ("quota_imputed", "visa_requested", "entered_italy", "oath_taken", "filed")
TABLE = {(move.source.value, move.act.value): move.target.value for move in states.TRANSITIONS}


class Life(RuleBasedStateMachine):
    """One case file. The model knows its state, its version and which days were told, and nothing else."""

    officer: Actor
    person: Person

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.today = FILED

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize(procedure=st.sampled_from(PROCEDURES))
    def open(self, procedure: str) -> None:
        told = Opening(procedure, FILED, (Party("applicant", self.person.pk),))
        self.id = opening.open_case(by=self.officer, opening=told, today=FILED).pk
        self.version, self.refused = 1 + 1, 0
        self.state = "submitted"

    @property
    def case(self) -> CaseFile:
        return CaseFile.objects.get(pk=self.id)

    def told(self) -> dict[str, Any]:
        return {"by": self.officer, "case_id": self.id, "today": self.today, "expected_version": self.version}

    @contextmanager
    def act(self) -> Iterator[None]:
        """An act that succeeds makes one version more; one that is refused changes nothing at all."""
        before = CaseFile.objects.filter(pk=self.id).values().get()
        try:
            yield
        except Refusal:
            self.refused += 1
            assert CaseFile.objects.filter(pk=self.id).values().get() == before
        else:
            self.version += 1

    days = st.integers(0, 40)
    back = st.integers(-3, 30)

    @rule(days=days)
    def time_goes_by(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(back=back)
    def register(self, back: int) -> None:
        with self.act():
            opening.register_case(protocol_number="2026/1", on=self.today - timedelta(back), **self.told())

    @rule()
    def assign(self) -> None:
        with self.act():
            opening.assign_case(user_id=self.officer.user_id, **self.told())  # type: ignore[arg-type]

    @rule()
    def admit(self) -> None:
        with self.act():
            deciding.admit(**self.told())

    @rule(back=st.none() | back)
    def ask_papers(self, back: int | None) -> None:
        day = None if back is None else self.today - timedelta(back)
        with self.act():
            integration.request_integration(received_on=day, **self.told())

    @rule(back=back)
    def papers_come(self, back: int) -> None:
        with self.act():
            integration.receive_integration(on=self.today - timedelta(back), **self.told())

    @rule()
    def papers_do_not_come(self) -> None:
        with self.act():
            integration.integration_expired(**self.told())

    @rule(back=back, asks=st.booleans())
    def consult(self, back: int, asks: bool) -> None:
        day = self.today - timedelta(back)
        with self.act():
            if asks:
                opinions.ask_opinion(office="questura", on=day, **self.told())
            else:
                opinions.receive_opinion(office="questura", result="received_positive", on=day, **self.told())

    @rule(outcome=st.sampled_from(OUTCOMES), answers=st.sampled_from(("", "No.")))
    def propose(self, outcome: str, answers: str) -> None:
        with self.act():
            deciding.propose_decision(
                grounds=replace(REFUSAL, outcome=outcome, answers_observations=answers), **self.told()
            )

    @rule(back=st.none() | back)
    def give_notice(self, back: int | None) -> None:
        day = None if back is None else self.today - timedelta(back)
        with self.act():
            rejection.notify_10bis(reasons="Il reddito non basta.", received_on=day, **self.told())

    @rule(back=back)
    def person_answers(self, back: int) -> None:
        with self.act():
            rejection.receive_observations(on=self.today - timedelta(back), **self.told())

    @rule(back=back)
    def sign(self, back: int) -> None:
        with self.act():
            deciding.sign_decision(on=self.today - timedelta(back), **self.told())

    @rule(back=back)
    def notify(self, back: int) -> None:
        with self.act():
            deciding.notify_decision(on=self.today - timedelta(back), **self.told())

    @rule(what=st.sampled_from(("follow", "close", "revoke")), back=back)
    def after(self, what: str, back: int) -> None:
        with self.act():
            if what == "follow":
                deciding.start_follow_up(**self.told())
            elif what == "close":
                deciding.close_case(**self.told())
            else:
                deciding.revoke_decision(on=self.today - timedelta(back), grounds=GRANT, **self.told())

    @precondition(lambda self: self.today > FILED + timedelta(200))
    @rule(back=back)
    def withdraw(self, back: int) -> None:
        with self.act():
            deciding.withdraw(on=self.today - timedelta(back), reason="Lettera", **self.told())

    @rule(type_=st.sampled_from(FREE), back=back)
    def happens(self, type_: str, back: int) -> None:
        with self.act():
            events.record_event(type_=type_, on=self.today - timedelta(back), **self.told())

    @rule(place=st.integers(0, 5), back=st.none() | back)
    def correct(self, place: int, back: int | None) -> None:
        rows = list(CaseFile.objects.get(pk=self.id).events.filter(cancelled_at=None).order_by("id"))
        event = rows[place % len(rows)]
        with self.act():
            events.correct_event(
                event_id=event.pk, reason="Errore",
                right_date=None if back is None else event.occurred_on + timedelta(back - 10), **self.told(),
            )  # fmt: skip

    @invariant()
    def state_is_where_the_table_leads(self) -> None:
        case = self.case
        assert case.state in {state.value for state in states.State}
        passages = list(case.passages.order_by("at", "id"))
        assert passages[0].source == "draft"
        assert passages[-1].target == case.state
        assert all(left.target == right.source for left, right in pairwise(passages))
        assert all(TABLE[(row.source, row.act)] == row.target for row in passages)

    @invariant()
    def clock_is_what_a_fresh_computation_says(self) -> None:
        case = self.case
        assert case.computed_on is not None
        assert not clock.compute(case, case.computed_on), "the stored clock differs from a fresh computation"
        if case.clock == "not_started":
            assert case.effective_due is None
        assert (case.clock == "ended") == (case.decided_on is not None or case.outcome == "withdrawn")
        assert (case.closed_on is not None) == (case.state == "closed")

    @invariant()
    def days_add_up(self) -> None:
        case = self.case
        last = max(row.on for row in case.passages.all())
        until = max(case.closed_on or self.today, last, case.filed_on)
        assert sum(row.days for row in pages.time_held(case, self.today)) == (until - case.filed_on).days

    @invariant()
    def a_refusal_was_announced(self) -> None:
        case = self.case
        if case.outcome == "denied":
            assert case.passages.filter(act="notify_10bis").exists()

    @invariant()
    def each_version_has_its_record(self) -> None:
        case = self.case
        assert case.version == self.version
        assert AuditRecord.objects.filter(object_kind="case", object_id=str(case.pk)).count() == self.version - 1


def live(officer: Actor, person: Person, examples: int, steps: int) -> None:
    kind = type("AnyLife", (Life,), {"officer": officer, "person": person})
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


@pytest.mark.slow
def test_any_short_life(officer: Actor, person: Person) -> None:
    live(officer, person, examples=8, steps=20)


@pytest.mark.long
def test_any_long_life(officer: Actor, person: Person) -> None:
    live(officer, person, examples=60, steps=50)
