"""A stay as it really was: the row that said otherwise stays, superseded, with the reason of the correction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput
from approdo.core.rules.nights import NightSet, nights
from approdo.core.saying import not_later, reason_said
from approdo.reception import placing, sections, stay_rows
from approdo.reception.models import Stay
from approdo.reception.rules.vocabulary import ExitReason, StayState


@dataclass(frozen=True, slots=True)
class StayFacts:
    """What really happened. Without `left` the guest is still there. `centre_id`: None leaves the centre as it is."""

    entry: date
    left: date | None = None
    exit_reason: ExitReason | None = None
    planned_exit: date | None = None
    centre_id: UUID | None = None


@transaction.atomic
def correct_stay(
    *,
    by: Actor,
    stay_id: UUID,
    facts: StayFacts,
    reason: str,
    expected_version: int | None = None,
    today: date | None = None,
) -> Stay:
    """Replace what a stay says by what really happened; both stay readable. Beds are cut to the new nights.

    A fact is written even where it fills a centre above its capacity: the register says what was.
    Raises NotAllowed, NotFound, Stale, InvalidInput (days, no reason), Refusal (nobody entered, another place on those
    nights, no contract, a sealed month without a rectification).
    """
    require(by, Permission.STAY_CORRECT)
    _checked(facts, reason, today or timezone.localdate())
    also = [] if facts.centre_id is None else [facts.centre_id]
    row, centres = placing.lock_stay(by, stay_id, expected_version, *also)
    placing.in_state(row, StayState.PRESENT, StayState.LEFT)
    centre = centres[facts.centre_id or row.centre_id]
    contract = placing.contract_for(centre, facts.entry, facts.left)
    today = today or timezone.localdate()
    ends = facts.planned_exit
    if facts.left is None:
        ends = sections.end_of(row.guest, centre, facts.entry, ends, today, lineage=row.lineage)
    changes = {
        "centre_id": centre.pk, "contract_id": contract.pk, "entry": facts.entry, "exit": facts.left,
        "state": (StayState.LEFT if facts.left else StayState.PRESENT).value, "planned_exit": ends,
        "exit_reason": facts.exit_reason.value if facts.exit_reason else "",
    }  # fmt: skip
    changed = {name: [getattr(row, name), value] for name, value in changes.items() if getattr(row, name) != value}
    if not changed:
        return row
    _allowed_by_the_register(row, changes, changed)
    row = stay_rows.replace(by, row, **changes, reason=" ".join(reason.split())[:300])
    stay_rows.keep_beds_within(row)
    audit.record(by, "stay.corrected", "stay", row.lineage, row=row.pk, changed=changed, reason=row.reason)
    return row


def _checked(facts: StayFacts, reason: str, today: date) -> None:
    not_later(facts.entry, today, "entry")
    reason_said(reason)
    if facts.left is not None:
        not_later(facts.left, today, "exit")
        if facts.left < facts.entry:
            raise stay_rows.left_before_entry(facts.entry)
    if (facts.left is None) != (facts.exit_reason is None):
        sentence = _("Who left has a day and a reason of leaving; who is there has neither.")
        raise InvalidInput("exit_reason_missing", sentence, fields={"exit_reason": sentence})


def _allowed_by_the_register(row: Stay, changes: dict[str, object], changed: dict[str, list[object]]) -> None:
    before = {row.centre_id: _nights(row.entry, row.exit)}
    after = {changes["centre_id"]: _nights(changes["entry"], changes["exit"])}  # type: ignore[arg-type]
    told = [(row.centre_id, row.exit)] if "exit_reason" in changed and row.exit else []
    placing.unshut(before, after, *told)  # type: ignore[arg-type]


def _nights(entry: date | None, left: date | None) -> NightSet:
    return nights(entry, left or date.max) if entry else ()
