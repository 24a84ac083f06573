"""The story into the database: whole the first time, then what each day adds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from approdo.config.demonstration import offices, people_rows
from approdo.config.demonstration.accounts import OFFICES, Office
from approdo.config.demonstration.planted import planted
from approdo.config.demonstration.plans import SEED, Household, Plan, identifier
from approdo.config.demonstration.replay import Snapshot, replay
from approdo.config.demonstration.sheets import Sheet
from approdo.config.demonstration.story import YEARS, World, households
from approdo.core import audit
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.definitions import holiday_calendar
from approdo.core.models import AuditRecord, Prefecture
from approdo.core.rules.calendar import add_months
from approdo.people.commands.duplicates import look_for_duplicates
from approdo.people.models import Person
from approdo.procedures import numbers
from approdo.procedures.commands import clock
from approdo.procedures.definitions import procedures
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

CHUNK = 2000  # case files copied at once
LOADED, ADVANCED = "demonstration.loaded", "demonstration.advanced"
INVENTED_WORDS = "Testo inventato per la dimostrazione."


class NotADemonstration(Exception):
    """The database holds something else, or this is not a demonstration."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a prefecture holds: the first day of its history, the last, how many times as much, with which seed."""

    start: date
    until: date
    scale: int
    seed: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Case files written, and rows of all tables."""

    cases: int
    rows: int


def present(code: str) -> Loaded | None:
    """What was loaded into a prefecture, None when nothing was."""
    row = AuditRecord.objects.filter(prefecture_id=code, act__in=[LOADED, ADVANCED]).order_by("-number").first()
    if row is None:
        return None
    details = json.loads(row.payload)["details"]
    return Loaded(
        date.fromisoformat(details["start"]), date.fromisoformat(details["until"]), details["scale"], details["seed"]
    )


def load(
    until: date,
    *,
    scale: int = 1,
    seed: str = SEED,
    start: date | None = None,
    tell: Callable[[int], None] | None = None,
) -> Counts:
    """Load every office up to `until`, in one transaction; an office already loaded is left as it is.

    `start` is the first day of the history, two years before `until` unless given. Raises NotADemonstration.
    """
    _refuse_elsewhere()
    total = Counts(0, 0)
    with transaction.atomic():
        offices.prepare()
        for office in OFFICES:
            if present(office.code) is not None:
                continue
            asked = Loaded(start or add_months(until, -12 * YEARS), until, scale, seed)
            total = _sum(total, _Writer(office, asked, None, tell).write())
    return total


def advance(until: date, *, tell: Callable[[int], None] | None = None) -> Counts:
    """Add what happened since the last day loaded; case files that somebody worked on are left as they are."""
    _refuse_elsewhere()
    total = Counts(0, 0)
    with transaction.atomic():
        offices.prepare()
        for office in OFFICES:
            known = present(office.code)
            if known is not None and known.until < until:
                asked = Loaded(known.start, until, known.scale, known.seed)
                total = _sum(total, _Writer(office, asked, known.until, tell).write())
    return total


def _sum(one: Counts, other: Counts) -> Counts:
    return Counts(one.cases + other.cases, one.rows + other.rows)


def _refuse_elsewhere() -> None:
    if not settings.DEMO:
        raise NotADemonstration(
            "Invented data and accounts with a public password are loaded in a demonstration only: set APPRODO_DEMO=yes."
        )
    for office in OFFICES:
        if present(office.code) is None and Prefecture.objects.filter(code=office.code).exists():
            raise NotADemonstration(f"{office.name} is in the database already, and is not of a demonstration.")


def world() -> World:
    """The law as it stands in the data files."""
    return World(procedures(), holiday_calendar(), numbers.high_risk_countries())


def case_id(plan: Plan) -> UUID:
    """The identifier of the case file of a plan."""
    return identifier(plan.filed_on, plan.key)


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day."""
    return datetime.combine(day, time(hour), UTC)


