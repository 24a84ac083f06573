"""The clock of a case file: its events become dates, through the rules and nothing else."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput
from approdo.procedures import labels
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import terms
from approdo.procedures.rules.history import HistoryError
from approdo.procedures.rules.terms import Clock, OfficeSettings

BATCH = 500


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

    `settings` are those of the office, when the caller has them already.
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


COLUMNS = (
    "clock",
    "starts_on",
    "nominal_due",
    "effective_due",
    "max_due",
    "stopped_days",
    "stopped_by",
    "stop_ends_on",
    "provisional",
    "follow_up_term",
    "follow_up_due",
)


@transaction.atomic
def advance_clocks(*, by: Actor, today: date) -> int:
    """Bring to `today` the clocks that move by themselves: the stopped ones. How many changed.

    Running clocks do not move: whether they are late is asked of the date when a list is read.
    """
    require(by, Permission.CASE_RECORD_EVENT)
    changed = []
    stopped = CaseFile.objects.select_for_update().filter(prefecture_id=by.prefecture, clock="stopped")
    for case in stopped.order_by("id").iterator(BATCH):
        if compute(case, today):
            changed.append(case)
    CaseFile.objects.bulk_update(changed, [*COLUMNS, "computed_on"], batch_size=BATCH)
    return len(changed)


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
    changed: list[CaseFile] = []
    open_files = CaseFile.objects.select_for_update().filter(
        prefecture_id=by.prefecture, decided_on=None, closed_on=None
    )
    for chunk in terms.in_chunks(open_files.order_by("id"), BATCH):
        changed += [case for case in chunk if compute(case, today)]
    CaseFile.objects.bulk_update(changed, [*COLUMNS, "computed_on"], batch_size=BATCH)
    audit.record(by, "case.clocks_recomputed", "prefecture", by.prefecture, reason=reason, changed=len(changed))
    return len(changed)
