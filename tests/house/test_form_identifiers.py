"""What makes two forms one: the same identifier, the same words, the same sender."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from approdo.core.models import SavedFilter, User
from approdo.people.models import Person
from tests.house.test_forms_sent_twice import PERSON


def test_a_form_changed_before_it_is_sent_again_is_another_act(
    officer_user: User, signed_in: Callable[[User], Client]
) -> None:
    client, address, name = signed_in(officer_user), reverse("record_person"), uuid4().hex
    for family in ("Prova", "Provata", "Prova"):
        assert client.post(address, {**PERSON, "form_id": name, "family_name": family}).status_code == 302
    assert Person.objects.count() == 2


def test_a_form_that_was_refused_can_be_sent_again(officer_user: User, signed_in: Callable[[User], Client]) -> None:
    client, address, name = signed_in(officer_user), reverse("save_filter"), uuid4().hex
    kept = SavedFilter.objects.create(prefecture_id="SV", user=officer_user, name="Mine")
    form = {"form_id": name, "name": "Mine"}
    assert client.post(address, form).status_code >= 400
    kept.delete()
    assert client.post(address, form).status_code == 302
    assert SavedFilter.objects.get().name == "Mine"


def test_a_form_of_somebody_else_with_the_same_identifier_is_theirs(
    officer_user: User, outsider_user: User, signed_in: Callable[[User], Client]
) -> None:
    form = {**PERSON, "form_id": uuid4().hex}
    for user in (officer_user, outsider_user):
        assert signed_in(user).post(reverse("record_person"), form).status_code == 302
    assert Person.objects.count() == 2
