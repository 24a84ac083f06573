"""Families and who is in them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound, Refusal
from approdo.people.locks import locked
from approdo.people.models import Family, FamilyMember
from approdo.people.rules.vocabulary import FamilyRole, Relation


@transaction.atomic
def form_family(*, by: Actor, reference_id: UUID, note: str = "") -> Family:
    """Draw a family around a person.

    Raises NotAllowed, NotFound, Refusal (the person is the reference of a family already).
    """
    require(by, Permission.PERSON_EDIT)
    person = locked(by, reference_id)
    if person.family_memberships.filter(role=FamilyRole.REFERENCE.value).exists():
        raise Refusal("family_exists", _("This person's family exists already: add its members there."))
    family = Family.objects.create(prefecture_id=by.prefecture, note=" ".join(note.split())[:200])
    FamilyMember.objects.create(
        prefecture_id=by.prefecture, family=family, person=person, role=FamilyRole.REFERENCE.value, relation=""
    )
    audit.record(by, "family.formed", "family", family.pk, person=person.pk)
    return family


@transaction.atomic
def add_family_member(*, by: Actor, family_id: UUID, person_id: UUID, relation: Relation) -> FamilyMember:
    """Add a person to a family, as what they are to its reference person.

    Raises NotAllowed, NotFound, Refusal (already in it).
    """
    require(by, Permission.PERSON_EDIT)
    family = _locked(by, family_id)
    person = locked(by, person_id)
    if family.members.filter(person=person).exists():
        raise Refusal("family_member_known", _("This person is in the family already."))
    member = FamilyMember.objects.create(
        prefecture_id=by.prefecture, family=family, person=person, relation=relation.value
    )
    audit.record(by, "family.member_added", "family", family.pk, person=person.pk, relation=relation)
    return member


@transaction.atomic
def remove_family_member(*, by: Actor, family_id: UUID, person_id: UUID) -> None:
    """Take somebody out of a family. The reference person leaves last, and the family ends with them.

    Raises NotAllowed, NotFound, Refusal (the reference person while others are in the family).
    """
    require(by, Permission.PERSON_EDIT)
    family = _locked(by, family_id)
    member = family.members.filter(person_id=person_id).first()
    if member is None:
        raise NotFound("family_member_not_found", _("This person is not in the family."))
    alone = family.members.count() == 1
    if member.role == FamilyRole.REFERENCE.value and not alone:
        raise Refusal("family_needs_reference", _("The family is drawn around this person: take the others out first."))
    member.delete()
    if alone:
        family.delete()
    audit.record(by, "family.member_removed", "family", family_id, person=person_id, ended=alone)


def _locked(by: Actor, family_id: UUID) -> Family:
    family = Family.objects.select_for_update().filter(prefecture_id=by.prefecture, pk=family_id).first()
    if family is None:
        raise NotFound("family_not_found", _("This family does not exist, or your office does not know it."))
    return family
