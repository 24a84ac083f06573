"""Rooms and beds laid out in one act, beds out of use and back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from approdo.core.access.actor import Actor
from approdo.core.models import Prefecture
from approdo.reception.commands.layout import RoomPlan, lay_out, return_to_use, take_out_of_use
from approdo.reception.forms.centres import LayOutForm
from approdo.reception.models import Bed, BedUse, OutOfUse, Room
from approdo.reception.queries import centres
from approdo.reception.rules.vocabulary import SexProfile
from tests.reception.places import Place, new_guest, new_stay
from tests.reception.refusals import refused

TODAY = date(2026, 6, 1)


def test_rooms_and_beds_are_laid_out_in_one_act(reception: Actor, place: Place) -> None:
    rooms = [
        RoomPlan("A", "2", 3, SexProfile.WOMEN, accessible=True, square_metres=Decimal("24.5")),
        RoomPlan("Casa  B", "1", 2),
    ]
    assert lay_out(by=reception, centre_id=place.centre.pk, rooms=rooms) == 5
    shown = [(room.unit, room.name, room.beds, room.sex_profile) for room in centres.rooms_of(place.centre, TODAY)]
    assert shown == [("A", "1", 4, "any"), ("A", "2", 3, "women"), ("Casa B", "1", 2, "any")]


def test_all_rooms_are_laid_out_or_none(reception: Actor, place: Place) -> None:
    def lay(*rooms: RoomPlan) -> None:
        lay_out(by=reception, centre_id=place.centre.pk, rooms=rooms)

    good = RoomPlan("B", "1", 2)
    refused("beds_invalid", lay, "rooms")
    refused("beds_invalid", lambda: lay(good, good), "rooms")
    refused("beds_invalid", lambda: lay(good, RoomPlan("B", "2", 0)), "rooms")
    refused("beds_invalid", lambda: lay(good, RoomPlan(" ", "2", 1)), "rooms")
    refused("beds_invalid", lambda: lay(RoomPlan("B", "1", 2001)), "rooms")
    refused("beds_invalid", lambda: lay(RoomPlan("B", "1", 1, square_metres=Decimal(0))), "rooms")
    refused("room_known", lambda: lay(good, RoomPlan("A", "1", 1)))
    assert (Room.objects.count(), Bed.objects.count()) == (1, 4)


def test_lines_of_rooms_are_read_and_wrong_ones_named_by_number(db: None) -> None:
    form = LayOutForm({"rooms": "Casa A; 12; 4; women; yes; 24,5\n\nCasa A;13;2"})
    assert form.is_valid()
    assert form.cleaned_data["rooms"] == [
        RoomPlan("Casa A", "12", 4, SexProfile.WOMEN, accessible=True, square_metres=Decimal("24.50")),
        RoomPlan("Casa A", "13", 2),
    ]
    wrong = LayOutForm({"rooms": "A; 1; 2\nA\nA; 2; molti\nA; 3; 1; cani\nA; 4; 1; any; ; grande"})
    assert [text.split(":")[0].split(" ")[-1] for text in wrong.errors["rooms"]] == ["2", "3", "4", "5"]


def test_a_bed_out_of_use_comes_back_and_its_days_stay_written(reception: Actor, place: Place) -> None:
    beds = [bed.pk for bed in place.beds[:2]]
    made = take_out_of_use(by=reception, centre_id=place.centre.pk, bed_ids=beds, first=TODAY, reason=" Infiltrazioni ")
    assert [(row.reason, row.during.upper) for row in made] == [("Infiltrazioni", None)] * 2
    row = return_to_use(by=reception, centre_id=place.centre.pk, out_id=made[0].pk, on=date(2026, 6, 10))
    assert (row.during.lower, row.during.upper) == (TODAY, date(2026, 6, 10))
    rows = centres.visible_to(reception)
    assert [centres.with_places(rows, day).get().usable for day in (date(2026, 5, 31), TODAY, date(2026, 6, 10))] == [
        4,
        2,
        3,
    ]


def test_a_bed_somebody_sleeps_in_stays_in_use(reception: Actor, savona: Prefecture, place: Place) -> None:
    guest = new_guest(savona)
    stay = new_stay(place, guest, TODAY)
    BedUse.objects.create(
        prefecture=savona, bed=place.beds[0], guest=guest, place=stay.lineage, during=DateRange(TODAY, None)
    )

    def out(bed: Bed, first: date, until: date | None = None) -> None:
        take_out_of_use(
            by=reception, centre_id=place.centre.pk, bed_ids=[bed.pk], first=first, until=until, reason="Lavori"
        )

    refused("bed_slept_in", lambda: out(place.beds[0], date(2026, 7, 1)))
    out(place.beds[0], date(2026, 5, 1), TODAY)
    assert OutOfUse.objects.count() == 1


def test_what_makes_no_sense_is_refused(
    reception: Actor, elsewhere: Actor, operator: Actor, place: Place, other_place: Place
) -> None:
    told = {"by": reception, "centre_id": place.centre.pk, "bed_ids": [place.beds[0].pk], "first": TODAY, "reason": "x"}
    row = take_out_of_use(**told)[0]
    refused("bed_out_already", lambda: take_out_of_use(**told))
    other = {**told, "bed_ids": [place.beds[1].pk]}
    refused("beds_invalid", lambda: take_out_of_use(**{**other, "reason": " "}), "reason")
    refused("beds_invalid", lambda: take_out_of_use(**{**other, "until": TODAY}), "until")
    refused("bed_not_found", lambda: take_out_of_use(**{**told, "bed_ids": [other_place.beds[0].pk]}))
    refused("bed_not_found", lambda: take_out_of_use(**{**told, "bed_ids": []}))
    refused("centre_not_found", lambda: take_out_of_use(**{**other, "by": elsewhere}))
    refused("not_allowed", lambda: take_out_of_use(**{**other, "by": operator}))
    back = {"by": reception, "centre_id": place.centre.pk, "out_id": row.pk, "on": TODAY}
    refused("beds_invalid", lambda: return_to_use(**back), "on")
    return_to_use(**{**back, "on": date(2026, 6, 5)})
    refused("beds_invalid", lambda: return_to_use(**{**back, "on": date(2026, 6, 6)}), "on")
    refused("out_of_use_not_found", lambda: return_to_use(**{**back, "centre_id": other_place.centre.pk}))
