"""Organisations: written, shown, hidden, and who keeps their records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.network.commands.organisations import (
    admit_member,
    change_organisation,
    confirm_organisation,
    publish_organisation,
    register_organisation,
    remove_member,
    withdraw_organisation,
)
from approdo.network.models import NetworkMember, Phone
from approdo.network.queries import organisations, places, services
from approdo.network.queries.organisations import facts_of
from approdo.network.rules.phones import PhoneFacts
from tests.network.conftest import MakeUser
from tests.network.directory import ORGANISATION, SERVICE, TODAY, Entry
from tests.reception.refusals import refused


def test_an_organisation_is_a_draft_until_it_is_published(editor: Actor) -> None:
    found = register_organisation(by=editor, facts=replace(ORGANISATION, name=" Ente   inventato "), today=TODAY)
    assert (found.name, found.state, found.confirmed_on, found.confirmed_as) == (
        "Ente inventato", "draft", TODAY, "editor",
    )  # fmt: skip
    published = publish_organisation(by=editor, organisation_id=found.pk, expected_version=1, today=TODAY)
    assert (published.state, published.version) == ("published", 2)
    refused("record_not_in_state", lambda: publish_organisation(by=editor, organisation_id=found.pk))
    assert withdraw_organisation(by=editor, organisation_id=found.pk).state == "withdrawn"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", " ", "text_missing"),
        ("name", "<b>Ente</b>", "text_refused"),
        ("description", 'Vieni <img src=x onerror="alert(1)">', "text_refused"),
        ("description", "javascript:alert(1)", "text_refused"),
        ("description", "scritto al contrario \u202etxt", "text_refused"),
        ("node_type", "bar", "word_unknown"),
        ("tax_code", "00743110158", "organisation_invalid"),
        ("website", "javascript://alert(1)", "address_refused"),
        ("email", "nessuno", "address_refused"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(editor: Actor, field: str, value: str, code: str) -> None:
    refused(code, lambda: register_organisation(by=editor, facts=replace(ORGANISATION, **{field: value})), field)


def test_less_than_is_not_a_tag(editor: Actor) -> None:
    told = replace(ORGANISATION, description="Per chi ha età < 18 anni e reddito <10.000 € l'anno & famiglia")
    assert "< 18" in register_organisation(by=editor, facts=told).description


def test_an_ipa_code_is_known_once(editor: Actor, elsewhere: Actor) -> None:
    told = replace(ORGANISATION, ipa_code="c_i480")
    register_organisation(by=editor, facts=told)
    refused("organisation_known", lambda: register_organisation(by=editor, facts=told), "ipa_code")
    register_organisation(by=elsewhere, facts=told)


def test_an_organisation_is_no_part_of_its_own_parts(editor: Actor) -> None:
    whole = register_organisation(by=editor, facts=replace(ORGANISATION, node_type="asl"))
    part = register_organisation(by=editor, facts=replace(ORGANISATION, node_type="csm", parent_id=whole.pk))
    told = replace(facts_of(whole), parent_id=part.pk)
    refused(
        "organisation_invalid",
        lambda: change_organisation(by=editor, organisation_id=whole.pk, facts=told),
        "parent_id",
    )


def test_a_telephone_that_stays_keeps_its_identifier(editor: Actor, entry: Entry) -> None:
    before = entry.organisation.phones.get().pk
    told = replace(facts_of(entry.organisation), phones=(PhoneFacts("112"), PhoneFacts("019 111111", "altro")))
    change_organisation(by=editor, organisation_id=entry.organisation.pk, facts=told)
    assert [one.number for one in entry.organisation.phones.all()] == ["112", "019 111111"]
    assert Phone.objects.get(pk=before).description == "altro"


def test_a_stale_change_is_refused_and_says_what_was_done(editor: Actor, entry: Entry) -> None:
    told = facts_of(entry.organisation)
    version = entry.organisation.version
    change_organisation(
        by=editor, organisation_id=entry.organisation.pk, facts=replace(told, email="a@b.example"),
        expected_version=version,
    )  # fmt: skip
    refused(
        "organisation_changed",
        lambda: change_organisation(
            by=editor, organisation_id=entry.organisation.pk, facts=told, expected_version=version
        ),
    )


def test_one_whose_services_are_shown_is_not_hidden(editor: Actor, entry: Entry) -> None:
    refused(
        "organisation_has_services", lambda: withdraw_organisation(by=editor, organisation_id=entry.organisation.pk)
    )


def test_a_member_sees_and_changes_their_own_and_nothing_else(member: Actor, entry: Entry, other_entry: Entry) -> None:
    assert list(organisations.visible_to(member)) == [entry.organisation]
    assert list(services.visible_to(member)) == [entry.service]
    assert list(places.visible_to(member)) == [entry.place]
    told = replace(facts_of(entry.organisation), email="nuova@inventata.example")
    assert change_organisation(by=member, organisation_id=entry.organisation.pk, facts=told).email
    assert confirm_organisation(by=member, organisation_id=entry.organisation.pk).confirmed_as == "member"
    refused(
        "organisation_not_found",
        lambda: change_organisation(by=member, organisation_id=other_entry.organisation.pk, facts=told),
    )
    for act in (
        lambda: register_organisation(by=member, facts=ORGANISATION),
        lambda: withdraw_organisation(by=member, organisation_id=entry.organisation.pk),
    ):
        refused("not_allowed", act)


def test_who_reads_does_not_write_and_another_prefecture_sees_nothing(
    officer: Actor, elsewhere: Actor, entry: Entry
) -> None:
    assert list(organisations.visible_to(officer)) == [entry.organisation]
    refused(
        "not_allowed",
        lambda: change_organisation(by=officer, organisation_id=entry.organisation.pk, facts=ORGANISATION),
    )
    assert not organisations.visible_to(elsewhere).exists()
    refused("organisation_not_found", lambda: organisations.organisation(elsewhere, entry.organisation.pk))


def test_a_member_is_added_once_and_removed(
    editor: Actor, make_user: MakeUser, savona: Prefecture, officer_user: User, entry: Entry, other_entry: Entry
) -> None:
    user = make_user("new", savona, Role.NETWORK_MEMBER)
    where = entry.organisation.pk
    member = admit_member(by=editor, organisation_id=where, user_id=user.pk)
    other = other_entry.organisation.pk
    for who in (user, officer_user):
        refused("member_not_free", lambda who=who: admit_member(by=editor, organisation_id=other, user_id=who.pk))
    remove_member(by=editor, organisation_id=where, member_id=member.pk)
    assert not NetworkMember.objects.exists()
    refused("member_not_found", lambda: remove_member(by=editor, organisation_id=where, member_id=member.pk))


def test_the_audit_names_what_changed_and_not_the_words(editor: Actor, entry: Entry) -> None:
    told = replace(facts_of(entry.organisation), email="riservata@inventata.example")
    change_organisation(by=editor, organisation_id=entry.organisation.pk, facts=told)
    payload = AuditRecord.objects.filter(act="organisation.changed").latest("number").payload
    assert '"changed":["email"]' in payload
    assert "riservata" not in payload
    assert SERVICE.description not in payload
