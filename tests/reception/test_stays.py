"""Orders, arrivals, no-shows, transfers and exits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal, Stale
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.people.models import Family, FamilyMember
from approdo.reception.commands import stays as acts
from approdo.reception.commands.stays import Order
from approdo.reception.models import (
    BedUse,
    Centre,
    CentreCapacity,
    CentreContract,
    Compliance,
    Contract,
    Guest,
    OutOfUse,
    RegisterMonth,
    Stay,
)
from approdo.reception.queries import stays
from approdo.reception.rules.vocabulary import ExitReason
from tests.reception.places import END, Place, new_guest, new_place, new_stay
from tests.reception.staff import officer_of, operator_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 10)
LEAVING = ExitReason.VOLUNTARY_LEAVING


@pytest.fixture
def by(make_user: Callable[..., User], savona: Prefecture) -> Actor:
    return officer_of(make_user, savona)


@pytest.fixture
def place(savona: Prefecture) -> Place:
    return new_place(savona, beds=3)


def plan(by: Actor, place: Place, *guests: Guest, entry: date = TODAY, **told: Any) -> list[Stay]:
    order = Order(place.centre.pk, tuple(guest.pk for guest in guests), entry, **told)
    return acts.plan_stay(by=by, order=order, today=TODAY)


def arrive(by: Actor, place: Place, guest: Guest, entry: date = TODAY, **told: Any) -> Stay:
    [row] = plan(by, place, guest, entry=entry)
    return acts.admit(by=by, stay_id=row.lineage, entry=entry, today=TODAY, **told)


def refused(code: str, act: Callable[[], Any]) -> Refusal:
    rows = Stay.objects.count()
    with pytest.raises(Refusal) as found:
        act()
    assert found.value.code == code
    assert Stay.objects.count() == rows
    return found.value


def now(row: Stay) -> Stay:
    return Stay.objects.get(lineage=row.lineage, superseded_at=None)


def sealed(place: Place, month: date, **told: Any) -> RegisterMonth:
    return RegisterMonth.objects.create(
        prefecture=place.centre.prefecture, centre=place.centre, month=month, state="sealed", content="{}",
        hash="0" * 64, sealed_at=datetime(2026, 6, 5, tzinfo=UTC), **told,
    )  # fmt: skip


def test_from_the_order_to_the_exit(by: Actor, savona: Prefecture, place: Place) -> None:
    guest = new_guest(savona)
    [row] = plan(by, place, guest, planned_exit=date(2026, 9, 1), expected_entry=date(2026, 5, 11))
    assert (row.state, row.contract, row.entry) == ("planned", place.contract, None)
    acts.admit(by=by, stay_id=row.lineage, entry=TODAY, bed_id=place.beds[0].pk, today=TODAY)
    assert (now(row).state, now(row).entry, now(row).planned_exit) == ("present", TODAY, date(2026, 9, 1))
    acts.end_stay(by=by, stay_id=row.lineage, left=date(2026, 5, 20), exit_reason=LEAVING, today=date(2026, 5, 21))
    assert (now(row).state, now(row).exit, now(row).exit_reason) == ("left", date(2026, 5, 20), "voluntary_leaving")
    assert BedUse.objects.get().during == DateRange(TODAY, date(2026, 5, 20))
    assert [one.state for one in stays.history(by, row.lineage)] == ["planned", "present", "left"]
    written = AuditRecord.objects.filter(object_id=str(row.lineage)).order_by("number").values_list("act", flat=True)
    assert list(written) == ["stay.planned", "stay.admitted", "stay.ended"]


def test_the_last_place_is_given_once(by: Actor, savona: Prefecture, place: Place) -> None:
    plan(by, place, new_guest(savona), new_guest(savona))
    refusal = refused("no_free_place", lambda: plan(by, place, new_guest(savona), new_guest(savona)))
    assert place.centre.name in str(refusal.message)
    assert "10 mag 2026" in str(refusal.message)
    plan(by, place, new_guest(savona))
    refused("no_free_place", lambda: plan(by, place, new_guest(savona), entry=date(2026, 8, 1)))


def test_a_family_is_placed_whole_or_not_at_all(by: Actor, savona: Prefecture, place: Place) -> None:
    family = [new_guest(savona) for _ in range(4)]
    refused("no_free_place", lambda: plan(by, place, *family))
    busy = new_place(savona, 2)
    new_stay(busy, family[2], date(2026, 5, 1))
    refusal = refused("guest_elsewhere", lambda: plan(by, place, *family[:3]))
    assert busy.centre.name in str(refusal.message)
    assert len(plan(by, place, *family[:2])) == 2


def test_places_are_counted_night_by_night(by: Actor, savona: Prefecture, place: Place) -> None:
    for guest in (new_guest(savona), new_guest(savona)):
        new_stay(place, guest, date(2026, 5, 1))
    plan(by, place, new_guest(savona), planned_exit=date(2026, 5, 20))
    plan(by, place, new_guest(savona), entry=date(2026, 5, 20), planned_exit=date(2026, 6, 1))
    refused("no_free_place", lambda: plan(by, place, new_guest(savona), entry=date(2026, 5, 31)))
    plan(by, place, new_guest(savona), entry=date(2026, 6, 1))


def test_a_bed_out_of_use_and_a_smaller_capacity_take_places(by: Actor, savona: Prefecture, place: Place) -> None:
    OutOfUse.objects.create(
        prefecture=savona, bed=place.beds[0], during=DateRange(date(2026, 6, 1), date(2026, 6, 10)), reason="prova"
    )
    CentreCapacity.objects.create(
        prefecture=savona, centre=place.centre, valid_from=date(2026, 7, 1), authorised=1, emergency=1,
        order_reference="Prova 1/2026",
    )  # fmt: skip
    guests = [new_guest(savona) for _ in range(3)]
    plan(by, place, *guests, planned_exit=date(2026, 6, 1))
    others = [new_guest(savona) for _ in range(3)]
    refused("no_free_place", lambda: plan(by, place, *others, entry=date(2026, 6, 9), planned_exit=date(2026, 6, 12)))
    refused("no_free_place", lambda: plan(by, place, *others, entry=date(2026, 6, 10)))
    plan(by, place, *others, entry=date(2026, 6, 10), planned_exit=date(2026, 7, 1))
    plan(by, place, *guests[:2], entry=date(2026, 7, 1))


def test_a_closed_centre_has_no_place(by: Actor, savona: Prefecture, place: Place) -> None:
    Centre.objects.update(closed_on=date(2026, 6, 1))
    refused("no_free_place", lambda: plan(by, place, new_guest(savona)))
    plan(by, place, new_guest(savona), planned_exit=date(2026, 6, 1))


def test_an_expired_certificate_stops_a_placement_unless_an_officer_says_why(
    by: Actor, savona: Prefecture, place: Place
) -> None:
    inside, placed = new_guest(savona), new_guest(savona)
    [order] = plan(by, place, inside)
    Compliance.objects.filter(kind="durc").update(expires_on=date(2026, 2, 1))
    refusal = refused("body_lacks_proofs", lambda: plan(by, place, placed))
    assert place.body.name in str(refusal.message)
    assert "DURC" in str(refusal.message)
    plan(by, place, placed, reason="Nessun altro posto")
    acts.admit(by=by, stay_id=order.lineage, entry=TODAY, today=TODAY)  # who was sent before is let in


def test_a_contract_out_of_force_stops_a_stay(by: Actor, savona: Prefecture, place: Place) -> None:
    refused("centre_without_contract", lambda: plan(by, place, new_guest(savona), entry=date(2027, 1, 1)))
    refused("stay_within_contract", lambda: plan(by, place, new_guest(savona), planned_exit=date(2027, 1, 2)))
    [row] = plan(by, place, new_guest(savona), planned_exit=date(2026, 5, 12))
    empty = new_place(savona, 2)
    CentreContract.objects.filter(centre=empty.centre).delete()
    refused("centre_without_contract", lambda: plan(by, empty, new_guest(savona)))
    Stay.objects.exclude(pk=row.pk).delete()
    Contract.objects.filter(pk=place.contract.pk).update(in_force=DateRange(date(2026, 1, 1), TODAY))
    refused("centre_without_contract", lambda: acts.admit(by=by, stay_id=row.lineage, entry=TODAY, today=TODAY))


def test_nobody_is_in_two_places(by: Actor, savona: Prefecture, place: Place) -> None:
    other, guest = new_place(savona, 2), new_guest(savona)
    [first], [second] = (
        plan(by, place, guest, planned_exit=date(2026, 5, 20)),
        plan(by, other, guest, entry=date(2026, 5, 20)),
    )
    acts.admit(by=by, stay_id=first.lineage, entry=TODAY, today=TODAY)
    refusal = refused(
        "guest_elsewhere",
        lambda: acts.admit(by=by, stay_id=second.lineage, entry=date(2026, 5, 20), today=date(2026, 5, 20)),
    )
    assert place.centre.name in str(refusal.message)


def test_where_somebody_is_stays_hidden_from_another_body(
    by: Actor, make_user: Callable[..., User], savona: Prefecture, place: Place
) -> None:
    other, guest = new_place(savona, 2), new_guest(savona)
    [row] = plan(by, place, guest)
    new_stay(other, guest, date(2026, 5, 1))
    theirs = operator_of(make_user, place.body)
    refusal = refused("guest_elsewhere", lambda: acts.admit(by=theirs, stay_id=row.lineage, entry=TODAY, today=TODAY))
    assert other.centre.name not in str(refusal.message)


def test_an_operator_does_what_is_of_the_own_centres(
    by: Actor, make_user: Callable[..., User], savona: Prefecture, place: Place
) -> None:
    mine, theirs = operator_of(make_user, place.body), operator_of(make_user, new_place(savona, 2).body, "other")
    rows = plan(by, place, new_guest(savona), new_guest(savona))
    for act in (
        lambda: acts.admit(by=theirs, stay_id=rows[0].lineage, entry=TODAY, today=TODAY),
        lambda: acts.record_no_show(by=theirs, stay_id=rows[0].lineage, today=TODAY),
        lambda: acts.end_stay(by=theirs, stay_id=rows[0].lineage, left=TODAY, exit_reason=LEAVING, today=TODAY),
    ):
        with pytest.raises(NotFound):
            act()
    acts.admit(by=mine, stay_id=rows[0].lineage, entry=TODAY, today=TODAY)
    acts.end_stay(by=mine, stay_id=rows[0].lineage, left=TODAY, exit_reason=LEAVING, today=TODAY)
    acts.record_no_show(by=mine, stay_id=rows[1].lineage, today=TODAY)
    for act in (
        lambda: plan(mine, place, new_guest(savona)),
        lambda: acts.cancel_plan(by=mine, stay_id=rows[0].lineage, reason="x"),
        lambda: acts.transfer(by=mine, stay_ids=[rows[0].lineage], centre_id=place.centre.pk, on=TODAY, today=TODAY),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_no_show_frees_the_place_and_may_still_arrive(by: Actor, savona: Prefecture, place: Place) -> None:
    rows = plan(by, place, *(new_guest(savona) for _ in range(3)))
    [late] = [plan(by, new_place(savona, 2), new_guest(savona), entry=date(2026, 5, 12))[0]]
    refused("not_expected_yet", lambda: acts.record_no_show(by=by, stay_id=late.lineage, today=TODAY))
    acts.record_no_show(by=by, stay_id=rows[0].lineage, today=TODAY)
    [taken] = plan(by, place, new_guest(savona))
    refused("no_free_place", lambda: acts.admit(by=by, stay_id=rows[0].lineage, entry=TODAY, today=TODAY))
    acts.cancel_plan(by=by, stay_id=taken.lineage, reason="Ordine revocato")
    acts.admit(by=by, stay_id=rows[0].lineage, entry=TODAY, today=TODAY)
    assert now(taken).reason == "Ordine revocato"
    refused("stay_not_in_state", lambda: acts.cancel_plan(by=by, stay_id=rows[0].lineage, reason="Tardi"))


def test_only_an_officer_with_a_reason_admits_above_the_capacity(
    by: Actor, make_user: Callable[..., User], savona: Prefecture, place: Place
) -> None:
    [row] = plan(by, place, new_guest(savona))
    for _ in range(3):
        new_stay(place, new_guest(savona), date(2026, 5, 1))

    def admit(by: Actor, reason: str) -> Stay:
        return acts.admit(by=by, stay_id=row.lineage, entry=TODAY, reason=reason, today=TODAY)

    refused("no_free_place", lambda: admit(by, ""))
    refused("no_free_place", lambda: admit(operator_of(make_user, place.body), "Arrivati di notte"))
    assert admit(by, "Arrivati di notte").reason == "Arrivati di notte"


def test_arriving_early_takes_nobodys_place(by: Actor, savona: Prefecture, place: Place) -> None:
    for _ in range(3):
        arrive(by, place, new_guest(savona))
    early = new_place(savona, 2, beds=1)
    plan(by, early, new_guest(savona), planned_exit=date(2026, 5, 12))
    [row] = plan(by, early, new_guest(savona), entry=date(2026, 5, 12))
    refused("no_free_place", lambda: acts.admit(by=by, stay_id=row.lineage, entry=TODAY, today=TODAY))


def test_who_should_have_left_is_still_counted(by: Actor, savona: Prefecture) -> None:
    small = new_place(savona, 5, beds=1)
    [staying] = plan(by, small, new_guest(savona), planned_exit=date(2026, 5, 12))
    [coming] = plan(by, small, new_guest(savona), entry=date(2026, 5, 12))
    acts.admit(by=by, stay_id=staying.lineage, entry=TODAY, today=TODAY)
    day = date(2026, 5, 12)
    refused("no_free_place", lambda: acts.admit(by=by, stay_id=coming.lineage, entry=day, today=day))
    acts.end_stay(by=by, stay_id=staying.lineage, left=day, exit_reason=LEAVING, today=day)
    acts.admit(by=by, stay_id=coming.lineage, entry=day, today=day)


def test_a_transfer_is_one_night_in_the_new_centre(by: Actor, savona: Prefecture, place: Place) -> None:
    target = new_place(savona, 2, beds=2)
    rows = [arrive(by, place, new_guest(savona), bed_id=place.beds[n].pk) for n in range(3)]
    both, day = [row.lineage for row in rows[:2]], date(2026, 5, 15)

    def move(ids: list[Any], on: date = day) -> list[Stay]:
        return acts.transfer(by=by, stay_ids=ids, centre_id=target.centre.pk, on=on, today=day)

    refused("no_free_place", lambda: move([row.lineage for row in rows]))
    made = move(both)
    assert [(one.entry, one.exit, one.by_transfer, one.contract) for one in made] == [
        (day, None, True, target.contract)
    ] * 2
    assert [(now(row).exit, now(row).exit_reason) for row in rows[:2]] == [(day, "cas_transfer")] * 2
    assert BedUse.objects.filter(during__contains=day).count() == 1
    refused("stay_not_in_state", lambda: move(both))
    refused("same_centre", lambda: move([made[0].lineage]))
    refused("stay_leaves_after_entry", lambda: move([rows[2].lineage], date(2026, 5, 9)))


def test_days_that_make_no_sense(by: Actor, savona: Prefecture, place: Place) -> None:
    refused("no_nights", lambda: plan(by, place, new_guest(savona), planned_exit=TODAY))
    guest = new_guest(savona)
    refused("guests_unclear", lambda: plan(by, place, guest, guest))
    refused("guests_unclear", lambda: plan(by, place))
    [row] = plan(by, place, guest)
    tomorrow = date(2026, 5, 11)
    refused("not_yet", lambda: acts.admit(by=by, stay_id=row.lineage, entry=tomorrow, today=TODAY))
    acts.admit(by=by, stay_id=row.lineage, entry=TODAY, today=TODAY)
    for left, code in ((tomorrow, "not_yet"), (date(2026, 5, 9), "stay_leaves_after_entry")):
        refused(code, lambda left=left: acts.end_stay(
            by=by, stay_id=row.lineage, left=left, exit_reason=LEAVING, today=TODAY
        ))  # fmt: skip
    with pytest.raises(InvalidInput):
        acts.end_stay(by=by, stay_id=row.lineage, left=TODAY, exit_reason=ExitReason.NO_SHOW, today=TODAY)


def test_an_act_on_what_a_colleague_changed(by: Actor, savona: Prefecture, place: Place) -> None:
    [row] = plan(by, place, new_guest(savona))
    acts.admit(by=by, stay_id=row.lineage, entry=TODAY, expected_version=1, today=TODAY)
    with pytest.raises(Stale) as found:
        acts.end_stay(by=by, stay_id=row.lineage, left=TODAY, exit_reason=LEAVING, expected_version=1, today=TODAY)
    assert [change["by"] for change in found.value.changes] == ["Placer"]


def test_what_is_of_another_prefecture_does_not_exist(
    by: Actor, make_user: Callable[..., User], savona: Prefecture, palermo: Prefecture, place: Place
) -> None:
    outsider = officer_of(make_user, palermo, "outsider")
    with pytest.raises(NotFound):
        plan(outsider, place, new_guest(palermo))
    with pytest.raises(NotFound):
        plan(by, place, new_guest(palermo))
    [row] = plan(by, place, new_guest(savona))
    for stay_id in (row.lineage, uuid4()):
        with pytest.raises(NotFound):
            acts.admit(by=outsider, stay_id=stay_id, entry=TODAY, today=TODAY)


def test_a_sealed_month_takes_no_late_entry_and_no_late_exit(by: Actor, savona: Prefecture, place: Place) -> None:
    june, rows = date(2026, 6, 20), plan(by, place, new_guest(savona), new_guest(savona))
    acts.admit(by=by, stay_id=rows[0].lineage, entry=TODAY, today=TODAY)
    sealed(place, date(2026, 5, 1))

    def leave(left: date) -> Stay:
        return acts.end_stay(by=by, stay_id=rows[0].lineage, left=left, exit_reason=LEAVING, today=june)

    refused("month_sealed", lambda: acts.admit(by=by, stay_id=rows[1].lineage, entry=TODAY, today=june))
    refused("month_sealed", lambda: leave(date(2026, 5, 31)))
    leave(date(2026, 6, 1))
    RegisterMonth.objects.create(
        prefecture=savona, centre=place.centre, month=date(2026, 5, 1), edition=2, reason="prova"
    )
    acts.admit(by=by, stay_id=rows[1].lineage, entry=date(2026, 5, 31), today=june)


def test_whom_a_centre_is_not_for(by: Actor, savona: Prefecture, place: Place) -> None:
    mother, son, alone = (new_guest(savona) for _ in range(3))
    for guest, sex, born in (
        (mother, "female", date(1990, 1, 1)),
        (son, "male", date(2015, 1, 1)),
        (alone, "male", None),
    ):
        person = guest.person
        person.sex, person.birth_date, person.birth_precision = sex, born, "day" if born else "unknown"
        person.save()
    Centre.objects.update(sex_profile="women")
    refused("centre_not_suited", lambda: plan(by, place, mother, son))
    family = Family.objects.create(prefecture=savona)
    for guest, role, relation in ((mother, "reference", ""), (son, "member", "child")):
        FamilyMember.objects.create(prefecture=savona, family=family, person=guest.person, role=role, relation=relation)
    plan(by, place, mother, son)
    refusal = refused("centre_not_suited", lambda: plan(by, place, alone))
    assert "Provetta" in str(refusal.message)
    assert plan(by, place, alone, reason="Una notte, in attesa di trasferimento")[0].reason.startswith("Una notte")


def test_the_last_day_of_the_contract(by: Actor, savona: Prefecture, place: Place) -> None:
    [row] = plan(by, place, new_guest(savona), entry=END)
    assert row.planned_entry == END
