"""What points to an organisation follows it when it becomes one with another: every key that the models have."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.errors import Refusal
from approdo.core.models import Prefecture
from approdo.network.commands import duplicates, mediators, opportunities, referents
from approdo.network.models import LikelyDuplicate, NetworkMember, Opportunity, Organisation, Service, Suggestion
from approdo.network.queries import opportunities as opportunity_rows
from approdo.network.queries import outreach as stop_rows
from tests.house.freshness_things import make_freshness
from tests.house.shared_life_things import make_shared_life
from tests.network.directory import Entry
from tests.network.newsroom import MakeUser
from tests.network.people import CONTACT, FOCAL, MEDIATOR
from tests.network.shared import course, today

pytestmark = pytest.mark.django_db

# What is about the record itself and not the body's: it stays with the record that goes, or goes with it
STAYS = {
    "question.organisation", "checkfinding.organisation", "likelyduplicate.organisation",
    "likelyduplicate.other_organisation", "organisation.merged_into",
}  # fmt: skip


def keys_to(model: type[Any]) -> dict[str, Any]:
    """Every foreign key to a model, hidden ones too, by table and column."""
    relations = (one for one in model._meta.get_fields(include_hidden=True) if one.auto_created and not one.concrete)
    return {f"{one.related_model._meta.model_name}.{one.field.name}": one for one in relations if one.one_to_many}


def rows_of(relation: Any, record: Any) -> int:
    count: int = relation.related_model._default_manager.filter(**{relation.field.name: record}).count()
    return count


@pytest.fixture
def everything(editor: Actor, entry: Entry, other_entry: Entry, make_user: MakeUser, savona: Prefecture) -> Entry:
    """The other organisation with something of every kind, and what is asked and found about it."""
    gone, by = other_entry.organisation, system_actor("SV", *Permission)
    make_shared_life("SV", gone.pk, "Inventata")
    make_freshness("SV", gone.pk, entry.organisation.pk, "Inventata")
    mediators.register_mediator(by=by, facts=replace(MEDIATOR, organisation_id=gone.pk))
    referents.record_contact(by=editor, organisation_id=gone.pk, facts=CONTACT)
    referents.record_focal_point(by=editor, organisation_id=gone.pk, facts=FOCAL)
    Organisation.objects.create(prefecture=savona, name="Una parte", node_type=gone.node_type, parent=gone)
    Organisation.objects.create(
        prefecture=savona, name="Unita prima", node_type=gone.node_type, state="withdrawn", merged_into=gone
    )
    user = make_user("member", savona, Role.NETWORK_MEMBER)
    NetworkMember.objects.create(prefecture=savona, organisation=gone, user=user)
    return other_entry


def merged(by: Actor, kept: Organisation, gone: Organisation) -> None:
    LikelyDuplicate.objects.all().delete()
    first, second = sorted((kept.pk, gone.pk))
    pair = LikelyDuplicate.objects.create(
        prefecture_id="SV", organisation_id=first, other_organisation_id=second, score=80, found_on=today()
    )
    versions = {str(one.pk): Organisation.objects.get(pk=one.pk).version for one in (kept, gone)}
    duplicates.merge_records(by=by, pair_id=pair.pk, keep=kept.pk, versions=versions)


def test_whatever_points_to_an_organisation_follows_it(editor: Actor, entry: Entry, everything: Entry) -> None:
    kept, gone = entry.organisation, everything.organisation
    # A new key must be written here or in STAYS: without a row of it this test would prove nothing of it
    absent = {name for name, one in keys_to(Organisation).items() if rows_of(one, gone) == 0}
    assert {name for name in absent if not name.startswith("likelyduplicate.")} == set()
    phones = kept.phones.count()
    merged(editor, kept, gone)
    left = {name for name, one in keys_to(Organisation).items() if name not in STAYS and rows_of(one, gone)}
    assert left == {"phone.organisation"}, "it has the number of the one that stays"
    assert kept.phones.count() == phones
    for name in ("opportunity", "outreachstop", "roundtableseat", "protocolparty", "suggestion"):
        assert rows_of(keys_to(Organisation)[f"{name}.organisation"], kept), name


def test_the_public_reads_afterwards_what_it_read_before(editor: Actor, entry: Entry, everything: Entry) -> None:
    before = set(opportunity_rows.published("SV", today())), set(stop_rows.published("SV", today()))
    assert all(before)
    merged(editor, entry.organisation, everything.organisation)
    assert (set(opportunity_rows.published("SV", today())), set(stop_rows.published("SV", today()))) == before


def test_what_the_public_reads_is_not_hidden_by_a_draft(editor: Actor, entry: Entry, other_entry: Entry) -> None:
    kept, gone = entry.organisation, other_entry.organisation
    Organisation.objects.filter(pk=kept.pk).update(state="draft")
    Service.objects.filter(organisation=gone).update(state="withdrawn")
    made = opportunities.record_opportunity(by=editor, organisation_id=gone.pk, facts=course())
    opportunities.publish_opportunity(by=editor, opportunity_id=made.pk)
    with pytest.raises(Refusal) as hidden:
        merged(editor, kept, gone)
    assert hidden.value.code == "organisation_not_published"
    assert Opportunity.objects.get().organisation_id == gone.pk
    Opportunity.objects.update(deadline=today() - timedelta(1), last_day=today() - timedelta(1))
    merged(editor, kept, gone)
    assert Opportunity.objects.get().organisation_id == kept.pk


def test_a_suggestion_about_a_service_waits_under_the_one_that_stays(editor: Actor, entry: Entry) -> None:
    twin = Service.objects.create(
        prefecture_id="SV", organisation=entry.organisation, name=entry.service.name, description="Uguale."
    )
    said = Suggestion.objects.create(prefecture_id="SV", service=twin, words="Chiuso", language="it", day=today())
    first, second = sorted((twin.pk, entry.service.pk))
    pair = LikelyDuplicate.objects.create(
        prefecture_id="SV", service_id=first, other_service_id=second, score=80, found_on=today()
    )
    versions = {str(twin.pk): twin.version, str(entry.service.pk): entry.service.version}
    duplicates.merge_records(by=editor, pair_id=pair.pk, keep=entry.service.pk, versions=versions)
    said.refresh_from_db()
    assert said.service_id == entry.service.pk
