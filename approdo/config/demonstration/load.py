"""The story into the database: whole the first time, then what each day adds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from approdo.config.demonstration import offices, people_rows
from approdo.config.demonstration.accounting.write import TABLES as ACCOUNTING_TABLES
from approdo.config.demonstration.accounts import OFFICES, Office
from approdo.config.demonstration.case_rows import TABLES, CaseSheets, case_id
from approdo.config.demonstration.directory.write import write_services
from approdo.config.demonstration.network import write_network
from approdo.config.demonstration.plans import SEED, Household, Plan
from approdo.config.demonstration.planted import planted
from approdo.config.demonstration.reception.write import TABLES as RECEPTION_TABLES
from approdo.config.demonstration.reception.write import ReceptionWriter
from approdo.config.demonstration.shared_life import write_shared_life
from approdo.config.demonstration.stages import Tell, silent
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
from approdo.procedures.definitions import procedures
from approdo.procedures.models import (
    CaseFile,
)

CHUNK = 2000  # case files copied at once
LOADED, ADVANCED = "demonstration.loaded", "demonstration.advanced"


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
    tell: Tell = silent,
) -> Counts:
    """Load every office up to `until`, in one transaction; an office already loaded is left as it is.

    `start` is the first day of the history, two years before `until` unless given. Raises NotADemonstration.
    """
    refuse_elsewhere()
    total = Counts(0, 0)
    with transaction.atomic():
        offices.prepare()
        for office in OFFICES:
            if present(office.code) is not None:
                continue
            asked = Loaded(start or add_months(until, -12 * YEARS), until, scale, seed)
            total = _sum(total, _Writer(office, asked, None, tell).write())
    return total


def advance(until: date, *, tell: Tell = silent) -> Counts:
    """Add what happened since the last day loaded; case files that somebody worked on are left as they are."""
    refuse_elsewhere()
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


def refuse_elsewhere() -> None:
    """Raises NotADemonstration where this is an office at work."""
    if not settings.DEMO:
        raise NotADemonstration(
            "Invented data and accounts with a public password are for a demonstration only: set APPRODO_DEMO=yes."
        )
    for office in OFFICES:
        if present(office.code) is None and Prefecture.objects.filter(code=office.code).exists():
            raise NotADemonstration(f"{office.name} is in the database already, and is not of a demonstration.")


def world() -> World:
    """The law as it stands in the data files."""
    return World(procedures(), holiday_calendar(), numbers.high_risk_countries())


class _Writer:
    """Writes one office. `since` is the last day already written, None the first time."""

    def __init__(self, office: Office, asked: Loaded, since: date | None, tell: Tell) -> None:
        self.office, self.asked, self.since, self.tell = office, asked, since, tell
        self.world, users = world(), offices.users_of(office.code)
        self.people = people_rows.PeopleSheets(office, users["funzionaria"], fresh=since is None)
        self.files = CaseSheets(office, self.world, users, asked.until)
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
        self.rows += self._reception()
        if self.since is None:
            self.rows += write_network(self.office, self.asked.until)
            self.rows += write_services(self.office, self.asked.until, self.asked.seed)
            self.rows += write_shared_life(self.office, self.asked.until)
        self._duplicates()
        audit.record(
            system_actor(self.office.code), LOADED if self.since is None else ADVANCED, "prefecture", self.office.code,
            start=asked.start, until=asked.until, scale=asked.scale, seed=asked.seed, cases=self.cases, rows=self.rows,
        )  # fmt: skip
        with connection.cursor() as cursor:
            for model in (Person, *TABLES, *RECEPTION_TABLES, *ACCOUNTING_TABLES):
                cursor.execute(f'ANALYZE "{model._meta.db_table}"')
        return Counts(self.cases, self.rows)

    def _reception(self) -> int:
        """Reception, with the persons who are its guests."""
        asked = self.asked
        writer = ReceptionWriter(self.office, self.world, asked.start, asked.until, self.since)
        return writer.write(self.people, asked.scale, asked.seed, self.tell)

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
                self.files.add(household, plan)
                self.cases += 1

    def _to_write(self, plan: Plan) -> bool:
        """Whether a plan is new, or still moves and nobody has touched its case file."""
        if self.since is None or plan.filed_on > self.since:
            return True
        before = self.files.snapshot(plan, self.since)
        return before.closed_on is None and self.versions.get(case_id(plan)) == before.version

    def _flush(self, cases: int) -> None:
        self.rows += self.people.write() + self.files.write(over=self.since is not None)
        if cases:
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
                look_for_duplicates(by=by, person=person)
