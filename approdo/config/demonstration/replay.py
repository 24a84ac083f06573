"""What a case file looks like on a day: its plan acted again through the table of states, act by act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from approdo.config.demonstration.life import POSITIVE
from approdo.config.demonstration.plans import Plan, Step
from approdo.core.rules.calendar import HolidayCalendar
from approdo.procedures.rules import states
from approdo.procedures.rules.checklist import due_documents
from approdo.procedures.rules.definition import DueAt, OpinionRule, Procedure, StopKind
from approdo.procedures.rules.events import EventType
from approdo.procedures.rules.history import Event
from approdo.procedures.rules.remedies import substitute_power_due
from approdo.procedures.rules.stops import reply_deadline
from approdo.procedures.rules.terms import compute_term

INADMISSIBLE = frozenset({"inadmissible", "not_receivable", "out_of_quota"})
REFUSALS = INADMISSIBLE | {"denied", "refused_no_confirmation"}


@dataclass(slots=True)
class Passage:
    """A move through the table of states."""

    act: str
    source: str
    target: str
    ball: str
    on: date


@dataclass(slots=True)
class Asked:
    """An opinion."""

    rule: OpinionRule
    state: states.OpinionState = states.OpinionState.NOT_REQUESTED
    requested_on: date | None = None
    solicited_on: date | None = None
    solicitations: int = 0
    received_on: date | None = None
    silent_on: date | None = None


@dataclass(slots=True)
class Resolved:
    """A decision."""

    outcome: str
    proposed_on: date
    signed_on: date | None = None
    notified_on: date | None = None
    observations_answered: bool = False


@dataclass(slots=True)
class Suit:
    """Substitute power or a lawsuit."""

    kind: str
    asked_on: date
    due_on: date | None = None
    ended_on: date | None = None
    outcome: str = ""


@dataclass(slots=True)
class Item:
    """A document of the checklist."""

    document: str
    status: str = "missing"
    defect: str = ""
    note: str = ""
    checked_on: date | None = None


@dataclass(slots=True)
class Snapshot:
    """A case file on a day."""

    state: states.State = states.State.DRAFT
    ball: states.Ball = states.Ball.DESK
    version: int = 1
    touched_on: date = date.min
    outcome: str = ""
    decided_on: date | None = None
    closed_on: date | None = None
    registered_on: date | None = None
    assigned_on: date | None = None
    events: list[tuple[str, date, str]] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    opinions: dict[str, Asked] = field(default_factory=dict)
    decision: Resolved | None = None
    suits: list[Suit] = field(default_factory=list)
    checklist: dict[str, Item] = field(default_factory=dict)

    def history(self) -> list[Event]:
        """The events as the rules on terms want them."""
        return [Event(type_, on) for type_, on, _note in self.events]


def replay(plan: Plan, definition: Procedure, calendar: HolidayCalendar, comune: str, until: date) -> Snapshot:
    """The case file as it stands at the end of `until`. Raises TransitionRefused for a plan that cannot happen."""
    player = _Player(plan, definition, calendar, comune)
    for step in plan.steps:
        if step.on > until:
            break
        player.act(step)
    return player.finished()


class _Player:
    def __init__(self, plan: Plan, definition: Procedure, calendar: HolidayCalendar, comune: str) -> None:
        self.plan, self.definition, self.calendar, self.comune = plan, definition, calendar, comune
        self.at = Snapshot()

    def act(self, step: Step) -> None:
        """One command: its move, its facts, one version more."""
        ACTS[step.act](self, step)
        self.at.version += 1
        self.at.touched_on = step.on

    def finished(self) -> Snapshot:
        self.at.ball = self._ball()
        return self.at

    def _ball(self) -> states.Ball:
        waiting = sum(asked.state in states.OPEN_OPINIONS for asked in self.at.opinions.values())
        happened = {type_ for type_, _on, _note in self.at.events}
        to_come = [event for event in self.definition.follow_up if event not in happened]
        return states.ball(self.at.state, waiting, EventType(to_come[0]) if to_come else None)

    def move(self, act: str, on: date, facts: states.Facts | None = None) -> None:
        source = self.at.state
        if self.plan.lawful:
            self.at.state = states.next_state(source, states.Act(act), facts or states.Facts())
        else:
            moves = (move.target for move in states.TRANSITIONS if (move.source, move.act) == (source, act))
            self.at.state = next(moves)
        self.at.passages.append(Passage(act, source.value, self.at.state.value, self._ball().value, on))

    def event(self, type_: str, on: date, note: str = "") -> None:
        self.at.events.append((type_, on, note))

    def file(self, step: Step) -> None:
        self.move("file", step.on)
        self.event("filed", step.on)
        self.at.version += 1  # opened, then concluded
        due = due_documents(self.definition, self.plan.answers)
        self.at.checklist = {
            one.document.id: Item(one.document.id) for one in sorted(due, key=lambda one: one.document.id)
        }

    def register(self, step: Step) -> None:
        self.move("register", step.on)
        self.at.registered_on = step.on

    def assign(self, step: Step) -> None:
        self.at.assigned_on = step.on
        self.move("assign", step.on)

    def admit(self, step: Step) -> None:
        self.move("admit", step.on)
        wanted = {
            document
            for later in self.plan.steps
            if later.act == "request_integration"
            for document in later.what.split(",")
        }
        for due in due_documents(self.definition, self.plan.answers):
            item = self.at.checklist[due.document.id]
            item.checked_on = step.on
            if due.document.due_at != DueAt.FILING.value:
                item.status, item.note = "waived", "Si presenta più avanti, non allo Sportello"
            elif item.document in wanted:
                item.status, item.defect = ("to_fix", "incomplete") if len(item.document) % 2 else ("missing", "")
            else:
                item.status = "ok"

    def ask_opinion(self, step: Step) -> None:
        states.next_state(self.at.state, states.Act.ASK_OPINION, states.Facts())
        rule = next(rule for rule in self.definition.opinions if rule.office == step.what)
        asked = self.at.opinions[step.what] = Asked(rule, requested_on=step.on)
        self._turn(asked, states.OpinionAct.REQUEST)
        if rule.silence_days is not None and rule.silence.value in ("proceed", "assent"):
            asked.silent_on = step.on + timedelta(rule.silence_days)

    def solicit_opinion(self, step: Step) -> None:
        states.next_state(self.at.state, states.Act.SOLICIT_OPINION, states.Facts())
        asked = self.at.opinions[step.what]
        self._turn(asked, states.OpinionAct.SOLICIT)
        asked.solicited_on, asked.solicitations = step.on, asked.solicitations + 1

    def receive_opinion(self, step: Step) -> None:
        states.next_state(self.at.state, states.Act.RECEIVE_OPINION, states.Facts())
        asked = self.at.opinions[step.what]
        self._turn(asked, states.OpinionAct(step.note.replace("received_", "receive_")))
        asked.received_on = step.on

    def _turn(self, asked: Asked, act: states.OpinionAct) -> None:
        asked.state = states.next_opinion_state(asked.state, act, asked.rule.silence)

    def request_integration(self, step: Step) -> None:
        self.move("request_integration", step.on)
        self.event("integration_requested", step.on)

    def receive_integration(self, step: Step) -> None:
        self.move("receive_integration", step.on)
        self.event("integration_received", step.on)
        for item in self.at.checklist.values():
            if item.status in ("missing", "to_fix"):
                item.status, item.defect, item.checked_on = "ok", "", step.on

    def integration_expired(self, step: Step) -> None:
        asked = max(on for type_, on, _note in self.at.events if type_ == "integration_requested")
        term = self.definition.term(self.definition.main_term)
        cap = next((rule.cap_days for rule in term.stops if rule.kind is StopKind.INTEGRATION_REQUEST), None)
        over = cap is not None and step.on >= asked + timedelta(cap)
        self.move("integration_expired", step.on, states.Facts(integration_time_over=over))

    def notify_10bis(self, step: Step) -> None:
        self.move("notify_10bis", step.on)
        self.event("preliminary_rejection_received", step.on)

    def receive_observations(self, step: Step) -> None:
        self.move("receive_observations", step.on)
        self.event("observations_received", step.on)

    def propose(self, step: Step) -> None:
        if self.at.state is states.State.INVESTIGATION:
            self.move("complete", step.on)
        answered = self.at.state is states.State.OBSERVATIONS_REVIEW
        self.at.decision = Resolved(step.what, step.on, observations_answered=answered)

    def sign(self, step: Step) -> None:
        decision = self.at.decision
        if decision is None:
            raise ValueError(f"{self.plan.key}: nothing was proposed")
        self.move(self._act_of_signature(decision), step.on, self._facts(decision, step.on))
        decision.signed_on = self.at.decided_on = step.on
        self.at.outcome = decision.outcome
        self.event("decided", step.on)
        if decision.outcome == "granted" and "granted" in self.definition.follow_up:
            self.event("granted", step.on)

    def _act_of_signature(self, decision: Resolved) -> str:
        if self.at.state is states.State.ADMISSIBILITY_CHECK:
            return "declare_inadmissible"
        if decision.outcome not in REFUSALS:
            return "sign_grant"
        return "no_observations" if self.at.state is states.State.PRELIMINARY_REJECTION else "sign_denial"

    def _facts(self, decision: Resolved, on: date) -> states.Facts:
        told = [day for type_, day, _note in self.at.events if type_ == "preliminary_rejection_received"]
        heard = any(type_ == "observations_received" for type_, _on, _note in self.at.events)
        return states.Facts(
            responsible_officer=self.at.assigned_on is not None,
            legal_basis=True,
            remedies_clause=True,
            preliminary_rejection_notified=bool(told),
            inadmissible_by_law=decision.outcome in INADMISSIBLE,
            observations_received=heard,
            observations_answered=decision.observations_answered,
            observations_time_over=not told or on > reply_deadline(told[-1], self.calendar, self.comune, False),
        )

    def notify(self, step: Step) -> None:
        self.move("notify", step.on)
        if self.at.decision is not None:
            self.at.decision.notified_on = step.on
        if self.at.outcome == "granted" and "decree_notified" in self.definition.follow_up:
            self.event("decree_notified", step.on)

    def start_follow_up(self, step: Step) -> None:
        if self.at.outcome not in POSITIVE:
            raise ValueError(f"{self.plan.key}: nothing follows {self.at.outcome}")
        self.move("start_follow_up", step.on)

    def close(self, step: Step) -> None:
        self.move("close", step.on)
        self.at.closed_on = step.on

    def withdraw(self, step: Step) -> None:
        self.move("withdraw", step.on)
        self.event("withdrawn", step.on, step.note)
        self.at.outcome, self.at.closed_on = "withdrawn", step.on

    def extend_term(self, step: Step) -> None:
        states.next_state(self.at.state, states.Act.EXTEND_TERM, states.Facts())
        self.event("extension_granted", step.on, step.note)

    def request_substitute_power(self, step: Step) -> None:
        term = compute_term(
            self.definition, self.at.history(), today=step.on, calendar=self.calendar, comune=self.comune
        )
        over = term.effective_due is not None and step.on > term.effective_due
        states.next_state(self.at.state, states.Act.REQUEST_SUBSTITUTE_POWER, states.Facts(term_over=over))
        due = None
        if term.version is not None:
            due = substitute_power_due(step.on, term.version, comune=self.comune, calendar=self.calendar)
        self.at.suits.append(Suit("substitute_power", step.on, due))

    def record_litigation(self, step: Step) -> None:
        states.next_state(self.at.state, states.Act.RECORD_LITIGATION, states.Facts())
        self.at.suits.append(Suit(step.what, step.on))

    def end_litigation(self, step: Step) -> None:
        suit = next(suit for suit in self.at.suits if suit.kind == step.what and suit.ended_on is None)
        suit.ended_on, suit.outcome = step.on, step.note

    def record_event(self, step: Step) -> None:
        self.event(step.what, step.on, step.note)


_COMMANDS = (
    _Player.file, _Player.register, _Player.assign, _Player.admit, _Player.ask_opinion, _Player.solicit_opinion,
    _Player.receive_opinion, _Player.request_integration, _Player.receive_integration, _Player.integration_expired,
    _Player.notify_10bis, _Player.receive_observations, _Player.propose, _Player.sign, _Player.notify,
    _Player.start_follow_up, _Player.close, _Player.withdraw, _Player.extend_term, _Player.request_substitute_power,
    _Player.record_litigation, _Player.end_litigation,
)  # fmt: skip
ACTS: dict[str, Callable[[_Player, Step], None]] = {
    **{command.__name__: command for command in _COMMANDS},
    "event": _Player.record_event,
}
