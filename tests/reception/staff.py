"""Who acts in the tests of reception: an officer of the office, and the operator of a managing body."""

from __future__ import annotations

from collections.abc import Callable

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.reception.models import BodyMember, ManagingBody

MakeUser = Callable[..., User]


def officer_of(make_user: MakeUser, prefecture: Prefecture, name: str = "placer") -> Actor:
    """An officer of reception."""
    return actor_of(make_user(name, prefecture, Role.RECEPTION_OFFICER), "it")


def operator_user(make_user: MakeUser, body: ManagingBody, name: str = "operator") -> User:
    """Somebody who works for a managing body."""
    user = make_user(name, body.prefecture, Role.CENTRE_OPERATOR)
    BodyMember.objects.create(prefecture=body.prefecture, body=body, user=user)
    return user


def operator_of(make_user: MakeUser, body: ManagingBody, name: str = "operator") -> Actor:
    """The same as the actor of a command."""
    return actor_of(operator_user(make_user, body, name), "it")
