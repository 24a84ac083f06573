"""Two guests found to be one person: what hangs on one goes to the other, never in two places a night, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import translation

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound, Refusal
from approdo.core.models import Prefecture
from approdo.people import labels, merging
from approdo.people.commands.merges import merge_persons, undo_merge
from approdo.people.models import Merge, Person
from approdo.reception.models import (
    Absence,
    ArrivalGroup,
    ArrivalNotice,
    ArrivalPerson,
    Guest,
    Measure,
    SectionTerm,
    Stay,
)
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


def going_on(savona: Prefecture, guest: Guest, ground: str = "damage") -> Measure:
    return Measure.objects.create(
        prefecture=savona, guest=guest, ground=ground, state="open", facts="Inventato", opened_on=date(2026, 3, 2)
    )


def refusal(by: Actor, kept: Guest, merged: Guest) -> str:
    """The words of the refusal; nothing moved."""
    before = everything()
    with translation.override("en"):
        with pytest.raises(Refusal) as refused, transaction.atomic():
            merge_persons(by=by, kept_id=kept.person_id, merged_id=merged.person_id)
        assert refused.value.code == "merge_contradicts"
        assert everything() == before
        return str(refused.value.message)


def test_two_measures_on_the_same_ground_are_not_hidden_behind_a_merge(by: Actor, savona: Prefecture) -> None:
    kept, merged = new_guest(savona, "Uno"), new_guest(savona, "Due")
    going_on(savona, kept)
    second = going_on(savona, merged)
    assert "measure on the same ground" in refusal(by, kept, merged)
    Measure.objects.filter(pk=second.pk).update(state="dismissed")
    merge_persons(by=by, kept_id=kept.person_id, merged_id=merged.person_id)
    assert set(Measure.objects.values_list("guest", flat=True)) == {kept.pk}


def test_the_extended_days_of_a_minor_among_adults_never_disappear(by: Actor, savona: Prefecture) -> None:
    one, other = new_guest(savona, "Uno"), new_guest(savona, "Due")
    SectionTerm.objects.create(prefecture=savona, guest=one, days=90)
    SectionTerm.objects.create(
        prefecture=savona, guest=other, days=90, extension_days=60, extended_on=date(2026, 3, 2),
        extension_reason="Nessun posto",
    )  # fmt: skip
    assert "says more: Days of a minor among adults" in refusal(by, one, other)
    before = everything()
    merge = merge_persons(by=by, kept_id=other.person_id, merged_id=one.person_id)
    assert SectionTerm.objects.get(guest=other).extension_days == 60
    assert undo_merge(by=by, merge_id=merge.pk) == []
    assert everything() == before


def test_who_stands_on_two_lists_of_arrival_stands_on_both_after_the_merge(by: Actor, savona: Prefecture) -> None:
    kept, merged = new_guest(savona, "Uno"), new_guest(savona, "Due")
    for guest in (kept, merged):
        notice = ArrivalNotice.objects.create(
            prefecture=savona, reference=str(guest.pk)[:20], expected_on=date(2026, 3, 1), origin="Porto", announced=1
        )
        group = ArrivalGroup.objects.create(prefecture=savona, notice=notice, label="A")
        ArrivalPerson.objects.create(prefecture=savona, group=group, number=1, family_name="Prova", guest=guest)
    merge_persons(by=by, kept_id=kept.person_id, merged_id=merged.person_id)
    assert set(ArrivalPerson.objects.values_list("guest", flat=True)) == {kept.pk}


def test_the_preview_counts_what_moves_with_the_guest(by: Actor, savona: Prefecture, place: Place) -> None:
    kept, merged = new_guest(savona, "Uno"), new_guest(savona, "Due")
    Guest.objects.filter(pk=merged.pk).update(cui="INV0000001", permit_number="INV1")
    Guest.objects.filter(pk=kept.pk).update(permit_number="INV2")
    first = new_stay(place, merged, date(2026, 3, 1), date(2026, 4, 1))
    Stay.objects.filter(pk=new_stay(place, merged, date(2026, 4, 1)).pk).update(superseded_at=first.recorded_at)
    for kind in ("hospital", "unjustified"):
        Absence.objects.create(
            prefecture=savona, guest=merged, centre=place.centre, first=date(2026, 3, 3), until=date(2026, 3, 4),
            kind=kind,
        )  # fmt: skip
    counted = merging.counted(kept.person, merged.person)
    assert {kind: counted[kind] for kind in counted if kind.startswith("reception")} == {
        "reception.Stay": 1, "reception.Absence": 2, "reception.Guest fields": 1,
    }  # fmt: skip
    alone = Person.objects.create(prefecture=savona, family_name="Prova", given_name="Altra")
    counted = merging.counted(alone, merged.person)
    assert (counted["reception.Guest"], counted["reception.Stay"], counted["reception.Absence"]) == (1, 1, 2)
    with translation.override("it"):
        assert [labels.moved(kind) for kind in ("reception.Stay", "reception.Absence", "reception.Guest fields")] == [
            "Permanenze", "Assenze", "Numeri e documenti dell'ospite",
        ]  # fmt: skip
