"""Managing bodies: recorded, corrected, with their proofs and operators."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.reception.commands.bodies import (
    admit_member,
    correct_body,
    record_body,
    record_compliance,
    remove_member,
)
from approdo.reception.models import BodyMember, Compliance, ManagingBody
from approdo.reception.queries import bodies
from approdo.reception.queries.bodies import facts_of
from approdo.reception.rules.expiries import Stop, Subject
from approdo.reception.rules.facts import BodyFacts
from approdo.reception.rules.vocabulary import ComplianceKind, LegalForm
from tests.reception.conftest import MakeUser
from tests.reception.places import Place
from tests.reception.refusals import refused

FACTS = BodyFacts(
    " Cooperativa  inventata ", "00743110157", LegalForm.SOCIAL_COOPERATIVE, vat_number="IT 00743110157",
    dedicated_iban="it60 X054 2811 1010 0000 0123 456",
)  # fmt: skip
TODAY = date(2026, 6, 1)


def test_a_body_is_recorded_as_it_should_be_written(reception: Actor) -> None:
    body = record_body(by=reception, facts=FACTS)
    assert (body.name, body.vat_number) == ("Cooperativa inventata", "00743110157")
    assert body.dedicated_iban == "IT60X0542811101000000123456"
    assert AuditRecord.objects.get(act="body.recorded").object_id == str(body.pk)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("tax_code", "00743110158"),  # its last digit is wrong
        ("tax_code", "ABC"),
        ("vat_number", "00743110156"),
        ("vat_number", "123"),
        ("dedicated_iban", "IT61X0542811101000000123456"),
        ("dedicated_iban", "conto"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(reception: Actor, field: str, value: str) -> None:
    refused("body_invalid", lambda: record_body(by=reception, facts=replace(FACTS, **{field: value})), field)
    assert not ManagingBody.objects.exists()


def test_two_bodies_do_not_share_a_tax_code_but_two_prefectures_may_know_one(
    reception: Actor, elsewhere: Actor
) -> None:
    record_body(by=reception, facts=FACTS)
    refused("body_known", lambda: record_body(by=reception, facts=replace(FACTS, name="Altra")), "tax_code")
    record_body(by=elsewhere, facts=FACTS)


def test_a_correction_says_what_changed_and_a_stale_one_is_refused(reception: Actor) -> None:
    body = record_body(by=reception, facts=FACTS)
    changed = replace(facts_of(body), address="Via di prova 1")
    assert correct_body(by=reception, body_id=body.pk, facts=changed, expected_version=1).version == 2
    assert '"address":["","Via di prova 1"]' in AuditRecord.objects.get(act="body.corrected").payload
    refused("body_changed", lambda: correct_body(by=reception, body_id=body.pk, facts=FACTS, expected_version=1))
    assert correct_body(by=reception, body_id=body.pk, facts=changed).version == 2  # nothing new: nothing written


def test_who_may_not_is_refused(operator: Actor, officer: Actor, place: Place) -> None:
    for by in (operator, officer):
        refused("not_allowed", lambda by=by: record_body(by=by, facts=FACTS))
        refused("not_allowed", lambda by=by: correct_body(by=by, body_id=place.body.pk, facts=FACTS))


def test_a_body_of_another_prefecture_does_not_exist(elsewhere: Actor, place: Place) -> None:
    refused("body_not_found", lambda: correct_body(by=elsewhere, body_id=place.body.pk, facts=FACTS))
    refused("body_not_found", lambda: bodies.body(elsewhere, place.body.pk))
    refused("body_not_found", lambda: record_compliance(
        by=elsewhere, body_id=place.body.pk, kind=ComplianceKind.TRACEABILITY, issued_on=TODAY
    ))  # fmt: skip


def test_an_operator_sees_their_own_body_and_no_other(operator: Actor, place: Place, other_place: Place) -> None:
    assert list(bodies.visible_to(operator)) == [place.body]
    refused("body_not_found", lambda: bodies.body(operator, other_place.body.pk))


def test_a_program_without_a_user_sees_no_body_as_its_own(operator: Actor, other_place: Place) -> None:
    assert not bodies.visible_to(replace(operator, user_id=None)).exists()


def test_a_proof_holds_until_its_last_day_and_then_stops_what_it_must(reception: Actor, place: Place) -> None:
    Compliance.objects.all().delete()
    body = place.body
    for kind in ComplianceKind:
        last = None if kind == ComplianceKind.TRACEABILITY else date(2026, 6, 30)
        record_compliance(
            by=reception, body_id=body.pk, kind=kind, issued_on=date(2026, 3, 1), expires_on=last, today=TODAY
        )
    assert bodies.lacking(body, Stop.PAYMENTS, date(2026, 6, 30)) == ()
    assert bodies.lacking(body, Stop.PAYMENTS, date(2026, 7, 1)) == (Subject.DURC, Subject.ANTIMAFIA)


def test_a_proof_that_makes_no_sense_is_refused(reception: Actor, place: Place) -> None:
    def record(kind: ComplianceKind, issued: date, last: date | None) -> None:
        record_compliance(
            by=reception, body_id=place.body.pk, kind=kind, issued_on=issued, expires_on=last, today=TODAY
        )

    durc = ComplianceKind.DURC
    refused("body_invalid", lambda: record(durc, date(2026, 6, 2), date(2026, 9, 1)), "issued_on")
    refused("body_invalid", lambda: record(durc, TODAY, date(2026, 5, 31)), "expires_on")
    refused("body_invalid", lambda: record(durc, TODAY, None), "expires_on")
    record(durc, TODAY, date(2026, 9, 1))
    refused("compliance_known", lambda: record(durc, TODAY, date(2026, 9, 1)))


def test_an_operator_is_added_once_and_removed(
    reception: Actor, make_user: MakeUser, savona: Prefecture, place: Place, other_place: Place
) -> None:
    user = make_user("new", savona, Role.CENTRE_OPERATOR)
    assert list(bodies.operators(reception)) == [user]
    member = admit_member(by=reception, body_id=place.body.pk, user_id=user.pk)
    assert not bodies.operators(reception).exists()
    refused("member_not_free", lambda: admit_member(by=reception, body_id=other_place.body.pk, user_id=user.pk))
    remove_member(by=reception, body_id=place.body.pk, member_id=member.pk)
    assert not BodyMember.objects.exists()
    refused("member_not_found", lambda: remove_member(by=reception, body_id=place.body.pk, member_id=member.pk))


def test_nobody_without_the_role_becomes_an_operator(
    reception: Actor, officer_user: User, outsider_user: User, place: Place
) -> None:
    for user in (officer_user, outsider_user):
        refused(
            "member_not_free",
            lambda user=user: admit_member(by=reception, body_id=place.body.pk, user_id=user.pk),
        )
