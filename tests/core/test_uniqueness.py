"""A name taken is answered by a sentence; any other failure of the database stays what it is."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from approdo.core.database.uniqueness import refusing
from approdo.core.errors import Refusal
from approdo.core.models import Prefecture, SavedFilter, User

TAKEN = Refusal("name_taken", "Taken.")


@pytest.fixture
def kept(savona: Prefecture, officer_user: User) -> SavedFilter:
    return SavedFilter.objects.create(prefecture=savona, user=officer_user, name="Late", query="")


def save_again(kept: SavedFilter) -> None:
    SavedFilter.objects.create(prefecture=kept.prefecture, user=kept.user, name=kept.name, query="")


def test_a_thing_that_is_there_already_is_refused_and_the_work_around_it_goes_on(kept: SavedFilter) -> None:
    with pytest.raises(Refusal, match="name_taken"), refusing("filter_name_once", TAKEN):
        save_again(kept)
    assert SavedFilter.objects.get() == kept


def test_another_constraint_is_not_taken_for_it(kept: SavedFilter) -> None:
    with pytest.raises(IntegrityError), refusing("of_another_thing", TAKEN):
        save_again(kept)
    assert SavedFilter.objects.get() == kept
