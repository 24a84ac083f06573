"""Places: where they may be, and how they are shown and hidden."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from approdo.core.access.actor import Actor
from approdo.network.commands.places import (
    change_place,
    confirm_place,
    publish_place,
    register_place,
    transfer_place,
    withdraw_place,
)
from approdo.network.models import Location
from approdo.network.queries import places
from approdo.network.rules.directory import AccessFact, Told
from tests.network.directory import PLACE, TODAY, Entry
from tests.reception.refusals import refused


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"latitude": Decimal("8.4"), "longitude": Decimal("44.3")}, "place_invalid", "latitude"),  # exchanged
        ({"latitude": Decimal("40.7"), "longitude": Decimal("-74")}, "place_invalid", "latitude"),
        ({"longitude": None}, "place_invalid", "latitude"),
        ({"comune_code": "9056"}, "place_invalid", "comune_code"),
        ({"postal_code": "1710"}, "place_invalid", "postal_code"),
        ({"address_1": ""}, "text_missing", "address_1"),
        ({"directions": "<iframe>"}, "text_refused", "directions"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(
    editor: Actor, entry: Entry, changes: dict[str, Any], code: str, field: str
) -> None:
    told = replace(PLACE, **changes)
    refused(code, lambda: change_place(by=editor, place_id=entry.place.pk, facts=told), field)
    refused(code, lambda: register_place(by=editor, organisation_id=entry.organisation.pk, facts=told), field)


def test_the_database_refuses_a_place_far_away(entry: Entry) -> None:
    with pytest.raises(IntegrityError, match="location_in_italy"), transaction.atomic():
        Location.objects.filter(pk=entry.place.pk).update(latitude=Decimal("51.5"))


def test_what_nobody_said_of_access_is_not_known(editor: Actor, entry: Entry) -> None:
    told = replace(PLACE, accessibility={AccessFact.LIFT: Told.NO, AccessFact.STEP_FREE_ENTRANCE: Told.YES})
    change_place(by=editor, place_id=entry.place.pk, facts=told)
    assert places.facts_of(places.place(editor, entry.place.pk)) == told
    assert AccessFact.QUIET_ROOM not in told.accessibility


def test_a_place_is_shown_hidden_confirmed_and_given_away(
    editor: Actor, member: Actor, entry: Entry, other_entry: Entry
) -> None:
    made = register_place(by=member, organisation_id=entry.organisation.pk, facts=PLACE, today=TODAY)
    assert publish_place(by=member, place_id=made.pk).state == "published"
    assert withdraw_place(by=member, place_id=made.pk).state == "withdrawn"
    assert confirm_place(by=member, place_id=made.pk).confirmed_as == "member"
    to = other_entry.organisation.pk
    refused("not_allowed", lambda: transfer_place(by=member, place_id=made.pk, organisation_id=to))
    transfer_place(by=editor, place_id=made.pk, organisation_id=to)
    refused("place_not_found", lambda: places.place(member, made.pk))


def test_a_stale_change_is_refused(editor: Actor, entry: Entry) -> None:
    version = entry.place.version
    change_place(by=editor, place_id=entry.place.pk, facts=replace(PLACE, directions="Dal porto"))
    refused("place_changed", lambda: change_place(
        by=editor, place_id=entry.place.pk, facts=PLACE, expected_version=version
    ))  # fmt: skip
