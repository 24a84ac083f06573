"""The chain of the audit shows every later change."""

from __future__ import annotations

import pytest
from django.db import connection

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.models import AuditRecord

pytestmark = pytest.mark.django_db


def without_protection(statement: str, *values: object) -> None:
    """Change rows as somebody who owns the database could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE core_auditrecord DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE core_auditrecord ENABLE TRIGGER USER")


@pytest.fixture
def three_acts(officer: Actor) -> Actor:
    for number in range(3):
        audit.record(officer, "case.opened", "case", number, reason="à la carte")
    return officer


def test_an_untouched_chain_holds(three_acts: Actor) -> None:
    assert list(audit.verify("SV")) == []


def test_chains_of_two_prefectures_do_not_mix(three_acts: Actor, outsider: Actor) -> None:
    audit.record(outsider, "case.opened", "case", 9)
    assert AuditRecord.objects.get(prefecture="PA").number == 1
    assert list(audit.verify("PA")) == [] == list(audit.verify("SV"))


@pytest.mark.parametrize(
    ("statement", "flaw"),
    [
        ("UPDATE core_auditrecord SET payload = replace(payload, 'carte', 'cart') WHERE number = 2", "hash"),
        ("UPDATE core_auditrecord SET act = 'case.closed' WHERE number = 2", "payload"),
        ("UPDATE core_auditrecord SET actor_label = 'nobody' WHERE number = 3", "payload"),
        ("DELETE FROM core_auditrecord WHERE number = 2", "number"),
        ("DELETE FROM core_auditrecord WHERE number = 3", "head"),
        ("UPDATE core_auditrecord SET hash = repeat('f', 64) WHERE number = 1", "hash"),
    ],
)
def test_a_change_made_behind_the_protection_is_found(three_acts: Actor, statement: str, flaw: str) -> None:
    without_protection(statement)
    assert flaw in {found.what for found in audit.verify("SV")}
