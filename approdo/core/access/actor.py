"""Who acts: the value that every command and query is told."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from approdo.core.access.permissions import Permission


@dataclass(frozen=True, slots=True)
class Actor:
    """A user, an API token or the system itself, acting in one prefecture.

    `user_id` is None for the system. `label` names the actor in the audit (an office name, never an address).
    """

    prefecture: str
    user_id: UUID | None
    label: str
    permissions: frozenset[Permission]
    token_id: UUID | None = None
    language: str = "it"

    def may(self, permission: Permission) -> bool:
        """Whether the actor holds that permission."""
        return permission in self.permissions


def system_actor(prefecture: str, *permissions: Permission) -> Actor:
    """The system acting by itself in a prefecture (jobs, imports, demonstration), with the permissions named."""
    return Actor(prefecture=prefecture, user_id=None, label="system", permissions=frozenset(permissions))