class _Writer:
    """Writes one office. `since` is the last day already written, None the first time."""

    def __init__(self, office: Office, asked: Loaded, since: date | None, tell: Callable[[int], None] | None) -> None:
        self.office, self.asked, self.since, self.tell = office, asked, since, tell
        self.world = world()
        self.prefecture = Prefecture.objects.get(code=office.code)
        self.settings = terms.office_settings(office.code)
        self.users = offices.users_of(office.code)
        self.people = people_rows.PeopleSheets(office, self.users["funzionaria"], fresh=since is None)
        models = (
            CaseFile,
            CaseParty,
            CaseEvent,
            StatePassage,
            Assignment,
            ChecklistItem,
            Opinion,
            Decision,
            Litigation,
        )
        self.sheets = {model: Sheet(model) for model in models}
        self.versions: dict[UUID, int] = {}
        if since is not None:
            self.versions = dict(CaseFile.objects.filter(prefecture_id=office.code).values_list("pk", "version"))
        self.cases = self.rows = 0

    def write(self) -> Counts:
        asked = self.asked
        waiting = 0
        for household in self._households():
            before = self.cases
            self._household(household)
            waiting += self.cases - before
            if waiting >= CHUNK:
                self._flush(waiting)
                waiting = 0
        self._flush(waiting)
        self._duplicates()
        audit.record(
            system_actor(self.office.code), LOADED if self.since is None else ADVANCED, "prefecture", self.office.code,
            start=asked.start, until=asked.until, scale=asked.scale, seed=asked.seed, cases=self.cases, rows=self.rows,
        )  # fmt: skip
        with connection.cursor() as cursor:
            for model in (Person, *self.sheets):
                cursor.execute(f'ANALYZE "{model._meta.db_table}"')
        return Counts(self.cases, self.rows)

    def _households(self) -> Iterator[Household]:
        for one in planted(self.office, self.asked.start):
            yield from one.households
        yield from households(
            self.world, self.office, self.asked.start, self.asked.until, self.asked.scale, self.asked.seed
        )

    def _household(self, household: Household) -> None:
        if household.day > self.asked.until:
            return
        if self.since is None or household.day > self.since:
            self.people.add(household)
        for plan in household.plans:
            if plan.filed_on <= self.asked.until and self._to_write(plan):
                self._case(household, plan)
                self.cases += 1

    def _to_write(self, plan: Plan) -> bool:
        """Whether a plan is new, or still moves and nobody has touched its case file."""
        if self.since is None or plan.filed_on > self.since:
            return True
        before = self._replay(plan, self.since)
        return before.closed_on is None and self.versions.get(case_id(plan)) == before.version

    def _replay(self, plan: Plan, until: date) -> Snapshot:
        return replay(plan, self.world.procedures[plan.procedure], self.world.calendar, self.office.comuni[0], until)

    def _case(self, household: Household, plan: Plan) -> None:
        snapshot = self._replay(plan, self.asked.until)
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
            event = CaseEvent(id=identifier(on, plan.key, "event", place), type=type_, occurred_on=on, note=note)
            standing.append(event)
            self.sheets[CaseEvent].add(
                id=event.pk, prefecture_id=self.office.code, case_id=case.pk, type=type_, occurred_on=on, note=note,
                recorded_at=at(on), recorded_by_id=self.users[plan.officer],
            )  # fmt: skip
        case.__dict__["standing"] = sorted(standing, key=lambda event: (event.occurred_on, event.pk))
        clock.compute(case, self.asked.until, self.settings)
        if now.closed_on is not None:
            case.computed_on = now.touched_on
        self.sheets[CaseFile].add(
            **{field.attname: getattr(case, field.attname) for field in CaseFile._meta.concrete_fields}
        )
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

    def _flush(self, cases: int) -> None:
        self.rows += self.people.write()
        for sheet in self.sheets.values():
            self.rows += sheet.write(over=self.since is not None)
        if self.tell is not None and cases:
            self.tell(cases)

    def _duplicates(self) -> None:
        """The planted pairs, looked for as when a person is recorded."""
        by = system_actor(self.office.code, Permission.PERSON_EDIT, Permission.PERSON_SEE)
        wanted = [
            people_rows.person_id(household, place)
            for one in planted(self.office, self.asked.start)
            if one.is_duplicate
            for household in one.households
            for place in range(len(household.humans))
        ]
        if self.since is None:
            for person in Person.objects.filter(pk__in=wanted).order_by("pk"):
                look_for_duplicates(by, person)


def _title(household: Household, plan: Plan) -> str:
    first = plan.parts[0]
    if first.human is None:
        return first.entity_name[:200]
    human = household.humans[first.human]
    return f"{human.family_name} {human.given_name}".strip()
