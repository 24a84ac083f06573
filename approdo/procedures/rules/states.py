"""The life of a case as one table: states, acts, guards, and who has the ball."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from approdo.procedures.rules.definition import Silence
from approdo.procedures.rules.events import EventType


class State(StrEnum):
    """Where a case stands."""

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


class Ball(StrEnum):
    """Who must move next. `mixed` means that the procedure's own follow-up says it."""

    DESK = "desk"
    PORTAL = "portal"
    OFFICE = "office"
    APPLICANT = "applicant"
    EMPLOYER = "employer"
    OTHER_OFFICE = "other_office"
    CONSULATE = "consulate"
    MIXED = "mixed"


class Act(StrEnum):
    """A legal act on a case. One act is one command, one page act and one audit event."""

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
    NOTIFY = "notify"
    START_FOLLOW_UP = "start_follow_up"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"
    ASK_OPINION = "ask_opinion"
    SOLICIT_OPINION = "solicit_opinion"
    RECEIVE_OPINION = "receive_opinion"
    EXTEND_TERM = "extend_term"
    REQUEST_SUBSTITUTE_POWER = "request_substitute_power"
    RECORD_LITIGATION = "record_litigation"


@dataclass(frozen=True, slots=True)
class Transition:
    """An act that a state allows, and where it leads. An act may leave the state as it is."""

    source: State
    target: State
    act: Act


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards ask about a case. Everything is False until it is shown.

    `inadmissible_by_law` is a refusal that the law itself imposes without the notice of art. 10-bis.
    """

    responsible_officer: bool = False
    legal_basis: bool = False
    remedies_clause: bool = False
    preliminary_rejection_notified: bool = False
    inadmissible_by_law: bool = False
    observations_received: bool = False
    observations_answered: bool = False
    observations_time_over: bool = False
    integration_time_over: bool = False
    term_over: bool = False


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition of an act. `code` names the refusal; `article` is its source; `holds` is the test."""

    code: str
    article: str
    holds: Callable[[Facts], bool]


class TransitionRefused(Exception):
    """The act is not allowed. `code` is the first reason, `reasons` all of them; `params` holds the words' values."""

    def __init__(self, code: str, params: Mapping[str, str], reasons: tuple[str, ...] = ()) -> None:
        self.code, self.params, self.reasons = code, MappingProxyType(dict(params)), reasons or (code,)
        super().__init__(f"{code}: {dict(params)}")


# Outcomes that give what was asked: something may follow them, and they may be taken back.
POSITIVE = frozenset({"granted", "test_passed", "fulfilled", "extended"})

BALL: Mapping[State, Ball] = MappingProxyType(
    {
        State.DRAFT: Ball.DESK,
        State.SUBMITTED: Ball.PORTAL,
        State.REGISTERED: Ball.OFFICE,
        State.ADMISSIBILITY_CHECK: Ball.OFFICE,
        State.INVESTIGATION: Ball.OFFICE,
        State.INTEGRATION_REQUESTED: Ball.APPLICANT,
        State.DECISION_PROPOSAL: Ball.OFFICE,
        State.PRELIMINARY_REJECTION: Ball.APPLICANT,
        State.OBSERVATIONS_REVIEW: Ball.OFFICE,
        State.DECIDED: Ball.OFFICE,
        State.NOTIFIED: Ball.OFFICE,
        State.POST_DECISION: Ball.MIXED,
        State.CLOSED: Ball.OFFICE,
    }
)

# Who brings about the next event of a follow-up; an event that is not here is the office's.
FOLLOW_UP_BALL: Mapping[EventType, Ball] = MappingProxyType(
    {
        EventType.VISA_REQUESTED: Ball.APPLICANT,
        EventType.VISA_CHECKS_DONE_NOTIFIED: Ball.CONSULATE,
        EventType.EMPLOYER_CONFIRMED: Ball.EMPLOYER,
        EventType.VISA_ISSUED: Ball.CONSULATE,
        EventType.ENTERED_ITALY: Ball.APPLICANT,
        EventType.CONTRACT_SIGNED: Ball.EMPLOYER,
        EventType.PERMIT_REQUESTED: Ball.APPLICANT,
        EventType.PRESENCE_DECLARED: Ball.APPLICANT,
        EventType.FIRST_VISIT_DONE: Ball.APPLICANT,
        EventType.DECREE_SIGNED: Ball.OTHER_OFFICE,
        EventType.OATH_TAKEN: Ball.APPLICANT,
        EventType.TRANSCRIBED: Ball.OTHER_OFFICE,
        EventType.SESSION_ASSIGNED: Ball.OTHER_OFFICE,
        EventType.SESSION_ATTENDED: Ball.APPLICANT,
        EventType.DECLARED_TO_MUNICIPALITY: Ball.APPLICANT,
    }
)

