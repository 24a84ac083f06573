"""Mediators, contacts and focal points: people of the network, never public."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from approdo.core.access.actor import Actor
from approdo.core.models import AuditRecord
from approdo.network.commands.mediators import change_mediator, end_mediator, register_mediator
from approdo.network.commands.referents import (
    change_contact,
    change_focal_point,
    end_contact,
    end_focal_point,
    record_contact,
    record_focal_point,
)
from approdo.network.queries import mediators, organisations
from approdo.network.rules.directory import SpokenLevel
from approdo.network.rules.facts import ContactFacts, HoursFacts
from tests.network.directory import TODAY, Entry
from tests.network.people import CONTACT, FOCAL, MEDIATOR
from tests.reception.refusals import refused


def test_a_mediator_is_found_by_language_mode_and_sex(editor: Actor, officer: Actor) -> None:
    made = register_mediator(by=editor, facts=MEDIATOR, today=TODAY)
    assert mediators.facts_of(mediators.mediator(officer, made.pk)) == MEDIATOR
    for wanted, there in (
        ({"language": "bn"}, True), ({"language": "ur"}, False), ({"mode": "phone"}, True), ({"mode": "video"}, False),
        ({"sex": "female"}, True), ({"sex": "male"}, False), ({"comune": "009056"}, True), ({"text": "parola"}, True),
    ):  # fmt: skip
        assert mediators.listed(officer, **wanted).exists() is there, wanted
    end_mediator(by=editor, mediator_id=made.pk)
    assert not mediators.listed(officer).exists()
    refused("record_not_in_state", lambda: end_mediator(by=editor, mediator_id=made.pk))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": " "}, "text_missing", "name"),
        ({"languages": ()}, "mediator_invalid", "languages"),
        ({"languages": (("xx", SpokenLevel.NATIVE),)}, "word_unknown", "languages"),
        ({"languages": (("bn", SpokenLevel.NATIVE), ("bn", SpokenLevel.WORKING))}, "mediator_invalid", "languages"),
        ({"modes": ()}, "mediator_invalid", "modes"),
        ({"phone": ""}, "mediator_invalid", "phone"),
        ({"phone": "chiamare"}, "mediator_invalid", "phone"),
        ({"whole_province": False}, "mediator_invalid", "comuni"),
        ({"ethics_signed_on": date(2026, 6, 2)}, "mediator_invalid", "ethics_signed_on"),
        ({"hours": (HoursFacts(0, time(9), time(8)),)}, "mediator_invalid", "hours"),
        ({"hours": (HoursFacts(0, time(9), time(12)), HoursFacts(0, time(11), time(13)))}, "mediator_invalid", "hours"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(editor: Actor, changes: dict[str, Any], code: str, field: str) -> None:
    told = replace(MEDIATOR, **changes)
    refused(code, lambda: register_mediator(by=editor, facts=told, today=TODAY), field)


def test_a_change_is_written_whole_and_a_stale_one_refused(editor: Actor) -> None:
    made = register_mediator(by=editor, facts=MEDIATOR, today=TODAY)
    told = replace(MEDIATOR, languages=(("ur", SpokenLevel.NATIVE),), hours=())
    change_mediator(by=editor, mediator_id=made.pk, facts=told, expected_version=1)
    assert mediators.facts_of(mediators.mediator(editor, made.pk)) == told
    refused("mediator_changed", lambda: change_mediator(
        by=editor, mediator_id=made.pk, facts=MEDIATOR, expected_version=1
    ))  # fmt: skip
    payloads = " ".join(AuditRecord.objects.values_list("payload", flat=True))
    assert "Inventata" not in payloads
    assert "comunità" not in payloads


def test_a_member_and_another_prefecture_see_no_mediator(member: Actor, elsewhere: Actor, editor: Actor) -> None:
    made = register_mediator(by=editor, facts=MEDIATOR, today=TODAY)
    for by in (member, elsewhere):
        assert not mediators.visible_to(by).exists()
    refused("not_allowed", lambda: end_mediator(by=member, mediator_id=made.pk))
    refused("mediator_not_found", lambda: end_mediator(by=elsewhere, mediator_id=made.pk))


def test_one_focal_point_answers_for_a_matter(editor: Actor, member: Actor, entry: Entry) -> None:
    where = entry.organisation.pk
    made = record_focal_point(by=member, organisation_id=where, facts=FOCAL)
    refused(
        "focal_point_taken",
        lambda: record_focal_point(by=editor, organisation_id=where, facts=replace(FOCAL, name="Altra")),
        "matter",
    )
    general = record_focal_point(by=editor, organisation_id=where, facts=replace(FOCAL, matter="", name="Generale"))
    assert set(organisations.focal_points(editor, matter="documents")) == {made, general}
    assert not organisations.focal_points(editor, trained=True).exists()
    change_focal_point(
        by=editor, focal_point_id=made.pk, facts=replace(FOCAL, vulnerability_trained=True), expected_version=1
    )
    assert list(organisations.focal_points(editor, trained=True)) == [made]
    end_focal_point(by=editor, focal_point_id=made.pk)
    record_focal_point(by=editor, organisation_id=where, facts=replace(FOCAL, name="Altra"))


def test_a_person_who_cannot_be_reached_is_refused(editor: Actor, entry: Entry) -> None:
    where = entry.organisation.pk
    refused("referent_invalid", lambda: record_contact(
        by=editor, organisation_id=where, facts=ContactFacts("Nessuno")
    ), "phone")  # fmt: skip
    refused("word_unknown", lambda: record_focal_point(
        by=editor, organisation_id=where, facts=replace(FOCAL, matter="residence_permit")
    ), "matter")  # fmt: skip


def test_a_contact_is_changed_and_ended(editor: Actor, officer: Actor, entry: Entry) -> None:
    made = record_contact(by=editor, organisation_id=entry.organisation.pk, facts=CONTACT)
    change_contact(by=editor, contact_id=made.pk, facts=replace(CONTACT, phone="019 / 555555"), expected_version=1)
    assert organisations.contacts(officer).get().phone == "019 555555"
    refused("not_allowed", lambda: end_contact(by=officer, contact_id=made.pk))
    end_contact(by=editor, contact_id=made.pk)
    assert not organisations.contacts(officer).exists()
