"""What is kept of the file an invoice came in: its signatures and where it leaves the format, as JSON values and back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from approdo.accounting.invoices.layout import Fault
from approdo.accounting.invoices.reading import File
from approdo.accounting.rules.signatures import Integrity, Seal, SealFault, whole

MOMENTS = ("signed_at", "valid_from", "valid_until")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The signatures of a file, outermost first, none when it is not signed; and its departures from the format."""

    seals: tuple[Seal, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def integrity(self) -> Integrity | None:
        """Of all the signatures together; None when the file is not signed."""
        return whole(self.seals) if self.seals else None


def written(file: File) -> dict[str, Any]:
    """What is kept of a file."""
    return {"seals": [_plain(one) for one in file.seals], "faults": [asdict(one) for one in file.faults]}


def read(kept: dict[str, Any]) -> Evidence | None:
    """What `written` kept; None of an invoice that came before files were looked at so."""
    if not kept:
        return None
    return Evidence(tuple(map(_seal, kept["seals"])), tuple(Fault(**one) for one in kept["faults"]))


def _plain(seal: Seal) -> dict[str, Any]:
    told = asdict(seal)
    return told | {name: told[name].isoformat() if told[name] else None for name in MOMENTS}


def _seal(told: dict[str, Any]) -> Seal:
    moments = {name: datetime.fromisoformat(told[name]) if told[name] else None for name in MOMENTS}
    return Seal(**{**told, **moments, "fault": SealFault(told["fault"]) if told["fault"] else None})
