"""What reception adds to the whole file of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.people.models import Person
from approdo.reception.models import Absence, Guest, Stay
from approdo.reception.queries import guests, register, sections, stays

MOST_ABSENCES = 50


@dataclass(frozen=True, slots=True)
class Hosting:
    """A person in reception. `section`: the days of a minor among adults, None for who is not one."""

    guest: Guest
    stays: Sequence[Stay]
    absences: Sequence[Absence]
    section: sections.SectionStanding | None


def of_person(by: Actor, person: Person, today: date) -> Hosting | None:
    """Stays and absences of a person, the latest first; None for who is no guest, and for who may not see reception."""
    if not by.may(Permission.RECEPTION_SEE):
        return None
    guest = guests.of_person(by, person)
    if guest is None:
        return None
    away = register.absences(by).filter(guest=guest).order_by("-first", "pk")[:MOST_ABSENCES]
    return Hosting(guest, stays.of_guest(by, guest.pk), list(away), sections.of_guest(by, guest, today))
