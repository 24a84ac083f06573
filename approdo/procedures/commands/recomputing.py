"""Computing the clocks of an office again: the plain files all at once, the others one by one with the rule.

Apart from `clock`, so that the acts on one file do not need NumPy.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput
from approdo.core.models import Prefecture
from approdo.procedures.batch.clocks import ClockRow, clock_rows
from approdo.procedures.batch.terms import tables
from approdo.procedures.commands import clock
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseFile, DueCount
from approdo.procedures.queries import terms
from approdo.procedures.queries.clock_rows import StoredClock, standing_events, stored_clocks
from approdo.procedures.rules.terms import OfficeSettings

CHUNK = 10_000
_DAYS = tuple(kind == "date" for kind in clock.COLUMNS.values())


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
    seat = Prefecture.objects.values_list("seat_comune", flat=True).get(pk=by.prefecture)
    table = tables(terms.calendar(), seat, settings.saturday_rolls)
    for chunk in stored_clocks(cases.select_for_update().order_by("id"), CHUNK):
        plain = [file for file in chunk if file.plain]
        events = standing_events(by.prefecture, [file.id for file in plain])
        found = clock_rows([procedure(file.procedure) for file in plain], events, settings, table, today.toordinal())
        changed += clock.write_rows(_differing(plain, found, today))
        rest = [file.id for file in chunk if not file.plain]
        rest += [file.id for file, row in zip(plain, found, strict=True) if row is None]
        changed += _one_by_one(rest, settings, today)
    return changed


def _differing(files: list[StoredClock], found: list[ClockRow | None], today: date) -> list[tuple[object, ...]]:
    """The rows to write: those of the files whose clock is not what is stored."""
    return [
        (file.id, *map(_stored, row, _DAYS), today)
        for file, row in zip(files, found, strict=True)
        if row is not None and row != file.clock
    ]


def _stored(value: object, is_day: bool) -> object:
    """A value of a clock as the database has it: a day for its number, none for 0."""
    if not is_day or not isinstance(value, int):
        return value
    return date.fromordinal(value) if value else None


def _one_by_one(ids: list[UUID], settings: OfficeSettings, today: date) -> int:
    changed = 0
    # The rows are locked already, all of the chunk in one statement.
    cases = CaseFile.objects.filter(pk__in=ids).select_related("prefecture").order_by("id")
    for few in terms.in_chunks(cases, 2000) if ids else ():
        changed += clock.write_clocks([case for case in few if clock.compute(case, today, settings)])
    return changed
