"""One world for all tests of a file: everything there can be in a prefecture, made once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from approdo.core.access.roles import Role
from approdo.core.models import Membership, Prefecture, User
from tests.conftest import LONG_AGO, new_savona
from tests.house.things import Things, make_things


@dataclass(frozen=True)
class World:
    """A prefecture, its things by the name of their kind, and somebody without a role whom the lists belong to."""

    prefecture: Prefecture
    caller: User
    things: Things

    def caller_as(self, role: Role) -> User:
        """The caller with that role, until the end of the test."""
        Membership.objects.create(prefecture=self.prefecture, user=self.caller, role=role.value, valid_from=LONG_AGO)
        return self.caller


@pytest.fixture(scope="module")
def _made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        prefecture = new_savona()
        caller = User.objects.create(prefecture=prefecture, email="caller@sv.example", full_name="Caller")
        yield World(prefecture, caller, make_things(prefecture.code, caller))
        transaction.set_rollback(True)


@pytest.fixture
def world(_made: World, db: None) -> World:
    """The world of Savona. A test may change whatever it wants: the next one finds it as it was made."""
    return World(_made.prefecture, User.objects.get(pk=_made.caller.pk), dict(_made.things))
