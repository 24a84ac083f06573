"""Minors among adults: where they are placed, the days that block, the one extension, and what the pages say."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotAllowed, Refusal
from approdo.core.models import Prefecture, User
from approdo.people.models import Person
from approdo.reception.commands import beds, corrections, sections
from approdo.reception.commands import stays as acts
from approdo.reception.commands.corrections import StayFacts
from approdo.reception.commands.stays import Order
from approdo.reception.models import Centre, Guest, HousingUnit, SectionTerm, Stay
from approdo.reception.queries import duties
from approdo.reception.queries import sections as queries
from approdo.reception.rules.vocabulary import ExitReason
from tests.reception.places import Place, new_guest, new_place, new_stay
from tests.reception.refusals import refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 1)
LAST = date(2026, 7, 30)  # the ninetieth night is that of the day before
EXTENDED = date(2026, 9, 28)


def minor(office: Prefecture, born: date | None = date(2009, 12, 1), name: str = "Inventato") -> Guest:
    person = Person.objects.create(
        prefecture=office, family_name="Provetta", given_name=name, birth_date=born,
        birth_precision="day" if born else "unknown",
    )  # fmt: skip
    return Guest.objects.create(prefecture=office, person=person, unaccompanied_minor=True)


def sectioned(place: Place) -> Place:
    HousingUnit.objects.filter(centre=place.centre).update(minors_section=True)
    return place


def for_minors(place: Place) -> Place:
    Centre.objects.filter(pk=place.centre.pk).update(type="cas_uam")
    place.centre.refresh_from_db()
    return place


@pytest.fixture
def section(place: Place) -> Place:
    return sectioned(place)


@pytest.fixture
def boy(savona: Prefecture) -> Guest:
    return minor(savona)


def plan(by: Actor, place: Place, *guests: Guest, entry: date = TODAY, **told: Any) -> list[Stay]:
    order = Order(place.centre.pk, tuple(guest.pk for guest in guests), entry, **told)
    return acts.plan_stay(by=by, order=order, today=TODAY)


def arrive(by: Actor, place: Place, guest: Guest, entry: date = TODAY) -> Stay:
    [row] = plan(by, place, guest, entry=entry)
    return acts.admit(by=by, stay_id=row.lineage, entry=entry, today=max(TODAY, entry))


def test_a_minor_goes_to_a_centre_for_minors_from_fourteen_on(
    reception: Actor, place: Place, savona: Prefecture
) -> None:
    uam = for_minors(place)
    refused("minor_under_centre_age", lambda: plan(reception, uam, minor(savona, date(2012, 5, 2))))
    [row] = plan(reception, uam, minor(savona, date(2012, 5, 1)))
    assert row.planned_exit is None


def test_among_adults_only_in_a_section_from_sixteen_on_and_of_a_known_age(
    reception: Actor, place: Place, other_place: Place, savona: Prefecture, boy: Guest
) -> None:
    refused("minor_no_section", lambda: plan(reception, place, boy, reason="We have no other place"))
    sectioned(other_place)
    refused("minor_under_section_age", lambda: plan(reception, other_place, minor(savona, date(2010, 5, 2))))
    refused("minor_age_unknown", lambda: plan(reception, other_place, minor(savona, None)))
    assert plan(reception, other_place, minor(savona, date(2010, 5, 1)))


def test_among_adults_only_while_no_place_for_minors_is_free(
    reception: Actor, section: Place, savona: Prefecture, boy: Guest
) -> None:
    uam = for_minors(new_place(savona, 3, beds=1))
    with pytest.raises(Refusal) as found:
        plan(reception, section, boy)
    assert "Centro inventato 3" in found.value.message
    arrive(reception, uam, minor(savona, name="Inventato Altro"))
    assert plan(reception, section, boy)


def test_a_stay_among_adults_always_ends_on_the_ninetieth_day(reception: Actor, section: Place, boy: Guest) -> None:
    [row] = plan(reception, section, boy)
    assert row.planned_exit == LAST
    row = acts.admit(by=reception, stay_id=row.lineage, entry=TODAY, today=TODAY)
    assert row.planned_exit == LAST


def test_an_order_beyond_the_days_is_refused_and_one_within_them_stands(
    reception: Actor, section: Place, boy: Guest
) -> None:
    refused("minor_days_exceeded", lambda: plan(reception, section, boy, planned_exit=LAST + timedelta(days=1)))
    [row] = plan(reception, section, boy, planned_exit=LAST)
    assert row.planned_exit == LAST


def test_an_earlier_arrival_ends_earlier(reception: Actor, section: Place, boy: Guest) -> None:
    [row] = plan(reception, section, boy, entry=TODAY + timedelta(days=3))
    assert row.planned_exit == LAST + timedelta(days=3)
    assert acts.admit(by=reception, stay_id=row.lineage, entry=TODAY, today=TODAY).planned_exit == LAST


def test_the_days_go_on_in_another_section_and_block_when_they_are_over(
    reception: Actor, section: Place, other_place: Place, savona: Prefecture, boy: Guest
) -> None:
    row = arrive(reception, section, boy)
    sectioned(other_place)
    [moved] = acts.transfer(
        by=reception, stay_ids=[row.lineage], centre_id=other_place.centre.pk, on=date(2026, 6, 1),
        today=date(2026, 6, 1),
    )  # fmt: skip
    assert moved.planned_exit == LAST
    refused(
        "minor_days_over",
        lambda: acts.transfer(by=reception, stay_ids=[moved.lineage], centre_id=section.centre.pk, on=LAST, today=LAST),
    )
    uam = for_minors(new_place(savona, 3))
    [away] = acts.transfer(by=reception, stay_ids=[moved.lineage], centre_id=uam.centre.pk, on=LAST, today=LAST)
    assert away.planned_exit is None


def test_a_correction_may_not_leave_a_minor_there_beyond_the_days(reception: Actor, section: Place, boy: Guest) -> None:
    row = arrive(reception, section, boy)

    def correct(**told: Any) -> Stay:
        facts = StayFacts(told.pop("entry", TODAY), **told)
        return corrections.correct_stay(
            by=reception, stay_id=row.lineage, facts=facts, reason="Checked again", today=TODAY
        )

    refused("minor_days_exceeded", lambda: correct(planned_exit=LAST + timedelta(days=1)))
    assert correct(entry=date(2026, 4, 21)).planned_exit == date(2026, 7, 20)


def test_who_comes_of_age_before_stays_without_a_last_day(reception: Actor, section: Place, savona: Prefecture) -> None:
    assert plan(reception, section, minor(savona, date(2008, 7, 1)))[0].planned_exit is None
    adult = minor(savona, date(2008, 5, 1), "Maggiorenne")
    assert plan(reception, section, adult)[0].planned_exit is None


def test_the_days_are_extended_once_by_a_reasoned_decision(
    reception: Actor, operator: Actor, section: Place, boy: Guest
) -> None:
    arrive(reception, section, boy)
    day, act = date(2026, 7, 20), {"guest_id": boy.pk, "on": date(2026, 7, 15), "today": date(2026, 7, 20)}
    with pytest.raises(NotAllowed):
        sections.extend_section(by=operator, reason="No place", **act)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        sections.extend_section(by=reception, reason=" ", **act)  # type: ignore[arg-type]
    sections.extend_section(by=reception, reason="No place is free", **act)  # type: ignore[arg-type]
    assert Stay.objects.get(guest=boy, superseded_at=None).planned_exit == EXTENDED
    found = queries.of_guest(reception, boy, day)
    assert found is not None
    assert (found.count.used, found.count.allowed, found.count.until) == (80, 150, EXTENDED)
    refused("extension_twice", lambda: sections.extend_section(by=reception, reason="Again", **act), "on")  # type: ignore[arg-type]


def test_an_extension_after_the_days_are_over_is_refused(reception: Actor, section: Place, boy: Guest) -> None:
    arrive(reception, section, boy)
    late = LAST + timedelta(days=1)
    refused(
        "extension_too_late",
        lambda: sections.extend_section(by=reception, guest_id=boy.pk, on=late, reason="Late", today=late),
        "on",
    )


def test_who_is_there_longer_is_said_to_be_and_their_exit_can_be_written(
    reception: Actor, section: Place, boy: Guest
) -> None:
    row = arrive(reception, section, boy)
    late = LAST + timedelta(days=5)
    [found] = duties.to_do(reception, late).minors
    assert found.count.over
    assert found.warning == 3
    left = acts.end_stay(by=reception, stay_id=row.lineage, left=late, exit_reason=ExitReason.SAI_TRANSFER, today=late)
    assert left.exit == late
    refused("minor_days_over", lambda: plan(reception, section, boy, entry=late))


@pytest.mark.parametrize(("day", "warned"), [(date(2026, 6, 29), False), (date(2026, 6, 30), True)])
def test_the_list_of_things_to_do_warns_thirty_days_before(
    reception: Actor, operator: Actor, section: Place, boy: Guest, day: date, *, warned: bool
) -> None:
    arrive(reception, section, boy)
    assert bool(duties.to_do(reception, day).minors) == warned
    assert bool(duties.to_do(operator, day).minors) == warned


def test_a_minor_sleeps_in_the_section_and_nobody_else_does(
    reception: Actor, place: Place, boy: Guest, savona: Prefecture
) -> None:
    unit = HousingUnit.objects.create(prefecture=savona, centre=place.centre, name="B")
    sections.set_section(by=reception, centre_id=place.centre.pk, unit_id=unit.pk, minors_section=True)
    row, adult = arrive(reception, place, boy), arrive(reception, place, new_guest(savona))
    bed = place.beds[0]

    def lie(stay: Stay) -> Any:
        return beds.assign_bed(by=reception, stay_id=stay.lineage, bed_id=bed.pk, since=TODAY, today=TODAY)

    refused("bed_outside_section", lambda: lie(row))
    bed.room.unit = unit
    bed.room.save()
    refused("bed_of_section", lambda: lie(adult))
    assert lie(row).guest_id == boy.pk
    refused(
        "section_in_use",
        lambda: sections.set_section(by=reception, centre_id=place.centre.pk, unit_id=unit.pk, minors_section=False),
    )


def test_the_database_itself_refuses_a_stay_without_end_or_beyond_the_days(
    section: Place, boy: Guest, savona: Prefecture
) -> None:
    def broken(**told: Any) -> str:
        with pytest.raises(IntegrityError) as found, transaction.atomic():
            new_stay(section, boy, TODAY, **told)
        return str(found.value)

    assert "longer than the law lets" in broken(planned_exit=LAST)  # nothing was counted
    SectionTerm.objects.create(prefecture=savona, guest=boy, days=90, majority_on=date(2027, 12, 1))
    assert "longer than the law lets" in broken()
    assert "longer than the law lets" in broken(planned_exit=LAST + timedelta(days=1))
    new_stay(section, boy, date(2026, 4, 1), date(2026, 4, 2))
    assert "longer than the law lets" in broken(planned_exit=LAST)
    new_stay(section, boy, TODAY, planned_exit=LAST - timedelta(days=1))


def test_the_database_itself_refuses_a_second_extension(boy: Guest, savona: Prefecture) -> None:
    term = SectionTerm.objects.create(
        prefecture=savona, guest=boy, days=90, extension_days=60, extended_on=TODAY, extension_reason="No place"
    )
    term.extension_days = 120
    with pytest.raises(IntegrityError, match="extended once"), transaction.atomic():
        term.save()


def test_the_pages_of_the_guest_and_of_the_centre_say_the_count_and_why(
    signed_in: Callable[[User], Client], reception_user: User, reception: Actor, section: Place, savona: Prefecture
) -> None:
    today = timezone.localdate()
    young = minor(savona, today.replace(year=today.year - 17) + timedelta(days=1), "Inventato Giovane")
    SectionTerm.objects.create(prefecture=savona, guest=young, days=90, majority_on=queries.majority_of(young))
    new_stay(section, young, today - timedelta(days=80), planned_exit=today + timedelta(days=10))
    client = signed_in(reception_user)
    pages = (f"/reception/guests/{young.pk}/", f"/reception/centres/{section.centre.pk}/", "/reception/to-do/")
    for address in pages:
        page = re.sub(r"\s+", " ", client.get(address).content.decode())
        assert "80 di 90 notti fra adulti" in page
        assert "D.Lgs. 142/2015 art. 19 c. 3-bis" in page
    answer = client.post(
        f"/reception/guests/{young.pk}/extend-days/", {"on": today.isoformat(), "reason": "Nessun posto libero"}
    )
    assert answer.status_code == 302
    term = SectionTerm.objects.get(guest=young)
    assert (term.extension_days, term.extended_on, term.extended_by) == (60, today, reception_user)
