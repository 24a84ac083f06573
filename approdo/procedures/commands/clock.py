"""The clock of a case file: its events become dates, through the rules and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from django.db import connection

from approdo.core.errors import InvalidInput
from approdo.procedures import labels
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import terms
from approdo.procedures.rules.history import HistoryError
from approdo.procedures.rules.terms import Clock, OfficeSettings


def check_history(case: CaseFile, today: date) -> None:
    """Refuse a history that cannot have happened (InvalidInput, in the reader's words)."""
    try:
        terms.main_term(case, today)
    except HistoryError as error:
        raise impossible(error) from None


def impossible(error: HistoryError) -> InvalidInput:
    """The refusal of a history that cannot have happened."""
    return InvalidInput(error.code, labels.history_error(error), fields={"on": labels.history_error(error)})


def compute(case: CaseFile, today: date, settings: OfficeSettings | None = None) -> bool:
    """Set the clock columns of a case file as they are on `today`. Does not save. Whether anything changed.

    `settings` are those of its office, asked of the database when absent.
    """
    before = [getattr(case, name) for name in COLUMNS]
    result = terms.main_term(case, today, settings)
    follow_up = terms.next_follow_up(case, today, settings)
    stopped = result.clock is Clock.STOPPED
    case.clock = Clock.RUNNING.value if result.clock is Clock.EXPIRED else result.clock.value
    case.starts_on = result.starts_on
    case.nominal_due = result.nominal_due
    case.effective_due = result.effective_due
    case.max_due = result.max_due
    case.stopped_days = result.stopped_days
    case.stopped_by = result.stopped_by.value if stopped and result.stopped_by else ""
    case.stop_ends_on = result.stop_ends_on if stopped else None
    case.provisional = result.provisional
    case.computed_on = today
    case.follow_up_term = follow_up.term_id if follow_up else ""
    case.follow_up_due = follow_up.due_on if follow_up else None
    return before != [getattr(case, name) for name in COLUMNS]


# Column of the clock -> its type in the database.
COLUMNS = {
    "clock": "text",
    "starts_on": "date",
    "nominal_due": "date",
    "effective_due": "date",
    "max_due": "date",
    "stopped_days": "integer",
    "stopped_by": "text",
    "stop_ends_on": "date",
    "provisional": "boolean",
    "follow_up_term": "text",
    "follow_up_due": "date",
}
CLOCK_COLUMNS = {**COLUMNS, "computed_on": "date"}
_row = attrgetter("id", *CLOCK_COLUMNS)
_WRITE = (
    "UPDATE {table} AS kept SET {pairs} FROM unnest(%s::uuid[], {arrays}) AS new (id, {names}) WHERE kept.id = new.id"
)


def write_clocks(cases: Sequence[CaseFile]) -> int:
    """Write the clock columns of those case files in one statement. How many rows were written.

    See `docs/decisions/0006-recompute-in-bulk.md`.
    """
    return write_rows([_row(case) for case in cases])


def write_rows(rows: Sequence[Sequence[object]]) -> int:
    """The same for rows of values: the identifier, then the columns in the order of CLOCK_COLUMNS."""
    if not rows:
        return 0
    statement = _WRITE.format(
        table=connection.ops.quote_name(CaseFile._meta.db_table),
        pairs=", ".join(f"{name} = new.{name}" for name in CLOCK_COLUMNS),
        arrays=", ".join(f"%s::{kind}[]" for kind in CLOCK_COLUMNS.values()),
        names=", ".join(CLOCK_COLUMNS),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_array(column) for column in zip(*rows, strict=True)])
        return int(cursor.rowcount)


def _array(values: Sequence[object]) -> str:
    # The text of a PostgreSQL array: the driver takes longer over a list than the server over the whole statement.
    # Only dates, numbers, identifiers and words of our own enumerations stand here, so nothing needs escaping.
    return "{" + ",".join(["NULL" if value is None else f'"{value}"' for value in values]) + "}"