_UNDECIDED = (
    State.REGISTERED,
    State.ADMISSIBILITY_CHECK,
    State.INVESTIGATION,
    State.INTEGRATION_REQUESTED,
    State.DECISION_PROPOSAL,
    State.PRELIMINARY_REJECTION,
    State.OBSERVATIONS_REVIEW,
)
_MAY_ASK_OPINIONS = (State.INVESTIGATION, State.INTEGRATION_REQUESTED, State.OBSERVATIONS_REVIEW)
_MAY_SOLICIT = (*_MAY_ASK_OPINIONS, State.DECISION_PROPOSAL, State.PRELIMINARY_REJECTION)
# An opinion that comes after the decision still counts: it may found a revocation (TUI art. 22 c. 5.01).
_MAY_RECEIVE_OPINIONS = (*_MAY_SOLICIT, State.DECIDED, State.NOTIFIED, State.POST_DECISION)

_MOVES = (
    Transition(State.DRAFT, State.SUBMITTED, Act.FILE),
    Transition(State.SUBMITTED, State.REGISTERED, Act.REGISTER),
    Transition(State.REGISTERED, State.ADMISSIBILITY_CHECK, Act.ASSIGN),
    Transition(State.ADMISSIBILITY_CHECK, State.INVESTIGATION, Act.ADMIT),
    Transition(State.ADMISSIBILITY_CHECK, State.DECIDED, Act.DECLARE_INADMISSIBLE),
    Transition(State.INVESTIGATION, State.INTEGRATION_REQUESTED, Act.REQUEST_INTEGRATION),
    Transition(State.INTEGRATION_REQUESTED, State.INVESTIGATION, Act.RECEIVE_INTEGRATION),
    Transition(State.INTEGRATION_REQUESTED, State.DECISION_PROPOSAL, Act.INTEGRATION_EXPIRED),
    Transition(State.INVESTIGATION, State.DECISION_PROPOSAL, Act.COMPLETE),
    Transition(State.DECISION_PROPOSAL, State.DECIDED, Act.SIGN_GRANT),
    Transition(State.DECISION_PROPOSAL, State.DECIDED, Act.SIGN_DENIAL),
    Transition(State.DECISION_PROPOSAL, State.PRELIMINARY_REJECTION, Act.NOTIFY_10BIS),
    Transition(State.PRELIMINARY_REJECTION, State.OBSERVATIONS_REVIEW, Act.RECEIVE_OBSERVATIONS),
    Transition(State.PRELIMINARY_REJECTION, State.DECIDED, Act.NO_OBSERVATIONS),
    # The ten days protect who would be refused: a grant waits for nothing
    Transition(State.PRELIMINARY_REJECTION, State.DECIDED, Act.SIGN_GRANT),
    Transition(State.OBSERVATIONS_REVIEW, State.DECIDED, Act.SIGN_GRANT),
    Transition(State.OBSERVATIONS_REVIEW, State.DECIDED, Act.SIGN_DENIAL),
    Transition(State.DECIDED, State.NOTIFIED, Act.NOTIFY),
    Transition(State.NOTIFIED, State.POST_DECISION, Act.START_FOLLOW_UP),
    Transition(State.NOTIFIED, State.CLOSED, Act.CLOSE),
    Transition(State.POST_DECISION, State.CLOSED, Act.CLOSE),
    Transition(State.NOTIFIED, State.DECIDED, Act.REVOKE),
    Transition(State.POST_DECISION, State.DECIDED, Act.REVOKE),
    *(Transition(state, State.CLOSED, Act.WITHDRAW) for state in State if state is not State.CLOSED),
)
_STAYS = (
    *(Transition(state, state, Act.ASK_OPINION) for state in _MAY_ASK_OPINIONS),
    *(Transition(state, state, Act.SOLICIT_OPINION) for state in _MAY_SOLICIT),
    *(Transition(state, state, Act.RECEIVE_OPINION) for state in _MAY_RECEIVE_OPINIONS),
    *(Transition(state, state, Act.EXTEND_TERM) for state in _UNDECIDED),
    *(Transition(state, state, Act.REQUEST_SUBSTITUTE_POWER) for state in (State.SUBMITTED, *_UNDECIDED)),
    *(Transition(state, state, Act.RECORD_LITIGATION) for state in State if state is not State.DRAFT),
)
TRANSITIONS: tuple[Transition, ...] = _MOVES + _STAYS

