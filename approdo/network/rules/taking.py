"""What becomes of a record that another publisher sends."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# Members that change although nothing of the record did.
PASSING = frozenset({"last_modified", "modified_date", "assured_date", "x-last-modified", "x-freshness"})


class ForeignKind(StrEnum):
    """What a record of another publisher is here."""

    ORGANISATION = "organisation"
    SERVICE = "service"
    PLACE = "place"
    DESK = "desk"


class Taken(StrEnum):
    """What became of a record. `possible`: something here may be the same, and nobody chose; `changed_here`: both sides
    changed it, ours stands."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    TIED = "tied"
    POSSIBLE = "possible"
    CHANGED_HERE = "changed_here"
    INACTIVE = "inactive"
    WRONG = "wrong"


class Alike(StrEnum):
    """What to do with a record that may be one that is here: nothing, make a new one, or say that they are the same."""

    LEAVE = "leave"
    NEW = "new"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the record at a place of a file: `faults` are columns with words, `alike` what may be the same."""

    place: int
    name: str
    taken: Taken
    faults: tuple[tuple[str, str], ...] = ()
    alike: tuple[str, ...] = ()


def fingerprint(record: Mapping[str, Any]) -> str:
    """The same for a record that says the same, however its members stand.

    Source: our choice, SHA-256 of its members in order.
    """
    return hashlib.sha256(json.dumps(_lasting(record), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _lasting(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _lasting(inside) for name, inside in value.items() if name not in PASSING}
    return [_lasting(one) for one in value] if isinstance(value, list) else value
