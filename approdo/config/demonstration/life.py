"""The life of one case file, from filing to the end, as chance decides it; pure, and blind to what day it is today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from approdo.config.demonstration.plans import Dice, Step
from approdo.core.rules.calendar import HolidayCalendar, add_months
from approdo.procedures.rules.checklist import Answers, due_documents
from approdo.procedures.rules.definition import DueAt, OpinionRule, Procedure, Silence, StopKind, Unit
from approdo.procedures.rules.history import Event
from approdo.procedures.rules.terms import compute_term

QUOTA = frozenset({"work_employee_quota", "work_seasonal"})
POSITIVE = frozenset({"granted", "test_passed", "fulfilled", "extended"})
NO_FIGURE = {"regularisation_2020": 900}  # days that stand for a term the law does not set
USUAL = 60
# Days between an event of the follow-up and the one before.
LAGS = {
    "visa_requested": (10, 90), "visa_checks_done_notified": (5, 40), "employer_confirmed": (1, 12),
    "visa_issued": (15, 60), "entered_italy": (10, 80), "first_visit_done": (2, 14), "contract_signed": (3, 18),
    "presence_declared": (2, 9), "permit_requested": (1, 20), "handed_to_questura": (1, 7), "summoned": (10, 40),
    "oath_taken": (20, 170), "transcribed": (1, 15), "result_sent_to_questura": (1, 7),
}  # fmt: skip
REPLIES = {"questura": (12, 80), "ministry": (60, 300), "other_ministries": (90, 400), "prefecture": (10, 60)}
REPLY = (8, 40)
DROPPED = 0.05  # share of follow-ups that stop at each step


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the life of a case file depends on."""

    procedure: Procedure
    filed_on: date
    answers: Answers
    calendar: HolidayCalendar
    comune: str
    slowness: float


def live(about: Circumstances, dice: Dice) -> tuple[Step, ...]:
    """Everything that happens to a case file, in order of day."""
    life = _Life(about, dice)
    if about.procedure.id == "integration_agreement":
        life.agreement()
    else:
        life.whole()
    steps = sorted(life.steps, key=lambda step: step.on)
    return tuple(_withdrawn(steps, about, dice) if dice.chance(0.03) else steps)


def _withdrawn(steps: list[Step], about: Circumstances, dice: Dice) -> list[Step]:
    on = about.filed_on + timedelta(dice.randint(15, 120))
    decided = next((step.on for step in steps if step.act == "sign"), date.max)
    if on >= decided:
        return steps
    return [*(step for step in steps if step.on <= on), Step(on, "withdraw", note="Rinuncia inventata")]


