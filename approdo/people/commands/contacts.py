"""Ways to reach a person."""

from __future__ import annotations

from dataclasses import asdict, replace
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound, Refusal, Stale
from approdo.core.saying import wrong_fields
from approdo.people import labels
from approdo.people.locks import changes_since, locked, touch
from approdo.people.models import Contact, Person
from approdo.people.rules import person as rules
from approdo.people.rules.person import ContactFacts


@transaction.atomic
def add_contact(*, by: Actor, person_id: UUID, facts: ContactFacts) -> Contact:
    """Write a contact down. A preferred one takes the place of the preferred one of its kind.

    Raises NotAllowed, NotFound, InvalidInput, Refusal (it stands there already).
    """
    require(by, Permission.PERSON_EDIT)
    person = locked(by, person_id)
    facts = _checked(facts)
    _refuse_known(person, facts, None)
    _make_room(person, facts)
    contact = Contact.objects.create(prefecture_id=by.prefecture, person=person, **_columns(facts))
    version = touch(person)
    audit.record(
        by, "person.contact_added", "person", person.pk, version=version, contact=contact.pk, contact_kind=facts.kind
    )
    return contact


@transaction.atomic
def correct_contact(
    *, by: Actor, person_id: UUID, contact_id: UUID, facts: ContactFacts, expected_version: int | None = None
) -> Contact:
    """Replace what a contact says; `expected_version` is the contact's.

    Raises NotAllowed, NotFound, InvalidInput, Refusal, Stale.
    """
    require(by, Permission.PERSON_EDIT)
    person = locked(by, person_id)
    contact = _contact(by, person, contact_id)
    if expected_version is not None and expected_version != contact.version:
        raise Stale(
            "contact_changed",
            _("A colleague changed this contact while you were writing. Nothing of yours was saved; see what changed."),
            changes=changes_since(by, person, 0)[-1:],
        )
    facts = _checked(facts)
    _refuse_known(person, facts, contact)
    _make_room(person, facts)
    Contact.objects.filter(pk=contact.pk).update(**_columns(facts), version=F("version") + 1)
    contact.refresh_from_db()
    version = touch(person)
    audit.record(
        by,
        "person.contact_corrected",
        "person",
        person.pk,
        version=version,
        contact=contact.pk,
        contact_kind=facts.kind,
    )
    return contact


@transaction.atomic
def remove_contact(*, by: Actor, person_id: UUID, contact_id: UUID) -> None:
    """Take a contact away.

    Raises NotAllowed, NotFound.
    """
    require(by, Permission.PERSON_EDIT)
    person = locked(by, person_id)
    contact = _contact(by, person, contact_id)
    kind = contact.kind
    contact.delete()
    version = touch(person)
    audit.record(
        by, "person.contact_removed", "person", person.pk, version=version, contact=contact_id, contact_kind=kind
    )


def _contact(by: Actor, person: Person, contact_id: UUID) -> Contact:
    found = Contact.objects.filter(prefecture_id=by.prefecture, person=person, pk=contact_id).first()
    if found is None:
        raise NotFound("contact_not_found", _("This contact does not exist any more."))
    return found


def _checked(facts: ContactFacts) -> ContactFacts:
    facts = replace(facts, value=rules.plain_contact(facts.kind, facts.value), note=" ".join(facts.note.split()))
    found = labels.faults(rules.contact_faults(facts))
    if found:
        raise wrong_fields("contact_invalid", found)
    return facts


def _refuse_known(person: Person, facts: ContactFacts, but: Contact | None) -> None:
    same = person.contacts.filter(kind=facts.kind.value, value=facts.value)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Refusal("contact_known", _("This contact stands there already."))


def _make_room(person: Person, facts: ContactFacts) -> None:
    if facts.is_preferred:
        person.contacts.filter(kind=facts.kind.value, is_preferred=True).update(
            is_preferred=False, version=F("version") + 1
        )


def _columns(facts: ContactFacts) -> dict[str, object]:
    return {**asdict(facts), "kind": facts.kind.value}
