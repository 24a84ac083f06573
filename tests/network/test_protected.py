"""Where and when a protected service is met never leaves the back office: whatever is asked, and in the database itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from approdo.core import tenancy
from approdo.core.access.actor import Actor
from approdo.core.models import AccessLogEntry, AuditRecord
from approdo.network.commands import desks, places, services
from approdo.network.models import Location, ProtectedPlace, Service, ServiceAtLocation
from approdo.network.queries import published
from approdo.network.queries.places import place, read_sealed
from approdo.network.rules.directory import Attending
from approdo.network.rules.facts import DeskFacts
from tests.network.directory import HIDDEN_PLACE, PLACE, SECRETS, SERVICE, TODAY, Entry, new_entry
from tests.reception.refusals import refused

TABLES = [model._meta.db_table for model in apps.get_app_config("network").get_models()]


def rows_as_text(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(string_agg(whole::text, ' '), '') FROM {table} AS whole")  # noqa: S608 - a table of ours
        return str(cursor.fetchone()[0])


def said(text: str) -> list[str]:
    return [word for word in SECRETS if word in text]


def test_the_words_looked_for_are_written_somewhere(hidden: Entry) -> None:
    assert "03:33" in rows_as_text("network_scheduleslot")
    assert read_sealed.__doc__
    assert ProtectedPlace.objects.get().where.count("Nascondiglio") == 1


def test_every_public_query_says_that_it_exists_and_not_where_or_when(hidden: Entry, entry: Entry) -> None:
    found = {one.id: one for one in published.published("SV", TODAY)}
    assert found[hidden.service.pk].protected
    assert found[hidden.service.pk].desks == ()
    assert found[hidden.service.pk].facts.phones == SERVICE.phones
    assert [one.place.address_1 for one in found[entry.service.pk].desks if one.place] == [PLACE.address_1]
    told = [
        repr(published.published("SV", TODAY)), repr(published.places("SV", TODAY)), repr(published.organisations("SV", TODAY)),
        repr(published.published("SV", TODAY, [hidden.service.pk])),
        repr([vars(row) for row in published.services("SV", TODAY)]),
        repr([vars(row) for row in published.desks_shown("SV", TODAY)]),
    ]  # fmt: skip
    assert said(" ".join(told)) == []
    assert hidden.desk.pk not in {row.pk for row in published.desks_shown("SV", TODAY)}
    assert str(hidden.place.pk) not in " ".join(told)


def test_a_reader_of_the_public_finds_none_of_it_in_any_table(hidden: Entry, entry: Entry) -> None:
    with transaction.atomic():
        tenancy.enter_public("SV")
        shown = {table: rows_as_text(table) for table in TABLES}
    assert {table: said(text) for table, text in shown.items() if said(text)} == {}
    assert str(hidden.desk.pk) not in " ".join(shown.values())
    assert PLACE.address_1 in shown["network_location"]
    assert str(entry.desk.pk) in shown["network_serviceatlocation"]
    never = ("contact", "focalpoint", "mediator", "mediatorlanguage", "mediatorhours", "networkmember")
    assert [shown[f"network_{table}"] for table in (*never, "protectedplace")] == [""] * 7


def test_a_reader_of_the_public_sees_no_draft_and_writes_nothing(editor: Actor) -> None:
    draft = new_entry(editor, publish=False)
    with transaction.atomic():
        tenancy.enter_public("SV")
        assert not Service.objects.exists()
        assert not Location.objects.exists()
        assert published.published("SV", TODAY) == []
        assert Service.objects.filter(pk=draft.service.pk).update(name="Altro") == 0
        assert ServiceAtLocation.objects.all().delete()[0] == 0


def test_after_the_public_a_request_of_the_office_sees_everything_again(hidden: Entry) -> None:
    with transaction.atomic():
        tenancy.enter_public("SV")
        tenancy.enter("SV")
        assert ServiceAtLocation.objects.filter(pk=hidden.desk.pk).exists()


def test_nothing_of_it_stands_in_the_audit_beyond_its_identifier(editor: Actor, hidden: Entry) -> None:
    places.change_place(by=editor, place_id=hidden.place.pk, facts=replace(HIDDEN_PLACE, directions="altrove"))
    written = " ".join(AuditRecord.objects.values_list("payload", flat=True))
    assert str(hidden.place.pk) in written
    assert said(written) == []
    assert "altrove" not in written


def test_the_database_keeps_no_open_column_of_a_protected_place(hidden: Entry) -> None:
    row = Location.objects.get(pk=hidden.place.pk)
    assert (row.address_1, row.city, row.comune_code, row.latitude, row.directions) == ("", "", "", None, "")
    with pytest.raises(IntegrityError, match="location_protected_says_nothing"), transaction.atomic():
        Location.objects.filter(pk=row.pk).update(address_1="Via di prova 2")
    with connection.cursor() as cursor:
        cursor.execute('SELECT "where" FROM network_protectedplace')
        assert said(str(cursor.fetchone()[0])) == []


def test_the_database_refuses_a_protected_service_at_an_open_place_and_the_way_back(
    hidden: Entry, entry: Entry
) -> None:
    with pytest.raises(IntegrityError, match="desk_protected_as_place"), transaction.atomic():
        ServiceAtLocation.objects.filter(pk=hidden.desk.pk).update(location=entry.place)
        connection.check_constraints()
    for model, row in ((Service, hidden.service), (Location, hidden.place)):
        with pytest.raises(IntegrityError, match=r"protection_stands|location_says_where"), transaction.atomic():
            model._default_manager.filter(pk=row.pk).update(protected=False)  # type: ignore[attr-defined]


def test_where_it_is_is_read_with_a_purpose_that_is_written_down(editor: Actor, hidden: Entry) -> None:
    found = place(editor, hidden.place.pk)
    told = read_sealed(editor, found, "accompany a woman there")
    assert told == replace(HIDDEN_PLACE)
    assert AccessLogEntry.objects.get().purpose == "accompany a woman there"
    refused("purpose_missing", lambda: read_sealed(editor, found, " "), "purpose")


def test_who_may_not_read_it_is_refused(officer: Actor, hidden: Entry) -> None:
    found = place(officer, hidden.place.pk)
    refused("not_allowed", lambda: read_sealed(officer, found, "out of curiosity"))
    assert not AccessLogEntry.objects.exists()


def test_a_service_becomes_protected_with_its_place_and_hours(editor: Actor, entry: Entry) -> None:
    services.protect_service(by=editor, service_id=entry.service.pk)
    connection.check_constraints()
    row = Location.objects.get(pk=entry.place.pk)
    assert (row.protected, row.address_1, row.latitude) == (True, "", None)
    told: Any = read_sealed(editor, place(editor, row.pk), "to check what was kept")
    assert (told.address_1, told.latitude) == (PLACE.address_1, PLACE.latitude)
    assert set(entry.desk.openings.values_list("protected", flat=True)) == {True}
    assert published.published("SV", TODAY)[0].desks == ()
    refused("record_not_in_state", lambda: services.protect_service(by=editor, service_id=entry.service.pk))


def test_a_service_with_a_shared_place_or_its_address_in_its_words_is_not_protected(
    editor: Actor, entry: Entry
) -> None:
    other = services.register_service(by=editor, organisation_id=entry.organisation.pk, facts=SERVICE, today=TODAY)
    desks.open_desk(by=editor, service_id=other.pk, facts=DeskFacts(Attending.IN_PERSON, entry.place.pk))
    refused("place_shared", lambda: services.protect_service(by=editor, service_id=entry.service.pk))
    told = replace(SERVICE, description="Siamo in via Roma 12, secondo piano.")
    services.change_service(by=editor, service_id=other.pk, facts=told)
    refused("text_refused", lambda: services.protect_service(by=editor, service_id=other.pk), "description")


def test_protected_and_open_do_not_meet(editor: Actor, entry: Entry, hidden: Entry) -> None:
    for service, at in ((hidden.service, entry.place), (entry.service, hidden.place)):
        told = DeskFacts(Attending.IN_PERSON, at.pk)
        refused(
            "place_not_alike",
            lambda service=service, told=told: desks.open_desk(by=editor, service_id=service.pk, facts=told),
            "location_id",
        )


def test_a_protected_service_needs_a_way_of_its_own(editor: Actor, hidden: Entry) -> None:
    told = replace(SERVICE, phones=())
    refused("no_way_to_reach", lambda: services.change_service(by=editor, service_id=hidden.service.pk, facts=told))
    refused(
        "text_refused",
        lambda: services.change_service(
            by=editor, service_id=hidden.service.pk, facts=replace(SERVICE, description="Corso Italia, 5")
        ),
        "description",
    )
