"""The notice before refusal (art. 10-bis L. 241/1990) and the person's observations."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Refusal
from approdo.procedures import labels
from approdo.procedures.commands.deciding import REFUSALS
from approdo.procedures.commands.files import (
    add_event,
    conclude,
    day_or_today,
    lock_case,
    move,
    not_in_the_future,
    notice_was_received,
)
from approdo.procedures.models import CaseFile


@transaction.atomic
def notify_10bis(
    *, by: Actor, case_id: UUID, reasons: str, received_on: date | None = None,
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Tell the person why the request would be refused, so that they may answer within ten days of receipt.

    Without `received_on` the clock goes on until the receipt of the letter is recorded.
    """
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    if not reasons.strip():
        raise InvalidInput(
            "reasons_missing",
            _("The notice must give the reasons that stand against granting the request."),
            fields={"reasons": _("Write the reasons.")},
        )
    move(case, "notify_10bis", by=by, on=received_on or now)
    decision = case.decisions.filter(revoked_on=None).first()
    if decision is None or decision.outcome not in REFUSALS:
        raise Refusal("nothing_to_refuse", labels.NOT_YET["nothing_to_refuse"])
    decision.reasons = reasons.strip()
    decision.save(update_fields=["reasons"])
    if received_on is not None:
        add_event(case, "preliminary_rejection_received", received_on, by=by, today=now)
    return conclude(case, by=by, act="case.preliminary_rejection_notified", today=now, received_on=received_on)


@transaction.atomic
def receive_observations(
    *, by: Actor, case_id: UUID, on: date, note: str = "",
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """The person answered the notice. Late observations are read too, but do not stop the clock."""
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    not_in_the_future(on, now)
    if case.state == "preliminary_rejection":
        notice_was_received(case)
    move(case, "receive_observations", by=by, on=on)
    add_event(case, "observations_received", on, by=by, today=now, note=note)
    return conclude(case, by=by, act="case.observations_received", today=now, on=on)
