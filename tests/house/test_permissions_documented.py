"""`docs/permissions.md` says what the table of roles says, and the table of roles says what it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from approdo.config.documents.permissions import PERMISSION_WORDS, ROLE_WORDS, permissions_page
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import ROLES, Role

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"


def test_the_document_is_fresh() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == permissions_page()


def test_every_permission_and_role_has_its_words_and_every_permission_a_holder() -> None:
    assert set(PERMISSION_WORDS) == set(Permission) == frozenset().union(*ROLES.values())
    assert set(ROLE_WORDS) == set(Role) == set(ROLES)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.NATIONAL_OBSERVER])
def test_whoever_runs_or_watches_the_system_sees_no_case_file(role: Role) -> None:
    assert not [permission for permission in ROLES[role] if permission.value.startswith(("case.", "person."))]


def test_a_legal_operator_neither_decides_nor_sees_what_is_delicate() -> None:
    barred = {
        Permission.CASE_DECIDE,
        Permission.CASE_PROPOSE,
        Permission.CASE_SEE_POLICE_OPINIONS,
        Permission.PERSON_SEE_SPECIAL,
        Permission.PERSON_EDIT_SPECIAL,
    }
    assert not barred & ROLES[Role.LEGAL_OPERATOR]
