"""Protocols between bodies: written, signed, renewed, ended; who is part of them."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import NotFound, Refusal
from approdo.core.saying import between, not_later, reason_said, texts_said, wrong_fields
from approdo.network.models import Protocol, ProtocolParty
from approdo.network.queries import organisations, protocols
from approdo.network.records import changed_to, locked, not_in_state, one_line, recorded, texts_checked
from approdo.network.rules.protocols import FEWEST_PARTIES, ProtocolFacts

KIND = "protocol"


@transaction.atomic
def write_protocol(*, by: Actor, facts: ProtocolFacts) -> Protocol:
    """Write a protocol down, as a draft. Raises NotAllowed, InvalidInput."""
    require(by, Permission.GOVERNANCE_EDIT)
    found = Protocol(prefecture_id=by.prefecture, written_by_id=by.user_id)
    changed_to(found, _told(facts))
    found.save()
    audit.record(by, "protocol.written", KIND, found.pk, version=found.version)
    return found


@transaction.atomic
def change_protocol(
    *, by: Actor, protocol_id: UUID, facts: ProtocolFacts, expected_version: int | None = None
) -> Protocol:
    """Replace what is written of a protocol. Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (ended)."""
    require(by, Permission.GOVERNANCE_EDIT)
    found = _locked(by, protocol_id, expected_version)
    changed = changed_to(found, _told(facts))
    return recorded(by, KIND, found, "protocol.changed", changed) if changed else found


@transaction.atomic
def sign_protocol(
    *, by: Actor, protocol_id: UUID, signed_on: date, expires_on: date | None,
    expected_version: int | None = None, today: date | None = None,
) -> Protocol:  # fmt: skip
    """A protocol was signed, until its last day or without one.

    Raises NotAllowed, NotFound, Stale, InvalidInput (days), Refusal (signed already, fewer than two parties).
    """
    require(by, Permission.GOVERNANCE_EDIT)
    found = _locked(by, protocol_id, expected_version)
    not_later(signed_on, today or timezone.localdate(), "signed_on")
    if found.signed_on is not None:
        raise not_in_state(_("It was signed already."))
    if found.parties.count() < FEWEST_PARTIES:
        raise Refusal("parties_lack", _("A protocol has at least two parties: add them first."))
    found.signed_on, found.expires_on = signed_on, _later(expires_on, signed_on)
    return recorded(by, KIND, found, "protocol.signed", ["signed_on", "expires_on"])


@transaction.atomic
def renew_protocol(
    *, by: Actor, protocol_id: UUID, expires_on: date | None, reason: str, expected_version: int | None = None
) -> Protocol:
    """A protocol lasts longer, until another day or without one. `reason`: by what, such as the renewal's number.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no later than before, no reason), Refusal (not signed, has no end).
    """
    require(by, Permission.GOVERNANCE_EDIT)
    found = _locked(by, protocol_id, expected_version)
    told = reason_said(reason)
    if found.signed_on is None or found.expires_on is None:
        raise not_in_state(_("Only a signed protocol with a last day is renewed."))
    if expires_on is not None and expires_on <= found.expires_on:
        raise wrong_fields("protocol_invalid", {"expires_on": _("Write a day after its last day of now.")})
    before, found.expires_on = found.expires_on, expires_on
    found.version += 1
    found.save()
    audit.record(by, "protocol.renewed", KIND, found.pk, version=found.version, before=before, reason=told)
    return found


@transaction.atomic
def end_protocol(
    *, by: Actor, protocol_id: UUID, on: date, reason: str, expected_version: int | None = None,
    today: date | None = None,
) -> Protocol:  # fmt: skip
    """A protocol ends before its day, or a draft is given up. Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal."""
    require(by, Permission.GOVERNANCE_EDIT)
    found = _locked(by, protocol_id, expected_version)
    between(on, found.signed_on, today or timezone.localdate(), "on")
    found.ended_on, found.ended_why = on, reason_said(reason)
    return recorded(by, KIND, found, "protocol.ended", ["ended_on"])


@transaction.atomic
def add_party(
    *, by: Actor, protocol_id: UUID, organisation_id: UUID | None = None, name: str = "", signatory: str = ""
) -> ProtocolParty:
    """A body becomes part of a protocol: one of the directory, or another by its name.

    Raises NotAllowed, NotFound, InvalidInput (neither or both), Refusal (it is part already).
    """
    require(by, Permission.GOVERNANCE_EDIT)
    found = _locked(by, protocol_id, None)
    name, signatory = one_line(name), one_line(signatory)
    texts_checked({"name": name, "signatory": signatory})
    if (organisation_id is None) is (name == ""):
        raise wrong_fields("party_invalid", {"name": _("Choose an organisation, or write the name of another body.")})
    if organisation_id is not None:
        name = organisations.organisation(by, organisation_id).name
    already = Refusal("party_known", _("This body is part of the protocol already."))
    with refusing("protocol_party_once", already):
        made = ProtocolParty.objects.create(
            prefecture_id=by.prefecture, protocol=found, organisation_id=organisation_id, name=name,
            signatory=signatory,
        )  # fmt: skip
    recorded(by, KIND, found, "protocol.party_added", ["parties"])
    return made


@transaction.atomic
def remove_party(*, by: Actor, protocol_id: UUID, party_id: UUID) -> None:
    """A body is no longer part of a protocol. Raises NotAllowed, NotFound, Refusal (fewer than two would be left)."""
    require(by, Permission.GOVERNANCE_EDIT)
    found = _locked(by, protocol_id, None)
    party = found.parties.filter(pk=party_id).first()
    if party is None:
        raise NotFound("party_not_found", _("This body is not part of the protocol any more."))
    if found.signed_on is not None and found.parties.count() <= FEWEST_PARTIES:
        raise Refusal("parties_lack", _("A signed protocol keeps at least two parties: end it instead."))
    party.delete()
    recorded(by, KIND, found, "protocol.party_removed", ["parties"])


def _locked(by: Actor, identifier: UUID, version: int | None) -> Protocol:
    found = locked(by, KIND, protocols.visible_to(by), identifier, version, protocols.protocol_not_found())
    if found.ended_on is not None:
        raise not_in_state(_("This protocol was ended."))
    return found


def _later(expires_on: date | None, signed_on: date) -> date | None:
    if expires_on is not None and expires_on < signed_on:
        raise wrong_fields("protocol_invalid", {"expires_on": _("It ends before it begins.")})
    return expires_on


def _told(facts: ProtocolFacts) -> dict[str, Any]:
    facts = replace(
        facts, title=one_line(facts.title), scope=facts.scope.strip(), reference=one_line(facts.reference),
        data_clauses=facts.data_clauses.strip(),
    )  # fmt: skip
    texts_said(title=facts.title, scope=facts.scope)
    texts_checked({name: getattr(facts, name) for name in ("title", "scope", "reference", "data_clauses")})
    return {**asdict(facts), "renewal": facts.renewal.value}
