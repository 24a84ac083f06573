"""Services of other publishers taken over from HSDS, from a data package and from a sheet."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from approdo.core import tenancy
from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.errors import InvalidInput, NotAllowed
from approdo.core.models import AuditRecord, Prefecture
from approdo.network.commands import desks, hours, organisations, places, services
from approdo.network.commands.taking import Choices, take_services
from approdo.network.jobs import taking as jobs
from approdo.network.models import ForeignRecord, Organisation, Service, ServiceAtLocation
from approdo.network.queries.published import published
from approdo.network.rules.directory import AccessFact, Attending, Cost, Told, WayIn
from approdo.network.rules.eligibility import Asks, Condition
from approdo.network.rules.facts import DeskFacts
from approdo.network.rules.hours import Closure, HoursKind, HoursPeriod, OnHolidays, Schedule, Slot, SpecialOpening
from approdo.network.rules.phones import PhoneFacts
from tests.conftest import MakeUser
from tests.network.directory import ORGANISATION, PLACE, SERVICE, TODAY, Entry, new_entry

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PUBLISHER = "Osservatorio inventato"
Import = Callable[..., dict[str, int]]


@pytest.fixture(autouse=True)
def _on_that_day(time_machine: Any) -> None:
    time_machine.move_to(f"{TODAY}T10:00:00+02:00")


@pytest.fixture
def editor(make_user: MakeUser, savona: Prefecture) -> Actor:
    """The editor of the network, in Savona."""
    return actor_of(make_user("editor", savona, Role.NETWORK_EDITOR), "it")


@pytest.fixture
def south(make_user: MakeUser, palermo: Prefecture) -> Actor:
    """The editor of the network, in Palermo."""
    return actor_of(make_user("south", palermo, Role.NETWORK_EDITOR), "it")


@pytest.fixture
def rich(editor: Actor) -> Entry:
    """A published service of which everything is told, at a place, by telephone and on line."""
    found = new_entry(editor)
    organisations.change_organisation(
        by=editor, organisation_id=found.organisation.pk,
        facts=replace(ORGANISATION, alternate_names=("Inventata", "AI"), email="ente@inventata.example", ipa_code="inv_1"),
    )  # fmt: skip
    services.change_service(
        by=editor, service_id=found.service.pk,
        facts=replace(
            SERVICE, alternate_name="Aiuto", categories=("residence_permit", "citizenship"), whole_province=False,
            eligibility=(Condition(Asks.AGE, (), 16, 25), Condition(Asks.PERMIT, ("work",), opposite=True)),
            eligibility_note="Chi abita qui.", cost=Cost.DEPENDS, cost_amount=Decimal("12.50"), fees_description="=A1",
            cost_source="tariffario", ways_in=(WayIn.CALL, WayIn.REFERRAL), application_process="Si telefona.", capacity=3,
            url="https://inventata.example/a?b=1&c=2", email="aiuto@inventata.example", areas=("009056", "009002"),
            required_documents=("Passaporto", 'Modulo "A", firmato'), phones=(PhoneFacts("019 222222", "sera"),),
        ),
    )  # fmt: skip
    places.change_place(
        by=editor, place_id=found.place.pk,
        facts=replace(
            PLACE, address_2="scala B", accessibility={AccessFact.LIFT: Told.YES, AccessFact.WIDE_DOORS: Told.NO},
            accessibility_note="Suonare.",
        ),
    )  # fmt: skip
    hours.set_schedule(by=editor, desk_id=found.desk.pk, schedule=SCHEDULE)
    for facts in (
        DeskFacts(Attending.PHONE, phone="019 3333", description="Di notte", languages=("ur",)),
        DeskFacts(Attending.ONLINE, link="https://inventata.example/sala"),
    ):
        desks.open_desk(by=editor, service_id=found.service.pk, facts=facts)
    return found


SCHEDULE = Schedule(
    (
        HoursPeriod(
            HoursKind.WEEKLY,
            (Slot(0, time(9), time(12)), Slot(0, time(14), time(17), languages=("bn",)), Slot(4, time(22), time(2), True),
             Slot(5, time(9), time(12), languages=(), by_appointment=True)),
            last=date(2026, 6, 30),
        ),
        HoursPeriod(HoursKind.BY_APPOINTMENT, first=date(2026, 7, 1)),
    ),
    OnHolidays.CLOSED,
    (Closure(date(2026, 8, 10), date(2026, 8, 20), "ferie"),),
    (SpecialOpening(TODAY + timedelta(days=3), time(9), time(11), languages=("bn",), by_appointment=True),),
)  # fmt: skip


@pytest.fixture
def take(south: Actor, tmp_path: Path) -> Import:
    """Import a file into Palermo; what became of its records."""

    def work(content: bytes | str, name: str = "file.ndjson", *, dry_run: bool = False, **told: str) -> dict[str, int]:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        choices = {"alike": "leave", "category": "", "node_type": "ngo", **told}
        publisher = choices.pop("publisher", PUBLISHER)
        begun = jobs.begin("PA", tmp_path / name, publisher=publisher, **choices)  # type: ignore[arg-type]
        work.found = jobs.take(begun, lambda _more: None, dry_run=dry_run)  # type: ignore[attr-defined]
        return jobs.counts(work.found)  # type: ignore[attr-defined]

    return work


def exported(name: str) -> bytes:
    answer = Client().get(f"/open-data/{name}")
    assert answer.status_code == 200
    return answer.getvalue()


def publish(by: Actor) -> None:
    for body in Organisation.objects.filter(prefecture_id=by.prefecture, state="draft"):
        organisations.publish_organisation(by=by, organisation_id=body.pk, today=TODAY)
    for service in Service.objects.filter(prefecture_id=by.prefecture, state="draft"):
        services.publish_service(by=by, service_id=service.pk, today=TODAY)


def said(prefecture: str) -> Any:
    """What the public reads there, without what only names rows."""
    (one,) = published(prefecture, TODAY)
    body = replace(one.organisation, id=None, changed_at=None)  # type: ignore[arg-type]
    met = [
        replace(desk, id=None, changed_at=None, place=desk.place and replace(  # type: ignore[arg-type]
            desk.place, id=None, organisation_id=None, updated_at=None  # type: ignore[arg-type]
        ))
        for desk in sorted(one.desks, key=lambda desk: desk.attending)
    ]  # fmt: skip
    return body, one.facts, met


def service(**told: Any) -> dict[str, Any]:
    """A service as a stranger may write it."""
    return {
        "id": "s-1", "name": "Counselling", "description": "Ascolto.", "status": "active",
        "organization": {"id": "o-1", "name": "Ente straniero"},
        "phones": [{"number": "091 555555"}], "attributes": [{"taxonomy_term": {"name": "Permesso di soggiorno"}}], **told,
    }  # fmt: skip


def desk(**told: Any) -> dict[str, Any]:
    """Where it is met."""
    address = {"address_1": "Via inventata 2", "city": "Palermo", "postal_code": "90100"}
    place = {"id": "l-1", "location_type": "physical", "name": "Sede", "addresses": [address],
             "external_identifier": "082053", "external_identifier_type": "ISTAT", **told.pop("location", {})}  # fmt: skip
    return {"id": "d-1", "location": place, **told}


@pytest.mark.parametrize("name", ["services.ndjson", "hsds.zip"])
def test_what_leaves_comes_back_without_loss(rich: Entry, south: Actor, take: Import, name: str) -> None:
    before, told = exported(name), said("SV")
    assert take(before, name) == {"new": 1}
    publish(south)
    assert said("PA")[1:] == told[1:]
    if name == "hsds.zip":  # lines hold the organisation of each service in short
        assert said("PA")[0] == told[0]


def test_the_same_file_again_changes_nothing(rich: Entry, south: Actor, take: Import) -> None:
    content = exported("hsds.zip")
    take(content, "a.zip")
    versions = list(Service.objects.values_list("pk", "version")) + list(
        ServiceAtLocation.objects.values_list("pk", "version")
    )
    assert take(content, "b.zip") == {"same": 1}
    assert versions == list(Service.objects.values_list("pk", "version")) + list(
        ServiceAtLocation.objects.values_list("pk", "version")
    )
    known = ForeignRecord.objects.get(prefecture=south.prefecture, kind="service")
    assert (known.publisher, known.foreign_id) == (PUBLISHER, str(rich.service.pk))


def test_a_dry_run_says_what_would_happen_and_writes_nothing(south: Actor, take: Import) -> None:
    content = json.dumps([service(), service(id="s-2", name="")])
    assert take(content, "a.json", dry_run=True) == {"new": 1, "wrong": 1}
    assert not Service.objects.exists()
    assert not ForeignRecord.objects.exists()
    assert not AuditRecord.objects.filter(act="services.taken").exists()
    assert take(content, "a.json") == {"new": 1, "wrong": 1}
    assert Service.objects.get().state == "draft"


def test_what_changed_there_changes_here_and_what_changed_here_stands(south: Actor, take: Import) -> None:
    take(json.dumps(service(service_at_locations=[desk()])))
    found = Service.objects.get()
    changed = service(description="Ascolto e aiuto.", service_at_locations=[])
    assert take(json.dumps(changed)) == {"changed": 1}
    found.refresh_from_db()
    assert found.description == "Ascolto e aiuto."
    assert ServiceAtLocation.objects.get().ended_on == TODAY
    facts = replace(SERVICE, name="Nostro", description="Scritto qui.")
    services.change_service(by=south, service_id=found.pk, facts=facts)
    assert take(json.dumps(service(description="Scritto là."))) == {"changed_here": 1}
    found.refresh_from_db()
    assert found.description == "Scritto qui."


def test_what_may_be_here_already_is_proposed_before_anything_is_written(south: Actor, take: Import) -> None:
    here = new_entry(south)
    told = json.dumps(
        service(name="SPORTELLO inventato 1", organization={"id": "o", "name": "Associazione inventata 1"})
    )
    assert take(told) == {"possible": 1}
    assert str(here.service.pk) in take.found[0].alike[0]  # type: ignore[attr-defined]
    assert Service.objects.count() == 1
    assert take(told, alike="tie") == {"tied": 1}
    assert take(told) == {"same": 1}
    assert take(told, alike="new", publisher="Un altro") == {"new": 1}
    assert Service.objects.count() == 2
    assert Organisation.objects.count() == 1


def test_another_prefecture_and_who_may_not_are_kept_out(editor: Actor, south: Actor, take: Import) -> None:
    take(json.dumps(service()))
    with tenancy.within("SV"):
        assert not ForeignRecord.objects.exists()
    with tenancy.within("PA"):
        tenancy.enter_public("PA")
        assert not ForeignRecord.objects.exists()
    member = replace(south, permissions=frozenset())
    with pytest.raises(NotAllowed):
        take_services(by=member, publisher=PUBLISHER, told=[], bodies={}, choices=Choices())


def test_hours_of_others_are_read(south: Actor, take: Import) -> None:
    rows = [{"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:00Z", "closes_at": "12:30:00"}]
    assert take(json.dumps(service(service_at_locations=[desk(schedules=rows)]))) == {"new": 1}
    publish(south)
    (one,) = published("PA", TODAY)
    slots = one.desks[0].schedule.periods[0].slots
    assert [(slot.weekday, slot.opens, slot.closes) for slot in slots] == [
        (0, time(9), time(12, 30)), (2, time(9), time(12, 30))
    ]  # fmt: skip


BAD: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "name"), ({"id": ""}, "id"), ({"id": "x\0"}, "id"), ({"attributes": []}, "categories"),
    ({"description": "<script>alert(1)</script>"}, "description"), ({"name": ["x"]}, "name"), ({"phones": "091"}, "phones"),
    ({"phones": [{"number": "chiamate Anna"}]}, "phones"), ({"minimum_age": "ventuno"}, "minimum_age"),
    ({"url": "javascript:alert(1)"}, "url"), ({"email": "nessuno"}, "email"), ({"organization": "ente"}, "organization"),
    ({"name": "x" * 300}, ""), ({"x-eligibility": {"any": []}}, "x-eligibility"),
    ({"service_at_locations": [desk(schedules=[{"byday": "LU", "opens_at": "09:00", "closes_at": "10:00"}])]}, "byday"),
    ({"service_at_locations": [desk(schedules=[{"byday": "MO", "opens_at": "nove", "closes_at": "10:00"}])]}, "opens_at"),
    ({"service_at_locations": [desk(schedules=[{"freq": "MONTHLY", "opens_at": "09:00", "closes_at": "10:00"}])]}, "schedules"),
    ({"service_at_locations": [desk(schedules=[{"description": "la mattina"}])]}, "schedules"),
    ({"service_at_locations": [desk(location={"latitude": 8.4, "longitude": 44.3})]}, "latitude"),
    ({"service_at_locations": [desk(location={"latitude": "nan", "longitude": 44.3})]}, "latitude"),
    ({"service_at_locations": [desk(location={"external_identifier": ""})]}, "city"),
    ({"service_at_locations": [desk(**{"x-attending": "in_person", "location": {"location_type": "virtual"}})]}, "location"),
    ({"service_at_locations": [desk(**{"x-languages": ["klingon"]})]}, "languages"),
]  # fmt: skip


def test_what_cannot_stand_is_said_by_row_and_column_and_holds_up_no_other(south: Actor, take: Import) -> None:
    records = [service(**{"id": f"bad-{n}", **told}) for n, (told, _column) in enumerate(BAD)]
    assert take(json.dumps([*records, service()])) == {"wrong": len(BAD), "new": 1}
    for one, (told, column) in zip(take.found, BAD, strict=False):  # type: ignore[attr-defined]
        assert one.faults, told
        assert one.faults[0][0].startswith(column), (told, one.faults)
        assert one.faults[0][1]
    assert list(Service.objects.values_list("name", flat=True)) == ["Counselling"]
    assert Organisation.objects.count() == 1


def test_hours_that_contradict_themselves_are_refused_in_words(south: Actor, take: Import) -> None:
    twice = [{"byday": "MO", "opens_at": at, "closes_at": "12:00"} for at in ("09:00", "10:00")]
    assert take(json.dumps(service(service_at_locations=[desk(schedules=twice)]))) == {"wrong": 1}
    assert not Service.objects.exists()
    assert not ServiceAtLocation.objects.exists()


def test_a_service_that_is_not_offered_any_more_is_left_out(south: Actor, take: Import) -> None:
    assert take(json.dumps(service(status="defunct"))) == {"inactive": 1}
    assert not Service.objects.exists()


SHEET = """Nome;Ente;Descrizione;Categoria;Indirizzo;Comune;Orari;Lingue;Telefono
Sportello;Comune inventato;Aiuta.;residence_permit;Via A 1;;lun-mer 9:00-12:00, 14-17;it, bn;091 111111
Sportello;Comune inventato;Aiuta.;residence_permit;;;;;091 111111
Scuola;Comune inventato;Insegna.;residence_permit;;;quando capita;;091 222222
;Comune inventato;Insegna.;residence_permit;;;;;091 333333
"""


def test_a_sheet_is_read_by_its_headings(south: Actor, take: Import) -> None:
    assert take(SHEET, "servizi.csv", node_type="comune") == {"new": 1, "wrong": 3}
    faults = {one.place: one.faults[0][0] for one in take.found if one.faults}  # type: ignore[attr-defined]
    assert faults == {2: "city", 4: "hours", 5: "name"}
    assert list(jobs.lines(take.found, 2))[-1] == "and 1 more"  # type: ignore[attr-defined]


def packed(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"%PDF", "kind"), ("a.zip", b"PK", "no_zip"), ("a.zip", packed({"x.txt": b"x"}), "no_services"),
        ("a.zip", packed({f"{n}.csv": b"" for n in range(201)}), "too_many"), ("a.json", b"{", "no_json"),
        ("a.json", b"[" * 100_000, "no_json"), ("a.json", b"{}", "no_services"), ("a.csv", b"Nome;Ente\nx;y\n", "no_columns"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_what_to_send(
    south: Actor, take: Import, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        take(content, name)
    assert refused.value.code == f"services_{code}"
    assert jobs.in_words(refused.value)


def test_a_package_that_grows_without_end_is_left(south: Actor, take: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("approdo.network.incoming.opening.LARGEST", 1_000_000)
    bomb = packed({"services.csv": b"id,name\n" + b"0" * 5_000_000})
    assert len(bomb) < 10_000
    with pytest.raises(InvalidInput) as refused:
        take(bomb, "a.zip")
    assert refused.value.code == "services_too_large"


def test_more_than_one_chunk_is_taken_and_an_interrupted_import_goes_on(
    south: Actor, take: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    content = "\n".join(json.dumps(service(id=f"s-{n}", name=f"Servizio {n}")) for n in range(5))
    whole, calls = jobs.take_services, []

    def cut(**told: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(**told)

    monkeypatch.setattr(jobs, "take_services", cut)
    with pytest.raises(KeyboardInterrupt):
        take(content)
    assert Service.objects.count() == 2
    assert take(content) == {"same": 2, "new": 3}
    assert Organisation.objects.count() == 1
