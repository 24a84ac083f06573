"""Two guests found to be one person: what hangs on one goes to the other, never in two places a night, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.utils import translation

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound, Refusal
from approdo.core.models import Prefecture
from approdo.people.commands.merges import merge_persons, undo_merge
from approdo.people.models import Merge, Person
from approdo.reception.models import Absence, Guest, Stay
from approdo.reception.queries import guests
from tests.reception.places import Place, new_guest, new_place, new_stay

pytestmark = pytest.mark.django_db
BY = Permission.PERSON_MERGE, Permission.PERSON_SEE, Permission.RECEPTION_SEE


@pytest.fixture
def by() -> Actor:
    return system_actor("SV", *BY)


@pytest.fixture
def place(savona: Prefecture) -> Place:
    return new_place(savona)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of the floor, as it stands."""
    models = apps.get_app_config("reception").get_models()
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def test_stays_and_absences_of_both_are_of_one_guest_and_undoing_parts_them(
    by: Actor, savona: Prefecture, place: Place
) -> None:
    kept, merged = new_guest(savona, "Uno"), new_guest(savona, "Due")
    Guest.objects.filter(pk=merged.pk).update(cui="INV0000001", permit_number="INV1")
    Guest.objects.filter(pk=kept.pk).update(permit_number="INV2")
    new_stay(place, kept, date(2026, 3, 1), date(2026, 4, 1))
    new_stay(place, merged, date(2026, 4, 1))
    Absence.objects.create(
        prefecture=savona, guest=merged, centre=place.centre, first=date(2026, 4, 3), until=date(2026, 4, 5),
        kind="hospital",
    )  # fmt: skip
    before = everything()
    merge = merge_persons(by=by, kept_id=kept.person_id, merged_id=merged.person_id)
    assert list(Stay.objects.order_by("entry").values_list("guest", flat=True)) == [kept.pk, kept.pk]
    assert Absence.objects.get().guest_id == kept.pk
    now = guests.guest(by, kept.pk)
    assert (now.cui, now.permit_number) == ("INV0000001", "INV2")
    assert list(guests.visible_to(by)) == [now]
    with pytest.raises(NotFound):
        guests.guest(by, merged.pk)
    assert undo_merge(by=by, merge_id=merge.pk) == []
    assert everything() == before


def test_one_person_in_two_centres_the_same_night_is_refused_in_words(
    by: Actor, savona: Prefecture, place: Place
) -> None:
    kept, merged = new_guest(savona, "Uno"), new_guest(savona, "Due")
    new_stay(place, kept, date(2026, 3, 1), date(2026, 4, 2))
    new_stay(new_place(savona, 2), merged, date(2026, 4, 1))
    before = everything()
    with pytest.raises(Refusal) as refused:
        merge_persons(by=by, kept_id=kept.person_id, merged_id=merged.person_id)
    assert refused.value.code == "merge_contradicts"
    with translation.override("en"):
        assert "two centres the same night" in str(refused.value.message)
    assert everything() == before
    assert not Merge.objects.exists()
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_a_guest_merged_into_somebody_who_never_was_one_goes_with_the_person(
    by: Actor, savona: Prefecture, place: Place
) -> None:
    merged = new_guest(savona, "Uno")
    stay = new_stay(place, merged, date(2026, 3, 1))
    other = Person.objects.create(prefecture=savona, family_name="Prova", given_name="Altra")
    merge = merge_persons(by=by, kept_id=other.pk, merged_id=merged.person_id)
    assert guests.guest(by, merged.pk).person_id == other.pk
    assert Stay.objects.get().guest_id == stay.guest_id == merged.pk
    undo_merge(by=by, merge_id=merge.pk)
    assert guests.guest(by, merged.pk).person_id == merged.person_id
