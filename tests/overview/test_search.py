"""One box over case files and people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from approdo.core.access.actor import Actor, system_actor
from approdo.core.models import User
from approdo.people.commands.persons import record_person
from approdo.people.rules.person import PersonFacts
from approdo.procedures.models import CaseParty
from approdo.procedures.queries.search import case_ids, search
from tests.overview.conftest import MakeCase

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.mark.parametrize(
    "text", ["2026/00421", "2026/004", "00421", "421", "K10-AB12", "k10-ab", "edilprova", "Edilprova S", "01234567890"]
)
def test_a_file_is_found_by_number_code_and_employer(
    officer: Actor, make_case: MakeCase, today: date, text: str
) -> None:
    case = make_case(protocol_number="2026/00421", external_code="K10-AB12")
    make_case(protocol_number="2026/77777", external_code="X")
    CaseParty.objects.create(
        prefecture_id="SV", case=case, part="employer", entity_name="Edilprova Srl", entity_tax_code="01234567890"
    )
    assert [hit.case.pk for hit in search(officer, text, today).files] == [case.pk]
    assert case_ids(officer, text) == [case.pk]


def test_the_equal_number_comes_first(officer: Actor, make_case: MakeCase, today: date) -> None:
    exact = make_case(protocol_number="2026/42")
    make_case(protocol_number="2026/421")
    make_case(protocol_number="2026/422")
    assert search(officer, "2026/42", today).files[0].case.pk == exact.pk


@pytest.mark.parametrize("text", ["Provettini Esemplare", "esemplare provettini", "Provetini Esemplare", "Provettinni"])
def test_a_person_is_found_with_mistakes_and_brings_their_files(
    officer: Actor, make_case: MakeCase, today: date, text: str
) -> None:
    person = record_person(by=officer, facts=PersonFacts(family_name="Provettini", given_name="Esemplare"))
    case = make_case()
    CaseParty.objects.create(prefecture_id="SV", case=case, part="applicant", person=person)
    found = search(officer, text, today).people
    assert [one.person.id for one in found] == [person.pk]
    assert [hit.case.pk for hit in found[0].files] == [case.pk]
    assert case.pk in case_ids(officer, text)


def test_nothing_of_another_prefecture(
    officer: Actor, outsider: Actor, outsider_user: User, make_case: MakeCase, today: date, signed_in: SignIn
) -> None:
    person = record_person(by=officer, facts=PersonFacts(family_name="Segretini", given_name="Esemplare"))
    case = make_case(protocol_number="SEGRETO/1", external_code="SEGRETO2")
    CaseParty.objects.create(prefecture_id="SV", case=case, part="applicant", person=person)
    CaseParty.objects.create(prefecture_id="SV", case=case, part="employer", entity_name="Segreta Srl")
    for text in ("SEGRETO/1", "SEGRETO2", "Segretini", "Segreta", "GRETO/1", "/1"):
        answer = search(outsider, text, today)
        assert not answer.files
        assert not answer.people
        assert case_ids(outsider, text) == []
        body = signed_in(outsider_user).get("/search/", {"q": text}).content
        assert str(case.pk).encode() not in body
        assert str(person.pk).encode() not in body


def test_short_empty_and_odd_questions(officer_user: User, make_case: MakeCase, signed_in: SignIn) -> None:
    make_case(title="Marcatore Presente")
    client = signed_in(officer_user)
    for text in ("", " ", "a", "%", "_%", "\\", "'; --", "x" * 500, "\0", "𝟘/\u202e", "( OR )", "2026-99-99"):
        response = client.get("/search/", {"q": text})
        assert response.status_code == 200
        assert b"Marcatore Presente" not in response.content


def test_who_sees_no_case_file(make_case: MakeCase, today: date) -> None:
    make_case(protocol_number="2026/1")
    nobody = system_actor("SV")
    assert search(nobody, "2026/1", today).files == []
    assert case_ids(nobody, "2026/1") == []
