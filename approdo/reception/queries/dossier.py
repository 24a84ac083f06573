"""What reception adds to the whole file of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.people.models import Person
from approdo.reception.models import Absence, Guest, Stay
from approdo.reception.queries import guests, sections, stays


@dataclass(frozen=True, slots=True, order=True)
class Away:
    """An absence, as the file of a person tells it. `until`: the day of the return."""

    first: date
    until: date | None
    centre: str
    kind: str
    answer: str


@dataclass(frozen=True, slots=True)
class Hosting:
    """A person in reception. `section`: the days of a minor among adults, None for who is not one."""

    guest: Guest
    stays: list[Stay]
    absences: list[Away]
    section: sections.SectionStanding | None


def of_person(by: Actor, person: Person, today: date) -> Hosting | None:
    """Stays and absences of a person, the latest first; None for who is no guest, and for who may not see reception."""
    if not by.may(Permission.RECEPTION_SEE):
        return None
    told = Absence.objects.filter(guest=OuterRef("guest"), centre=OuterRef("centre"))
    away = ArraySubquery(told.values(told=JSONObject(first="first", until="until", kind="kind", answer="answer")))
    rows = stays.visible_to(by).filter(guest__person=person).select_related("guest__person", "centre")
    slept = list(rows.annotate(away=away))
    guest = slept[0].guest if slept else guests.of_person(by, person)
    if guest is None:
        return None
    absences = {_away(one, row.centre.name) for row in slept for one in row.away}
    return Hosting(
        guest,
        sorted(slept, key=lambda row: row.entry or row.planned_entry or date.min, reverse=True),
        sorted(absences, key=lambda one: (one.first, one.centre), reverse=True),
        sections.of_guest(by, guest, today),
    )


def _away(told: dict[str, str], centre: str) -> Away:
    until = date.fromisoformat(told["until"]) if told["until"] else None
    return Away(date.fromisoformat(told["first"]), until, centre, told["kind"], told["answer"])
