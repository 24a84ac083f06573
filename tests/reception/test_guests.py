"""Guests: registered once, numbers kept apart, found by those who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal, Stale
from approdo.core.models import Prefecture, User
from approdo.people.commands import persons
from approdo.people.models import Person
from approdo.people.rules.person import PersonFacts
from approdo.reception.commands import guests as acts
from approdo.reception.models import Guest
from approdo.reception.queries import guests
from approdo.reception.queries.guests import Wanted
from approdo.reception.rules.facts import GuestFacts
from tests.reception.places import new_place, new_stay
from tests.reception.staff import officer_of, operator_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(make_user: Callable[..., User], savona: Prefecture) -> Actor:
    return officer_of(make_user, savona)


def person(by: Actor, family: str = "Provetta", given: str = "Inventata") -> Person:
    return persons.record_person(by=by, facts=PersonFacts(family_name=family, given_name=given))


def register(by: Actor, person: Person, **told: Any) -> Guest:
    return acts.register_guest(by=by, person_id=person.pk, facts=GuestFacts(**told))


def names(by: Actor, **wanted: Any) -> list[str]:
    asked = Wanted(**wanted)
    return [str(row.person) for row in guests.listed(by, asked).order_by(*asked.order)]


def test_a_person_becomes_a_guest_once(by: Actor) -> None:
    known = person(by)
    guest = register(by, known, cui="06ab 12c", health_card_expires_on=date(2027, 1, 1))
    assert (guest.cui, guest.person) == ("06AB12C", known)
    with pytest.raises(Refusal) as found:
        register(by, known)
    assert found.value.code == "guest_known"
    assert guests.to_register(by, "Provetta") == []


def test_a_number_is_of_one_guest(by: Actor) -> None:
    register(by, person(by), cui="06AB12C")
    other = register(by, person(by, "Altra"), vestanet="SV123")
    for facts, code in (({"cui": "06ab12c"}, "guest_cui_taken"), ({"cui": "x" * 13}, "guest_invalid")):
        with pytest.raises(Refusal) as found:
            acts.change_identifiers(by=by, guest_id=other.pk, facts=GuestFacts(**facts))
        assert found.value.code == code
        assert "cui" in found.value.fields
    with pytest.raises(InvalidInput):
        register(by, person(by, "Terza"), permit_number="<b>")


def test_numbers_change_on_the_version_that_was_read(by: Actor) -> None:
    guest = register(by, person(by))
    acts.change_identifiers(by=by, guest_id=guest.pk, facts=GuestFacts(vestanet="SV9"), expected_version=1)
    with pytest.raises(Stale):
        acts.change_identifiers(by=by, guest_id=guest.pk, facts=GuestFacts(), expected_version=1)
    assert (Guest.objects.get().vestanet, Guest.objects.get().version) == ("SV9", 2)


def test_found_by_name_with_mistakes_by_number_by_centre_and_by_state(by: Actor, savona: Prefecture) -> None:
    one, two, three = (
        register(by, person(by, family, given), cui=cui)
        for family, given, cui in (
            ("Mohammadi", "Inventato", "06A"),
            ("Provetta", "Inventata", "06B"),
            ("Zeta", "", ""),
        )
    )
    place, other = new_place(savona), new_place(savona, 2)
    new_stay(place, one, date(2026, 2, 1))
    new_stay(place, two, date(2026, 1, 1), date(2026, 3, 1))
    new_stay(other, two, date(2026, 3, 1))
    assert names(by) == ["Mohammadi Inventato", "Provetta Inventata", "Zeta"]
    assert names(by, sort="-name") == ["Zeta", "Provetta Inventata", "Mohammadi Inventato"]
    assert names(by, sort="-entry") == ["Provetta Inventata", "Mohammadi Inventato", "Zeta"]
    assert names(by, text="Mohamadi") == ["Mohammadi Inventato"]
    assert names(by, text="06b") == ["Provetta Inventata"]
    assert names(by, centre=place.centre.pk) == ["Mohammadi Inventato", "Provetta Inventata"]
    assert names(by, centre=place.centre.pk, state="present") == ["Mohammadi Inventato"]
    assert names(by, centre=place.centre.pk, state="left") == ["Provetta Inventata"]
    assert names(by, state="never") == ["Zeta"]
    [(row, stay)] = guests.with_stays(list(guests.listed(by, Wanted(text="06B"))))
    assert stay is not None
    assert (row.pk, stay.centre) == (two.pk, other.centre)
    assert three.pk


def test_an_operator_sees_the_guests_of_the_own_centres(
    by: Actor, make_user: Callable[..., User], savona: Prefecture
) -> None:
    mine, theirs = new_place(savona), new_place(savona, 2)
    one, two = register(by, person(by, "Mohammadi")), register(by, person(by, "Provetta"))
    new_stay(mine, one, date(2026, 2, 1), date(2026, 3, 1))
    new_stay(theirs, one, date(2026, 3, 1))
    new_stay(theirs, two, date(2026, 2, 1))
    operator = operator_of(make_user, mine.body)
    assert names(operator) == names(operator, text="Mohamadi") == ["Mohammadi Inventata"]
    assert names(operator, text="Provetta") == []
    [(_row, stay)] = guests.with_stays(list(guests.listed(operator, Wanted())))
    assert stay is not None
    assert (stay.centre, stay.state) == (mine.centre, "left")  # where they are now is not theirs to know
    with pytest.raises(NotFound):
        guests.guest(operator, two.pk)
    with pytest.raises(NotAllowed):
        acts.change_identifiers(by=operator, guest_id=one.pk, facts=GuestFacts())


def test_another_prefecture_sees_nobody(
    by: Actor, make_user: Callable[..., User], savona: Prefecture, palermo: Prefecture
) -> None:
    guest = register(by, person(by))
    outsider = officer_of(make_user, palermo, "outsider")
    assert names(outsider) == []
    for act in (
        lambda: guests.guest(outsider, guest.pk),
        lambda: acts.change_identifiers(by=outsider, guest_id=guest.pk, facts=GuestFacts()),
        lambda: acts.register_guest(by=outsider, person_id=guest.person_id, facts=GuestFacts()),
    ):
        with pytest.raises(NotFound):
            act()
