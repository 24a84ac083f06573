"""The life of a case file: one table of moves, who has the ball in each state, what an act requires.

Source: common machine of the procedures; L. 241/1990 art. 2, 3, 7, 10-bis.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a case file stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REGISTERED = "registered"
    ADMISSIBILITY_CHECK = "admissibility_check"
    INVESTIGATION = "investigation"
    INTEGRATION_REQUESTED = "integration_requested"
    DECISION_PROPOSAL = "decision_proposal"
    PRELIMINARY_REJECTION = "preliminary_rejection"
    OBSERVATIONS_REVIEW = "observations_review"
    DECIDED = "decided"
    NOTIFIED = "notified"
    POST_DECISION = "post_decision"
    CLOSED = "closed"


class Act(StrEnum):
    """An act that takes a case file from one state to another."""

    FILE = "file"
    REGISTER = "register"
    ASSIGN = "assign"
    ADMIT = "admit"
    DECLARE_INADMISSIBLE = "declare_inadmissible"
    REQUEST_INTEGRATION = "request_integration"
    RECEIVE_INTEGRATION = "receive_integration"
    INTEGRATION_EXPIRED = "integration_expired"
    COMPLETE = "complete"
    SIGN_GRANT = "sign_grant"
    SIGN_DENIAL = "sign_denial"
    NOTIFY_10BIS = "notify_10bis"
    RECEIVE_OBSERVATIONS = "receive_observations"
    NO_OBSERVATIONS = "no_observations"
    SIGN_GRANT_OR_DENIAL = "sign_grant_or_denial"
    NOTIFY = "notify"
    START_FOLLOW_UP = "start_follow_up"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"


class Ball(StrEnum):
    """Who must move next."""

    OFFICE = "office"
    APPLICANT = "applicant"
    OTHER_OFFICE = "other_office"
    MIXED = "mixed"
    NOBODY = "nobody"


OPEN_STATES = tuple(state for state in State if state is not State.CLOSED)

TRANSITIONS: tuple[tuple[State, Act, State], ...] = (
    (State.DRAFT, Act.FILE, State.SUBMITTED),
    (State.SUBMITTED, Act.REGISTER, State.REGISTERED),
    (State.REGISTERED, Act.ASSIGN, State.ADMISSIBILITY_CHECK),
    (State.ADMISSIBILITY_CHECK, Act.ADMIT, State.INVESTIGATION),
    (State.ADMISSIBILITY_CHECK, Act.DECLARE_INADMISSIBLE, State.DECIDED),
    (State.INVESTIGATION, Act.REQUEST_INTEGRATION, State.INTEGRATION_REQUESTED),
    (State.INTEGRATION_REQUESTED, Act.RECEIVE_INTEGRATION, State.INVESTIGATION),
    (State.INTEGRATION_REQUESTED, Act.INTEGRATION_EXPIRED, State.DECISION_PROPOSAL),
    (State.INVESTIGATION, Act.COMPLETE, State.DECISION_PROPOSAL),
    (State.DECISION_PROPOSAL, Act.SIGN_GRANT, State.DECIDED),
    (State.DECISION_PROPOSAL, Act.SIGN_DENIAL, State.DECIDED),
    (State.DECISION_PROPOSAL, Act.NOTIFY_10BIS, State.PRELIMINARY_REJECTION),
    (State.PRELIMINARY_REJECTION, Act.RECEIVE_OBSERVATIONS, State.OBSERVATIONS_REVIEW),
    (State.PRELIMINARY_REJECTION, Act.NO_OBSERVATIONS, State.DECIDED),
    (State.OBSERVATIONS_REVIEW, Act.SIGN_GRANT_OR_DENIAL, State.DECIDED),
    (State.DECIDED, Act.NOTIFY, State.NOTIFIED),
    (State.NOTIFIED, Act.START_FOLLOW_UP, State.POST_DECISION),
    (State.NOTIFIED, Act.CLOSE, State.CLOSED),
    (State.POST_DECISION, Act.CLOSE, State.CLOSED),
    (State.POST_DECISION, Act.REVOKE, State.DECIDED),
    *((state, Act.WITHDRAW, State.CLOSED) for state in OPEN_STATES),
)

_TARGETS = {(source, act): target for source, act, target in TRANSITIONS}

_BALLS = {
    State.INTEGRATION_REQUESTED: Ball.APPLICANT,
    State.PRELIMINARY_REJECTION: Ball.APPLICANT,
    State.POST_DECISION: Ball.MIXED,
    State.CLOSED: Ball.NOBODY,
}

_SIGNATURES = frozenset(
    {Act.SIGN_GRANT, Act.SIGN_DENIAL, Act.NO_OBSERVATIONS, Act.SIGN_GRANT_OR_DENIAL, Act.DECLARE_INADMISSIBLE}
)
GRANTS = frozenset({"granted", "test_passed", "fulfilled", "extended", "permit_for_job_search"})
INADMISSIBLE = frozenset({"inadmissible", "not_receivable", "out_of_quota"})


class TransitionRefused(Exception):
    """An act that the state of the case file or the law does not allow now. `code` names the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at. `outcome` is the outcome to be signed, empty for other acts."""

    outcome: str = ""
    notice_received: bool = False
    observations_received: bool = False
    observations_answered: bool = False
    responsible_officer: bool = False
    legal_basis: bool = False
    remedies_clause: bool = False


def next_state(state: State, act: Act, facts: Facts) -> State:
    """Where the act leads. Raises TransitionRefused when the state or a guard does not allow it.

    Source: L. 241/1990 art. 3 (reasons and remedies), art. 10-bis (notice before refusal).
    """
    target = _TARGETS.get((state, act))
    if target is None:
        raise TransitionRefused("not_from_this_state")
    if act in _SIGNATURES:
        reason = _unsigned_because(act, facts)
        if reason:
            raise TransitionRefused(reason)
    return target


def _unsigned_because(act: Act, facts: Facts) -> str:
    """The first thing that a signature still lacks, empty when it may be put."""
    refusal = facts.outcome not in GRANTS
    if act is Act.DECLARE_INADMISSIBLE and facts.outcome not in INADMISSIBLE:
        return "not_from_this_state"
    if refusal and facts.outcome not in INADMISSIBLE and not facts.notice_received:
        return "notice_before_refusal_missing"
    if refusal and facts.observations_received and not facts.observations_answered:
        return "observations_not_answered"
    if not facts.responsible_officer:
        return "responsible_officer_missing"
    if not facts.legal_basis:
        return "legal_basis_missing"
    return "" if facts.remedies_clause else "remedies_missing"


def allowed_acts(state: State) -> tuple[Act, ...]:
    """The acts that the state allows, in the order of the table; guards may still refuse one.

    Source: common machine of the procedures.
    """
    return tuple(act for source, act, _target in TRANSITIONS if source is state)


def ball(state: State, *, open_opinions: bool) -> Ball:
    """Who must move next: the person while asked or noticed, another office while an opinion is awaited.

    Source: L. 241/1990 art. 2 c. 7, art. 10-bis, art. 16.
    """
    fixed = _BALLS.get(state)
    if fixed is not None:
        return fixed
    return Ball.OTHER_OFFICE if open_opinions and state is State.INVESTIGATION else Ball.OFFICE
