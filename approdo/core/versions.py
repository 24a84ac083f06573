"""A row and its version: an act on one that changed since it was read is refused, and each act makes one more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.errors import Stale


class Versioned(Protocol):
    """A row that counts its versions."""

    version: int

    @property
    def pk(self) -> Any: ...

    def save(self) -> None: ...


Row = TypeVar("Row", bound=Versioned)


def refuse_changed(
    by: Actor, kind: str, row: Versioned, expected: int | None, words: object, *, acts: Mapping[str, Any]
) -> None:
    """Let an act go on only upon the version that was read; None asks for none.

    `kind`: of the object in the audit. `words`: the sentence of the refusal. `acts`: the acts in words: what a
    colleague did is told in the reader's language. Raises Stale with what was done since.
    """
    if expected is None or expected == row.version:
        return
    changes = audit.changes_after(by, kind, row.pk, expected)
    changes = [{**change, "what": str(acts.get(change["what"], change["what"]))} for change in changes]
    raise Stale(f"{kind}_changed", words, changes=changes)


def keep(by: Actor, kind: str, row: Row, act: str, **details: object) -> Row:
    """Write a changed row as its next version, and the act in the audit."""
    row.version += 1
    row.save()
    audit.record(by, act, kind, row.pk, version=row.version, **details)
    return row
