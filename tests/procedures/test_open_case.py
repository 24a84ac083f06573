"""A case file is opened once, for somebody who files, on a day that has come."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.people.models import Person
from approdo.procedures.commands import opening
from approdo.procedures.commands.opening import Opening, Party
from approdo.procedures.models import CaseFile
from tests.procedures.conftest import FILED, OpenCase

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def an_opening(person: Person, **values: Any) -> Opening:
    told: dict[str, Any] = {
        "procedure": "family_reunification", "filed_on": FILED, "parties": (Party("applicant", person.pk),)
    }  # fmt: skip
    return Opening(**{**told, **values})


def test_it_begins_with_its_term_its_checklist_and_its_first_passage(open_case: OpenCase) -> None:
    case = open_case(external_code=" sv-1 ")
    assert (case.state, case.clock, case.effective_due, case.ball) == (
        "submitted",
        "running",
        date(2026, 6, 11),
        "portal",
    )
    assert (case.external_code, case.title, case.office) == ("SV-1", "Provetta Inventata", "sui")
    assert [(row.source, row.target, row.on) for row in case.passages.all()] == [("draft", "submitted", FILED)]
    assert [(row.type, row.occurred_on) for row in case.events.all()] == [("filed", FILED)]
    assert case.checklist.filter(document="passport_copy", status="missing").exists()
    assert AuditRecord.objects.filter(object_id=str(case.pk), act="case.opened").count() == 1


def test_a_company_may_file(officer: Actor, person: Person) -> None:
    parties = (Party("employer", entity_name="Ditta di prova", entity_tax_code="abc"), Party("beneficiary", person.pk))
    case = opening.open_case(
        by=officer, opening=an_opening(person, procedure="work_employee_quota", parties=parties), today=FILED
    )
    assert case.title == "Ditta di prova"
    assert set(case.parties.values_list("part", "entity_tax_code")) == {("employer", "ABC"), ("beneficiary", "")}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"procedure": "no_such_procedure"}, "unknown_procedure"),
        ({"procedure": "law_241_1990"}, "orientation_only"),
        ({"procedure": "citizenship_born_in_italy"}, "orientation_only"),
        ({"filed_on": date(2026, 1, 13)}, "date_in_the_future"),
        ({"parties": ()}, "applicant_missing"),
        ({"parties": (Party("beneficiary", entity_name="Ditta"),)}, "applicant_missing"),
        ({"parties": (Party("applicant"),)}, "parties_unclear"),
        ({"answers": {"ground": ["uncle"]}}, "unknown_answer"),
        ({"answers": {"no_such_question": "yes"}}, "unknown_answer"),
        ({"answers": {"housing_owner": ["applicant", "someone_else"]}}, "unknown_answer"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_kept(
    officer: Actor, person: Person, values: dict[str, Any], code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        opening.open_case(by=officer, opening=an_opening(person, **values), today=FILED)
    assert refused.value.code == code
    assert refused.value.fields
    assert not CaseFile.objects.exists()


def test_a_party_is_a_person_or_a_body_and_only_once(officer: Actor, person: Person) -> None:
    for parties in (
        (Party("applicant", person.pk, entity_name="Ditta"),),
        (Party("applicant", person.pk), Party("applicant", person.pk)),
    ):
        with pytest.raises(InvalidInput) as refused:
            opening.open_case(by=officer, opening=an_opening(person, parties=parties), today=FILED)
        assert refused.value.code == "parties_unclear"


def test_a_person_of_another_prefecture_is_not_found(officer: Actor, palermo: Prefecture) -> None:
    stranger = Person.objects.create(prefecture=palermo, family_name="Altrove", given_name="Inventato")
    with pytest.raises(NotFound):
        opening.open_case(by=officer, opening=an_opening(stranger), today=FILED)


def test_a_code_of_another_file_is_refused_whatever_its_letters(officer: Actor, person: Person) -> None:
    opening.open_case(by=officer, opening=an_opening(person, external_code="SV-1"), today=FILED)
    with pytest.raises(Refusal) as refused:
        opening.open_case(by=officer, opening=an_opening(person, external_code="sv-1"), today=FILED)
    assert refused.value.code == "external_code_taken"
    assert CaseFile.objects.count() == 1


def test_the_same_form_sent_twice_opens_one_case_file_and_leads_to_it(
    signed_in: SignIn, officer_user: User, person: Person
) -> None:
    client, address = signed_in(officer_user), reverse("open_case")
    shown = client.get(address, {"person": str(person.pk)}).content.decode()
    name = re.search(r'name="form_id" value="([^"]+)"', shown.split("<main")[1])
    assert name
    form = {"procedure": "family_reunification", "filed_on": "2026-01-12", "person": person.pk, "form_id": name[1]}
    first, second = client.post(address, form), client.post(address, form, follow=True)
    assert CaseFile.objects.count() == 1
    assert second.redirect_chain[0][0] == first.headers["Location"]
    text = second.content.decode()
    assert "Questo modulo era già stato inviato" in text
    assert "Nulla è stato salvato" not in text


def test_a_filing_of_long_ago_is_taken_with_the_law_it_had(open_case: OpenCase) -> None:
    case = open_case(filed_on=date(1990, 1, 2))
    assert (case.clock, case.effective_due) == ("running", None)


def test_an_operator_opens_and_somebody_without_the_right_does_not(operator: Actor, person: Person) -> None:
    assert opening.open_case(by=operator, opening=an_opening(person), today=FILED).version
    nobody = Actor(prefecture="SV", user_id=operator.user_id, label="x", permissions=frozenset())
    with pytest.raises(NotAllowed):
        opening.open_case(by=nobody, opening=an_opening(person), today=FILED)


def form_of(person: Person) -> dict[str, Any]:
    return {"procedure": "family_reunification", "filed_on": FILED.isoformat(), "person": str(person.pk)}


def test_from_the_page(signed_in: Callable[[User], Client], officer_user: User, person: Person) -> None:
    client = signed_in(officer_user)
    assert client.get(reverse("open_case"), {"who": "Provetta"}).status_code == 200
    answer = client.post(reverse("open_case"), form_of(person))
    case = CaseFile.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("answer-questions", args=[case.pk]))


@pytest.mark.parametrize("person_said", ["not-an-identifier", "", "00000000-0000-0000-0000-000000000000"])
def test_a_person_that_is_not_one_is_explained_on_the_page(
    signed_in: Callable[[User], Client], officer_user: User, person: Person, person_said: str
) -> None:
    answer = signed_in(officer_user).post(reverse("open_case"), {**form_of(person), "person": person_said})
    assert answer.status_code == 409
    assert not CaseFile.objects.exists()
