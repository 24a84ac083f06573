"""Data files of this floor as values for the rules."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data"
ITALY = "IT"


@cache
def _birth_places() -> dict[str, frozenset[str]]:
    content: dict[str, Any] = yaml.safe_load((_DATA / "birth_places.yaml").read_text(encoding="utf-8"))
    return {country: frozenset(codes) for country, codes in content["states"].items()}


def birth_place_codes(country: str) -> frozenset[str]:
    """Codes that a tax code may show for a birth in that country (ISO 3166-1); IT for Italy; empty when not known."""
    return frozenset({ITALY}) if country == ITALY else _birth_places().get(country, frozenset())
