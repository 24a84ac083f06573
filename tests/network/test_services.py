"""Services: written, shown, hidden, given to another organisation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from approdo.core.access.actor import Actor
from approdo.network.commands import desks, organisations
from approdo.network.commands.places import withdraw_place
from approdo.network.commands.services import (
    change_service,
    confirm_service,
    publish_service,
    register_service,
    transfer_service,
    withdraw_service,
)
from approdo.network.queries import published, services
from approdo.network.queries.services import Wanted, facts_of, listed
from approdo.network.rules.directory import Attending, Cost
from approdo.network.rules.eligibility import Asks, Condition
from approdo.network.rules.facts import DeskFacts
from tests.network.directory import SERVICE, TODAY, Entry, new_entry
from tests.reception.refusals import refused


def test_a_service_says_again_what_was_written(editor: Actor, entry: Entry) -> None:
    told = replace(
        SERVICE, cost=Cost.PAID, cost_amount=Decimal("16.00"), cost_source="Tariffario 2026", capacity=8,
        eligibility=(Condition(Asks.PERMIT, ("work", "family")), Condition(Asks.AGE, least=18)),
        whole_province=False, areas=("009056", "009001"),
    )  # fmt: skip
    change_service(by=editor, service_id=entry.service.pk, facts=told)
    found = facts_of(services.service(editor, entry.service.pk))
    assert replace(found, areas=()) == replace(told, areas=())
    assert set(found.areas) == {"009056", "009001"}


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": ""}, "text_missing", "name"),
        ({"description": " "}, "text_missing", "description"),
        ({"categories": ()}, "text_missing", "categories"),
        ({"categories": ("nothing",)}, "word_unknown", "categories"),
        ({"categories": ("documents",)}, "word_unknown", "categories"),  # a need, not a category
        ({"description": "<script>alert(1)</script>"}, "text_refused", "description"),
        ({"required_documents": ("ok", "<a href=x>")}, "text_refused", "required_documents"),
        ({"whole_province": False}, "service_invalid", "areas"),
        ({"whole_province": False, "areas": ("Savona",)}, "service_invalid", "areas"),
        ({"cost": Cost.FREE, "cost_amount": Decimal(5)}, "service_invalid", "cost_amount"),
        ({"cost": Cost.PAID, "cost_amount": Decimal(0)}, "service_invalid", "cost_amount"),
        ({"eligibility": (Condition(Asks.PERMIT, ("passport",)),)}, "service_invalid", "eligibility"),
        ({"eligibility": (Condition(Asks.COMUNE, ("Savona",)),)}, "service_invalid", "eligibility"),
        ({"url": "ftp://inventata.example"}, "address_refused", "url"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(
    editor: Actor, entry: Entry, changes: dict[str, Any], code: str, field: str
) -> None:
    told = replace(SERVICE, **changes)
    refused(code, lambda: register_service(by=editor, organisation_id=entry.organisation.pk, facts=told), field)
    refused(code, lambda: change_service(by=editor, service_id=entry.service.pk, facts=told), field)


def test_a_service_that_nobody_can_reach_is_not_shown(editor: Actor, entry: Entry) -> None:
    bare = replace(SERVICE, phones=())
    made = register_service(by=editor, organisation_id=entry.organisation.pk, facts=bare, today=TODAY)
    refused("no_way_to_reach", lambda: publish_service(by=editor, service_id=made.pk))
    desks.open_desk(by=editor, service_id=made.pk, facts=DeskFacts(Attending.MOBILE))
    refused("no_way_to_reach", lambda: publish_service(by=editor, service_id=made.pk))
    desks.open_desk(by=editor, service_id=made.pk, facts=DeskFacts(Attending.PHONE, phone="019 333333"))
    assert publish_service(by=editor, service_id=made.pk, today=TODAY).state == "published"


def test_the_last_way_to_a_published_service_is_not_taken_away(editor: Actor, entry: Entry) -> None:
    change_service(by=editor, service_id=entry.service.pk, facts=replace(SERVICE, phones=()))
    refused("no_way_to_reach", lambda: desks.end_desk(by=editor, desk_id=entry.desk.pk))
    change_service(by=editor, service_id=entry.service.pk, facts=SERVICE)
    assert desks.end_desk(by=editor, desk_id=entry.desk.pk, today=TODAY).ended_on == TODAY
    refused(
        "no_way_to_reach",
        lambda: change_service(by=editor, service_id=entry.service.pk, facts=replace(SERVICE, phones=())),
    )


def test_a_service_is_shown_with_its_places_and_its_organisation_before_it(editor: Actor) -> None:
    draft = new_entry(editor, publish=False)
    refused("organisation_not_published", lambda: publish_service(by=editor, service_id=draft.service.pk))
    organisations.publish_organisation(by=editor, organisation_id=draft.organisation.pk, today=TODAY)
    publish_service(by=editor, service_id=draft.service.pk, today=TODAY)
    draft.place.refresh_from_db()
    assert draft.place.state == "published"
    refused("place_has_desks", lambda: withdraw_place(by=editor, place_id=draft.place.pk))
    withdraw_service(by=editor, service_id=draft.service.pk)
    assert published.published("SV", TODAY) == []
    withdraw_place(by=editor, place_id=draft.place.pk)
    refused("place_withdrawn", lambda: publish_service(by=editor, service_id=draft.service.pk))


def test_the_public_sees_nothing_that_nobody_confirmed_for_long(editor: Actor, entry: Entry) -> None:
    assert [one.id for one in published.published("SV", TODAY + timedelta(days=180))] == [entry.service.pk]
    assert published.published("SV", TODAY + timedelta(days=181)) == []
    confirm_service(by=editor, service_id=entry.service.pk, today=TODAY + timedelta(days=181))
    assert published.published("SV", TODAY + timedelta(days=181))[0].fresh.days == 0


def test_a_member_publishes_their_own_and_transfers_nothing(member: Actor, entry: Entry, other_entry: Entry) -> None:
    withdraw_service(by=member, service_id=entry.service.pk)
    assert publish_service(by=member, service_id=entry.service.pk).state == "published"
    refused("service_not_found", lambda: withdraw_service(by=member, service_id=other_entry.service.pk))
    refused(
        "organisation_not_found",
        lambda: register_service(by=member, organisation_id=other_entry.organisation.pk, facts=SERVICE),
    )
    refused(
        "not_allowed",
        lambda: transfer_service(by=member, service_id=entry.service.pk, organisation_id=other_entry.organisation.pk),
    )


def test_a_service_given_away_is_its_new_owners(editor: Actor, member: Actor, entry: Entry, other_entry: Entry) -> None:
    to = other_entry.organisation.pk
    transfer_service(by=editor, service_id=entry.service.pk, organisation_id=to)
    assert not services.visible_to(member).exists()
    refused(
        "record_not_in_state",
        lambda: transfer_service(by=editor, service_id=entry.service.pk, organisation_id=to),
    )


def test_a_list_is_narrowed_by_what_one_looks_for(editor: Actor, entry: Entry, other_entry: Entry) -> None:
    change_service(
        by=editor, service_id=other_entry.service.pk,
        facts=replace(SERVICE, categories=("italian_course",), whole_province=False, areas=("009001",)),
    )  # fmt: skip

    def found(**wanted: Any) -> set[Any]:
        return {row.pk for row in listed(editor, Wanted(**wanted), TODAY)}

    first, second = entry.service.pk, other_entry.service.pk
    assert found() == {first, second}
    assert found(text="inventata 1") == {first}
    assert found(category="residence_permit") == {first}
    assert found(comune="009001") == {second}
    assert found(comune="009056") == {first, second}  # both are met there
    assert found(language="bn") == {first, second}
    assert found(language="ur") == set()
    assert found(node_type="union") == set()
    assert found(state="draft") == set()
    assert found(stale=True) == set()
    assert {row.pk for row in listed(editor, Wanted(stale=True), TODAY + timedelta(days=121))} == {first, second}


def test_another_prefecture_sees_no_service(elsewhere: Actor, entry: Entry) -> None:
    refused("service_not_found", lambda: services.service(elsewhere, entry.service.pk))
    assert published.published("PA", TODAY) == []