_OFFICER = Guard("responsible_officer_missing", "L. 241/1990 art. 5", lambda facts: facts.responsible_officer)
_BASIS = Guard("legal_basis_missing", "L. 241/1990 art. 3 c. 1", lambda facts: facts.legal_basis)
_REMEDIES = Guard("remedies_clause_missing", "L. 241/1990 art. 3 c. 4", lambda facts: facts.remedies_clause)
_SIGNED_ACT = (_OFFICER, _BASIS, _REMEDIES)
_NOTICE = Guard(
    "preliminary_rejection_missing",
    "L. 241/1990 art. 10-bis",
    lambda facts: facts.preliminary_rejection_notified or facts.inadmissible_by_law,
)
_ANSWER = Guard(
    "observations_not_answered",
    "L. 241/1990 art. 10-bis",
    lambda facts: facts.observations_answered or not facts.observations_received,
)
_REPLY_OVER = Guard("observations_time_running", "L. 241/1990 art. 10-bis", lambda facts: facts.observations_time_over)
_PAPERS_OVER = Guard("integration_time_running", "L. 241/1990 art. 2 c. 7", lambda facts: facts.integration_time_over)
_TERM_OVER = Guard("term_not_over", "L. 241/1990 art. 2 c. 9-ter", lambda facts: facts.term_over)

GUARDS: Mapping[Act, tuple[Guard, ...]] = MappingProxyType(
    {
        Act.DECLARE_INADMISSIBLE: _SIGNED_ACT,
        Act.SIGN_GRANT: _SIGNED_ACT,
        Act.SIGN_DENIAL: (_NOTICE, _ANSWER, *_SIGNED_ACT),
        Act.NO_OBSERVATIONS: (_REPLY_OVER, _NOTICE, _ANSWER, *_SIGNED_ACT),
        Act.REVOKE: _SIGNED_ACT,
        Act.INTEGRATION_EXPIRED: (_PAPERS_OVER,),
        Act.REQUEST_SUBSTITUTE_POWER: (_TERM_OVER,),
    }
)

_BY_STATE_AND_ACT = {(move.source, move.act): move for move in TRANSITIONS}


def allowed_acts(state: State) -> tuple[Act, ...]:
    """The acts that the table allows in a state, guards apart, in the table's order.

    Source: L. 241/1990, order of the procedure.
    """
    return tuple(move.act for move in TRANSITIONS if move.source is state)


def refusals(act: Act, facts: Facts) -> tuple[str, ...]:
    """Codes of the guards of an act that do not hold, for the page that says why it is not allowed yet.

    Source: L. 241/1990 art. 2, 3, 5, 10-bis.
    """
    return tuple(guard.code for guard in GUARDS.get(act, ()) if not guard.holds(facts))


def next_state(state: State, act: Act, facts: Facts) -> State:
    """The state after the act. Raises TransitionRefused: `act_not_allowed`, `case_closed` or the codes of the guards.

    Source: L. 241/1990 art. 2, 3, 5, 10-bis.
    """
    params = {"state": state.value, "act": act.value}
    move = _BY_STATE_AND_ACT.get((state, act))
    if move is None:
        raise TransitionRefused("case_closed" if state is State.CLOSED else "act_not_allowed", params)
    reasons = refusals(act, facts)
    if reasons:
        raise TransitionRefused(reasons[0], params, reasons)
    return move.target


