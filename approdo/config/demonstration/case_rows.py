"""The case files of the story as rows, their clocks computed by the rule that the commands use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from approdo.config.demonstration import people_rows
from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.plans import Household, Plan, identifier
from approdo.config.demonstration.replay import Snapshot, replay
from approdo.config.demonstration.sheets import Sheet, written_fields
from approdo.config.demonstration.story import World
from approdo.core.models import Prefecture
from approdo.procedures.commands import clock
from approdo.procedures.models import (
    Assignment,
    CaseEvent,
    CaseFile,
    CaseParty,
    ChecklistItem,
    Decision,
    Litigation,
    Opinion,
    StatePassage,
)
from approdo.procedures.queries import terms

INVENTED_WORDS = "Testo inventato per la dimostrazione."
TABLES = (CaseFile, CaseParty, CaseEvent, StatePassage, Assignment, ChecklistItem, Opinion, Decision, Litigation)


@dataclass(frozen=True, slots=True)
class _Happened:
    """A standing event, as much of it as the terms ask for."""

    type: str
    occurred_on: date


def case_id(plan: Plan) -> UUID:
    """The identifier of the case file of a plan."""
    return identifier(plan.filed_on, plan.key)


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day."""
    return datetime.combine(day, time(hour), UTC)


class CaseSheets:
    """Rows of the case files of one office as they stand at the end of `until`."""

    def __init__(self, office: Office, world: World, users: dict[str, UUID], until: date) -> None:
        self.office, self.world, self.users, self.until = office, world, users, until
        self.prefecture = Prefecture.objects.get(code=office.code)
        self.settings = terms.office_settings(office.code)
        self.sheets = {model: Sheet(model) for model in TABLES}

    def snapshot(self, plan: Plan, until: date) -> Snapshot:
        """The case file of a plan at the end of a day."""
        return replay(plan, self.world.procedures[plan.procedure], self.world.calendar, self.office.comuni[0], until)

    def write(self, *, over: bool) -> int:
        """Copy what was gathered. How many rows."""
        return sum(sheet.write(over=over) for sheet in self.sheets.values())

    def add(self, household: Household, plan: Plan) -> None:
        """Everything of one case file."""
        snapshot = self.snapshot(plan, self.until)
        case = self._case_file(household, plan, snapshot)
        common = {"prefecture_id": self.office.code, "case_id": case.pk}
        self._parties(household, plan, common)
        self._passages(plan, snapshot, common)
        self._checklist(plan, snapshot, common)
        self._opinions(plan, snapshot, common)
        self._decision(plan, snapshot, common)
        for place, suit in enumerate(snapshot.suits):
            self.sheets[Litigation].add(
                id=identifier(suit.asked_on, plan.key, "suit", place), kind=suit.kind, asked_on=suit.asked_on,
                due_on=suit.due_on, ended_on=suit.ended_on, outcome=suit.outcome, note=INVENTED_WORDS,
                court="" if suit.kind == "substitute_power" else "Tribunale inventato", **common,
            )  # fmt: skip

    def _case_file(self, household: Household, plan: Plan, now: Snapshot) -> CaseFile:
        definition = self.world.procedures[plan.procedure]
        user = self.users[plan.officer] if now.assigned_on else None
        case = CaseFile(
            id=case_id(plan), prefecture=self.prefecture, procedure=plan.procedure, office=definition.office,
            state=now.state.value, outcome=now.outcome, external_code=plan.external_code, comune=plan.comune,
            protocol_number=plan.protocol if now.registered_on else "", protocol_date=now.registered_on,
            ground=plan.ground, answers=plan.answers, title=_title(household, plan), responsible_id=user,
            priority=bool(plan.priority_reason), priority_reason=plan.priority_reason, filed_on=plan.filed_on,
            decided_on=now.decided_on, closed_on=now.closed_on, version=now.version, ball=now.ball.value,
        )  # fmt: skip
        case.created_at, case.updated_at = at(plan.filed_on, 8), at(now.touched_on, 10)
        if plan.external_code:
            case.last_synced_at = at(now.touched_on, 7)
        standing = []
        for place, (type_, on, note) in enumerate(now.events):
            standing.append(_Happened(type_, on))
            self.sheets[CaseEvent].add(
                id=identifier(on, plan.key, "event", place), prefecture_id=self.office.code, case_id=case.pk,
                type=type_, occurred_on=on, note=note, recorded_at=at(on), recorded_by_id=self.users[plan.officer],
            )  # fmt: skip
        case.__dict__["standing"] = sorted(standing, key=lambda event: event.occurred_on)
        clock.compute(case, self.until, self.settings)
        if now.closed_on is not None:
            case.computed_on = now.touched_on
        self.sheets[CaseFile].add(**{field.attname: getattr(case, field.attname) for field in written_fields(CaseFile)})
        return case

    def _parties(self, household: Household, plan: Plan, common: dict[str, object]) -> None:
        for place, part in enumerate(plan.parts):
            person = people_rows.person_id(household, part.human) if part.human is not None else None
            self.sheets[CaseParty].add(
                id=identifier(plan.filed_on, plan.key, "party", place), part=part.part, relation=part.relation,
                person_id=person, entity_name=part.entity_name, entity_tax_code=part.entity_tax_code, **common,
            )  # fmt: skip

    def _passages(self, plan: Plan, now: Snapshot, common: dict[str, object]) -> None:
        for place, passage in enumerate(now.passages):
            self.sheets[StatePassage].add(
                id=identifier(passage.on, plan.key, "passage", place), act=passage.act, source=passage.source,
                target=passage.target, ball=passage.ball, on=passage.on, at=at(passage.on) + timedelta(seconds=place),
                by_id=self.users[plan.officer], **common,
            )  # fmt: skip
        if now.assigned_on:
            self.sheets[Assignment].add(
                id=identifier(now.assigned_on, plan.key, "assignment"), user_id=self.users[plan.officer],
                part="responsible", since=now.assigned_on, **common,
            )  # fmt: skip

    def _checklist(self, plan: Plan, now: Snapshot, common: dict[str, object]) -> None:
        for item in now.checklist.values():
            checked = item.checked_on
            self.sheets[ChecklistItem].add(
                id=identifier(plan.filed_on, plan.key, "item", item.document), document=item.document,
                status=item.status, defect=item.defect, note=item.note, checked_at=at(checked, 11) if checked else None,
                checked_by_id=self.users[plan.officer] if checked else None, **common,
            )  # fmt: skip

    def _opinions(self, plan: Plan, now: Snapshot, common: dict[str, object]) -> None:
        for office, asked in now.opinions.items():
            self.sheets[Opinion].add(
                id=identifier(plan.filed_on, plan.key, "opinion", office), office=office, state=asked.state.value,
                requested_on=asked.requested_on, solicited_on=asked.solicited_on, solicitations=asked.solicitations,
                received_on=asked.received_on, silent_on=asked.silent_on, restricted=asked.rule.restricted,
                content="Parere inventato per la dimostrazione." if asked.received_on else "", **common,
            )  # fmt: skip

    def _decision(self, plan: Plan, now: Snapshot, common: dict[str, object]) -> None:
        made = now.decision
        if made is None:
            return
        definition = self.world.procedures[plan.procedure]
        self.sheets[Decision].add(
            id=identifier(plan.filed_on, plan.key, "decision"), outcome=made.outcome, reasons=INVENTED_WORDS,
            legal_basis="; ".join(definition.legal_basis), remedies=INVENTED_WORDS,
            answers_observations=INVENTED_WORDS if made.observations_answered else "",
            proposed_by_id=self.users[plan.officer], proposed_on=made.proposed_on,
            signed_by_id=self.users["dirigente"] if made.signed_on else None, signed_on=made.signed_on,
            notified_on=made.notified_on, **common,
        )  # fmt: skip


def _title(household: Household, plan: Plan) -> str:
    first = plan.parts[0]
    if first.human is None:
        return first.entity_name[:200]
    human = household.humans[first.human]
    return f"{human.family_name} {human.given_name}".strip()
