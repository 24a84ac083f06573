"""The shape of what is asked of the territory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from approdo.territory.queries.comuni import LONGEST_NAME


@dataclass(frozen=True, slots=True)
class TerritoryFilter:
    """The province drawn and the words looked for."""

    province: str
    words: str

    @classmethod
    def of(cls, asked: Mapping[str, str], own: str) -> Self:
        """What an address asks; the reader's own province where it names none that can be one."""
        sign = asked.get("province", "").strip().upper()
        right = len(sign) == 2 and sign.isascii() and sign.isalpha()
        return cls(sign if right else own, asked.get("q", "").replace("\0", "").strip()[:LONGEST_NAME])