def ball(state: State, open_opinions: int, next_event: EventType | None = None) -> Ball:
    """Who must move next. `open_opinions` counts those asked and not yet answered; `next_event` is the next of the
    procedure's follow-up, None when it is not known.

    An investigation that waits for an opinion waits for another office; a follow-up waits for whoever brings about its
    next event.
    Source: L. 241/1990 art. 16 and the follow-up of each procedure.
    """
    if state is State.INVESTIGATION and open_opinions > 0:
        return Ball.OTHER_OFFICE
    if state is State.POST_DECISION and next_event is not None:
        return FOLLOW_UP_BALL.get(next_event, Ball.OFFICE)
    return BALL[state]


class OpinionState(StrEnum):
    """Where a request for an opinion stands."""

    NOT_REQUESTED = "not_requested"
    REQUESTED = "requested"
    SOLICITED = "solicited"
    RECEIVED_POSITIVE = "received_positive"
    RECEIVED_NEGATIVE = "received_negative"
    RECEIVED_CONDITIONAL = "received_conditional"
    SILENT_EXPIRED = "silent_expired"
    NOT_NEEDED = "not_needed"


class OpinionAct(StrEnum):
    """What may happen to a request for an opinion."""

    REQUEST = "request"
    SOLICIT = "solicit"
    RECEIVE_POSITIVE = "receive_positive"
    RECEIVE_NEGATIVE = "receive_negative"
    RECEIVE_CONDITIONAL = "receive_conditional"
    EXPIRE_SILENT = "expire_silent"
    WAIVE = "waive"


@dataclass(frozen=True, slots=True)
class OpinionTransition:
    """One row of the table of opinions."""

    source: OpinionState
    target: OpinionState
    act: OpinionAct


_REPLIES = (
    (OpinionAct.RECEIVE_POSITIVE, OpinionState.RECEIVED_POSITIVE),
    (OpinionAct.RECEIVE_NEGATIVE, OpinionState.RECEIVED_NEGATIVE),
    (OpinionAct.RECEIVE_CONDITIONAL, OpinionState.RECEIVED_CONDITIONAL),
)
_PENDING = (OpinionState.REQUESTED, OpinionState.SOLICITED)
OPEN_OPINIONS: frozenset[OpinionState] = frozenset(_PENDING)
OPINION_TRANSITIONS: tuple[OpinionTransition, ...] = (
    OpinionTransition(OpinionState.NOT_REQUESTED, OpinionState.REQUESTED, OpinionAct.REQUEST),
    *(OpinionTransition(state, OpinionState.SOLICITED, OpinionAct.SOLICIT) for state in _PENDING),
    *(
        OpinionTransition(state, target, act)
        for state in (*_PENDING, OpinionState.SILENT_EXPIRED)
        for act, target in _REPLIES
    ),
    *(OpinionTransition(state, OpinionState.SILENT_EXPIRED, OpinionAct.EXPIRE_SILENT) for state in _PENDING),
    *(
        OpinionTransition(state, OpinionState.NOT_NEEDED, OpinionAct.WAIVE)
        for state in (OpinionState.NOT_REQUESTED, *_PENDING)
    ),
)
_BY_OPINION_AND_ACT = {(move.source, move.act): move for move in OPINION_TRANSITIONS}


def allowed_opinion_acts(state: OpinionState) -> tuple[OpinionAct, ...]:
    """The acts that the table of opinions allows in a state, in the table's order.

    Source: L. 241/1990 art. 16.
    """
    return tuple(move.act for move in OPINION_TRANSITIONS if move.source is state)


def next_opinion_state(state: OpinionState, act: OpinionAct, silence: Silence, *, lifted: bool = False) -> OpinionState:
    """The state of an opinion after the act. `silence` is the rule of that opinion, `lifted` says that its exception
    applies. Raises TransitionRefused: `opinion_act_not_allowed`, or `silence_has_no_effect` when the office must wait.

    Source: L. 241/1990 art. 16 and 17-bis; TUI art. 22 c. 5.01.
    """
    params = {"state": state.value, "act": act.value}
    move = _BY_OPINION_AND_ACT.get((state, act))
    if move is None:
        raise TransitionRefused("opinion_act_not_allowed", params)
    if act is OpinionAct.EXPIRE_SILENT and (lifted or silence is Silence.WAIT):
        raise TransitionRefused("silence_has_no_effect", params)
    return move.target
