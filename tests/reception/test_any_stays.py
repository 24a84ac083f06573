"""Whatever officers do in whatever order, no night is overbooked and a dictionary of nights agrees."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.core.models import Prefecture
from approdo.core.rules.nights import Nights
from approdo.reception.commands import stays as acts
from approdo.reception.commands.stays import Order
from approdo.reception.models import Centre, Stay
from approdo.reception.queries import stays
from approdo.reception.rules.vocabulary import ExitReason
from tests.reception.places import Place, new_guest, new_place

FIRST = date(2026, 3, 1)
SPAN = 40
CAPACITY = (2, 4)
GUESTS = 8
MAY = (Permission.RECEPTION_SEE, Permission.STAY_PLACE, Permission.STAY_RECORD)

days = st.integers(0, SPAN - 15)
someone = st.integers(0, GUESTS - 1)


class Reception(RuleBasedStateMachine):
    """Two centres, eight guests, a clock that goes on; beside the database a dictionary of what each night should be.

    `plans` and `inside`: guest -> (centre, first day, end or none); `slept`: (guest, night) -> centre.
    """

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.today = 5
        self.plans: dict[int, tuple[int, int, int | None, Any]] = {}
        self.inside: dict[int, tuple[int, int, int | None, Any]] = {}
        self.slept: dict[tuple[int, int], int] = {}

    @initialize()
    def office(self) -> None:
        office = Prefecture.objects.create(code="XX", name="Prefettura inventata", seat="Savona", seat_comune="009056")
        self.by = system_actor(office.pk, *MAY)
        self.places: list[Place] = [new_place(office, n + 1, beds) for n, beds in enumerate(CAPACITY)]
        self.guests = [new_guest(office, f"Inventata {n}") for n in range(GUESTS)]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    # The naive model: one entry for each night

    def holds(self, guest: int, night: int) -> int | None:
        """In which centre a guest has a place that night, as the model sees it."""
        if guest in self.inside:
            centre, entry, end, _row = self.inside[guest]
            if entry <= night and (end is None or night < max(end, self.today + 1)):
                return centre
        if guest in self.plans:
            centre, entry, end, _row = self.plans[guest]
            if entry <= night and (end is None or night < end):
                return centre
        return self.slept.get((guest, night))

    def free(self, centre: int, night: int) -> int:
        return CAPACITY[centre] - sum(self.holds(guest, night) == centre for guest in range(GUESTS))

    def busy(self, guest: int, entry: int, end: int | None) -> bool:
        for held, inside in ((self.inside, True), (self.plans, False)):
            if guest in held:
                _centre, since, until, _row = held[guest]
                if (inside or until is None or until > entry) and (end is None or since < end):
                    return True
        return any(self.slept.get((guest, night)) is not None for night in range(entry, end or SPAN))

    def act(self, allowed: bool, act: Any) -> Any:
        """Do it: the office must agree with the model on whether it is possible."""
        try:
            with transaction.atomic():
                done = act()
        except Refusal as refused:
            if allowed:
                raise AssertionError(f"refused, and the model would have done it: {refused.code}") from None
            return None
        assert allowed, "done, and the model would not"
        return done

    @rule(centre=st.integers(0, 1), who=st.sets(someone, min_size=1, max_size=4), entry=days, length=st.integers(0, 12))
    def plan(self, centre: int, who: set[int], entry: int, length: int) -> None:
        end = entry + length if length else None
        nights = range(entry, end or SPAN)
        fits = all(self.free(centre, night) >= len(who) for night in nights)
        allowed = fits and not any(self.busy(guest, entry, end) for guest in who)
        allowed = allowed and not any(guest in self.plans for guest in who)
        if any(guest in self.plans for guest in who):
            return  # the model keeps one plan a guest
        order = Order(
            self.places[centre].centre.pk, tuple(self.guests[guest].pk for guest in sorted(who)), day(entry),
            day(end) if end is not None else None,
        )  # fmt: skip
        made = self.act(allowed, lambda: acts.plan_stay(by=self.by, order=order, today=day(self.today)))
        for guest, row in zip(sorted(who), made or [], strict=bool(made)):
            self.plans[guest] = (centre, entry, end, row.lineage)

    @rule(guest=someone, back=st.integers(0, 3))
    def admit(self, guest: int, back: int) -> None:
        if guest not in self.plans:
            return
        centre, planned, end, row = self.plans[guest]
        entry = self.today - back
        del self.plans[guest]
        until = end if end is not None and end > entry else None
        fits = all(self.free(centre, night) >= 1 for night in range(entry, max(self.today + 1, planned)))
        elsewhere = guest in self.inside or any(one == guest and night >= entry for one, night in self.slept)
        self.plans[guest] = (centre, planned, end, row)
        done = self.act(
            fits and not elsewhere,
            lambda: acts.admit(by=self.by, stay_id=row, entry=day(entry), today=day(self.today)),
        )
        if done:
            del self.plans[guest]
            self.inside[guest] = (centre, entry, until, row)

    @rule(guest=someone)
    def cancel(self, guest: int) -> None:
        if guest in self.plans:
            acts.cancel_plan(by=self.by, stay_id=self.plans.pop(guest)[3], reason="prova")

    @rule(guest=someone, back=st.integers(0, 3))
    def leave(self, guest: int, back: int) -> None:
        if guest not in self.inside:
            return
        centre, entry, _end, row = self.inside[guest]
        left = self.today - back
        done = self.act(left >= entry, lambda: acts.end_stay(
            by=self.by, stay_id=row, left=day(left), exit_reason=ExitReason.VOLUNTARY_LEAVING, today=day(self.today)
        ))  # fmt: skip
        if done:
            del self.inside[guest]
            self.slept |= {(guest, night): centre for night in range(entry, left)}

    @rule(who=st.sets(someone, min_size=1, max_size=3))
    def transfer(self, who: set[int]) -> None:
        moving = sorted(guest for guest in who if guest in self.inside)
        if not moving:
            return
        target = 1 - self.inside[moving[0]][0]
        nights = range(self.today, SPAN)
        allowed = all(self.inside[guest][0] != target and self.inside[guest][1] <= self.today for guest in moving)
        allowed = allowed and all(self.free(target, night) >= len(moving) for night in nights)
        made = self.act(allowed, lambda: acts.transfer(
            by=self.by, stay_ids=[self.inside[guest][3] for guest in moving],
            centre_id=self.places[target].centre.pk, on=day(self.today), today=day(self.today),
        ))  # fmt: skip
        for guest, row in zip(moving, made or [], strict=bool(made)):
            centre, entry, _end, _row = self.inside[guest]
            self.slept |= {(guest, night): centre for night in range(entry, self.today)}
            self.inside[guest] = (target, self.today, None, row.lineage)

    @rule(days=st.integers(1, 3))
    def time_goes_on(self, days: int) -> None:
        self.today = min(self.today + days, SPAN - 20)

    @invariant()
    def the_free_places_are_those_of_the_model(self) -> None:
        if not hasattr(self, "places"):
            return
        over = Nights(FIRST, day(SPAN))
        for number, place in enumerate(self.places):
            steps = stays.free(Centre.objects.get(pk=place.centre.pk), over, day(self.today))
            told = {
                (step.during.first - FIRST).days + n: step.places for step in steps for n in range(step.during.count)
            }
            counted = {night: self.free(number, night) for night in range(SPAN)}
            assert told == counted

    @invariant()
    def nobody_sleeps_without_a_place(self) -> None:
        if not hasattr(self, "places"):
            return
        asleep: Counter[tuple[Any, int]] = Counter()
        for row in Stay.objects.filter(prefecture_id=self.by.prefecture, superseded_at=None, entry__isnull=False):
            until = row.exit or day(self.today + 1)
            for night in range((row.entry - FIRST).days, (until - FIRST).days):
                asleep[row.centre_id, night] += 1
        most = {place.centre.pk: beds for place, beds in zip(self.places, CAPACITY, strict=True)}
        assert {key: n for key, n in asleep.items() if n > most[key[0]]} == {}


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


class AnyStays(TestCase):
    """In a transaction of its own, which nothing outlives."""

    @pytest.mark.slow
    def test_any_stays(self) -> None:
        run_state_machine_as_test(
            Reception,
            settings=settings(
                max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
