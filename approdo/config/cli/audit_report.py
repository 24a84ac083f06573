"""What `approdo audit` says: flaws of the chains in words, signed heads as lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from approdo.core import audit, tenancy
from approdo.core.models import Prefecture

WORDS = {
    "hash": "its hash does not follow from the one before",
    "number": "a record is missing or out of place",
    "payload": "its columns say something else than what was chained",
    "head": "the chain does not end where it should",
    "signature": "the signed head was not signed by this installation, or was altered",
    "cut": "the chain is shorter than when the head was signed",
    "rewritten": "the chain was written again after the head was signed",
}


def codes() -> list[str]:
    """Every prefecture, by its code."""
    return list(Prefecture.objects.order_by("code").values_list("code", flat=True))


def flaws_of(prefecture: str, signed: list[dict[str, Any]]) -> list[str]:
    """What is wrong with the chain of a prefecture, by itself and against the signed heads; empty when it holds."""
    with tenancy.within(prefecture):
        flaws = list(audit.verify(prefecture))
        key = audit.signing_key() if signed else None
        mine = [head for head in signed if head.get("prefecture") == prefecture]
        flaws += [flaw for head in mine if key and (flaw := audit.check_head(head, key))]
    return [f"record {flaw.number}: {WORDS[flaw.what]}" for flaw in flaws]


def signed_heads() -> Iterator[str]:
    """The present head of every chain, signed, one JSON a line."""
    key = audit.signing_key()
    for code in codes():
        with tenancy.within(code):
            yield json.dumps(audit.signed_head(code, key))


def read_heads(file: Path) -> list[dict[str, Any]]:
    """Heads written by `signed_heads`. Raises ValueError."""
    heads = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not all(isinstance(head, dict) for head in heads):
        raise ValueError("not an object a line")
    return heads
