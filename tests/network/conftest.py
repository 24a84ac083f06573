"""The people of the texts."""

from __future__ import annotations

import pytest

from approdo.core.access.actor import Actor
from approdo.core.models import Prefecture
from tests.network.people import MakeUser, reviewer_of, translator_of


@pytest.fixture
def translator(make_user: MakeUser, savona: Prefecture) -> Actor:
    """A translator of Savona."""
    return translator_of(make_user, savona)


@pytest.fixture
def reviewer(make_user: MakeUser, savona: Prefecture) -> Actor:
    """Who reviews in Savona, and writes the news."""
    return reviewer_of(make_user, savona)
