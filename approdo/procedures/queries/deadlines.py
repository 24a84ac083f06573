"""The dates an officer must keep, for their calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from approdo.core.access.actor import Actor
from approdo.procedures.models import FOLLOWED, OPEN, CaseFile
from approdo.procedures.queries import cases
from approdo.procedures.rules.standing import is_stopped

MOST = 3000  # case files of a calendar


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day to keep: `main` (the office must decide), `reply` (somebody's time to answer ends) or `follow_up`."""

    case_id: UUID
    kind: str
    on: date
    number: str
    procedure: str
    provisional: bool
    version: int
    changed_at: datetime


def deadlines(actor: Actor, today: date) -> list[Deadline]:
    """The deadlines of the files the actor is responsible for, the first due first; without any name of a person."""
    rows = cases.visible_to(actor).select_related(None).filter(responsible_id=actor.user_id)
    columns = (
        "protocol_number", "procedure", "clock", "effective_due", "stop_ends_on", "follow_up_due", "provisional",
        "version", "updated_at", "decided_on", "closed_on",
    )  # fmt: skip
    found: dict[UUID, CaseFile] = {}
    for part in (rows.filter(OPEN, effective_due__isnull=False).order_by("effective_due", "id"), rows.filter(FOLLOWED)):
        found |= {case.pk: case for case in part.only(*columns)[:MOST]}
    listed = [deadline for case in found.values() for deadline in _of(case, today)]
    return sorted(listed, key=lambda deadline: (deadline.on, deadline.case_id, deadline.kind))


def _of(case: CaseFile, today: date) -> Iterator[Deadline]:
    is_open = case.decided_on is None and case.closed_on is None
    days: list[tuple[str, date | None, bool]] = [
        ("main", case.effective_due if is_open and case.clock in ("running", "stopped") else None, case.provisional),
        ("reply", case.stop_ends_on if is_open and is_stopped(case.clock, case.stop_ends_on, today) else None, False),
        ("follow_up", case.follow_up_due, False),
    ]
    for kind, on, provisional in days:
        if on is not None:
            yield Deadline(
                case.pk, kind, on, case.protocol_number, case.procedure, provisional, case.version, case.updated_at
            )
