"""What the pages that look at many things gather."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.people import queries as people
from approdo.people.models import Contact, Person
from approdo.procedures.models import CaseEvent, CaseFile, CaseParty, Letter
from approdo.procedures.queries import cases
from approdo.procedures.queries.worklist import Row, row_of
from approdo.reception.queries import dossier
from approdo.reception.queries.dossier import Hosting

MOST_FILES = 100
MOST_ENTRIES = 300  # of the timeline


@dataclass(frozen=True, slots=True)
class FileLine:
    """A case file of somebody and the part they have in it."""

    row: Row[CaseFile]
    part: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Relative:
    """Another member of a family of the person, with their own case files."""

    person: Person
    relation: str
    files: list[FileLine]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, or a letter that was written, in one of the files."""

    on: date
    kind: str  # event | letter
    what: str
    case: CaseFile
    row: Any


@dataclass(frozen=True, slots=True)
class PersonFile:
    """Everything the office knows of what a person asked."""

    person: Person
    contacts: list[Contact]
    unsafe: int
    files: list[FileLine] = field(default_factory=list)
    relatives: list[Relative] = field(default_factory=list)
    timeline: list[Entry] = field(default_factory=list)
    hosting: Hosting | None = None


def person_file(actor: Actor, person_id: UUID, today: date) -> PersonFile:
    """The whole file of a person: each floor gives its piece to who may see it.

    Raises NotAllowed for who sees neither case files nor reception, and NotFound also for somebody of another prefecture.
    """
    if not actor.may(Permission.RECEPTION_SEE):
        require(actor, Permission.CASE_SEE)
    person = people.person(actor, person_id)
    families = people.families(actor, person)
    members = {member.person_id: member for found in families.values() for member in found}
    members.pop(person.pk, None)
    lines = _lines(actor, [person.pk, *members], today) if actor.may(Permission.CASE_SEE) else {}
    contacts = list(people.contacts(actor, person))
    own = lines.get(person.pk, [])
    return PersonFile(
        person=person,
        contacts=[contact for contact in contacts if contact.is_safe],
        unsafe=sum(not contact.is_safe for contact in contacts),
        files=own,
        relatives=[
            Relative(member.person, member.relation or member.role, lines.get(identifier, []))
            for identifier, member in members.items()
        ],
        timeline=_timeline(actor, [line.row.case for line in own]) if own else [],
        hosting=dossier.of_person(actor, person, today),
    )


def _lines(actor: Actor, persons: list[UUID], today: date) -> dict[UUID, list[FileLine]]:
    """The case files of each person, open ones first, then the latest; one query for all."""
    parties = CaseParty.objects.filter(
        prefecture_id=actor.prefecture,
        person__in=persons,
        case__in=cases.visible_to(actor).select_related(None).order_by(),
    )
    found: dict[UUID, list[FileLine]] = {}
    for party in parties.select_related("case__responsible").order_by("-case_id")[: MOST_FILES * len(persons)]:
        if party.person_id is not None:
            is_open = party.case.decided_on is None and party.case.closed_on is None
            found.setdefault(party.person_id, []).append(FileLine(row_of(party.case, today), party.part, is_open))
    return {person: sorted(lines, key=lambda line: not line.is_open) for person, lines in found.items()}


def _timeline(actor: Actor, files: list[CaseFile]) -> list[Entry]:
    """What happened in some files, the latest first."""
    by_id = {case.pk: case for case in files}
    events = CaseEvent.objects.filter(
        prefecture_id=actor.prefecture, case__in=by_id, cancelled_at__isnull=True
    ).order_by("-occurred_on", "-id")[:MOST_ENTRIES]
    letters = Letter.objects.filter(prefecture_id=actor.prefecture, case__in=by_id).order_by("-written_on", "-id")
    entries = [Entry(event.occurred_on, "event", event.type, by_id[event.case_id], event) for event in events]
    entries += [
        Entry(letter.written_on, "letter", letter.kind, by_id[letter.case_id], letter)
        for letter in letters[:MOST_ENTRIES]
        if letter.case_id is not None
    ]
    return sorted(entries, key=lambda entry: (entry.on, entry.row.pk), reverse=True)[:MOST_ENTRIES]
