"""The audit: one record per act, in the act's own transaction, chained by SHA-256.

hash = SHA-256(previous hash + payload), both as UTF-8 text; the database numbers and chains the records, refuses to
change or delete them, and anybody can recompute the chain from an export.

Who owns the database could still cut the tail or write the whole chain again. Against this, a signed head (Ed25519) is
taken every day and kept elsewhere: it says how long the chain was and how it ended.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.models import AuditChain, AuditRecord
from approdo.core.transfer.insertion import insert_made

GENESIS = "0" * 64
KEY_FILE = "audit-key"


@dataclass(frozen=True, slots=True)
class Flaw:
    """A place where a chain does not hold."""

    prefecture: str
    number: int
    what: str  # hash | number | payload | head | signature | cut | rewritten


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


def record(by: Actor, act: str, kind: str, identifier: object, /, **details: Any) -> AuditRecord:
    """Write one act down. `details` never hold special-category facts: their names, not their contents."""
    made = _made(by, act, kind, identifier, details)
    made.save(force_insert=True)
    return made


def record_all(by: Actor, act: str, kind: str, told: Sequence[tuple[object, dict[str, Any]]], /) -> None:
    """Write the same act on many objects down, one record each, in order: each an identifier with its details."""
    insert_made([_made(by, act, kind, identifier, details) for identifier, details in told])


def _made(by: Actor, act: str, kind: str, identifier: object, details: dict[str, Any]) -> AuditRecord:
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
    return AuditRecord(
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
    """What was done to an object after its `version`: what (the act), by whom, at what time, on which fields.

    Counts the records whose details hold a `version`, the one the object had after the act.
    """
    rows = AuditRecord.objects.filter(
        prefecture_id=by.prefecture, object_kind=kind, object_id=str(identifier)
    ).order_by("-number")[:50]
    told = [(row, json.loads(row.payload)["details"]) for row in reversed(rows)]
    return [
        {"what": row.act, "by": row.actor_label, "at": row.at, "fields": sorted(details.get("changed", {}))}
        for row, details in told
        if details.get("version", 0) > version
    ]


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


def signing_key(folder: Path | None = None) -> Ed25519PrivateKey:
    """The key that signs the heads, made the first time, in `secrets/` under `APPRODO_VAR`."""
    place = (folder or settings.VAR / "secrets") / KEY_FILE
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        raw = Ed25519PrivateKey.generate().private_bytes_raw()
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(raw))
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(place.read_bytes()))


def signed_head(prefecture: str, key: Ed25519PrivateKey) -> dict[str, Any]:
    """How long the chain of a prefecture is and how it ends now, signed: to be kept on another machine."""
    chain = AuditChain.objects.filter(prefecture_id=prefecture).first()
    said: dict[str, Any] = {
        "at": timezone.now().isoformat(),
        "head": chain.head if chain else GENESIS,
        "length": chain.length if chain else 0,
        "prefecture": prefecture,
    }
    return {**said, "signature": base64.b64encode(key.sign(canonical(said).encode())).decode()}


def check_head(head: dict[str, Any], key: Ed25519PrivateKey) -> Flaw | None:
    """What a signed head taken earlier shows wrong in the chain of its prefecture; None when it is still in it."""
    said = {name: value for name, value in head.items() if name != "signature"}
    prefecture, length = str(said.get("prefecture")), int(said.get("length", 0))
    try:
        key.public_key().verify(base64.b64decode(head.get("signature", "")), canonical(said).encode())
    except (InvalidSignature, ValueError):
        return Flaw(prefecture, length, "signature")
    if length == 0:
        return None
    row = AuditRecord.objects.filter(prefecture_id=prefecture, number=length).first()
    if row is None:
        return Flaw(prefecture, length, "cut")
    return None if row.hash == said["head"] else Flaw(prefecture, length, "rewritten")
