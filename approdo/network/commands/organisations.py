"""Organisations of the network and who keeps their records."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import NotFound, Refusal
from approdo.core.rules.cells import plain_code
from approdo.core.saying import texts_said, wrong_fields
from approdo.network.definitions import node_types
from approdo.network.models import NetworkMember, Organisation
from approdo.network.queries import organisations
from approdo.network.records import (
    addresses_checked,
    changed_to,
    known_words,
    locked,
    not_in_state,
    one_line,
    phones_written,
    recorded,
    said_now,
    texts_checked,
)
from approdo.network.rules.directory import RecordState
from approdo.network.rules.facts import OrganisationFacts
from approdo.people.labels import TAX_CODE_FAULT
from approdo.people.rules import tax_code

KIND = "organisation"


@transaction.atomic
def register_organisation(*, by: Actor, facts: OrganisationFacts, today: date | None = None) -> Organisation:
    """Write a new organisation down, as a draft. Raises NotAllowed, InvalidInput, Refusal (its IPA code is known)."""
    require(by, Permission.NETWORK_MANAGE)
    found = Organisation(prefecture_id=by.prefecture)
    changed_to(found, _told(by, found, _checked(facts)))
    said_now(found, by, today)
    with refusing("organisation_ipa_code_once", _known()):
        found.save()
    phones_written(found, facts.phones)
    audit.record(by, "organisation.registered", KIND, found.pk, version=found.version)
    return found


@transaction.atomic
def change_organisation(
    *, by: Actor, organisation_id: UUID, facts: OrganisationFacts, expected_version: int | None = None
) -> Organisation:
    """Replace what is written of an organisation. A member does it for their own.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal.
    """
    require(by, Permission.NETWORK_EDIT)
    found = locked_organisation(by, organisation_id, expected_version)
    facts = _checked(facts)
    changed = changed_to(found, _told(by, found, facts))
    if phones_written(found, facts.phones):
        changed.append("phones")
    if not changed:
        return found
    with refusing("organisation_ipa_code_once", _known()):
        return recorded(by, KIND, found, "organisation.changed", changed)


@transaction.atomic
def publish_organisation(
    *, by: Actor, organisation_id: UUID, expected_version: int | None = None, today: date | None = None
) -> Organisation:
    """Show an organisation to the public. Raises NotAllowed, NotFound, Stale, Refusal (it is shown already)."""
    require(by, Permission.NETWORK_MANAGE)
    found = locked_organisation(by, organisation_id, expected_version)
    if found.state == RecordState.PUBLISHED.value:
        raise not_in_state(_("It is published already."))
    if found.merged_into_id is not None:
        raise not_in_state(_("It was merged into another record: publish that one."))
    found.state = RecordState.PUBLISHED.value
    said_now(found, by, today)
    return recorded(by, KIND, found, "organisation.published", ["state"])


@transaction.atomic
def withdraw_organisation(*, by: Actor, organisation_id: UUID, expected_version: int | None = None) -> Organisation:
    """Hide an organisation from the public. Raises NotAllowed, NotFound, Stale, Refusal (its services are shown)."""
    require(by, Permission.NETWORK_MANAGE)
    found = locked_organisation(by, organisation_id, expected_version)
    if found.state != RecordState.PUBLISHED.value:
        raise not_in_state(_("It is not published."))
    if found.services.filter(state=RecordState.PUBLISHED.value).exists():
        raise Refusal("organisation_has_services", _("Some of its services are published: withdraw them first."))
    found.state = RecordState.WITHDRAWN.value
    return recorded(by, KIND, found, "organisation.withdrawn", ["state"])


@transaction.atomic
def confirm_organisation(*, by: Actor, organisation_id: UUID, today: date | None = None) -> Organisation:
    """Say that what is written of an organisation is still right. Raises NotAllowed, NotFound."""
    require(by, Permission.NETWORK_EDIT)
    found = locked_organisation(by, organisation_id, None)
    said_now(found, by, today)
    return recorded(by, KIND, found, "organisation.confirmed", [])


@transaction.atomic
def admit_member(*, by: Actor, organisation_id: UUID, user_id: UUID) -> NetworkMember:
    """Let a member of the network keep the records of an organisation. Raises NotAllowed, NotFound, Refusal."""
    require(by, Permission.NETWORK_MANAGE)
    found = locked_organisation(by, organisation_id, None)
    taken = Refusal(
        "member_not_free",
        _("Only somebody with the role of member of the network, who keeps no organisation's records, can be added."),
    )
    user = organisations.free_members(by).filter(pk=user_id).first()
    if user is None:
        raise taken
    with refusing("network_networkmember_user_id_key", taken):
        member = NetworkMember.objects.create(prefecture_id=by.prefecture, organisation=found, user=user)
    recorded(by, KIND, found, "organisation.member_admitted", ["members"])
    return member


@transaction.atomic
def remove_member(*, by: Actor, organisation_id: UUID, member_id: UUID) -> None:
    """Take the records of an organisation from somebody. Raises NotAllowed, NotFound."""
    require(by, Permission.NETWORK_MANAGE)
    found = locked_organisation(by, organisation_id, None)
    member = found.members.filter(pk=member_id).first()
    if member is None:
        raise NotFound("member_not_found", _("This person does not keep its records any more."))
    member.delete()
    recorded(by, KIND, found, "organisation.member_removed", ["members"])


def locked_organisation(by: Actor, identifier: UUID, version: int | None) -> Organisation:
    """The organisation, locked until the transaction ends. Raises NotFound, Stale."""
    rows = organisations.visible_to(by)
    return locked(by, KIND, rows, identifier, version, organisations.organisation_not_found())


def _known() -> Refusal:
    words = _("An organisation with this IPA code is known already.")
    return Refusal("organisation_known", words, fields={"ipa_code": _("Already used.")})


def _checked(facts: OrganisationFacts) -> OrganisationFacts:
    facts = replace(
        facts, name=one_line(facts.name), description=facts.description.strip(), tax_code=plain_code(facts.tax_code),
        alternate_names=tuple(one_line(one) for one in facts.alternate_names if one.strip()),
        ipa_code=facts.ipa_code.strip(),
    )  # fmt: skip
    texts_said(name=facts.name)
    known_words("node_type", [facts.node_type], node_types())
    phones = [one.description for one in facts.phones]
    texts_checked({
        "name": facts.name, "alternate_names": facts.alternate_names, "description": facts.description,
        "phones": phones,
    })  # fmt: skip
    addresses_checked({"website": facts.website}, {"email": facts.email, "certified_mail": facts.certified_mail})
    if facts.tax_code:
        try:
            tax_code.read(facts.tax_code)
        except tax_code.NotATaxCode as error:
            raise wrong_fields("organisation_invalid", {"tax_code": TAX_CODE_FAULT[error.fault]}) from None
    return facts


def _told(by: Actor, found: Organisation, facts: OrganisationFacts) -> dict[str, object]:
    """The columns. A parent is an organisation that the actor sees, and never below the organisation itself."""
    told = {name: value for name, value in asdict(facts).items() if name not in ("phones", "alternate_names")}
    if facts.parent_id is not None and facts.parent_id != found.parent_id:
        above = organisations.visible_to(by).filter(pk=facts.parent_id).first()
        if above is None:
            raise organisations.organisation_not_found()
        while above is not None:
            if above.pk == found.pk:
                words = _("This organisation is a part of the one it would be part of.")
                raise wrong_fields("organisation_invalid", {"parent_id": words})
            above = above.parent
    return {**told, "alternate_names": list(facts.alternate_names)}
