"""Form a family, add to it, take out of it."""

from __future__ import annotations

from uuid import UUID

import pytest

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotAllowed, NotFound, Refusal
from approdo.people import queries
from approdo.people.commands.families import add_family_member, form_family, remove_family_member
from approdo.people.models import Family, Person
from approdo.people.rules.vocabulary import Relation
from tests.people.conftest import Make


def test_a_family_is_seen_from_each_of_its_members(officer: Actor, yusuf: Person, make_person: Make) -> None:
    child = make_person("Benprova", "Figlia")
    family = form_family(by=officer, reference_id=yusuf.pk)
    add_family_member(by=officer, family_id=family.pk, person_id=child.pk, relation=Relation.CHILD)
    assert list(queries.families(officer, child)) == list(queries.families(officer, yusuf)) == [family]


def test_one_family_is_drawn_around_a_person(officer: Actor, yusuf: Person) -> None:
    family = form_family(by=officer, reference_id=yusuf.pk)
    with pytest.raises(Refusal):
        form_family(by=officer, reference_id=yusuf.pk)
    with pytest.raises(Refusal):
        add_family_member(by=officer, family_id=family.pk, person_id=yusuf.pk, relation=Relation.SPOUSE)


def test_the_reference_person_leaves_last_and_ends_the_family(officer: Actor, yusuf: Person, make_person: Make) -> None:
    child = make_person("Benprova", "Figlia")
    family = form_family(by=officer, reference_id=yusuf.pk)
    add_family_member(by=officer, family_id=family.pk, person_id=child.pk, relation=Relation.CHILD)
    with pytest.raises(Refusal):
        remove_family_member(by=officer, family_id=family.pk, person_id=yusuf.pk)
    remove_family_member(by=officer, family_id=family.pk, person_id=child.pk)
    with pytest.raises(NotFound):
        remove_family_member(by=officer, family_id=family.pk, person_id=child.pk)
    remove_family_member(by=officer, family_id=family.pk, person_id=yusuf.pk)
    assert not Family.objects.exists()


def test_strangers_and_readers_touch_no_family(officer: Actor, outsider: Actor, yusuf: Person) -> None:
    family = form_family(by=officer, reference_id=yusuf.pk)
    reader = system_actor("SV", Permission.PERSON_SEE)
    for by, refusal in ((outsider, NotFound), (reader, NotAllowed)):
        with pytest.raises(refusal):
            form_family(by=by, reference_id=yusuf.pk)
        with pytest.raises(refusal):
            add_family_member(by=by, family_id=family.pk, person_id=UUID(int=1), relation=Relation.CHILD)
        with pytest.raises(refusal):
            remove_family_member(by=by, family_id=family.pk, person_id=yusuf.pk)
