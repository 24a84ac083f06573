"""People of this floor's tests: an editor of the network, a member, an editor of Palermo, who translates and reviews."""

from __future__ import annotations

import pytest

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.network.models import NetworkMember
from tests.network.directory import Entry, new_entry
from tests.network.newsroom import MakeUser, reviewer_of, translator_of


@pytest.fixture
def editor_user(make_user: MakeUser, savona: Prefecture) -> User:
    """The editor of the network, in Savona."""
    return make_user("editor", savona, Role.NETWORK_EDITOR)


@pytest.fixture
def editor(editor_user: User) -> Actor:
    """The editor as the actor of a command."""
    return actor_of(editor_user, "it")


@pytest.fixture
def elsewhere(make_user: MakeUser, palermo: Prefecture) -> Actor:
    """The editor of the network of Palermo."""
    return actor_of(make_user("elsewhere", palermo, Role.NETWORK_EDITOR), "it")


@pytest.fixture
def entry(editor: Actor) -> Entry:
    """A published service with its place and mornings."""
    return new_entry(editor)


@pytest.fixture
def other_entry(editor: Actor) -> Entry:
    """Another one, of another organisation."""
    return new_entry(editor, 2)


@pytest.fixture
def hidden(editor: Actor) -> Entry:
    """A published service that is protected, with everything of it that nobody may learn."""
    return new_entry(editor, 3, protected=True)


@pytest.fixture
def member_user(make_user: MakeUser, savona: Prefecture, entry: Entry) -> User:
    """Who keeps the records of the first organisation."""
    user = make_user("member", savona, Role.NETWORK_MEMBER)
    NetworkMember.objects.create(prefecture=savona, organisation=entry.organisation, user=user)
    return user


@pytest.fixture
def member(member_user: User) -> Actor:
    """The member as the actor of a command."""
    return actor_of(member_user, "it")


@pytest.fixture
def translator(make_user: MakeUser, savona: Prefecture) -> Actor:
    """A translator of Savona."""
    return translator_of(make_user, savona)


@pytest.fixture
def reviewer(make_user: MakeUser, savona: Prefecture) -> Actor:
    """Who reviews in Savona, and writes the news."""
    return reviewer_of(make_user, savona)
