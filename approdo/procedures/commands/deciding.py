"""From the investigation to the decision, its notification and its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Refusal
from approdo.procedures.commands.files import (
    add_event,
    conclude,
    day_or_today,
    lock_case,
    move,
    not_before,
    not_in_the_future,
    notice_was_received,
)
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseFile, Decision
from approdo.procedures.queries import terms
from approdo.procedures.rules import states
from approdo.procedures.rules.states import POSITIVE

REFUSALS = frozenset({"denied", "inadmissible", "not_receivable", "out_of_quota", "refused_no_confirmation"})
INADMISSIBLE = frozenset({"inadmissible", "not_receivable", "out_of_quota"})


@dataclass(frozen=True, slots=True)
class Grounds:
    """What every decision must say (art. 3 L. 241/1990). `answers_observations` only where the person sent some."""

    outcome: str
    reasons: str
    legal_basis: str
    remedies: str
    answers_observations: str = ""


@transaction.atomic
def admit(*, by: Actor, case_id: UUID, expected_version: int | None = None, today: date | None = None) -> CaseFile:
    """The request is admissible: the investigation begins."""
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    move(case, "admit", by=by, on=now)
    return conclude(case, by=by, act="case.admitted", today=now)


@transaction.atomic
def propose_decision(
    *, by: Actor, case_id: UUID, grounds: Grounds, expected_version: int | None = None, today: date | None = None
) -> CaseFile:
    """Propose how the case file should end; from the investigation it goes to the proposal.

    A second proposal replaces the first until it is signed.
    """
    require(by, Permission.CASE_PROPOSE)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    _check_outcome(case, grounds.outcome)
    _check_grounds(grounds)
    _no_opinion_awaited(case, grounds)
    if case.state == "investigation":
        move(case, "complete", by=by, on=now)
    elif case.state not in _PROPOSED_IN and not _ends_at_the_door(case, grounds):
        raise Refusal("not_now", _("A decision is proposed at the end of the investigation."))
    Decision.objects.update_or_create(
        prefecture_id=by.prefecture,
        case=case,
        revoked_on=None,
        defaults={
            "outcome": grounds.outcome,
            "reasons": grounds.reasons.strip(),
            "legal_basis": grounds.legal_basis.strip(),
            "remedies": grounds.remedies.strip(),
            "answers_observations": grounds.answers_observations.strip(),
            "proposed_by_id": by.user_id,
            "proposed_on": now,
        },
    )
    return conclude(case, by=by, act="case.decision_proposed", today=now, outcome=grounds.outcome)


_PROPOSED_IN = ("decision_proposal", "observations_review", "preliminary_rejection")


def _ends_at_the_door(case: CaseFile, grounds: Grounds) -> bool:
    """What may end a request that was not admitted: neither a grant nor a refusal that needs its notice."""
    return case.state == "admissibility_check" and grounds.outcome not in POSITIVE | (REFUSALS - INADMISSIBLE)


def _check_outcome(case: CaseFile, outcome: str) -> None:
    if outcome not in procedure(case.procedure).outcomes or outcome in ("withdrawn", "revoked"):
        raise InvalidInput(
            "unknown_outcome",
            _("This procedure cannot end that way."),
            fields={"outcome": _("Choose one of the list.")},
        )


def _check_grounds(grounds: Grounds) -> None:
    empty = {
        name: _("Required") for name in ("reasons", "legal_basis", "remedies") if not getattr(grounds, name).strip()
    }
    if empty:
        raise InvalidInput(
            "grounds_missing", _("A decision needs its reasons, its legal basis and the remedies."), fields=empty
        )


def _no_opinion_awaited(case: CaseFile, grounds: Grounds) -> None:
    """A grant waits for the opinions whose silence means nothing."""
    if grounds.outcome not in POSITIVE:
        return
    awaited = case.opinions.filter(state__in=["requested", "solicited"]).values_list("office", flat=True)
    if awaited:
        raise Refusal(
            "opinion_awaited",
            _("An opinion is still awaited. Record its answer, or its silence where the law gives it a meaning."),
        )


@transaction.atomic
def sign_decision(
    *, by: Actor, case_id: UUID, on: date, expected_version: int | None = None, today: date | None = None
) -> CaseFile:
    """Sign the proposed decision. A refusal needs the notice of art. 10-bis first, unless the request is inadmissible.

    Raises Refusal with the missing step.
    """
    require(by, Permission.CASE_DECIDE)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    decision = case.decisions.select_for_update().filter(revoked_on=None).first()
    if decision is None:
        raise Refusal("nothing_to_sign", _("Propose the decision first: what is signed is what was proposed."))
    not_in_the_future(on, now)
    not_before(on, case.filed_on)
    move(case, _act_of_signature(case, decision), by=by, on=on, facts=_facts(case, decision, now))
    decision.signed_by_id, decision.signed_on = by.user_id, on
    decision.save()
    case.outcome, case.decided_on = decision.outcome, on
    case.save(update_fields=["outcome", "decided_on"])
    add_event(case, "decided", on, by=by, today=now)
    if decision.outcome == "granted" and "granted" in procedure(case.procedure).follow_up:
        add_event(case, "granted", on, by=by, today=now)
    return conclude(case, by=by, act="case.decided", today=now, outcome=decision.outcome, on=on)


def _act_of_signature(case: CaseFile, decision: Decision) -> str:
    if case.state == "admissibility_check":
        return "declare_inadmissible"
    if decision.outcome not in REFUSALS:
        return "sign_grant"
    if case.state == "preliminary_rejection":
        notice_was_received(case)
        return "no_observations"
    return "sign_denial"


def _facts(case: CaseFile, decision: Decision, today: date) -> states.Facts:
    standing = set(case.events.filter(cancelled_at=None).values_list("type", flat=True))
    deadline = terms.main_term(case, today).next_deadline
    return states.Facts(
        responsible_officer=case.responsible_id is not None,
        legal_basis=bool(decision.legal_basis),
        remedies_clause=bool(decision.remedies),
        preliminary_rejection_notified="preliminary_rejection_received" in standing,
        inadmissible_by_law=decision.outcome in INADMISSIBLE,
        observations_received="observations_received" in standing,
        observations_answered=bool(decision.answers_observations),
        observations_time_over=deadline is None or today > deadline,
    )


@transaction.atomic
def notify_decision(
    *, by: Actor, case_id: UUID, on: date, expected_version: int | None = None, today: date | None = None
) -> CaseFile:
    """The person was notified of the decision on that day: the time for remedies runs from there."""
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    decision = case.decisions.filter(revoked_on=None).first()
    if decision is None or decision.signed_on is None:
        raise Refusal("not_decided", _("There is no signed decision to notify."))
    not_in_the_future(on, now)
    if on < decision.signed_on:
        raise InvalidInput(
            "before_signature",
            _("The notification cannot come before the signature."),
            fields={"on": _("Check the date.")},
        )
    move(case, "notify", by=by, on=on)
    decision.notified_on = on
    decision.save(update_fields=["notified_on"])
    if decision.outcome == "granted" and "decree_notified" in procedure(case.procedure).follow_up:
        add_event(case, "decree_notified", on, by=by, today=now)
    return conclude(case, by=by, act="case.notified", today=now, on=on)


@transaction.atomic
def start_follow_up(
    *, by: Actor, case_id: UUID, expected_version: int | None = None, today: date | None = None
) -> CaseFile:
    """Follow what comes after the grant: visa, entry, contract, oath."""
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    if case.outcome not in POSITIVE or not procedure(case.procedure).follow_up:
        raise Refusal("nothing_follows", _("Nothing follows this decision: close the case file."))
    move(case, "start_follow_up", by=by, on=now)
    return conclude(case, by=by, act="case.follow_up_started", today=now)


@transaction.atomic
def withdraw(
    *, by: Actor, case_id: UUID, on: date, reason: str,
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """The person gives the request up: the case file is closed."""
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    not_in_the_future(on, now)
    if not reason.strip():
        raise InvalidInput(
            "reason_missing", _("Write how the person withdrew the request."), fields={"reason": _("Required")}
        )
    not_before(on, case.decided_on)
    move(case, "withdraw", by=by, on=on)
    if case.decided_on is None:
        add_event(case, "withdrawn", on, by=by, today=now, note=reason.strip())
        case.outcome = "withdrawn"
    case.closed_on = on
    return conclude(case, by=by, act="case.withdrawn", today=now, on=on, reason=reason.strip())


@transaction.atomic
def revoke_decision(
    *, by: Actor, case_id: UUID, on: date, grounds: Grounds,
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Take a granted decision back after it was notified, with reasons, legal basis and remedies of its own."""
    require(by, Permission.CASE_DECIDE)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    standing = case.decisions.select_for_update().filter(revoked_on=None).first()
    if standing is None or standing.signed_on is None or standing.outcome not in POSITIVE:
        raise Refusal("nothing_to_revoke", _("There is no granted decision to revoke."))
    not_in_the_future(on, now)
    not_before(on, standing.notified_on or standing.signed_on)
    _check_grounds(grounds)
    move(case, "revoke", by=by, on=on, facts=_facts(case, standing, now))
    standing.revoked_on = on
    standing.save(update_fields=["revoked_on"])
    Decision.objects.create(
        prefecture_id=by.prefecture, case=case, outcome="revoked", reasons=grounds.reasons.strip(),
        legal_basis=grounds.legal_basis.strip(), remedies=grounds.remedies.strip(),
        proposed_by_id=by.user_id, proposed_on=on, signed_by_id=by.user_id, signed_on=on,
    )  # fmt: skip
    case.outcome = "revoked"
    return conclude(case, by=by, act="case.revoked", today=now, on=on)


@transaction.atomic
def close_case(*, by: Actor, case_id: UUID, expected_version: int | None = None, today: date | None = None) -> CaseFile:
    """Nothing more is to be done: the case file is closed."""
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    move(case, "close", by=by, on=now)
    case.closed_on = now
    return conclude(case, by=by, act="case.closed", today=now)
