"""Contacts and focal points of organisations: people of the network, never public. The audit names columns, not people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import NotFound, Refusal
from approdo.core.saying import texts_said, wrong_fields
from approdo.network.commands.organisations import locked_organisation
from approdo.network.definitions import categories
from approdo.network.models import Contact, FocalPoint
from approdo.network.queries import organisations
from approdo.network.records import (
    addresses_checked,
    changed_to,
    known_words,
    locked,
    one_line,
    recorded,
    said_now,
    texts_checked,
)
from approdo.network.rules.facts import ContactFacts, FocalPointFacts
from approdo.network.rules.phones import NotAPhone, read_phone

CONTACT, FOCAL_POINT = "contact", "focal_point"
Referent = TypeVar("Referent", Contact, FocalPoint)


@transaction.atomic
def record_contact(*, by: Actor, organisation_id: UUID, facts: ContactFacts, today: date | None = None) -> Contact:
    """Write down somebody whom the office calls. Raises NotAllowed, NotFound, InvalidInput."""
    require(by, Permission.NETWORK_EDIT)
    organisation = locked_organisation(by, organisation_id, None)
    found = Contact(prefecture_id=by.prefecture, organisation=organisation)
    changed_to(found, _told(asdict(facts)))
    return _kept_new(by, CONTACT, found, today)


@transaction.atomic
def change_contact(*, by: Actor, contact_id: UUID, facts: ContactFacts, expected_version: int | None = None) -> Contact:
    """Replace what is written of a contact. Raises NotAllowed, NotFound, Stale, InvalidInput."""
    require(by, Permission.NETWORK_EDIT)
    found = _locked(by, CONTACT, organisations.contacts(by), contact_id, expected_version)
    changed = changed_to(found, _told(asdict(facts)))
    return recorded(by, CONTACT, found, "contact.changed", changed) if changed else found


@transaction.atomic
def end_contact(*, by: Actor, contact_id: UUID, today: date | None = None) -> Contact:
    """Nobody calls this contact any more. Raises NotAllowed, NotFound."""
    require(by, Permission.NETWORK_EDIT)
    found = _locked(by, CONTACT, organisations.contacts(by), contact_id, None)
    found.ended_on = today or timezone.localdate()
    return recorded(by, CONTACT, found, "contact.ended", ["ended_on"])


@transaction.atomic
def record_focal_point(
    *, by: Actor, organisation_id: UUID, facts: FocalPointFacts, today: date | None = None
) -> FocalPoint:
    """Say who answers for a matter. Raises NotAllowed, NotFound, InvalidInput, Refusal (somebody does already)."""
    require(by, Permission.NETWORK_EDIT)
    organisation = locked_organisation(by, organisation_id, None)
    found = FocalPoint(prefecture_id=by.prefecture, organisation=organisation)
    changed_to(found, _focal(facts))
    with refusing("one_focal_point_a_matter", _taken()):
        return _kept_new(by, FOCAL_POINT, found, today)


@transaction.atomic
def change_focal_point(
    *, by: Actor, focal_point_id: UUID, facts: FocalPointFacts, expected_version: int | None = None
) -> FocalPoint:
    """Replace what is written of a focal point. Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal."""
    require(by, Permission.NETWORK_EDIT)
    found = _locked(by, FOCAL_POINT, organisations.focal_points(by), focal_point_id, expected_version)
    changed = changed_to(found, _focal(facts))
    if not changed:
        return found
    with refusing("one_focal_point_a_matter", _taken()):
        return recorded(by, FOCAL_POINT, found, "focal_point.changed", changed)


@transaction.atomic
def end_focal_point(*, by: Actor, focal_point_id: UUID, today: date | None = None) -> FocalPoint:
    """Somebody answers for that matter no more. Raises NotAllowed, NotFound."""
    require(by, Permission.NETWORK_EDIT)
    found = _locked(by, FOCAL_POINT, organisations.focal_points(by), focal_point_id, None)
    found.ended_on = today or timezone.localdate()
    return recorded(by, FOCAL_POINT, found, "focal_point.ended", ["ended_on"])


def _kept_new(by: Actor, kind: str, found: Referent, today: date | None) -> Referent:
    said_now(found, by, today)
    found.save()
    audit.record(by, f"{kind}.recorded", kind, found.pk, version=found.version)
    return found


def _locked(by: Actor, kind: str, rows: QuerySet[Referent], identifier: UUID, version: int | None) -> Referent:
    absent = NotFound(f"{kind}_not_found", _("This person is not written here any more, or is not one of yours."))
    return locked(by, kind, rows, identifier, version, absent)


def _focal(facts: FocalPointFacts) -> dict[str, Any]:
    texts_said(role=facts.role)
    known_words(
        "matter", [facts.matter] if facts.matter else [], [one.id for one in categories().values() if not one.need]
    )
    return _told(asdict(facts))


def _told(told: Mapping[str, Any]) -> dict[str, Any]:
    """The columns, telephones as they are dialled. Raises InvalidInput: no name, or no way to be reached."""
    read = {name: one_line(value) if isinstance(value, str) else value for name, value in told.items()}
    texts_said(name=read["name"])
    texts_checked({name: value for name, value in read.items() if isinstance(value, str)})
    for name in [name for name in read if name.endswith("phone") and read[name]]:
        try:
            read[name] = read_phone(read[name]).number
        except NotAPhone:
            raise wrong_fields("referent_invalid", {name: _("This is no telephone number.")}) from None
    addresses_checked({}, {name: value for name, value in read.items() if name.endswith("mail")})
    if not any(read.get(name) for name in ("phone", "email", "certified_mail")):
        raise wrong_fields("referent_invalid", {"phone": _("Write a telephone or an e-mail.")})
    return read


def _taken() -> Refusal:
    words = _("Somebody answers for this matter in this organisation already: change or end that one first.")
    return Refusal("focal_point_taken", words, fields={"matter": words})
