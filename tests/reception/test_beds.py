"""Beds: given, changed, and refused with who has them and until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound, Refusal
from approdo.core.models import Prefecture, User
from approdo.reception.commands import beds as acts
from approdo.reception.models import BedUse, OutOfUse, Room, Stay
from approdo.reception.queries import beds
from tests.reception.places import Place, new_guest, new_place, new_stay
from tests.reception.staff import officer_of, operator_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
ENTRY = date(2026, 5, 1)


@pytest.fixture
def by(make_user: Callable[..., User], savona: Prefecture) -> Actor:
    return officer_of(make_user, savona)


@pytest.fixture
def place(savona: Prefecture) -> Place:
    return new_place(savona)


@pytest.fixture
def row(savona: Prefecture, place: Place) -> Stay:
    return new_stay(place, new_guest(savona), ENTRY)


def lie(by: Actor, row: Stay, place: Place, bed: int, since: date = ENTRY, act: Any = acts.assign_bed) -> BedUse:
    return act(by=by, stay_id=row.lineage, bed_id=place.beds[bed].pk, since=since, today=TODAY)  # type: ignore[no-any-return]


def refused(code: str, act: Callable[[], Any]) -> str:
    held = list(BedUse.objects.order_by("pk").values())
    with pytest.raises(Refusal) as found:
        act()
    assert found.value.code == code
    assert list(BedUse.objects.order_by("pk").values()) == held
    return str(found.value.message)


def test_a_bed_and_then_another(by: Actor, place: Place, row: Stay) -> None:
    lie(by, row, place, 0)
    refused("guest_has_a_bed", lambda: lie(by, row, place, 1))
    refused("same_bed", lambda: lie(by, row, place, 0, date(2026, 5, 9), acts.move_bed))
    lie(by, row, place, 1, date(2026, 5, 10), acts.move_bed)
    assert [(use.bed_id, use.during) for use in BedUse.objects.order_by("during")] == [
        (place.beds[0].pk, DateRange(ENTRY, date(2026, 5, 10))), (place.beds[1].pk, DateRange(date(2026, 5, 10), None)),
    ]  # fmt: skip
    assert place.beds[0] in beds.free_from(by, place.centre.pk, date(2026, 5, 10))
    assert place.beds[1] not in beds.free_from(by, place.centre.pk, date(2026, 5, 10))


def test_a_taken_bed_says_who_has_it(by: Actor, savona: Prefecture, place: Place, row: Stay) -> None:
    lie(by, row, place, 0)
    other = new_stay(place, new_guest(savona, "Seconda"), ENTRY)
    assert "Provetta Inventata" in refused("bed_taken", lambda: lie(by, other, place, 0, TODAY))
    lie(by, other, place, 1)
    refused("bed_taken", lambda: lie(by, other, place, 0, TODAY, acts.move_bed))


def test_beds_that_cannot_be_had(by: Actor, savona: Prefecture, place: Place, row: Stay) -> None:
    refused("no_bed_yet", lambda: lie(by, row, place, 0, TODAY, acts.move_bed))
    refused("before_entry", lambda: lie(by, row, place, 0, date(2026, 4, 30)))
    refused("not_yet", lambda: lie(by, row, place, 0, date(2026, 5, 21)))
    OutOfUse.objects.create(
        prefecture=savona, bed=place.beds[0], during=DateRange(date(2026, 5, 15), date(2026, 6, 1)), reason="Allagata"
    )
    assert "Allagata" in refused("bed_out_of_use", lambda: lie(by, row, place, 0, date(2026, 5, 16)))
    assert place.beds[0] not in beds.free_from(by, place.centre.pk, TODAY)
    Room.objects.filter(pk=place.beds[1].room_id).update(sex_profile="men")
    row.guest.person.sex = "female"
    row.guest.person.save()
    refused("room_not_suited", lambda: lie(by, row, place, 1))
    elsewhere = new_place(savona, 2)
    with pytest.raises(NotFound):
        lie(by, row, elsewhere, 0)
    gone = new_stay(place, new_guest(savona), ENTRY, date(2026, 5, 3))
    refused("stay_not_in_state", lambda: lie(by, gone, place, 2))


def test_an_operator_gives_the_beds_of_the_own_centres(
    make_user: Callable[..., User], savona: Prefecture, place: Place, row: Stay
) -> None:
    lie(operator_of(make_user, place.body), row, place, 0)
    with pytest.raises(NotFound):
        lie(operator_of(make_user, new_place(savona, 2).body, "other"), row, place, 1)
