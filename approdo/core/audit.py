"""The audit: one record per act, in the act's own transaction, chained by SHA-256.

hash = SHA-256(previous hash + payload), both as UTF-8 text; the database numbers and chains the records, refuses to
change or delete them, and anybody can recompute the chain from an export.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.models import AuditChain, AuditRecord

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Flaw:
    """A place where a chain does not hold."""

    prefecture: str
    number: int
    what: str  # hash | number | payload | head


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot stand in an audit record")


def canonical(payload: dict[str, Any]) -> str:
    """JSON with sorted keys and no spaces: the same content always gives the same text."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def record(by: Actor, act: str, kind: str, identifier: object, **details: Any) -> AuditRecord:
    """Write one act down. `details` never hold special-category facts: their names, not their contents."""
    at = timezone.now()
    payload = canonical(
        {
            "act": act,
            "actor": by.user_id or by.token_id,
            "actor_label": by.label,
            "at": at,
            "details": details,
            "object": str(identifier),
            "object_kind": kind,
            "prefecture": by.prefecture,
        }
    )
    return AuditRecord.objects.create(
        prefecture_id=by.prefecture,
        number=0,
        at=at,
        actor_id=by.user_id or by.token_id,
        actor_label=by.label,
        act=act,
        object_kind=kind,
        object_id=str(identifier),
        payload=payload,
    )


def changes_after(by: Actor, kind: str, identifier: object, version: int) -> list[dict[str, Any]]:
    """What was done to an object after its `version`: what (the act), by whom, when, for a Stale refusal.

    Counts the records whose details hold a `version`, the one the object had after the act.
    """
    rows = AuditRecord.objects.filter(
        prefecture_id=by.prefecture, object_kind=kind, object_id=str(identifier)
    ).order_by("-number")[:50]
    later = [row for row in rows if json.loads(row.payload)["details"].get("version", 0) > version]
    return [{"what": row.act, "by": row.actor_label, "at": row.at} for row in reversed(later)]


def verify(prefecture: str, rows: Iterable[AuditRecord] | None = None) -> Iterator[Flaw]:
    """Walk the chain of a prefecture from its first record and yield every flaw.

    Raises nothing: an empty iterator means that the chain holds up to its recorded head.
    """
    previous, number = GENESIS, 0
    if rows is None:
        rows = AuditRecord.objects.filter(prefecture_id=prefecture).order_by("number").iterator(2000)
    for row in rows:
        number += 1
        if row.number != number:
            yield Flaw(prefecture, number, "number")
            number = row.number
        if row.previous_hash != previous or row.hash != hashlib.sha256((previous + row.payload).encode()).hexdigest():
            yield Flaw(prefecture, row.number, "hash")
        if not _columns_agree(row):
            yield Flaw(prefecture, row.number, "payload")
        previous = row.hash
    chain = AuditChain.objects.filter(prefecture_id=prefecture).first()
    recorded = (chain.length, chain.head) if chain else (0, GENESIS)
    if recorded != (number, previous):
        yield Flaw(prefecture, number, "head")


def _columns_agree(row: AuditRecord) -> bool:
    written = json.loads(row.payload)
    return (
        written["act"] == row.act
        and written["object"] == row.object_id
        and written["object_kind"] == row.object_kind
        and written["prefecture"] == row.prefecture_id
        and written["actor_label"] == row.actor_label
        and written["actor"] == (str(row.actor_id) if row.actor_id else None)
        and datetime.fromisoformat(written["at"]) == row.at
    )
