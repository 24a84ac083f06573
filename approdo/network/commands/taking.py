"""Services of other publishers taken over: each record by itself, their identifiers kept, nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.core.saying import texts_said
from approdo.network import labels
from approdo.network.commands import desks, hours, organisations, places, services
from approdo.network.models import ForeignRecord, Location, Organisation, Service, ServiceAtLocation
from approdo.network.queries import foreign
from approdo.network.rules.directory import Attending
from approdo.network.rules.facts import PlaceFacts
from approdo.network.rules.hsds import Record
from approdo.network.rules.hsds_reading import (
    Source,
    Unread,
    desk_facts,
    inside,
    organisation_facts,
    place_facts,
    recognised,
    rows,
    schedule,
    service_facts,
    text,
)
from approdo.network.rules.taking import Alike, ForeignKind, Outcome, Taken, fingerprint
from approdo.territory.queries import comuni
from approdo.territory.rules.travel import Place

Local = Organisation | Service | Location | ServiceAtLocation


@dataclass(frozen=True, slots=True)
class Choices:
    """What a file does not say: the kind of organisations without one, the category of services without a known one,
    what to do with what may be here already."""

    node_type: str = ""
    category: str = ""
    alike: Alike = Alike.LEAVE


class _Left(Exception):
    """The record is left alone."""

    def __init__(self, taken: Taken, alike: Iterable[str] = ()) -> None:
        super().__init__(taken)
        self.taken, self.alike = taken, tuple(alike)


@transaction.atomic
def take_services(
    *,
    by: Actor,
    publisher: str,
    told: Sequence[tuple[int, Record]],
    bodies: Mapping[str, Record],
    choices: Choices,
    today: date | None = None,
) -> list[Outcome]:
    """Write services of a publisher down, as drafts, and bring those taken before to what they are now.

    `told` are whole services, each with its place in the file, `bodies` organisations by their identifier. A record that
    cannot stand is left out with its reasons and holds up no other. Raises NotAllowed, InvalidInput (no publisher).
    """  # fmt: skip
    require(by, Permission.NETWORK_MANAGE)
    texts_said(publisher=publisher)
    door = _Door(by, publisher, bodies, choices, today or timezone.localdate())
    found = [_taken(door, place, record) for place, record in told]
    counts = {word.value: sum(1 for one in found if one.taken is word) for word in Taken}
    audit.record(by, "services.taken", "publisher", publisher, **{name: n for name, n in counts.items() if n})
    return found


def _taken(door: _Door, place: int, record: Record) -> Outcome:
    name = str(record.get("name") or record.get("id") or "")[:120]
    try:
        with transaction.atomic():
            taken, alike = door.service(record)
            return Outcome(place, name, taken, alike=alike)
    except _Left as left:
        return Outcome(place, name, left.taken, alike=left.alike)
    except Unread as unread:
        words = labels.UNREAD[unread.fault] % {"value": unread.value}
        return Outcome(place, name, Taken.WRONG, ((unread.column, str(words)),))
    except (DataError, IntegrityError):  # longer than its column, or against a rule of the database
        return Outcome(place, name, Taken.WRONG, (("", str(labels.UNREAD["no_room"])),))
    except Refusal as refusal:
        faults = [(column, str(words)) for column, words in refusal.fields.items()]
        return Outcome(place, name, Taken.WRONG, tuple(faults) or (("", str(refusal.message)),))


class _Door:
    """One publisher's records on their way in."""

    def __init__(self, by: Actor, publisher: str, bodies: Mapping[str, Record], choices: Choices, today: date) -> None:
        self.by, self.publisher, self.bodies, self.choices, self.today = by, publisher, bodies, choices, today
        self.known_words = foreign.category_words()

    def service(self, record: Record) -> tuple[Taken, tuple[str, ...]]:
        """Take one service with its organisation, places and desks; what it was tied to, where it was."""
        mark, tie = fingerprint(record | {"organization": self._body(record)}), self._tie(ForeignKind.SERVICE, record)
        if tie is not None and tie.fingerprint == mark:
            return Taken.SAME, ()
        if text(record, "status") not in ("", "active"):
            raise _Left(Taken.INACTIVE)
        if tie is None and self.choices.alike is not Alike.NEW and (known := self._looked_for(record, mark)):
            return Taken.TIED, known
        codes = recognised(record, self.known_words) or [code for code in (self.choices.category,) if code]
        facts = service_facts(record, codes)
        if tie is None:
            body = self._organisation(record)
            found = services.register_service(by=self.by, organisation_id=body.pk, facts=facts, today=self.today)
        else:
            found = services.locked_service(self.by, tie.local_id, None)
            self._untouched(tie, found)
            self._organisation(record)
            found = services.change_service(by=self.by, service_id=found.pk, facts=facts)
        self._desks(found, record)
        found.refresh_from_db(fields=["version"])
        self._keep(ForeignKind.SERVICE, record, found, mark)
        return Taken.NEW if tie is None else Taken.CHANGED, ()

    def _looked_for(self, record: Record, mark: str) -> tuple[str, ...]:
        """Tie to what is here a service that may be known already, or leave it. Nothing is said of one that is new."""
        name = text(self._body(record), "name")
        alike = foreign.services_alike(self.by, text(record, "name"), name)
        if not alike:
            return ()
        if self.choices.alike is Alike.TIE and len(alike) == 1:
            self._keep(ForeignKind.SERVICE, record, alike[0], mark)
            return (str(alike[0].pk),)
        raise _Left(Taken.POSSIBLE, [f"{one.name} ({one.organisation.name}, {one.pk})" for one in alike])

    def _body(self, record: Record) -> Record:
        told = inside(record, "organization")
        key = text(told, "id") or text(record, "organization_id")
        whole = {**told, **self.bodies.get(key, {})}
        return {name: value for name, value in whole.items() if name != "services"}

    def _organisation(self, record: Record) -> Organisation:
        told = self._body(record)
        mark, tie = fingerprint(told), self._tie(ForeignKind.ORGANISATION, told)
        facts = organisation_facts(told, self.choices.node_type)
        if tie is None:
            found = foreign.organisation_alike(self.by, facts)
            if found is None:
                found = organisations.register_organisation(by=self.by, facts=facts, today=self.today)
        else:
            found = organisations.locked_organisation(self.by, tie.local_id, None)
            if tie.fingerprint != mark and tie.local_version == found.version:
                kept = replace(facts, certified_mail=found.certified_mail, parent_id=found.parent_id)
                found = organisations.change_organisation(by=self.by, organisation_id=found.pk, facts=kept)
            elif tie.fingerprint != mark:
                return found
        if tie is None or tie.fingerprint != mark:
            self._keep(ForeignKind.ORGANISATION, told, found, mark)
        return found

    def _desks(self, service: Service, record: Record) -> None:
        met = set()
        for told in rows(record, "service_at_locations"):
            place = inside(told, "location")
            virtual = text(place, "location_type") == "virtual" or text(told, "x-attending") not in ("", "in_person")
            where = None if virtual or not place else self._place(service.organisation_id, place)
            met.add(self._desk(service, told, where))
        ties = foreign.ties(self.by, self.publisher, ForeignKind.DESK).values("local_id")
        for gone in service.desks.filter(ended_on__isnull=True, pk__in=ties).exclude(pk__in=met):
            desks.end_desk(by=self.by, desk_id=gone.pk, today=self.today)

    def _desk(self, service: Service, told: Source, where: UUID | None) -> UUID:
        facts, tie = desk_facts(told, where), self._tie(ForeignKind.DESK, told)
        if facts.attending is Attending.IN_PERSON and where is None:
            raise Unread("location", "no_place", "")
        if tie is None:
            found = desks.open_desk(by=self.by, service_id=service.pk, facts=facts)
        else:
            self._untouched(tie, desks.locked_desk(self.by, tie.local_id, None))
            found = desks.change_desk(by=self.by, desk_id=tie.local_id, facts=facts)
        hours.set_schedule(by=self.by, desk_id=found.pk, schedule=schedule(told))
        found.refresh_from_db(fields=["version"])
        self._keep(ForeignKind.DESK, told, found, fingerprint(told))
        return found.pk

    def _place(self, organisation_id: UUID, told: Source) -> UUID:
        mark, tie = fingerprint(told), self._tie(ForeignKind.PLACE, told)
        if tie is not None and tie.fingerprint == mark:
            return tie.local_id
        facts = self._located(place_facts(told))
        if tie is None:
            found = places.register_place(by=self.by, organisation_id=organisation_id, facts=facts, today=self.today)
        else:
            self._untouched(tie, places.locked_place(self.by, tie.local_id, None))
            found = places.change_place(by=self.by, place_id=tie.local_id, facts=facts)
        self._keep(ForeignKind.PLACE, told, found, mark)
        return found.pk

    def _located(self, facts: PlaceFacts) -> PlaceFacts:
        """A place with its comune, which the file names by code or by name, and not in the sea."""
        if facts.comune_code and not facts.city:
            facts = replace(facts, city=comuni.comune(facts.comune_code).name)
        elif not facts.comune_code:
            meant = comuni.meant(facts.city, comuni.on_day(self.today)) if facts.city else []
            near = [one for one in meant if one.province.sign == self.by.prefecture] or meant
            if len(near) != 1:
                raise Unread("city", "no_comune", facts.city)
            facts = replace(facts, comune_code=near[0].pk, city=near[0].name)
        if facts.latitude is None or facts.longitude is None or not comuni.on_day(self.today).exists():
            return facts
        if comuni.at(Place(float(facts.latitude), float(facts.longitude)), self.today).comune is None:
            raise Unread("latitude", "in_the_sea", f"{facts.latitude}, {facts.longitude}")
        return facts

    def _untouched(self, tie: ForeignRecord, found: Local) -> None:
        if found.version != tie.local_version:
            raise _Left(Taken.CHANGED_HERE)

    def _tie(self, kind: ForeignKind, told: Mapping[str, Any]) -> ForeignRecord | None:
        key = text(told, "id")
        if not key.isprintable() or not 0 < len(key) <= foreign.LONGEST_KEY:
            raise Unread("id", "no_identifier", key)
        return foreign.ties(self.by, self.publisher, kind).filter(foreign_id=key).first()

    def _keep(self, kind: ForeignKind, told: Mapping[str, Any], found: Local, mark: str) -> None:
        ForeignRecord.objects.update_or_create(
            prefecture_id=self.by.prefecture, publisher=self.publisher, kind=kind.value, foreign_id=text(told, "id"),
            defaults={"local_id": found.pk, "local_version": found.version, "fingerprint": mark},
        )  # fmt: skip
