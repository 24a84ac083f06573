"""Organisations and services written twice: proposed by likeness, said to be two, merged for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound, Refusal, Stale
from approdo.core.models import AuditRecord, User
from approdo.network.commands import duplicates, organisations, referents, services
from approdo.network.models import LikelyDuplicate, Organisation, Service
from approdo.network.queries import published
from approdo.network.rules.duplicates import PROPOSED_FROM, Likened, SameWhy, likeness
from approdo.network.rules.phones import PhoneFacts
from tests.network.directory import ORGANISATION, SERVICE, TODAY, Entry, new_entry
from tests.network.people import FOCAL

pytestmark = pytest.mark.slow


def likened(name: str, **told: object) -> Likened:
    return Likened((name,), **{key: value if key == "owner" else frozenset({value}) for key, value in told.items()})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "proposed"),
    [
        (likened("Caritas di Savona"), likened("Caritas di Savona"), True),
        (likened("Caritas Savona", phones="019111"), likened("Caritas di Savona", phones="019111"), True),
        (likened("Caritas di Savona"), likened("Sindacato del porto"), False),
        (likened("Patronato A", codes="123"), likened("Altro nome", codes="123"), True),
        (likened("Sportello legale", owner="a"), likened("Sportello legale", owner="b"), False),
        (likened("Sportello legale", owner="a"), likened("Sportello legale", owner="a"), True),
        (likened("Sportello legale", owner="a", phones="1"), likened("Sportello legale", owner="b", phones="1"), True),
    ],
)  # fmt: skip
def test_what_is_proposed(one: Likened, other: Likened, proposed: bool) -> None:
    found = likeness(one, other)
    assert (found.score >= PROPOSED_FROM) is proposed
    assert likeness(other, one) == found


def test_what_speaks_for_it_is_said() -> None:
    found = likeness(likened("Caritas", phones="019111"), likened("Caritas", phones="019111"))
    assert found.why == (SameWhy.NAME, SameWhy.PHONE)


def twins(by: Actor) -> tuple[Entry, Entry]:
    """Two organisations with like names and one telephone, each with its service."""
    return new_entry(by, 1), new_entry(by, 2)


def pair_of(by: Actor, kind: str = "organisation") -> LikelyDuplicate:
    duplicates.propose_duplicates(by=by, today=TODAY)
    return LikelyDuplicate.objects.get(**{f"{kind}__isnull": False})


def versions(pair: LikelyDuplicate) -> dict[str, int]:
    return {str(one.pk): one.version for one in (pair.first, pair.second)}


def test_likely_ones_are_proposed_once_and_those_said_to_be_two_never_again(editor: Actor) -> None:
    twins(editor)
    pair = pair_of(editor)
    assert pair_of(editor).pk == pair.pk
    duplicates.keep_apart(by=editor, pair_id=pair.pk)
    duplicates.propose_duplicates(by=editor, today=TODAY)
    assert LikelyDuplicate.objects.get(organisation__isnull=False).different_at
    with pytest.raises(Refusal):
        duplicates.keep_apart(by=editor, pair_id=pair.pk)


def test_two_organisations_become_one_with_everything_of_both(editor: Actor) -> None:
    one, other = twins(editor)
    referents.record_focal_point(by=editor, organisation_id=other.organisation.pk, facts=FOCAL)
    told = replace(ORGANISATION, name=other.organisation.name, email="due@inventata.example",
                   phones=(*ORGANISATION.phones, PhoneFacts("019 999999")))  # fmt: skip
    organisations.change_organisation(by=editor, organisation_id=other.organisation.pk, facts=told)
    pair = pair_of(editor)
    duplicates.merge_records(by=editor, pair_id=pair.pk, keep=one.organisation.pk, versions=versions(pair))
    kept, gone = (Organisation.objects.get(pk=row.organisation.pk) for row in (one, other))
    assert (kept.email, gone.state, gone.merged_into_id) == ("due@inventata.example", "withdrawn", kept.pk)
    assert gone.name in kept.alternate_names
    assert {row.organisation_id for row in Service.objects.all()} == {kept.pk}
    assert [row.number for row in kept.phones.order_by("number")] == ["019 111111", "019 999999"]
    assert kept.focal_points.count() == kept.locations.count() - 1 == 1
    assert {row.id for row in published.published("SV", TODAY)} == {one.service.pk, other.service.pk}
    assert AuditRecord.objects.filter(act="organisation.merged").count() == 2
    assert not LikelyDuplicate.objects.filter(organisation__isnull=False).exists()
    with pytest.raises(NotFound):
        duplicates.merge_records(by=editor, pair_id=pair.pk, keep=kept.pk, versions={})


def test_two_services_become_one_with_the_desks_of_both(editor: Actor) -> None:
    one = new_entry(editor)
    facts = replace(SERVICE, phones=(PhoneFacts("019 333333"),), email="s@inventata.example")
    twin = services.register_service(
        by=editor, organisation_id=one.organisation.pk, facts=replace(facts, name=one.service.name)
    )
    pair = pair_of(editor, "service")
    with pytest.raises(Stale):
        duplicates.merge_records(by=editor, pair_id=pair.pk, keep=one.service.pk, versions={})
    duplicates.merge_records(by=editor, pair_id=pair.pk, keep=one.service.pk, versions=versions(pair))
    kept = Service.objects.get(pk=one.service.pk)
    assert kept.email == "s@inventata.example"
    assert {row.number for row in kept.phones.all()} == {"019 222222", "019 333333"}
    assert kept.desks.count() == 1
    assert Service.objects.get(pk=twin.pk).merged_into_id == kept.pk
    with pytest.raises(Refusal):
        services.publish_service(by=editor, service_id=twin.pk)


def test_what_would_hide_something_is_refused(editor: Actor) -> None:
    one, other = twins(editor)
    for entry in (one, other):
        referents.record_focal_point(by=editor, organisation_id=entry.organisation.pk, facts=FOCAL)
    pair = pair_of(editor)
    with pytest.raises(Refusal) as twice:
        duplicates.merge_records(by=editor, pair_id=pair.pk, keep=one.organisation.pk, versions=versions(pair))
    assert twice.value.code == "focal_points_twice"
    hidden = new_entry(editor, 3, protected=True)
    first, second = sorted((hidden.service.pk, one.service.pk))
    strange = LikelyDuplicate.objects.create(
        prefecture_id="SV", service_id=first, other_service_id=second, score=80, found_on=TODAY
    )
    with pytest.raises(Refusal) as shown:
        duplicates.merge_records(by=editor, pair_id=strange.pk, keep=one.service.pk, versions=versions(strange))
    assert shown.value.code == "one_is_protected"


def test_the_form_asks_to_be_sure(editor: Actor, editor_user: User, signed_in: Callable[[User], Client]) -> None:
    one, _other = twins(editor)
    pair, browser = pair_of(editor), signed_in(editor_user)
    assert one.organisation.name in browser.get("/network/duplicates/").content.decode()
    address, read = f"/network/duplicates/{pair.pk}/merge/", f"{pair.first.version},{pair.second.version}"
    assert "Non si torna indietro" in browser.get(address).content.decode()
    told = {"keep": str(one.organisation.pk), "read": read}
    assert browser.post(address, told).status_code == 422
    assert browser.post(address, {**told, "sure": "on", "read": "1,x"}).status_code == 412
    assert browser.post(address, {**told, "sure": "on"}).status_code == 302
    assert Organisation.objects.filter(merged_into=one.organisation).count() == 1
