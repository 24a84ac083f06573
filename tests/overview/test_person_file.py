"""Everything the office knows of what a person asked, on one page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.models import AccessLogEntry, Prefecture, User
from approdo.people.commands.special_facts import record_special_fact
from approdo.people.models import Contact, Family, FamilyMember, Person
from approdo.people.rules.vocabulary import FactKind
from approdo.procedures.models import CaseEvent, CaseParty
from approdo.reception.models import Absence, Guest
from tests.overview.conftest import MakeCase
from tests.reception.places import new_place, new_stay

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


@pytest.fixture
def hosted(savona: Prefecture, officer_user: User, make_case: MakeCase, make_party: Party) -> Person:
    """Somebody with a case file who slept in a centre, was away, and of whom a special fact is kept."""
    person = make_party(make_case(protocol_number="MIO/1"), "Provetta", "Ospitata")
    guest = Guest.objects.create(prefecture=savona, person=person)
    place = new_place(savona)
    new_stay(place, guest, date(2026, 2, 3), date(2026, 3, 4))
    Absence.objects.create(
        prefecture=savona, guest=guest, centre=place.centre, first=date(2026, 2, 10), until=date(2026, 2, 12),
        kind="hospital",
    )  # fmt: skip
    by = system_actor("SV", Permission.PERSON_EDIT_SPECIAL, Permission.PERSON_SEE_SPECIAL, Permission.PERSON_SEE)
    record_special_fact(by=by, person_id=person.pk, kind=FactKind.HEALTH, text="Testo Riservato")
    return person


@pytest.mark.parametrize(
    ("role", "files", "reception", "special"),
    [
        (Role.EXECUTIVE, True, True, True), (Role.OFFICER, True, False, True),
        (Role.LEGAL_OPERATOR, True, False, False), (Role.RECEPTION_OFFICER, False, True, False),
    ],
)  # fmt: skip
def test_each_floor_gives_its_piece_to_who_may_see_it(
    role: Role, files: bool, reception: bool, special: bool, hosted: Person, savona: Prefecture,
    make_user: Callable[..., User], signed_in: SignIn, django_assert_max_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    browser = signed_in(make_user("reader", savona, role))
    with django_assert_max_num_queries(19):
        text = browser.get(f"/people/{hosted.pk}/file/").content.decode()
    assert ("MIO/1" in text) is files
    assert ("Centro inventato 1" in text) is reception
    assert ("Ricovero" in text or "Ospedale" in text) is reception
    assert (f'href="/people/{hosted.pk}/"' in text) is special  # where the facts are listed, and each reading logged
    assert "Testo Riservato" not in text
    assert AccessLogEntry.objects.filter(object_kind="special_fact").count() == 0


def test_who_runs_a_centre_reads_no_whole_file(
    hosted: Person, savona: Prefecture, make_user: Callable[..., User], signed_in: SignIn
) -> None:
    browser = signed_in(make_user("operator", savona, Role.CENTRE_OPERATOR))
    assert browser.get(f"/people/{hosted.pk}/file/").status_code == 403
