"""The pages of persons, as an officer, a colleague and an officer of another prefecture meet them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role
from approdo.core.models import AccessLogEntry, Prefecture, User
from approdo.people.commands.contacts import add_contact
from approdo.people.commands.families import form_family
from approdo.people.commands.special_facts import record_special_fact
from approdo.people.models import Contact, Merge, Person
from approdo.people.rules.person import ContactFacts
from approdo.people.rules.vocabulary import ContactKind, FactKind, Script, Sex
from tests.people.conftest import Make

pytestmark = pytest.mark.slow

SignIn = Callable[[User], Client]
FORM = {
    "family_name": "Benprova", "given_name": "Yusuf", "script": "Latn", "transliteration": "passport", "sex": "male",
    "birth_date": "1985-03-12", "birth_precision": "day", "citizenship_1": "MA", "language_1": "ar",
    "language_1_level": "native", "language_1_mediator": "on",
}  # fmt: skip


@pytest.fixture
def browser(signed_in: SignIn, officer_user: User) -> Client:
    """The officer's browser."""
    return signed_in(officer_user)


def test_an_officer_records_a_person_and_finds_them_misspelt(browser: Client) -> None:
    answer = browser.post("/people/new/", FORM)
    person = Person.objects.get()
    assert answer.headers["Location"] == f"/people/{person.pk}/"
    page = browser.get(answer.headers["Location"]).content.decode()
    assert ("Benprova" in page and "Marocco" in page and "mediatore" in page.lower()) or "mediator" in page
    assert f"/people/{person.pk}/" in browser.get("/people/", {"q": "Jusuf Bnprova"}).content.decode()
    assert f"/people/{person.pk}/" in browser.get("/people/").content.decode()
    assert f"/people/{person.pk}/" not in browser.get("/people/", {"q": "Shevchenko"}).content.decode()


def test_a_wrong_form_comes_back_with_everything_typed(browser: Client) -> None:
    answer = browser.post("/people/new/", {**FORM, "tax_code": "ZZZZZZ00A00Z000Z", "birth_place": "Fes al-Bali"})
    assert answer.status_code == 422
    assert 'value="Fes al-Bali"' in answer.content.decode()
    assert not Person.objects.exists()


def test_a_stale_form_is_refused_and_shows_who_changed_what(
    browser: Client, signed_in: SignIn, colleague_user: User, yusuf: Person
) -> None:
    address = f"/people/{yusuf.pk}/correct/"
    assert signed_in(colleague_user).post(address, {**FORM, "birth_place": "Fes", "version": "1"}).status_code == 302
    answer = browser.post(address, {**FORM, "birth_place": "Meknes", "version": "1"})
    assert answer.status_code == 412
    text = answer.content.decode()
    assert "Colleague" in text
    assert 'value="Meknes"' in text
    yusuf.refresh_from_db()
    assert (yusuf.birth_place, yusuf.version) == ("Fes", 2)


def test_a_form_without_its_version_is_stale(browser: Client, yusuf: Person) -> None:
    assert browser.post(f"/people/{yusuf.pk}/correct/", {**FORM, "version": ""}).status_code == 412


def test_the_original_script_is_marked_with_language_and_direction(browser: Client, make_person: Make) -> None:
    person = make_person(original_family_name="بنبروفا", original_given_name="يوسف", script=Script.ARABIC)
    page = browser.get(f"/people/{person.pk}/").content.decode()
    assert '<bdi lang="und-Arab" dir="rtl">بنبروفا يوسف</bdi>' in page


def test_contacts_names_and_families_are_kept_from_the_page(browser: Client, yusuf: Person, make_person: Make) -> None:
    home = f"/people/{yusuf.pk}/"
    other = make_person("Altra", "Persona")
    browser.post(f"{home}contacts/add/", {"kind": "phone", "value": "+39 333 0000000", "is_safe": "on"})
    contact = Contact.objects.get()
    change = {"kind": "phone", "value": "3330000001", "version": "1", "note": "solo di mattina"}
    assert browser.post(f"{home}contacts/{contact.pk}/correct/", change).status_code == 302
    assert browser.post(f"{home}contacts/{contact.pk}/correct/", change).status_code == 412
    browser.post(f"{home}names/add/", {"kind": "former", "family_name": "Zitouna", "given_name": ""})
    browser.post(f"{home}families/form/")
    family = yusuf.family_memberships.get().family_id
    browser.post(f"{home}families/{family}/add/", {"person": str(other.pk), "relation": "spouse"})
    page = browser.get(home).content.decode()
    assert all(text in page for text in ("3330000001", "solo di mattina", "Zitouna", "Altra"))
    browser.post(f"{home}contacts/{contact.pk}/remove/")
    browser.post(f"{home}families/{family}/{other.pk}/remove/")
    page = browser.get(home).content.decode()
    assert "3330000001" not in page
    assert "Altra" not in page


