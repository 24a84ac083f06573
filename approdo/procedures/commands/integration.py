"""Papers asked to the person, and what comes of it. The clock stops from the day the request is received."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.procedures.commands.files import add_event, conclude, day_or_today, lock_case, move, not_in_the_future
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import cases
from approdo.procedures.rules import states


@transaction.atomic
def request_integration(
    *, by: Actor, case_id: UUID, received_on: date | None = None,
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Ask the person for what is missing or to fix.

    `received_on` is the day the person received the request; without it the clock goes on until the receipt of the
    letter is recorded. Raises Refusal when the checklist has nothing to ask for.
    """
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    wanted = [row.document for row in cases.papers_to_ask(case)]
    if not wanted:
        raise Refusal(
            "nothing_to_ask",
            _("Nothing in the checklist is missing or to fix. Mark the document you want to ask for, then ask."),
        )
    move(case, "request_integration", by=by, on=received_on or now)
    if received_on is not None:
        add_event(case, "integration_requested", received_on, by=by, today=now)
    return conclude(case, by=by, act="case.integration_requested", today=now, documents=wanted, received_on=received_on)


@transaction.atomic
def receive_integration(
    *, by: Actor, case_id: UUID, on: date, expected_version: int | None = None, today: date | None = None
) -> CaseFile:
    """The papers asked for arrived: the clock runs again from that day."""
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    not_in_the_future(on, now)
    move(case, "receive_integration", by=by, on=on)
    if _request_was_received(case):
        add_event(case, "integration_received", on, by=by, today=now)
    return conclude(case, by=by, act="case.integration_received", today=now, on=on)


@transaction.atomic
def integration_expired(
    *, by: Actor, case_id: UUID, expected_version: int | None = None, today: date | None = None
) -> CaseFile:
    """The time given for the papers is over and they did not come: the office decides on what it has."""
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    if not _request_was_received(case):
        raise Refusal(
            "request_not_received",
            _("Record first the day on which the person received the request: their time runs from there."),
        )
    running = case.stopped_by == "integration_request" and (case.stop_ends_on is None or now < case.stop_ends_on)
    move(case, "integration_expired", by=by, on=now, facts=states.Facts(integration_time_over=not running))
    return conclude(case, by=by, act="case.integration_expired", today=now)


def _request_was_received(case: CaseFile) -> bool:
    standing = case.events.filter(cancelled_at=None)
    asked = standing.filter(type="integration_requested").count()
    return asked > standing.filter(type="integration_received").count()
