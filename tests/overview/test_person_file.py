"""Everything the office knows of what a person asked, on one page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.people.models import Contact, Family, FamilyMember, Person
from approdo.procedures.models import CaseEvent, CaseParty
from tests.overview.conftest import MakeCase

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
Party = Callable[..., Person]


def test_files_family_contacts_and_what_happened(
    officer_user: User, make_case: MakeCase, make_party: Party, signed_in: SignIn, today: date
) -> None:
    case, other = make_case(protocol_number="MIO/1"), make_case(protocol_number="SUO/2")
    person, wife = make_party(case, "Provetta", "Inventata"), make_party(other, "Campione", "Moglie")
    family = Family.objects.create(prefecture_id="SV")
    FamilyMember.objects.create(prefecture_id="SV", family=family, person=person, role="reference")
    FamilyMember.objects.create(prefecture_id="SV", family=family, person=wife, relation="spouse")
    Contact.objects.create(prefecture_id="SV", person=person, kind="email", value="sicura@invented.example")
    Contact.objects.create(prefecture_id="SV", person=person, kind="phone", value="555000111", is_safe=False)
    CaseEvent.objects.create(
        prefecture_id="SV", case=case, type="filed", occurred_on=today - timedelta(days=9), note="Marcatore Nota"
    )
    text = signed_in(officer_user).get(f"/people/{person.pk}/file/").content.decode()
    for word in (
        "Provetta Inventata",
        "MIO/1",
        "SUO/2",
        "Campione Moglie",
        "sicura@invented.example",
        "Marcatore Nota",
    ):
        assert word in text
    assert "555000111" not in text


def test_a_merged_person_leads_to_the_one_kept(
    officer_user: User, make_case: MakeCase, make_party: Party, signed_in: SignIn
) -> None:
    kept, gone = make_party(make_case(), "Provetta", "Prima"), make_party(make_case(), "Provetta", "Seconda")
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    response = signed_in(officer_user).get(f"/people/{gone.pk}/file/")
    assert (response.status_code, response.url) == (302, f"/people/{kept.pk}/file/")


def test_another_prefecture_is_told_nothing(
    officer_user: User, outsider_user: User, make_case: MakeCase, make_party: Party, signed_in: SignIn
) -> None:
    person = make_party(make_case(title="Marcatore Segreto"), "Marcatore", "Segreto")
    there, nowhere = (signed_in(outsider_user).get(f"/people/{pk}/file/") for pk in (person.pk, uuid4()))
    assert there.status_code == nowhere.status_code == 404
    assert b"Segreto" not in there.content


def test_who_sees_persons_but_no_case_file(
    make_user: Callable[..., User], savona: Prefecture, make_case: MakeCase, make_party: Party, signed_in: SignIn
) -> None:
    person = make_party(make_case(), "Provetta", "Inventata")
    assert (
        signed_in(make_user("admin", savona, Role.ADMINISTRATOR)).get(f"/people/{person.pk}/file/").status_code == 403
    )


@pytest.mark.parametrize("many", [1, 40])
def test_queries_do_not_grow(
    officer_user: User, make_case: MakeCase, make_party: Party, signed_in: SignIn, many: int,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    person = make_party(make_case(), "Provetta", "Inventata")
    for _ in range(many):
        CaseParty.objects.create(prefecture_id="SV", case=make_case(), part="beneficiary", person=person)
    client = signed_in(officer_user)
    client.get("/search/")
    with django_assert_max_num_queries(16):
        assert client.get(f"/people/{person.pk}/file/").status_code == 200
