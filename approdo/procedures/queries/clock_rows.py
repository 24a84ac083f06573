"""Clocks as they are stored, and the events behind them, many files at a time and without making objects of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import BooleanField, Case, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from approdo.procedures.batch.histories import KINDS, Events
from approdo.procedures.models import OPEN, CaseEvent, CaseFile

_DAYS = ("starts_on", "nominal_due", "effective_due", "max_due")
_EVENTS = """
SELECT asked.place - 1, coalesce(array_position(%s::text[], kept.type::text), 0) - 1,
       kept.occurred_on - DATE '0001-01-01' + 1
  FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked (id, place)
  JOIN {table} AS kept ON kept.case_id = asked.id AND kept.prefecture_id = %s AND kept.cancelled_at IS NULL
"""


class StoredClock(NamedTuple):
    """A case file as the recomputation wants it: `clock` in the order of `batch.clocks.ClockRow`.

    `plain` is false when something other than its events has a say: a pinned version, an outcome, an end.
    """

    id: UUID
    procedure: str
    plain: bool
    clock: tuple[Any, ...]


class _DayNumber(Func):
    template = "(%(expressions)s - DATE '0001-01-01' + 1)"
    output_field = IntegerField()


def _day(name: str) -> Coalesce:
    return Coalesce(_DayNumber(F(name)), Value(0))


def stored_clocks(cases: QuerySet[CaseFile], size: int) -> Iterator[list[StoredClock]]:
    """The stored clocks of those case files, `size` at a time."""
    plain = Case(
        When(OPEN & Q(pinned_version=None, outcome=""), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    rows = cases.values_list(
        "id", "procedure", plain, "clock", *map(_day, _DAYS), "stopped_days", "stopped_by", _day("stop_ends_on"),
        "provisional", "follow_up_term", _day("follow_up_due"),
    ).iterator(size)  # fmt: skip
    while chunk := [StoredClock(row[0], row[1], row[2], row[3:]) for row in islice(rows, size)]:
        yield chunk


def standing_events(prefecture: str, ids: Sequence[UUID]) -> Events:
    """The events of those case files that were not cancelled, each with the place of its file among `ids`."""
    statement = _EVENTS.format(table=connection.ops.quote_name(CaseEvent._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(KINDS), list(ids), prefecture])
        found = np.array(cursor.fetchall(), np.int64).reshape(-1, 3)
    return Events(found[:, 0], found[:, 1], found[:, 2].astype(np.int32))
