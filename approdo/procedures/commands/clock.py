"""The clock of a case file: its events become dates, through the rules and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput
from approdo.procedures import labels
from approdo.procedures.models import CaseFile, DueCount
from approdo.procedures.queries import terms
from approdo.procedures.rules.history import HistoryError
from approdo.procedures.rules.terms import Clock, OfficeSettings

BATCH = 2000


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
_WRITE = (
    "UPDATE {table} AS kept SET {pairs} FROM unnest(%s::uuid[], {arrays}) AS new (id, {names}) WHERE kept.id = new.id"
)


def write_clocks(cases: Sequence[CaseFile]) -> int:
    """Write the clock columns of those case files in one statement. How many rows were written.

    See `docs/decisions/0006-recompute-in-bulk.md`.
    """
    if not cases:
        return 0
    statement = _WRITE.format(
        table=connection.ops.quote_name(CaseFile._meta.db_table),
        pairs=", ".join(f"{name} = new.{name}" for name in CLOCK_COLUMNS),
        arrays=", ".join(f"%s::{kind}[]" for kind in CLOCK_COLUMNS.values()),
        names=", ".join(CLOCK_COLUMNS),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_array(cases, name) for name in ("id", *CLOCK_COLUMNS)])
        return int(cursor.rowcount)


def _array(cases: Sequence[CaseFile], name: str) -> str:
    # The text of a PostgreSQL array: the driver takes longer over a list than the server over the whole statement.
    # Only dates, numbers, identifiers and words of our own enumerations stand here, so nothing needs escaping.
    values = (getattr(case, name) for case in cases)
    return "{" + ",".join(["NULL" if value is None else f'"{value}"' for value in values]) + "}"


@transaction.atomic
def advance_clocks(*, by: Actor, today: date) -> int:
    """Bring to `today` the clocks that move by themselves: the stopped ones. How many changed.

    Running clocks do not move: whether they are late is asked of the date when a list is read.
    """
    require(by, Permission.CASE_RECORD_EVENT)
    return _recompute(CaseFile.objects.filter(prefecture_id=by.prefecture, clock="stopped"), by, today)


@transaction.atomic
def clear_spent_counts(*, by: Actor) -> int:
    """Take away the counts of the days on which nothing falls due any more. How many there were.

    The database adds to a count and takes from it, and leaves it there at nought: it would read them for ever.
    """
    require(by, Permission.CASE_RECORD_EVENT)
    return DueCount.objects.filter(prefecture_id=by.prefecture, files=0).delete()[0]


@transaction.atomic
def recompute_all(*, by: Actor, today: date, reason: str) -> int:
    """Compute every open case file again, after a change of calendar, of settings or of a definition.

    Only rows whose dates change are written. How many changed.
    """
    require(by, Permission.OFFICE_CONFIGURE)
    if not reason.strip():
        raise InvalidInput(
            "reason_missing", _("Say why the terms are computed again."), fields={"reason": _("Required")}
        )
    open_files = CaseFile.objects.filter(prefecture_id=by.prefecture, decided_on=None, closed_on=None)
    changed = _recompute(open_files, by, today)
    audit.record(by, "case.clocks_recomputed", "prefecture", by.prefecture, reason=reason, changed=changed)
    return changed


def _recompute(cases: QuerySet[CaseFile], by: Actor, today: date) -> int:
    settings, changed = terms.office_settings(by.prefecture), 0
    # "of self": the office is read with the file, and must not be locked with it.
    locked = cases.select_for_update(of=("self",)).select_related("prefecture").order_by("id")
    for chunk in terms.in_chunks(locked, BATCH):
        changed += write_clocks([case for case in chunk if compute(case, today, settings)])
    return changed
