"""Pages of the directory: what stands on them, what their forms do, what a member sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approdo.core.access.actor import Actor
from approdo.core.models import AccessLogEntry, User
from approdo.network.commands.mediators import register_mediator
from approdo.network.models import Location, Mediator, Organisation, ScheduleSlot, Service, ServiceAtLocation
from approdo.network.queries import desks, services
from approdo.network.rules.hours import HoursKind, OnHolidays
from tests.house.territory_things import make_comuni
from tests.network.directory import PLACE, SECRETS, TODAY, Entry, new_entry
from tests.network.people import MEDIATOR

pytestmark = pytest.mark.slow

MOST_QUERIES = 12


@pytest.fixture
def browser(editor_user: User, signed_in: Callable[[User], Client]) -> Client:
    """The browser of the editor."""
    make_comuni()
    return signed_in(editor_user)


def shown(client: Client, name: str, /, *arguments: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == 200, name
    return str(answer.content.decode())


def sent(client: Client, name: str, /, *arguments: Any, **form: Any) -> str:
    """A form that is accepted; the page it leads to."""
    answer = client.post(reverse(name, args=arguments), form)
    assert answer.status_code == 302, answer.content.decode()
    return str(client.get(answer.headers["Location"]).content.decode())


def test_an_editor_writes_a_service_from_nothing_to_the_public(browser: Client) -> None:
    sent(browser, "register_organisation", name="Ente nuovo", node_type="ngo", phones="019 111111, segreteria")
    owner = Organisation.objects.get()
    sent(
        browser, "register_service", owner.pk, name="Sportello", description="Aiuta.", categories=["residence_permit"],
        cost="free", whole_province="on", permits=["work"], age_from="18", required_documents="Passaporto\nDue foto",
    )  # fmt: skip
    made = Service.objects.get()
    assert made.eligibility == {"all": [{"asks": "permit", "is": ["work"]}, {"asks": "age", "from": 18}]}
    assert made.required_documents == ["Passaporto", "Due foto"]
    where = {"name": "Sede", "address_1": "Via di prova 1", "comune_code": "savona"}
    sent(browser, "register_place", owner.pk, **where, access_lift="no", latitude="44.307", longitude="8.481")
    place = Location.objects.get()
    assert place.accessibility == {"lift": "no"}
    page = sent(browser, "open_desk", made.pk, attending="in_person", location_id=place.pk, languages=["bn", "it"])
    assert "Orari dello sportello" in page
    desk = ServiceAtLocation.objects.get()
    page = sent(
        browser, "set_schedule", desk.pk, version=desk.version, on_holidays="closed", p0_hours="weekly",
        p0s0_weekday="5", p0s0_opens="09:00", p0s0_closes="13:00", p0s0_languages="bn ur", c0_first="2026-08-10",
        c0_last="2026-08-20", c0_reason="ferie", x0_day="2026-12-06", x0_opens="10:00", x0_closes="12:00",
    )  # fmt: skip
    assert "Sabato" in page
    assert "ferie" in page
    assert "اردو" in page
    for name in ("publish_organisation", "publish_service"):
        row = Organisation.objects.get() if "organisation" in name else Service.objects.get()
        sent(browser, name, row.pk, version=row.version)
    assert Service.objects.get().state == Location.objects.get().state == "published"


def test_comuni_are_written_and_read_by_name(browser: Client, entry: Entry) -> None:
    address = reverse("change_service", args=[entry.service.pk])
    told = {
        "version": entry.service.version, "name": "Sportello", "description": "Aiuta.", "cost": "free",
        "categories": ["residence_permit"], "eligible_comuni": "Savona\n009056", "areas": "savona\nPalermo (PA)",
    }  # fmt: skip
    answer = browser.post(address, {**told, "areas": "savona\nAtlantide qwx"})
    assert answer.status_code == 422
    assert "Atlantide qwx: Nessun comune si chiama così" in answer.content.decode()
    page = sent(browser, "change_service", entry.service.pk, **told)
    assert "Savona, Palermo" in page
    assert "009056" not in page
    kept = Service.objects.get(pk=entry.service.pk)
    assert kept.eligibility == {"all": [{"asks": "comune", "is": ["009056"]}]}
    assert "Savona (SV)\nPalermo (PA)" in shown(browser, "change_service", kept.pk)


def test_the_comuni_of_the_province_are_proposed(browser: Client, entry: Entry) -> None:
    page = shown(browser, "change_place", entry.place.pk)
    assert 'value="Savona (SV)"' in page
    assert '<option value="Palermo (PA)">' not in page


def test_the_hours_editor_shows_what_is_written_and_keeps_it(browser: Client, editor: Actor, entry: Entry) -> None:
    page = shown(browser, "set_schedule", entry.desk.pk)
    assert page.count('value="09:00"') == 5
    rows = {
        f"p0s{number}_{cell}": value
        for number, slot in enumerate(ScheduleSlot.objects.order_by("weekday"))
        for cell, value in (("weekday", slot.weekday), ("opens", "09:00"), ("closes", "12:00"))
    }
    told = {"version": entry.desk.version, "on_holidays": "unknown", "p0_hours": "weekly", **rows}
    further = {"p0_last": "2026-12-31", "p1_hours": "by_appointment", "p1_first": "2027-01-01"}
    sent(browser, "set_schedule", entry.desk.pk, **told, **further)
    found = desks.schedule_of(desks.desk(editor, entry.desk.pk))
    assert [len(one.slots) for one in found.periods] == [5, 0]
    assert found.periods[1].hours is HoursKind.BY_APPOINTMENT
    assert found.on_holidays is OnHolidays.UNKNOWN


def test_hours_refused_come_back_with_everything_typed(browser: Client, entry: Entry) -> None:
    address = reverse("set_schedule", args=[entry.desk.pk])
    told = {
        "version": entry.desk.version, "on_holidays": "open", "p0_hours": "weekly", "p0s0_weekday": "0",
        "p0s0_opens": "12:00", "p0s0_closes": "09:00",
    }  # fmt: skip
    answer = browser.post(address, told)
    assert answer.status_code == 422
    assert 'value="12:00"' in answer.content.decode()
    assert "Finisce prima di cominciare" in answer.content.decode()
    answer = browser.post(address, {**told, "p0s0_opens": "", "p0s0_languages": "xx"})
    assert answer.status_code == 422
    assert "Non conosciuto: xx" in answer.content.decode()


def test_a_form_of_before_somebody_elses_change_is_refused(browser: Client, entry: Entry) -> None:
    form = {"version": entry.service.version - 1, "name": "Altro", "description": "x", "categories": ["residence_permit"],
            "cost": "free", "whole_province": "on"}  # fmt: skip
    answer = browser.post(reverse("change_service", args=[entry.service.pk]), form)
    assert answer.status_code == 412
    assert "Un collega" in answer.content.decode()
    for name, row in (("withdraw_service", entry.service), ("publish_organisation", entry.organisation)):
        assert browser.post(reverse(name, args=[row.pk]), {"version": row.version - 1}).status_code == 412


def test_a_change_keeps_what_the_form_has_no_field_for(browser: Client, editor: Actor, entry: Entry) -> None:
    rule = {"all": [{"asks": "area", "is": ["porto"]}, {"asks": "sex", "is": ["male"], "not": True}]}
    Service.objects.filter(pk=entry.service.pk).update(eligibility=rule)
    sent(
        browser, "change_service", entry.service.pk, version=entry.service.version, name="Altro", description="x",
        categories=["residence_permit"], cost="free", whole_province="on", phones="112",
    )  # fmt: skip
    assert services.service(editor, entry.service.pk).eligibility == rule


def test_where_a_protected_place_is_stands_on_one_page_alone(browser: Client, hidden: Entry) -> None:
    pages = [
        shown(browser, "services"), shown(browser, "service", hidden.service.pk), shown(browser, "places"),
        shown(browser, "place", hidden.place.pk), shown(browser, "change_place", hidden.place.pk),
        shown(browser, "organisation", hidden.organisation.pk), shown(browser, "read_place", hidden.place.pk),
        shown(browser, "change_desk", hidden.desk.pk), shown(browser, "open_desk", hidden.service.pk),
    ]  # fmt: skip
    place_words = [word for word in SECRETS if word not in ("03:33", "chiusura del rifugio")]
    assert [word for word in place_words for page in pages if word in page] == []
    answer = browser.post(reverse("read_place", args=[hidden.place.pk]), {"purpose": "accompagnare una donna"})
    assert "Nascondiglio" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert AccessLogEntry.objects.get().object_id == str(hidden.place.pk)


def test_filters_and_exports_of_the_list(browser: Client, entry: Entry, hidden: Entry) -> None:
    assert entry.service.name in shown(browser, "services", language="bn", comune="009056")
    assert hidden.service.name not in shown(browser, "services", comune="009056")
    assert hidden.service.name in shown(browser, "services", show="protected")
    assert entry.service.name not in shown(browser, "services", type="union")
    assert "Nessun servizio" in shown(browser, "services", state="draft")
    for name in ("export_services_csv", "export_organisations_csv"):
        answer = browser.get(reverse(name))
        told = b"".join(answer).decode()  # type: ignore[arg-type]
        assert entry.organisation.name in told
        assert [word for word in SECRETS if word in told] == []


def test_a_member_sees_their_own_records_and_the_buttons_for_them(
    member_user: User, signed_in: Callable[[User], Client], entry: Entry, other_entry: Entry
) -> None:
    client = signed_in(member_user)
    page = shown(client, "services")
    assert entry.service.name in page
    assert other_entry.service.name not in page
    assert "Conferma tutto" in shown(client, "service", entry.service.pk)
    assert client.get(reverse("service", args=[other_entry.service.pk])).status_code == 404
    assert client.get(reverse("mediators")).status_code == 403
    assert client.get(reverse("register_organisation")).status_code == 403


def test_a_mediator_is_written_found_and_ended(browser: Client) -> None:
    sent(
        browser, "register_mediator", name="Parola Inventata", phone="340 1112222", sex="female", modes=["phone"],
        whole_province="on", l0_code="bn", l0_level="native", h0_weekday="0", h0_opens="09:00", h0_closes="12:00",
        l1_level="fluent", l2_level="fluent", l3_level="fluent",
    )  # fmt: skip
    made = Mediator.objects.get()
    assert [str(one.opens) for one in made.hours.all()] == ["09:00:00"]
    assert made.name in shown(browser, "mediators", language="bn")
    assert made.name not in shown(browser, "mediators", language="ur")
    assert "বাংলা" in sent(browser, "end_mediator", made.pk)
    assert made.name not in shown(browser, "mediators")


def test_focal_points_and_contacts_of_an_organisation(browser: Client, entry: Entry) -> None:
    where = entry.organisation.pk
    sent(browser, "record_focal_point", where, name="Referente", role="Operatrice", matter="documents", phone="112")
    page = sent(browser, "record_contact", where, name="Contatto", email="contatto@inventata.example")
    assert "Referente" in page
    assert "contatto@inventata.example" in page
    point, contact = entry.organisation.focal_points.get(), entry.organisation.contacts.get()
    assert "Referente" in shown(browser, "focal_points", matter="documents")
    form = {"version": 1, "name": "Referente", "role": "Operatrice", "matter": "", "phone": "113"}
    assert "113" in sent(browser, "change_focal_point", point.pk, **form)
    assert "Contatto" not in sent(browser, "end_contact", contact.pk)
    assert "Referente" not in sent(browser, "end_focal_point", point.pk)


def test_pages_ask_the_database_a_fixed_number_of_times(browser: Client, editor: Actor) -> None:
    entry = new_entry(editor)
    made = register_mediator(by=editor, facts=MEDIATOR, today=TODAY)
    pages: list[tuple[str, list[Any]]] = [
        ("services", []), ("organisations", []), ("places", []), ("focal_points", []), ("mediators", []),
        ("service", [entry.service.pk]), ("organisation", [entry.organisation.pk]), ("place", [entry.place.pk]),
        ("mediator", [made.pk]), ("set_schedule", [entry.desk.pk]), ("change_service", [entry.service.pk]),
    ]  # fmt: skip
    counts: dict[str, list[int]] = {name: [] for name, _arguments in pages}
    for name, arguments in pages:
        shown(browser, name, *arguments)  # what a process learns once it keeps
    for number in (10, 14):
        for name, arguments in pages:
            with CaptureQueriesContext(connection) as asked:
                shown(browser, name, *arguments)
            told = [query["sql"] for query in asked.captured_queries]
            counts[name].append(sum("SAVEPOINT" not in sql and "'none'" not in sql for sql in told))
        for further in range(number, number + 4):
            new_entry(editor, further)
    assert {name: found for name, found in counts.items() if found[1] > found[0]} == {}
    assert {name: found for name, found in counts.items() if max(found) > MOST_QUERIES} == {}


def test_the_desk_of_a_period_by_appointment_says_so(browser: Client, editor: Actor, entry: Entry) -> None:
    sent(
        browser, "set_schedule", entry.desk.pk, version=entry.desk.version, on_holidays="closed",
        p0_hours="by_appointment",
    )  # fmt: skip
    assert desks.schedule_of(desks.desk(editor, entry.desk.pk)).periods[0].hours is HoursKind.BY_APPOINTMENT
    assert "Solo su appuntamento" in shown(browser, "service", entry.service.pk)
    assert PLACE.address_1 in shown(browser, "service", entry.service.pk)
