"""Case files with random lives, written by the office's own commands."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, Refusal
from approdo.people.models import Person
from approdo.procedures.commands import (
    checklist,
    deciding,
    events,
    integration,
    litigation,
    opening,
    opinions,
    rejection,
)
from approdo.procedures.commands.deciding import Grounds
from approdo.procedures.commands.litigation import Lawsuit
from approdo.procedures.commands.opening import Opening, Party
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseFile

PROCEDURES = ("family_reunification", "work_seasonal", "citizenship_residence", "work_employee_quota")
DEFECTS = ("expired", "illegible", "no_translation")
AFTER_GRANT = ("visa_requested", "visa_issued", "entered_italy", "contract_signed", "permit_requested")


class Life:
    """One case file that lives day after day until `today`."""

    def __init__(self, by: Actor, person: Person, chance: random.Random, today: date, number: int) -> None:
        self.by, self.chance, self.today, self.number, self.acts = by, chance, today, number, 0
        self.day = today - timedelta(days=chance.randrange(1, 700))
        kind = chance.choice(PROCEDURES)
        with self.now():
            self.case = opening.open_case(
                by=by, opening=Opening(kind, self.day, (Party("applicant", person.pk),)), today=self.day
            )

    def wait(self, days: int) -> None:
        """Let up to `days` go by; stop living when the present is reached."""
        self.day += timedelta(days=self.chance.randrange(days + 1))
        if self.day > self.today:
            raise StopIteration

    def now(self) -> time_machine.travel:
        """The moment of the next act: acts of one day follow each other."""
        self.acts += 1
        noon = datetime.combine(self.day, time(12), ZoneInfo("Europe/Rome"))
        return time_machine.travel(noon + timedelta(seconds=self.acts), tick=False)

    def live(self) -> CaseFile:
        """Go as far as time allows."""
        steps: list[Callable[[], None]] = [self.begin, self.examine, self.conclude, self.follow]
        try:
            for step in steps:
                step()
        except StopIteration:
            pass
        return CaseFile.objects.get(pk=self.case.pk)

    def act(self, command: Callable[..., object], **values: object) -> None:
        """One act of the office on the day reached."""
        with self.now():
            command(by=self.by, case_id=self.case.pk, today=self.day, **values)

    def begin(self) -> None:
        """Registered, assigned, charged to a quota sometimes, admitted."""
        self.wait(20)
        self.act(opening.register_case, protocol_number=f"2026/{self.number:04}", on=self.day)
        if self.case.procedure.startswith("work_") and self.chance.random() < 0.7:
            self.act(events.record_event, type_="quota_imputed", on=self.day)
        self.act(opening.assign_case, user_id=self.by.user_id)
        self.wait(30)
        self.act(deciding.admit)

    def examine(self) -> None:
        """Documents checked, papers and opinions asked; sometimes the request is withdrawn."""
        for item in CaseFile.objects.get(pk=self.case.pk).checklist.all():
            if self.chance.random() < 0.2:
                self.act(
                    checklist.check_document,
                    document=item.document,
                    status="to_fix",
                    defect=self.chance.choice(DEFECTS),
                )
        if self.chance.random() < 0.5:
            self.ask_papers()
        if self.chance.random() < 0.5:
            self.ask_opinion()
        if self.chance.random() < 0.1:
            self.act(deciding.withdraw, on=self.day, reason="Letter")
            raise StopIteration

    def ask_papers(self) -> None:
        """Papers asked; they come after days, and a defect is mended."""
        try:
            self.act(integration.request_integration, received_on=self.day)
        except Refusal:
            return
        self.wait(60)
        self.act(integration.receive_integration, on=self.day)
        for item in CaseFile.objects.get(pk=self.case.pk).checklist.filter(status="to_fix")[:1]:
            self.act(checklist.check_document, document=item.document, status="ok")

    def ask_opinion(self) -> None:
        """Opinions asked on one day and received on others."""
        offices = [rule.office for rule in procedure(self.case.procedure).opinions if not rule.before_filing]
        for office in offices[:2]:
            self.act(opinions.ask_opinion, office=office, on=self.day)
        for office in offices[:2]:
            self.wait(50)
            self.act(opinions.receive_opinion, office=office, on=self.day, result="received_positive")

    def conclude(self) -> None:
        """Proposed and signed; a refusal only after its notice; a late file is sometimes brought to court."""
        self.wait(200)
        granted = self.chance.random() < 0.6
        outcome = "granted" if granted else "denied"
        self.act(deciding.propose_decision, grounds=Grounds(outcome, "Reasons", "Law", "Remedies", "Answered"))
        self.wait(20)
        if not granted:
            self.act(rejection.notify_10bis, reasons="Reasons", received_on=self.day)
            self.wait(9)
            self.act(rejection.receive_observations, on=self.day)
            self.wait(20)
            ended = "granted" if self.chance.random() < 0.4 else "denied"
            self.act(deciding.propose_decision, grounds=Grounds(ended, "Reasons", "Law", "Remedies", "Answered"))
        self.sue()
        self.act(deciding.sign_decision, on=self.day)

    def sue(self) -> None:
        """A substitute power asked, an appeal lost or won, with costs or without."""
        try:
            self.act(litigation.request_substitute_power, asked_on=self.day)
        except (Refusal, InvalidInput):
            return
        self.act(litigation.record_litigation, lawsuit=Lawsuit("appeal", self.day, "Court"))
        suit = CaseFile.objects.get(pk=self.case.pk).litigations.get(kind="appeal")
        outcome = self.chance.choice(["lost", "won"])
        costs = self.chance.choice([None, 1200]) if outcome == "lost" else None
        self.act(litigation.end_litigation, litigation_id=suit.pk, on=self.day, outcome=outcome, costs=costs)

    def follow(self) -> None:
        """Notified; after a grant some of the later events happen."""
        self.wait(10)
        self.act(deciding.notify_decision, on=self.day)
        case = CaseFile.objects.get(pk=self.case.pk)
        if case.outcome != "granted":
            return
        self.act(deciding.start_follow_up)
        for name in AFTER_GRANT:
            self.wait(40)
            if self.chance.random() < 0.2:
                raise StopIteration
            try:
                self.act(events.record_event, type_=name, on=self.day)
            except (InvalidInput, Refusal):
                continue
        self.act(deciding.close_case)
