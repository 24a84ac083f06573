"""Who may open what: one row for each address, kept by hand.

A new address without a row makes the build fail. `roles` are those that may; the others get 403. An address with an
argument names in `of` the thing it is about: for a thing of another prefecture everybody who may gets 404.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from approdo.core.access.roles import Role

EVERYBODY = frozenset(Role)
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
READS_AUDIT = frozenset({Role.EXECUTIVE, Role.ADMINISTRATOR, Role.AUDITOR})
CONFIGURES = frozenset({Role.EXECUTIVE, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Row:
    """One kind of call of an address."""

    name: str
    roles: frozenset[Role]
    method: str = "GET"
    data: dict[str, Any] = field(default_factory=dict)
    of: dict[str, str] = field(default_factory=dict)  # argument: kind of thing, see `things` of test_access_table
    headers: dict[str, str] = field(default_factory=dict)


MEASURES = frozenset({Role.EXECUTIVE, Role.OFFICER})

TABLE = [
    Row("measures", MEASURES),
    Row("export_measures", MEASURES),
    Row("definitions", EVERYBODY),
    Row("gallery", EVERYBODY),
    Row("list_users", ADMINISTRATOR),
    Row("invite_user", ADMINISTRATOR),
    Row("see_user", ADMINISTRATOR, of={"user_id": "user"}),
    Row("end_role", ADMINISTRATOR, "POST", {"membership": "$membership"}, of={"user_id": "user"}),
    Row("disable_user", ADMINISTRATOR, "POST", of={"user_id": "user"}),
    Row("enable_user", ADMINISTRATOR, "POST", of={"user_id": "user"}),
    Row("configure_office", CONFIGURES),
    Row("list_tokens", ADMINISTRATOR),
    Row("revoke_token", ADMINISTRATOR, "POST", of={"token_id": "token"}),
    Row("see_audit", READS_AUDIT),
    Row("see_access_log", READS_AUDIT),
    Row("api:read_me", EVERYBODY),
    Row("api:read_office", EVERYBODY),
    Row(
        "api:change_office",
        CONFIGURES,
        "PATCH",
        {"reason": "because of this"},
        headers={"Idempotency-Key": "k", "If-Match": '"1"'},
    ),
]

# Pages about oneself or open to strangers (tests/house/test_urls_need_login.py), the same for every role.
WITHOUT_ROLE = (
    "account_",
    "mfa_",
    "socialaccount_",
    "openid_connect_",
    "choose_language",
    "status",
    "accessibility",
    "privacy",
    "licence",
)
WITHOUT_ROLE_API = ("api:openapi-json", "api:api-root")
