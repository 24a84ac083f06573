"""The open data: HSDS 3.0 for anybody, with what is published and not protected, and nothing else."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import jsonschema_rs
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture
from approdo.network.commands import desks, hours, services
from approdo.network.models import Service
from approdo.network.queries.hsds import NEEDS, terms
from approdo.network.rules.directory import Attending
from approdo.network.rules.eligibility import Asks, Condition
from approdo.network.rules.facts import DeskFacts
from approdo.network.rules.hours import Closure, OnHolidays, Slot, SpecialOpening
from approdo.portal.hsds.description import schemas
from tests.conftest import MakeUser
from tests.network.directory import MORNINGS, PLACE, SECRETS, SERVICE, TODAY, Entry, new_entry, weekly

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROOT = "/hsds/v3"
# Folder with the compiled schemas of the specification, where somebody has them: they are not ours to keep here.
OFFICIAL = os.environ.get("HSDS_SCHEMAS", "")


@pytest.fixture(autouse=True)
def _on_that_day(time_machine: Any) -> None:
    time_machine.move_to(f"{TODAY}T10:00:00+02:00")  # a Monday morning


@pytest.fixture
def editor(make_user: MakeUser, savona: Prefecture) -> Actor:
    """The editor of the network, in Savona."""
    return actor_of(make_user("editor", savona, Role.NETWORK_EDITOR), "it")


@pytest.fixture
def entry(editor: Actor) -> Entry:
    """A published service with its place and mornings."""
    return new_entry(editor)


@pytest.fixture
def hidden(editor: Actor) -> Entry:
    """A published service that is protected."""
    return new_entry(editor, 3, protected=True)


@pytest.fixture
def south(make_user: MakeUser, palermo: Prefecture) -> Entry:
    """A published service of another prefecture."""
    return new_entry(actor_of(make_user("south", palermo, Role.NETWORK_EDITOR), "it"), 7)


def asked(path: str, **parameters: Any) -> Any:
    answer = Client().get(f"{ROOT}{path}", parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def found(path: str, **parameters: Any) -> list[str]:
    return [one["id"] for one in asked(path, **parameters)["contents"]]


def valid(record: Any, name: str) -> None:
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas()}}
    jsonschema_rs.validator_for(whole, validate_formats=True).validate(record)


def test_it_says_what_it_speaks_to_pages_of_any_site(savona: Prefecture) -> None:
    answer = Client().get(f"{ROOT}/", headers={"Origin": "https://elsewhere.example"})
    told = answer.json()
    assert (told["version"], answer.headers["Access-Control-Allow-Origin"]) == ("3.0", "*")
    for name in ("profile", "openapi_url"):
        assert Client().get(told[name].removeprefix("http://testserver")).status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_a_service_is_told_whole(entry: Entry) -> None:
    told = asked(f"/services/{entry.service.pk}")
    valid(told, "service_full")
    assert (told["name"], told["status"], told["assured_date"]) == ("Sportello inventato 1", "active", str(TODAY))
    assert told["organization"]["name"] == "Associazione inventata 1"
    assert [one["number"] for one in told["phones"]] == ["019 222222"]
    assert [one["document"] for one in told["required_documents"]] == ["Passaporto"]
    assert [one["taxonomy_term"]["code"] for one in told["attributes"]] == ["residence_permit"]
    (desk,) = told["service_at_locations"]
    assert desk["location"]["addresses"][0]["address_1"] == PLACE.address_1
    assert (desk["location"]["latitude"], desk["location"]["longitude"]) == (44.307, 8.481)
    assert [(one["byday"], one["opens_at"], one["closes_at"]) for one in desk["schedules"]] == [
        (day, "09:00", "12:00") for day in ("MO", "TU", "WE", "TH", "FR")
    ]
    assert sorted(one["code"] for one in told["languages"]) == ["bn", "it"]


def test_closures_special_openings_and_unknown_hours_are_told(editor: Actor, entry: Entry) -> None:
    day = TODAY + timedelta(days=3)
    schedule = weekly(
        Slot(0, *(one for one in (MORNINGS[0].opens, MORNINGS[0].closes)), languages=("bn",)),
        closures=(Closure(TODAY, TODAY, "inventario"),), on_holidays=OnHolidays.CLOSED,
        specials=(SpecialOpening(day, MORNINGS[0].opens, MORNINGS[0].closes, by_appointment=True),),
    )  # fmt: skip
    hours.set_schedule(by=editor, desk_id=entry.desk.pk, schedule=schedule)
    online = desks.open_desk(by=editor, service_id=entry.service.pk, facts=DeskFacts(Attending.PHONE, phone="019 3333"))
    told = asked(f"/service_at_locations/{entry.desk.pk}")
    valid(told, "service_at_location_full")
    assert [one["x-kind"] for one in told["schedules"]] == ["weekly", "special", "closure"]
    slot, special, closure = told["schedules"]
    assert (slot["x-languages"], special["dtstart"], special["x-by-appointment"]) == ("bn", str(day), True)
    assert (closure["notes"], "opens_at" in closure) == ("inventario", False)
    called = asked(f"/service_at_locations/{online.pk}")
    valid(called, "service_at_location_full")
    assert (called["location"]["location_type"], called["schedules"][0]["x-kind"]) == ("virtual", "unknown")


def test_nothing_protected_draft_withdrawn_or_long_unconfirmed_comes_out(
    editor: Actor, entry: Entry, hidden: Entry, time_machine: Any
) -> None:
    draft = new_entry(editor, 4, publish=False)
    every = ("services", "service_at_locations", "organizations")
    lists = [f"/{name}" for name in every]
    text = (
        "".join(json.dumps(asked(path, **told)) for path in lists for told in ({}, {"full": "true"}))
        + Client().get(f"{ROOT}/services?format=ndjson&full=true").getvalue().decode()
    )
    assert str(entry.service.pk) in text
    for one in (hidden, draft):
        assert not {key for key in (one.service.pk, one.desk.pk, one.place.pk) if str(key) in text}
    assert [word for word in SECRETS if word in text] == []
    for path in (f"/services/{hidden.service.pk}", f"/service_at_locations/{hidden.desk.pk}"):
        assert Client().get(f"{ROOT}{path}").status_code == 404
    services.withdraw_service(by=editor, service_id=entry.service.pk)
    assert found("/services") == []
    Service.objects.filter(pk=entry.service.pk).update(state="published")
    time_machine.move_to(f"{TODAY + timedelta(days=181)}T10:00:00+00:00")
    assert found("/services") == []
    assert asked("/service_at_locations")["empty"]


def test_a_service_that_becomes_protected_is_gone_at_once(editor: Actor, entry: Entry) -> None:
    assert found("/services") == [str(entry.service.pk)]
    services.protect_service(by=editor, service_id=entry.service.pk)
    for name in ("services", "service_at_locations"):
        assert found(f"/{name}") == []
    assert PLACE.address_1 not in json.dumps(asked("/organizations", full="true"))


def test_pages_go_over_every_prefecture(editor: Actor, entry: Entry, south: Entry) -> None:
    second = new_entry(editor, 2)
    expected = [str(one.service.pk) for one in (south, entry, second)]  # PA before SV, then by name
    pages = [asked("/services", per_page=1, page=number) for number in (1, 2, 3, 4)]
    assert [[one["id"] for one in page["contents"]] for page in pages] == [[key] for key in expected] + [[]]
    kept = ("total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty")
    assert [[page[name] for name in kept] for page in pages] == [
        [3, 3, 1, 1, True, False, False], [3, 3, 2, 1, False, False, False],
        [3, 3, 3, 1, False, True, False], [3, 3, 4, 0, False, True, True],
    ]  # fmt: skip
    assert found("/services", minimal="true") == expected
    lines = Client().get(f"{ROOT}/services?format=ndjson").getvalue().decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == expected


def test_filters_are_joined_by_and(editor: Actor, entry: Entry, south: Entry) -> None:
    mine, yours = str(entry.service.pk), str(south.service.pk)
    term = next(one["id"] for one in terms().values() if one["code"] == "residence_permit")
    need = next(one["id"] for one in terms().values() if one["code"] == "documents")
    other = next(one["id"] for one in terms().values() if one["code"] == "health")
    both = [yours, mine]
    for told, wanted in (
        ({"search": "INVENTATO 1"}, [mine]), ({"search": "documenti nessuno"}, []), ({"taxonomy_term_id": term}, both),
        ({"taxonomy_term_id": need}, both), ({"taxonomy_term_id": other}, []), ({"taxonomy_id": NEEDS}, both),
        ({"taxonomy_id": str(uuid4())}, []), ({"organization_id": str(entry.organisation.pk)}, [mine]),
        ({"organization_id": str(entry.organisation.pk), "search": "inventato 7"}, []),
        ({"modified_after": "2026-06-02T00:00:00Z"}, []), ({"modified_after": "2026-06-01T00:00:00+02:00"}, both),
        ({"language": "bn"}, both), ({"language": "ur"}, []),
    ):  # fmt: skip
        assert found("/services", **told) == wanted, told


def test_near_open_and_spoken_must_hold_for_one_desk(editor: Actor, entry: Entry) -> None:
    mine = [str(entry.service.pk)]
    here = {"lat": 44.307, "lon": 8.481}
    desks.open_desk(
        by=editor, service_id=entry.service.pk, facts=DeskFacts(Attending.PHONE, phone="019 3333", languages=("ur",))
    )
    for told, wanted in (
        (here, mine), ({"lat": 44.317, "lon": 8.481, "radius_m": 1200}, mine),
        ({"lat": 44.317, "lon": 8.481, "radius_m": 1100}, []), ({"lat": 38.1, "lon": 13.3}, []),
        ({"open_at": "2026-06-01T11:59:00"}, mine), ({"open_at": "2026-06-01T12:00:00"}, []),
        ({"open_at": "2026-06-01T09:59:00Z"}, mine), ({"open_at": "2026-06-02T10:00:00"}, []),  # a public holiday
        ({"open_at": "2026-06-01T10:00:00+02:00", "language": "bn", **here}, mine), ({"language": "ur"}, mine),
        ({"language": "ur", **here}, []), ({"day": "SA,SU"}, []), ({"day": "SU,MO"}, mine),
        ({"day": "MO", "start_time": "12:00"}, []), ({"start_time": "11:30", "end_time": "13:00"}, mine),
        ({"day": "MO", "language": "ur"}, []),
    ):  # fmt: skip
        assert found("/services", **told) == wanted, told
    assert found("/service_at_locations", **here) == [str(entry.desk.pk)]


@pytest.mark.parametrize(
    ("conditions", "fits", "misfits"),
    [
        ((Condition(Asks.AGE, least=18, most=25),), [(25, 30), (0, 18), (20, 20)], [(26, 40), (0, 17)]),
        ((Condition(Asks.AGE, least=65),), [(65, 70)], [(0, 64)]),
        ((Condition(Asks.AGE, most=5, opposite=True),), [(4, 6)], [(3, 5)]),
        ((), [(0, 1)], []),
    ],
)
def test_ages(editor: Actor, entry: Entry, conditions: Any, fits: Any, misfits: Any) -> None:
    facts = replace(SERVICE, eligibility=conditions)
    services.change_service(by=editor, service_id=entry.service.pk, facts=facts)
    for between in (*fits, *misfits):
        told = found("/services", minimum_age=between[0], maximum_age=between[1])
        assert told == ([str(entry.service.pk)] if between in fits else []), between


def test_words_and_their_lists(savona: Prefecture) -> None:
    for one in asked("/taxonomies")["contents"]:
        valid(one, "taxonomy")
        assert asked(f"/taxonomies/{one['id']}") == one
    rows = asked("/taxonomy_terms", taxonomy_id=NEEDS, per_page=500)["contents"]
    for one in rows:
        valid(one, "taxonomy_term")
    top = asked("/taxonomy_terms", taxonomy_id=NEEDS, top_only="true")["contents"]
    assert len(top) == 8
    under = asked("/taxonomy_terms", parent_id=top[0]["id"], per_page=500)["contents"]
    assert under
    assert {one["parent_id"] for one in under} == {top[0]["id"]}
    assert asked(f"/taxonomy_terms/{under[0]['id']}")["x-labels"]["bn"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"page": "0"}, {"page": "x"}, {"per_page": "501"}, {"per_page": "1.5"}, {"format": "xml"}, {"full": "maybe"},
        {"lat": "44"}, {"lat": "nan", "lon": "8"}, {"lat": "91", "lon": "8"}, {"radius_m": "5"}, {"language": "xx"},
        {"open_at": "yesterday"}, {"open_at": "2026-13-01T00:00:00"}, {"day": "Monday"}, {"start_time": "25:00"},
        {"start_time": "12:00", "end_time": "11:00"}, {"minimum_age": "20", "maximum_age": "10"},
        {"taxonomy_term_id": "documents"}, {"search": "x" * 201}, {"colour": "red"}, {"modified_after": "2026-02-30"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_by_name(savona: Prefecture, parameters: dict[str, str]) -> None:
    answer = Client().get(f"{ROOT}/services", parameters)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert set(answer.json()["fields"]) & set(parameters)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_what_did_not_change_is_not_sent_again(editor: Actor, entry: Entry) -> None:
    for path in ("/services", "/services?format=ndjson", f"/services/{entry.service.pk}"):
        first = Client().get(f"{ROOT}{path}")
        assert first.getvalue()
        again = Client().get(f"{ROOT}{path}", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")
    services.change_service(by=editor, service_id=entry.service.pk, facts=replace(SERVICE, name="Altro nome"))
    assert Client().get(f"{ROOT}{path}", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_what_is_not_there_is_a_problem_and_nothing_is_written(savona: Prefecture) -> None:
    for path in (
        "/services/7",
        f"/services/{uuid4()}",
        f"/taxonomies/{uuid4()}",
        "/programs",
        f"/organizations/{uuid4()}",
    ):
        answer = Client().get(f"{ROOT}{path}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json"), path
    refused = Client().post(f"{ROOT}/services", {"name": "x"})
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert Client().options(f"{ROOT}/services").status_code == 204


def test_calls_are_limited_and_those_for_everything_more(entry: Entry, settings: Any) -> None:
    cache.clear()
    settings.WHOLE_OPEN_DATA_A_MINUTE = 1
    first, second = (Client().get(f"{ROOT}/services?format=ndjson") for _ in range(2))
    assert first.getvalue()
    assert (second.status_code, int(second.headers["Retry-After"]) > 0) == (429, True)
    settings.API_CALLS_A_MINUTE = 1
    limited = Client().get(f"{ROOT}/services", REMOTE_ADDR="192.0.2.7")
    assert limited.headers["RateLimit-Remaining"] == "0"
    limited = Client().get(f"{ROOT}/services", REMOTE_ADDR="192.0.2.7")
    assert (limited.status_code, "Retry-After" in limited.headers) == (429, True)


def test_questions_to_the_database_do_not_grow_with_the_services(editor: Actor, entry: Entry) -> None:
    for number in (4, 5, 6):
        new_entry(editor, number)
    for path, most in (
        ("/services?full=true", 12), ("/service_at_locations?full=true", 12), ("/organizations?full=true", 12),
        ("/organizations?full_service=true", 15),
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as asked_of_it:
            assert Client().get(f"{ROOT}{path}").json()["contents"]
        said = [one["sql"] for one in asked_of_it.captured_queries]
        own = [sql for sql in said if "SAVEPOINT" not in sql and "set_config('role', 'none'" not in sql]
        assert len(own) <= most, (path, own)


LISTS = [
    ("/services", "service_full"), ("/services?full=true", "service_full"), ("/services?minimal=true", "service_full"),
    ("/organizations", "organization_full"), ("/organizations?full=true", "organization_full"),
    ("/organizations?full_service=true", "organization_full"), ("/service_at_locations", "service_at_location_full"),
    ("/service_at_locations?full=true", "service_at_location_full"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "name"), LISTS)
def test_every_record_of_a_list_is_as_it_is_described(entry: Entry, path: str, name: str) -> None:
    contents = Client().get(f"{ROOT}{path}").json()["contents"]
    assert contents
    for one in contents:
        valid(one, name)
    one = asked(f"{path.partition('?')[0]}/{contents[0]['id']}")
    valid(one, name)


def _official(name: str) -> Any:
    if name.startswith("compiled_"):
        return json.loads((Path(OFFICIAL) / f"{name}.json").read_text(encoding="utf-8"))
    whole = json.loads((Path(OFFICIAL) / "compiled_service_with_definitions.json").read_text(encoding="utf-8"))
    return whole if name == "service" else {"$ref": f"#/definitions/{name}", "definitions": whole["definitions"]}


@pytest.mark.skipif(
    not OFFICIAL, reason="the schemas of the specification are not kept here: HSDS_SCHEMAS names a folder"
)
def test_every_answer_is_valid_by_the_schemas_of_the_specification(entry: Entry) -> None:
    def check(record: Any, name: str) -> None:
        jsonschema_rs.validator_for(_official(name), validate_formats=True).validate(record)

    for path in ("/services", "/services?full=true", "/services?minimal=true"):
        for one in Client().get(f"{ROOT}{path}").json()["contents"]:
            check(one, "compiled_service_list")
    for path in ("/organizations", "/organizations?full=true", "/organizations?full_service=true"):
        for one in Client().get(f"{ROOT}{path}").json()["contents"]:
            check(one, "compiled_organization_list")
    for path in ("/service_at_locations", "/service_at_locations?full=true"):
        for one in Client().get(f"{ROOT}{path}").json()["contents"]:
            check(one, "compiled_service_at_location_list")
    check(asked(f"/services/{entry.service.pk}"), "service")
    check(asked(f"/service_at_locations/{entry.desk.pk}"), "service")
    for path, name in (("/taxonomies", "taxonomy"), ("/taxonomy_terms", "taxonomy_term")):
        for one in asked(path, per_page=500)["contents"]:
            check(one, name)