@dataclass
class _Life:
    about: Circumstances
    dice: Dice
    steps: list[Step] = field(default_factory=list)
    now: date = date.min
    replied: date = date.min

    def __post_init__(self) -> None:
        self.now = self.about.filed_on
        self.open_days: Mapping[date, date] = self.about.calendar.open_days(self.about.comune, saturday_rolls=True)

    def after(self, lowest: int, highest: int) -> date:
        """Move on some days, to a working one."""
        self.now = self.open_days[self.now + timedelta(self.dice.randint(lowest, highest))]
        return self.now

    def add(self, on: date, act: str, what: str = "", note: str = "") -> None:
        self.steps.append(Step(on, act, what, note))

    def whole(self) -> None:
        self._begin()
        imputed = self._quota()
        if imputed is None:
            return
        self.now = max(self.now, imputed)
        self.add(self.after(1, 15), "admit" if not self.dice.chance(0.05) else "refuse_at_once")
        if self.steps[-1].act == "refuse_at_once":
            self.steps.pop()
            self._refused_at_once(self._inadmissible())
            return
        self._opinions()
        papers_came = self._papers()
        target = imputed + timedelta(round(self._term() * self.about.slowness * self.dice.lognormvariate(0.0, 0.5)))
        self.now = self.open_days[max(self.now, self.replied, target - timedelta(8))]
        self._decide(papers_came)

    def _begin(self) -> None:
        self.add(self.now, "file")
        self.add(self.after(0, 4), "register")
        self.add(self.after(0, 12), "assign")

    def _quota(self) -> date | None:
        """The day from which the office works on the file; None when no quota is ever found for it."""
        if self.about.procedure.id not in QUOTA:
            return self.about.filed_on
        if self.dice.chance(0.16):
            if self.dice.chance(0.4):
                self.after(150, 280)
                self._refused_at_once("out_of_quota")
            return None
        on = self.open_days[self.about.filed_on + timedelta(self.dice.randint(8, 50))]
        self.add(on, "event", "quota_imputed")
        return on

    def _inadmissible(self) -> str:
        known = self.about.procedure.outcomes
        return next(
            word for word in ("inadmissible", "not_receivable", "returned", "archived", "denied") if word in known
        )

    def _refused_at_once(self, outcome: str) -> None:
        if outcome == "denied":  # needs the notice first, so it is not for this door
            return
        self.add(self.after(2, 15), "propose", outcome)
        self.add(self.after(0, 6), "sign", outcome)
        self._after_refusal()

    def _term(self) -> int:
        """The length of the main term in days, about."""
        procedure = self.about.procedure
        if not procedure.main_term:
            return USUAL
        version = next(
            (
                one
                for one in reversed(procedure.term(procedure.main_term).versions)
                if one.valid_from <= self.about.filed_on
            ),
            None,
        )
        if version is None or version.amount is None:
            return NO_FIGURE.get(procedure.id, USUAL)
        return version.amount * {Unit.MONTHS: 30, Unit.YEARS: 365}.get(version.unit, 1)

    def _opinions(self) -> None:
        self.replied = self.now
        for rule in self.about.procedure.opinions:
            if not rule.before_filing and rule.silence is not Silence.NOT_NEEDED:
                self._opinion(rule)

    def _opinion(self, rule: OpinionRule) -> None:
        dice = self.dice
        asked = self.open_days[self.now + timedelta(dice.randint(0, 3))]
        low, high = REPLIES.get(rule.office, REPLY)
        lag = dice.randint(low, high) * (6 if dice.chance(0.06) else 1)
        replied = self.open_days[asked + timedelta(lag)]
        self.add(asked, "ask_opinion", rule.office)
        for wait in (45, 100, 190, 300):
            reminded = self.open_days[asked + timedelta(wait)]
            if reminded < replied and dice.chance(0.7):
                self.add(reminded, "solicit_opinion", rule.office)
        result = dice.weighted({"positive": 90, "negative": 6, "conditional": 4})
        self.add(replied, "receive_opinion", rule.office, f"received_{result}")
        self.replied = max(self.replied, replied)

    def _papers(self) -> bool:
        """Ask for missing papers, perhaps. False when they were asked for and never came."""
        wanted = [
            due.document.id
            for due in due_documents(self.about.procedure, self.about.answers)
            if due.document.due_at == DueAt.FILING.value
        ]
        if not wanted or not self.dice.chance(0.3):
            return True
        asked = self.after(5, 25)
        self.add(asked, "request_integration", ",".join(sorted(self.dice.some(wanted, 2))))
        if self._capped() and self.dice.chance(0.15):
            self.add(self.after(33, 60), "integration_expired")
            return False
        late = self.dice.chance(0.2)
        self.add(self.after(31, 80) if late else self.after(4, 28), "receive_integration")
        return True

    def _capped(self) -> bool:
        """Whether the time for the papers ends by itself."""
        term = self.about.procedure.term(self.about.procedure.main_term)
        return any(stop.kind is StopKind.INTEGRATION_REQUEST and stop.cap_days for stop in term.stops)

    def _decide(self, papers_came: bool) -> None:
        if self.about.procedure.id == "italian_test_a2":
            self._test()
        elif papers_came and not self.dice.chance(0.13):
            self._grant("granted")
        elif "denied" in self.about.procedure.outcomes:
            self._deny()

    def _test(self) -> None:
        self.add(self.now, "event", "session_assigned")
        self.add(self.after(3, 10), "event", "convoked")
        outcome = self.dice.weighted({"test_passed": 74, "test_failed": 16, "absent": 10})
        sat = self.after(10, 25)
        event = {"test_passed": "test_passed", "test_failed": "test_failed", "absent": "test_missed"}[outcome]
        self.add(sat, "event", event)
        if outcome != "test_passed":
            self.add(sat, "event", "test_failed_or_unexcused_absence")
        self._grant(outcome)

    def _grant(self, outcome: str) -> None:
        self._extension()
        self.add(self.now, "propose", outcome)
        signed = self.after(1, 9)
        self._remedies(signed)
        self.add(signed, "sign", outcome)
        self._after_signature(outcome)

    def _after_signature(self, outcome: str) -> None:
        follow_up = self.about.procedure.follow_up
        if outcome in POSITIVE and "decree_signed" in follow_up:
            self.add(self.now, "event", "decree_signed")
        self.add(self.after(1, 12), "notify")
        if outcome not in POSITIVE or not follow_up:
            self.add(self.after(8, 40), "close")
            return
        self.add(self.after(0, 3), "start_follow_up")
        told = {"granted", "decree_signed", "decree_notified", "session_assigned", "convoked"}
        for event in follow_up:
            if event in told:
                continue
            if self.dice.chance(DROPPED):
                return
            self.add(self.after(*LAGS[event]), "event", event)
        self.add(self.after(3, 20), "close")

    def _deny(self) -> None:
        self._extension()
        self.add(self.now, "propose", "denied")
        notified = self.after(6, 20)
        self.add(notified, "notify_10bis")
        if self.dice.chance(0.55):
            self.add(self.after(3, 14), "receive_observations")
            outcome = "granted" if self.dice.chance(0.25) else "denied"
            self.add(self.after(10, 30), "propose", outcome)
            self._remedies(self.now)
            self.add(self.after(0, 6), "sign", outcome)
            if outcome == "granted":
                self._after_signature(outcome)
                return
        else:
            self.add(self.after(18, 45), "sign", "denied")
        self._after_refusal()

    def _after_refusal(self) -> None:
        told = self.after(1, 12)
        self.add(told, "notify")
        if self.dice.chance(0.12):
            asked = told + timedelta(self.dice.randint(20, 58))
            self.add(asked, "record_litigation", "appeal")
            if self.dice.chance(0.6):
                ended = asked + timedelta(self.dice.randint(150, 400))
                self.add(ended, "end_litigation", "appeal", self.dice.weighted({"lost": 4, "won": 5, "settled": 1}))
        self.add(self.after(420, 500), "close")

    def _extension(self) -> None:
        """The reasoned extension of a citizenship file, before its term is over."""
        procedure = self.about.procedure
        if not procedure.main_term or not self.dice.chance(0.25):
            return
        if not any(version.extendable_to for version in procedure.term(procedure.main_term).versions):
            return
        on = self.open_days[self.about.filed_on + timedelta(self.dice.randint(660, 720))]
        if on < self.now:
            self.add(on, "extend_term", note="Istruttoria complessa, motivo inventato")

    def _remedies(self, signed: date) -> None:
        """Substitute power or a lawsuit, when the office is late and somebody minds."""
        minds = self.dice.weighted({"": 80, "request_substitute_power": 13, "silence_action": 7})
        if not minds:
            return
        due = self._due(signed)
        if due is None or (signed - due).days < 30:
            return
        asked = due + timedelta(self.dice.randint(5, min((signed - due).days - 10, 360)))
        if minds == "request_substitute_power":
            self.add(asked, minds)
        else:
            self.add(asked, "record_litigation", minds)
            self.add(signed, "end_litigation", minds, "settled")

    def _due(self, on: date) -> date | None:
        events = [_EVENT[step.act](step) for step in self.steps if step.act in _EVENT and step.on <= on]
        return compute_term(
            self.about.procedure, events, today=on, calendar=self.about.calendar, comune=self.about.comune
        ).effective_due

    def agreement(self) -> None:
        """The integration agreement: two years, with a civic session at the beginning and a check at the end."""
        signed = self.now
        self.add(signed, "file")
        self.add(signed, "register")
        self.add(self.after(0, 3), "assign")
        self.add(self.now, "admit")
        month_end = add_months(signed.replace(day=1), 1) - timedelta(1)
        self.add(max(month_end, self.now), "event", "end_of_signing_month")
        came = self.dice.chance(0.85)
        self.add(self.after(20, 80), "event", "session_attended" if came else "session_missed")
        expires = add_months(signed, 24)
        self.add(self.open_days[expires - timedelta(self.dice.randint(26, 34))], "event", "verification_notified")
        self.add(expires, "event", "agreement_expires")
        self.now = expires
        self.add(self.after(3, 60), "event", "verification_done")
        outcome = self.dice.weighted({"fulfilled": 80, "partially_unfulfilled": 8, "extended": 12})
        self.add(self.now, "propose", outcome)
        self.add(self.after(1, 9), "sign", outcome)
        self.add(self.after(1, 12), "notify")
        self.add(self.after(8, 40), "close")


_EVENT = {
    "file": lambda step: Event("filed", step.on),
    "event": lambda step: Event(step.what, step.on),
    "request_integration": lambda step: Event("integration_requested", step.on),
    "receive_integration": lambda step: Event("integration_received", step.on),
    "notify_10bis": lambda step: Event("preliminary_rejection_received", step.on),
    "receive_observations": lambda step: Event("observations_received", step.on),
    "extend_term": lambda step: Event("extension_granted", step.on),
}
