"""P20: how many queries each page of the back office makes, with few rows behind it and with many."""

from __future__ import annotations

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.database import scratch
from bench.measure import Goal, Result
from tests.house.back_office import MOST, new_office, queries_of

TITLE = "Queries of each page"
ROWS = (10, 500)


def run(scale: str, repeat: int) -> Result:
    """Counts, the same at every scale: nothing is timed."""
    counts = []
    for rows in ROWS:
        with scratch():
            with transaction.atomic():  # what its rows must add up to is asked at its end
                office = new_office(rows)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # as the server does by itself after a while
            counts.append(queries_of(office, lambda: CaptureQueriesContext(connection)))
    few, many = counts
    pages = {name: {"few": few[name], "many": many.get(name)} for name in few}
    growing = sum(many.get(name, MOST + 1) > few[name] for name in few)
    goals = [
        Goal("most queries of a page", max(many.values()), MOST, "queries"),
        Goal("pages whose queries grow with the rows", growing, 0, "pages"),
    ]
    return Result("P20", TITLE, scale, repeat, 0.0, goals, {"pages": pages})
