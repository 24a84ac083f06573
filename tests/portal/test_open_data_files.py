"""The open data as files: the data package, lines, the map, the table; their catalogue; the procedures."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture
from approdo.network.commands import hours, organisations, services
from approdo.network.rules.hours import Closure, SpecialOpening
from approdo.network.rules.hsds_tables import FILES
from approdo.portal.definitions import guides
from approdo.procedures.rules.definition import Unit
from tests.conftest import MakeUser
from tests.network.directory import MORNINGS, ORGANISATION, SECRETS, SERVICE, TODAY, Entry, new_entry, weekly

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CPSV, CV = Namespace("http://purl.org/vocab/cpsv#"), Namespace("http://data.europa.eu/m8g/")
DCATAPIT, IT = Namespace("http://dati.gov.it/onto/dcatapit#"), "it"
AWKWARD = '=1+1; "virgolette", a capo\ne <b>è</b> 中文'


@pytest.fixture(autouse=True)
def _on_that_day(time_machine: Any) -> None:
    time_machine.move_to(f"{TODAY}T10:00:00+02:00")


@pytest.fixture
def editor(make_user: MakeUser, savona: Prefecture) -> Actor:
    """The editor of the network, in Savona."""
    return actor_of(make_user("editor", savona, Role.NETWORK_EDITOR), "it")


@pytest.fixture
def entry(editor: Actor) -> Entry:
    """A published service with its place, and awkward words."""
    found = new_entry(editor)
    facts = replace(SERVICE, fees_description=AWKWARD.replace("<b>", "").replace("</b>", ""))
    services.change_service(by=editor, service_id=found.service.pk, facts=facts)
    return found


# rdflib's own reader of JSON-LD still begins with the graph that it calls old
OLD_GRAPH = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def saved(name: str, **told: Any) -> bytes:
    answer = Client().get(f"/open-data/{name}", **told)
    assert answer.status_code == 200, answer.content
    return answer.getvalue()


def package() -> dict[str, list[dict[str, str]]]:
    """The files of the data package by name, row by row."""
    with ZipFile(io.BytesIO(saved("hsds.zip"))) as whole:
        named = [name for name in whole.namelist() if name.endswith(".csv")]
        return {name: list(csv.DictReader(io.StringIO(whole.read(name).decode(), newline=""))) for name in named}


def test_the_data_package_holds_every_record_once_and_keys_lead_somewhere(editor: Actor, entry: Entry) -> None:
    second = new_entry(editor, 2)
    hours.set_schedule(
        by=editor, desk_id=second.desk.pk,
        schedule=weekly(*MORNINGS, closures=(Closure(TODAY, TODAY, "inventario"),)),
    )  # fmt: skip
    files = package()
    assert set(files) == set(FILES.values())
    assert {row["id"] for row in files["services.csv"]} == {str(one.service.pk) for one in (entry, second)}
    assert [row["fees_description"] for row in files["services.csv"] if row["id"] == str(entry.service.pk)] == [
        AWKWARD.replace("<b>", "").replace("</b>", "")
    ]
    assert len(files["schedules.csv"]) == 11  # five mornings each, and the closure
    with ZipFile(io.BytesIO(saved("hsds.zip"))) as whole:
        told = json.loads(whole.read("datapackage.json"))
    known = {one["name"]: {row["id"] for row in files[one["path"]]} for one in told["resources"]}
    for one in told["resources"]:
        rows = files[one["path"]]
        assert len(known[one["name"]]) == len(rows), one["name"]
        columns = [field["name"] for field in one["schema"]["fields"]]
        assert all(list(row) == columns for row in rows)
        for key in one["schema"]["foreignKeys"]:
            target = known[key["reference"]["resource"] or one["name"]]
            assert {row[key["fields"]] for row in rows} - {""} <= target, (one["name"], key)


def test_lines_map_and_table_tell_the_same_desks(editor: Actor, entry: Entry) -> None:
    (line,) = saved("services.ndjson").decode().splitlines()
    assert json.loads(line)["id"] == str(entry.service.pk)
    (row,) = csv.DictReader(io.StringIO(saved("services.csv").decode("utf-8-sig"), newline=""), delimiter=";")
    assert (row["id"], row["city"], row["languages"]) == (str(entry.desk.pk), "Savona", "it, bn")
    assert row["fees"].startswith("'=")  # a sheet would compute it
    assert row["hours"].startswith("MO 09:00-12:00; TU 09:00-12:00")
    (feature,) = json.loads(saved("services.geojson"))["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [8.481, 44.307]}
    assert feature["properties"]["service_id"] == str(entry.service.pk)


def test_nothing_protected_is_in_a_file_and_what_becomes_so_is_gone(editor: Actor, entry: Entry) -> None:
    hidden = new_entry(editor, 3, protected=True)
    draft = new_entry(editor, 4, publish=False)
    names = ("services.ndjson", "services.csv", "services.geojson")

    def everything() -> str:
        return json.dumps(package()) + "".join(saved(name).decode() for name in names)

    text = everything()
    assert str(entry.service.pk) in text
    for one in (hidden, draft):
        assert not {key for key in (one.service.pk, one.desk.pk, one.place.pk) if str(key) in text}
    assert [word for word in SECRETS if word in text] == []
    services.protect_service(by=editor, service_id=entry.service.pk)
    assert str(entry.service.pk) not in everything()


def test_an_unpublished_parent_is_not_named(editor: Actor, entry: Entry) -> None:
    parent = organisations.register_organisation(by=editor, facts=replace(ORGANISATION, name="Madre"), today=TODAY)
    organisations.change_organisation(
        by=editor, organisation_id=entry.organisation.pk,
        facts=replace(ORGANISATION, name="Figlia", parent_id=parent.pk),
    )  # fmt: skip
    assert str(parent.pk) not in saved("services.ndjson").decode()
    organisations.publish_organisation(by=editor, organisation_id=parent.pk, today=TODAY)
    assert str(parent.pk) in saved("services.ndjson").decode()


def test_the_same_data_are_the_same_file(entry: Entry) -> None:
    first = Client().get("/open-data/hsds.zip")
    assert first.getvalue()  # read to its end, which closes it
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "hsds.zip" in first.headers["Content-Disposition"]
    again = Client().get("/open-data/hsds.zip", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@OLD_GRAPH
def test_the_catalogue_has_what_the_italian_profile_requires(entry: Entry) -> None:
    graph = Graph().parse(data=saved(""), format="json-ld")
    assert isomorphic(graph, Graph().parse(data=saved("catalogue.ttl"), format="turtle"))
    (catalogue,) = graph.subjects(RDF.type, DCATAPIT.Catalog)
    for name in ("title", "description", "publisher", "modified"):
        assert graph.value(catalogue, DCTERMS[name]) is not None, name
    datasets = set(graph.objects(catalogue, DCAT.dataset))
    assert len(datasets) == 2
    for one in datasets:
        assert (one, RDF.type, DCATAPIT.Dataset) in graph
        for name in ("identifier", "title", "description", "modified", "rightsHolder", "accrualPeriodicity"):
            assert graph.value(one, DCTERMS[name]) is not None, name
        assert graph.value(one, DCAT.theme) is not None
        for file in graph.objects(one, DCAT.distribution):
            for name in (DCTERMS["format"], DCTERMS.license, DCAT.accessURL):
                assert graph.value(file, name) is not None
            answer = Client().get(str(file).removeprefix("http://testserver"))
            assert (answer.status_code, bool(answer.getvalue())) == (200, True)
    holder = graph.value(next(iter(datasets)), DCTERMS.rightsHolder)
    assert graph.value(holder, DCTERMS.identifier) == Literal("m_it")
    changed = graph.value(next(graph.subjects(DCTERMS.identifier, Literal("m_it:servizi"))), DCTERMS.modified)
    assert changed.toPython() == TODAY


@OLD_GRAPH
def test_procedures_are_public_services(savona: Prefecture) -> None:
    graph = Graph().parse(data=saved("procedures.jsonld"), format="json-ld")
    told = {one.id: one for group in guides().values() for one in group}
    names = {str(graph.value(one, DCTERMS.identifier)): one for one in graph.subjects(RDF.type, CPSV.PublicService)}
    assert set(names) == set(told)
    for key, procedure in told.items():
        node = names[key]
        assert Literal(procedure.name_it, IT) in set(graph.objects(node, DCTERMS.title))
        papers = {str(graph.value(one, DCTERMS.identifier)) for one in graph.objects(node, CPSV.hasInput)}
        assert papers == {one.id for one in procedure.documents}
        authority = graph.value(node, CV.hasCompetentAuthority)
        assert (authority, RDF.type, CV.PublicOrganisation) in graph
    family = told["family_reunification"]
    assert family.term("conclusion").versions[-1].unit == Unit.DAYS
    assert graph.value(names["family_reunification"], CV.processingTime).toPython() == timedelta(days=150)
    currency = URIRef("http://publications.europa.eu/resource/authority/currency/EUR")
    costs = list(graph.objects(names["citizenship_residence"], CV.hasCost))
    assert costs
    assert {graph.value(one, CV.currency) for one in costs} == {currency}


def test_hours_of_one_day_are_told_in_the_table(editor: Actor, entry: Entry) -> None:
    special = SpecialOpening(TODAY + timedelta(days=3), MORNINGS[0].opens, MORNINGS[0].closes, by_appointment=True)
    hours.set_schedule(by=editor, desk_id=entry.desk.pk, schedule=weekly(MORNINGS[0], specials=(special,)))
    text = saved("services.csv").decode("utf-8-sig")
    assert "MO 09:00-12:00; 2026-06-04 09:00-12:00 Su appuntamento" in text


def test_a_place_without_a_position_is_no_point(editor: Actor, entry: Entry) -> None:
    entry.place.latitude = entry.place.longitude = None
    entry.place.save()
    (feature,) = json.loads(saved("services.geojson"))["features"]
    assert feature["geometry"] is None
    assert Decimal("8.481") not in feature["properties"].values()
