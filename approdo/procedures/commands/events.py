"""Facts of a case file: recorded, corrected with both truths kept; the version of the rule pinned; the term extended."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.procedures.commands import clock
from approdo.procedures.commands.files import (
    add_event,
    allow,
    conclude,
    day_or_today,
    lock_case,
    not_before,
    pass_ball,
    still_open,
)
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseEvent, CaseFile
from approdo.procedures.rules.history import known_event

# These come about through an act of their own, which also moves the case file.
BY_THEIR_OWN_ACT = frozenset(
    {
        "filed",
        "integration_requested",
        "integration_received",
        "preliminary_rejection_received",
        "observations_received",
        "extension_granted",
        "decided",
        "withdrawn",
        "granted",
        "revoked",
    }
)
NEEDED = ("filed", "decided", "withdrawn")
LETTER_OF = {"integration_requested": "integration_request", "preliminary_rejection_received": "preliminary_rejection"}


@transaction.atomic
def record_event(
    *, by: Actor, case_id: UUID, type_: str, on: date, note: str = "",
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Record a fact that no other act records: a quota imputed, a visa issued, an entry, an oath.

    Raises InvalidInput when the procedure does not know the fact, Refusal when it has an act of its own.
    """
    require(by, Permission.CASE_RECORD_EVENT)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    still_open(case)
    if type_ in BY_THEIR_OWN_ACT:
        raise Refusal(
            "act_of_its_own", _("This fact is recorded by its own act on the case file, not as a free event.")
        )
    if not known_event(procedure(case.procedure), type_):
        raise InvalidInput(
            "unknown_event", _("This procedure does not know such an event."), fields={"type": _("Unknown event.")}
        )
    _follows_the_grant(case, type_, on)
    add_event(case, type_, on, by=by, today=now, note=note)
    pass_ball(case)
    return conclude(case, by=by, act="case.event_recorded", today=now, type=type_, on=on)


def _follows_the_grant(case: CaseFile, type_: str, on: date) -> None:
    """Visa, entry and contract come after the grant; elsewhere the follow-up may begin before the decision."""
    follow_up = procedure(case.procedure).follow_up
    if "granted" not in follow_up or type_ not in follow_up:
        return
    if case.decided_on is None:
        raise Refusal("not_decided_yet", _("What follows the decision is recorded after it."))
    not_before(on, case.decided_on)


@transaction.atomic
def correct_event(
    *, by: Actor, case_id: UUID, event_id: UUID, reason: str, right_date: date | None,
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Correct the date of a fact, or cancel it when `right_date` is None. The old row stays, with who and why.

    Raises InvalidInput without a reason or when the corrected history could not have happened.
    """
    require(by, Permission.CASE_CORRECT_EVENT)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    event = CaseEvent.objects.filter(case=case, pk=event_id, cancelled_at=None).first()
    if event is None:
        raise NotFound("event_not_found", _("There is no such event in the case file."))
    if not reason.strip():
        raise InvalidInput("reason_missing", _("Say why the date is corrected."), fields={"reason": _("Required")})
    if event.type in NEEDED and right_date is None:
        raise Refusal("event_needed", _("The case file cannot stand without this event: correct its date instead."))
    event.cancelled_at, event.cancelled_by_id, event.cancel_reason = timezone.now(), by.user_id, reason.strip()
    event.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    if right_date is None:
        clock.check_history(case, now)
    else:
        add_event(case, event.type, right_date, by=by, today=now, note=event.note)
    _carry(case, event, right_date, by=by, today=now)
    pass_ball(case)
    return conclude(
        case, by=by, act="case.event_corrected", today=now,
        type=event.type, old=event.occurred_on, new=right_date, reason=reason.strip(),
    )  # fmt: skip


def _carry(case: CaseFile, event: CaseEvent, right_date: date | None, *, by: Actor, today: date) -> None:
    """Bring what is kept beside the event to its right day: columns, signature, grant, receipt of the letter."""
    letters = case.letters.filter(kind=LETTER_OF.get(event.type, ""), received_on=event.occurred_on)
    if right_date is None:
        letters.update(received_on=None)
        return
    for letter in letters:
        not_before(right_date, letter.dispatched_on, "right_date")
    letters.update(received_on=right_date)
    if event.type == "filed":
        case.filed_on = right_date
    elif event.type == "withdrawn":
        case.closed_on = right_date
    elif event.type == "decided":
        _sign_again(case, event, right_date, by=by, today=today)


def _sign_again(case: CaseFile, event: CaseEvent, right_date: date, *, by: Actor, today: date) -> None:
    signed = case.decisions.filter(signed_on=event.occurred_on).order_by("signed_on", "id").first()
    if signed is not None:
        if signed.notified_on is not None:
            not_before(signed.notified_on, right_date, "right_date")
        signed.signed_on = right_date
        signed.save(update_fields=["signed_on"])
    case.decided_on = right_date
    grant = case.events.filter(type="granted", cancelled_at=None, occurred_on=event.occurred_on).first()
    if grant is not None:
        grant.cancelled_at, grant.cancelled_by_id, grant.cancel_reason = timezone.now(), by.user_id, event.cancel_reason
        grant.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
        add_event(case, "granted", right_date, by=by, today=today, note=grant.note)


@transaction.atomic
def pin_version(
    *, by: Actor, case_id: UUID, valid_from: date | None, reason: str,
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Fix which version of the term applies, against the one the date would choose; None lets the date choose again."""
    require(by, Permission.CASE_PIN_VERSION)
    case = lock_case(by, case_id, expected_version)
    still_open(case)
    definition = procedure(case.procedure)
    versions = {version.valid_from for version in definition.term(definition.main_term).versions}
    if valid_from is not None and valid_from not in versions:
        raise InvalidInput(
            "unknown_version",
            _("The term has no version from that day."),
            fields={"valid_from": _("Choose one of the list.")},
        )
    if not reason.strip():
        raise InvalidInput("reason_missing", _("Say why this version applies."), fields={"reason": _("Required")})
    case.pinned_version = valid_from
    case.pin_reason = reason.strip() if valid_from else ""
    case.pinned_by_id = by.user_id if valid_from else None
    return conclude(
        case, by=by, act="case.version_pinned", today=day_or_today(today), valid_from=valid_from, reason=reason.strip()
    )


@transaction.atomic
def extend_term(
    *, by: Actor, case_id: UUID, on: date, reason: str,
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Record the reasoned extension of the term, where the law allows one (L. 91/1992 art. 9-ter)."""
    require(by, Permission.CASE_DECIDE)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    allow(case, "extend_term")
    if case.max_due is None or case.effective_due is None:
        raise Refusal("not_extendable", _("The law does not allow the term of this case file to be extended."))
    if not reason.strip():
        raise InvalidInput("reason_missing", _("An extension needs its reasons."), fields={"reason": _("Required")})
    if case.events.filter(type="extension_granted", cancelled_at=None).exists():
        raise Refusal("already_extended", _("The term has already been extended."))
    if on > case.effective_due:
        raise Refusal("term_over", _("The term was already over on that day: it can no longer be extended."))
    add_event(case, "extension_granted", on, by=by, today=now, note=reason.strip())
    return conclude(case, by=by, act="case.term_extended", today=now, on=on, reason=reason.strip())
