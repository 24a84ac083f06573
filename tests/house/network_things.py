"""One thing of each kind of the network in a prefecture, full of a word that nobody elsewhere may read."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from approdo.core.access.actor import Actor
from approdo.core.access.recognition import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Membership, User
from approdo.network.commands import desks, mediators, organisations, places, referents, services
from approdo.network.models import NetworkMember
from approdo.network.rules.directory import Attending
from approdo.network.rules.facts import DeskFacts
from tests.network.directory import HIDDEN_PLACE, ORGANISATION, PLACE, SERVICE, new_entry
from tests.network.people import CONTACT, FOCAL, MEDIATOR


def make_network(prefecture: str, owner: User, word: str) -> dict[str, Any]:
    """A published service with its desk and a draft of each noun, kept by `owner`."""
    by = _editor(prefecture, word)
    entry = new_entry(by)
    whose = entry.organisation.pk
    keeper = NetworkMember.objects.create(prefecture_id=prefecture, organisation=entry.organisation, user=owner)
    free = _user(prefecture, "keeper-to-be", Role.NETWORK_MEMBER, word)
    told = replace(SERVICE, name=f"{word} servizio")
    draft = services.register_service(by=by, organisation_id=whose, facts=told)
    other = new_entry(by, 2)
    site = places.register_place(by=by, organisation_id=whose, facts=replace(PLACE, name=f"{word} sede"))
    desks.open_desk(by=by, service_id=draft.pk, facts=DeskFacts(Attending.PHONE, phone="112"))
    hidden = places.register_place(
        by=by, organisation_id=whose, facts=replace(HIDDEN_PLACE, directions=word), protected=True
    )
    shown = places.register_place(by=by, organisation_id=whose, facts=PLACE)
    places.publish_place(by=by, place_id=shown.pk)
    bare, empty = (organisations.register_organisation(by=by, facts=ORGANISATION) for _each in range(2))
    organisations.publish_organisation(by=by, organisation_id=empty.pk)
    slot = entry.desk.periods.get().slots.all()[0]
    point = referents.record_focal_point(by=by, organisation_id=whose, facts=replace(FOCAL, role=word))
    called = referents.record_contact(by=by, organisation_id=whose, facts=replace(CONTACT, title=word))
    mediator = mediators.register_mediator(by=by, facts=replace(MEDIATOR, availability_note=word))
    return {
        "organisation": whose, "service": draft.pk, "published_service": entry.service.pk, "site": site.pk,
        "hidden_site": hidden.pk, "seat": entry.desk.pk, "slot": slot.pk, "focal_point": point.pk,
        "called": called.pk, "mediator": mediator.pk, "record_keeper": keeper.pk, "free_keeper": free.pk,
        "published_site": shown.pk, "draft_organisation": bare.pk, "published_organisation": empty.pk,
        "published_version": entry.service.version, "organisation_version": entry.organisation.version,
        "other_organisation": other.organisation.pk, "shared_organisation": whose,
    }  # fmt: skip


def _editor(prefecture: str, word: str) -> Actor:
    return actor_of(_user(prefecture, "network-editor", Role.NETWORK_EDITOR, word), "it")


def _user(prefecture: str, name: str, role: Role, word: str) -> User:
    user = User.objects.create(
        prefecture_id=prefecture, email=f"{name}@{prefecture.lower()}.example", full_name=f"{word} {name}"
    )
    Membership.objects.create(
        prefecture_id=prefecture, user=user, role=role.value, valid_from=datetime.date(2020, 1, 1)
    )
    return user
