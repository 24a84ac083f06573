"""The invented services as rows, copied into the tables at once: by commands they would take minutes.

What commands refuse is refused by the tables too, and the tests ask the rules of the commands about every service.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.directory.made import MadeDesk, MadeService, Town, made
from approdo.config.demonstration.directory.texts import TextRows
from approdo.config.demonstration.directory.words import words
from approdo.config.demonstration.names import INVENTED
from approdo.config.demonstration.network import CITIES
from approdo.config.demonstration.plans import SEED, identifier
from approdo.config.demonstration.sheets import Sheet
from approdo.network.models import (
    Location,
    Organisation,
    Phone,
    ProtectedPlace,
    Rendering,
    RenderingEvent,
    ScheduleClosure,
    SchedulePeriod,
    ScheduleSlot,
    SearchDocument,
    Service,
    ServiceArea,
    ServiceAtLocation,
    SourceVersion,
    Text,
    WeeklyOpening,
)
from approdo.network.rules.directory import Attending, RecordState
from approdo.network.rules.eligibility import to_json
from approdo.network.rules.facts import PlaceFacts
from approdo.network.rules.freshness import Speaker
from approdo.network.rules.renderings import ITALIAN
from approdo.network.rules.weekly import weekly_rows
from approdo.network.search_documents import documents_written
from approdo.territory.queries import comuni

# In the order in which they point at each other
TABLES = (
    Organisation, Service, ServiceArea, Phone, Location, ProtectedPlace, ServiceAtLocation, SchedulePeriod, ScheduleSlot,
    ScheduleClosure, WeeklyOpening, Text, SourceVersion, Rendering, RenderingEvent,
)  # fmt: skip


def write_services(office: Office, until: date, seed: str = SEED) -> int:
    """Write the invented services of an office as of `until`. How many rows, without those of the search."""
    rows = _Rows(office, until)
    for one in made(office.code, towns_of(office, until), until, seed):
        rows.add(one)
    return rows.write()


def towns_of(office: Office, until: date) -> list[Town]:
    """The comuni of a province, the largest first; the seat alone where the territory is not loaded."""
    rows = comuni.on_day(until).filter(province__sign=office.code).order_by("-population", "code")
    found = [
        Town(one.code, one.name, min((cap.cap for cap in one.postal_codes.all()), default=""), one.label_lat,
             one.label_lon, one.population or 0)
        for one in rows.prefetch_related("postal_codes")
    ]  # fmt: skip
    city, code, postal, lat, lon = CITIES[office.code]
    return found or [Town(code, city, postal, float(lat), float(lon), 1)]


class _Rows:
    """The rows of an office, gathered and then copied."""

    def __init__(self, office: Office, until: date) -> None:
        self.office, self.until = office, until
        self.sheets: dict[type[models.Model], Sheet] = {model: Sheet(model) for model in TABLES}
        self.said = words()[ITALIAN]
        self.bodies: dict[str, UUID] = {}
        self.texts = TextRows(office, self.sheets)
        self.shown: list[UUID] = []
        self.numbers: dict[str, int] = defaultdict(int)

    def add(self, one: MadeService) -> None:
        """The rows of a service, and of its organisation the first time."""
        body = self._body(one)
        key, state = self._key(one.written_on, "service", one.number), self._state(one)
        documents = [self.said.documents[name] for name in one.documents]
        facts = {
            "name": self.said.name(one.category, one.town), "description": " ".join(self.said.told(one.sentences)),
            "fees_description": self.said.fees[one.fees] if one.fees else "", "required_documents": documents,
        }  # fmt: skip
        self._row(
            Service, id=key, organisation_id=body, categories=[one.category], eligibility=to_json(one.conditions),
            cost=one.cost.value, cost_amount=one.amount, cost_source=f"Tariffe {INVENTED}" if one.amount else "",
            ways_in=[way.value for way in one.ways_in], whole_province=not one.areas, protected=one.protected,
            state=state, **facts, **self._spoken(one.said_on),
        )  # fmt: skip
        for code in one.areas:
            self._row(ServiceArea, id=self._key(one.written_on, "area", key, code), service_id=key, comune_code=code)
        self._phone(one.written_on, "sportello", service_id=key)
        for number, desk in enumerate(one.desks):
            self._desk(one, key, body, number, desk)
        if state is RecordState.PUBLISHED:
            self.shown.append(key)
            self.texts.add(one, key)

    def write(self) -> int:
        """Copy what was gathered, then write what the search finds. How many rows."""
        count = sum(sheet.write(over=False) for sheet in self.sheets.values())
        documents_written(self.office.code, self.shown)
        with connection.cursor() as cursor:
            for model in (*TABLES, SearchDocument):
                cursor.execute(f'ANALYZE "{model._meta.db_table}"')
        return count

    def _row(self, model: type[models.Model], **values: object) -> None:
        self.sheets[model].add(prefecture_id=self.office.code, **values)

    def _key(self, day: date, *words: object) -> UUID:
        return identifier(day, self.office.code, "directory", *words)

    def _spoken(self, day: date) -> dict[str, object]:
        moment = datetime.combine(day, time(9), tzinfo=UTC)
        return {"confirmed_on": day, "confirmed_as": Speaker.EDITOR.value, "updated_at": moment}

    def _state(self, one: MadeService) -> RecordState:
        return RecordState.DRAFT if one.draft else RecordState.PUBLISHED

    def _phone(self, day: date, words: str, **owner: UUID) -> None:
        self.numbers["phone"] += 1
        number = f"010 0000{self.numbers['phone']:04d}"
        self._row(Phone, id=self._key(day, "phone", *owner.values()), number=number, description=words, **owner)

    def _body(self, one: MadeService) -> UUID:
        if one.body in self.bodies:
            return self.bodies[one.body]
        key = self.bodies[one.body] = self._key(one.written_on, "body", one.body)
        mail = f"servizio{one.number}.{self.office.code.lower()}@rete.example"
        self._row(
            Organisation, id=key, node_type=one.kind.id, name=f"{one.body} {INVENTED}",
            description=self.said.sentences[one.kind.id], email=mail, state=RecordState.PUBLISHED,
            **self._spoken(one.said_on),
        )  # fmt: skip
        self._phone(one.written_on, "segreteria", organisation_id=key)
        return key

    def _desk(self, one: MadeService, service: UUID, body: UUID, number: int, desk: MadeDesk) -> None:
        key = self._key(one.written_on, "desk", service, number)
        place = self._place(one, body, key, desk.where) if desk.where else None
        self._row(
            ServiceAtLocation, id=key, service_id=service, location_id=place, attending=desk.attending,
            languages=list(desk.languages), on_holidays=desk.schedule.on_holidays, protected=one.protected,
            phone=f"010 0001{one.number:04d}" if desk.attending is Attending.PHONE else "",
        )  # fmt: skip
        common = {"protected": one.protected}
        for place_, period in enumerate(desk.schedule.periods):
            of = self._key(one.written_on, "period", key, place_)
            self._row(
                SchedulePeriod, id=of, desk_id=key, hours=period.hours, first=period.first, last=period.last, **common
            )
            for turn, slot in enumerate(period.slots):
                told = {**asdict(slot), "languages": None if slot.languages is None else list(slot.languages)}
                self._row(ScheduleSlot, id=self._key(one.written_on, "slot", of, turn), period_id=of, **told, **common)
        for turn, closure in enumerate(desk.schedule.closures):
            self._row(
                ScheduleClosure, id=self._key(one.written_on, "closure", key, turn), desk_id=key, **asdict(closure),
                **common,
            )  # fmt: skip
        self._openings(one, service, key, desk)

    def _openings(self, one: MadeService, service: UUID, key: UUID, desk: MadeDesk) -> None:
        """The hours cut into days, as `commands.hours` cuts them."""
        for turn, row in enumerate(weekly_rows(desk.schedule)):
            told = {**asdict(row), "languages": list(row.languages or desk.languages)}
            self._row(
                WeeklyOpening, id=self._key(one.written_on, "opening", key, turn), service_id=service, desk_id=key,
                protected=one.protected, **told,
            )  # fmt: skip

    def _place(self, one: MadeService, body: UUID, desk: UUID, where: PlaceFacts) -> UUID:
        key = self._key(one.written_on, "place", desk)
        told = {name: value for name, value in asdict(where).items() if name != "name"}
        told["accessibility"] = {fact.value: answer.value for fact, answer in where.accessibility.items()}
        self._row(
            Location, id=key, organisation_id=body, name=f"{where.name} {INVENTED}", protected=one.protected,
            state=self._state(one), **({} if one.protected else told), **self._spoken(one.said_on),
        )  # fmt: skip
        if one.protected:
            sealed = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
            self._row(ProtectedPlace, id=self._key(one.written_on, "sealed", key), location_id=key, where=sealed)
        return key
