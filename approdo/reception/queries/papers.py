"""The only door to the papers of a register, and what a sheet would change in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound
from approdo.core.rules.nights import Nights, common, month_of, union
from approdo.core.rules.nights import count as nights_in
from approdo.core.transfer.tables import open_table
from approdo.people.labels import told_apart
from approdo.reception.models import Centre, Guest, NightRecord, RegisterPaper
from approdo.reception.queries import centres, register
from approdo.reception.rules import sheet
from approdo.reception.rules.sheet import Expected, Problem, Said
from approdo.reception.rules.vocabulary import NightState


@dataclass(frozen=True, slots=True)
class Change:
    """Nights of a guest as the sheet says them. `nights` of which `same` stand so already and `against` stand otherwise."""

    said: Said
    name: str
    nights: int
    same: int
    against: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What taking over a sheet would do."""

    changes: list[Change]
    problems: list[Problem]
    has_guests: bool
    has_nights: bool

    @property
    def new(self) -> int:
        """Nights that would be written."""
        return sum(one.nights - one.same for one in self.changes)


def visible_to(by: Actor) -> QuerySet[RegisterPaper]:
    """Papers that the actor may see."""
    rows = RegisterPaper.objects.filter(prefecture_id=by.prefecture, centre__in=centres.visible_to(by))
    return rows.select_related("centre", "document", "recorded_by")


def paper(by: Actor, identifier: UUID) -> RegisterPaper:
    """One paper. Raises NotFound."""
    found = visible_to(by).filter(pk=identifier).first()
    if found is None:
        raise NotFound("paper_not_found", _("This sheet does not exist, or is not of your centres."))
    return found


def of_month(by: Actor, centre: Centre, month: date) -> QuerySet[RegisterPaper]:
    """The papers of a month of a centre, the latest first."""
    return visible_to(by).filter(centre=centre, month=month)


def plan(by: Actor, of: RegisterPaper, today: date) -> Plan:
    """What a sheet says, beside what the register says now.

    Raises InvalidInput when the file is no table, Damaged when it was altered.
    """
    whole = month_of(of.month.year, of.month.month)
    names, expected = _guests(of.centre, whole)
    with documents.opened(by, of.document) as stored, open_table(stored, of.document.file_name) as table:
        shape = sheet.headings(table.columns, whole)
        rows = ((row.number, row.cells) for row in table.rows())
        found = sheet.read(rows, table.columns, whole, expected, today)
    standing = _standing(of.centre, whole)
    changes = [_change(said, names[said.guest], standing) for said in found.said]
    return Plan(changes, list(found.problems), bool(shape.names or shape.codes), bool(shape.nights))


def _change(said: Said, name: str, standing: dict[str, list[tuple[Nights, str]]]) -> Change:
    told = standing.get(said.guest, [])
    whole = (said.nights,)
    same = common(whole, union(*((nights,) for nights, state in told if state == said.state.value)))
    against = common(whole, union(*((nights,) for nights, state in told if state != said.state.value)))
    return Change(said, name, said.nights.count, nights_in(same), nights_in(against))


def _guests(of: Centre, whole: Nights) -> tuple[dict[str, str], list[Expected]]:
    guests: dict[UUID, Guest] = {row.guest_id: row.guest for row in register.held_stays(of, whole)}
    held = register.nights_of_stays(of, guests)
    expected = [
        Expected(
            str(key), (guest.person.family_name, guest.person.given_name),
            tuple(code for code in (guest.cui, guest.vestanet) if code), common(held.get(key, ()), (whole,)),
        )
        for key, guest in guests.items()
    ]  # fmt: skip
    names = told_apart({key: guest.person for key, guest in guests.items()})
    return {str(key): name for key, name in names.items()}, expected


def _standing(of: Centre, whole: Nights) -> dict[str, list[tuple[Nights, str]]]:
    found: dict[str, list[tuple[Nights, str]]] = {}
    during = DateRange(whole.first, whole.until)
    for row in NightRecord.objects.filter(centre=of, superseded_at__isnull=True, during__overlap=during):
        nights = Nights(row.during.lower, row.during.upper)
        found.setdefault(str(row.guest_id), []).append((nights, NightState(row.state).value))
    return found