def test_a_special_fact_shows_its_text_only_after_a_purpose(browser: Client, yusuf: Person) -> None:
    home = f"/people/{yusuf.pk}/"
    browser.post(f"{home}facts/add/", {"kind": "health", "text": "testo riservato"})
    fact = yusuf.special_facts.get()
    assert "testo riservato" not in browser.get(home).content.decode()
    read = f"{home}facts/{fact.pk}/read/"
    assert "testo riservato" not in browser.get(read).content.decode()
    assert browser.post(read, {"purpose": "x"}).status_code == 422
    assert "testo riservato" in browser.post(read, {"purpose": "visita medica"}).content.decode()
    assert AccessLogEntry.objects.get().purpose == "visita medica"


def test_two_alike_are_compared_merged_and_parted_again(browser: Client, yusuf: Person, make_person: Make) -> None:
    twin = make_person("Benprova", "Youssef", sex=Sex.MALE, birth_date=yusuf.birth_date)
    listed = browser.get("/people/duplicates/").content.decode()
    compare = f"/people/{yusuf.pk}/compare/{twin.pk}/"
    assert compare in listed
    assert "Youssef" in browser.get(compare).content.decode()
    browser.post(f"{compare}merge/", {"kept_version": "1", "merged_version": "1"})
    assert browser.get(f"/people/{twin.pk}/").headers["Location"] == f"/people/{yusuf.pk}/"
    browser.post(f"/people/merges/{Merge.objects.get().pk}/undo/")
    assert browser.get(f"/people/{twin.pk}/").status_code == 200
    assert browser.post(f"{compare}dismiss/", {"reason": "fratelli"}).status_code == 302
    assert compare not in browser.get("/people/duplicates/").content.decode()


@pytest.fixture
def addresses(officer: Actor, yusuf: Person, make_person: Make) -> list[str]:
    """Every page of one person of Savona."""
    other = make_person("Altra", "Persona")
    contact = add_contact(by=officer, person_id=yusuf.pk, facts=ContactFacts(ContactKind.PHONE, "3330000000"))
    family = form_family(by=officer, reference_id=yusuf.pk)
    fact = record_special_fact(by=officer, person_id=yusuf.pk, kind=FactKind.HEALTH, text="testo riservato")
    home = f"/people/{yusuf.pk}/"
    return [
        home,
        f"{home}correct/",
        f"{home}names/add/",
        f"{home}contacts/add/",
        f"{home}contacts/{contact.pk}/correct/",
        f"{home}families/{family.pk}/add/",
        f"{home}facts/add/",
        f"{home}facts/{fact.pk}/read/",
        f"{home}compare/{other.pk}/",
    ]


def test_the_colleague_sees_every_page(signed_in: SignIn, colleague_user: User, addresses: list[str]) -> None:
    browser = signed_in(colleague_user)
    assert {address: browser.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_the_outsider_sees_no_page_and_no_name(
    signed_in: SignIn, outsider_user: User, addresses: list[str], yusuf: Person
) -> None:
    browser = signed_in(outsider_user)
    assert {address: browser.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 404)
    for query in ({}, {"q": "Benprova"}, {"q": "1985-03-12"}):
        assert str(yusuf.pk) not in browser.get("/people/", query).content.decode()
    for address in [f"{addresses[0]}families/form/", f"{addresses[-1]}merge/", f"{addresses[-1]}dismiss/"]:
        assert browser.post(address, {"reason": "prova"}).status_code == 404


def test_whoever_sees_no_case_file_sees_no_person(
    signed_in: SignIn, make_user: Callable[..., User], savona: Prefecture, addresses: list[str]
) -> None:
    browser = signed_in(make_user("auditor", savona, Role.AUDITOR))
    assert {browser.get(address).status_code for address in [*addresses, "/people/"]} == {403}


def test_a_legal_operator_writes_persons_but_meets_no_special_fact(
    signed_in: SignIn, make_user: Callable[..., User], savona: Prefecture, addresses: list[str]
) -> None:
    browser = signed_in(make_user("operator", savona, Role.LEGAL_OPERATOR))
    assert [browser.get(address).status_code for address in addresses] == [200] * 6 + [403, 403, 200]
    assert "facts/" not in browser.get(addresses[0]).content.decode()
    assert browser.post(f"{addresses[-1]}merge/").status_code == 403


def test_an_unknown_person_is_not_found(browser: Client) -> None:
    assert browser.get(f"/people/{UUID(int=7)}/").status_code == 404


def test_a_stranger_is_sent_to_the_login(db: None, client: Client) -> None:
    assert client.get("/people/").status_code == 302
