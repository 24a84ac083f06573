"""People of this floor's tests: the officer of reception, an operator of a centre, an officer of Palermo."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.reception.models import BodyMember
from tests.reception.places import Place, new_place

MakeUser = Callable[..., User]


@pytest.fixture
def reception_user(make_user: MakeUser, savona: Prefecture) -> User:
    """The officer of reception, in Savona."""
    return make_user("reception", savona, Role.RECEPTION_OFFICER)


@pytest.fixture
def reception(reception_user: User) -> Actor:
    """The officer of reception as the actor of a command."""
    return actor_of(reception_user, "it")


@pytest.fixture
def elsewhere(make_user: MakeUser, palermo: Prefecture) -> Actor:
    """The officer of reception of Palermo."""
    return actor_of(make_user("elsewhere", palermo, Role.RECEPTION_OFFICER), "it")


@pytest.fixture
def place(savona: Prefecture) -> Place:
    """A managing body with its contract and centre, in Savona."""
    return new_place(savona)


@pytest.fixture
def other_place(savona: Prefecture) -> Place:
    """Another managing body with its contract and centre, in Savona."""
    return new_place(savona, 2)


@pytest.fixture
def operator_user(make_user: MakeUser, savona: Prefecture, place: Place) -> User:
    """An operator of the first body's centre."""
    user = make_user("operator", savona, Role.CENTRE_OPERATOR)
    BodyMember.objects.create(prefecture=savona, body=place.body, user=user)
    return user


@pytest.fixture
def operator(operator_user: User) -> Actor:
    """The operator as the actor of a command."""
    return actor_of(operator_user, "it")
