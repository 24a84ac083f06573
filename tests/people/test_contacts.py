"""Add, correct and remove a contact."""

from __future__ import annotations

from uuid import UUID

import pytest

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal, Stale
from approdo.people.commands.contacts import add_contact, correct_contact, remove_contact
from approdo.people.models import Contact, Person
from approdo.people.rules.person import ContactFacts
from approdo.people.rules.vocabulary import ContactKind

PHONE = ContactFacts(ContactKind.PHONE, "0039 333 00.00-000", is_preferred=True, note="solo di mattina")


def test_a_telephone_number_is_kept_plain(officer: Actor, yusuf: Person) -> None:
    contact = add_contact(by=officer, person_id=yusuf.pk, facts=PHONE)
    assert (contact.value, contact.note) == ("+393330000000", "solo di mattina")


def test_a_new_preferred_contact_takes_the_place_of_the_old_one_of_its_kind(officer: Actor, yusuf: Person) -> None:
    first = add_contact(by=officer, person_id=yusuf.pk, facts=PHONE)
    mail = ContactFacts(ContactKind.EMAIL, "a@prova.example", is_preferred=True)
    add_contact(by=officer, person_id=yusuf.pk, facts=mail)
    add_contact(by=officer, person_id=yusuf.pk, facts=ContactFacts(ContactKind.PHONE, "3331111111", is_preferred=True))
    preferred = Contact.objects.filter(is_preferred=True)
    assert {row.value for row in preferred} == {"a@prova.example", "3331111111"}
    first.refresh_from_db()
    assert not first.is_preferred


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (ContactFacts(ContactKind.PHONE, ""), "value"),
        (ContactFacts(ContactKind.PHONE, "dopo cena"), "value"),
        (ContactFacts(ContactKind.EMAIL, "prova.example"), "value"),
        (ContactFacts(ContactKind.CERTIFIED_MAIL, "prova@"), "value"),
        (ContactFacts(ContactKind.POSTAL, "via Prova 1", is_safe=False, is_preferred=True), "is_preferred"),
    ],
)
def test_what_is_no_contact_is_refused(officer: Actor, yusuf: Person, facts: ContactFacts, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_contact(by=officer, person_id=yusuf.pk, facts=facts)
    assert set(refused.value.fields) == {field}


def test_the_same_contact_stands_once(officer: Actor, yusuf: Person) -> None:
    add_contact(by=officer, person_id=yusuf.pk, facts=PHONE)
    with pytest.raises(Refusal):
        add_contact(by=officer, person_id=yusuf.pk, facts=PHONE)


def test_a_contact_is_corrected_once_by_version(officer: Actor, colleague: Actor, yusuf: Person) -> None:
    contact = add_contact(by=officer, person_id=yusuf.pk, facts=PHONE)
    changed = ContactFacts(ContactKind.PHONE, "3332222222", is_safe=False)
    values = {"person_id": yusuf.pk, "contact_id": contact.pk, "facts": changed, "expected_version": 1}
    assert correct_contact(by=colleague, **values).version == 2
    with pytest.raises(Stale) as refused:
        correct_contact(by=officer, **values)
    assert refused.value.changes[0]["by"] == "Colleague"


def test_a_removed_contact_is_gone(officer: Actor, yusuf: Person) -> None:
    contact = add_contact(by=officer, person_id=yusuf.pk, facts=PHONE)
    remove_contact(by=officer, person_id=yusuf.pk, contact_id=contact.pk)
    with pytest.raises(NotFound):
        remove_contact(by=officer, person_id=yusuf.pk, contact_id=contact.pk)


def test_strangers_and_readers_touch_no_contact(outsider: Actor, yusuf: Person) -> None:
    reader = system_actor("SV", Permission.PERSON_SEE)
    for by, refusal in ((outsider, NotFound), (reader, NotAllowed)):
        with pytest.raises(refusal):
            add_contact(by=by, person_id=yusuf.pk, facts=PHONE)
        with pytest.raises(refusal):
            correct_contact(by=by, person_id=yusuf.pk, contact_id=UUID(int=1), facts=PHONE)
        with pytest.raises(refusal):
            remove_contact(by=by, person_id=yusuf.pk, contact_id=UUID(int=1))
