"""Mistakes and odd cases put into the demonstration on purpose, each with the answer that Approdo must give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.plans import Household


@dataclass(frozen=True, slots=True)
class Planted:
    """One of them."""

    id: str
    households: tuple[Household, ...]
    is_duplicate: bool = False


def planted(office: Office, start: date) -> tuple[Planted, ...]:
    """All of one office."""
    return ()
