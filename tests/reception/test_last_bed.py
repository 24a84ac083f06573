"""Six officers and one free place: one of them gets it, whatever the moment. Families get all their places or none."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.errors import Refusal
from approdo.core.models import Prefecture, User
from approdo.core.rules.nights import Nights
from approdo.reception.commands import stays as acts
from approdo.reception.commands.stays import Order
from approdo.reception.models import Centre, CentreCapacity, Guest, Stay
from approdo.reception.queries import stays
from tests.reception.places import Place, new_guest, new_place
from tests.reception.staff import officer_of

pytestmark = [pytest.mark.slow, pytest.mark.drill, pytest.mark.usefixtures("committed")]
OFFICERS, ROUNDS = 6, 100
TODAY = date(2026, 5, 10)
NIGHT = Nights(TODAY, date(2026, 5, 11))
Act = Callable[[], Any]


class Desks:
    """Officers who stay at their desks, each on one connection, and act all at the same moment."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.start, self.end = threading.Barrier(number + 1), threading.Barrier(number + 1)
        self.acts: Sequence[Act] = ()
        self.given: list[Any] = []
        self.threads = [threading.Thread(target=self._work, args=(desk,), daemon=True) for desk in range(number)]
        for thread in self.threads:
            thread.start()

    def _work(self, desk: int) -> None:
        while True:
            self.start.wait(60)
            if not self.acts:
                connections.close_all()
                return
            try:
                self.given[desk] = self.acts[desk]()
            except Refusal as refused:
                self.given[desk] = refused
            except Exception as broken:  # told to the test, which fails on it
                self.given[desk] = broken
            self.end.wait(60)

    def at_once(self, acts: Sequence[Act]) -> list[Any]:
        """What each act gave, or why not."""
        self.acts, self.given = acts, [None] * self.number
        self.start.wait(60)
        self.end.wait(60)
        return self.given

    def go_home(self) -> None:
        self.acts = ()
        self.start.wait(60)
        for thread in self.threads:
            thread.join(10)


@pytest.fixture
def officers(committed: None, make_user: Callable[..., User], savona: Prefecture) -> list[Actor]:
    return [officer_of(make_user, savona, f"officer{number}") for number in range(OFFICERS)]


def free_tonight(place: Place) -> int:
    [step] = stays.free(Centre.objects.get(pk=place.centre.pk), NIGHT, TODAY)
    return step.places


def ordered(by: Actor, place: Place, guests: Sequence[Guest]) -> Act:
    order = Order(place.centre.pk, tuple(guest.pk for guest in guests), TODAY)
    return lambda: acts.plan_stay(by=by, order=order, today=TODAY)


def without_the_lock(by: Actor, place: Place, guests: Sequence[Guest], counted: threading.Barrier) -> Act:
    """What a program does that counts first and writes after."""

    def act() -> list[Stay]:
        with transaction.atomic():
            free = free_tonight(place)
            counted.wait(20)
            if free < len(guests):
                raise Refusal("no_free_place", "")
            return [
                Stay.objects.create(
                    prefecture_id=by.prefecture, guest=guest, centre=place.centre, contract=place.contract,
                    state="planned", planned_entry=TODAY, recorded_at=timezone.now(),
                )
                for guest in guests
            ]  # fmt: skip

    return act


def winners(given: list[Any]) -> list[int]:
    """Which desks got their places; every other one was told why not, in words."""
    for answer in given:
        if not isinstance(answer, list):
            assert isinstance(answer, Refusal), repr(answer)
            assert (answer.code, answer.status) == ("no_free_place", 409)
            assert "Centro inventato" in str(answer.message)
    return [desk for desk, answer in enumerate(given) if isinstance(answer, list)]


@pytest.fixture
def desks() -> Any:
    at_work = Desks(OFFICERS)
    yield at_work
    at_work.go_home()


def test_the_last_bed_is_given_once(savona: Prefecture, officers: list[Actor], desks: Desks) -> None:
    place = new_place(savona, beds=1)
    guests = [new_guest(savona, f"Inventata {number}") for number in range(OFFICERS)]
    won = []
    for _ in range(ROUNDS):
        given = desks.at_once([ordered(by, place, [guest]) for by, guest in zip(officers, guests, strict=True)])
        round_won = winners(given)
        assert len(round_won) == 1
        assert free_tonight(place) == 0
        won += round_won
        Stay.objects.all().delete()
    assert len(won) == ROUNDS
    assert len(set(won)) > 1, "the desks did not race"


def test_families_get_all_their_places_or_none(savona: Prefecture, officers: list[Actor], desks: Desks) -> None:
    place = new_place(savona, beds=5)
    sizes = [2, 3, 4, 5, 2, 3]
    families = [[new_guest(savona, f"Inventata {desk}{n}") for n in range(size)] for desk, size in enumerate(sizes)]
    for turn in range(ROUNDS):
        beds = 2 + turn % 4
        CentreCapacity.objects.update(authorised=beds)
        given = desks.at_once([ordered(by, place, family) for by, family in zip(officers, families, strict=True)])
        placed = winners(given)
        taken = [Stay.objects.filter(guest__in=family).count() for family in families]
        assert [taken[desk] for desk in range(OFFICERS)] == [
            sizes[desk] if desk in placed else 0 for desk in range(OFFICERS)
        ]
        left = free_tonight(place)
        assert left == beds - sum(sizes[desk] for desk in placed) >= 0
        assert all(sizes[desk] > left for desk in range(OFFICERS) if desk not in placed), "somebody was refused a place"
        Stay.objects.all().delete()


def test_control_who_counts_without_the_lock_overbooks(savona: Prefecture, officers: list[Actor], desks: Desks) -> None:
    place = new_place(savona, beds=1)
    guests = [new_guest(savona, f"Inventata {number}") for number in range(OFFICERS)]
    counted = threading.Barrier(OFFICERS)
    given = desks.at_once(
        [without_the_lock(by, place, [guest], counted) for by, guest in zip(officers, guests, strict=True)]
    )
    assert sum(isinstance(answer, list) for answer in given) > 1
    assert free_tonight(place) < 0


def test_one_arrives_while_the_other_is_placed(savona: Prefecture, officers: list[Actor], desks: Desks) -> None:
    """The acts that take a place exclude each other too: an order, an arrival after a no-show, a transfer."""
    place, origin = new_place(savona, beds=1), new_place(savona, 2, beds=1)
    guests = [new_guest(savona, f"Inventata {number}") for number in range(OFFICERS)]
    by = officers[0]
    for _ in range(20):
        [late] = ordered(by, place, [guests[0]])()
        acts.record_no_show(by=by, stay_id=late.lineage, today=TODAY)
        [there] = ordered(by, origin, [guests[1]])()
        acts.admit(by=by, stay_id=there.lineage, entry=TODAY, today=TODAY)
        given = desks.at_once([
            lambda late=late: [acts.admit(by=officers[0], stay_id=late.lineage, entry=TODAY, today=TODAY)],
            lambda there=there: acts.transfer(
                by=officers[1], stay_ids=[there.lineage], centre_id=place.centre.pk, on=TODAY, today=TODAY
            ),
            *(ordered(officers[desk], place, [guests[desk]]) for desk in range(2, OFFICERS)),
        ])  # fmt: skip
        assert len(winners(given)) == 1
        assert free_tonight(place) == 0
        Stay.objects.all().delete()
