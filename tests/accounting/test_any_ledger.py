"""Whatever is recorded, sealed, rectified, signed and suspended in whatever order, the statement is the sum of its nights.

Beside the database stands a dictionary of nights, which knows nothing of periods.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from approdo.accounting.commands import evidence, statements
from approdo.accounting.models import CentreMonth, GuestLine, MonthlyStatement
from approdo.accounting.queries.verification import verified
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.core.models import Prefecture
from approdo.people.models import Family, FamilyMember
from approdo.reception.commands import months, nights, suspensions
from approdo.reception.models import RegisterMonth
from approdo.reception.rules.vocabulary import MonthState, NightSource, NightState
from tests.reception.places import Place, new_guest, new_place, new_stay

FIRST, AFTER, TODAY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 6, 3)
NIGHTS = 31
PRICE, POCKET, CAP, KIT, CARD = Decimal("30.64"), Decimal("2.50"), Decimal("7.50"), Decimal(173), Decimal(5)
FAMILY = 4  # of the guests of the first centre, so that the cap counts
STAYS = ((0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 5, 0), (1, 0, 12), (1, 9, 0))  # centre, entry, exit (0: none)
STATES = (NightState.PRESENT, NightState.ABSENT_UNJUSTIFIED, NightState.ABSENT_HOSPITAL)
MAY = (
    Permission.RECEPTION_SEE, Permission.NIGHT_RECORD, Permission.MONTH_CLOSE, Permission.MONTH_CHECK,
    Permission.MONTH_SEAL, Permission.EVIDENCE_RECORD, Permission.STATEMENT_COMPUTE, Permission.ACCOUNTING_SEE,
)  # fmt: skip

someone, days = st.integers(0, len(STAYS) - 1), st.integers(0, NIGHTS - 1)


class Books(RuleBasedStateMachine):
    """Two centres of one contract each, a family and three others, the month of May.

    `said`: (guest, night) -> state in the open register; `kept`: the same, as last sealed, by centre; `signed`: guests by
    centre; `held`: nights of a guest without pocket money.
    """

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.said: dict[tuple[int, int], NightState] = {}
        self.kept: dict[int, dict[tuple[int, int], NightState]] = {}
        self.signed: dict[int, set[int]] = {0: set(), 1: set()}
        self.held: set[tuple[int, int]] = set()

    @initialize()
    def office(self) -> None:
        office = Prefecture.objects.create(code="XX", name="Prefettura inventata", seat="Savona", seat_comune="009056")
        self.by = system_actor(office.pk, *MAY)
        self.places: list[Place] = [new_place(office, n + 1, 8) for n in range(2)]
        self.guests = [new_guest(office, f"Inventata {n}") for n in range(len(STAYS))]
        family = Family.objects.create(prefecture=office)
        for guest in self.guests[:FAMILY]:
            FamilyMember.objects.create(prefecture=office, family=family, person=guest.person, relation="other")
        for guest, (centre, entry, left) in zip(self.guests, STAYS, strict=True):
            new_stay(self.places[centre], guest, day(entry), day(left) if left else None)
        for number in range(len(STAYS)):
            self._say(number, 0, NIGHTS, NightState.PRESENT)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def _say(self, guest: int, first: int, until: int, state: NightState) -> bool:
        centre, entry, left = STAYS[guest]
        first, until = max(first, entry), min(until, left or NIGHTS)
        if first >= until:
            return False
        nights.record_nights(
            by=self.by, centre_id=self.places[centre].centre.pk, first=day(first), until=day(until),
            source=NightSource.OPERATOR, today=TODAY, states={self.guests[guest].pk: state},
        )  # fmt: skip
        self.said |= {(guest, night): state for night in range(first, until)}
        return True

    def _last(self, centre: int) -> RegisterMonth | None:
        rows = RegisterMonth.objects.filter(centre=self.places[centre].centre, month=FIRST)
        return rows.order_by("-edition").first()

    @rule(guest=someone, first=days, length=st.integers(1, 12), state=st.sampled_from(STATES))
    def say(self, guest: int, first: int, length: int, state: NightState) -> None:
        row = self._last(STAYS[guest][0])
        try:
            with transaction.atomic():
                self._say(guest, first, min(first + length, NIGHTS), state)
        except Refusal as refused:
            if row is None or row.state == MonthState.OPEN.value:
                raise AssertionError(f"an open register refused nights: {refused.code}") from None

    @rule(centre=st.integers(0, 1))
    def seal(self, centre: int) -> None:
        """Close, check and seal; a sealed month is rectified first."""
        told = {"by": self.by, "centre_id": self.places[centre].centre.pk, "month": FIRST}
        row = self._last(centre)
        if row is not None and row.state == MonthState.SEALED.value:
            months.rectify_month(**told, reason="Errore di trascrizione")
            return
        months.close_month(**told, today=TODAY)
        months.check_month(**told, differences=())
        months.seal_month(**told)
        self.kept[centre] = {key: state for key, state in self.said.items() if STAYS[key[0]][0] == centre}

    @rule(centre=st.integers(0, 1), who=st.sets(someone))
    def sign(self, centre: int, who: set[int]) -> None:
        if centre not in self.kept:
            return
        here = {guest for guest in who if STAYS[guest][0] == centre}
        evidence.record_signatures(
            by=self.by, centre_id=self.places[centre].centre.pk, month=FIRST, guests={self.guests[n].pk for n in here}
        )
        self.signed[centre] = here

    @rule(guest=someone, first=days, length=st.integers(1, 10))
    def suspend(self, guest: int, first: int, length: int) -> None:
        told = {(guest, night) for night in range(first, first + length)}
        try:
            with transaction.atomic():
                suspensions.suspend_pocket_money(
                    by=self.by, guest_id=self.guests[guest].pk, first=day(first), until=day(first + length),
                    reference="Decreto inventato",
                )  # fmt: skip
        except Refusal:
            assert told & self.held
            return
        assert not told & self.held
        self.held |= told

    @precondition(lambda self: self.kept)
    @rule(centre=st.integers(0, 1))
    def compute(self, centre: int) -> None:
        if centre not in self.kept:
            return
        row = statements.compute_statement(by=self.by, contract_id=self.places[centre].contract.pk, month=FIRST)
        assert (row.nights, row.per_diem, row.pocket_money, row.entry_kits, row.phone_cards) == self.counted(centre)
        lines = GuestLine.objects.filter(centre_month__superseded_at=None, centre_month__contract=row.contract)
        assert lines.aggregate(Sum("amount"))["amount__sum"] == row.gross
        again = statements.compute_statement(by=self.by, contract_id=self.places[centre].contract.pk, month=FIRST)
        assert again.pk == row.pk
        assert verified(row) == []

    def counted(self, centre: int) -> tuple[int, Decimal, Decimal, Decimal, Decimal]:
        """The month night by night: no period, no shared code."""
        slept = [key for key, state in self.kept[centre].items() if state is NightState.PRESENT]
        handed: dict[tuple[object, int], Decimal] = defaultdict(Decimal)
        for guest, night in slept:
            if guest in self.signed[centre] and (guest, night) not in self.held:
                handed["family" if guest < FAMILY else guest, night] += POCKET
        entries = sum(1 for place, _entry, _left in STAYS if place == centre)
        pocket = sum((min(each, CAP) for each in handed.values()), Decimal(0))
        return len(slept), len(slept) * PRICE, pocket, entries * KIT, entries * CARD

    @invariant()
    def one_statement_counts_for_a_contract_and_a_month(self) -> None:
        if not hasattr(self, "places"):
            return
        for place in self.places:
            assert MonthlyStatement.objects.filter(contract=place.contract, superseded_at=None).count() <= 1
            assert CentreMonth.objects.filter(contract=place.contract, superseded_at=None).count() <= 1


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def run(examples: int, steps: int) -> None:
    told: Any = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Books, settings=told)


class AnyLedger(TestCase):
    """In a transaction of its own, which nothing outlives."""

    @pytest.mark.slow
    def test_any_ledger(self) -> None:
        run(10, 20)

    @pytest.mark.long
    def test_any_ledger_at_length(self) -> None:
        run(500, 50)
