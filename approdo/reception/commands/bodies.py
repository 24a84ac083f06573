"""Managing bodies, the proofs they hold, and who works for them."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.rules.cells import plain_code
from approdo.core.saying import wrong_fields
from approdo.people.labels import TAX_CODE_FAULT
from approdo.people.rules import tax_code
from approdo.reception.models import BodyMember, Compliance, ManagingBody
from approdo.reception.place_locks import locked_body, touch
from approdo.reception.queries import bodies
from approdo.reception.rules.facts import BodyFacts
from approdo.reception.rules.vocabulary import ComplianceKind

IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


@transaction.atomic
def record_body(*, by: Actor, facts: BodyFacts) -> ManagingBody:
    """Write a new managing body down.

    Raises NotAllowed, InvalidInput (a tax code, VAT number or IBAN that is wrong), Refusal (the tax code is known).
    """
    require(by, Permission.CONTRACT_EDIT)
    facts = _checked(facts)
    body = _saved(ManagingBody(prefecture_id=by.prefecture), facts)
    audit.record(by, "body.recorded", "body", body.pk, version=body.version, facts=asdict(facts))
    return body


@transaction.atomic
def correct_body(*, by: Actor, body_id: UUID, facts: BodyFacts, expected_version: int | None = None) -> ManagingBody:
    """Replace everything that is written of a body.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal.
    """
    require(by, Permission.CONTRACT_EDIT)
    body = locked_body(by, body_id, expected_version)
    facts = _checked(facts)
    before, after = asdict(bodies.facts_of(body)), asdict(facts)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changed:
        return body
    body.version += 1
    _saved(body, facts)
    audit.record(by, "body.corrected", "body", body.pk, version=body.version, changed=changed)
    return body


@transaction.atomic
def record_compliance(
    *,
    by: Actor,
    body_id: UUID,
    kind: ComplianceKind,
    issued_on: date,
    expires_on: date | None = None,
    reference: str = "",
    today: date | None = None,
) -> Compliance:
    """Write a proof of a body down: the ones before stay, each with its days.

    Raises NotAllowed, NotFound, InvalidInput.
    """
    require(by, Permission.CONTRACT_EDIT)
    body = locked_body(by, body_id)
    if issued_on > (today or timezone.localdate()):
        raise _wrong("issued_on", _("This day is still to come."))
    if expires_on is not None and expires_on < issued_on:
        raise _wrong("expires_on", _("It ends before it begins."))
    if expires_on is None and kind != ComplianceKind.TRACEABILITY:
        raise _wrong("expires_on", _("Write the last day on which it holds."))
    told = {"kind": kind.value, "issued_on": issued_on, "expires_on": expires_on, "reference": reference.strip()}
    if body.compliances.filter(**told).exists():
        raise Refusal("compliance_known", _("This proof stands there already."))
    proof = Compliance.objects.create(prefecture_id=by.prefecture, body=body, **told)
    audit.record(by, "body.compliance_recorded", "body", body.pk, version=touch(body), proof=proof.pk, facts=told)
    return proof


@transaction.atomic
def admit_member(*, by: Actor, body_id: UUID, user_id: UUID) -> BodyMember:
    """Let a centre operator see and do what is the body's own. Raises NotAllowed, NotFound, Refusal."""
    require(by, Permission.CONTRACT_EDIT)
    body = locked_body(by, body_id)
    user = bodies.operators(by).filter(pk=user_id).first()
    if user is None:
        raise Refusal(
            "member_not_free",
            _("Only somebody with the role of centre operator, who works for no other body, can be added."),
        )
    taken = Refusal("member_not_free", _("This person works for a managing body already."))
    with refusing("reception_bodymember_user_id_key", taken):
        member = BodyMember.objects.create(prefecture_id=by.prefecture, body=body, user=user)
    audit.record(by, "body.member_admitted", "body", body.pk, version=touch(body), user=user.pk)
    return member


@transaction.atomic
def remove_member(*, by: Actor, body_id: UUID, member_id: UUID) -> None:
    """Take the sight of the body's centres from somebody. Raises NotAllowed, NotFound."""
    require(by, Permission.CONTRACT_EDIT)
    body = locked_body(by, body_id)
    member = body.members.filter(pk=member_id).first()
    if member is None:
        raise NotFound("member_not_found", _("This person does not work for the body any more."))
    user_id = member.user_id
    member.delete()
    audit.record(by, "body.member_removed", "body", body.pk, version=touch(body), user=user_id)


def _checked(facts: BodyFacts) -> BodyFacts:
    facts = replace(
        facts,
        name=" ".join(facts.name.split()),
        address=" ".join(facts.address.split()),
        vat_number=plain_code(facts.vat_number).removeprefix("IT"),
        dedicated_iban=plain_code(facts.dedicated_iban),
        certified_mail=facts.certified_mail.strip(),
    )
    if not facts.name:
        raise _wrong("name", _("Write this."))
    try:
        code = tax_code.read(facts.tax_code).text
    except tax_code.NotATaxCode as error:
        raise _wrong("tax_code", TAX_CODE_FAULT[error.fault]) from None
    vat = facts.vat_number
    if vat and not (re.fullmatch("[0-9]{11}", vat) and tax_code.provisional_check(vat[:10]) == vat[10]):
        raise _wrong("vat_number", _("A VAT number has eleven digits, and the last one agrees with the others."))
    if facts.dedicated_iban and not _is_iban(facts.dedicated_iban):
        raise _wrong("dedicated_iban", _("This is no IBAN: one of its characters is mistyped."))
    return replace(facts, tax_code=code)


def _is_iban(text: str) -> bool:
    """ISO 13616: the number that the signs make, the first four moved to the end, is 1 modulo 97."""
    return bool(IBAN.fullmatch(text)) and int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def _saved(body: ManagingBody, facts: BodyFacts) -> ManagingBody:
    for name, value in asdict(facts).items():
        setattr(body, name, getattr(value, "value", value))
    known = Refusal(
        "body_known",
        _("A managing body with this tax code is known already."),
        fields={"tax_code": _("Already used.")},
    )
    with refusing("body_tax_code_once", known):
        body.save()
    return body


def _wrong(field: str, words: object) -> InvalidInput:
    return wrong_fields("body_invalid", {field: words})
