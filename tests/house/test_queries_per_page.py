"""No page of the back office asks the database more than twelve times, however many rows stand behind it."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.house.back_office import MOST, new_office, queries_of

FEW, MANY = 10, 40


@pytest.fixture
def counts(db: None) -> dict[int, dict[str, int]]:
    """Queries of each page, by the rows behind it."""
    found = {}
    for rows in (FEW, MANY):
        with transaction.atomic():
            office = new_office(rows)
            found[rows] = queries_of(office, lambda: CaptureQueriesContext(connection))
            transaction.set_rollback(True)
    return found


@pytest.mark.slow
def test_a_page_asks_at_most_twelve_times_and_never_more_for_more_rows(counts: dict[int, dict[str, int]]) -> None:
    few, many = counts[FEW], counts[MANY]
    assert len(few) > 60, "the pages were not shown"
    assert few.keys() == many.keys()
    # Fewer for more is no harm: a list that fills its first page looks no further
    assert {name: (number, many[name]) for name, number in few.items() if many[name] > number} == {}
    assert {name: number for name, number in few.items() if number > MOST} == {}
