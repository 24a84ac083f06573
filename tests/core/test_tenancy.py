"""Raw SQL under the role of the web process sees one prefecture, or none."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from approdo.core import audit, tenancy
from approdo.core.access.actor import Actor
from approdo.core.models import AuditRecord

pytestmark = pytest.mark.django_db


def emails() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM core_user ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def test_a_transaction_sees_only_its_own_prefecture(officer: Actor, outsider: Actor) -> None:
    with tenancy.within("PA"):
        assert emails() == ["outsider@pa.example"]
    with tenancy.within("SV"):
        assert emails() == ["officer@sv.example"]


def test_a_transaction_without_a_prefecture_sees_nobody(officer: Actor) -> None:
    with tenancy.within(""):
        assert emails() == []


def test_a_row_cannot_be_written_into_another_prefecture(officer: Actor, outsider: Actor) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), tenancy.within("PA"):
        audit.record(officer, "case.opened", "case", 1)


def test_the_audit_cannot_be_changed_even_by_its_owner(officer: Actor) -> None:
    audit.record(officer, "case.opened", "case", 1)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        AuditRecord.objects.update(act="case.nothing")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        AuditRecord.objects.all().delete()


def test_the_web_role_owns_nothing(officer: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = 'approdo_web'"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'approdo_web'")
        assert cursor.fetchone() == (False, False)


def test_every_table_with_a_prefecture_has_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
               WHERE c.relkind = 'r' AND a.attname = 'prefecture_id' AND NOT a.attisdropped
                 AND NOT (c.relrowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))"""
        )
        assert cursor.fetchall() == []
