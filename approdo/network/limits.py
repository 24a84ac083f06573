"""Bounds of what people write in other languages."""

from __future__ import annotations

LONGEST_SENTENCE = 5_000  # characters of a translated one
