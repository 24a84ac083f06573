"""The demonstration, loaded once for all tests of this folder and taken away at their end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from approdo.config.demonstration import load

TODAY, START = date(2026, 11, 22), date(2024, 11, 22)


@pytest.fixture(scope="package", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[load.Counts]:
    """What was loaded. What a test changes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        counts = load.load(TODAY)
        connection.check_constraints()  # once, instead of at the end of each test
        yield counts
        transaction.set_rollback(True)
